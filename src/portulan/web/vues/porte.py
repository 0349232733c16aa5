"""The public door: two questions, no account, and always somebody who can help, with the reasons."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.csp import CSP
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override

from portulan.comptes.courriels import adresse_complete
from portulan.methodes.aiguillage import A_DISTANCE, Requete
from portulan.methodes.aiguillage_textes import ELARGISSEMENTS
from portulan.socle import geographie
from portulan.socle.erreurs import Introuvable
from portulan.socle.horloge import aujourdhui
from portulan.socle.textes import normaliser
from portulan.terrain.accueil.besoins import besoins, dire_besoin, suggerer
from portulan.terrain.accueil.enums import Geste
from portulan.terrain.accueil.models import Consultation
from portulan.terrain.accueil.requetes import requete
from portulan.terrain.aiguillage.queries import proposer
from portulan.terrain.reseau.enums import EtatStructure
from portulan.terrain.reseau.models import Structure
from portulan.web.formulaires.porte import PUBLICS, FormulaireTrouver
from portulan.web.situation import carte_de_trajets
from portulan.web.vues.commun import ACCUEIL, parametres
from portulan.web.vues.propositions import Montree, montrer, montrer_ecartes

LIMITE = 8
CHOIX_MAX = 12
_HANDICAP = "personnes-en-situation-de-handicap"


def trouver(request: HttpRequest) -> HttpResponse:
    """The two questions; the answer when they were asked. The address says everything: it may be shared."""
    demande = parametres(request)
    formulaire = FormulaireTrouver(demande or None)
    contexte: dict[str, Any] = {
        "chemin": (ACCUEIL, ("S’orienter", "")),
        "formulaire": formulaire,
        "precise": any(demande.get(c) for c in ("situation", "age", "distance", "handicap")),
    }
    if not demande:
        return render(request, "pages/trouver.html", contexte)
    if not formulaire.is_valid():
        return render(request, "pages/trouver.html", contexte, status=422)
    contexte |= repondre(formulaire.cleaned_data, demande.get("commune", ""), request.GET)
    return render(request, "pages/trouver.html", contexte)


def repondre(propre: dict[str, Any], commune: str, adresse: QueryDict) -> dict[str, Any]:
    """What the page says of an answered form. ``commune``: the code chosen among several."""
    lieu = _lieu(propre["ou"], commune)
    suggeres = suggerer(propre["cherche"]) if propre["cherche"] else ()
    themes = (propre["besoin"],) if propre["besoin"] else suggeres[:1]
    if lieu["choix"]:
        liens = [(c, f"?{_avec(adresse, commune=c['code_insee'])}") for c in lieu["choix"]]
        return {"communes": liens, "lieu": lieu}
    demandee = _requete(propre, themes, lieu["code"])
    reponse = proposer(demandee, limite=LIMITE)
    trouvees = montrer(reponse, themes[0] if themes else "")
    autres = [(dire_besoin(c), f"?{_avec(adresse, besoin=c)}") for c in suggeres if c not in themes]
    return {
        "repondu": True,
        "lieu": lieu,
        "besoin": dire_besoin(themes[0]) if themes else "",
        "code_besoin": themes[0] if themes else "",
        "non_compris": bool(propre["cherche"]) and not themes,
        "autres": autres,
        "propositions": trouvees,
        "ecartes": montrer_ecartes(reponse.ecartes),
        "total_ecartes": reponse.total_ecartes,
        "elargissement": ELARGISSEMENTS.get(reponse.elargissement, ""),
        "regles": reponse.version_regles,
        "carte": _carte(demandee, lieu, trouvees),
        "partage": f"?{_avec(adresse, commune=lieu['code'])}" if lieu["code"] else f"?{adresse.urlencode()}",
        "rappel": urlencode({"besoin": themes[0] if themes else "", "commune": lieu["code"]}),
    }


def _requete(propre: dict[str, Any], themes: tuple[str, ...], code_insee: str) -> Requete:
    publics = [*PUBLICS[propre["situation"]], *([_HANDICAP] if propre["handicap"] else [])]
    return requete(
        themes=themes,
        code_insee=code_insee,
        publics=publics,
        age=propre["age"],
        modes=(A_DISTANCE,) if propre["distance"] else (),
        handicap=propre["handicap"],
    )


def _lieu(texte: str, commune: str) -> dict[str, Any]:
    """Where the person is: a commune, several to choose from, or nothing found (told, never an error)."""
    actuelle = geographie.commune_actuelle(commune) if commune else None
    if actuelle:
        return {"code": actuelle, "nom": geographie.commune(actuelle)["nom"], "choix": [], "inconnu": ""}
    if not texte:
        return {"code": "", "nom": "", "choix": [], "inconnu": ""}
    trouvees = geographie.rechercher(texte, CHOIX_MAX)
    exactes = [c for c in trouvees if normaliser(c["nom"]) == normaliser(texte)]
    seule = exactes if len(exactes) == 1 else trouvees
    if len(seule) == 1:
        return {"code": seule[0]["code_insee"], "nom": seule[0]["nom"], "choix": [], "inconnu": ""}
    return {"code": "", "nom": "", "choix": trouvees, "inconnu": "" if trouvees else texte}


def _avec(adresse: QueryDict, **valeurs: str) -> str:
    """The parameters of the address, some of them replaced."""
    copie = adresse.copy()
    for nom, valeur in valeurs.items():
        copie[nom] = valeur
    return copie.urlencode()


def _carte(demandee: Requete, lieu: dict[str, Any], trouvees: list[Montree]) -> Any:
    """A map of the proposals that have a place; empty without one, or when the commune is of another region."""
    if demandee.longitude is None or demandee.latitude is None or not demandee.region:
        return ""
    points = [m.position for m in trouvees]
    if not points or any(p is None for p in points):
        return ""
    titre = f"{lieu['nom']} et les structures proposées, numérotées comme dans la liste."
    return carte_de_trajets(
        demandee.region, demandee.code_insee, (demandee.longitude, demandee.latitude), points, titre
    )


def vers_le_site(request: HttpRequest, structure: int) -> HttpResponse:
    """Leave for the site of a structure, counted by day and need, attached to nobody."""
    fiche = Structure.objects.filter(pk=structure, etat=EtatStructure.OUVERTE).exclude(site_web="").first()
    if fiche is None:
        raise Introuvable("Cette structure n’a pas de site connu.", remede="Revenez à la liste, ou téléphonez-lui.")
    besoin = parametres(request).get("besoin", "")
    compter(fiche, besoin if besoin in besoins() else "", Geste.SITE)
    return redirect(fiche.site_web)


def compter(structure: Structure, thematique: str, geste: Geste) -> None:
    """One more gesture of this kind today."""
    ligne, nouvelle = Consultation.objects.get_or_create(
        jour=aujourdhui(), structure=structure, thematique=thematique, geste=geste, defaults={"nombre": 1}
    )
    if not nouvelle:
        Consultation.objects.filter(pk=ligne.pk).update(nombre=F("nombre") + 1)


_CADRE = {**settings.SECURE_CSP, "frame-ancestors": ["*"], "form-action": [CSP.SELF]}


@xframe_options_exempt
@csp_override(_CADRE)
def cadre(request: HttpRequest) -> HttpResponse:
    """The two questions alone, for a frame in the site of an operator; the answer opens in a page of its own."""
    return render(request, "pages/trouver_cadre.html", {"formulaire": FormulaireTrouver()})


def integrer(request: HttpRequest) -> HttpResponse:
    """How to put the form in one's own site."""
    adresse = adresse_complete(reverse("web:trouver_cadre"))
    code = (
        f'<iframe src="{adresse}" title="Trouver qui peut m’aider à m’orienter" width="100%" height="420" '
        'loading="lazy"></iframe>'
    )
    contexte = {
        "chemin": (ACCUEIL, ("S’orienter", reverse("web:trouver")), ("Sur votre site", "")),
        "code": code,
    }
    return render(request, "pages/trouver_integrer.html", contexte)
