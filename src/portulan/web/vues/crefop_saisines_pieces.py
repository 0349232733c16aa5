"""Documents of a dossier: added to a question or to the whole, downloaded, taken off while it is open."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from portulan.crefop.dossier import droits, instruction
from portulan.crefop.dossier.models import Dossier, PieceDossier
from portulan.socle.erreurs import DonneeInvalide, Introuvable
from portulan.web.formulaires.crefop_saisines import FormulairePiece
from portulan.web.identite import reserve, titulaire
from portulan.web.telechargement import envoyer
from portulan.web.vues.crefop_saisines_commun import contenu, fil_du_dossier, trouver_dossier
from portulan.web.vues.crefop_saisines_dossier import choix_questions


@reserve("dossier", "instruire")
def pieces(request: HttpRequest, numero: int, version: int) -> HttpResponse:
    """Add a document; the page shows the form alone when it is refused."""
    vu = trouver_dossier(request, numero, version, "instruire")
    choix = choix_questions(contenu(vu))
    if request.method != "POST":
        return _montrer(request, vu, FormulairePiece(questions=choix))
    formulaire = FormulairePiece(request.POST, request.FILES, questions=choix)
    if not formulaire.is_valid():
        return _montrer(request, vu, formulaire, statut=422)
    propre = formulaire.cleaned_data
    try:
        piece = instruction.deposer_piece(
            titulaire=titulaire(request),
            dossier=vu,
            question=propre["question"],
            titre=propre["titre"],
            nom=propre["fichier"].name,
            morceaux=propre["fichier"].chunks(),
            publique=not propre["interne"],
        )
    except DonneeInvalide as refus:
        formulaire.add_error("fichier", str(refus))
        return _montrer(request, vu, formulaire, statut=422)
    messages.success(request, f"« {piece.titre} » est dans le dossier.")
    if piece.question:
        return redirect("web:saisine_question", vu.saisine_id, vu.numero, piece.question)
    return redirect("web:saisine_dossier", vu.saisine_id, vu.numero)


def _montrer(request: HttpRequest, vu: Dossier, formulaire: FormulairePiece, *, statut: int = 200) -> HttpResponse:
    contexte = {"chemin": fil_du_dossier(vu, ("Ajouter une pièce", "")), "dossier": vu, "formulaire": formulaire}
    return render(request, "pages/crefop/saisine_piece.html", contexte, status=statut)


def _trouver(request: HttpRequest, vu: Dossier, piece_id: int) -> PieceDossier | None:
    lues = droits.pieces(titulaire(request)).filter(dossier=vu, pk=piece_id)
    return lues.select_related("dossier__saisine__auteur").first()


def piece(request: HttpRequest, numero: int, version: int, piece_id: int) -> HttpResponse:
    """A document, always as a download; one reserved to members is not given with the published dossier."""
    vu = trouver_dossier(request, numero, version)
    trouvee = _trouver(request, vu, piece_id)
    if trouvee is None:
        raise Introuvable("Cette pièce n’est pas dans ce dossier.", remede="Rechargez la page du dossier.")
    reponse = envoyer(instruction.depot().ouvrir(trouvee.empreinte), trouvee.nom)
    reponse["Content-Type"] = "application/octet-stream"
    return reponse


@require_POST
@reserve("dossier", "instruire")
def retirer(request: HttpRequest, numero: int, version: int, piece_id: int) -> HttpResponse:
    """Take a document off; asked twice, it is off once."""
    vu = trouver_dossier(request, numero, version, "instruire")
    trouvee = _trouver(request, vu, piece_id)
    if trouvee is not None:
        instruction.retirer_piece(titulaire=titulaire(request), piece=trouvee)
        messages.success(request, f"« {trouvee.titre} » est retiré du dossier.")
    return redirect("web:saisine_dossier", vu.saisine_id, vu.numero)
