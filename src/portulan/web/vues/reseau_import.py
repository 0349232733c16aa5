"""Filling the registers: send a file, look at what it would do, apply it, read the report of every line."""

from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from portulan.comptes.droits import exiger, peut
from portulan.socle.erreurs import Impossible
from portulan.terrain.reseau import importation
from portulan.terrain.reseau.enums import EtatImport, GenreFiche, IssueLigne
from portulan.terrain.reseau.models import ImportReseau, LigneImport
from portulan.terrain.reseau.saisie import libelle
from portulan.travaux.models import ACTIFS, Etat, Travail
from portulan.travaux.operations import annuler as annuler_travail
from portulan.travaux.operations import demander
from portulan.web.forms import TAILLE_MAXIMALE
from portulan.web.identite import envoi_lourd, reserve, titulaire
from portulan.web.liste import Colonne, Filtre, Liste
from portulan.web.liste_requete import ListeRequete
from portulan.web.templatetags.composants import badge, rendre
from portulan.web.vues.administration import auteur, deposer, envoi
from portulan.web.vues.commun import ACCUEIL, parametres

_BADGES = {
    EtatImport.APPLIQUE: "succes",
    EtatImport.SIMULE: "info",
    EtatImport.REFUSE: "alerte",
    EtatImport.INTERROMPU: "attention",
    EtatImport.LECTURE: "encours",
}
_BADGES_LIGNE = {
    IssueLigne.CREEE: "succes",
    IssueLigne.MODIFIEE: "info",
    IssueLigne.INCHANGEE: "",
    IssueLigne.REFUSEE: "alerte",
}
_COMPTES = (
    ("creee", "créées"),
    ("modifiee", "modifiées"),
    ("inchangee", "inchangées"),
    ("refusee", "refusées"),
    ("ailleurs", "hors de la région, laissées"),
    ("conflit", "avec une valeur écrite à la main"),
    ("doublon", "doublons probables"),
)
_SIGNALEES = (("doublon", "doublon probable"), ("conflit", "valeur écrite à la main"), ("constat", "avec un constat"))


class FormulaireImportReseau(forms.Form):
    """Which data, and whether to write."""

    provenance = forms.ChoiceField(
        label="Données à importer",
        choices=[("fichier", "Un fichier au schéma v1"), ("chargements", "Ce qui est déjà chargé dans « Sources »")],
        initial="fichier",
        widget=forms.RadioSelect,
    )
    fichier = forms.FileField(
        label="Fichier",
        required=False,
        help_text="JSON, JSON Lines, CSV ou Parquet, éventuellement compressé (gzip ou zip), 2 Go au plus.",
    )
    simuler = forms.BooleanField(
        label="Vérifier sans rien écrire",
        required=False,
        initial=True,
        help_text="Vous verrez ce que chaque ligne changerait, puis vous déciderez.",
    )
    ecarter = forms.BooleanField(
        label="Mettre de côté les lignes refusées",
        required=False,
        help_text="Sinon, une seule ligne refusée arrête l’import et rien n’est écrit.",
    )

    def clean(self) -> dict[str, Any]:
        """A file is needed unless the loads are asked for."""
        propre: dict[str, Any] = super().clean() or {}
        fichier = propre.get("fichier")
        if propre.get("provenance") == "fichier" and not fichier and "fichier" not in self.errors:
            self.add_error("fichier", "Choisissez un fichier.")
        if fichier and fichier.size > TAILLE_MAXIMALE:
            self.add_error("fichier", "Ce fichier dépasse 2 Go. Découpez-le.")
        return propre


@envoi_lourd("import", "lancer")
@reserve("import", "voir")
def importer(request: HttpRequest) -> HttpResponse:
    """The form, and the imports already made."""
    qui = titulaire(request)
    formulaire = FormulaireImportReseau(*envoi(request))
    if request.method == "POST":
        exiger(qui, "import", "lancer")
        if formulaire.is_valid():
            propre = formulaire.cleaned_data
            options = {"simuler": propre["simuler"], "ecarter": propre["ecarter"]}
            if propre["provenance"] == "chargements":
                return _lancer(request, importation.CHARGEMENTS, "Données déjà chargées", **options)
            depose = deposer(propre["fichier"])
            return _lancer(request, str(depose), depose.name, **options)
    liste = _imports(request)
    if liste.csv_demande:
        return liste.csv()
    contexte = {
        "chemin": (ACCUEIL, ("Réseau", reverse("web:reseau")), ("Importer", "")),
        "formulaire": formulaire,
        "liste": liste,
        "peut_lancer": peut(qui, "import", "lancer"),
    }
    return render(request, "pages/reseau_importer.html", contexte, status=422 if formulaire.errors else 200)


