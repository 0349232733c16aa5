"""What the acts of the journal are called on screens."""

ACTES = {
    "chargement.retirer": "Source retirée",
    "chargement.revenir": "Chargement précédent repris",
    "compte.changer_mot_de_passe": "Mot de passe changé",
    "compte.connexion": "Connexion",
    "compte.creer": "Compte créé",
    "compte.demander_mot_de_passe": "Nouveau mot de passe demandé",
    "compte.desactiver": "Compte désactivé",
    "compte.effacer": "Données personnelles effacées",
    "compte.fermer_sessions": "Sessions fermées",
    "compte.habiliter": "Rôle donné",
    "compte.nommer": "Nom affiché changé",
    "compte.reactiver": "Compte réactivé",
    "compte.relier": "Compte relié à un fournisseur d’identité",
    "compte.retirer_role": "Rôle retiré",
    "demande.accepter": "Demande de rattachement acceptée",
    "demande.deposer": "Demande de rattachement déposée",
    "demande.refuser": "Demande de rattachement refusée",
    "invitation.accepter": "Invitation acceptée",
    "invitation.envoyer": "Invitation envoyée",
    "invitation.renvoyer": "Invitation renvoyée",
    "invitation.revoquer": "Invitation révoquée",
    "organisation.creer": "Organisation créée",
    "organisation.desactiver": "Organisation désactivée",
    "organisation.modifier": "Organisation corrigée",
    "organisation.reactiver": "Organisation réactivée",
    "second_facteur.installer": "Second facteur installé",
    "second_facteur.renouveler_codes": "Codes de secours renouvelés",
    "second_facteur.retirer": "Second facteur retiré",
    "second_facteur.verifier": "Second facteur donné",
}


def libelle(acte: str) -> str:
    """Name of an act; the code itself, readable, for an act of a version that no longer names it."""
    return ACTES.get(acte) or acte.replace(".", " : ").replace("_", " ").capitalize()
