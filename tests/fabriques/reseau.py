"""Documents of schema v1 in Corse, written for the tests."""

import json

AJACCIO, BASTIA, TOULOUSE = "2A004", "2B033", "31555"


def structure(numero=1, **autres):
    return {
        "source": "essai",
        "id": f"essai--{numero}",
        "nom": f"Mission locale {numero}",
        "date_maj": "2025-06-01",
        "code_insee": AJACCIO,
        "code_postal": "20000",
        "commune": "Ajaccio",
        "adresse": f"{numero} cours Napoléon",
        "telephone": f"04 95 00 {numero // 100:02d} {numero % 100:02d}",
        "reseaux_porteurs": ["mission-locale"],
        **autres,
    }


def service(numero=1, de=1, **autres):
    return {
        "source": "essai",
        "id": f"essai--s{numero}",
        "structure_id": f"essai--{de}",
        "nom": f"Entretien de conseil {numero}",
        "description": "Un conseiller reçoit chaque personne et l’aide à choisir la suite.",
        "date_maj": "2025-06-02",
        "type": "accompagnement",
        "thematiques": ["se-former--trouver-sa-formation"],
        "publics": ["jeunes"],
        "modes_accueil": ["en-presentiel"],
        **autres,
    }


def fichier(dossier, structures=(), services=(), nom="reseau.json"):
    chemin = dossier / nom
    chemin.write_text(json.dumps({"structures": list(structures), "services": list(services)}), encoding="utf-8")
    return chemin


def importer(chemin, **options):
    from portulan.terrain.reseau.importation import demander_import, executer

    return executer(demander_import(origine=chemin, nom=str(chemin).rsplit("/", 1)[-1], **options))
