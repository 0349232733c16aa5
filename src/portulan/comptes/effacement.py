"""Personal data of an account: given back to its owner, erased on request (GDPR, articles 15 to 17 and 20)."""

from typing import Any

from django.db import transaction
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from portulan.comptes import second_facteur, sessions
from portulan.comptes.models import Compte, Courriel, Demande, Invitation
from portulan.comptes.roles import garder_un_administrateur
from portulan.journal.models import Entree
from portulan.journal.operations import noter

DOMAINE = "efface.invalid"


def exporter(compte: Compte) -> dict[str, Any]:
    """Everything kept about a person, in JSON values."""
    return {
        "compte": {
            "courriel": compte.courriel,
            "nom": compte.nom,
            "actif": compte.is_active,
            "cree_le": compte.created_at.isoformat(),
            "derniere_connexion": compte.last_login.isoformat() if compte.last_login else None,
            "fournisseur_identite": compte.emetteur,
            "identifiant_chez_le_fournisseur": compte.sub,
            "second_facteur": second_facteur.est_installe(compte),
        },
        "roles": [
            {
                "role": h.role,
                "organisation": h.organisation.nom if h.organisation else None,
                "territoire": f"{h.niveau}:{h.territoire}" if h.niveau else None,
                "du": h.du.isoformat(),
                "au": h.au.isoformat() if h.au else None,
            }
            for h in compte.habilitations.select_related("organisation")
        ],
        "sessions": [
            {"ouverte_le": s.ouverte_le.isoformat(), "appareil": s.appareil} for s in sessions.ouvertes(compte)
        ],
        "demandes": [
            {"organisation": str(d), "siret": d.siret, "etat": d.etat, "deposee_le": d.deposee_le.isoformat()}
            for d in compte.demandes.select_related("organisation")
        ],
        "invitations": [
            {"role": i.role, "organisation": str(i.organisation or ""), "etat": i.etat}
            for i in Invitation.objects.filter(courriel__iexact=compte.courriel).select_related("organisation")
        ],
        "courriels": [
            {"sujet": c.sujet, "etat": c.etat, "cree_le": c.cree_le.isoformat()}
            for c in Courriel.objects.filter(destinataire__iexact=compte.courriel)
        ],
        "journal": [
            {"quand": e.quand.isoformat(), "acte": e.acte, "objet": f"{e.objet_type} {e.objet_id}".strip()}
            for e in Entree.objects.filter(auteur=f"compte:{compte.pk}")
        ],
    }


def effacer(*, compte: Compte, par: str) -> None:
    """Erase who this person is: the row stays, nameless and closed, so that what was done stays dated.

    Raises ``Impossible`` for the last administrator.
    """
    with transaction.atomic():
        trouve = Compte.objects.select_for_update().get(pk=compte.pk)
        if trouve.est_administrateur:
            garder_un_administrateur(sauf=trouve)
        sessions.fermer(compte=trouve)
        TOTPDevice.objects.filter(user=trouve).delete()
        StaticDevice.objects.filter(user=trouve).delete()
        Invitation.objects.filter(courriel__iexact=trouve.courriel).delete()
        Courriel.objects.filter(destinataire__iexact=trouve.courriel).delete()
        Demande.objects.filter(compte=trouve).delete()
        trouve.courriel, trouve.nom = f"compte-{trouve.pk}@{DOMAINE}", ""
        trouve.emetteur = trouve.sub = ""
        trouve.last_login, trouve.is_active = None, False
        trouve.set_unusable_password()
        trouve.save()
        noter("compte.effacer", auteur=par, objet_type="compte", objet_id=trouve.pk)
