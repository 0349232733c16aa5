"""Lists of priority areas by commune: ZRR (until June 2024), France ruralités revitalisation, urban neighbourhoods.

No layout is fixed by a text: columns are found by their header. A list of communes gives one row per commune and its
classification; a list of neighbourhoods one row per neighbourhood, with the code of its commune (or of several).
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from portulan.socle import geographie
from portulan.socle.declaration import Table
from portulan.socle.erreurs import DonneeInvalide
from portulan.socle.mesure import nombre_fr
from portulan.socle.noms import cle
from portulan.socle.progression import Progression, muette
from portulan.socle.tables import ZONAGES
from portulan.sources.connecteur import Apercu, Lecture
from portulan.sources.entetes import occurrences
from portulan.sources.lecture import Batisseur, Collecteur, fiche, tableau
from portulan.sources.millesime import date_du_fichier

COMMUNE = (
    "insee_code",
    "code_insee",
    "insee_com",
    "codgeo",
    "code commune",
    "code insee commune",
    "code insee de la commune",
    "code_insee_commune",
    "com",
)
QUARTIER = ("code_qp", "code_qpv", "code qpv", "code quartier", "code du quartier prioritaire")
CLASSEMENT_ZRR = ("status", "zonage_zrr", "zrr_simp", "zrr", "classement zrr")
CLASSEMENT_FRR = ("frr", "zonage_frr", "frr_simp", "classement frr", "zone frr", "zfrr")
CLASSEMENT_FRR_PLUS = ("frr+", "frr_plus", "zonage_frr_plus", "classement frr+", "zfrr+", "zfrr_plus")
CLASSEMENT = ("classement", "statut", "zonage", "niveau")

CLASSE, PARTIEL, NON_CLASSE = "classe", "partiel", "non_classe"
_LIBELLES = {"zrr": "Zones de revitalisation rurale", "frr": "France ruralités revitalisation"}
# Entry into force, when the name of the file gives no date
_ENTREE_EN_VIGUEUR = {"frr": date(2024, 7, 1), "qpv": date(2024, 1, 1)}
_ZRR_COURTS = frozenset({"C", "PC", "NC", "P"})
_VRAIS, _FAUX = frozenset({"1", "oui", "vrai", "true", "x", "c"}), frozenset({"0", "nc", "faux", "false"})


@dataclass
class _Liste:
    """What a file is: its kind of area and where its columns are."""

    genre: str
    commune: int
    classements: dict[str, int] = field(default_factory=dict)
    quartier: int | None = None
    statuts: dict[tuple[str, str, str], set[str]] = field(default_factory=dict)
    lignes: dict[tuple[str, str, str], int] = field(default_factory=dict)
    lues: int = 0
    refusees: int = 0
    anciens: int = 0


class Zonages:
    """Connector of the lists of communes (ZRR, FRR) and of the list of priority neighbourhoods (QPV)."""

    code = "zonages"
    libelle = "Zonages : communes en France ruralités revitalisation ou en ZRR, quartiers prioritaires"
    producteur = "Agence nationale de la cohésion des territoires (ANCT)"
    licence = "Licence Ouverte 2.0"
    adresse = ""
    tables: tuple[Table, ...] = (ZONAGES,)

    def reconnait(self, apercu: Apercu) -> bool:
        """True when communes and one known classification are there; « status » must hold C, PC or NC."""
        return _identifier(apercu.entete, apercu.nom, lambda p: _codes_zrr(apercu.debut, p)) is not None

    def lire(self, fichier: Path, *, origine: str, progression: Progression = muette) -> Lecture:
        """Read one list: one row per current commune and area, with « classe », « partiel » or « non_classe ».

        Former commune codes are brought to the current one; a commune made of classified and unclassified ones becomes
        « partiel ». Refused rows: unknown commune, unknown word of classification. The date comes from the name of the
        file, else from the entry into force of the area. Raises ``DonneeInvalide``.
        """
        collecteur = Collecteur()
        ouvert = tableau(fichier, collecteur, avance=lambda f: progression("Lecture des zonages", f))
        liste = _identifier(ouvert.entete, f"{origine} {fichier.name}", lambda _: True)
        if liste is None:
            raise DonneeInvalide(
                f"« {fichier.name} » n'a pas à la fois le code des communes et leur classement.",
                remede="Reprenez la liste officielle : une colonne de code Insee, et le classement ou le code du QPV.",
            )
        millesime = _millesime(liste.genre, origine, fichier.name)
        for ligne, cellules in ouvert.lignes:
            liste.lues += 1
            liste.refusees += not _ranger(liste, ligne, cellules, ouvert.entete, collecteur)
        batisseur = Batisseur(ZONAGES, collecteur)
        for (commune, zonage, quartier), statuts in liste.statuts.items():
            statut = next(iter(statuts)) if len(statuts) == 1 else PARTIEL
            batisseur.ajouter(
                liste.lignes[commune, zonage, quartier],
                {
                    "code_insee": commune,
                    "zonage": zonage,
                    "quartier": quartier or "-",
                    "statut": statut,
                    "millesime": millesime,
                },
            )
        donnees = batisseur.terminer()
        return Lecture(
            fiche=fiche(
                self,
                fichier,
                collecteur,
                origine=origine,
                version=liste.genre,
                date_donnees=millesime,
                lues=liste.lues,
                retenues=liste.lues - liste.refusees,
                ouvert=ouvert,
                notes=_notes(liste, donnees),
            ),
            tables={ZONAGES: donnees},
            refus=collecteur.refus,
            refus_total=collecteur.total,
        )


def _identifier(entete: Sequence[str], nom: str, est_zrr: Callable[[int], bool]) -> _Liste | None:
    """The kind of list these columns make; None when they make none. ``est_zrr``: a « status » column is ZRR's."""
    communes = [p for nom_commune in COMMUNE for p in occurrences(entete, [nom_commune])]
    if not communes:
        return None
    commune = communes[0]
    if quartiers := occurrences(entete, QUARTIER):
        return _Liste("qpv", commune, quartier=quartiers[0])
    classements = {
        zonage: positions[0]
        for zonage, noms in (("frr", CLASSEMENT_FRR), ("frr_plus", CLASSEMENT_FRR_PLUS))
        if (positions := occurrences(entete, noms))
    }
    generique = occurrences(entete, CLASSEMENT)
    if not classements and generique and "frr" in cle(nom).split():
        classements = {"frr": generique[0]}
    if "frr" in classements:
        return _Liste("frr", commune, classements)
    zrr = occurrences(entete, CLASSEMENT_ZRR)
    return _Liste("zrr", commune, {"zrr": zrr[0]}) if zrr and est_zrr(zrr[0]) else None


