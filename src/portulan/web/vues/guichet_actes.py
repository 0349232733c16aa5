"""What the front desk does with a request: answer it, route it again, hand it over, call back, erase who it was."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from portulan.methodes.aiguillage import reponse_de
from portulan.socle.erreurs import Introuvable
from portulan.terrain.accueil import droits, operations
from portulan.terrain.accueil.besoins import dire_besoin
from portulan.terrain.accueil.models import Aiguillage, Besoin, DemandeAccueil
from portulan.terrain.reseau.enums import EtatStructure
from portulan.terrain.reseau.models import Service, Structure
from portulan.web.formulaires.guichet import FormulaireReponse, FormulaireTransmission
from portulan.web.identite import reserve, titulaire
from portulan.web.vues.commun import ACCUEIL
from portulan.web.vues.guichet import GUICHET, aiguiller_tout, une_demande
from portulan.web.vues.propositions import montrer
from portulan.web.vues.saisie import enregistrer


@require_POST
@reserve("accueil", "saisir")
def repondre(request: HttpRequest, cle: int) -> HttpResponse:
    """Close a need at the first level, with what was given."""
    qui = titulaire(request)
    notee = une_demande(qui, cle, "saisir")
    besoins = {str(b.pk): b for b in notee.besoins.all()}
    formulaire = FormulaireReponse(request.POST, besoins=[(c, dire_besoin(b.thematique)) for c, b in besoins.items()])
    if formulaire.is_valid():
        propre = formulaire.cleaned_data
        operations.repondre_au_premier_niveau(
            titulaire=qui,
            besoin=besoins[propre["besoin"]],
            informations=propre["informations"],
            trace=propre["trace"],
        )
        messages.success(request, "Réponse de premier niveau notée.")
    else:
        messages.error(request, "Dites ce qui a été donné : cochez au moins une information.")
    return redirect("web:guichet_demande", cle)


@require_POST
@reserve("accueil", "saisir")
def aiguiller(request: HttpRequest, cle: int) -> HttpResponse:
    """Look again for who can help, on the network as it is now."""
    qui = titulaire(request)
    aiguiller_tout(qui, une_demande(qui, cle, "saisir"), encore=True)
    messages.success(request, "Propositions mises à jour.")
    return redirect("web:guichet_demande", cle)


@never_cache
@reserve("accueil", "saisir")
def orienter(request: HttpRequest, cle: int, besoin: int, structure: int) -> HttpResponse:
    """Hand a need over to the structure that the person chose; who she is and her agreement are asked here."""
    qui = titulaire(request)
    notee = une_demande(qui, cle, "saisir")
    demande = notee.besoins.select_related("demande").filter(pk=besoin).first()
    cible = Structure.objects.filter(pk=structure, etat=EtatStructure.OUVERTE).first()
    if demande is None or cible is None:
        raise Introuvable("Ce besoin ou cette structure n’existe pas.", remede="Revenez à la demande.")
    aiguillage, montree = _proposition(demande, cible)
    connue = droits.identites(qui).filter(demande=notee).first()
    formulaire = FormulaireTransmission(
        request.POST or None, initial=_initiales(connue, notee) if connue is not None else None
    )

    def ecrire(propre: dict[str, Any]) -> tuple[str, str]:
        identite = operations.DonneesIdentite(
            prenom=propre["prenom"],
            nom=propre["nom"],
            telephone=propre["telephone"],
            courriel=propre["courriel"],
            message=propre["message"],
        )
        operations.confier_identite(
            titulaire=qui, demande=notee, identite=identite, accord_enquete=propre["accord_enquete"]
        )
        operations.mettre_en_relation(
            titulaire=qui,
            besoin=demande,
            structure=cible,
            service=montree.service if montree else _service(request, cible),
            aiguillage=aiguillage,
            rang=montree.rang if montree else None,
            emettrice=notee.structure,
        )
        return reverse("web:guichet_demande", args=[cle]), f"Demande transmise à {cible.nom}."

    contexte = {
        "chemin": (ACCUEIL, GUICHET, (notee.numero, reverse("web:guichet_demande", args=[cle])), ("Orienter", "")),
        "demande": notee,
        "besoin": dire_besoin(demande.thematique),
        "structure": cible,
        "montree": montree,
    }
    return enregistrer(
        request, formulaire=formulaire, gabarit="pages/guichet_orienter.html", contexte=contexte, ecrire=ecrire
    )


def _initiales(connue: Any, notee: DemandeAccueil) -> dict[str, Any]:
    return {
        "prenom": connue.prenom,
        "nom": connue.nom,
        "telephone": connue.telephone,
        "courriel": connue.courriel,
        "message": connue.message,
        "accord": notee.accord_transmission,
        "accord_enquete": notee.accord_enquete,
    }


def _proposition(besoin: Besoin, structure: Structure) -> tuple[Aiguillage | None, Any]:
    """The last routing and what it says of this structure; nothing for one that was not proposed."""
    aiguillage = besoin.aiguillages.first()
    montrees = montrer(reponse_de(aiguillage.reponse)) if aiguillage else []
    return aiguillage, next((m for m in montrees if m.structure.pk == structure.pk), None)


def _service(request: HttpRequest, structure: Structure) -> Service | None:
    cle = request.GET.get("service", "")
    return structure.services.filter(pk=int(cle)).first() if cle.isdecimal() and len(cle) < 15 else None  # noqa: PLR2004


@require_POST
@reserve("accueil", "saisir")
def rappelee(request: HttpRequest, cle: int) -> HttpResponse:
    """The person who asked for it was called back."""
    qui = titulaire(request)
    operations.rappeler(titulaire=qui, demande=une_demande(qui, cle, "saisir"))
    messages.success(request, "Rappel noté.")
    return redirect("web:guichet_demande", cle)


@never_cache
@reserve("identite", "effacer")
def effacer(request: HttpRequest, cle: int) -> HttpResponse:
    """Erase who the person is: asked first, and said."""
    qui = titulaire(request)
    notee = une_demande(qui, cle)
    if not droits.identites(qui, "effacer").filter(demande=notee).exists():
        raise Introuvable("Il n’y a plus d’identité à effacer.", remede="Revenez à la demande.")
    if request.method == "POST":
        operations.effacer_identite(titulaire=qui, demande=notee)
        messages.success(request, "Identité effacée ; la demande reste, sans nom.")
        return redirect("web:guichet_demande", cle)
    contexte = {
        "chemin": (ACCUEIL, GUICHET, (notee.numero, reverse("web:guichet_demande", args=[cle])), ("Effacer", "")),
        "demande": notee,
    }
    return render(request, "pages/guichet_effacer.html", contexte)
