"""Derived tables: what the methods compute once from a snapshot, declared so that indicators may read it.

``ACCES`` holds each commune × operator; ``ACCES_TERRITOIRES`` the same summed up for every territory. They are never
frozen: the same snapshot and the same version of the product always give them again.
"""

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING, Any

from portulan.diagnostic.matrice import lire_temps
from portulan.diagnostic.tables_besoins import ACCES_BESOINS, acces_par_besoin
from portulan.socle.declaration import Colonne as C  # noqa: N817 (a table per screen)
from portulan.socle.declaration import Table, Type
from portulan.socle.operateurs import RESEAUX_DE_PROXIMITE
from portulan.socle.tables import (
    AFFECTATIONS,
    COMMUNES,
    FORMATIONS,
    INSERJEUNES,
    SERVICES,
    SPECIALITES,
    STRUCTURES,
    TEMPS_TRAJET,
    TERRITOIRES,
    ZONAGES,
)
from portulan.socle.tables_accueil import ACCUEIL
from portulan.socle.tables_comite import SAISINES
from portulan.socle.tables_terrain import (
    ACTIONS_PROGRES,
    ARTICLES,
    CAPACITES,
    CONCERTATIONS,
    CONTRIBUTIONS,
    CRITERES,
    DECLARATIONS,
    ENGAGEMENTS,
    EVALUATIONS,
    MEMBRES,
    NIVEAUX_CRITERES,
    PREUVES,
    PROTOCOLES,
    RENCONTRES,
)
from portulan.socle.territoire import Niveau

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from portulan.instantane.lire import Instantane

T, N, R, B, D = Type.TEXTE, Type.ENTIER, Type.REEL, Type.BOOLEEN, Type.DATE

ENSEMBLE = "ensemble"
"""Value of ``operateur`` for « any of the proximity networks »."""

# Besides, operators of the career advice of workers whose public has no other (reference of the field: CEP-02)
OPERATEURS_ACCES = (ENSEMBLE, *RESEAUX_DE_PROXIMITE, "cap_emploi", "apec", "cep_actifs")

ACCES = Table(
    nom="acces",
    libelle="Accès aux structures, par commune et par opérateur (estimation du produit)",
    colonnes=(
        C("code_insee", T, "commune de la région", obligatoire=True),
        C("operateur", T, "code de l'opérateur ; « ensemble » : l'un quelconque des réseaux", obligatoire=True),
        C("epci", T, "SIREN de l'EPCI"),
        C("bassin", T, "code du bassin"),
        C("departement", T, "code du département", obligatoire=True),
        C("academie", T, "code de l'académie"),
        C("region", T, "code de la région", obligatoire=True),
        C("population", N, "population municipale", minimum=0),
        C("distance_km", R, "distance à vol d'oiseau de la structure la plus proche ; un majorant au-delà de 60 km"),
        C("minutes", R, "temps jusqu'à elle : celui de la matrice fournie, à défaut estimé en voiture"),
        C("mesure", B, "vrai quand ce temps vient d'une matrice fournie"),
        C("structure_id", T, "structure la plus proche"),
        C("hors_region", B, "vrai quand elle est dans une région voisine"),
        C("structures_30_min", N, "structures à moins de 30 minutes estimées"),
        C("heures_atteignables", R, "heures par semaine où l'une d'elles est ouverte ; vide si aucun horaire connu"),
        C("horaires_inconnus", N, "structures à moins de 30 minutes dont les horaires ne sont pas connus"),
        C("fictif", B, "vrai quand une structure du réseau est inventée", obligatoire=True),
    ),
    cle=("code_insee", "operateur"),
    rattachement=("code_insee", Niveau.COMMUNE),
)