def _codes_zrr(debut: str, position: int) -> bool:
    """Whether the first rows hold C, PC or NC (« NC - Commune non classée ») at this position."""
    lignes = [re.split(r"[;,\t|]", ligne) for ligne in debut.splitlines()[1:20]]
    codes = {ligne[position].strip(' "').split(" ")[0].upper() for ligne in lignes if len(ligne) > position}
    return not lignes or (bool(codes) and codes <= _ZRR_COURTS)


def _millesime(genre: str, *noms: str) -> date:
    trouvee = date_du_fichier(*noms) or _ENTREE_EN_VIGUEUR.get(genre)
    if trouvee is None:
        raise DonneeInvalide(
            f"« {noms[-1]} » ne dit pas de quand date la liste des zones de revitalisation rurale.",
            remede="Ajoutez la date au nom du fichier, par exemple « zrr_2022-11-09.csv ».",
        )
    return trouvee


def _ranger(liste: _Liste, ligne: int, cellules: Sequence[Any], entete: Sequence[str], collecteur: Collecteur) -> bool:
    """Note what one row says of its commune(s); False when it was refused."""
    brute = str(cellules[liste.commune] or "")
    communes = []
    for ecrit in re.split(r"[,;/ ]+", brute.strip()):
        code = ecrit.upper().zfill(5)  # spreadsheets take the leading zero away
        actuelle = geographie.commune_actuelle(code) if ecrit else None
        if actuelle is None:
            collecteur.refuser(
                ligne,
                entete[liste.commune],
                brute,
                "aucune commune, actuelle ou ancienne, ne porte ce code.",
                "Corrigez le code Insee (cinq caractères).",
            )
            return False
        liste.anciens += actuelle != code
        communes.append(actuelle)
    dits: list[tuple[str, str, str]] = []
    if liste.quartier is not None:
        quartier = str(cellules[liste.quartier] or "").strip()
        if not quartier:
            collecteur.refuser(
                ligne, entete[liste.quartier], quartier, "le code du quartier manque.", "Complétez la cellule."
            )
            return False
        dits = [("qpv", quartier, PARTIEL)]
    for zonage, position in liste.classements.items():
        lus = classement(cellules[position], zonage)
        if lus is None:
            collecteur.refuser(
                ligne,
                entete[position],
                cellules[position],
                "ce classement n'est pas connu.",
                "Écrivez C (classée), PC (en partie), NC (non classée), FRR ou FRR+.",
            )
            return False
        dits += [(z, "", statut) for z, statut in lus]
    for commune in communes:
        for zonage, quartier, statut in dits:
            liste.statuts.setdefault((commune, zonage, quartier), set()).add(statut)
            liste.lignes.setdefault((commune, zonage, quartier), ligne)
    return True


