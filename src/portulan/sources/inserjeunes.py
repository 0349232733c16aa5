"""InserJeunes (DEPP, Dares): what becomes of those who leave a CFA or a vocational lycée, by establishment.

A rate is published only when enough young people left. Three cases are kept apart (``diffusion``):
- publie: the employment rate at 6 months is there;
- masque: it is not, but the row gives something else or says it is secret (nd, ns, c, *…): the numbers are too small;
- absent: the row gives nothing at all, and the source does not say why.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from portulan.socle import horloge
from portulan.socle.declaration import Table, Type
from portulan.socle.erreurs import DonneeInvalide
from portulan.socle.mesure import nombre_fr
from portulan.socle.progression import Progression, muette
from portulan.socle.tables import INSERJEUNES
from portulan.sources.connecteur import Apercu, Lecture
from portulan.sources.entetes import occurrences, reperer
from portulan.sources.lecture import Batisseur, Collecteur, ValeurIllisible, convertir, fiche, tableau
from portulan.sources.rattachement import rattacher

COLONNES: dict[str, tuple[str, ...]] = {
    "millesime": ("annee", "Année"),
    "uai": ("uai", "UAI"),
    "etablissement": ("libelle", "Libellé"),
    "region": ("region", "Région"),
    "part_poursuite": ("part_en_poursuite_d_etudes", "DEVENIR Part poursuite études"),
    "part_emploi": ("part_en_emploi_6_mois_apres_la_sortie", "DEVENIR Part en emploi 6 mois"),
    "part_autre": ("part_des_autres_situations", "DEVENIR Part autre situation 6 mois"),
    "interruptions": ("taux_contrats_interrompus", "Part contrats apprentissage interrompus"),
    "taux_poursuite": ("taux_poursuite_etudes", "Taux poursuite études"),
    "taux_emploi_6_mois": ("taux_emploi_6_mois", "Taux emploi 6 mois"),
    "taux_emploi_12_mois": ("taux_emploi_12_mois", "Taux emploi 12 mois"),
    "taux_emploi_18_mois": ("taux_emploi_18_mois", "Taux emploi 18 mois"),
    "taux_emploi_24_mois": ("taux_emploi_24_mois", "Taux emploi 24 mois"),
    "valeur_ajoutee_6_mois": ("va_emploi_6_mois", "VA emploi 6 mois"),
    "population": ("dont_apprentis_eple", "Dont apprentis EPLE"),
}
OBLIGATOIRES = ("millesime", "uai", "taux_poursuite", "taux_emploi_6_mois")
_FORMATION_FINE = ("code_formation_mefstat11", "Code formation mefstat11", "libelle_formation", "Libellé formation")
_PARTS = ("part_poursuite", "part_emploi", "part_autre")
_MESURES = (*_PARTS, "interruptions", *(c for c in COLONNES if c.startswith(("taux_", "valeur_"))))

_ARRONDIS = 1.0  # three shares rounded apart

SECRETS = frozenset({"nd", "ns", "n.d.", "n.s.", "c", "s", "*", ".", "-", "x"})
VIDES = frozenset({"", "na", "nan", "null", "none", "\\n"})

RUPTURE = "2022-2023"  # from this vintage on, public jobs are counted too


@dataclass
class _Bilan:
    millesimes: set[str] = field(default_factory=set)
    diffusion: Counter[str] = field(default_factory=Counter)


class InserJeunes:
    """Connector of ``fr-en-inserjeunes-cfa`` and of ``fr-en-inserjeunes-lycee_pro`` (one row per establishment)."""

    code = "inserjeunes"
    libelle = "InserJeunes : devenir des sortants par établissement"
    producteur = "Ministère de l'éducation nationale (DEPP) et ministère du travail (Dares)"
    licence = "Licence Ouverte 2.0"
    adresse = (
        "https://data.education.gouv.fr/api/explore/v2.1/catalog/datasets/"
        "fr-en-inserjeunes-cfa/exports/csv?use_labels=true"
    )
    tables: tuple[Table, ...] = (INSERJEUNES,)

    def reconnait(self, apercu: Apercu) -> bool:
        """True when vintage, UAI and the two rates are there, as labels or technical names."""
        return all(occurrences(apercu.entete, COLONNES[c]) for c in OBLIGATOIRES)

    def lire(self, fichier: Path, *, origine: str, progression: Progression = muette) -> Lecture:
        """Read one way (apprenticeship or school), all vintages: one row per establishment × vintage, rates in percent.

        Refused rows: unreadable vintage, rate outside 0–100, three destinations that do not sum to 100. The layout per
        programme is refused: without numbers of young people, its rates cannot be put together by establishment.
        """
        collecteur = Collecteur()
        ouvert = tableau(fichier, collecteur, avance=lambda f: progression("Lecture d'InserJeunes", f))
        if occurrences(ouvert.entete, _FORMATION_FINE):
            raise DonneeInvalide(
                f"« {fichier.name} » donne InserJeunes par formation, sans effectifs : les taux d'un établissement ne "
                "peuvent pas s'en déduire.",
                remede="Importez le jeu par établissement : fr-en-inserjeunes-lycee_pro ou fr-en-inserjeunes-cfa.",
            )
        positions = reperer(ouvert.entete, COLONNES, obligatoires=OBLIGATOIRES, fichier=fichier.name)
        noms = {c: ouvert.entete[i] for c, i in positions.items()}
        # only the dataset of lycées tells apprentices of the lycée apart
        voie = "scolaire" if "population" in positions or "lycee" in fichier.name.lower() else "apprentissage"
        batisseur = Batisseur(INSERJEUNES, collecteur, colonnes=noms)
        bilan = _Bilan()
        for ligne, cellules in ouvert.lignes:
            brutes = {c: cellules[i] for c, i in positions.items()}
            if str(brutes.get("population") or "ensemble").strip().lower() != "ensemble":
                continue  # a part of an establishment already counted whole
            valeurs = self._valeurs(ligne, brutes, noms, collecteur)
            if valeurs is None:
                batisseur.lues += 1
            elif batisseur.ajouter(ligne, {**valeurs, "voie": voie, "fictif": False}):
                bilan.millesimes.add(str(valeurs["millesime"]))
                bilan.diffusion[str(valeurs["diffusion"])] += 1
        if not bilan.millesimes:
            premier = f" Première raison : {collecteur.refus[0]}" if collecteur.refus else ""
            raise DonneeInvalide(
                f"« {fichier.name} » : aucune ligne n'a pu être retenue.{premier}", remede="Vérifiez le fichier."
            )
        dernier = max(bilan.millesimes)
        return Lecture(
            fiche=fiche(
                self,
                fichier,
                collecteur,
                origine=origine,
                version=voie,  # one dataset for all vintages of a way: a new load replaces the former
                date_donnees=date(int(dernier[-4:]) + 1, 1, 31),  # 6 months after they left: January of the next year
                lues=batisseur.lues,
                retenues=batisseur.retenues,
                ouvert=ouvert,
                notes=_notes(bilan),
            ),
            tables={INSERJEUNES: batisseur.terminer()},
            refus=collecteur.refus,
            refus_total=collecteur.total,
        )

    @staticmethod
    def _valeurs(
        ligne: int, brutes: dict[str, Any], noms: dict[str, str], collecteur: Collecteur
    ) -> dict[str, object] | None:
        """Cells in our words, or None when the row was refused."""
        try:
            colonne = "millesime"
            valeurs: dict[str, object] = {colonne: _millesime(brutes[colonne])}
            for colonne in _MESURES:
                brute = brutes.get(colonne)
                valeurs[colonne] = None if _absente(brute) else convertir(brute, Type.REEL)
        except ValeurIllisible as erreur:
            collecteur.refuser(ligne, noms[colonne], brutes[colonne], erreur.motif, erreur.remede)
            return None
        parts = [v for c in _PARTS if isinstance(v := valeurs[c], float)]
        if parts and (min(parts) < 0 or (len(parts) == len(_PARTS) and abs(sum(parts) - 100) > _ARRONDIS)):
            collecteur.refuser(
                ligne,
                noms["part_poursuite"],
                brutes["part_poursuite"],
                f"les devenirs sont négatifs ou ne font pas 100 % (leur somme vaut {nombre_fr(sum(parts), 1)}).",
                "Vérifiez que les colonnes ne sont pas interverties, puis reprenez l'export du producteur.",
            )
            return None
        uai = str(brutes["uai"] or "").strip().upper()
        valeurs["diffusion"] = _diffusion(valeurs, [brutes.get(c) for c in _MESURES])
        valeurs["uai"] = uai
        valeurs["etablissement"] = brutes.get("etablissement")
        valeurs["region"] = rattacher("", uai, str(brutes.get("region") or "")).region
        return valeurs


def _millesime(brute: object) -> str:
    """« 2022-2023 » from « cumul 2022-2023 » or « 2022-2023 »."""
    trouve = re.fullmatch(r"(?:cumul\s+)?(20\d\d)\s*[-/]\s*(20\d\d)", str(brute or "").strip(), re.IGNORECASE)
    if not trouve or int(trouve[2]) != int(trouve[1]) + 1:
        raise ValeurIllisible("ce n'est pas un millésime cumulé.", "Écrivez « cumul 2022-2023 ».")
    if int(trouve[2]) > horloge.aujourdhui().year:
        raise ValeurIllisible("ce millésime n'est pas passé.", "Corrigez le millésime.")
    return f"{trouve[1]}-{trouve[2]}"


def _absente(brute: object) -> bool:
    texte = "" if brute is None else str(brute).strip().lower()
    return texte in VIDES or texte in SECRETS


def _diffusion(valeurs: dict[str, object], brutes: Sequence[object]) -> str:
    if valeurs["taux_emploi_6_mois"] is not None:
        return "publie"
    secret = any(str(b).strip().lower() in SECRETS for b in brutes if b is not None)
    return "masque" if secret or any(valeurs[c] is not None for c in _MESURES) else "absent"


def _notes(bilan: _Bilan) -> tuple[str, ...]:
    publies, masques, absents = (nombre_fr(bilan.diffusion[c]) for c in ("publie", "masque", "absent"))
    notes = [
        f"Millésimes cumulés : {', '.join(sorted(bilan.millesimes))}.",
        f"Taux d'emploi à 6 mois : {publies} publiés, {masques} masqués, {absents} absents.",
    ]
    if min(bilan.millesimes) < RUPTURE <= max(bilan.millesimes):
        notes.append(
            f"Rupture de série : l'emploi public est compté à partir de {RUPTURE} ; les taux d'avant et d'après ne se "
            "comparent pas."
        )
    return tuple(notes)