def _lancer(request: HttpRequest, origine: str, nom: str, *, simuler: bool, ecarter: bool) -> HttpResponse:
    demande = importation.demander_import(
        origine=origine, nom=nom, par=auteur(request), simuler=simuler, ecarter=ecarter
    )
    demander(
        genre="importer_reseau",
        libelle=f"Importer {nom} dans le réseau"[:200],
        parametres={"importation": demande.pk},
        demande_par=auteur(request),
    )
    return redirect("web:reseau_import", demande.pk)


def _etat(importation: ImportReseau) -> SafeString:
    return rendre(badge, importation.get_etat_display(), _BADGES[EtatImport(importation.etat)])


def _imports(request: HttpRequest) -> Liste:
    return ListeRequete(
        parametres(request),
        ImportReseau.objects.all(),  # type: ignore[arg-type]
        (
            Colonne("nom", "Fichier", lambda i: i.nom, entete=True, lien=_lien, champs=("nom",)),
            Colonne("etat", "État", _etat, brut=lambda i: i.etat),
            Colonne("creees", "Créées", lambda i: _somme(i, "creee"), nombre=True),
            Colonne("modifiees", "Modifiées", lambda i: _somme(i, "modifiee"), nombre=True),
            Colonne("refusees", "Refusées", lambda i: _somme(i, "refusee"), nombre=True),
            Colonne("date", "Date", lambda i: _heure(i.commence_le), champs=("commence_le",)),
        ),
        legende="Imports dans le réseau",
        filtres=(Filtre("etat", "État", EtatImport.choices, lambda q, v: q.filter(etat=v)),),
        mots=("nom",),
        tri="-date",
        fichier="imports-reseau",
        noms=("import", "imports"),
        vide="Aucun import.",
    )


def _lien(demande: ImportReseau) -> str:
    return reverse("web:reseau_import", args=[demande.pk])


def _somme(demande: ImportReseau, issue: str) -> int:
    return sum(demande.compte_rendu.get(f"{genre}.{issue}", 0) for genre in GenreFiche.values)


def _heure(moment: Any) -> str:
    return date_format(timezone.localtime(moment), "d/m/Y H:i") if moment else "–"


@reserve("import", "voir")
def rapport(request: HttpRequest, identifiant: int) -> HttpResponse:
    """What an import does, line by line; its progress while it runs."""
    demande = get_object_or_404(ImportReseau, pk=identifiant)
    travail = _travail(demande)
    liste = _lignes(request, demande)
    if liste.csv_demande:
        return liste.csv()
    lancable = peut(titulaire(request), "import", "lancer")
    present = demande.origine == importation.CHARGEMENTS or Path(demande.origine).exists()
    contexte = {
        "chemin": (
            ACCUEIL,
            ("Réseau", reverse("web:reseau")),
            ("Importer", reverse("web:reseau_importer")),
            (demande.nom, ""),
        ),
        "import": demande,
        "badge_etat": _etat(demande),
        "travail": travail,
        "comptes": _comptes(demande),
        "liste": liste,
        "peut_lancer": lancable,
        "peut_appliquer": lancable and present and demande.etat in {EtatImport.SIMULE, EtatImport.REFUSE},
        "refusees": _somme(demande, "refusee"),
        "conflits": _somme(demande, "conflit"),
        "doublons": demande.compte_rendu.get("structure.doublon", 0),
    }
    return render(request, "pages/reseau_import.html", contexte)


def _travail(demande: ImportReseau) -> Travail | None:
    """The job that runs it, when it is still running or failed."""
    return Travail.objects.filter(genre="importer_reseau", parametres={"importation": demande.pk}).first()


def _comptes(demande: ImportReseau) -> list[tuple[str, int, int]]:
    lus = demande.compte_rendu
    return [
        (mot, lus.get(f"structure.{cle}", 0), lus.get(f"service.{cle}", 0))
        for cle, mot in _COMPTES
        if lus.get(f"structure.{cle}") or lus.get(f"service.{cle}")
    ]


