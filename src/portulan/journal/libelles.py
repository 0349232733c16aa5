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


# Acts of the other parts: « structure.creer » reads « Structure : création »; a first word that is a part is left out
OBJETS = {
    "action": "Plan de progrès",
    "adhesion": "Adhésion",
    "article": "Article du cahier",
    "campagne": "Campagne d’évaluation",
    "campagne_maj": "Campagne de mise à jour",
    "contribution": "Contribution",
    "declaration": "Déclaration de moyens",
    "diagnostic": "Diagnostic",
    "disponibilite": "Disponibilité",
    "dossier": "Dossier",
    "doublon": "Doublon",
    "engagement": "Engagement",
    "evaluation": "Évaluation",
    "instantane": "Instantané",
    "piece": "Pièce",
    "protocole": "Protocole",
    "referentiel": "Référentiel",
    "registre": "Registre des actes",
    "rencontre": "Rencontre",
    "reseau": "Réseau",
    "schema": "Schéma",
    "seance": "Séance de concertation",
    "service": "Service",
    "site": "Site d’une adhésion",
    "sollicitation": "Sollicitation",
    "source": "Source",
    "structure": "Structure",
    "travail": "Travail",
    "version": "Version du cahier",
}
VERBES = {
    "abandonner": "abandon",
    "accepter": "acceptation",
    "ajouter": "ajout",
    "annuler": "annulation",
    "arreter": "arrêt",
    "avis": "avis rendu",
    "calculer": "calcul",
    "changer_fin": "changement de fin",
    "rappeler": "rappel",
    "clore": "clôture",
    "construire": "tout construire",
    "constater": "constat",
    "creer": "création",
    "decider": "décision",
    "declarer": "déclaration",
    "deleguer": "délégation",
    "demander": "demande",
    "deplacer": "déplacement",
    "deposer": "dépôt",
    "diagnostiquer": "diagnostic",
    "doublon": "décision sur un doublon",
    "effacer": "effacement de valeurs masquées",
    "enregistrer": "enregistrement",
    "fermer": "fermeture",
    "fusionner": "fusion",
    "geler": "gel",
    "importer": "import",
    "instruire": "instruction",
    "lancer": "lancement",
    "modifier": "modification",
    "modifier_action": "modification d’une action",
    "ouvrir": "ouverture",
    "preparer": "préparation",
    "presences": "présences",
    "publier": "publication",
    "purger_preuves": "effacement de preuves sans usage",
    "rattacher": "rattachement",
    "refuser": "refus",
    "relancer": "relance",
    "remplacer": "remplacement par une version plus récente",
    "renouveler": "renouvellement",
    "repondre": "réponse",
    "retirer": "retrait",
    "revenir": "retour au précédent",
    "rouvrir": "réouverture",
    "signer": "signature",
    "sites": "choix des sites",
    "soumettre": "envoi",
    "supprimer": "suppression",
    "valider": "validation",
    "verifier": "vérification",
}

PRECISIONS = {
    "etat": "état",
    "genre": "nature",
    "jusqu_au": "jusqu’au",
    "reference": "référence",
    "role": "rôle",
}


def libelle(acte: str) -> str:
    """Name of an act in French; an act of a version that no longer names it keeps its words."""
    if acte in ACTES:
        return ACTES[acte]
    *objets, verbe = acte.split(".")
    objet = OBJETS.get(objets[-1], objets[-1].replace("_", " ").capitalize()) if objets else ""
    quoi = VERBES.get(verbe, verbe.replace("_", " "))
    return f"{objet}\u00a0: {quoi}" if objet else quoi.capitalize()


def preciser(cle: str, valeur: object) -> str:
    """A precision of an act in French: « rôle : agent », « nombre : 12 »."""
    return f"{PRECISIONS.get(cle, cle.replace('_', ' '))}\u00a0: {valeur}"
