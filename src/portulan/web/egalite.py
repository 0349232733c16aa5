"""What the pages of equal access read: the measures of a snapshot, kept, and how they are said."""

from dataclasses import dataclass
from functools import lru_cache
from math import floor, isfinite
from typing import Any

from portulan.diagnostic.acces_besoins import Acces, Preparation, acces_pour, heures_de, preparer
from portulan.diagnostic.besoins import LIBELLES_POPULATION, TOUS, referentiel
from portulan.diagnostic.resultats import Diagnostic
from portulan.diagnostic.scenarios import Critere, Scenario, imaginer, une_de_plus
from portulan.publication.atelier import Atelier
from portulan.publication.cartes import Carte, Lieu
from portulan.socle.mesure import Unite, nombre_fr, valeur_fr
from portulan.socle.source import FicheSource
from portulan.socle.tables import COMMUNES, SERVICES, STRUCTURES, TEMPS_TRAJET, ZONAGES
from portulan.socle.tables_terrain import CAPACITES
from portulan.socle.territoire import Niveau, Territoire
from portulan.web import acces as lecture

LUES = (COMMUNES, STRUCTURES, SERVICES, CAPACITES, TEMPS_TRAJET, ZONAGES)
LIMITES_MINUTES = (10.0, 20.0, 30.0, 45.0)
RIEN = "–"


@lru_cache(maxsize=3)
def preparation(identifiant: str) -> Preparation | None:
    """A snapshot made ready; None when it lacks communes or structures."""
    return preparer(lecture.instantane(identifiant))


@lru_cache(maxsize=16)
def acces_public(identifiant: str, public: str) -> Acces | None:
    """Access of a public, every need."""
    prete = preparation(identifiant)
    return acces_pour(prete, public) if prete else None


@lru_cache(maxsize=16)
def gains_d_une_de_plus(identifiant: str, public: str) -> Any:
    """Inhabitants that one more permanence in each commune brings within reach, need × commune."""
    return une_de_plus(_calcule(identifiant, public))


@lru_cache(maxsize=128)
def scenario_de(identifiant: str, public: str, besoin: str, critere: Critere, k: int) -> Scenario:
    """The fast answer for k new permanences."""
    return imaginer(_calcule(identifiant, public), referentiel().rang(besoin), critere, k)


def _calcule(identifiant: str, public: str) -> Acces:
    trouve = acces_public(identifiant, public)
    if trouve is None:
        raise LookupError(identifiant)
    return trouve


# --- what is asked for


@dataclass(frozen=True, slots=True)
class Demande:
    """Need and public of a page, brought back to those that exist."""

    besoin: str
    public: str

    @classmethod
    def lire(cls, parametres: dict[str, str]) -> "Demande":
        """From the address; unknown values are the first ones."""
        declare = referentiel()
        besoins, publics = dict(declare.choix_besoins), dict(declare.choix_publics)
        besoin, public = parametres.get("besoin", TOUS), parametres.get("public", TOUS)
        return cls(besoin if besoin in besoins else TOUS, public if public in publics else TOUS)

    @property
    def rang(self) -> int:
        """Row of the need."""
        return referentiel().rang(self.besoin)

    @property
    def libelle_besoin(self) -> str:
        """In words."""
        return dict(referentiel().choix_besoins)[self.besoin]

    @property
    def libelle_public(self) -> str:
        """In words."""
        return referentiel().public(self.public).libelle

    @property
    def habitants(self) -> str:
        """Who is counted, in words."""
        return LIBELLES_POPULATION[referentiel().public(self.public).population]

    @property
    def titre(self) -> str:
        """Need and public, as a title says them."""
        return f"{self.libelle_besoin}, {self.libelle_public[0].lower()}{self.libelle_public[1:]}"

    def choix(self) -> list[dict[str, Any]]:
        """Both choices as the form shows them."""
        declare = referentiel()
        return [
            choix("besoin", "Besoin", declare.choix_besoins, self.besoin),
            choix("public", "Public", declare.choix_publics, self.public),
        ]


def choix(cle: str, titre: str, valeurs: Any, retenue: str) -> dict[str, Any]:
    """A choice of a form."""
    return {"cle": cle, "titre": titre, "options": [(v, libelle, v == retenue) for v, libelle in valeurs]}


# --- rows by commune


@dataclass(frozen=True, slots=True)
class LigneAcces:
    """A commune, and its access to one need for one public; None: nobody, or unknown."""

    lieu: lecture.Lieu
    rang: int
    minutes: float | None
    mesure: bool
    structure: str
    nombre: int
    heures: float | None
    horaires_inconnus: int
    offre: float
    offre_simple: float
    a_distance: int

    @property
    def territoire(self) -> Territoire:
        """Its typed code."""
        return self.lieu.territoire

    @property
    def nom(self) -> str:
        """Its name."""
        return self.lieu.nom

    @property
    def population(self) -> int | None:
        """Its population."""
        return self.lieu.population

    @property
    def departement(self) -> str:
        """Its département."""
        return self.lieu.departement


