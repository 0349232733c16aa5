"""Signing an opinion, each chair for its party; publishing it; its files, open to anyone once it is public."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from portulan.comptes.droits import exiger
from portulan.crefop.avis import operations
from portulan.crefop.avis.droits import AVIS
from portulan.crefop.avis.enums import EtatAvis
from portulan.crefop.avis.models import AvisComite, PublicationActe
from portulan.crefop.avis.queries import signataire
from portulan.publication.acte_commun import ORDRE
from portulan.publication.actes import FRAGMENT, acte_de, publier_avis
from portulan.web import acces
from portulan.web.formulaires.crefop_avis import FormulaireSignature
from portulan.web.identite import reserve, titulaire
from portulan.web.vues.crefop_avis_redaction import chemin, onglets, trouver
from portulan.web.vues.saisie import enregistrer

NOMS_PARTIES = {"etat": "l’État", "region": "la Région"}


@reserve("avis", "signer")
def signer(request: HttpRequest, avis: str) -> HttpResponse:
    """The signature page: what is signed by its digest, who has signed, the form of the party that has not."""
    trouve = trouver(request, avis, "signer")
    qui = titulaire(request)
    # Reading and filling the form need no code: the operation asks for it, and nothing typed is lost
    exiger(replace(qui, verifie=True), "avis", "signer", trouve, AVIS)
    partie = operations.exiger_partie(qui, trouve.saisine.organe)
    engagement = f"Je signe l’avis {trouve.numero} pour {NOMS_PARTIES[partie]}, tel que son empreinte le désigne."
    formulaire = FormulaireSignature(
        request.POST or None,
        initial={"empreinte": trouve.empreinte} | signataire(request.user.pk),
        engagement=engagement,
    )
    contexte = {
        "chemin": chemin(trouve, "Signer"),
        "avis": trouve,
        "acte": acte_de(trouve) if trouve.contenu else None,
        "onglets": onglets(request, trouve, "avis_signature"),
        "partie": NOMS_PARTIES[partie],
        "signatures": trouve.signatures.all(),
        "deja": trouve.signatures.filter(partie=partie).exists(),
        "attendu": trouve.etat == EtatAvis.ADOPTE,
    }
    return enregistrer(
        request,
        formulaire=formulaire,
        gabarit="pages/crefop/avis_signature.html",
        contexte=contexte,
        ecrire=lambda propre: _signer(request, trouve, propre),
    )


def _signer(request: HttpRequest, avis: AvisComite, propre: dict[str, Any]) -> tuple[str, str]:
    operations.signer(
        titulaire=titulaire(request),
        avis=avis,
        empreinte=propre["empreinte"],
        nom=propre["nom"],
        qualite=propre["qualite"],
    )
    signe = avis.etat == EtatAvis.SIGNE
    suite = "Les deux présidences ont signé." if signe else "L’autre présidence peut signer à son tour."
    return reverse("web:avis_signature", args=[avis.numero]), f"Votre signature est enregistrée. {suite}"


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