def _lignes(request: HttpRequest, demande: ImportReseau) -> ListeRequete:
    return ListeRequete(
        parametres(request),
        demande.lignes.all(),  # type: ignore[arg-type]
        (
            Colonne("ligne", "Ligne", lambda x: x.ligne, nombre=True, champs=("ligne",)),
            Colonne("nom", "Nom", lambda x: x.nom or x.identifiant or "–", entete=True, champs=("nom",)),
            Colonne("genre", "Genre", lambda x: x.get_genre_display()),
            Colonne(
                "issue",
                "Issue",
                lambda x: rendre(badge, x.get_issue_display(), _BADGES_LIGNE[x.issue]),
                brut=lambda x: x.get_issue_display(),
            ),
            Colonne("detail", "Détail", _detail, brut=_detail),
            Colonne("identifiant", "Identifiant", lambda x: x.identifiant, csv_seul=True),
        ),
        legende="Lignes de cet import",
        filtres=(
            Filtre("issue", "Issue", IssueLigne.choices, lambda q, v: q.filter(issue=v)),
            Filtre("genre", "Genre", GenreFiche.choices, lambda q, v: q.filter(genre=v)),
            Filtre("signale", "Signalée", _SIGNALEES, _signalees),
        ),
        mots=("nom", "identifiant"),
        tri="ligne",
        fichier=f"import-reseau-{demande.pk}",
        noms=("ligne", "lignes"),
        vide="Aucune ligne ne correspond.",
    )


def _signalees(lignes: QuerySet[LigneImport], valeur: str) -> QuerySet[LigneImport]:
    if valeur == "doublon":
        return lignes.exclude(doublon_de="")
    return lignes.exclude(conflits=[]) if valeur == "conflit" else lignes.exclude(constats=[])


def _detail(ligne: LigneImport) -> str:
    morceaux = [
        f"{libelle(c['colonne'])}{' « ' + c['valeur'] + ' »' if c['valeur'] else ''} : {c['motif']} {c['remede']}"
        for c in ligne.constats
    ]
    if ligne.champs:
        morceaux.append(f"change : {', '.join(libelle(n) for n in ligne.champs)}.")
    if ligne.conflits:
        morceaux.append(f"écrit à la main, gardé : {', '.join(libelle(n) for n in ligne.conflits)}.")
    if ligne.doublon_de:
        morceaux.append(f"ressemble à {ligne.doublon_de}.")
    return " ".join(morceaux)


@require_POST
@reserve("import", "lancer")
def appliquer(request: HttpRequest, identifiant: int) -> HttpResponse:
    """Write what was only looked at; ``ecarter`` leaves the refused lines out."""
    exiger(titulaire(request), "import", "lancer")
    demande = get_object_or_404(ImportReseau, pk=identifiant)
    if demande.etat not in {EtatImport.SIMULE, EtatImport.REFUSE}:
        raise Impossible("Cet import n’attend pas de décision.", remede="Envoyez de nouveau le fichier.")
    suivant = ImportReseau.objects.filter(origine=demande.origine, pk__gt=demande.pk, simulation=False).first()
    if suivant and suivant.etat in {EtatImport.LECTURE, EtatImport.APPLIQUE}:
        messages.info(request, "Cet import était déjà demandé : le voici.")
        return redirect("web:reseau_import", suivant.pk)
    ecarter = bool(request.POST.get("ecarter")) or demande.ecarter
    return _lancer(request, demande.origine, demande.nom, simuler=False, ecarter=ecarter)


@require_POST
@reserve("import", "lancer")
def arreter(request: HttpRequest, identifiant: int) -> HttpResponse:
    """Stop an import that is being read: nothing of it is written."""
    demande = get_object_or_404(ImportReseau, pk=identifiant)
    travail = _travail(demande)
    if travail is not None and travail.etat in ACTIFS:
        if annuler_travail(travail_id=travail.pk).etat == Etat.ANNULE:  # it had not begun
            importation.interrompre(demande)
        messages.success(request, "L’arrêt est demandé : rien ne sera écrit, sauf si l’écriture a déjà commencé.")
    return redirect("web:reseau_import", identifiant)
