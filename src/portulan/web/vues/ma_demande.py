"""What a person sees of her own request by the link of her mails: where it stands, and how to stop it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from portulan.socle.dates import date_fr
from portulan.socle.erreurs import DonneeInvalide
from portulan.socle.horloge import aujourdhui
from portulan.terrain.accueil import liens, operations
from portulan.terrain.accueil.besoins import dire_besoin
from portulan.terrain.accueil.courriels import joindre
from portulan.terrain.accueil.enums import Etape, EtatBesoin
from portulan.terrain.accueil.models import Besoin, DemandeAccueil, MiseEnRelation
from portulan.terrain.accueil.regles import FERMES
from portulan.terrain.accueil.transitions import OUVERTES, PAR_NOM
from portulan.web.vues.commun import ACCUEIL
from portulan.web.vues.reception import discrete

_FINS = {
    EtatBesoin.REPONDU: "Une réponse vous a été donnée sur place.",
    EtatBesoin.ABOUTI: "C’est terminé : la structure a noté que vous avez été aidé.",
    EtatBesoin.NON_ABOUTI: "C’est terminé : la structure n’a pas pu vous aider.",
    EtatBesoin.INJOIGNABLE: "C’est terminé : la structure n’a pas pu vous joindre.",
    EtatBesoin.ABANDONNE: "Vous y avez renoncé.",
}


@never_cache
def ma_demande(request: HttpRequest, jeton: str) -> HttpResponse:
    """Where a request stands, in plain words; reading changes nothing."""
    demande = liens.lire_personne(jeton)
    besoins = demande.besoins.select_related("responsable")
    contexte = {
        "chemin": (ACCUEIL, ("Votre demande", "")),
        "demande": demande,
        "porte": joindre(demande.structure) if demande.structure else "",
        "besoins": [_decrire(demande, besoin) for besoin in besoins],
        "jeton": jeton,
    }
    return discrete(render(request, "pages/ma_demande.html", contexte))


@require_POST
def renoncer(request: HttpRequest, jeton: str) -> HttpResponse:
    """The person does not need this any more."""
    cle = request.POST.get("besoin", "")
    if not (cle.isdecimal() and len(cle) < 15):  # noqa: PLR2004 (longer than any key)
        raise DonneeInvalide("Le besoin n’est pas dit.", remede="Rechargez la page.")
    besoin = operations.renoncer(jeton=jeton, besoin=int(cle))
    messages.success(request, f"C’est noté, plus rien n’est attendu pour « {dire_besoin(besoin.thematique)} ».")
    return discrete(redirect("web:ma_demande", jeton))


@require_POST
def effacer(request: HttpRequest, jeton: str) -> HttpResponse:
    """The person takes her agreement back: her name and how to reach her are erased."""
    operations.tout_effacer(jeton=jeton)
    messages.success(request, "Vos coordonnées sont effacées, et votre demande est arrêtée.")
    return discrete(redirect("web:trouver"))


def _decrire(demande: DemandeAccueil, besoin: Besoin) -> dict[str, Any]:
    mises = list(
        besoin.mises.select_related("structure").prefetch_related("promesses", "etapes").order_by("emise_le", "pk")
    )
    return {
        "cle": besoin.pk,
        "dit": dire_besoin(besoin.thematique),
        "phrase": _phrase(demande, besoin, next((m for m in mises if m.etat in OUVERTES), None)),
        "histoire": [ligne for mise in mises for ligne in _histoire(mise)],
        "ouvert": besoin.etat not in FERMES,
    }


def _phrase(demande: DemandeAccueil, besoin: Besoin, mise: MiseEnRelation | None) -> str:
    if besoin.etat in FERMES:
        return _FINS[EtatBesoin(besoin.etat)]
    if mise is not None and besoin.etat == EtatBesoin.EN_CHARGE:
        return f"{joindre(mise.structure)} s’occupe de votre demande."
    if mise is not None:
        terme = next((p.echeance for p in mise.promesses.all() if p.etape == Etape.REPONSE), None)
        doit = "devait" if terme and terme < aujourdhui() else "doit"
        avant = f" avant le {date_fr(terme)}" if terme else ""
        return f"{joindre(mise.structure)} {doit} répondre{avant}. Sans réponse, une autre structure est cherchée."
    qui = joindre(besoin.responsable) if besoin.responsable else ""
    if demande.a_rappeler and qui:
        return f"{qui} vous a rappelé." if demande.rappelee_le else f"{qui} doit vous rappeler."
    return f"{qui} répond de votre demande." if qui else "Personne n’a encore repris votre demande : la Région le voit."


def _histoire(mise: MiseEnRelation) -> list[tuple[str, str]]:
    """(day, what happened), without any reason."""
    return [
        (date_fr(mise.emise_le), f"Demande transmise à {joindre(mise.structure)}."),
        *((date_fr(e.quand), dit) for e in mise.etapes.all() if (dit := PAR_NOM[e.transition].dit)),
    ]
