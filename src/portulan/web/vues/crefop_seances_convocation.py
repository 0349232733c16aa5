"""Signing the convocation, convening a second time, and the steps of a meeting."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from portulan.crefop.composition.enums import Partie
from portulan.crefop.composition.queries import signataire
from portulan.crefop.seance import convocation as convocations
from portulan.crefop.seance import operations, reconvocation
from portulan.crefop.seance.enums import EtatInvite, EtatSeance
from portulan.crefop.seance.models import PointOrdre, SeanceComite
from portulan.crefop.seance.queries import jeu_de
from portulan.crefop.seance.transitions import PAR_NOM
from portulan.socle.erreurs import ErreurUtilisateur, Interdit, Introuvable
from portulan.socle.textes import epurer
from portulan.web.formulaires.crefop_seances import FormulaireSeance, FormulaireSignatureConvocation
from portulan.web.identite import reserve, titulaire
from portulan.web.vues.crefop_seances_commun import (
    dire_delai,
    dire_regles,
    duree_totale,
    fil_de,
    points_montres,
    trouver,
)
from portulan.web.vues.saisie import enregistrer


@reserve("seance", "voir")
def convoquer(request: HttpRequest, numero: int) -> HttpResponse:
    """What is signed, who signed it, and the form for the party that this person chairs for."""
    qui = titulaire(request)
    seance = trouver(request, numero, "lire")
    partie = convocations.partie_de(qui, seance)
    courante = convocations.empreinte(convocations.contenu(seance))
    formulaire = FormulaireSignatureConvocation(
        initial={"empreinte": courante, "nom": request.user.nom} | signataire(request.user.pk)
    )
    if request.method == "POST":
        formulaire = FormulaireSignatureConvocation(request.POST)
        if formulaire.is_valid():
            propre = formulaire.cleaned_data
            convocations.signer(
                titulaire=qui,
                seance=seance,
                empreinte_vue=propre["empreinte"],
                nom=propre["nom"],
                qualite=propre["qualite"],
            )
            seance.refresh_from_db()
            convoquee = seance.etat == EtatSeance.CONVOQUEE
            dit = (
                "Les deux présidences ont signé : la convocation est envoyée."
                if convoquee
                else "Signature enregistrée."
            )
            messages.success(request, dit)
            return redirect("web:seance" if convoquee else "web:seance_convoquer", seance.pk)
    return _montrer(request, seance, partie, courante, formulaire)


def _montrer(
    request: HttpRequest,
    seance: SeanceComite,
    partie: Partie | None,
    courante: str,
    formulaire: FormulaireSignatureConvocation,
) -> HttpResponse:
    preparee = seance.etat == EtatSeance.PREPAREE
    manques = convocations.manques(seance) if preparee else []
    signatures = list(seance.signatures.all())
    signees = {s.partie for s in signatures if s.empreinte == courante}
    contexte = {
        "chemin": fil_de(seance, ("Convocation", "")),
        "seance": seance,
        "preparee": preparee,
        "points": points_montres(seance, pieces=True),
        "duree": duree_totale(seance),
        "generales": seance.pieces.filter(point__isnull=True),
        "empreinte": courante,
        "manques": manques,
        "delai": dire_delai(seance),
        "partie": partie,
        "parties": [(p, p.label, p in signees) for p in Partie],
        "signatures": [(s, s.empreinte == courante) for s in signatures],
        "peut_signer": preparee and partie is not None and partie not in signees and not manques,
        "formulaire": formulaire,
        "convies": len(convocations.convies(seance)),
        "regles": dire_regles(jeu_de(seance), "quorum.", "convocation.", "reconvocation.", "mandat.", "vote."),
    }
    return render(request, "pages/crefop/seance_convoquer.html", contexte, status=422 if formulaire.errors else 200)


def _dire_repris(seance: SeanceComite, repris: list[PointOrdre]) -> str:
    if seance.etat == EtatSeance.CARENCE:
        return "L’ordre du jour est repris tel quel, son empreinte est verrouillée."
    return f"Seuls les points ajournés faute de quorum sont repris, tels quels : {' ; '.join(str(p) for p in repris)}."


@reserve("seance", "preparer")
def reconvoquer(request: HttpRequest, numero: int) -> HttpResponse:
    """The second convocation of a meeting that lacked its quorum."""
    seance = trouver(request, numero, "preparer")
    seconde = SeanceComite.objects.filter(premiere=seance).first()
    if seconde is not None:
        return redirect("web:seance", seconde.pk)
    repris = reconvocation.exiger_reconvocable(seance)
    invites = ""
    if seance.invitations.exclude(etat=EtatInvite.RETIREE).exists():
        invites = " Les invitations y sont proposées de nouveau aux deux présidences."
    formulaire = FormulaireSeance(
        request.POST or None,
        seconde=True,
        initial={"lieu": seance.lieu, "mode": seance.mode},
    )
    del formulaire.fields["urgence"]

    def ecrire(propre: dict[str, Any]) -> tuple[str, str]:
        nouvelle = reconvocation.reconvoquer(
            titulaire=titulaire(request),
            premiere=seance,
            prevue_le=formulaire.prevue_le,
            lieu=propre["lieu"],
            mode=propre["mode"],
            mention=propre["mention"],
        )
        return reverse("web:seance_convoquer", args=[nouvelle.pk]), f"La séance {nouvelle.numero} est à signer."

    contexte = {
        "chemin": fil_de(seance, ("Seconde convocation", "")),
        "titre": f"Convoquer de nouveau, après la séance {seance.numero}",
        "chapeau": f"{_dire_repris(seance, repris)} Ce qui s’y ajouterait après la convocation resterait soumis au "
        f"quorum ordinaire.{invites}",
        "bouton_enregistrer": "Préparer la seconde convocation",
        "retour": reverse("web:seance", args=[seance.pk]),
    }
    gabarit = "pages/crefop/seance_saisie.html"
    return enregistrer(request, formulaire=formulaire, gabarit=gabarit, contexte=contexte, ecrire=ecrire)


@require_POST
@reserve("seance", "voir")
def etape(request: HttpRequest, numero: int, etape: str) -> HttpResponse:
    """Open, suspend, resume, close, state that the quorum is missing, cancel."""
    transition = PAR_NOM.get(etape)
    if transition is None or not transition.acte:
        raise Introuvable("Cette étape n’existe pas.", remede="Revenez à la page de la séance.")
    seance = trouver(request, numero, transition.verbe)
    try:
        operations.passer(
            titulaire=titulaire(request), seance=seance, etape=etape, motif=epurer(request.POST.get("motif", ""))[:300]
        )
    except ErreurUtilisateur as erreur:
        if isinstance(erreur, Interdit):
            raise
        messages.error(request, str(erreur))
        return redirect("web:seance_direct" if etape not in {"annuler", "ouvrir"} else "web:seance", seance.pk)
    messages.success(request, f"{transition.fait}.")
    return redirect("web:seance_direct" if etape in {"ouvrir", "suspendre", "reprendre"} else "web:seance", seance.pk)