def classement(brute: object, zonage: str) -> list[tuple[str, str]] | None:
    """What a cell of classification says, as (area, status): « FRR+ » speaks of FRR and of FRR+. None: unknown word."""
    texte = "" if brute is None else str(brute).strip()
    mots = cle(texte)
    premier = mots.split(" ")[0] if mots else ""
    if not texte or premier in _FAUX or mots.startswith(("non", "hors", "aucun", "commune non")) or "non class" in mots:
        return [(zonage, NON_CLASSE)]
    if zonage == "frr" and re.search(r"frr\s*(\+|plus)", texte.lower()):
        return [("frr", CLASSE), ("frr_plus", CLASSE)]
    if premier in {"pc", "p"} or "partiel" in mots:
        return [(zonage, PARTIEL)]
    if premier in _VRAIS or "class" in mots or "frr" in mots.split() or "socle" in mots or mots == "zrr":
        return [(zonage, CLASSE)]
    return None


def _notes(liste: _Liste, donnees: Any) -> tuple[str, ...]:
    comptes = Counter(zip(donnees["zonage"].to_pylist(), donnees["statut"].to_pylist(), strict=True))
    zonage = liste.genre
    fusionnees = liste.anciens and f"Anciens codes de commune ramenés aux codes actuels : {nombre_fr(liste.anciens)}."
    if zonage == "qpv":
        communes = len(set(donnees["code_insee"].to_pylist()))
        quartiers = len(set(donnees["quartier"].to_pylist()))
        textes = [
            f"{nombre_fr(quartiers)} quartiers prioritaires dans {nombre_fr(communes)} communes.",
            "Un quartier n'est qu'une partie de sa commune : la liste ne donne pas sa population.",
        ]
    else:
        classees, en_partie, autres = (nombre_fr(comptes[zonage, s]) for s in (CLASSE, PARTIEL, NON_CLASSE))
        compte = f"{classees} communes classées, {en_partie} en partie, {autres} non classées."
        textes = [f"{_LIBELLES[zonage]} : {compte}"]
    if comptes["frr_plus", CLASSE]:
        textes.append(f"Dont {nombre_fr(comptes['frr_plus', CLASSE])} communes en FRR+.")
    if zonage == "zrr":
        textes.append(
            "Les zones de revitalisation rurale ont été remplacées par France ruralités revitalisation au "
            "1er juillet 2024 : cette liste décrit l'ancien zonage."
        )
    return tuple(t for t in (*textes, fusionnees) if t)
