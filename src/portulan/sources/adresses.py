"""Official addresses move: those of the product may be replaced by the administrator, without a line of Python.

``adresses.toml``, in the folder of the installation, one line per connector: ``parcoursup = "https://…"``.
"""

import tomllib
from pathlib import Path

from portulan.socle.erreurs import DonneeInvalide, RessourceIndisponible, raison_systeme
from portulan.sources.catalogue import connecteur

FICHIER = "adresses.toml"


def adresse_officielle(code: str, installation: Path) -> str:
    """Address of a connector: the administrator's, else the product's; empty when there is none.

    Raises ``DonneeInvalide`` when ``adresses.toml`` is not TOML or gives no https address, ``Introuvable`` when it
    names an unknown connector.
    """
    return lire_adresses(installation).get(code) or connecteur(code).adresse


def lire_adresses(installation: Path) -> dict[str, str]:
    """Addresses chosen by the administrator, by connector; none when the file does not exist."""
    fichier = installation / FICHIER
    try:
        choisies = tomllib.loads(fichier.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as erreur:
        raise RessourceIndisponible(
            f"{fichier} ne peut pas être lu ({raison_systeme(erreur)}).", remede="Rendez ce fichier lisible."
        ) from erreur
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as erreur:
        raise DonneeInvalide(
            f"{fichier} n'est pas un fichier TOML : {erreur}.",
            remede='Écrivez une ligne par source, comme : parcoursup = "https://…".',
        ) from erreur
    for code, adresse in choisies.items():
        connecteur(code)
        if not isinstance(adresse, str) or not adresse.startswith("https://"):
            raise DonneeInvalide(
                f"{fichier} : l'adresse de « {code} » n'est pas une adresse https.",
                remede='Écrivez-la entière et entre guillemets, comme : parcoursup = "https://…".',
            )
    return choisies
