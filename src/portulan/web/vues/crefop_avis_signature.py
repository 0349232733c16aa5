"""Signing an opinion or minutes, each chair for its party: one page, one form, one operation."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from portulan.comptes.droits import exiger
from portulan.crefop.avis import actes
from portulan.crefop.avis.enums import EtatAvis, EtatPV
from portulan.crefop.composition.queries import signataire
from portulan.publication.actes import acte_de
from portulan.web.formulaires.crefop_avis import FormulaireSignature
from portulan.web.identite import reserve, titulaire
from portulan.web.vues import crefop_avis_pv, crefop_avis_redaction
from portulan.web.vues.saisie import enregistrer

NOMS_PARTIES = {"etat": "l’État", "region": "la Région"}


@reserve("avis", "signer")
def signer_avis(request: HttpRequest, avis: str) -> HttpResponse:
    """Sign a frozen opinion."""
    trouve = crefop_avis_redaction.trouver(request, avis, "signer")
    fige = acte_de(trouve) if trouve.contenu else None
    lu = [("Avis", f"Lire l’avis {trouve.numero}", reverse("web:avis_apercu", args=[trouve.numero]))]
    return _signer(
        request,
        trouve,
        nom=f"l’avis {trouve.numero}",
        chemin=crefop_avis_redaction.chemin(trouve, "Signer"),
        onglets=crefop_avis_redaction.onglets(request, trouve, "avis_signature"),
        attendu=trouve.etat == EtatAvis.ADOPTE,
        lu=lu,
        dispositif=fige.dispositif if fige else "",
        dossier=(fige.dossier_version, fige.dossier_empreinte) if fige else None,
        pas_encore="Le secrétariat le fige quand il est complet ; vous pourrez alors le signer.",
    )


@reserve("pv", "signer")
def signer_pv(request: HttpRequest, pv: str) -> HttpResponse:
    """Sign approved minutes."""
    trouve = crefop_avis_pv.trouver(request, pv, "signer")
    numero = trouve.seance.numero
    version = actes.derniere(trouve)
    return _signer(
        request,
        trouve,
        nom=f"le procès-verbal {actes.numero(trouve)}",
        chemin=crefop_avis_pv.chemin(trouve, "Signer"),
        onglets=crefop_avis_pv.onglets(request, trouve, "pv_signature"),
        attendu=trouve.etat == EtatPV.APPROUVE,
        lu=[("Procès-verbal", f"Lire la version {version.numero}", reverse("web:pv", args=[numero]))],
        pas_encore=f"Il est dans l’état « {trouve.get_etat_display()} ». Il se signe une fois approuvé par un vote.",
    )


def _signer(request: HttpRequest, acte: actes.Acte, *, nom: str, attendu: bool, **contexte: Any) -> HttpResponse:
    """The signature page: what is signed by its digest, who has signed, the form of the party that has not."""
    qui, objet = titulaire(request), actes.genre(acte)
    # Reading and filling the form need no code: the operation asks for it, and nothing typed is lost
    exiger(replace(qui, verifie=True), objet, "signer", acte, actes.CHAMPS[objet])
    partie = actes.exiger_partie(qui, acte)
    empreinte = actes.empreinte(acte)
    formulaire = FormulaireSignature(
        request.POST or None,
        initial={"empreinte": empreinte} | signataire(request.user.pk),
        engagement=f"Je signe {nom} pour {NOMS_PARTIES[partie]}, tel que son empreinte le désigne.",
    )

    def ecrire(propre: dict[str, Any]) -> tuple[str, str]:
        actes.signer(
            titulaire=titulaire(request),
            acte=acte,
            empreinte_lue=propre["empreinte"],
            nom=propre["nom"],
            qualite=propre["qualite"],
        )
        signe = acte.etat in {EtatAvis.SIGNE, EtatPV.SIGNE}
        suite = "Les deux présidences ont signé." if signe else "L’autre présidence peut signer à son tour."
        return request.path, f"Votre signature est enregistrée. {suite}"

    return enregistrer(
        request,
        formulaire=formulaire,
        gabarit="pages/crefop/acte_signature.html",
        contexte={
            **contexte,
            "nom": nom,
            "attendu": attendu,
            "empreinte": empreinte,
            "partie": NOMS_PARTIES[partie],
            "signatures": acte.signatures.all(),
            "deja": acte.signatures.filter(partie=partie).exists(),
        },
        ecrire=ecrire,
    )