ACCES_TERRITOIRES = Table(
    nom="acces_territoires",
    libelle="Accès aux structures, par territoire et par opérateur (estimation du produit)",
    colonnes=(
        C("niveau", T, "epci, bassin, departement, academie ou region", obligatoire=True),
        C("territoire", T, "code du territoire", obligatoire=True),
        C("operateur", T, "code de l'opérateur ; « ensemble » : l'un quelconque des réseaux", obligatoire=True),
        C("communes", N, "communes de la région dans ce territoire", obligatoire=True),
        C("population", N, "population des communes dont l'accès est connu", obligatoire=True),
        C("population_plus_30_min", N, "population à plus de 30 minutes estimées", obligatoire=True),
        C("population_plus_30_km", N, "population à plus de 30 km", obligatoire=True),
        C("communes_plus_30_km", N, "communes à plus de 30 km", obligatoire=True),
        C("distance_mediane", R, "médiane de la distance, pondérée par la population (km)"),
        C("distance_p90", R, "9e décile de la distance, pondéré par la population (km)"),
        C("minutes_mediane", R, "médiane du temps estimé, pondérée par la population"),
        C("minutes_p90", R, "9e décile du temps estimé, pondéré par la population"),
        C("heures_moyennes", R, "heures atteignables par semaine, moyenne pondérée par la population"),
        C("gini_heures", R, "indice de Gini des heures atteignables entre communes, pondéré par la population"),
        C("population_horaires", N, "population des communes dont les heures sont connues", obligatoire=True),
    ),
    cle=("niveau", "territoire", "operateur"),
)

REFERENCE = Table(
    nom="reference",
    libelle="Date de l'instantané et dates limites de fraîcheur (une seule ligne)",
    colonnes=(
        C("date", D, "date de l'instantané", obligatoire=True),
        C("six_mois_avant", D, "même jour, six mois plus tôt", obligatoire=True),
        C("douze_mois_avant", D, "même jour, un an plus tôt", obligatoire=True),
    ),
    cle=("date",),
)

OUVERTURES = Table(
    nom="ouvertures",
    libelle="Structures ouvertes au public, par bassin et par demi-journée de la semaine",
    colonnes=(
        C("bassin", T, "code du bassin", obligatoire=True),
        C("region", T, "code de la région", obligatoire=True),
        C("demi_journee", T, "lundi-matin, lundi-apres-midi… vendredi-apres-midi", obligatoire=True),
        C("ouvertes", N, "structures du SPRO ouvertes à un moment de la demi-journée", obligatoire=True),
        C("connues", N, "structures du SPRO du bassin dont les horaires sont publiés", obligatoire=True),
    ),
    cle=("bassin", "demi_journee"),
)

DERIVEES = (ACCES, ACCES_TERRITOIRES, ACCES_BESOINS, OUVERTURES, REFERENCE)
ORIGINES: dict[str, tuple[Table, ...]] = {
    ACCES.nom: (COMMUNES, STRUCTURES),
    ACCES_TERRITOIRES.nom: (COMMUNES, STRUCTURES),
    ACCES_BESOINS.nom: (COMMUNES, STRUCTURES),
    OUVERTURES.nom: (COMMUNES, STRUCTURES),
    REFERENCE.nom: (),
}
"""Tables of the snapshot each derived table is made from: it is absent when one of them is."""

FOURNISSEURS = {
    TERRITOIRES.nom: "la géographie livrée avec Portulan",
    COMMUNES.nom: "la géographie livrée avec Portulan",
    STRUCTURES.nom: "l\u2019annuaire de l\u2019administration (DILA), les agences France Travail ou data·inclusion",
    SERVICES.nom: "les services de data·inclusion (Plateforme de l\u2019inclusion)",
    FORMATIONS.nom: "Parcoursup, vœux et réponses par formation (ministère chargé de l\u2019enseignement supérieur)",
    SPECIALITES.nom: "Parcoursup par enseignement de spécialité (ministère chargé de l\u2019enseignement supérieur)",
    INSERJEUNES.nom: "InserJeunes (ministère chargé de l\u2019éducation nationale, Dares)",
    AFFECTATIONS.nom: "les fichiers Affelnet remis par chaque rectorat (un fichier par année)",
    TEMPS_TRAJET.nom: "un calcul d'itinéraires (commune de départ, destination, minutes) remis par la Région",
    ZONAGES.nom: "la liste officielle des communes en France ruralités revitalisation et celle des QPV (ANCT)",
}
"""Who gives each table of a snapshot, said when it is empty."""