@lru_cache(maxsize=24)
def lignes_acces(identifiant: str, public: str, besoin: str) -> tuple[LigneAcces, ...]:
    """Every commune of the region."""
    trouve, rang = _calcule(identifiant, public), referentiel().rang(besoin)
    lieux = lecture.atlas(identifiant).lieux
    m, heures = trouve.mesures, heures_de(trouve, rang)
    lignes = []
    for code, i in trouve.rangs.items():
        lieu = lieux.get(Territoire(Niveau.COMMUNE, code))
        if lieu is None:
            continue
        structure = trouve.structure(rang, i)
        lignes.append(
            LigneAcces(
                lieu=lieu,
                rang=i,
                minutes=ou_rien(m.temps[rang, i]),
                mesure=bool(m.mesure[rang, i]),
                structure=structure["nom"] if structure else "",
                nombre=int(m.nombre[rang, i]),
                heures=ou_rien(heures[i]),
                horaires_inconnus=int(m.horaires_inconnus[rang, i]),
                offre=float(m.offre_e2sfca[rang, i]),
                offre_simple=float(m.offre_2sfca[rang, i]),
                a_distance=int(trouve.a_distance[rang, i]),
            )
        )
    return tuple(lignes)


def ou_rien(valeur: float) -> float | None:
    """A figure, None when it is not one."""
    return float(valeur) if isfinite(valeur) else None


def dire(valeur: float | None, unite: Unite, decimales: int | None = None) -> str:
    """A figure with its unit, or a dash."""
    if valeur is None or not isfinite(valeur):
        return RIEN
    return valeur_fr(valeur, unite, decimales) if decimales is not None else valeur_fr(valeur, unite)


def dire_minutes(minutes: float | None, *, mesure: bool, matrice: bool) -> str:
    """Minutes; where a matrix was given, each says whether it comes from it."""
    texte = dire(minutes, Unite.MINUTES, 0)
    if not matrice or minutes is None:
        return texte
    return f"{texte} ({'calculé' if mesure else 'estimé'})"


# --- maps


def carte_de_minutes(
    diagnostic: Diagnostic, titre: str, temps: Any, codes: dict[str, int], lieux: tuple[Lieu, ...] = ()
) -> str:
    """Map of the minutes to the nearest structure, always with the same classes."""
    valeurs = tuple((code, ou_rien(temps[i])) for code, i in codes.items())
    return dessiner(diagnostic, titre, valeurs, Unite.MINUTES, bornes=LIMITES_MINUTES, lieux=lieux)


def dessiner(
    diagnostic: Diagnostic,
    titre: str,
    valeurs: tuple[tuple[str, float | None], ...],
    unite: Unite,
    *,
    legende: str = "",
    bornes: tuple[float, ...] = (),
    lieux: tuple[Lieu, ...] = (),
) -> str:
    """SVG of a map of the communes; empty when there is nothing to draw."""
    connues = [v for _, v in valeurs if v is not None]
    if len(connues) < 2:  # noqa: PLR2004 (one value is no map)
        return ""
    description = (
        f"{titre} : {nombre_fr(len(connues))} communes sur {nombre_fr(len(valeurs))} avec une valeur, "
        f"de {valeur_fr(min(connues), unite)} à {valeur_fr(max(connues), unite)}. Le tableau de la page dit tout."
    )
    dessin = Carte(
        region=diagnostic.region,
        niveau=Niveau.COMMUNE,
        titre=titre,
        description=description,
        legende=legende or unite.value,
        unite=unite,
        valeurs=valeurs,
        bornes=bornes,
        lieux=lieux,
    )
    return Atelier(lecture.maison().cache).svg(dessin)


# --- where figures come from


def sources_de_l_acces(diagnostic: Diagnostic) -> tuple[FicheSource, ...]:
    """Loads that gave rows to what is measured."""
    noms = {t.nom for t in LUES}
    return tuple(s for s in diagnostic.sources if noms.intersection(s.tables))


def mot_des_minutes(trouve: Acces) -> str:
    """How minutes are known, in one sentence, wherever they are shown."""
    prete = trouve.preparation
    if not prete.terrain.mesure:
        return "Minutes estimées par Portulan, en voiture, à partir de la distance à vol d’oiseau."
    part = nombre_fr(floor(prete.part_mesuree * 100))
    return (
        f"Minutes tirées de la matrice de temps de trajet fournie, pour {part} % des trajets de moins de trente "
        "minutes ; les autres sont estimées par Portulan, en voiture, à partir de la distance à vol d’oiseau."
    )
