"""Accounts from the terminal."""

import typer

from portulan.cli.site import preparer_site
from portulan.cli.sortie import dire, ecrire_json
from portulan.socle.erreurs import DonneeInvalide

_COURRIEL = typer.Argument(..., metavar="COURRIEL", help="Adresse électronique du compte.")


def creer(
    courriel: str = _COURRIEL,
    nom: str = typer.Option("", "--nom", metavar="NOM", help="Nom affiché."),
    mot_de_passe: bool = typer.Option(
        False, "--mot-de-passe", help="Lire un mot de passe (12 caractères au moins) sur l'entrée standard."
    ),
    en_json: bool = typer.Option(False, "--json", help="Répondre en JSON."),
) -> None:
    """Créer un compte d'administration."""
    preparer_site()
    from portulan.comptes.operations import creer_compte

    secret = _lire_mot_de_passe() if mot_de_passe else None
    compte = creer_compte(courriel=courriel, nom=nom, mot_de_passe=secret, par="cli")
    if en_json:
        ecrire_json({"compte": compte.pk, "courriel": compte.courriel, "role": "administrateur"})
    else:
        dire(f"Compte créé : {compte.courriel}.")
        if secret is None:
            dire(f"Pour s'y connecter : ./portulan compte lien {compte.courriel}")


def lien(
    courriel: str = _COURRIEL,
    port: int = typer.Option(8000, "--port", metavar="NOMBRE", help="Port du site, quand il est sur cette machine."),
    en_json: bool = typer.Option(False, "--json", help="Répondre en JSON."),
) -> None:
    """Donner un lien de connexion, valable une fois et 24 heures."""
    preparer_site()
    from django.conf import settings
    from django.urls import reverse

    from portulan.comptes.operations import fabriquer_lien
    from portulan.comptes.queries import get_compte

    compte = get_compte(courriel)
    base = settings.PORTULAN_ADRESSE or f"http://localhost:{port}"
    adresse = base + reverse("web:lien", args=[fabriquer_lien(compte=compte)])
    if en_json:
        ecrire_json({"lien": adresse})
    else:
        dire(adresse)


def _lire_mot_de_passe() -> str:
    import getpass
    import sys

    lu = getpass.getpass("Mot de passe : ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    if not lu:
        raise DonneeInvalide("Aucun mot de passe n'a été donné.", remede="Écrivez-le sur l'entrée standard.")
    return lu
