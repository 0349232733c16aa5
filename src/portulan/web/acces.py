"""What the pages read: the library of an installation, and small read-only structures kept in memory per snapshot.

A snapshot never changes: what is drawn from it is kept under its identifier, and is never invalidated.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from portulan.diagnostic.resultats import FICHIER_DIAGNOSTIC, Diagnostic, Ligne
from portulan.instantane.lire import Instantane, ouvrir
from portulan.instantane.manifeste import FICHIER, Manifeste
from portulan.publication.bibliotheque import Bibliotheque
from portulan.socle.chemins import Maison
from portulan.socle.erreurs import Introuvable
from portulan.socle.tables import COMMUNES, TERRITOIRES
from portulan.socle.territoire import FRANCE, Niveau, Territoire

if TYPE_CHECKING:
    from portulan.socle.declaration import Fiche, Indicateur, Question
    from portulan.socle.region import Region
    from portulan.sources.entrepot import Entrepot

NIVEAUX_DE_LA_REGION = (Niveau.COMMUNE, Niveau.EPCI, Niveau.BASSIN, Niveau.DEPARTEMENT, Niveau.ACADEMIE, Niveau.REGION)


def maison() -> Maison:
    """Folder of this installation."""
    return settings.PORTULAN_MAISON


# --- snapshots and their diagnostics --------------------------------------------------------------


def bibliotheque() -> Bibliotheque:
    """Everything this installation has frozen, measured and published."""
    return Bibliotheque(maison())


def _etat() -> tuple[tuple[str, int], ...]:
    """What is on disk: a snapshot or a diagnostic that appears changes it."""
    salle = maison()
    fichiers = (*salle.instantanes.glob(f"*/{FICHIER}"), *salle.diagnostics.glob(f"*/{FICHIER_DIAGNOSTIC}"))
    return tuple(sorted((str(f), f.stat().st_mtime_ns) for f in fichiers))


def manifestes() -> tuple[Manifeste, ...]:
    """Snapshots of the installation, newest first."""
    return _manifestes(maison(), _etat())


@lru_cache(maxsize=4)
def _manifestes(salle: Maison, _etat: object) -> tuple[Manifeste, ...]:
    return Bibliotheque(salle).instantanes()


def manifeste(identifiant: str) -> Manifeste:
    """Manifest of a snapshot; ``Introuvable`` when there is none."""
    for candidat in manifestes():
        if candidat.identifiant == identifiant:
            return candidat
    raise Introuvable(
        f"L’instantané « {identifiant} » n’existe pas.", remede="Choisissez-en un dans la liste des instantanés."
    )


def manifestes_diagnostiques() -> tuple[Manifeste, ...]:
    """Snapshots that have a diagnostic, newest first."""
    return tuple(m for m in manifestes() if bibliotheque().a_un_diagnostic(m.identifiant))


def courant() -> Diagnostic | None:
    """Diagnostic shown by default: that of the region of the installation, else of any region."""
    choisi = _courant(maison(), settings.PORTULAN_REGION, _etat())
    return bibliotheque().diagnostic(choisi) if choisi else None


@lru_cache(maxsize=4)
def _courant(salle: Maison, code: str, _etat: object) -> str:
    rayons = Bibliotheque(salle)
    choisi = rayons.courant(code) or rayons.courant()
    return choisi.identifiant if choisi else ""


def diagnostic(identifiant: str) -> Diagnostic:
    """Diagnostic of a snapshot; ``Introuvable`` when it was not made."""
    return bibliotheque().diagnostic(identifiant)


@lru_cache(maxsize=8)
def _instantane(racine: Path, identifiant: str) -> Instantane:
    return ouvrir(racine, identifiant)


def instantane(identifiant: str) -> Instantane:
    """A frozen snapshot; ``Introuvable`` when there is none of this identifier."""
    return _instantane(maison().instantanes, identifiant)


# --- places ---------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Lieu:
    """A place: its typed code, its name, and what it belongs to."""

    territoire: Territoire
    nom: str
    population: int | None
    parents: tuple[Territoire, ...] = ()
    codes_postaux: tuple[str, ...] = ()

    @property
    def departement(self) -> str:
        """Code of the département of a commune; empty for a wider place."""
        return next((p.code for p in self.parents if p.niveau == Niveau.DEPARTEMENT), "")


@dataclass(frozen=True, eq=False)
class Atlas:
    """Every place of a snapshot."""

    lieux: dict[Territoire, Lieu]
    enfants: dict[Territoire, tuple[Territoire, ...]]

    def nom(self, territoire: Territoire) -> str:
        """Name of a place; its code when the snapshot does not know it."""
        if territoire == FRANCE:
            return "France entière"
        lieu = self.lieux.get(territoire)
        return lieu.nom if lieu else f"{territoire.niveau.libelle} {territoire.code}"

    def lieu(self, territoire: Territoire) -> Lieu:
        """A place; ``Introuvable`` when the snapshot does not hold it."""
        if territoire not in self.lieux:
            raise Introuvable(
                f"Le territoire « {territoire.niveau.libelle} {territoire.code} » n’est pas dans cet instantané.",
                remede="Cherchez-le par son nom : il a pu changer de code, ou être dans une autre région.",
            )
        return self.lieux[territoire]

    def niveau(self, niveau: Niveau) -> list[Lieu]:
        """Places of a level, by name."""
        return sorted((x for t, x in self.lieux.items() if t.niveau == niveau), key=lambda x: x.nom)


@lru_cache(maxsize=4)
def atlas(identifiant: str) -> Atlas:
    """Places of a snapshot."""
    fige = instantane(identifiant)
    lieux: dict[Territoire, Lieu] = {}
    enfants: dict[Territoire, list[Territoire]] = {}
    colonnes = {"epci": Niveau.EPCI, "bassin": Niveau.BASSIN, "departement": Niveau.DEPARTEMENT}
    colonnes |= {"academie": Niveau.ACADEMIE, "region": Niveau.REGION}
    for ligne in fige.table(TERRITOIRES).to_pylist():
        lieu = Territoire(Niveau(ligne["niveau"]), ligne["code"])
        lieux[lieu] = Lieu(lieu, ligne["nom"], ligne["population"])
    for ligne in fige.table(COMMUNES).to_pylist():
        if ligne["region"] != fige.region:
            continue
        lieu = Territoire(Niveau.COMMUNE, ligne["code_insee"])
        parents = tuple(Territoire(n, ligne[c]) for c, n in colonnes.items() if ligne[c])
        parents = tuple(p for p in parents if p in lieux)
        postaux = tuple(ligne["codes_postaux"] or ())
        lieux[lieu] = Lieu(lieu, ligne["nom"], ligne["population"], parents, postaux)
        for parent in parents:
            enfants.setdefault(parent, []).append(lieu)
    return Atlas(lieux, {parent: tuple(fils) for parent, fils in enfants.items()})


@lru_cache(maxsize=256)
def lignes_du_territoire(identifiant: str, territoire: Territoire) -> tuple[Ligne, ...]:
    """Main results of a place, one per indicator published at its level, in the order of the catalogue."""
    import pyarrow.compute as pc

    resultats = diagnostic(identifiant).resultats
    garde = pc.and_(
        pc.equal(resultats["territoire"], territoire.code), pc.equal(resultats["niveau"], territoire.niveau.value)
    )
    garde = pc.and_(garde, pc.and_(pc.equal(resultats["composante"], ""), pc.equal(resultats["ventilation"], "")))
    return tuple(Ligne.de_dict(r) for r in resultats.filter(garde).to_pylist())


def lignes(identifiant: str, code: str, niveau: Niveau, composante: str, ventilation: str) -> list[Ligne]:
    """Results of an indicator at one level, one figure, one breakdown: only those become objects."""
    import pyarrow.compute as pc

    table = diagnostic(identifiant).table(code)
    garde = pc.equal(table["niveau"], niveau.value)
    garde = pc.and_(garde, pc.equal(table["composante"], composante))
    garde = pc.and_(garde, pc.equal(table["ventilation"], ventilation))
    return [Ligne.de_dict(rangee) for rangee in table.filter(garde).to_pylist()]


@lru_cache(maxsize=256)
def valeurs_du_niveau(identifiant: str, code: str, niveau: Niveau) -> tuple[float, ...]:
    """Main values of an indicator at a level, ascending: what ranks are read from."""
    valeurs = (x.valeur for x in lignes(identifiant, code, niveau, "", ""))
    return tuple(sorted(v for v in valeurs if v is not None))


# --- declarations ---------------------------------------------------------------------------------


def fiches() -> "tuple[Fiche, ...]":
    """Both fiches."""
    from portulan.diagnostic.catalogue import FICHES

    return FICHES


def fiche(numero: int) -> "Fiche":
    """A fiche by its number."""
    for candidate in fiches():
        if candidate.numero == numero:
            return candidate
    raise Introuvable(f"La fiche {numero} n’existe pas.", remede="Il y a deux fiches : 1 et 2.")


@lru_cache(maxsize=1)
def questions_par_code() -> "dict[str, tuple[Fiche, Question]]":
    """Every question of both fiches, with its fiche."""
    return {q.code: (f, q) for f in fiches() for q in f.questions}


@lru_cache(maxsize=1)
def indicateurs_par_code() -> "dict[str, tuple[Indicateur, tuple[Question, ...]]]":
    """Every indicator, with the questions it answers."""
    par_code: dict[str, tuple[Any, list[Any]]] = {}
    for f in fiches():
        for question in f.questions:
            for indicateur in question.indicateurs:
                par_code.setdefault(indicateur.code, (indicateur, []))[1].append(question)
    return {code: (indicateur, tuple(questions)) for code, (indicateur, questions) in par_code.items()}


def question(code: str) -> "tuple[Fiche, Question]":
    """A question by its code."""
    if code not in questions_par_code():
        raise Introuvable(f"La question « {code} » n’existe pas.", remede="Ouvrez l’une des deux fiches.")
    return questions_par_code()[code]


def indicateur(code: str) -> "tuple[Indicateur, tuple[Question, ...]]":
    """An indicator by its code, with the questions it answers."""
    if code not in indicateurs_par_code():
        raise Introuvable(f"L’indicateur « {code} » n’existe pas.", remede="Ouvrez la liste des indicateurs.")
    return indicateurs_par_code()[code]


# --- installation ---------------------------------------------------------------------------------


@lru_cache(maxsize=4)
def _region(code: str) -> "Region":
    from portulan.socle.region import charger_region

    return charger_region(code)


def region() -> "Region":
    """Region shown: that of the current diagnostic, else the one the installation is set to."""
    actuel = courant()
    return _region(actuel.region if actuel else settings.PORTULAN_REGION)


def entrepot() -> "Entrepot":
    """Store of the loads."""
    from portulan.sources.entrepot import Entrepot

    return Entrepot(maison().chargements)