_REGION_ET_STRUCTURES = "les structures du SPRO et la Région, qui relit leurs évaluations"
DETENTEURS = {
    MEMBRES.nom: "la Région et les opérateurs, qui signent les adhésions",
    CAPACITES.nom: "les structures du SPRO, qui disent combien de personnes chaque service peut recevoir",
    ARTICLES.nom: "les services de la Région, auteurs du projet de cahier des charges",
    CONTRIBUTIONS.nom: "les services de la Région, qui reçoivent les contributions",
    CONCERTATIONS.nom: "les services de la Région, qui réunissent la concertation",
    CRITERES.nom: "les services de la Région, qui publient le référentiel",
    EVALUATIONS.nom: _REGION_ET_STRUCTURES,
    NIVEAUX_CRITERES.nom: _REGION_ET_STRUCTURES,
    PREUVES.nom: "les structures du SPRO, qui déposent leurs preuves",
    ACTIONS_PROGRES.nom: "les structures du SPRO, qui tiennent leur plan de progrès",
    RENCONTRES.nom: "les animateurs de bassin et la Région, qui convoquent les réunions",
    PROTOCOLES.nom: "la Région et les signataires des protocoles",
    DECLARATIONS.nom: "chaque opérateur adhérent, qui déclare ses moyens une fois par an",
    ENGAGEMENTS.nom: "les services de l\u2019État et de la Région, auteurs de la convention",
    SAISINES.nom: "le secrétariat permanent du CREFOP, qui reçoit les saisines",
    **dict.fromkeys((t.nom for t in ACCUEIL), "les structures du SPRO, qui accueillent et orientent"),
}
"""Who keeps each register of the network and of the committee."""

NIVEAUX_SYNTHESE = (Niveau.EPCI, Niveau.BASSIN, Niveau.DEPARTEMENT, Niveau.ACADEMIE, Niveau.REGION)


def deriver(instantane: "Instantane") -> "dict[str, pa.Table]":
    """Rows of every derived table, by name; empty when the snapshot lacks what they are made from."""
    reference = {REFERENCE.nom: dates_de_reference(instantane.date)}
    if not all(instantane.presente(t) for t in ORIGINES[ACCES.nom]):
        return {t.nom: t.schema().empty_table() for t in DERIVEES if ORIGINES[t.nom]} | reference
    acces = acces_par_commune(*(instantane.table(t) for t in (COMMUNES, STRUCTURES, TEMPS_TRAJET)))
    return reference | {
        ACCES.nom: acces,
        ACCES_TERRITOIRES.nom: acces_par_territoire(acces),
        ACCES_BESOINS.nom: acces_par_besoin(instantane),
        OUVERTURES.nom: ouvertures_par_bassin(instantane.table(COMMUNES), instantane.table(STRUCTURES)),
    }


def dates_de_reference(jour: date) -> "pa.Table":
    """The only row of ``REFERENCE``."""
    import pyarrow as pa

    ligne = {"date": jour, "six_mois_avant": mois_avant(jour, 6), "douze_mois_avant": mois_avant(jour, 12)}
    return pa.Table.from_pylist([ligne], schema=REFERENCE.schema())


JOURS_OUVRABLES = ("lundi", "mardi", "mercredi", "jeudi", "vendredi")
MIDI = 13 * 60  # a door closing at one o'clock belongs to the morning


def ouvertures_par_bassin(communes: "pa.Table", structures: "pa.Table") -> "pa.Table":
    """Rows of ``OUVERTURES``: every bassin × half-day, Monday to Friday."""
    import pyarrow as pa

    from portulan.methodes.horaires import MINUTES_JOUR, semaine

    bassins = {c["code_insee"]: c for c in communes.select(["code_insee", "bassin", "region"]).to_pylist()}
    semaines: dict[tuple[str, str], list[int]] = {
        (c["bassin"], c["region"]): [] for c in bassins.values() if c["bassin"]
    }
    for structure in structures.select(["operateur", "code_insee", "horaires_accueil"]).to_pylist():
        commune, masque = bassins.get(structure["code_insee"]), semaine(structure["horaires_accueil"])
        if structure["operateur"] != "autre" and masque is not None and commune and commune["bassin"]:
            semaines[commune["bassin"], commune["region"]].append(masque)
    matin, apres_midi = (1 << MIDI) - 1, ((1 << (MINUTES_JOUR - MIDI)) - 1) << MIDI
    rangees = [
        {
            "bassin": bassin,
            "region": region,
            "demi_journee": f"{jour}-{moment}",
            "ouvertes": sum(bool(m >> (rang * MINUTES_JOUR) & plage) for m in masques),
            "connues": len(masques),
        }
        for (bassin, region), masques in sorted(semaines.items())
        for rang, jour in enumerate(JOURS_OUVRABLES)
        for moment, plage in (("matin", matin), ("apres-midi", apres_midi))
    ]
    return pa.Table.from_pylist(rangees, schema=OUVERTURES.schema()).sort_by([(c, "ascending") for c in OUVERTURES.cle])


