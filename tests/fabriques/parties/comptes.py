"""Addresses of a part: comptes. See ``parties/__init__.py``."""

OUVERTES: set[str] = {
    "entrer_comme", "connexion_externe", "retour_externe", "mot_de_passe_oublie", "nouveau_mot_de_passe", "invitation",
    "droits",
}  # fmt: skip
RESERVEES: set[str] = {
    "espace", "rattachement", "compte", "changer_mot_de_passe", "mes_donnees", "verification",
    "installer_second_facteur", "equipes", "nouvelle_organisation", "equipe", "modifier_organisation", "comptes",
    "un_compte", "courriels", "gabarit_courriel", "journal",
}  # fmt: skip
ACTES: set[str] = {
    "renouveler_codes", "retirer_second_facteur", "nommer_compte", "fermer_sessions", "effacer_mon_compte", "relier",
    "activer_organisation", "retirer_role", "changer_role", "renvoyer_invitation", "revoquer_invitation",
    "decider_demande", "activer_compte", "remettre_second_facteur", "effacer_compte", "relancer_courriels",
}  # fmt: skip
VALEURS: dict[str, object] = {"reference": "MQ", "jeton": "faux"}


def pages() -> list[tuple[str, str]]:
    from portulan.comptes.invitations import valeur_du_lien
    from portulan.comptes.models import Compte, Habilitation, Invitation
    from portulan.socle.horloge import maintenant

    tenue = Habilitation.objects.get(role="responsable")
    code = tenue.organisation.code
    region = Habilitation.objects.get(role="mission_spro").organisation.code
    offre, _ = Invitation.objects.get_or_create(
        courriel="nouveau@exemple.example",
        role="agent",
        organisation=tenue.organisation,
        defaults={
            "jeton": "0" * 32,
            "creee_le": maintenant(),
            "expire_le": maintenant().replace(year=maintenant().year + 1),
            "invitee_par": "systeme",
        },
    )
    autre = Compte.objects.get(courriel="agent.mission-locale@demonstration.example")
    return [
        ("", "/connexion/"),
        ("", "/connexion/demonstration/"),
        ("", "/droits/"),
        ("", "/mot-de-passe/"),
        ("", f"/invitation/{valeur_du_lien(offre)}/"),
        ("mission_spro", "/compte/verification/?suite=/espace/"),
        ("mission_spro", "/organisations/"),
        ("mission_spro", "/organisations/nouvelle/"),
        ("mission_spro", f"/organisations/{region}/"),
        ("mission_spro", "/comptes/"),
        ("mission_spro", "/journal/"),
        ("responsable", f"/organisations/{code}/"),
        ("responsable", f"/organisations/{code}/corriger/"),
        ("responsable", "/compte/mot-de-passe/"),
        ("responsable", "/espace/rejoindre/"),
        ("responsable", "/journal/?q=connexion&periode=31"),
        ("administrateur", "/comptes/"),
        ("administrateur", f"/comptes/{autre.pk}/"),
        ("administrateur", "/courriels/"),
        ("administrateur", "/courriels/gabarits/invitation/"),
        ("administrateur", "/journal/"),
        *((role, adresse) for role in ("responsable", "administrateur") for adresse in ("/espace/", "/compte/")),
    ]
