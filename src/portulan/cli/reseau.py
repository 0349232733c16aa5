"""The network from the terminal: import into the registers, export, look for doubles."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from portulan.cli.site import preparer_site
from portulan.cli.sortie import dire, ecrire_json, progression
from portulan.socle.erreurs import DonneeInvalide, RessourceIndisponible, raison_systeme
from portulan.socle.mesure import nombre_fr

if TYPE_CHECKING:
    from portulan.terrain.reseau.models import ImportReseau

_MONTRES = 20
_MOTS = {
    "creee": ("créée", "créées"),
    "modifiee": ("modifiée", "modifiées"),
    "inchangee": ("inchangée", "inchangées"),
    "refusee": ("refusée", "refusées"),
    "ailleurs": ("laissée (hors de la région)", "laissées (hors de la région)"),
    "conflit": ("avec un conflit", "avec un conflit"),
    "doublon": ("doublon probable", "doublons probables"),
}


def importer(
    fichier: str = typer.Argument(..., metavar="FICHIER", help="Fichier au schéma v1, ou « chargements »."),
    simuler: bool = typer.Option(False, "--simuler", help="Tout vérifier sans rien écrire."),
    ecarter: bool = typer.Option(False, "--ecarter", help="Mettre de côté les lignes refusées et importer les autres."),
    en_json: bool = typer.Option(False, "--json", help="Donner le compte rendu en JSON."),
) -> None:
    """Importer des structures et des services dans les registres du réseau ; tout ou rien."""
    preparer_site()
    from portulan.terrain.reseau.importation import CHARGEMENTS, demander_import, executer

    origine = CHARGEMENTS if fichier == CHARGEMENTS else str(Path(fichier).resolve())
    nom = "Chargements courants" if fichier == CHARGEMENTS else Path(fichier).name
    demande = demander_import(origine=origine, nom=nom, par="cli", simuler=simuler, ecarter=ecarter)
    fait = executer(demande, progression())
    _raconter(fait, en_json=en_json)
    if fait.etat == "refuse":
        raise typer.Exit(DonneeInvalide.code_sortie)


def _raconter(fait: "ImportReseau", *, en_json: bool) -> None:
    refusees = fait.lignes.filter(issue="refusee")
    if en_json:
        ecrire_json(
            {
                "import": fait.pk,
                "etat": fait.etat,
                "decomptes": fait.compte_rendu,
                "refus": [
                    {"ligne": x.ligne, "genre": x.genre, "identifiant": x.identifiant, "constats": x.constats}
                    for x in refusees[:1000]
                ],
            }
        )
        return
    dire(f"{fait.nom} : {fait.get_etat_display()}.")
    for genre in ("structure", "service"):
        comptes = [
            f"{nombre_fr(n)} {mots[n > 1]}"
            for issue, mots in _MOTS.items()
            if (n := fait.compte_rendu.get(f"{genre}.{issue}", 0))
        ]
        if comptes:
            dire(f"  {genre}s : {', '.join(comptes)}")
    for ligne in refusees[:_MONTRES]:
        for c in ligne.constats:
            if c["bloquant"]:
                dire(
                    f"  ligne {ligne.ligne}, colonne « {c['colonne']} », valeur « {c['valeur']} » : "
                    f"{c['motif']} {c['remede']}"
                )
    reste = refusees.count() - _MONTRES
    if reste > 0:
        dire(f"  … et {nombre_fr(reste)} autres (--json en donne mille).")


def exporter(
    fichier: Path = typer.Argument(..., metavar="FICHIER", help="Fichier à écrire (.json, .jsonl ou .zip)."),
    sans_extension: bool = typer.Option(False, "--sans-extension", help="S'en tenir au schéma v1, sans champs spro."),
) -> None:
    """Exporter les structures et services ouverts au schéma v1 de data·inclusion."""
    preparer_site()
    from portulan.terrain.reseau.exportation import ecrire_export

    try:
        bilan = ecrire_export(fichier, etendu=not sans_extension)
    except OSError as erreur:
        raise RessourceIndisponible(
            f"{fichier} ne peut pas être écrit ({raison_systeme(erreur)}).", remede="Choisissez un autre chemin."
        ) from erreur
    dire(f"{nombre_fr(bilan.structures)} structures et {nombre_fr(bilan.services)} services écrits dans {fichier}.")
    if bilan.ecartees:
        dire(f"  {nombre_fr(len(bilan.ecartees))} fiches laissées, que le schéma v1 refuserait :")
        for identifiant, motif in bilan.ecartees[:_MONTRES]:
            dire(f"  {identifiant} : {motif}")


def doublons() -> None:
    """Chercher les fiches qui semblent décrire le même lieu ; elles s'examinent à l'écran « Doublons »."""
    foyer = preparer_site()
    from django.conf import settings

    from portulan.terrain.reseau.doublons import proposer

    nombre = proposer(region=settings.PORTULAN_REGION)
    dire(f"{nombre_fr(nombre)} paires à examiner dans {foyer.racine}.")
