"""Mails of the adhesion: what the Region did, why, and what comes next."""

from portulan.comptes.courriels import adresse_complete, declarer, envoyer
from portulan.comptes.enums import Role
from portulan.terrain.adhesion.models import Adhesion
from portulan.terrain.adhesion.transitions import Transition, attente

declarer(
    "adhesion_etape",
    quand="La Région franchit une étape d’une adhésion : compléments, décision, signature, retrait annoncé.",
    exemple={
        "organisation": "Maison de l’emploi du Val",
        "numero": "ADH-00042",
        "fait": "Compléments demandés",
        "motif": "L’analyse des besoins ne dit rien des publics en emploi.",
        "suite": "apporter les compléments demandés",
        "lien": "https://portulan.region.example/adhesions/42/",
    },
)


def prevenir(adhesion: Adhesion, transition: Transition, motif: str) -> None:
    """Tell the organisation what the Region did; nothing when it gave no address."""
    destinataire = adhesion.candidature.contact_courriel or adhesion.organisation.courriel
    if transition.roles != (Role.MISSION_SPRO,) or not destinataire:
        return
    attendu = attente(adhesion.etat, adhesion.base)
    envoyer(
        "adhesion_etape",
        destinataire,
        {
            "organisation": adhesion.organisation.nom,
            "numero": adhesion.numero,
            "fait": transition.fait,
            "motif": motif,
            "suite": attendu.quoi if attendu and attendu.qui == "organisation" else "",
            "lien": adresse_complete(f"/adhesions/{adhesion.pk}/"),
        },
    )
