"""Acts of a review, one POST each; refused, the page comes back with what was typed."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from portulan.comptes.models import Compte
from portulan.socle.erreurs import DonneeInvalide, Impossible, Introuvable, VersionDepassee
from portulan.terrain.evaluation import operations_revue as operations
from portulan.terrain.evaluation.enums import Regard
from portulan.terrain.evaluation.models import Constat, Evaluation, Preuve
from portulan.web.conflit import Difference, Opposition, dire, opposer
from portulan.web.identite import reserve, titulaire
from portulan.web.saisie import entier_recu
from portulan.web.vues.revue_page import montrer, visible


def _agir(request: HttpRequest, cle: int, faire: Callable[[Evaluation], Any], message: str) -> HttpResponse:
    """Do it, then come back to the criterion; what is refused is said above the form, still filled."""
    evaluation = visible(titulaire(request), cle)
    critere = request.POST.get("critere", "")
    if critere not in evaluation.referentiel.referentiel.par_code:
        critere = ""
    try:
        faire(evaluation)
    except VersionDepassee as refus:
        evaluation.refresh_from_db()
        return montrer(request, evaluation, erreur=refus, critere=critere, conflit=_conflit(request, evaluation, refus))
    except (DonneeInvalide, Impossible) as erreur:
        evaluation.refresh_from_db()
        return montrer(request, evaluation, erreur=erreur, critere=critere)
    messages.success(request, message)
    suite = f"?principe={evaluation.referentiel.referentiel.critere(critere).principe}#c-{critere}" if critere else ""
    return redirect(reverse("web:revue", args=[cle]) + suite)


def _conflit(request: HttpRequest, evaluation: Evaluation, refus: VersionDepassee) -> Opposition | None:
    """Both findings; for a validation there is nothing typed to compare: the page says that it changed."""
    if not isinstance(refus.actuel, Constat):
        return None
    ecarts = [
        Difference("Niveau constaté", f"niveau {refus.actuel.niveau}", f"niveau {request.POST.get('niveau', '')}"),
        Difference("Pourquoi", dire(refus.actuel.commentaire), dire(_texte(request, "commentaire"))),
    ]
    return opposer(refus, ecarts, abandon=reverse("web:revue", args=[evaluation.pk]))


def _texte(request: HttpRequest, nom: str) -> str:
    return request.POST.get(nom, "").replace("\0", "")


@require_POST
@reserve("evaluation", "relire")
def constater(request: HttpRequest, cle: int) -> HttpResponse:
    """Write one's finding on a criterion."""

    def faire(evaluation: Evaluation) -> None:
        niveau = entier_recu(request.POST.get("niveau"))
        if niveau is None:
            raise DonneeInvalide("Aucun niveau n’est choisi.", remede="Choisissez le niveau que vous constatez.")
        operations.constater(
            titulaire=titulaire(request),
            evaluation=evaluation,
            critere=_texte(request, "critere"),
            niveau=niveau,
            commentaire=_texte(request, "commentaire"),
            version=entier_recu(request.POST.get("version")),
        )

    return _agir(request, cle, faire, "Votre constat est enregistré, à côté de la déclaration.")


@require_POST
@reserve("evaluation", "relire")
def sans_objet(request: HttpRequest, cle: int) -> HttpResponse:
    """Accept or refuse that a criterion is left out."""
    accepte = request.POST.get("suite") == "accepter"
    return _agir(
        request,
        cle,
        lambda e: operations.decider_sans_objet(
            titulaire=titulaire(request),
            evaluation=e,
            critere=_texte(request, "critere"),
            accepte=accepte,
            decision=_texte(request, "decision"),
        ),
        "« Sans objet » accepté." if accepte else "« Sans objet » refusé ; l’opérateur lira pourquoi.",
    )


@require_POST
@reserve("evaluation", "relire")
def juger_preuve(request: HttpRequest, cle: int) -> HttpResponse:
    """Accept or refuse a piece of evidence."""
    acceptee = request.POST.get("suite") == "accepter"

    def faire(evaluation: Evaluation) -> None:
        preuve = Preuve.objects.filter(
            pk=entier_recu(request.POST.get("preuve")), criteres__evaluation=evaluation
        ).first()
        if preuve is None:
            raise Impossible("Cette preuve n’est plus dans l’évaluation.", remede="Rechargez la page.")
        operations.juger_preuve(
            titulaire=titulaire(request),
            evaluation=evaluation,
            preuve=preuve,
            acceptee=acceptee,
            remarque=_texte(request, "remarque"),
        )

    return _agir(request, cle, faire, "Preuve acceptée." if acceptee else "Preuve refusée ; elle ne compte plus.")


@require_POST
@reserve("evaluation", "voir")
def echanger(request: HttpRequest, cle: int) -> HttpResponse:
    """Add a message to the exchange on a criterion."""
    return _agir(
        request,
        cle,
        lambda e: operations.echanger(
            titulaire=titulaire(request),
            evaluation=e,
            critere=_texte(request, "critere"),
            texte=_texte(request, "texte"),
        ),
        "Message ajouté à l’échange.",
    )


@require_POST
@reserve("campagne", "conduire")
def designer(request: HttpRequest, cle: int) -> HttpResponse:
    """Ask a person to review."""

    def faire(evaluation: Evaluation) -> None:
        compte = Compte.objects.filter(pk=entier_recu(request.POST.get("compte")), is_active=True).first()
        if compte is None:
            raise DonneeInvalide("Aucune personne n’est choisie.", remede="Choisissez-la dans la liste.")
        regard = Regard.REGION if request.POST.get("regard") == Regard.REGION else Regard.PAIR
        operations.designer_relecteur(titulaire=titulaire(request), evaluation=evaluation, compte=compte, regard=regard)

    return _agir(request, cle, faire, "Relecture demandée : elle figure dans l’espace de cette personne.")


@require_POST
@reserve("evaluation", "relire")
def rendre(request: HttpRequest, cle: int) -> HttpResponse:
    """Say that one's review is done."""
    return _agir(
        request,
        cle,
        lambda e: operations.rendre_relecture(titulaire=titulaire(request), evaluation=e),
        "Relecture rendue. Merci.",
    )


@require_POST
@reserve("campagne", "conduire")
def renvoyer(request: HttpRequest, cle: int) -> HttpResponse:
    """Give the form back to the operator."""
    return _agir(
        request,
        cle,
        lambda e: operations.renvoyer(titulaire=titulaire(request), evaluation=e, motif=_texte(request, "motif")),
        "Évaluation renvoyée à l’opérateur, avec votre motif.",
    )


@require_POST
@reserve("evaluation", "valider")
def valider(request: HttpRequest, cle: int) -> HttpResponse:
    """Freeze the assessment (second factor)."""
    version = entier_recu(request.POST.get("version"))
    if version is None:
        raise Introuvable("La version lue manque à cette demande.", remede="Rechargez la page de la revue.")
    return _agir(
        request,
        cle,
        lambda e: operations.valider(titulaire=titulaire(request), evaluation=e, version=version),
        "Évaluation validée et figée : son empreinte est en bas de la page.",
    )


@require_POST
@reserve("evaluation", "valider")
def publier(request: HttpRequest, cle: int) -> HttpResponse:
    """Show the synthesis on the public page of the structure, or take it back."""
    publique = request.POST.get("suite") == "publier"
    return _agir(
        request,
        cle,
        lambda e: operations.publier_synthese(titulaire=titulaire(request), evaluation=e, publique=publique),
        "Synthèse publiée." if publique else "Synthèse retirée de la page publique.",
    )
