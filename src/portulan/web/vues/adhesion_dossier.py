"""The file of a candidacy, step by step: saved at each step, never lost, complete when nothing is missing."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from portulan.socle.erreurs import DonneeInvalide, Interdit, Introuvable, VersionDepassee
from portulan.socle.horloge import aujourdhui
from portulan.terrain.adhesion.cahier import cahier_en_cours, engagement_organisation
from portulan.terrain.adhesion.dossier import Rubrique, manques, manques_de, rubriques
from portulan.terrain.adhesion.droits import adhesions
from portulan.terrain.adhesion.enums import JAMAIS, EtatSite
from portulan.terrain.adhesion.models import Adhesion
from portulan.terrain.adhesion.operations import choisir_sites, enregistrer, supprimer_brouillon
from portulan.terrain.adhesion.pieces import deposer_piece, depot, retirer_piece
from portulan.terrain.reseau.enums import EtatStructure
from portulan.terrain.reseau.models import Structure
from portulan.web.choix import par_departement
from portulan.web.conflit import Opposition, confronter
from portulan.web.formulaires.adhesion import FormulairePiece, FormulaireRubrique, FormulaireSites, initial
from portulan.web.identite import reserve, titulaire
from portulan.web.telechargement import envoyer
from portulan.web.vues.adhesion_commun import fil_de, trouver


@reserve("adhesion", "candidater")
def dossier(request: HttpRequest, numero: int, rubrique: str) -> HttpResponse:
    """One step of the file."""
    adhesion = _modifiable(request, numero)
    choisie = next((r for r in rubriques(adhesion.base) if r.code == rubrique), None)
    if choisie is None:
        raise Introuvable("Cette étape n’est pas dans ce dossier.", remede="Revenez à la page de suivi.")
    if choisie.code == "sites":
        return _sites(request, adhesion, choisie)
    if choisie.code == "pieces":
        return _pieces(request, adhesion, choisie)
    return _champs(request, adhesion, choisie)


def _modifiable(request: HttpRequest, numero: int) -> Adhesion:
    adhesion = trouver(request, numero)
    if not adhesions(titulaire(request), "candidater").filter(pk=adhesion.pk).exists():
        raise Interdit("Ce dossier n’est pas à vous.", remede="Vous pouvez le lire sur sa page de suivi.")
    return adhesion


def _champs(request: HttpRequest, adhesion: Adhesion, rubrique: Rubrique) -> HttpResponse:
    engagement = _engagement(adhesion) if rubrique.code == "engagements" else ""
    if request.method != "POST":
        depart = initial(adhesion.candidature, rubrique) | {"version": adhesion.version}
        return _montrer(
            request, adhesion, rubrique, FormulaireRubrique(initial=depart, rubrique=rubrique, engagement=engagement)
        )
    formulaire = FormulaireRubrique(request.POST, rubrique=rubrique, engagement=engagement)
    if not formulaire.is_valid():
        return _montrer(request, adhesion, rubrique, formulaire, statut=422)
    saisie = formulaire.saisie
    try:
        if any(getattr(adhesion.candidature, nom) != valeur for nom, valeur in saisie.items()):
            enregistrer(
                titulaire=titulaire(request),
                adhesion=adhesion,
                version=formulaire.cleaned_data["version"],
                champs=saisie,
            )
    except VersionDepassee as refus:
        conflit = confronter(formulaire, refus, initial(refus.actuel.candidature, rubrique))
        return _montrer(request, adhesion, rubrique, formulaire, conflit=conflit)
    return _suivante(request, adhesion, rubrique)


def _engagement(adhesion: Adhesion) -> str:
    cahier = cahier_en_cours(adhesion.region, aujourdhui())
    nombre = adhesion.sites.filter(etat__in=(EtatSite.PROPOSE, EtatSite.COUVERT)).count()
    return engagement_organisation(adhesion.organisation.nom, cahier, nombre)


def _sites(request: HttpRequest, adhesion: Adhesion, rubrique: Rubrique) -> HttpResponse:
    structures = list(_candidates(adhesion))
    choix = par_departement(structures)
    if request.method != "POST":
        depart = {"version": adhesion.version, "sites": _listes(adhesion)}
        return _montrer(request, adhesion, rubrique, FormulaireSites(initial=depart, choix=choix))
    formulaire = FormulaireSites(request.POST, choix=choix)
    if not formulaire.is_valid():
        return _montrer(request, adhesion, rubrique, formulaire, statut=422)
    gardees = [s for s in structures if s.pk in formulaire.cleaned_data["sites"]]
    try:
        choisir_sites(
            titulaire=titulaire(request),
            adhesion=adhesion,
            version=formulaire.cleaned_data["version"],
            structures=gardees,
        )
    except VersionDepassee as refus:
        conflit = confronter(formulaire, refus, {"sites": _listes(refus.actuel)})
        return _montrer(request, adhesion, rubrique, formulaire, conflit=conflit)
    return _suivante(request, adhesion, rubrique)


def _listes(adhesion: Adhesion) -> list[int]:
    """Structures that the file lists."""
    lus = adhesion.sites.filter(etat__in=(EtatSite.PROPOSE, EtatSite.COUVERT))
    return list(lus.values_list("structure", flat=True))


def _candidates(adhesion: Adhesion) -> Any:
    siennes = Structure.objects.filter(organisation=adhesion.organisation, etat=EtatStructure.OUVERTE)
    return siennes.exclude(operateur__in=JAMAIS).order_by("nom", "pk")


def _pieces(request: HttpRequest, adhesion: Adhesion, rubrique: Rubrique) -> HttpResponse:
    if request.method != "POST":
        return _montrer(request, adhesion, rubrique, FormulairePiece())
    formulaire = FormulairePiece(request.POST, request.FILES)
    if formulaire.is_valid():
        fichier = formulaire.cleaned_data["fichier"]
        try:
            piece = deposer_piece(
                titulaire=titulaire(request),
                adhesion=adhesion,
                genre=formulaire.cleaned_data["genre"],
                nom=fichier.name,
                morceaux=fichier.chunks(),
            )
        except DonneeInvalide as erreur:
            formulaire.add_error("fichier", str(erreur))
        else:
            messages.success(request, f"« {piece.nom} » est dans le dossier.")
            return redirect("web:adhesion_dossier", adhesion.pk, "pieces")
    return _montrer(request, adhesion, rubrique, formulaire, statut=422)


def _suivante(request: HttpRequest, adhesion: Adhesion, rubrique: Rubrique) -> HttpResponse:
    """Where the form goes after a step: the next one, or the follow-up page."""
    codes = [r.code for r in rubriques(adhesion.base)]
    rang = codes.index(rubrique.code) + 1
    messages.success(request, f"« {rubrique.titre} » est enregistré.")
    if "quitter" in request.POST or rang == len(codes):
        return redirect("web:adhesion", adhesion.pk)
    return redirect("web:adhesion_dossier", adhesion.pk, codes[rang])


def _montrer(
    request: HttpRequest,
    adhesion: Adhesion,
    rubrique: Rubrique,
    formulaire: Any,
    *,
    statut: int = 200,
    conflit: Opposition | None = None,
) -> HttpResponse:
    toutes = rubriques(adhesion.base)
    # Nothing is refused while the file is being prepared, but the page does not call « facultatif » what is asked
    for nom, (_, bases) in rubrique.exiges.items():
        formulaire.fields[nom].required = adhesion.base in bases
    formulaire.use_required_attribute = False
    sites = adhesion.sites.filter(etat__in=(EtatSite.PROPOSE, EtatSite.COUVERT)).count()
    pieces = list(adhesion.pieces.all())
    genres = {p.genre for p in pieces}
    contexte = {
        "chemin": fil_de(adhesion, (rubrique.titre, "")),
        "adhesion": adhesion,
        "rubrique": rubrique,
        "onglets": [
            (
                f"{rang}. {r.titre}"
                + ("" if manques_de(r, adhesion.base, adhesion.candidature, sites, genres) else "\u00a0✓"),
                reverse("web:adhesion_dossier", args=[adhesion.pk, r.code]),
                r.code == rubrique.code,
            )
            for rang, r in enumerate(toutes, 1)
        ],
        "formulaire": formulaire,
        "derniere": rubrique.code == toutes[-1].code,
        "manques": manques(adhesion),
        "manques_ici": manques_de(rubrique, adhesion.base, adhesion.candidature, sites, genres),
        "conflit": conflit,
        "pieces": pieces,
        "a_des_sites": bool(rubrique.code != "sites" or formulaire.fields["sites"].choices),
    }
    return render(request, "pages/adhesion_dossier.html", contexte, status=409 if conflit else statut)


@reserve("adhesion", "voir")
def piece(request: HttpRequest, numero: int, piece_id: int) -> HttpResponse:
    """A document of the file, always as a download."""
    adhesion = trouver(request, numero)
    trouvee = adhesion.pieces.filter(pk=piece_id).first()
    if trouvee is None:
        raise Introuvable("Cette pièce n’est pas dans ce dossier.", remede="Rechargez la page du dossier.")
    reponse = envoyer(depot().ouvrir(trouvee.empreinte), trouvee.nom)
    reponse["Content-Type"] = "application/octet-stream"
    return reponse


@require_POST
@reserve("adhesion", "candidater")
def retirer(request: HttpRequest, numero: int, piece_id: int) -> HttpResponse:
    """Take a document off the file; asked twice, it is off once."""
    adhesion = _modifiable(request, numero)
    trouvee = adhesion.pieces.filter(pk=piece_id).first()
    if trouvee is not None:
        retirer_piece(titulaire=titulaire(request), piece=trouvee)
        messages.success(request, f"« {trouvee.nom} » est retiré du dossier.")
    return redirect("web:adhesion_dossier", adhesion.pk, "pieces")


@require_POST
@reserve("adhesion", "candidater")
def supprimer(request: HttpRequest, numero: int) -> HttpResponse:
    """Throw away a draft."""
    adhesion = _modifiable(request, numero)
    supprimer_brouillon(titulaire=titulaire(request), adhesion=adhesion, version=adhesion.version)
    messages.success(request, "Le brouillon est supprimé.")
    return redirect("web:adhesions")
