"""Drafting an opinion after the vote: its meaning and why, its text, figures of the dossier, a preview, the freeze."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST

from portulan.comptes.droits import peut
from portulan.crefop.avis import lectures, operations
from portulan.crefop.avis.droits import avis_lisibles
from portulan.crefop.avis.enums import EtatAvis
from portulan.crefop.avis.models import AvisComite
from portulan.crefop.avis.queries import points_a_rediger, saisines_reputables, sceau_publie
from portulan.crefop.avis.redaction import Redaction
from portulan.crefop.dossier.models import Saisine
from portulan.crefop.seance.models import PointOrdre
from portulan.publication.acte_avis import composer_avis
from portulan.publication.actes import acte_de
from portulan.publication.atelier import Atelier
from portulan.publication.rendu_html import rendre_fragment
from portulan.socle.erreurs import Interdit, Introuvable
from portulan.socle.region import charger_region
from portulan.web.formulaires.crefop_avis import FormulaireAvis, FormulaireGel
from portulan.web.identite import reserve, titulaire
from portulan.web.vues.commun import ACCUEIL
from portulan.web.vues.dossiers import version_du_style
from portulan.web.vues.saisie import enregistrer

EN_COURS = ("Avis en cours", "/avis/en-cours/")
SIGNES_SENS = {
    "favorable": "succes",
    "favorable_avec_reserves": "attention",
    "defavorable": "alerte",
    "partage": "attention",
}


def trouver(request: HttpRequest, numero: str, verbe: str = "voir") -> AvisComite:
    """An opinion on which this person may do this. Raises ``Introuvable``, ``Interdit``."""
    qui = titulaire(request)
    avis = avis_lisibles(qui).filter(numero=numero).first()
    if avis is None:
        raise Introuvable("Cet avis n’existe pas, ou n’est pas encore public.", remede="Ouvrez la liste des avis.")
    if verbe != "voir" and not avis_lisibles(qui, verbe).filter(pk=avis.pk).exists():
        raise Interdit("Votre rôle ne permet pas cet acte sur cet avis.", remede="Vous pouvez le lire.")
    return avis


def onglets(request: HttpRequest, avis: AvisComite, courant: str) -> list[tuple[str, str, bool]]:
    """Pages of an opinion that this person may open."""
    qui = titulaire(request)
    entrees = [
        ("Lire", "avis_apercu", peut(qui, "avis", "voir")),
        ("Rédiger", "avis_redaction", peut(qui, "avis", "rediger")),
        ("Signer", "avis_signature", peut(qui, "avis", "signer") and avis.etat != EtatAvis.PROJET),
        (
            "Publier",
            "avis_publication",
            peut(qui, "avis", "publier") and avis.etat in {EtatAvis.SIGNE, EtatAvis.PUBLIE},
        ),
    ]
    return [
        (nom, reverse(f"web:{vue}", args=[avis.numero]), vue == courant) for nom, vue, offerte in entrees if offerte
    ]


def chemin(avis: AvisComite, page: str) -> tuple[tuple[str, str], ...]:
    """Breadcrumb of the pages of an opinion."""
    return (ACCUEIL, EN_COURS, (f"Avis {avis.numero}", reverse("web:avis_apercu", args=[avis.numero])), (page, ""))


@reserve("avis", "voir")
def en_cours(request: HttpRequest) -> HttpResponse:
    """Opinions being drafted, to sign, to publish; items whose opinion is to be drafted."""
    qui = titulaire(request)
    avis = avis_lisibles(qui).exclude(etat=EtatAvis.PUBLIE).order_by("-rendu_le", "-pk")
    contexte = {
        "chemin": (ACCUEIL, ("Avis en cours", "")),
        "avis": [{"avis": a, "genre": SIGNES_SENS.get(a.sens, "info")} for a in avis],
        "points": points_a_rediger() if peut(qui, "avis", "rediger") else [],
        "saisines": saisines_reputables() if peut(qui, "avis", "rediger") else [],
        "peut_rediger": peut(qui, "avis", "rediger"),
    }
    return render(request, "pages/crefop/avis_en_cours.html", contexte)


@require_POST
@reserve("avis", "rediger")
def ouvrir(request: HttpRequest, point: int) -> HttpResponse:
    """Start drafting the opinion of an item; asked twice, there is one."""
    trouve = PointOrdre.objects.select_related("saisine__organe", "seance__organe", "dossier").filter(pk=point).first()
    if trouve is None:
        raise Introuvable("Ce point n’existe pas.", remede="Ouvrez la liste des avis en cours.")
    avis = operations.ouvrir(titulaire=titulaire(request), point=trouve)
    return redirect("web:avis_redaction", avis.numero)


@require_POST
@reserve("avis", "rediger")
def reputer(request: HttpRequest, saisine: int) -> HttpResponse:
    """Deem the opinion on a referral rendered, where a text in force allows it."""
    trouvee = Saisine.objects.select_related("organe", "auteur").filter(pk=saisine).first()
    if trouvee is None:
        raise Introuvable("Cette saisine n’existe pas.", remede="Ouvrez la liste des avis en cours.")
    avis = operations.reputer_rendu(titulaire=titulaire(request), saisine=trouvee)
    return redirect("web:avis_redaction", avis.numero)


@reserve("avis", "rediger")
def rediger(request: HttpRequest, avis: str) -> HttpResponse:
    """The drafting page: the meaning is shown with why, the text is typed, what is missing is listed."""
    trouve = trouver(request, avis, "rediger")

    def initiales(a: AvisComite) -> dict[str, Any]:
        return {"version": a.version, "considerants": a.considerants, "vigilances": a.vigilances}

    redaction = Redaction.de_l_avis(trouve)
    formulaire = FormulaireAvis(request.POST or None, initial=initiales(trouve), motive=redaction.motive)
    contexte = {
        "chemin": chemin(trouve, "Rédiger"),
        "avis": trouve,
        "onglets": onglets(request, trouve, "avis_redaction"),
        "redaction": redaction,
        "genre_sens": SIGNES_SENS.get(trouve.sens, "info"),
        "manques": redaction.manques() if trouve.etat == EtatAvis.PROJET else [],
        "signales": [
            *redaction.irregularites(),
            *redaction.reserves_incompletes(),
        ]
        if trouve.etat == EtatAvis.PROJET
        else redaction.irregularites(),
        "reserves": [(lectures.repere(p), p) for p in (*redaction.reserves, *redaction.recommandations)],
        "votes": [lectures.vote_de(s) for s in lectures.scrutins_proclames(trouve.point)] if trouve.point else [],
        "chiffres": _par_question(redaction),
        "attendues": redaction.explications_attendues(),
        "gel": FormulaireGel(initial={"version": trouve.version}, auto_id="gel_%s"),
        "modifiable": trouve.etat == EtatAvis.PROJET,
    }
    return enregistrer(
        request,
        formulaire=formulaire,
        gabarit="pages/crefop/avis_redaction.html",
        contexte=contexte,
        ecrire=lambda propre: _ecrire(request, trouve, propre),
        initiales=initiales,
    )


def _ecrire(request: HttpRequest, avis: AvisComite, propre: dict[str, Any]) -> tuple[str, str]:
    operations.rediger(
        titulaire=titulaire(request),
        avis=avis,
        version=propre["version"],
        considerants=propre["considerants"],
        vigilances=propre["vigilances"],
    )
    vers = "avis_apercu" if "apercu" in request.POST else "avis_redaction"
    return reverse(f"web:{vers}", args=[avis.numero]), "Le texte est enregistré."


def _par_question(redaction: Redaction) -> list[dict[str, Any]]:
    """Figures that can be inserted, under the question that they answer."""
    groupes: dict[str, list[Any]] = {}
    for chiffre in redaction.chiffres.values():
        groupes.setdefault(chiffre.question, []).append(chiffre)
    return [{"question": question, "chiffres": lignes} for question, lignes in groupes.items()]


@require_POST
@reserve("avis", "rediger")
def figer(request: HttpRequest, avis: str) -> HttpResponse:
    """Freeze the opinion: it is then signed, and never changes."""
    trouve = trouver(request, avis, "rediger")
    formulaire = FormulaireGel(request.POST)
    propre = formulaire.cleaned_data if formulaire.is_valid() else {"version": 0, "sans_attendre": False}
    operations.figer(titulaire=titulaire(request), avis=trouve, **propre)
    messages.success(request, f"L’avis {trouve.numero} est figé. Les deux présidences peuvent le signer.")
    return redirect("web:avis_signature" if peut(titulaire(request), "avis", "signer") else "web:avis_apercu", avis)


def apercu(request: HttpRequest, avis: str) -> HttpResponse:
    """The opinion as its documents will say it: from the draft, else from what was frozen."""
    trouve = trouver(request, avis)
    redaction = Redaction.de_l_avis(trouve)
    fige = trouve.etat != EtatAvis.PROJET
    sceau = sceau_publie(trouve) if fige else None
    fragment = ""
    if fige or redaction.sens is not None:
        acte = acte_de(trouve) if fige else redaction.acte()
        document = composer_avis(acte, charger_region(acte.region), sceau)
        fragment = mark_safe(rendre_fragment(document, Atelier()))  # noqa: S308 (written and escaped by rendu_html)
    contexte = {
        "chemin": chemin(trouve, "Lire"),
        "avis": trouve,
        "onglets": onglets(request, trouve, "avis_apercu"),
        "fragment": fragment,
        "style": version_du_style(),
    }
    return render(request, "pages/crefop/avis_apercu.html", contexte)
