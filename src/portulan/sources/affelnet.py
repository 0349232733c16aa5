"""Affelnet: places, first wishes and assigned pupils by programme, as a rectorat exports them (not open data).

Three layouts of the same family are read, told apart by their columns: entry to 1re professionnelle with its outcomes
(labels), the yearly list of attractiveness (MEF codes, no outcome), the wide list of 2025 (MEF codes, all wishes).
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from portulan.socle.declaration import Table, Type
from portulan.socle.erreurs import DonneeInvalide
from portulan.socle.identifiants import uai_valide
from portulan.socle.mesure import nombre_fr
from portulan.socle.noms import cle
from portulan.socle.progression import Progression, muette
from portulan.socle.tables import AFFECTATIONS
from portulan.sources.affelnet_lignes import Lieux, entree, oui_non, palier, secteur, specialite, statut
from portulan.sources.connecteur import Apercu, Lecture
from portulan.sources.entetes import occurrences, reperer
from portulan.sources.lecture import Batisseur, Collecteur, ValeurIllisible, convertir, fiche, tableau
from portulan.sources.millesime import annee_exigee

COLONNES: dict[str, tuple[str, ...]] = {
    "uai": ("Etablissement d'accueil", "UAI", "UAI établissement d'accueil"),
    "mef": ("MEF STAT 11", "MEFSTAT11", "mef_stat_11"),
    "libelle": ("Libellé du MEF national de rattachement", "Libellé MEF", "Libellé formation"),
    "famille": ("Famille de métiers",),
    "palier": ("Palier minimum autorisé pour la saisie du voeu",),
    "recensement": ("Voeu de recensement O/N",),
    "statut": ("Statut Offre de formation",),
    "etablissement": ("Libellé de l'établissement d'accueil",),
    "sigle": ("Sigle de l'établissement d'accueil",),
    "commune": ("Commune de l'établissement d'accueil",),
    "departement": ("Département de l'établissement d'accueil",),
    "secteur": ("Secteur",),
    "diffusion": ("diffusion", "Diffusable"),
    "capacite": ("Capacité carte scolaire",),
    "capacite_affectation": ("Capacité d'affectation",),
    "premiers_voeux": ("Demandes vœux 1", "Demandes vœux 1 - TOTAL", "Demandes voeux 1 TOTAL"),
    "voeux": ("Demandes tous vœux", "Demandes tous vœux - TOTAL"),
    "affectes_voeu_1": ("Affectés voeu 1", "Affectés vœux 1", "Affectés vœu 1 - TOTAL"),
    "affectes": ("Affectés tous vœux", "Affectés tous vœux - TOTAL"),
}
OBLIGATOIRES = ("uai", "capacite", "premiers_voeux")
_COMPTES = ("capacite", "capacite_affectation", "premiers_voeux", "voeux", "affectes_voeu_1", "affectes")
_ORDRES = (
    ("affectes_voeu_1", "affectes"),
    ("affectes_voeu_1", "premiers_voeux"),
    ("premiers_voeux", "voeux"),
)
_ABSENTS = frozenset({"na", "nan", "nd", "ns", "null", "-", "."})
SANS_LIMITE = 999
_RENTREE = (9, 1)
_EXTRAIT = 2  # fewer académies than that: the file of one rectorat


@dataclass
class _Bilan:
    lieux: Lieux = field(default_factory=Lieux)
    depassements: int = 0
    sans_limite: int = 0
    non_diffusables: int = 0
    sans_commune: int = 0
    ecartees: int = 0
    vues: dict[tuple[Any, ...], int] = field(default_factory=dict)
    entrees: Counter[str] = field(default_factory=Counter)
    academies: Counter[str | None] = field(default_factory=Counter)
    totaux: Counter[str] = field(default_factory=Counter)


class Affelnet:
    """Connector of the Affelnet aggregates a rectorat hands over."""

    code = "affelnet"
    libelle = "Affelnet : places, premiers vœux et affectations par formation"
    producteur = "Ministère de l'éducation nationale (rectorats, Dgesco)"
    licence = "Fichier remis par le rectorat ; ce ne sont pas des données ouvertes"
    adresse = ""
    exemple_de_nom = "affelnet_1re_pro_2025.csv"
    tables: tuple[Table, ...] = (AFFECTATIONS,)

    def reconnait(self, apercu: Apercu) -> bool:
        """True when establishment, places, first wishes and a programme (MEF or label) are there."""
        return all(occurrences(apercu.entete, COLONNES[c]) for c in OBLIGATOIRES) and any(
            occurrences(apercu.entete, COLONNES[c]) for c in ("mef", "libelle")
        )

    def lire(
        self, fichier: Path, *, origine: str, progression: Progression = muette, annee: int | None = None
    ) -> Lecture:
        """Read one year: one row per programme of an establishment, counts of pupils (first wishes, assigned).

        The files do not write their year: it is ``annee``, else the year in the name of the file; ``DonneeInvalide``
        otherwise. Refused rows: unknown establishment code, unreadable or negative counts, assigned on the first wish
        above the assigned or above the first wishes. Assigned above the places is a warning: it happens.
        """
        rentree = annee_exigee(annee, origine, fichier.name, exemple=self.exemple_de_nom)
        collecteur = Collecteur()
        ouvert = tableau(fichier, collecteur, avance=lambda f: progression("Lecture d'Affelnet", f))
        positions = reperer(ouvert.entete, COLONNES, obligatoires=OBLIGATOIRES, fichier=fichier.name)
        if not {"mef", "libelle"} & positions.keys():
            raise DonneeInvalide(
                f"« {fichier.name} » ne dit pas de quelle formation il parle.",
                remede="Gardez la colonne « MEF STAT 11 » ou « Libellé du MEF national de rattachement ».",
            )
        noms = {c: ouvert.entete[i] for c, i in positions.items()}
        bilan = _Bilan()
        retenues = []
        for ligne, cellules in ouvert.lignes:
            brutes = {c: cellules[i] for c, i in positions.items()}
            valeurs = _valeurs(ligne, brutes, noms, collecteur, bilan)
            if valeurs is None:
                bilan.ecartees += 1
            else:
                retenues.append((ligne, {**valeurs, "annee": rentree, "fictif": False}))
        if not retenues:
            premier = f" Première raison : {collecteur.refus[0]}" if collecteur.refus else ""
            raise DonneeInvalide(
                f"« {fichier.name} » : aucune ligne n'a pu être retenue.{premier}", remede="Vérifiez le fichier."
            )
        batisseur = Batisseur(AFFECTATIONS, collecteur, colonnes=noms)
        for ligne, valeurs in _numeroter(retenues):
            batisseur.ajouter(ligne, valeurs)
        seule = next(iter(bilan.academies)) if len(bilan.academies) < _EXTRAIT else None
        return Lecture(
            fiche=fiche(
                self,
                fichier,
                collecteur,
                origine=origine,
                version=f"{rentree}, académie {seule}" if seule else str(rentree),
                date_donnees=date(rentree, *_RENTREE),
                lues=batisseur.lues + bilan.ecartees,
                retenues=batisseur.retenues,
                ouvert=ouvert,
                notes=_notes(rentree, bilan, positions),
            ),
            tables={AFFECTATIONS: batisseur.terminer()},
            refus=collecteur.refus,
            refus_total=collecteur.total,
        )


def _valeurs(
    ligne: int,
    brutes: dict[str, Any],
    noms: dict[str, str],
    collecteur: Collecteur,
    bilan: _Bilan,
) -> dict[str, Any] | None:
    """Cells in our words; None when the row was refused, or is not to be published."""
    if "diffusion" in brutes and cle(_mot(brutes["diffusion"])) not in {"diffusable", "oui", "o"}:
        bilan.non_diffusables += 1
        return None
    uai = _mot(brutes["uai"]).upper()
    if not uai_valide(uai):
        collecteur.refuser(
            ligne,
            noms["uai"],
            uai,
            "ce n'est pas un code d'établissement (UAI).",
            "Écrivez sept chiffres et la lettre.",
        )
        return None
    comptes = _comptes(ligne, brutes, noms, collecteur)
    if comptes is None:
        return None
    mef, libelle = _mot(brutes.get("mef")), _mot(brutes.get("libelle"))
    lieu = bilan.lieux.situer(uai, _mot(brutes.get("departement")), _mot(brutes.get("commune")))
    _compter(ligne, comptes, noms, collecteur, bilan)
    bilan.sans_commune += "commune" in brutes and lieu["code_insee"] is None
    niveau = entree(mef, libelle)
    bilan.entrees[niveau] += 1
    bilan.academies[lieu["academie"]] += 1
    _signaler_double(ligne, brutes, noms, collecteur, bilan)
    return {
        "uai": uai,
        "code_formation": mef or cle(libelle).replace(" ", "-") or None,
        "statut": statut(_mot(brutes.get("statut"))),
        "entree": niveau,
        "libelle": libelle or f"MEF {mef}",
        "specialite": specialite(libelle) or None,
        "famille": _mot(brutes.get("famille")) or None,
        "palier": palier(_mot(brutes.get("palier"))),
        "recensement": oui_non(_mot(brutes.get("recensement"))),
        "etablissement": " ".join(filter(None, (_mot(brutes.get("sigle")), _mot(brutes.get("etablissement"))))) or None,
        "secteur": secteur(_mot(brutes.get("secteur"))),
        **lieu,
        **comptes,
    }


def _comptes(
    ligne: int, brutes: dict[str, Any], noms: dict[str, str], collecteur: Collecteur
) -> dict[str, int | None] | None:
    """Counts of a row, or None when one cannot be read or contradicts another."""
    comptes: dict[str, int | None] = {}
    for colonne in _COMPTES:
        brute = brutes.get(colonne)
        try:
            comptes[colonne] = None if _mot(brute).lower() in _ABSENTS else convertir(brute, Type.ENTIER)
        except ValeurIllisible as erreur:
            collecteur.refuser(ligne, noms[colonne], brute, erreur.motif, erreur.remede)
            return None
    for petit, grand in _ORDRES:
        moins, plus = comptes[petit], comptes[grand]
        if moins is not None and plus is not None and moins > plus:
            collecteur.refuser(
                ligne,
                noms[petit],
                moins,
                f"ce nombre dépasse celui de la colonne « {noms[grand]} » ({nombre_fr(plus)}).",
                "Vérifiez que les colonnes ne sont pas interverties, puis demandez un nouvel export au rectorat.",
            )
            return None
    return comptes


def _compter(
    ligne: int, comptes: dict[str, int | None], noms: dict[str, str], collecteur: Collecteur, bilan: _Bilan
) -> None:
    """Totals of the notes, and a warning where more pupils are assigned than there are places."""
    bilan.totaux.update({c: v for c, v in comptes.items() if v is not None})
    places, affectes = comptes["capacite_affectation"], comptes["affectes"]
    quoi = "capacite_affectation" if places is not None else "capacite"
    places = comptes[quoi]
    bilan.sans_limite += comptes["capacite"] == SANS_LIMITE
    if places is not None and affectes is not None and affectes > places:
        bilan.depassements += 1
        collecteur.avertir(
            ligne,
            noms["affectes"],
            affectes,
            f"il y a plus d'élèves affectés que de places ({nombre_fr(places)}, colonne « {noms[quoi]} »).",
            "La ligne est gardée : Affelnet permet le surbooking ; vérifiez la capacité si l'écart étonne.",
        )


def _signaler_double(
    ligne: int, brutes: dict[str, Any], noms: dict[str, str], collecteur: Collecteur, bilan: _Bilan
) -> None:
    premiere = bilan.vues.setdefault(tuple(_mot(v) for v in brutes.values()), ligne)
    if premiere != ligne:
        collecteur.avertir(
            ligne,
            noms["uai"],
            brutes["uai"],
            f"cette ligne est identique à la ligne {premiere}.",
            "Les deux sont gardées : une formation peut avoir deux offres au même lieu. Sinon, ôtez-en une.",
        )


def _numeroter(retenues: Sequence[tuple[int, dict[str, Any]]]) -> list[tuple[int, dict[str, Any]]]:
    """Rank the offers of one programme by their counts, whatever the order of the file: the key stays the same."""
    groupes: dict[tuple[Any, ...], list[tuple[int, dict[str, Any]]]] = defaultdict(list)
    for ligne, valeurs in retenues:
        groupes[valeurs["uai"], valeurs["code_formation"], valeurs["statut"]].append((ligne, valeurs))
    for groupe in groupes.values():
        groupe.sort(key=lambda r: (*(-1 if r[1][c] is None else r[1][c] for c in _COMPTES), str(r[1]["palier"]), r[0]))
        for rang, (_, valeurs) in enumerate(groupe, start=1):
            valeurs["rang"] = rang
    return list(retenues)


def _mot(valeur: object) -> str:
    return "" if valeur is None else str(valeur).strip()


def _notes(annee: int, bilan: _Bilan, positions: dict[str, int]) -> tuple[str, ...]:
    total = bilan.entrees.total()
    contenu = ", ".join(f"{e} {nombre_fr(n)}" for e, n in sorted(bilan.entrees.items()))
    sans_limite = f"Capacité 999, c'est-à-dire sans limite : {nombre_fr(bilan.sans_limite)} formations"
    notes = (
        (True, f"Rentrée {annee}, dite par le nom du fichier ou par la personne qui l'a chargé ; le fichier l'ignore."),
        (True, f"{nombre_fr(total)} formations : {contenu}."),
        ("affectes" not in positions, "Ce fichier ne donne pas les élèves affectés."),
        ("affectes_voeu_1" not in positions, "Ce fichier ne donne pas les élèves affectés sur leur premier vœu."),
        ("libelle" not in positions, "Formations non nommées (code MEF seul) : pas de détail par spécialité."),
        (bool(bilan.depassements), f"Plus d'affectés que de places : {nombre_fr(bilan.depassements)} formations."),
        (bool(bilan.sans_limite), f"{sans_limite} ; elles n'entrent ni dans la pression ni dans les places vacantes."),
        (bool(bilan.non_diffusables), f"Lignes non diffusables écartées : {nombre_fr(bilan.non_diffusables)}."),
        (bool(bilan.sans_commune), f"Commune non reconnue : {nombre_fr(bilan.sans_commune)} formations."),
    )
    return tuple(texte for dite, texte in notes if dite)
