"""Parcoursup per programme: places, candidacies, proposals, acceptances. A candidacy is not a person."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import Any

from portulan.socle import geographie, horloge
from portulan.socle.declaration import Table, Type
from portulan.socle.erreurs import DonneeInvalide
from portulan.socle.mesure import nombre_fr
from portulan.socle.progression import Progression, muette
from portulan.socle.tables import FORMATIONS
from portulan.socle.territoire import Niveau
from portulan.sources.connecteur import Apercu, Lecture
from portulan.sources.entetes import occurrences
from portulan.sources.lecture import Batisseur, Collecteur, convertir, fiche, tableau
from portulan.sources.parcoursup_colonnes import COLONNES, OBLIGATOIRES, Plan, planifier
from portulan.sources.parcoursup_lignes import Lignes
from portulan.sources.parcoursup_lignes import annee as annee_de

_TETE = 500  # rows looked at before choosing columns
_SESSION_COMPLETE = 10_000  # a whole session counts more than 13,000 programmes since 2021
_PREMIERE_SESSION = 2018
_TAUX_EXAMINES = 20


@dataclass
class _Bilan:
    """What the notes of the sidecar will say."""

    sans_place: int = 0
    depassements: int = 0
    sans_code: int = 0
    taux: list[float] = field(default_factory=list)
    regions: Counter[str | None] = field(default_factory=Counter)


class Parcoursup:
    """Connector of ``fr-esr-parcoursup`` and of the datasets of former sessions."""

    code = "parcoursup"
    libelle = "Parcoursup : vœux et réponses par formation"
    producteur = "Ministère de l'enseignement supérieur et de la recherche (SIES)"
    licence = "Licence Ouverte 2.0"
    adresse = (
        "https://data.enseignementsup-recherche.gouv.fr/api/explore/v2.1/catalog/datasets/"
        "fr-esr-parcoursup/exports/csv?use_labels=false"
    )
    tables: tuple[Table, ...] = (FORMATIONS,)

    def reconnait(self, apercu: Apercu) -> bool:
        """True when the compulsory columns are there, as labels or technical names."""
        return all(occurrences(apercu.entete, COLONNES[c]) for c in OBLIGATOIRES)

    def lire(self, fichier: Path, *, origine: str, progression: Progression = muette) -> Lecture:
        """Read one session: one row per programme, counts of candidates (not persons).

        Raises ``DonneeInvalide`` for several sessions, one to come, or another than that of a name like
        « fr-esr-parcoursup_2022 ». Refused rows: negative or unreadable
        counts, parts above their whole, accepted > proposed, proposed > candidates. Accepted > places is legitimate.
        """
        collecteur = Collecteur()
        ouvert = tableau(fichier, collecteur, avance=lambda f: progression("Lecture de Parcoursup", f))
        tete = list(islice(ouvert.lignes, _TETE))
        if not tete:
            raise DonneeInvalide(
                f"« {fichier.name} » n'a aucune ligne après l'en-tête.", remede="Reprenez l'export complet."
            )
        annee = _annee_unique(ouvert.entete, tete, fichier.name)
        _controler_session(annee, _session_declaree(fichier.name, origine), fichier.name)
        plan = planifier(ouvert.entete, annee, [cellules for _, cellules in tete], fichier.name)
        bilan = _Bilan()
        batisseur = Batisseur(FORMATIONS, collecteur, colonnes=plan.noms)
        lignes = Lignes(plan, annee, fichier.name, collecteur)
        for ligne, valeurs in lignes.lire(chain(tete, ouvert.lignes)):
            if batisseur.ajouter(ligne, valeurs):
                self._compter(valeurs, bilan)
        bilan.sans_code = lignes.sans_code
        _controler_taux(bilan, plan, fichier.name)
        return Lecture(
            fiche=fiche(
                self,
                fichier,
                collecteur,
                origine=origine,
                version=str(annee),
                date_donnees=date(annee, 9, 30),  # end of the complementary phase: the counts are final
                lues=batisseur.lues + lignes.ecartees,
                retenues=batisseur.retenues,
                ouvert=ouvert,
                notes=_notes(annee, plan, bilan, batisseur),
            ),
            tables={FORMATIONS: batisseur.terminer()},
            refus=collecteur.refus,
            refus_total=collecteur.total,
        )

    @staticmethod
    def _compter(valeurs: dict[str, Any], bilan: _Bilan) -> None:
        capacite = convertir(valeurs["capacite"], Type.ENTIER)
        acceptations = convertir(valeurs["acceptations"], Type.ENTIER)
        bilan.regions[valeurs["region"]] += 1
        if capacite == 0:
            bilan.sans_place += 1
        if capacite is not None and acceptations is not None and acceptations > capacite:
            bilan.depassements += 1
        if len(bilan.taux) < _TAUX_EXAMINES and valeurs["taux_acces"] not in {None, ""}:
            bilan.taux.append(convertir(valeurs["taux_acces"], Type.REEL))


def _annee_unique(entete: Sequence[str], tete: list[tuple[int, Sequence[Any]]], nom: str) -> int:
    positions = occurrences(entete, COLONNES["session"])
    brute = tete[0][1][positions[0]] if positions else ""
    annee = annee_de(brute)
    if annee is None:
        raise DonneeInvalide(
            f"« {nom} », ligne {tete[0][0]} : « {brute} » n'est pas une session de Parcoursup.",
            remede="La colonne « Session » doit porter une année : reprenez l'export du producteur.",
        )
    return annee


def _session_declaree(*noms: str) -> int | None:
    """Year a file name or a dataset address announces (« fr-esr-parcoursup_2022 », « parcoursup_2025_national »)."""
    for nom in noms:
        trouvee = re.search(r"parcoursup[-_ ]?(20\d\d)(?!\d)", nom, re.IGNORECASE)
        if trouvee:
            return int(trouvee[1])
    return None


def _controler_session(annee: int, declaree: int | None, nom: str) -> None:
    if declaree is not None and annee != declaree:
        raise DonneeInvalide(
            f"« {nom} » devait contenir la session {declaree} ; ses lignes sont de la session {annee}.",
            remede="Vérifiez l'année demandée au portail, ou renommez le fichier.",
        )
    if not _PREMIERE_SESSION <= annee <= horloge.aujourdhui().year:
        raise DonneeInvalide(
            f"« {nom} » : la session {annee} n'est pas possible (Parcoursup existe depuis {_PREMIERE_SESSION}, et une "
            "session à venir n'a pas de résultats).",
            remede="Vérifiez la colonne « Session ».",
        )


def _controler_taux(bilan: _Bilan, plan: Plan, nom: str) -> None:
    if len(bilan.taux) >= _TAUX_EXAMINES and 0 < max(bilan.taux) <= 1:
        raise DonneeInvalide(
            f"« {nom} » : la colonne « {plan.noms['taux_acces']} » est en fraction (0,63) et non en pourcentage (63).",
            remede="Multipliez la colonne par 100, ou reprenez l'export du producteur.",
        )


def _notes(annee: int, plan: Plan, bilan: _Bilan, batisseur: Batisseur) -> tuple[str, ...]:
    total = batisseur.retenues
    absentes = [nom for code, nom in _regions() if not bilan.regions[code]]
    sommees = [plan.noms[c] for c in ("candidatures", "acceptations") if plan.noms[c].endswith("_pp_plus_pc")]
    extrait = (
        f"Extrait : une session complète compte plus de {nombre_fr(_SESSION_COMPLETE)} formations ; "
        "les totaux ne valent que pour les formations présentes."
    )
    notes = (
        (True, f"Session {annee} : {_formations(total)}."),
        (True, "Une candidature n'est pas une personne : un candidat compte dans chaque formation demandée."),
        (total < _SESSION_COMPLETE, extrait),
        (bool(absentes), f"Aucune formation pour : {', '.join(absentes)}."),
        (bool(bilan.regions[None]), f"À l'étranger ou sans région connue : {_formations(bilan.regions[None])}."),
        (bool(bilan.sans_code), "Sans cod_aff_form, la clé vient de l'UAI, du libellé, du point et du rang."),
        (bool(sommees), f"{' et '.join(sommees)} : phases principale et complémentaire additionnées."),
        ("propositions" not in plan.positions, "Ce fichier ne donne pas les propositions d'admission."),
        (bool(bilan.depassements), f"Plus d'acceptations que de places : {_formations(bilan.depassements)}."),
        (bool(bilan.sans_place), f"Aucune place ouverte : {_formations(bilan.sans_place)}."),
    )
    return tuple(texte for dite, texte in notes if dite)


def _formations(nombre: int) -> str:
    return f"{nombre_fr(nombre)} formation{'s' if nombre > 1 else ''}"


def _regions() -> list[tuple[str, str]]:
    """The 18 regions of the country as (code, name), by code; overseas collectivities have three digits."""
    lignes = geographie.territoires().select(["niveau", "code", "nom"]).to_pylist()
    return [(t["code"], t["nom"]) for t in lignes if t["niveau"] == Niveau.REGION and len(t["code"]) == 2]  # noqa: PLR2004
