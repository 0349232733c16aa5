"""Access by public and by need, summed up for every territory: what the indicators of equal access break down."""

from typing import TYPE_CHECKING, Any

from portulan.diagnostic.besoins import TOUS
from portulan.socle.declaration import Colonne as C  # noqa: N817 (a table per screen)
from portulan.socle.declaration import Table, Type
from portulan.socle.territoire import Niveau

if TYPE_CHECKING:
    import pyarrow as pa

    from portulan.instantane.lire import Instantane

T, N, R = Type.TEXTE, Type.ENTIER, Type.REEL

ACCES_BESOINS = Table(
    nom="acces_besoins",
    libelle="Accès à qui sait répondre, par territoire, par public et par besoin",
    colonnes=(
        C("niveau", T, "epci, bassin, departement ou region", obligatoire=True),
        C("territoire", T, "code du territoire", obligatoire=True),
        C("ventilation", T, "« public=… » pour l'un des besoins, « besoin=… » pour tous les publics", obligatoire=True),
        C("population", N, "population de référence du public", obligatoire=True),
        C("population_plus_30_min", N, "population à plus de 30 minutes, ou que personne ne sert", obligatoire=True),
        C("minutes_mediane", R, "médiane du temps, pondérée par la population"),
        C("minutes_p90", R, "9e décile du temps, pondéré par la population"),
        C("heures_moyennes", R, "heures atteignables par semaine, moyenne pondérée par la population"),
        C("gini_heures", R, "indice de Gini des heures atteignables entre communes"),
        C("population_horaires", N, "population des communes dont les heures sont connues", obligatoire=True),
    ),
    cle=("niveau", "territoire", "ventilation"),
)

_NIVEAUX = (Niveau.EPCI, Niveau.BASSIN, Niveau.DEPARTEMENT, Niveau.REGION)


def acces_par_besoin(instantane: "Instantane") -> "pa.Table":
    """Rows of ``ACCES_BESOINS``: a public that nobody receives, or a need that nobody serves, has none."""
    import pyarrow as pa

    from portulan.diagnostic.acces_besoins import acces_pour, combinaisons, preparer

    preparation = preparer(instantane)
    if preparation is None:
        return ACCES_BESOINS.schema().empty_table()
    declare = preparation.declare
    territoires = _territoires(preparation.terrain.communes)
    rangees: list[dict[str, Any]] = []
    for public in declare.publics:
        acces = acces_pour(preparation, public.code)
        for code_public, besoin in combinaisons(declare):
            rang = declare.rang(besoin)
            if code_public == public.code and acces.aptes(rang):
                axe = f"public={public.libelle}" if besoin == TOUS else f"besoin={dict(declare.choix_besoins)[besoin]}"
                rangees += [_rangee(acces, rang, axe, *cle, ici) for cle, ici in territoires.items()]
    return pa.Table.from_pylist(rangees, schema=ACCES_BESOINS.schema()).sort_by(
        [(c, "ascending") for c in ACCES_BESOINS.cle]
    )


def _territoires(communes: list[dict[str, Any]]) -> dict[tuple[str, str], Any]:
    """Ranks of the communes of each territory."""
    import numpy as np

    groupes: dict[tuple[str, str], list[int]] = {}
    for rang, commune in enumerate(communes):
        for niveau in _NIVEAUX:
            if commune[niveau.value]:
                groupes.setdefault((niveau.value, commune[niveau.value]), []).append(rang)
    return {cle: np.array(rangs, dtype=np.int64) for cle, rangs in groupes.items()}


def _rangee(acces: Any, rang: int, axe: str, niveau: str, territoire: str, ici: Any) -> dict[str, Any]:  # noqa: PLR0917
    from portulan.diagnostic.acces_besoins import resume_de

    resume = resume_de(acces, rang, ici)
    return {
        "niveau": niveau,
        "territoire": territoire,
        "ventilation": axe,
        "population": int(resume.population),
        "population_plus_30_min": int(resume.eloignee),
        "minutes_mediane": _ou_vide(resume.mediane),
        "minutes_p90": _ou_vide(resume.p90),
        "heures_moyennes": _ou_vide(resume.heures),
        "gini_heures": _ou_vide(resume.gini_heures),
        "population_horaires": int(resume.population_horaires),
    }


def _ou_vide(valeur: float) -> float | None:
    return None if valeur != valeur else valeur  # noqa: PLR0124 (NaN)
