"""Getting the site ready: settings, database, static files. Each step is skipped when it is up to date."""

import errno
import os
import socket
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from portulan.socle.chemins import Maison, maison
from portulan.socle.erreurs import RessourceIndisponible, raison_systeme

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from portulan.publication.chaine import Terrain
    from portulan.socle.source import Source


def preparer_django() -> Maison:
    """Load the settings and the applications; the home is checked first."""
    foyer = maison().preparer()
    verifier_ecriture(foyer)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portulan.config.settings")
    import django

    django.setup()
    return foyer


def verifier_ecriture(foyer: Maison) -> None:
    """One clear sentence when the home is read-only, before anything long starts."""
    essai = foyer.racine / f".essai-{os.getpid()}"
    try:
        essai.write_bytes(b"")
        essai.unlink()
    except OSError as erreur:
        raise RessourceIndisponible(
            f"Portulan ne peut pas écrire dans {foyer.racine} ({raison_systeme(erreur)}).",
            remede="Donnez-lui un dossier où écrire : PORTULAN_HOME=/chemin/vers/un/dossier.",
        ) from erreur


def preparer_site() -> Maison:
    """Database up to date, cache table, static files collected."""
    foyer = preparer_django()
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    with _seul(foyer):
        executant = MigrationExecutor(connection)
        if executant.migration_plan(executant.loader.graph.leaf_nodes()):
            call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        _rassembler_statiques(foyer)
    return foyer


@contextmanager
def _seul(foyer: Maison) -> "Iterator[None]":
    """Two commands started at once on one home: the second waits until the first has prepared it."""
    import fcntl

    with (foyer.racine / ".preparation").open("a") as verrou:
        fcntl.flock(verrou, fcntl.LOCK_EX)
        yield  # released with the file, even when the process is killed


def _rassembler_statiques(foyer: Maison) -> None:
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    from portulan.publication.empreintes import a_jour, empreinte, temoigner

    fichiers: Iterator[Path] = (
        Path(depot.path(nom)) for finder in get_finders() for nom, depot in finder.list(ignore_patterns=None)
    )
    cle = empreinte(sorted((str(f), f.stat().st_size, f.stat().st_mtime_ns) for f in fichiers))
    temoin = foyer.racine / "statique" / ".a-jour"
    if not a_jour(temoin, cle):
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        temoigner(temoin, cle)


def verifier_port(adresse: str, port: int) -> None:
    """One clear sentence when the port cannot be taken, before anything long starts."""
    if not 0 < port < 65536:  # noqa: PLR2004 (16 bits)
        raise RessourceIndisponible(f"{port} n'est pas un port.", remede="Choisissez un nombre de 1024 à 65535.")
    with socket.socket(socket.AF_INET6 if ":" in adresse else socket.AF_INET) as prise:
        prise.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            prise.bind((adresse, port))
        except socket.gaierror as erreur:
            raise RessourceIndisponible(
                f"« {adresse} » n'est pas une adresse de cette machine.",
                remede="Donnez une adresse IP : --adresse 127.0.0.1 (cette machine) ou 0.0.0.0 (toutes ses adresses).",
            ) from erreur
        except OSError as erreur:
            raison = {
                errno.EADDRINUSE: "est déjà utilisé par un autre programme",
                errno.EACCES: "est réservé au système",
                errno.EADDRNOTAVAIL: f"ne peut pas être ouvert : {adresse} n'est pas une adresse de cette machine",
            }.get(erreur.errno or 0, f"ne peut pas être ouvert ({raison_systeme(erreur)})")
            raise RessourceIndisponible(
                f"Le port {port} {raison}.",
                remede=f"Choisissez-en un autre : --port {_suivant(port)}.",
            ) from erreur


def _suivant(port: int) -> int:
    """A port that anyone may take, near the one that is not free."""
    return port + 1 if 1024 <= port < 65535 else 8000  # noqa: PLR2004 (unprivileged, 16 bits)


def _a_un_site() -> bool:
    return maison().base.exists() or bool(os.environ.get("DATABASE_URL"))


def lire_registres(region: str) -> "Sequence[Source]":
    """What the registers of the site give to a snapshot; nothing when this installation has no site yet."""
    terrain = registres_du_site()
    return terrain.lire(region) if terrain else ()


def registres_du_site() -> "Terrain | None":
    """The registers of the site; None when this installation has no site yet."""
    if not _a_un_site():
        return None
    preparer_site()
    from portulan.publication.taches import registres

    return registres()


def noter_acte(acte: str, *, objet_type: str, objet_id: str, **detail: object) -> None:
    """Write an act of the terminal in the journal, when the site of this installation exists."""
    if not _a_un_site():
        return
    preparer_site()
    from portulan.journal.operations import noter

    noter(acte, auteur="cli", objet_type=objet_type, objet_id=objet_id, **detail)
