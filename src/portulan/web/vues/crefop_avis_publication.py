"""Publishing a signed opinion; its files, and those of minutes, as a page offers them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from portulan.crefop.avis.enums import EtatAvis
from portulan.crefop.avis.models import PublicationActe
from portulan.publication.acte_commun import ORDRE
from portulan.publication.actes import FRAGMENT, publier_avis
from portulan.web import acces
from portulan.web.identite import reserve, titulaire
from portulan.web.vues.crefop_avis_redaction import chemin, onglets, trouver


@reserve("avis", "publier")
def publier(request: HttpRequest, avis: str) -> HttpResponse:
    """The publication page; posted, every form is written and the opinion is public."""
    trouve = trouver(request, avis, "publier")
    if request.method == "POST":
        publier_avis(titulaire=titulaire(request), avis=trouve, maison=acces.maison())
        messages.success(request, f"L’avis {trouve.numero} est publié.")
        return redirect("web:avis_publication", avis)
    publication = trouve.publications.select_related("point_de_controle").first()
    contexte = {
        "chemin": chemin(trouve, "Publier"),
        "avis": trouve,
        "onglets": onglets(request, trouve, "avis_publication"),
        "publication": publication,
        "fichiers": fichiers_de(publication, "avis_fichier", trouve.numero),
        "signatures": trouve.signatures.all(),
        "pret": trouve.etat == EtatAvis.SIGNE,
        "ordre": ORDRE,
    }
    return render(request, "pages/crefop/avis_publication.html", contexte)


def fichiers_de(publication: PublicationActe | None, vue: str, numero: str) -> list[dict[str, Any]]:
    """Files of a publication, as a list offers them."""
    if publication is None:
        return []
    return [
        {**f, "lien": reverse(f"web:{vue}", args=[numero, f["nom"]])}
        for f in publication.fichiers
        if not f["nom"].endswith(FRAGMENT)
    ]
