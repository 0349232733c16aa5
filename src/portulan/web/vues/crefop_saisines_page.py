"""One referral: where it stands, what comes next, its text, its clock, who reports on it, its dossiers, its history."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from portulan.crefop.composition.models import Occupation, Personne
from portulan.crefop.dossier import droits, observations, operations
from portulan.crefop.dossier.contenu import appartient_a_l_auteur
from portulan.crefop.dossier.enums import EtatDossier, EtatSaisine
from portulan.crefop.dossier.instruction import depot
from portulan.crefop.dossier.models import Saisine
from portulan.crefop.dossier.queries import avancement, montrer
from portulan.crefop.dossier.regles import FONDEMENTS, arrete, mots_acte
from portulan.crefop.dossier.transitions import OUVERTES, PAR_NOM, possibles
from portulan.socle.erreurs import DonneeInvalide, Introuvable, VersionDepassee
from portulan.socle.horloge import aujourdhui
from portulan.web.conflit import Difference, confronter, opposer
from portulan.web.formulaires.crefop_saisines import (
    FormulaireAdoption,
    FormulaireMotif,
    FormulairePreavis,
    FormulairePreavisRendu,
)
from portulan.web.identite import reserve, titulaire
from portulan.web.saisie import entier_recu
from portulan.web.telechargement import envoyer
from portulan.web.vues.charte_commun import html
from portulan.web.vues.crefop_saisines_commun import badge_dossier, badge_etat, fil_de, histoire, permis, trouver

_DANGERS = ("rejeter", "retirer")


def saisine(request: HttpRequest, numero: int) -> HttpResponse:
    """The page of a referral."""
    return _page(request, trouver(request, numero))


def _page(request: HttpRequest, vue: Saisine, *, statut: int = 200, **refuses: Any) -> HttpResponse:
    qui = titulaire(request)
    instruit, depose = permis(qui, vue, "instruire"), permis(qui, vue, "deposer")
    membre = droits.du_comite(qui, vue)
    constats = operations.constater(vue)
    dossiers = list(droits.dossiers(qui).filter(saisine=vue).order_by("-numero"))
    contexte = {
        "chemin": fil_de(vue),
        "saisine": vue,
        "vue": montrer(vue),
        "membre": membre,
        "etat": badge_etat(vue),
        "fondement": FONDEMENTS.get(vue.type, ""),
        "acte": mots_acte(vue.type),
        "constats": constats if membre else [c for c in constats if c.code == "avis_tardif"],
        "actes": _actes(vue, instruit=instruit, depose=depose, bloques=bool(arrete(constats, ""))),
        "suspension": vue.suspensions.filter(au__isnull=True).first(),
        "suspensions": vue.suspensions.all(),
        "peut_suspendre": instruit and vue.etat in {EtatSaisine.RECUE, EtatSaisine.INSTRUCTION},
        "dossiers": [{"dossier": d, "etat": badge_dossier(d), "fait": avancement(d)} for d in dossiers],
        "peut_ouvrir": instruit
        and vue.etat in {EtatSaisine.INSTRUCTION, EtatSaisine.DOSSIER_FIGE}
        and not any(d.etat == EtatDossier.OUVERT for d in dossiers),
        "rapporteurs": [
            {"rapporteur": r, "de_l_auteur": appartient_a_l_auteur(r)}
            for r in vue.rapporteurs.select_related("personne", "saisine")
        ],
        "nommables": _nommables(vue) if instruit and vue.etat in OUVERTES else (),
        "instruit": instruit and vue.etat in OUVERTES,
        "preavis": droits.preavis(qui).filter(saisine=vue),
        "jour": aujourdhui(),
        "formulaire_preavis": refuses.get("preavis") or FormulairePreavis(),
        "formulaire_rendu": refuses.get("rendu") or FormulairePreavisRendu(),
        "formulaire_adoption": refuses.get("adoption") or _adoption(vue, depose=depose),
        "adoption_refusee": "adoption" in refuses,
        "preavis_refuse": "preavis" in refuses,
        "rendu_refuse": refuses.get("rendu_de"),
        "seances": [p.seance for p in vue.points.select_related("seance").order_by("seance__prevue_le")],
        "histoire": histoire(vue),
        "conflit": refuses.get("conflit"),
        "motif_refuse": refuses.get("motif"),
    }
    return render(request, "pages/crefop/saisine.html", contexte, status=statut)


def _actes(vue: Saisine, *, instruit: bool, depose: bool, bloques: bool) -> list[dict[str, Any]]:
    """Steps open to this person; the reason is asked where a rule stops the referral, or where it ends it."""
    droit = {"instruire": instruit, "deposer": depose}
    return [
        {
            "transition": t,
            "motif": t.motif or (t.nom == "instruire" and bloques),
            "derogation": t.nom == "instruire" and bloques,
            "danger": t.nom in _DANGERS,
        }
        for t in possibles(vue.etat)
        if droit[t.verbe]
    ]


def _adoption(vue: Saisine, *, depose: bool) -> FormulaireAdoption | None:
    if not depose or vue.etat in {EtatSaisine.RETIREE, EtatSaisine.IRRECEVABLE}:
        return None
    depart: dict[str, Any] = {"version": vue.version, "acte": vue.adoptee_acte}
    if vue.adoptee_le:
        depart["jour"] = vue.adoptee_le
    return FormulaireAdoption(initial=depart)


def _nommables(vue: Saisine) -> list[Personne]:
    """People who sit in the body today and do not report yet."""
    tenues = Occupation.objects.au_jour(aujourdhui()).filter(siege__college__organe=vue.organe)
    deja = vue.rapporteurs.values("personne")
    return list(
        Personne.objects.filter(pk__in=tenues.values("personne")).exclude(pk__in=deja).order_by("nom", "prenom")
    )


def texte(request: HttpRequest, numero: int) -> HttpResponse:
    """The text that was referred, as it was copied."""
    vue = trouver(request, numero)
    contexte = {
        "chemin": fil_de(vue, ("Texte soumis", "")),
        "saisine": vue,
        "articles": [{"titre": a.get("titre", ""), "html": html(a.get("texte", ""))} for a in _liste(vue, "articles")],
        "engagements": _liste(vue, "engagements"),
        "fichier": vue.contenu.get("fichier"),
    }
    return render(request, "pages/crefop/saisine_texte.html", contexte)


def _liste(vue: Saisine, cle: str) -> list[dict[str, Any]]:
    lus = vue.contenu.get(cle, [])
    return [x for x in lus if isinstance(x, dict)] if isinstance(lus, list) else []


def fichier(request: HttpRequest, numero: int) -> HttpResponse:
    """The text, when it is a file: always as a download."""
    vue = trouver(request, numero)
    piece = vue.contenu.get("fichier")
    if not piece:
        raise Introuvable("Le texte de cette saisine n’est pas un fichier.", remede="Lisez-le sur sa page.")
    reponse = envoyer(depot().ouvrir(piece["empreinte"]), piece["nom"])
    reponse["Content-Type"] = "application/octet-stream"
    return reponse


# --- acts -----------------------------------------------------------------------------------------


@require_POST
@reserve("saisine", "voir")
def etape(request: HttpRequest, numero: int, etape: str) -> HttpResponse:
    """Take a step of the page."""
    transition = PAR_NOM.get(etape)
    if transition is None or not transition.verbe:
        raise Introuvable("Cette étape n’existe pas.", remede="Rechargez la page de la saisine.")
    vue = trouver(request, numero, transition.verbe)
    version, motif = _motif(request)
    try:
        operations.passer(titulaire=titulaire(request), saisine=vue, etape=etape, version=version, motif=motif)
    except VersionDepassee as refus:
        return _depassee(request, vue, refus, geste=transition.acte, motif=motif, etape=etape)
    messages.success(request, f"{transition.fait}.")
    return redirect("web:saisine", vue.pk)


@require_POST
@reserve("saisine", "instruire")
def delai(request: HttpRequest, numero: int, acte: str) -> HttpResponse:
    """Stop the clock, or start it again."""
    vue = trouver(request, numero, "instruire")
    version, motif = _motif(request)
    if acte not in {"suspendre", "relancer"}:
        raise Introuvable("Cet acte n’existe pas.", remede="Rechargez la page de la saisine.")
    try:
        if acte == "suspendre":
            operations.suspendre(titulaire=titulaire(request), saisine=vue, version=version, motif=motif)
            messages.success(request, "Le délai est suspendu jusqu’à ce que la saisine soit complétée.")
        else:
            operations.reprendre_delai(titulaire=titulaire(request), saisine=vue, version=version)
            messages.success(request, "Le délai reprend.")
    except VersionDepassee as refus:
        return _depassee(request, vue, refus, geste="suspendre ou reprendre le délai", motif=motif)
    return redirect("web:saisine", vue.pk)


def _depassee(
    request: HttpRequest, vue: Saisine, refus: VersionDepassee, *, geste: str, motif: str, etape: str = ""
) -> HttpResponse:
    """The page as it is now, what the person wanted to do, and the reason they typed."""
    ecarts = (
        Difference("État de la saisine", vue.get_etat_display(), f"votre geste : {geste}"),
        Difference("Motif", "", motif),
    )
    conflit = opposer(refus, ecarts, abandon=reverse("web:saisine", args=[vue.pk]))
    return _page(request, vue, statut=409, conflit=conflit, motif={"etape": etape, "texte": motif})


def _motif(request: HttpRequest) -> tuple[int, str]:
    formulaire = FormulaireMotif(request.POST)
    if not formulaire.is_valid():
        raise DonneeInvalide("Le formulaire est incomplet, ou son motif trop long.", remede="Rechargez la page.")
    return formulaire.cleaned_data["version"], formulaire.cleaned_data["motif"]


@require_POST
@reserve("saisine", "deposer")
def adoption(request: HttpRequest, numero: int) -> HttpResponse:
    """Write down the adoption or the signature."""
    vue = trouver(request, numero, "deposer")
    formulaire = FormulaireAdoption(request.POST)
    if not formulaire.is_valid():
        return _page(request, vue, statut=422, adoption=formulaire)
    try:
        operations.declarer_adoption(titulaire=titulaire(request), saisine=vue, **formulaire.cleaned_data)
    except VersionDepassee as refus:
        initiales = {"jour": vue.adoptee_le, "acte": vue.adoptee_acte}
        conflit = confronter(formulaire, refus, initiales)
        return _page(request, vue, statut=409, adoption=formulaire, conflit=conflit)
    except DonneeInvalide as refus:
        formulaire.add_error(None, f"{refus.message} {refus.remede}")
        return _page(request, vue, statut=422, adoption=formulaire)
    messages.success(request, "L’acte est déclaré.")
    return redirect("web:saisine", vue.pk)


@require_POST
@reserve("saisine", "instruire")
def rapporteurs(request: HttpRequest, numero: int) -> HttpResponse:
    """Name a rapporteur, or take the mission back."""
    vue = trouver(request, numero, "instruire")
    qui = titulaire(request)
    nomme, releve = entier_recu(request.POST.get("personne")), entier_recu(request.POST.get("relever"))
    personne = Personne.objects.filter(pk=releve or nomme).first()
    if personne is None:
        raise DonneeInvalide("Personne n’est choisi.", remede="Choisissez une personne de la liste.")
    if releve:
        operations.relever_rapporteur(titulaire=qui, saisine=vue, personne=personne)
        messages.success(request, f"{personne} n’est plus rapporteur.")
    else:
        if personne.pk not in {p.pk for p in _nommables(vue)} | set(vue.rapporteurs.values_list("personne", flat=True)):
            raise DonneeInvalide("Cette personne ne siège pas au comité.", remede="Choisissez-en une de la liste.")
        operations.nommer_rapporteur(titulaire=qui, saisine=vue, personne=personne)
        messages.success(request, f"{personne} rapporte cette saisine.")
    return redirect("web:saisine", vue.pk)


@require_POST
@reserve("saisine", "instruire")
def preavis(request: HttpRequest, numero: int) -> HttpResponse:
    """Ask for a pre-opinion, or write down the answer (``rendre``)."""
    vue = trouver(request, numero, "instruire")
    qui = titulaire(request)
    rendu = entier_recu(request.POST.get("rendre"))
    if rendu is None:
        formulaire = FormulairePreavis(request.POST)
        if not formulaire.is_valid():
            return _page(request, vue, statut=422, preavis=formulaire)
        observations.demander_preavis(titulaire=qui, saisine=vue, **formulaire.cleaned_data)
        messages.success(request, "Le pré-avis est demandé.")
        return redirect("web:saisine", vue.pk)
    demande = vue.preavis.filter(pk=rendu).first()
    if demande is None:
        raise Introuvable("Ce pré-avis n’existe pas.", remede="Rechargez la page de la saisine.")
    reponse = FormulairePreavisRendu(request.POST)
    if not reponse.is_valid():
        return _page(request, vue, statut=422, rendu=reponse, rendu_de=demande.pk)
    observations.rendre_preavis(titulaire=qui, preavis=demande, **reponse.cleaned_data)
    messages.success(request, "Le pré-avis est enregistré, avec l’empreinte du dossier qu’il a jugé.")
    return redirect("web:saisine", vue.pk)