def mois_avant(jour: date, mois: int) -> date:
    """Same day of the month some months earlier; the last day of a shorter month."""
    rang = jour.year * 12 + jour.month - 1 - mois
    annee, mois_zero = divmod(rang, 12)
    return date(annee, mois_zero + 1, min(jour.day, monthrange(annee, mois_zero + 1)[1]))


def acces_par_commune(
    communes: "pa.Table", structures: "pa.Table", temps: "pa.Table | None" = None, *, code: str | None = None
) -> "pa.Table":
    """Rows of ``ACCES``: every commune (or the one of ``code``) × operator, empty distance without any structure.

    ``temps``: travel times that replace the estimate, for the pairs they give.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    from portulan.methodes.accessibilite import heures_atteignables, vitesse_kmh
    from portulan.methodes.horaires import semaine
    from portulan.methodes.trajets import Trajets, acces_selon

    longitudes, latitudes = (_reels(communes, n) for n in ("longitude", "latitude"))
    points = dict(zip(communes.column("code_insee").to_pylist(), zip(longitudes, latitudes, strict=True), strict=True))
    if code is not None:
        communes = communes.filter(pc.equal(communes.column("code_insee"), code))
        longitudes, latitudes = (_reels(communes, n) for n in ("longitude", "latitude"))
    vitesses = vitesse_kmh(_reels(communes, "population"), _reels(communes, "superficie_km2"))
    lus = lire_temps(temps, communes.column("code_insee").to_pylist()) if temps is not None else None
    lieux = [_situer(s, points) for s in structures.select(_COLONNES_STRUCTURE).to_pylist()]
    blocs = []
    for operateur in OPERATEURS_ACCES:
        retenus = RESEAUX_DE_PROXIMITE if operateur == ENSEMBLE else (operateur,)
        reseau = [s for s in lieux if s["operateur"] in retenus]
        trouve = acces_selon(
            Trajets(
                longitudes,
                latitudes,
                vitesses,
                np.array([s["longitude"] for s in reseau], dtype=float),
                np.array([s["latitude"] for s in reseau], dtype=float),
                lus.jusqu_a([(s["id"], s["code_insee"]) for s in reseau]) if lus else None,
            )
        )
        semaines = [semaine(s["horaires_accueil"]) for s in reseau]
        heures, inconnus = heures_atteignables(trouve.atteignables, semaines)
        if not any(s is not None for s in semaines):
            heures[:] = np.nan  # « nothing reachable » is 0 only where hours are known somewhere
        proches = [reseau[i] if i >= 0 else None for i in trouve.plus_proche]
        blocs.append(
            pa.Table.from_pydict(
                {
                    **{n: communes.column(n) for n in _COLONNES_COMMUNE},
                    "operateur": pa.array([operateur] * communes.num_rows),
                    "distance_km": pa.array(trouve.distance, from_pandas=True),
                    "minutes": pa.array(trouve.temps, from_pandas=True),
                    "mesure": pa.array(trouve.mesure),
                    "structure_id": pa.array([s and s["id"] for s in proches], pa.string()),
                    "hors_region": pa.array([s and s["code_insee"] not in points for s in proches], pa.bool_()),
                    "structures_30_min": pa.array(trouve.nombre),
                    "heures_atteignables": pa.array(heures, from_pandas=True),
                    "horaires_inconnus": pa.array(inconnus),
                    "fictif": pa.array([any(s["fictif"] for s in reseau)] * communes.num_rows),
                }
            ).select([c.nom for c in ACCES.colonnes])
        )
    return pa.concat_tables(blocs).cast(ACCES.schema()).sort_by([(c, "ascending") for c in ACCES.cle])


_COLONNES_COMMUNE = ("code_insee", "epci", "bassin", "departement", "academie", "region", "population")
_COLONNES_STRUCTURE = ["id", "operateur", "code_insee", "longitude", "latitude", "horaires_accueil", "fictif"]


def acces_par_territoire(acces: "pa.Table") -> "pa.Table":
    """Rows of ``ACCES_TERRITOIRES``: quantiles, shares and Gini of each territory, weighted by population."""
    import numpy as np
    import pyarrow as pa

    from portulan.methodes.accessibilite import SEUIL_MINUTES, gini, quantile_pondere

    operateurs = acces.column("operateur").to_numpy()
    population, km, temps, heures = (
        _reels(acces, n) for n in ("population", "distance_km", "minutes", "heures_atteignables")
    )
    population = np.nan_to_num(population)
    par_operateur = {o: np.flatnonzero(operateurs == o) for o in OPERATEURS_ACCES}
    rangees = []
    for niveau in NIVEAUX_SYNTHESE:
        codes = np.asarray([c or "" for c in acces.column(niveau.value).to_pylist()])
        for operateur, lignes in par_operateur.items():
            if not lignes.size:
                continue
            noms, rangs = np.unique(codes[lignes], return_inverse=True)
            groupes = np.split(lignes[np.argsort(rangs, kind="stable")], np.cumsum(np.bincount(rangs))[:-1])
            for code, ici in zip(noms.tolist(), groupes, strict=True):
                if not code:
                    continue
                poids, d, t, h = population[ici], km[ici], temps[ici], heures[ici]
                connus, renseignes = np.isfinite(d), np.isfinite(h)
                rangees.append(
                    {
                        "niveau": niveau.value,
                        "territoire": code,
                        "operateur": operateur,
                        "communes": len(ici),
                        "population": int(poids[connus].sum()),
                        "population_plus_30_min": int(poids[connus & (t > SEUIL_MINUTES)].sum()),
                        "population_plus_30_km": int(poids[connus & (d > SEUIL_KM)].sum()),
                        "communes_plus_30_km": int((connus & (d > SEUIL_KM)).sum()),
                        "distance_mediane": _ou_vide(quantile_pondere(d, poids, 0.5)),
                        "distance_p90": _ou_vide(quantile_pondere(d, poids, 0.9)),
                        "minutes_mediane": _ou_vide(quantile_pondere(t, poids, 0.5)),
                        "minutes_p90": _ou_vide(quantile_pondere(t, poids, 0.9)),
                        "heures_moyennes": _moyenne(h[renseignes], poids[renseignes]),
                        "gini_heures": _ou_vide(gini(h, poids)) if renseignes.any() else None,
                        "population_horaires": int(poids[renseignes].sum()),
                    }
                )
    return pa.Table.from_pylist(rangees, schema=ACCES_TERRITOIRES.schema()).sort_by(
        [(c, "ascending") for c in ACCES_TERRITOIRES.cle]
    )


SEUIL_KM = 30.0


def _reels(table: "pa.Table", nom: str) -> Any:
    """Column as doubles, NaN where empty."""
    import pyarrow as pa

    return table.column(nom).cast(pa.float64()).combine_chunks().to_numpy(zero_copy_only=False)


def _situer(structure: dict[str, Any], points: "Mapping[str, tuple[float, float]]") -> dict[str, Any]:
    """A structure without coordinates is at the town hall of its commune, when that commune is in the region."""
    if structure["longitude"] is None or structure["latitude"] is None:
        longitude, latitude = points.get(structure["code_insee"], (float("nan"), float("nan")))
        return structure | {"longitude": longitude, "latitude": latitude}
    return structure


def _moyenne(valeurs: Any, poids: Any) -> float | None:
    return float((valeurs * poids).sum() / poids.sum()) if poids.sum() > 0 else None


def _ou_vide(valeur: float) -> float | None:
    return None if valeur != valeur else valeur  # noqa: PLR0124 (NaN)
