"""What is loaded, from where, how old, under which licence, and which rows were refused."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from portulan.socle.erreurs import Introuvable
from portulan.socle.horloge import maintenant
from portulan.socle.mesure import nombre_fr
from portulan.socle.source import FicheSource, Refus
from portulan.web import acces
from portulan.web.liste import Colonne, Filtre, Liste
from portulan.web.vues.commun import ACCUEIL, parametres

JOURS_PAR_MOIS = 30.4


@dataclass(frozen=True)
class Entree:
    """A load: in the store, in the current snapshot, or both."""

    fiche: FicheSource
    chargee: bool
    figee: bool

    @property
    def usage(self) -> str:
        """Where it is used."""
        if self.figee:
            return "dans l’instantané affiché" if self.chargee else "instantané affiché seulement"
        return "chargée, pas encore figée"

    @property
    def age(self) -> str:
        """How old its data are, in words."""
        jours = (maintenant().date() - self.fiche.date_donnees).days
        if jours < 60:  # noqa: PLR2004 (two months)
            return f"{nombre_fr(max(jours, 0))}\u00a0jours"
        return f"{nombre_fr(round(jours / JOURS_PAR_MOIS))}\u00a0mois"


def _entrees() -> list[Entree]:
    chargees = {(c.fiche.code, c.fiche.version): c.fiche for c in acces.entrepot().courants()}
    diagnostic = acces.courant()
    figees = {(s.code, s.version): s for s in diagnostic.sources} if diagnostic else {}
    return [
        Entree(chargees.get(cle) or figees[cle], cle in chargees, cle in figees) for cle in sorted({*chargees, *figees})
    ]


def sources(request: HttpRequest) -> HttpResponse:
    """List of the loads."""
    entrees = _entrees()
    liste = Liste(
        parametres(request),
        entrees,
        (
            Colonne(
                "libelle",
                "Source",
                lambda e: e.fiche.libelle,
                lambda e: e.fiche.libelle,
                entete=True,
                lien=lambda e: reverse("web:source", args=[e.fiche.code, e.fiche.version]),
            ),
            Colonne("version", "Version", lambda e: e.fiche.version),
            Colonne("producteur", "Producteur", lambda e: e.fiche.producteur, lambda e: e.fiche.producteur),
            Colonne(
                "date",
                "Date des données",
                lambda e: f"{e.fiche.date_donnees:%d/%m/%Y}",
                lambda e: e.fiche.date_donnees,
                lambda e: e.fiche.date_donnees.isoformat(),
            ),
            Colonne("age", "Âge", lambda e: e.age, lambda e: e.fiche.date_donnees.toordinal() * -1),
            Colonne("licence", "Licence", lambda e: e.fiche.licence, csv_seul=True),
            Colonne(
                "lignes",
                "Lignes retenues",
                lambda e: nombre_fr(e.fiche.lignes_retenues),
                lambda e: e.fiche.lignes_retenues,
                lambda e: e.fiche.lignes_retenues,
                nombre=True,
            ),
            Colonne(
                "refus",
                "Lignes refusées",
                lambda e: nombre_fr(e.fiche.refus_total),
                lambda e: e.fiche.refus_total,
                lambda e: e.fiche.refus_total,
                nombre=True,
            ),
            Colonne(
                "nature",
                "Nature",
                lambda e: "fictive (démonstration)" if e.fiche.fictif else "réelle",
                lambda e: e.fiche.fictif,
            ),
            Colonne("usage", "Usage", lambda e: e.usage, csv_seul=True),
        ),
        legende="Sources de données",
        texte=lambda e: f"{e.fiche.libelle} {e.fiche.code} {e.fiche.producteur} {e.fiche.version}",
        filtres=(
            Filtre(
                "nature",
                "Nature",
                [("reelle", "réelle"), ("fictive", "fictive")],
                lambda e, v: e.fiche.fictif == (v == "fictive"),
            ),
        ),
        tri="libelle",
        fichier="sources",
        noms=("source", "sources"),
        libelle_recherche="Chercher une source ou un producteur",
    )
    if request.GET.get("format") == "csv":
        return liste.csv()
    return render(request, "pages/sources.html", {"chemin": (ACCUEIL, ("Sources", "")), "liste": liste})


def source(request: HttpRequest, code: str, version: str) -> HttpResponse:
    """A load: its sidecar and its refused rows."""
    entree = next((e for e in _entrees() if (e.fiche.code, e.fiche.version) == (code, version)), None)
    if entree is None:
        raise Introuvable(f"La source « {code} {version} » n’est pas chargée.", remede="Ouvrez la liste des sources.")
    liste = liste_refus(request, entree.fiche.refus, f"refus-{code}-{version}")
    if request.GET.get("format") == "csv":
        return liste.csv()
    contexte: dict[str, Any] = {
        "chemin": (ACCUEIL, ("Sources", reverse("web:sources")), (entree.fiche.libelle, "")),
        "entree": entree,
        "fiche": entree.fiche,
        "definitions": definitions(entree.fiche),
        "liste": liste,
    }
    return render(request, "pages/source.html", contexte)


def definitions(fiche: FicheSource) -> list[tuple[str, str]]:
    """Sidecar in words."""
    return [
        ("Producteur", fiche.producteur),
        ("Licence", fiche.licence),
        ("Version", fiche.version),
        ("Origine", fiche.origine),
        ("Date des données", f"{fiche.date_donnees:%d/%m/%Y}"),
        ("Chargée le", f"{fiche.charge_le:%d/%m/%Y à %H:%M}" if fiche.charge_le else ""),
        ("Lignes lues", nombre_fr(fiche.lignes_lues)),
        ("Lignes retenues", nombre_fr(fiche.lignes_retenues)),
        ("Refus et doutes", nombre_fr(fiche.refus_total)),
        ("Empreinte SHA-256", fiche.empreinte),
    ]


def liste_refus(request: HttpRequest, refus: tuple[Refus, ...], fichier: str) -> Liste:
    """Refused or doubtful cells, by line and column."""
    return Liste(
        parametres(request),
        refus,
        (
            Colonne("ligne", "Ligne", lambda r: str(r.ligne), lambda r: r.ligne, lambda r: r.ligne, nombre=True),
            Colonne("colonne", "Colonne", lambda r: r.colonne, lambda r: r.colonne),
            Colonne("valeur", "Valeur lue", lambda r: r.valeur),
            Colonne("motif", "Motif", lambda r: r.motif, lambda r: r.motif),
            Colonne("remede", "Remède", lambda r: r.remede),
            Colonne(
                "effet",
                "Effet",
                lambda r: "ligne écartée" if r.bloquant else "ligne gardée, cellule signalée",
                lambda r: r.bloquant,
            ),
        ),
        legende="Lignes refusées ou signalées",
        texte=lambda r: f"{r.ligne} {r.colonne} {r.valeur} {r.motif}",
        filtres=(
            Filtre(
                "effet",
                "Effet",
                [("1", "ligne écartée"), ("0", "cellule signalée")],
                lambda r, v: r.bloquant == (v == "1"),
            ),
        ),
        fichier=fichier,
        noms=("refus", "refus"),
        libelle_recherche="Chercher dans les refus",
        vide="Aucune ligne refusée.",
    )
