"""The rules of routing: told to anyone (CRPA, L. 311-3-1), proposed, looked at on last month's requests, adopted."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from portulan.comptes.droits import peut
from portulan.methodes.aiguillage_effet import Effet, comparer
from portulan.methodes.aiguillage_regles import PARAMETRES, Regles, differences
from portulan.methodes.aiguillage_textes import dire_trajet
from portulan.socle import geographie
from portulan.socle.erreurs import DonneeInvalide, Introuvable
from portulan.socle.horloge import aujourdhui
from portulan.socle.territoire import Niveau, Territoire
from portulan.sources.data_inclusion_schema import libelles
from portulan.terrain.aiguillage import droits
from portulan.terrain.aiguillage.enums import EtatRegle
from portulan.terrain.aiguillage.models import RegleAiguillage
from portulan.terrain.aiguillage.operations import (
    ReglesRefusees,
    abandonner_regles,
    adopter_regles,
    proposer_regles,
)
from portulan.terrain.aiguillage.queries import index_courant, regle_en_vigueur, regles_en_vigueur, valeurs
from portulan.terrain.reseau import vocabulaire
from portulan.terrain.reseau.models import Structure
from portulan.web import acces
from portulan.web.aiguillage_mots import dire_valeur, requetes_du_mois, requetes_types
from portulan.web.formulaires.aiguillage import FormulaireAdoption, FormulaireRegles, initiales
from portulan.web.identite import reserve, titulaire
from portulan.web.reseau_mots import nom_operateur
from portulan.web.vues.administration import envoi
from portulan.web.vues.commun import ACCUEIL

REGLES = ("Règles d’aiguillage", "/aiguillage/regles/")
_GENRES = {EtatRegle.PROPOSEE: "encours", EtatRegle.ADOPTEE: "succes", EtatRegle.ABANDONNEE: ""}


def regles(request: HttpRequest) -> HttpResponse:
    """The rules in force, what each means and where it comes from, and the versions before and to come."""
    qui, en_vigueur = titulaire(request), regle_en_vigueur()
    contexte = {
        "chemin": (ACCUEIL, (REGLES[0], "")),
        "en_vigueur": en_vigueur,
        "parametres": _parametres(regles_en_vigueur()),
        "versions": [(r, _GENRES[EtatRegle(r.etat)], r == en_vigueur) for r in droits.regles(qui).order_by("-numero")],
        "peut_proposer": peut(qui, "regle", "preparer"),
    }
    return render(request, "pages/aiguillage_regles.html", contexte)


def _parametres(lues: Regles) -> list[dict[str, Any]]:
    return [{"parametre": p, "valeur": dire_valeur(p, getattr(lues, p.cle))} for p in PARAMETRES]


@reserve("regle", "preparer")
def proposer(request: HttpRequest) -> HttpResponse:
    """Write another version: it is recorded, then its effect is shown on its page."""
    formulaire = FormulaireRegles(envoi(request)[0], initial=initiales(regles_en_vigueur()))
    if request.method == "POST" and formulaire.is_valid():
        motif = formulaire.cleaned_data["motif"]
        try:
            proposee = proposer_regles(titulaire=titulaire(request), valeurs=formulaire.valeurs(), motif=motif)
        except ReglesRefusees as refus:
            formulaire.refuser(refus.champs)
        except DonneeInvalide as refus:
            formulaire.add_error(None, f"{refus.message} {refus.remede}")
        else:
            messages.success(request, "La version est proposée. Voici ce qu’elle changerait.")
            return redirect("web:aiguillage_version", proposee.numero)
    contexte = {"chemin": (ACCUEIL, REGLES, ("Proposer", "")), "formulaire": formulaire}
    return render(request, "pages/aiguillage_proposer.html", contexte, status=422 if formulaire.errors else 200)


def _version_ou_404(request: HttpRequest, numero: int, verbe: str = "voir") -> RegleAiguillage:
    trouvee = droits.regles(titulaire(request), verbe).filter(numero=numero).first()
    if trouvee is None:
        raise Introuvable(
            "Cette version n’existe pas, ou elle n’est pas encore adoptée.",
            remede="La page des règles donne celles en vigueur et les précédentes.",
        )
    return trouvee


def version(request: HttpRequest, numero: int) -> HttpResponse:
    """A version: what it changes; proposed, what it would have done of last month's requests, and the decision."""
    vue = _version_ou_404(request, numero)
    return _montrer(request, vue, FormulaireAdoption(initial={"applicable_le": aujourdhui()}))


