"""Parcoursup by pair of specialities: the only Parcoursup file that counts persons. Never add it to wishes.

Two forms of the same dataset: CSV with labels (« Maths,SES ») and JSON of the API (list of full names). The total of a
pair is its row « Ensemble des bacheliers »: summed over pairs, it counts each person once.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from portulan.socle import horloge
from portulan.socle.declaration import Table, Type
from portulan.socle.erreurs import DonneeInvalide
from portulan.socle.mesure import nombre_fr
from portulan.socle.progression import Progression, muette
from portulan.socle.tables import SPECIALITES
from portulan.sources.connecteur import Apercu, Lecture
from portulan.sources.entetes import normaliser, occurrences, reperer
from portulan.sources.lecture import Batisseur, Collecteur, ValeurIllisible, convertir, fiche, tableau

TOTAL = "Ensemble des bacheliers"

COLONNES: dict[str, tuple[str, ...]] = {
    "annee": ("annee_du_bac", "Année du Baccalauréat"),
    "doublette": ("doublette", "Enseignements de spécialité"),
    "formation": ("formation", "Formation"),
    "candidats": ("voeux", "Nombre de candidats bacheliers ayant confirmé au moins un vœu"),
    "proposes": (
        "propositions_d_admissions",
        "Nombre de candidats bacheliers ayant reçu au moins une proposition d'admission",
    ),
    "acceptants": ("acceptations", "Nombre de candidats bacheliers ayant accepté une proposition d'admission"),
}

# full names of the API -> names of the CSV
SPECIALITES_COURTES = {
    normaliser(long): court
    for long, court in {
        "Biologie/Ecologie": "Biologie-Ecologie",
        "Education physique, pratiques et culture sportives": "EPPCS",
        "Histoire-Géographie, Géopolitique et Sciences politiques": "HGGSP",
        "Humanités, Littérature et Philosophie": "HLP",
        "Langues, littératures et cultures étrangères et régionales": "LLCER",
        "Littérature, langues et cultures de l'Antiquité": "LLCA",
        "Mathématiques": "Maths",
        "Mathématiques Spécialité": "Maths",
        "Numérique et Sciences Informatiques": "NSI",
        "Physique-Chimie Spécialité": "Physique-Chimie",
        "Sciences Economiques et Sociales Spécialité": "SES",
        "Sciences de l'ingénieur et sciences physiques": "SI",
        "Sciences de la vie et de la Terre Spécialité": "SVT",
    }.items()
}


# misspelt by the API, not by the CSV
_GRAPHIES = {"Licence Psychlogie, Sciences cognitives": "Licence Psychologie, Sciences cognitives"}


def formation(valeur: object) -> str:
    """Name of a group of programmes, the same in both forms of the dataset."""
    nom = " ".join(str(valeur or "").split())
    return _GRAPHIES.get(nom, nom)


def paire(valeur: object) -> str:
    """« Maths,SES » from the CSV text or from the list of full names of the API. Raises ``ValeurIllisible``."""
    if isinstance(valeur, str):
        noms = _couper(valeur)
    elif isinstance(valeur, (list, tuple)):
        noms = [str(v).strip() for v in valeur]
    else:
        noms = []
    if len(noms) != 2 or not all(noms):  # noqa: PLR2004
        raise ValeurIllisible(
            "deux enseignements de spécialité sont attendus.", "Écrivez la paire sous la forme « Maths,SES »."
        )
    return ",".join(SPECIALITES_COURTES.get(normaliser(n), n) for n in noms)


def _couper(texte: str) -> list[str]:
    """Cut at the comma; full names hold commas themselves, so every cut is tried on them."""
    morceaux = texte.split(",")
    for i in range(1, len(morceaux)):
        gauche, droite = ",".join(morceaux[:i]).strip(), ",".join(morceaux[i:]).strip()
        if all(normaliser(n) in SPECIALITES_COURTES or "," not in n for n in (gauche, droite)):
            return [gauche, droite]
    return [m.strip() for m in morceaux]


@dataclass
class _Bilan:
    """What must hold over the whole file, gathered row by row."""

    annees: set[int] = field(default_factory=set)
    ecrites: dict[tuple[int, frozenset[str]], str] = field(default_factory=dict)
    totaux: dict[tuple[int, str], tuple[int, int]] = field(default_factory=dict)  # (line, persons)
    sommes: defaultdict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))


class ParcoursupSpecialites:
    """Connector of ``fr-esr-parcoursup-enseignements-de-specialite-bacheliers-generaux-2``."""

    code = "parcoursup_specialites"
    libelle = "Parcoursup : bacheliers généraux par enseignements de spécialité"
    producteur = "Ministère de l'enseignement supérieur et de la recherche (SIES)"
    licence = "Licence Ouverte 2.0"
    adresse = (
        "https://data.enseignementsup-recherche.gouv.fr/api/explore/v2.1/catalog/datasets/"
        "fr-esr-parcoursup-enseignements-de-specialite-bacheliers-generaux-2/exports/csv?use_labels=true"
    )
    tables: tuple[Table, ...] = (SPECIALITES,)

    def reconnait(self, apercu: Apercu) -> bool:
        """True when the six columns are there, under either naming."""
        return all(occurrences(apercu.entete, noms) for noms in COLONNES.values())

    def lire(self, fichier: Path, *, origine: str, progression: Progression = muette) -> Lecture:
        """Read the dataset: one row per year × pair × group of programmes, in persons.

        Refused rows: a proposal or an acceptance too many (accepted ≤ proposed ≤ candidates), a pair written in both
        orders, a year to come. The whole file is refused when a pair has no row « Ensemble des bacheliers »: such an
        extract cannot be counted in persons, and would replace the complete load.
        """
        collecteur = Collecteur()
        ouvert = tableau(fichier, collecteur, avance=lambda f: progression("Lecture des spécialités", f))
        positions = reperer(ouvert.entete, COLONNES, obligatoires=tuple(COLONNES), fichier=fichier.name)
        noms = {c: ouvert.entete[i] for c, i in positions.items()}
        batisseur = Batisseur(SPECIALITES, collecteur, colonnes=noms)
        bilan = _Bilan()
        for ligne, cellules in ouvert.lignes:
            valeurs = self._valeurs(ligne, cellules, positions, noms, collecteur)
            if valeurs is None or not self._coherente(ligne, valeurs, noms, bilan, collecteur):
                batisseur.lues += 1
            elif batisseur.ajouter(ligne, valeurs):
                self._compter(ligne, valeurs, bilan)
        self._controler(fichier.name, bilan, noms, collecteur)
        annees = sorted(bilan.annees)
        periode = str(annees[0]) if len(annees) == 1 else f"{annees[0]} à {annees[-1]}"
        return Lecture(
            fiche=fiche(
                self,
                fichier,
                collecteur,
                origine=origine,
                version="bac-general",  # one dataset for all years: a new load replaces the former
                date_donnees=date(annees[-1], 9, 30),  # end of the complementary phase
                lues=batisseur.lues,
                retenues=batisseur.retenues,
                ouvert=ouvert,
                notes=(
                    f"Baccalauréats {periode}.",
                    "Personnes, et non candidatures : ne s'additionne pas avec les vœux par formation.",
                    f"Total d'une paire : ligne « {TOTAL} ». Les candidats des groupes de formations se recouvrent.",
                ),
            ),
            tables={SPECIALITES: batisseur.terminer()},
            refus=collecteur.refus,
            refus_total=collecteur.total,
        )

    @staticmethod
    def _valeurs(
        ligne: int, cellules: Sequence[object], positions: dict[str, int], noms: dict[str, str], collecteur: Collecteur
    ) -> dict[str, object] | None:
        """Typed cells of a row, or None when one of them cannot be read."""
        valeurs: dict[str, object] = {"fictif": False}
        for colonne, position in positions.items():
            brute = cellules[position]
            try:
                if colonne == "doublette":
                    valeurs[colonne] = paire(brute)
                elif colonne == "formation":
                    valeurs[colonne] = formation(brute)
                else:
                    valeurs[colonne] = convertir(brute, Type.ENTIER)
            except ValeurIllisible as erreur:
                collecteur.refuser(ligne, noms[colonne], brute, erreur.motif, erreur.remede)
                return None
        return valeurs

    @staticmethod
    def _coherente(
        ligne: int, valeurs: dict[str, object], noms: dict[str, str], bilan: _Bilan, collecteur: Collecteur
    ) -> bool:
        """Accepted ≤ proposed ≤ candidates; a pair in one order only; a year that is over."""
        annee, doublette = valeurs["annee"], str(valeurs["doublette"])
        for petit, grand in (("proposes", "candidats"), ("acceptants", "proposes")):
            moins, plus = valeurs[petit], valeurs[grand]
            if isinstance(moins, int) and isinstance(plus, int) and moins > plus:
                collecteur.refuser(
                    ligne,
                    noms[petit],
                    moins,
                    f"ce nombre dépasse celui de la colonne « {noms[grand]} » ({nombre_fr(plus)}).",
                    "Vérifiez que les colonnes ne sont pas interverties, puis reprenez l'export du producteur.",
                )
                return False
        if isinstance(annee, int):
            if annee > horloge.aujourdhui().year:
                collecteur.refuser(ligne, noms["annee"], annee, "cette année n'est pas passée.", "Corrigez l'année.")
                return False
            ecrite = bilan.ecrites.setdefault((annee, frozenset(doublette.split(","))), doublette)
            if ecrite != doublette:
                collecteur.refuser(
                    ligne,
                    noms["doublette"],
                    doublette,
                    f"la même paire est déjà écrite « {ecrite} » : elle compterait deux fois.",
                    "Gardez un seul ordre pour chaque paire.",
                )
                return False
        return True

    @staticmethod
    def _compter(ligne: int, valeurs: dict[str, object], bilan: _Bilan) -> None:
        annee, acceptants = valeurs["annee"], valeurs["acceptants"]
        assert isinstance(annee, int)
        cle = (annee, str(valeurs["doublette"]))
        bilan.annees.add(annee)
        nombre = acceptants if isinstance(acceptants, int) else 0
        if valeurs["formation"] == TOTAL:
            bilan.totaux[cle] = (ligne, nombre)
        else:
            bilan.sommes[cle] += nombre

    @staticmethod
    def _controler(nom: str, bilan: _Bilan, noms: dict[str, str], collecteur: Collecteur) -> None:
        """Every pair has its total, equal to the sum of its acceptances (one accepts only one programme)."""
        if not bilan.annees:
            premier = f" Première raison : {collecteur.refus[0]}" if collecteur.refus else ""
            raise DonneeInvalide(
                f"« {nom} » : aucune ligne n'a pu être retenue.{premier}", remede="Vérifiez le fichier et ses colonnes."
            )
        sans_total = sorted(bilan.sommes.keys() - bilan.totaux.keys())
        if sans_total:
            annee, doublette = sans_total[0]
            raise DonneeInvalide(
                f"« {nom} » est un extrait : la ligne « {TOTAL} » manque pour {len(sans_total)} paires, "
                f"à commencer par « {doublette} » en {annee}. Les personnes ne peuvent pas y être comptées.",
                remede="Importez l'export complet du jeu de données, sans limite du nombre de lignes.",
            )
        for cle, (ligne, total) in sorted(bilan.totaux.items()):
            if cle in bilan.sommes and bilan.sommes[cle] != total:
                collecteur.avertir(
                    ligne,
                    noms["acceptants"],
                    total,
                    f"pour « {cle[1]} » en {cle[0]}, la somme des groupes de formations vaut "
                    f"{nombre_fr(bilan.sommes[cle])} et non le total.",
                    "Une ligne manque peut-être dans l'export : comparez avec le portail du producteur.",
                )
