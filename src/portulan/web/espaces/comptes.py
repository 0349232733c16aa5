"""What the accounts ask of a person: requests to decide, a second factor to install."""

from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from portulan.comptes import portee
from portulan.comptes.droits import Titulaire, peut
from portulan.comptes.enums import EtatDemande
from portulan.comptes.matrice import MATRICE
from portulan.comptes.models import Demande
from portulan.web.espaces import Tache


def taches(titulaire: Titulaire) -> list[Tache]:
    """Tasks of the accounts."""
    trouvees = []
    if peut(titulaire, "compte", "inviter"):
        miennes = portee.organisations(titulaire, "compte", "inviter")
        for demande in Demande.objects.filter(etat=EtatDemande.DEPOSEE, organisation__in=miennes).select_related(
            "organisation", "compte"
        ):
            lien = reverse("web:equipe", args=[demande.organisation.code])
            trouvees.append(
                Tache(f"{demande.compte} demande à rejoindre {demande.organisation}", lien, "à accepter ou refuser")
            )
    if portee.roles_donnables(titulaire, None):
        sans = Demande.objects.filter(etat=EtatDemande.DEPOSEE, organisation=None).count()
        if sans:
            trouvees.append(Tache("Des personnes attendent leur rattachement", reverse("web:comptes"), f"{sans}"))
    if _agit_avec_un_second_facteur(titulaire):
        trouvees.append(
            Tache(
                "Installez votre second facteur",
                reverse("web:installer_second_facteur"),
                "publier, décider, signer ou valider le demandera",
            )
        )
    return trouvees


def _agit_avec_un_second_facteur(titulaire: Titulaire) -> bool:
    concerne = any(r.second_facteur and peut(titulaire, r.objet, r.verbe) for r in MATRICE.values())
    return concerne and not TOTPDevice.objects.filter(user=titulaire.compte, confirmed=True).exists()
