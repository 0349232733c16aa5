"""Follow-up of an adhesion: where it stands, who acts next and by when, and every act that this person may do."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from portulan.comptes.droits import Titulaire
from portulan.comptes.enums import Role
from portulan.comptes.models import Organisation
from portulan.socle.erreurs import DonneeInvalide, Introuvable, VersionDepassee
from portulan.socle.horloge import aujourdhui
from portulan.socle.textes import epurer
from portulan.terrain.adhesion.dossier import alertes, manques, rubriques
from portulan.terrain.adhesion.droits import adhesions, roles_tenus
from portulan.terrain.adhesion.enums import Etat, EtatSite
from portulan.terrain.adhesion.models import Adhesion, Candidature, SiteAdhesion
from portulan.terrain.adhesion.operations import donner_avis, passer, repondre_au_preavis, situation
from portulan.terrain.adhesion.regles import EN_FORCE, MODIFIABLES, SIGNEES, empechement, possibles
from portulan.terrain.adhesion.sites import accepter_site, demander_site, ecarter_site, exiger_sites, retirer_site
from portulan.terrain.adhesion.suivi import montrer
from portulan.terrain.adhesion.transitions import PAR_NOM
from portulan.terrain.evaluation.enums import Statut
from portulan.terrain.evaluation.lectures import bilans
from portulan.terrain.evaluation.queries import dernieres_validees
from portulan.terrain.reseau.enums import EtatStructure
from portulan.terrain.reseau.models import Structure
from portulan.web.conflit import Difference, opposer
from portulan.web.formulaires.adhesion import FormulaireAvis, FormulaireEtape
from portulan.web.identite import reserve, titulaire
from portulan.web.saisie import entier_recu
from portulan.web.vues.adhesion_commun import fil_de, histoire, trouver

_SIGNATURES = {"signer_organisation", "signer_region"}
_DANGERS = {"refuser", "decliner", "retirer", "abandonner", "demissionner", "notifier_retrait", "refuser_signature"}
_GENRES_SITES = {
    EtatSite.COUVERT: "succes",
    EtatSite.PROPOSE: "encours",
    EtatSite.ECARTE: "echec",
    EtatSite.RETIRE: "attention",
}
_GENRES_STATUTS = {
    Statut.CONFORME: "succes",
    Statut.AVEC_PLAN: "attention",
    Statut.NON_CONFORME: "echec",
    Statut.NON_EVALUE: "",
}


@reserve("adhesion", "voir")
def adhesion(request: HttpRequest, numero: int) -> HttpResponse:
    """The page of a file."""
    return _page(request, trouver(request, numero))


def _page(request: HttpRequest, dossier: Adhesion, *, statut: int = 200, **refuses: Any) -> HttpResponse:
    qui, jour = titulaire(request), aujourdhui()
    roles = roles_tenus(qui, dossier)
    candidate = adhesions(qui, "candidater").filter(pk=dossier.pk).exists()
    sites = _sites(dossier, jour)
    contexte = {
        "chemin": fil_de(dossier),
        "adhesion": dossier,
        "vue": montrer(dossier, jour),
        "actes": _actes(dossier, roles, qui),
        "lacunes": manques(dossier) if dossier.etat in (*MODIFIABLES, Etat.DEPOSEE, Etat.A_SIGNER) else (),
        "alertes": [*alertes(dossier), *_alertes_sites(sites)],
        "sites": sites,
        "peut_decider_sites": Role.MISSION_SPRO in roles and dossier.etat in EN_FORCE,
        "peut_changer_sites": candidate and dossier.etat in EN_FORCE,
        "ajoutables": _ajoutables(dossier) if candidate and dossier.etat == Etat.SIGNEE else (),
        "modifiable": candidate and dossier.etat in MODIFIABLES,
        "rubriques": _rubriques(dossier),
        "pieces": dossier.pieces.all(),
        "avis": dossier.avis.all(),
        "formulaire_avis": refuses.get("avis") or (FormulaireAvis() if _peut_donner_avis(qui, dossier) else None),
        "reponses": dossier.reponses.all(),
        "peut_repondre": candidate and dossier.etat == Etat.PREAVIS,
        "signatures": dossier.signatures.all(),
        "histoire": histoire(dossier),
        "publique": dossier.etat in SIGNEES,
        "suivante": Adhesion.objects.filter(precedente=dossier).first(),
        "motif_refuse": refuses.get("motif"),
        "conflit": refuses.get("conflit"),
        "brouillon": candidate and dossier.etat == Etat.BROUILLON,
    }
    return render(request, "pages/adhesion_suivi.html", contexte, status=statut)


def _actes(dossier: Adhesion, roles: frozenset[Role], qui: Titulaire) -> list[dict[str, Any]]:
    """Steps open to this person: the button, whether a reason is asked, or what prevents it now."""
    ouvertes = possibles(dossier.etat, dossier.base, roles) if roles else ()
    permis = {v: adhesions(qui, v).filter(pk=dossier.pk).exists() for v in {t.verbe for t in ouvertes}}
    etat = situation(dossier, aujourdhui(), engagement=True) if ouvertes else None
    actes = []
    for t in ouvertes:
        if permis[t.verbe] and etat is not None:
            signature = t.nom in _SIGNATURES
            actes.append(
                {
                    "transition": t,
                    "empechement": empechement(t, etat),
                    "lien": reverse("web:adhesion_signer", args=[dossier.pk]) if signature else "",
                    "danger": t.nom in _DANGERS,
                    "confirmer": t.nom in _DANGERS and not t.motif,
                }
            )
    return actes


def _sites(dossier: Adhesion, jour: date) -> list[dict[str, Any]]:
    """Sites of the file, each with what its assessment is worth that day (expired evidence counts no more)."""
    lus = list(dossier.sites.select_related("structure"))
    evaluations = dernieres_validees([s.structure for s in lus], jour)
    resultats = bilans(list(evaluations.values()), jour)
    vues = []
    for s in lus:
        evaluation = evaluations.get(s.structure_id)
        statut = resultats[evaluation.pk].statut if evaluation else Statut.NON_EVALUE
        vues.append(
            {
                "site": s,
                "genre": _GENRES_SITES[EtatSite(s.etat)],
                "statut": statut.label,
                "genre_statut": _GENRES_STATUTS[statut],
                "conforme": statut in {Statut.CONFORME, Statut.AVEC_PLAN},
            }
        )
    return vues


def _alertes_sites(sites: list[dict[str, Any]]) -> list[str]:
    """AD-01: each site must qualify; said, never blocking."""
    vises = [v for v in sites if v["site"].etat in {EtatSite.PROPOSE, EtatSite.COUVERT} and not v["conforme"]]
    if not vises:
        return []
    noms = ", ".join(v["site"].structure.nom for v in vises[:5]) + ("…" if len(vises) > 5 else "")  # noqa: PLR2004
    return [f"Chaque site doit satisfaire aux critères. Ne sont pas conformes, ou pas encore évalués : {noms}."]


def _ajoutables(dossier: Adhesion) -> list[Structure]:
    listes = dossier.sites.filter(etat__in=(EtatSite.PROPOSE, EtatSite.COUVERT)).values("structure")
    reste = Structure.objects.filter(organisation=dossier.organisation, etat=EtatStructure.OUVERTE)
    return list(reste.exclude(pk__in=listes).order_by("nom"))


def _rubriques(dossier: Adhesion) -> list[tuple[str, str, list[tuple[str, Any]]]]:
    """What the organisation wrote, step by step."""
    lues = []
    for r in rubriques(dossier.base):
        champs = [c for c in r.champs if c != "engagement"]
        if champs:
            entrees = [(_titre(c), _ecrire(getattr(dossier.candidature, c))) for c in champs]
            lues.append((r.code, r.titre, entrees))
    return lues


def _titre(champ: str) -> str:
    nom = str(Candidature._meta.get_field(champ).verbose_name)  # type: ignore[union-attr]  # noqa: SLF001
    return nom[:1].upper() + nom[1:]


def _ecrire(valeur: Any) -> Any:
    if valeur is True:
        return "oui"
    return "non" if valeur is False else valeur


def _peut_donner_avis(qui: Titulaire, dossier: Adhesion) -> bool:
    return dossier.etat == Etat.INSTRUITE and adhesions(qui, "donner_avis").filter(pk=dossier.pk).exists()


@require_POST
@reserve("adhesion", "voir")
def etape(request: HttpRequest, numero: int, etape: str) -> HttpResponse:
    """Take a step."""
    dossier = trouver(request, numero)
    transition = PAR_NOM.get(etape)
    formulaire = FormulaireEtape(request.POST)
    if transition is None or etape in _SIGNATURES or not transition.roles or "version" not in request.POST:
        raise Introuvable("Cette étape n’existe pas.", remede="Rechargez la page de suivi.")
    if not formulaire.is_valid():
        return _page(request, dossier, statut=422, motif={"etape": etape, "texte": request.POST.get("motif", "")})
    motif = formulaire.cleaned_data["motif"]
    try:
        passer(
            titulaire=titulaire(request),
            adhesion=dossier,
            etape=etape,
            version=formulaire.cleaned_data["version"],
            motif=motif,
        )
    except VersionDepassee as refus:
        ecarts = (
            Difference("État du dossier", dossier.get_etat_display(), f"votre geste : {transition.acte}"),
            Difference("Motif", "", motif),
        )
        contexte = {"conflit": opposer(refus, ecarts, abandon=reverse("web:adhesion", args=[dossier.pk]))}
        return _page(request, dossier, statut=409, motif={"etape": etape, "texte": motif}, **contexte)
    messages.success(request, f"{transition.fait}.")
    return redirect("web:adhesion", dossier.pk)


@require_POST
@reserve("adhesion", "donner_avis")
def avis(request: HttpRequest, numero: int) -> HttpResponse:
    """Give an opinion."""
    dossier = trouver(request, numero)
    formulaire = FormulaireAvis(request.POST)
    if not formulaire.is_valid():
        return _page(request, dossier, statut=422, avis=formulaire)
    qui = titulaire(request)
    donner_avis(
        titulaire=qui,
        adhesion=dossier,
        pour=_au_nom_de(qui),
        sens=formulaire.cleaned_data["sens"],
        texte=formulaire.cleaned_data["texte"],
    )
    messages.success(request, "Votre avis est enregistré ; le candidat peut le lire.")
    return redirect("web:adhesion", dossier.pk)


def _au_nom_de(qui: Titulaire) -> str:
    siennes = Organisation.objects.filter(pk__in=qui.organisations).order_by("pk").first()
    return siennes.nom if siennes else "Région"


@require_POST
@reserve("adhesion", "candidater")
def reponse(request: HttpRequest, numero: int) -> HttpResponse:
    """Answer the announcement of a withdrawal."""
    dossier = trouver(request, numero)
    repondre_au_preavis(titulaire=titulaire(request), adhesion=dossier, texte=_texte(request, "reponse"))
    messages.success(request, "Votre réponse est enregistrée et transmise à la Région.")
    return redirect("web:adhesion", dossier.pk)


@require_POST
@reserve("adhesion", "candidater")
def ajouter_site(request: HttpRequest, numero: int) -> HttpResponse:
    """Ask for a site to be added (amendment)."""
    dossier = trouver(request, numero)
    structure = Structure.objects.filter(pk=entier_recu(request.POST.get("structure"))).first()
    if structure is None:
        raise DonneeInvalide("Aucun site n’est choisi.", remede="Choisissez un site de la liste.")
    exiger_sites(dossier, [structure])
    demander_site(titulaire=titulaire(request), adhesion=dossier, structure=structure)
    messages.success(request, f"L’ajout de « {structure.nom} » est demandé à la Région.")
    return redirect("web:adhesion", dossier.pk)


@require_POST
@reserve("adhesion", "voir")
def site(request: HttpRequest, numero: int, site_id: int, acte: str) -> HttpResponse:
    """Accept, leave out or take off a site."""
    dossier = trouver(request, numero)
    vise = SiteAdhesion.objects.select_related("structure", "adhesion__organisation").filter(
        pk=site_id, adhesion=dossier
    )
    trouve = vise.first()
    if trouve is None or acte not in {"accepter", "ecarter", "retirer"}:
        raise Introuvable("Ce site n’est pas dans ce dossier.", remede="Rechargez la page de suivi.")
    qui = titulaire(request)
    if acte == "accepter":
        accepter_site(titulaire=qui, site=trouve)
    elif acte == "ecarter":
        ecarter_site(titulaire=qui, site=trouve, motif=_texte(request, "motif"))
    else:
        retirer_site(titulaire=qui, site=trouve, motif=_texte(request, "motif"))
    messages.success(request, f"« {trouve.structure.nom} » : {trouve.get_etat_display()}.")
    return redirect("web:adhesion", dossier.pk)


def _texte(request: HttpRequest, nom: str) -> str:
    """A text typed: without what no reader sees, refused rather than cut when it is too long."""
    texte = epurer(request.POST.get(nom, ""))
    if len(texte) > 6000:  # noqa: PLR2004 (as the forms)
        raise DonneeInvalide("Ce texte dépasse 6 000 caractères.", remede="Revenez en arrière et raccourcissez-le.")
    return texte
