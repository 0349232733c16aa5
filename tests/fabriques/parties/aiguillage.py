"""Addresses of a part: rules of routing. See ``parties/__init__.py``."""

OUVERTES: set[str] = {"aiguillage_regles", "aiguillage_version"}
RESERVEES: set[str] = {"aiguillage_proposer"}
ACTES: set[str] = {"aiguillage_adopter", "aiguillage_abandonner"}
VALEURS: dict[str, object] = {}


def pages() -> list[tuple[str, str]]:
    from portulan.comptes.models import Compte
    from portulan.methodes.aiguillage_regles import Regles
    from portulan.terrain.aiguillage.models import RegleAiguillage
    from portulan.terrain.aiguillage.operations import proposer_regles

    mission = Compte.objects.filter(habilitations__role="mission_spro").first().titulaire()
    if not RegleAiguillage.objects.exists():
        valeurs = Regles().valeurs() | {
            "rayon_km": 30,
            "ordre": ["zone", "competence", "mode", "trajet", "delai", "fraicheur"],
        }
        proposer_regles(titulaire=mission, valeurs=valeurs, motif="Rapprocher les propositions des personnes.")
    numero = RegleAiguillage.objects.first().numero
    return [
        ("", "/aiguillage/regles/"),
        ("mission_spro", "/aiguillage/regles/"),
        ("mission_spro", "/aiguillage/regles/proposer/"),
        ("mission_spro", f"/aiguillage/regles/{numero}/"),
    ]
