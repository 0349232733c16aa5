"""An item during the meeting: what was said, and what is tabled in writing before the vote."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from portulan.crefop.composition.verifiable import COMPARATEURS
from portulan.crefop.dossier.enums import GenreObservation
from portulan.crefop.dossier.models import Observation
from portulan.crefop.seance.debats import (
    DECISIONS,
    decider_proposition,
    marque,
    proposer,
    reprendre_observation,
    resumer,
)
from portulan.crefop.seance.enums import EtatPoint, EtatProposition, GenrePoint
from portulan.crefop.seance.models import PointOrdre, SeanceComite
from portulan.crefop.seance.transitions import EN_COURS
from portulan.diagnostic.catalogue import QUESTIONS
from portulan.socle.erreurs import ErreurUtilisateur, Interdit, Introuvable
from portulan.socle.textes import epurer
from portulan.web.formulaires.crefop_seances import FormulaireDebat, FormulaireProposition
from portulan.web.identite import reserve, titulaire
from portulan.web.vues.crefop_saisines_commun import libelles_indicateurs
from portulan.web.vues.crefop_seances_commun import (
    GENRES_POINT,
    fil_de,
    nom_du_siege,
    peut_sur,
    sieges_tenus,
    trouver,
    trouver_point,
)
from portulan.web.vues.saisie import enregistrer

_GENRES = {
    EtatProposition.RECEVABLE: "info",
    EtatProposition.ADOPTEE: "succes",
    EtatProposition.REJETEE: "alerte",
    EtatProposition.IRRECEVABLE: "alerte",
}


@reserve("seance", "lire")
def point(request: HttpRequest, numero: int, point_id: int) -> HttpResponse:
    """The item: its documents, its statements, its propositions; the summary, for the secretariat."""
    seance = trouver(request, numero, "lire")
    lu = trouver_point(seance, point_id)
    conduit = peut_sur(titulaire(request), seance, "conduire")
    contexte = _contexte(seance, lu, conduit=conduit)
    formulaire = FormulaireDebat(request.POST or None, initial=_initiales(lu))
    if not conduit:
        return render(request, "pages/crefop/seance_point.html", contexte)

    def ecrire(propre: dict[str, Any]) -> tuple[str, str]:
        resumer(titulaire=titulaire(request), point=lu, texte=propre["texte"], vue=propre["version"])
        return reverse("web:seance_point", args=[seance.pk, lu.pk]), "Le résumé est enregistré."

    gabarit = "pages/crefop/seance_point.html"
    return enregistrer(
        request, formulaire=formulaire, gabarit=gabarit, contexte=contexte, ecrire=ecrire, initiales=_initiales
    )


def _initiales(lu: PointOrdre) -> dict[str, Any]:
    return {"texte": lu.commentaire, "version": marque(lu.commentaire)}


def _contexte(seance: SeanceComite, lu: PointOrdre, *, conduit: bool) -> dict[str, Any]:
    ouvert = seance.etat in EN_COURS
    deposable = ouvert and lu.genre == GenrePoint.AVIS and lu.etat in {EtatPoint.INSCRIT, EtatPoint.EN_DEBAT}
    return {
        "chemin": fil_de(seance, (f"Point {lu.rang}", "")),
        "seance": seance,
        "point": lu,
        "genre": GENRES_POINT.get(EtatPoint(lu.etat), ""),
        "conduit": conduit,
        "ouvert": ouvert,
        "deposable": deposable and conduit,
        "propositions": [
            (p, _GENRES.get(EtatProposition(p.etat), ""), _essai(p)) for p in lu.propositions.select_related("siege")
        ],
        "observations": _observations(lu) if conduit else [],
        "constats": lu.constats.all(),
        "pieces": lu.pieces.all(),
        "deports": [p for p in lu.presences.select_related("siege", "personne") if p.annule_id is None],
    }


def _essai(proposition: Any) -> str:
    if proposition.indicateur:
        vise = " ".join(x for x in (proposition.indicateur, proposition.composante) if x)
        return f"{vise} {COMPARATEURS[proposition.comparateur]} {proposition.seuil}"
    return str(proposition.essai)


def _observations(lu: PointOrdre) -> list[Observation]:
    """Reserves and recommendations that members wrote on the dossier, and that are not tabled yet."""
    if lu.saisine is None:
        return []
    ecrites = Observation.objects.filter(dossier__saisine=lu.saisine, retiree_le__isnull=True)
    voulues = ecrites.exclude(genre=GenreObservation.COMMENTAIRE).exclude(propositions__point=lu)
    return list(voulues.select_related("siege").order_by("question", "pk"))


@reserve("seance", "conduire")
def proposer_texte(request: HttpRequest, numero: int, point_id: int) -> HttpResponse:
    """Table a reserve, a recommendation or an amendment received in writing."""
    seance = trouver(request, numero, "conduire")
    lu = trouver_point(seance, point_id)
    tenus = sieges_tenus(seance)
    sieges = {str(t.siege.pk): t.siege for t in tenus}
    formulaire = FormulaireProposition(
        request.POST or None,
        sieges=[(str(t.siege.pk), nom_du_siege(t)) for t in tenus if t.deliberatif],
        questions=[(q.code, f"{q.code}. {q.intitule}") for q in QUESTIONS],
        indicateurs=[(code, f"{code}, {libelle}") for code, libelle in libelles_indicateurs().items()],
    )

    def ecrire(propre: dict[str, Any]) -> tuple[str, str]:
        cles = ("genre", "texte", "question", "destinataire", "echeance", "essai")
        mesure = ("indicateur", "composante", "comparateur", "seuil")
        ecrite = proposer(
            titulaire=titulaire(request),
            point=lu,
            siege=sieges.get(propre["siege"]),
            **{cle: propre[cle] for cle in (*cles, *mesure)},
        )
        return reverse("web:seance_point", args=[seance.pk, lu.pk]), f"Proposition {ecrite.code} déposée."

    page = reverse("web:seance_point", args=[seance.pk, lu.pk])
    contexte = {
        "chemin": fil_de(seance, (f"Point {lu.rang}", page), ("Déposer", "")),
        "titre": "Déposer une réserve, une recommandation ou un amendement",
        "chapeau": str(lu),
        "bouton_enregistrer": "Déposer",
        "retour": page,
    }
    gabarit = "pages/crefop/seance_saisie.html"
    return enregistrer(request, formulaire=formulaire, gabarit=gabarit, contexte=contexte, ecrire=ecrire)


@require_POST
@reserve("seance", "conduire")
def reprendre(request: HttpRequest, numero: int, point_id: int, observation_id: int) -> HttpResponse:
    """Table what a member wrote on the dossier."""
    seance = trouver(request, numero, "conduire")
    lu = trouver_point(seance, point_id)
    observation = Observation.objects.filter(dossier__saisine=lu.saisine_id, pk=observation_id).first()
    if observation is None:
        raise Introuvable("Cette observation n’est pas de ce dossier.", remede="Rechargez la page.")
    try:
        ecrite = reprendre_observation(titulaire=titulaire(request), point=lu, observation=observation)
    except ErreurUtilisateur as erreur:
        if isinstance(erreur, Interdit):
            raise
        messages.error(request, str(erreur))
    else:
        messages.success(request, f"Proposition {ecrite.code} déposée.")
    return redirect(f"{reverse('web:seance_point', args=[seance.pk, lu.pk])}#propositions")


@require_POST
@reserve("seance", "conduire")
def decider(request: HttpRequest, numero: int, point_id: int, proposition_id: int, acte: str) -> HttpResponse:
    """Admit a proposition, refuse to, or note that it is withdrawn."""
    seance = trouver(request, numero, "conduire")
    lu = trouver_point(seance, point_id)
    proposition = lu.propositions.filter(pk=proposition_id).first()
    if proposition is None or acte not in DECISIONS:
        raise Introuvable("Cette proposition n’est pas de ce point.", remede="Rechargez la page.")
    try:
        decidee = decider_proposition(
            titulaire=titulaire(request),
            proposition=proposition,
            acte=acte,
            motif=epurer(request.POST.get("motif", "")),
        )
    except ErreurUtilisateur as erreur:
        if isinstance(erreur, Interdit):
            raise
        messages.error(request, str(erreur))
    else:
        messages.success(request, f"{decidee.code} : {decidee.get_etat_display()}.")
    return redirect(f"{reverse('web:seance_point', args=[seance.pk, lu.pk])}#propositions")
