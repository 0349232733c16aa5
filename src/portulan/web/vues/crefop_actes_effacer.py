"""What can be erased of the register: the values that commitments hide. The chain stays whole."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from portulan.comptes.droits import exiger
from portulan.crefop.registre.droits import ouvertures_lues, valeur_lue
from portulan.crefop.registre.operations import effacer_ouvertures, ouvertures_lisibles
from portulan.journal.libelles import libelle
from portulan.web.formulaires.crefop_actes import FormulaireEffacement
from portulan.web.identite import reserve, titulaire
from portulan.web.vues.commun import parametres
from portulan.web.vues.crefop_actes_liste import CHEMIN

PAR_PAGE = 50


@reserve("acte", "effacer")
def effacer(request: HttpRequest) -> HttpResponse:
    """Hidden values, read with the second factor and found by their words; those ticked are erased.

    Whoever does not read the object of an act sees the act and the commitment, never the value.
    """
    qui = titulaire(request)
    exiger(qui, "acte", "effacer")
    demande = parametres(request)
    q = demande.get("q", "").strip()[:100]
    tenues = ouvertures_lisibles().select_related("entree")
    if q:
        trouvees = ouvertures_lues(qui).filter(valeur__icontains=q)
        tenues = tenues.filter(Q(pk__in=trouvees.values("pk")) | Q(entree__type__icontains=q))
    page = Paginator(tenues.order_by("-pk"), PAR_PAGE).get_page(demande.get("page"))
    montrees = list(page.object_list)
    if request.method == "POST":
        choisies = [e for e in request.POST.getlist("engagements") if len(e) == 64][: PAR_PAGE * 2]  # noqa: PLR2004
        formulaire = FormulaireEffacement(request.POST, choix=[*choisies, *(o.engagement for o in montrees)])
        if formulaire.is_valid():
            nombre = effacer_ouvertures(
                titulaire=qui,
                engagements=formulaire.cleaned_data["engagements"],
                motif=formulaire.cleaned_data["motif"],
            )
            mot = "valeur est effacée" if nombre == 1 else "valeurs sont effacées"
            messages.success(request, f"{nombre} {mot}. Le registre reste vérifiable.")
            return redirect("web:actes_effacer")
    else:
        formulaire = FormulaireEffacement(choix=[o.engagement for o in montrees])
    contexte = {
        "chemin": (*CHEMIN, ("Valeurs masquées", "")),
        "formulaire": formulaire,
        "q": q,
        "page": page,
        "cochees": request.POST.getlist("engagements"),
        "lignes": [
            {
                "ouverture": o,
                "lisible": valeur_lue(qui, o),
                "acte": libelle(o.entree.type) if o.entree else "",
                "lien": reverse("web:acte", args=[o.entree.seq]) if o.entree else "",
            }
            for o in montrees
        ],
    }
    return render(request, "pages/crefop/actes_effacer.html", contexte, status=422 if formulaire.errors else 200)
