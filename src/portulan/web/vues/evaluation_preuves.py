"""Evidence of an assessment: deposit, reuse, take off, download (never shown as a page of the site)."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from portulan.socle.depot import TAILLE_MAXIMALE
from portulan.socle.erreurs import ErreurUtilisateur, Introuvable
from portulan.terrain.evaluation import droits, operations_preuves, queries
from portulan.terrain.evaluation.enums import EtatPreuve
from portulan.terrain.evaluation.models import Evaluation, Preuve
from portulan.web.choix import par_principe
from portulan.web.formulaires.evaluation import FormulairePreuve
from portulan.web.identite import titulaire
from portulan.web.vues.administration import envoi
from portulan.web.vues.evaluation_commun import chemin, garde, lire, repondables
from portulan.web.vues.evaluation_saisie import montrer_preuve


@garde("voir")
def preuves(request: HttpRequest, evaluation: int) -> HttpResponse:
    """Evidence of an assessment."""
    qui, lue = lire(request, evaluation)
    siens = repondables(qui, lue)
    vise = request.GET.get("critere", "")
    referentiel = lue.referentiel.referentiel
    applicables = (c for c in referentiel.applicables(lue.groupe) if c.code in siens)
    criteres = par_principe(referentiel.principes, applicables)
    initiales = {"criteres": [vise] if vise in siens else []}
    formulaire = FormulairePreuve(*envoi(request), criteres=criteres, initial=initiales)
    if request.method == "POST" and formulaire.is_valid():
        propre = dict(formulaire.cleaned_data)
        fichier = propre.pop("fichier")
        try:
            operations_preuves.deposer_preuve(
                titulaire=qui, evaluation=lue, morceaux=fichier.chunks(), nom=fichier.name or "", **propre
            )
        except ErreurUtilisateur as erreur:
            formulaire.add_error("fichier", str(erreur))
        else:
            messages.success(request, "La preuve est déposée.")
            return redirect(_adresse(lue, vise or propre["criteres"][0]))
    contexte = {
        "chemin": chemin(lue, ("Preuves", "")),
        "evaluation": lue,
        "formulaire": formulaire if siens else None,
        "groupes": _groupes(lue, siens),
        "reemplois": lue.referentiel.referentiel.reemplois_de(lue.structure.operateur) if siens else (),
        "reutilisables": _reutilisables(lue, vise) if vise in siens else [],
        "vise": vise if vise in siens else "",
        "maximum": TAILLE_MAXIMALE,
    }
    return render(request, "pages/evaluation_preuves.html", contexte, status=422 if formulaire.errors else 200)


def _adresse(evaluation: Evaluation, critere: str) -> str:
    return f"{reverse('web:evaluation_preuves', args=[evaluation.pk])}?critere={critere}"


def _groupes(evaluation: Evaluation, siens: set[str]) -> list[dict[str, Any]]:
    """Evidence by criterion, in the order of the referential."""
    par_critere = queries.preuves_de(evaluation)
    return [
        {
            "critere": c,
            "mien": c.code in siens,
            "preuves": [montrer_preuve(lien, c) for lien in par_critere[c.code]],
        }
        for c in evaluation.referentiel.referentiel.applicables(evaluation.groupe)
        if c.code in par_critere
    ]


def _reutilisables(evaluation: Evaluation, critere: str) -> list[Preuve]:
    """Evidence of the organisation that does not support this criterion yet, one row for each file."""
    deja = evaluation.preuves.filter(critere=critere).values_list("preuve__empreinte", flat=True)
    organisation = evaluation.structure.organisation_id
    siennes = Preuve.objects.filter(structure__organisation=organisation) if organisation else Preuve.objects.none()
    toutes = siennes | Preuve.objects.filter(structure=evaluation.structure)
    gardees = toutes.exclude(etat__in=(EtatPreuve.REFUSEE, EtatPreuve.RETIREE)).filter(effacee_le__isnull=True)
    uniques = {p.empreinte: p for p in gardees.exclude(empreinte__in=deja).select_related("structure")[:200]}
    return list(uniques.values())[:30]


@require_POST
@garde("repondre")
def rattacher(request: HttpRequest, evaluation: int, preuve: int) -> HttpResponse:
    """Let evidence that is already there support another criterion."""
    qui, lue = lire(request, evaluation, "repondre")
    critere = request.POST.get("critere", "")
    operations_preuves.reutiliser_preuve(
        titulaire=qui, evaluation=lue, preuve=_preuve(request, preuve), criteres=[critere]
    )
    messages.success(request, f"La preuve appuie maintenant le critère {critere}.")
    return redirect(_adresse(lue, critere))


@require_POST
@garde("repondre")
def retirer(request: HttpRequest, evaluation: int, preuve: int) -> HttpResponse:
    """Take evidence off a criterion."""
    qui, lue = lire(request, evaluation, "repondre")
    critere = request.POST.get("critere", "")
    operations_preuves.retirer_preuve(titulaire=qui, evaluation=lue, preuve=_preuve(request, preuve), critere=critere)
    messages.success(request, f"La preuve n’appuie plus le critère {critere}.")
    return redirect(_adresse(lue, critere))


def _preuve(request: HttpRequest, cle: int) -> Preuve:
    trouvee = droits.preuves(titulaire(request)).select_related("structure").filter(pk=cle).first()
    if trouvee is None:
        raise Introuvable("Cette preuve n’existe pas, ou n’est pas pour vous.", remede="Revenez à l’évaluation.")
    return trouvee


@garde("voir")
def telecharger(request: HttpRequest, preuve: int) -> HttpResponse | FileResponse:
    """The file, always as a download: whatever it holds, no browser runs it in the name of this site."""
    trouvee = _preuve(request, preuve)
    fichier = operations_preuves.depot().ouvrir(trouvee.empreinte)
    reponse = FileResponse(fichier.open("rb"), as_attachment=True, filename=trouvee.nom, content_type=trouvee.type)
    reponse["X-Content-Type-Options"] = "nosniff"
    reponse["Content-Security-Policy"] = "sandbox; default-src 'none'"
    reponse["Cache-Control"] = "private, no-store"
    return reponse
