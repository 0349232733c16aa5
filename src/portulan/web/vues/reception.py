"""A receiver without an account answers by its link; the person gives her opinion by hers. Reading changes nothing."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from portulan.socle.erreurs import Impossible, Introuvable
from portulan.socle.horloge import aujourdhui
from portulan.terrain.accueil import liens, operations
from portulan.terrain.accueil.enums import EtatMise
from portulan.terrain.accueil.models import Satisfaction
from portulan.terrain.accueil.transitions import PRISES, Acteur
from portulan.web.formulaires.mises import FormulaireEnquete
from portulan.web.vues.commun import ACCUEIL
from portulan.web.vues.mises_commun import decrire, formulaires, recevoir_etape
from portulan.web.vues.saisie import enregistrer

_ACTEURS = (Acteur.RECEVEUSE,)


@never_cache
def reception(request: HttpRequest, jeton: str) -> HttpResponse:
    """The request that a link leads to: what is needed to answer, then to say what became of it."""
    try:
        ouverture = liens.lire(jeton)
    except liens.LienPerime as refus:
        contexte = {"chemin": (ACCUEIL, ("Lien", "")), "refus": refus, "jeton": jeton}
        return discrete(render(request, "pages/reception_perimee.html", contexte, status=refus.code_http))
    mise, statut = ouverture.mise, 200
    # Answered with an account, or by another link: this one shows nothing more
    ailleurs = mise.repondue_le is not None and ouverture.lien.utilise_le is None
    if request.method == "POST" and not ailleurs:
        message, lus, statut = recevoir_etape(
            request, mise, _ACTEURS, lambda **etape: operations.avancer_par_lien(jeton=jeton, **etape)
        )
        if message:
            messages.success(request, message)
            return discrete(redirect(request.path))
    else:
        lus = [] if ailleurs else formulaires(mise, _ACTEURS)
    voit = not ailleurs and mise.etat in PRISES
    contexte = {
        "chemin": (ACCUEIL, ("Demande reçue", "")),
        "ailleurs": ailleurs,
        "formulaires": lus,
        "jeton": jeton,
        "adresse": request.path,
        "revendiquer": mise.structure.organisation is None,
        "finie": mise.etat in {EtatMise.REFUSEE, EtatMise.EXPIREE, EtatMise.ANNULEE, EtatMise.CLOSE},
        **decrire(mise, identite=voit, jour=aujourdhui()),
    }
    return discrete(render(request, "pages/reception.html", contexte, status=statut))


def discrete(reponse: HttpResponse) -> HttpResponse:
    """An answer whose address is a key."""
    # the address is a key: told to no other site; « no-referrer » would make a browser hide where the form comes from
    reponse["Referrer-Policy"] = "same-origin"
    return reponse


@require_POST
def nouveau_lien(request: HttpRequest, jeton: str) -> HttpResponse:
    """Send a new link to the known contact of the structure, whoever asks."""
    try:
        parti = operations.renvoyer_le_lien(jeton=jeton)
    except Impossible as refus:
        contexte = {"chemin": (ACCUEIL, ("Lien", "")), "refus": refus, "jeton": ""}
        return discrete(render(request, "pages/reception_perimee.html", contexte, status=refus.code_http))
    contexte = {"chemin": (ACCUEIL, ("Lien", "")), "parti": parti}
    return discrete(render(request, "pages/reception_lien.html", contexte))


@never_cache
def enquete(request: HttpRequest, jeton: str) -> HttpResponse:
    """Two questions to the person, answered once."""
    question = Satisfaction.objects.select_related("mise__structure").filter(pk=liens.lire_enquete(jeton)).first()
    if question is None:
        raise Introuvable("Cette question n’existe plus.", remede="Vous pouvez fermer cette page.")

    def ecrire(propre: dict[str, Any]) -> tuple[str, str]:
        operations.donner_son_avis(satisfaction=question, note=propre["note"], aidee=propre["aidee"] == "oui")
        return reverse("web:reception_enquete", args=[jeton]), "Merci."

    contexte: dict[str, Any] = {"chemin": (ACCUEIL, ("Votre avis", "")), "question": question}
    formulaire = FormulaireEnquete(request.POST or None)
    return discrete(
        enregistrer(
            request, formulaire=formulaire, gabarit="pages/reception_enquete.html", contexte=contexte, ecrire=ecrire
        )
    )
