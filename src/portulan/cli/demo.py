"""The demonstration: everything built from nothing, then served."""

import os
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from portulan.cli.comite import jouer_la_demonstration
from portulan.cli.serveur import ADRESSE, PORT
from portulan.cli.site import preparer_site, verifier_port
from portulan.cli.sortie import dire, ecrire_json, prevenir, progression
from portulan.socle.chemins import maison
from portulan.socle.erreurs import Introuvable

if TYPE_CHECKING:
    from portulan.publication.chaine import Construction
    from portulan.socle.chemins import Maison

COURRIEL = "demonstration@portulan.example"


def demo(
    donnees: str = typer.Option(
        "", "--donnees", metavar="DOSSIER", help="Charger tous les fichiers reconnus de ce dossier."
    ),
    region: str = typer.Option("76", "--region", metavar="CODE", help="Code de la région."),
    port: int = PORT,
    adresse: str = ADRESSE,
    sans_serveur: bool = typer.Option(
        False, "--sans-serveur", help="Tout construire, dire où sont les dossiers, et s'arrêter."
    ),
    detail: bool = typer.Option(
        False, "--detail", help="Nommer chaque fichier laissé ; sinon, leur nombre par dossier."
    ),
    en_json: bool = typer.Option(False, "--json", help="Avec --sans-serveur : décrire le résultat en JSON."),
) -> None:
    """Construire la région de démonstration, publier ses deux dossiers et ouvrir le site."""
    if not sans_serveur:
        verifier_port(adresse, port)
    dossier = Path(donnees).expanduser().resolve() if donnees else None
    if dossier is not None and not dossier.is_dir():
        quoi = "n'est pas un dossier" if dossier.exists() else "n'existe pas"
        raise Introuvable(f"{donnees} {quoi}.", remede="Vérifiez le chemin du dossier donné à --donnees.")
    maison().preparer().devenir_demonstration(region)
    foyer = preparer_site()
    from portulan.publication.chaine import construire
    from portulan.publication.taches import registres

    construction = construire(foyer, region, donnees=dossier, terrain=registres(), progression=progression())
    _raconter_fichiers(construction, dossier, detail=detail)
    progression()("Séances du comité, jouées", 0.99)
    if jouer_la_demonstration(foyer, region):
        # frozen again: the fiches tell how long these referrals took
        construction = construire(foyer, region, terrain=registres(), progression=progression())
    if sans_serveur:
        _raconter_dossiers(foyer, construction, en_json=en_json)
        return
    prevenir(
        "Pour agir dans le rôle de votre choix (opérateur, Région, comité…), sans mot de passe :\n"
        f"  {_base(port)}{_page_des_roles()}\n"
        f"Pour administrer, connectez-vous par ce lien (une fois, sous 24 heures) :\n  {_lien(port)}"
    )
    # A fresh process serves: the memory of the construction is given back, and no thread of the engines is forked
    commande = [sys.executable, "-m", "portulan.cli", "serveur", "--port", str(port), "--adresse", adresse]
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, commande)  # noqa: S606 (ourselves, without a shell)


def _raconter_fichiers(construction: "Construction", dossier: Path | None, *, detail: bool) -> None:
    if dossier is None or not construction.fichiers:
        return
    for etat, titre in (("utilisé", "Utilisés"), ("refusé", "Refusés")):
        concernes = [f for f in construction.fichiers if f.etat == etat]
        if concernes:
            prevenir(f"{titre} ({len(concernes)}) :")
        for f in concernes:
            prevenir(f"  {f.fichier.relative_to(dossier)} : {f.raison}")
    laisses = [f.fichier.relative_to(dossier) for f in construction.fichiers if f.etat == "laissé"]
    if laisses and detail:
        prevenir(f"Laissés ({len(laisses)}), qu'aucun connecteur ne lit :")
        for laisse in laisses:
            prevenir(f"  {laisse}")
    elif laisses:
        compte = Counter(str(laisse.parent.parts[0]) if laisse.parent.parts else "." for laisse in laisses)
        groupes = ", ".join(f"{nom} ({nombre})" for nom, nombre in sorted(compte.items()))
        prevenir(f"Laissés ({len(laisses)}), qu'aucun connecteur ne lit : {groupes}. Leurs noms : --detail.")


def _raconter_dossiers(foyer: "Maison", construction: "Construction", *, en_json: bool) -> None:
    from portulan.publication.bibliotheque import Bibliotheque

    publies = Bibliotheque(foyer).dossiers(construction.identifiant)
    if en_json:
        contenu: dict[str, Any] = {
            "instantane": construction.identifiant,
            "region": construction.region,
            "etapes": construction.etapes,
            "dossiers": str(foyer.dossiers / construction.identifiant),
            "fichiers": publies,
        }
        ecrire_json(contenu)
        return
    dire(f"Instantané : {construction.identifiant}")
    dire(f"Dossiers : {foyer.dossiers / construction.identifiant}")


def _base(port: int) -> str:
    from django.conf import settings

    return settings.PORTULAN_ADRESSE or f"http://localhost:{port}"


def _page_des_roles() -> str:
    from django.urls import reverse

    return reverse("web:entrer_comme")


def _lien(port: int) -> str:
    from django.urls import reverse

    from portulan.comptes.operations import assurer_compte, fabriquer_lien

    compte = assurer_compte(courriel=COURRIEL, nom="Administration de démonstration")
    return _base(port) + reverse("web:lien", args=[fabriquer_lien(compte=compte)])