def _montrer(request: HttpRequest, vue: RegleAiguillage, formulaire: FormulaireAdoption) -> HttpResponse:
    qui = titulaire(request)
    contexte: dict[str, Any] = {
        "chemin": (ACCUEIL, REGLES, (str(vue), "")),
        "regle": vue,
        "genre": _GENRES[EtatRegle(vue.etat)],
        "parametres": _parametres(valeurs(vue)),
    }
    if vue.etat == EtatRegle.PROPOSEE and peut(qui, "regle", "preparer"):
        avant, apres = regles_en_vigueur(), valeurs(vue)
        changes = differences(avant, apres)
        contexte |= {
            "changements": [(p.libelle, dire_valeur(p, a), dire_valeur(p, b)) for p, a, b in changes],
            **_effet(avant, apres),
            "formulaire": formulaire,
            "a_decider": True,
        }
    return render(request, "pages/aiguillage_version.html", contexte, status=422 if formulaire.errors else 200)


def _effet(avant: Regles, apres: Regles) -> dict[str, Any]:
    """What a change does of last month's requests, ready for the page; of usual ones when none was received."""
    jour = aujourdhui()
    requetes, recues = requetes_du_mois(jour)
    if not requetes:
        requetes = requetes_types(acces.region().code, jour)
    effet = comparer(index_courant(), requetes, avant, apres)
    noms = _noms(effet)
    exemples = [
        {
            "demande": _demande(exemple.requete),
            "cotes": [
                {"nom": noms.get(p.structure, p.structure), "trajet": "à distance" if p.a_distance else dire_trajet(p)}
                if p
                else None
                for p in (exemple.avant, exemple.apres)
            ],
        }
        for exemple in effet.exemples
    ]
    return {
        "effet": effet,
        "recues": recues,
        "operateurs": [(nom_operateur(code), a, b) for code, a, b in effet.operateurs],
        "structures": [(noms.get(code, code), a, b) for code, a, b in effet.structures],
        "exemples": exemples,
    }


def _noms(effet: Effet) -> dict[str, str]:
    voulus = {code for code, _, _ in effet.structures}
    voulus |= {p.structure for e in effet.exemples for p in (e.avant, e.apres) if p}
    lues = Structure.objects.filter(id_source__in=[v.partition("--")[2] for v in voulus])
    return {s.identifiant: s.nom for s in lues}


def _demande(requete: Any) -> str:
    besoins = ", ".join(_nom_theme(t) for t in requete.themes) or "sans besoin précisé"
    if not requete.code_insee:
        return besoins
    return f"{besoins}, {geographie.nom(Territoire(Niveau.COMMUNE, requete.code_insee))}"


def _nom_theme(code: str) -> str:
    connus = libelles("thematiques")
    if code in connus:
        return connus[code]
    return code.replace("-", " ") if any(t.startswith(f"{code}--") for t in connus) else _spro(code)


def _spro(code: str) -> str:
    return vocabulaire.libelle("thematiques", code)


@require_POST
@reserve("regle", "publier")
def adopter(request: HttpRequest, numero: int) -> HttpResponse:
    """Put a proposed version in force from a day."""
    vue = _version_ou_404(request, numero, "publier")
    formulaire = FormulaireAdoption(request.POST)
    if not formulaire.is_valid():
        return _montrer(request, vue, formulaire)
    jour = formulaire.cleaned_data["applicable_le"]
    try:
        adopter_regles(titulaire=titulaire(request), regle=vue, applicable_le=jour)
    except DonneeInvalide as refus:
        formulaire.add_error("applicable_le", f"{refus.message} {refus.remede}")
        return _montrer(request, vue, formulaire)
    messages.success(request, f"Ces règles s’appliquent à partir du {jour:%d/%m/%Y}.")
    return redirect(reverse("web:aiguillage_regles"))


@require_POST
@reserve("regle", "preparer")
def abandonner(request: HttpRequest, numero: int) -> HttpResponse:
    """Give up a proposed version."""
    abandonner_regles(titulaire=titulaire(request), regle=_version_ou_404(request, numero, "preparer"))
    messages.success(request, "Cette version est abandonnée. Elle reste dans l’historique.")
    return redirect(reverse("web:aiguillage_regles"))
