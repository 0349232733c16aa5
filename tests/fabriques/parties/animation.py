"""Addresses of a part: animation. See ``parties/__init__.py``."""

OUVERTES: set[str] = {"maj_repondre"}
RESERVEES: set[str] = {
    "maj_campagnes",
    "maj_preparer",
    "maj_campagne",
    "maj_lancer",
    "maj_sollicitation",
    "animation",
    "rencontres",
    "rencontre_nouvelle",
    "rencontre",
    "rencontre_modifier",
    "protocoles",
    "protocole_nouveau",
    "protocole_modifier",
    "protocole_fichier",
    "moyens",
    "moyens_nouveau",
    "moyens_modifier",
}
ACTES: set[str] = {
    "maj_relancer",
    "maj_clore",
    "maj_decider",
    "maj_canal",
    "rencontre_presences",
    "rencontre_annuler",
}
VALEURS: dict[str, object] = {"cle": 1}


def pages() -> list[tuple[str, str]]:
    from portulan.terrain.animation import liens
    from portulan.terrain.animation.models import (
        CampagneMiseAJour,
        DeclarationMoyens,
        Protocole,
        Rencontre,
        Sollicitation,
    )

    ouverte = CampagneMiseAJour.objects.get(close_le__isnull=True)
    attente = Sollicitation.objects.filter(campagne=ouverte, reponse="attente").first()
    a_relire = Sollicitation.objects.filter(decision="a_relire").first()
    repondue = Sollicitation.objects.filter(campagne=ouverte, reponse="confirmee").first()
    rencontre = Rencontre.objects.filter(participations__presente__isnull=False).first()
    mission = [
        "/annuaire/campagnes/",
        "/annuaire/campagnes/nouvelle/",
        f"/annuaire/campagnes/{ouverte.pk}/",
        f"/annuaire/campagnes/{ouverte.pk}/lancer/",
        f"/annuaire/sollicitations/{attente.pk}/",
        f"/annuaire/sollicitations/{a_relire.pk}/",
        "/animation/",
        "/animation/rencontres/",
        "/animation/rencontres/nouvelle/",
        f"/animation/rencontres/{rencontre.pk}/",
        f"/animation/rencontres/{rencontre.pk}/modifier/",
        "/animation/protocoles/",
        "/animation/protocoles/nouveau/",
        f"/animation/protocoles/{Protocole.objects.first().pk}/modifier/",
        "/animation/moyens/",
        "/animation/moyens/nouveau/",
        f"/animation/moyens/{DeclarationMoyens.objects.first().pk}/modifier/",
    ]
    operateur = ["/annuaire/campagnes/", "/animation/", "/animation/rencontres/", "/animation/protocoles/"]
    return [
        *(("mission_spro", adresse) for adresse in mission),
        *(("responsable", adresse) for adresse in (*operateur, "/animation/moyens/", "/animation/protocoles/nouveau/")),
        *(("auditeur", adresse) for adresse in (*operateur, "/animation/moyens/")),
        ("", f"/annuaire/repondre/{liens.fabriquer(attente)}/"),
        ("", f"/annuaire/repondre/{liens.fabriquer(repondue)}/"),
    ]
