"""The terminal's door: the list of commands, and one handler for every error."""

import errno
import os
import signal
import sys
import threading
import traceback
from typing import Any

import typer
from typer.exceptions import TyperException

from portulan.cli import acces, comite, comptes, demo, diagnostic, donnees, evaluations, instantanes, reseau, serveur
from portulan.cli.francais import CommandeFr, ErreurUsage, GroupeFr, traduire
from portulan.cli.sortie import montrer_erreur, prevenir
from portulan.socle.chemins import maison
from portulan.socle.erreurs import ErreurUtilisateur, RessourceIndisponible, raison_systeme
from portulan.socle.horloge import maintenant

INTERROMPU = 130
_interruption = threading.Event()
BOGUE = 70
_ENVIRONNEMENT = {errno.EROFS, errno.EACCES, errno.ENOSPC, errno.EPERM, errno.EDQUOT}


def _options(**autres: Any) -> dict[str, Any]:
    return {"rich_markup_mode": None, "add_completion": False, "pretty_exceptions_enable": False, **autres}


app = typer.Typer(
    cls=GroupeFr,
    help="""Portulan : des données ouvertes à un dossier que le CREFOP peut lire, vérifier et recalculer.

    « ./portulan demo » construit une région de démonstration et ouvre le site.
    « ./portulan test » lance les essais.""",
    **_options(),
)
for _nom, _fonction in (
    ("demo", demo.demo),
    ("serveur", serveur.serveur),
    ("travailleur", serveur.travailleur),
    ("importer", donnees.importer),
    ("sources", donnees.sources),
    ("geler", instantanes.geler),
    ("verifier", instantanes.verifier),
    ("comparer", instantanes.comparer),
    ("diagnostiquer", diagnostic.diagnostiquer),
    ("indicateurs", diagnostic.indicateurs),
    ("acces", acces.acces),
    ("publier", diagnostic.publier),
    ("rappels", evaluations.rappels),
    ("preuves", evaluations.preuves),
    ("repetition", comite.repetition),
):
    app.command(_nom, cls=CommandeFr)(_fonction)
_compte = typer.Typer(cls=GroupeFr, help="Créer un compte, ou un lien de connexion.", **_options())
_compte.command("creer", cls=CommandeFr)(comptes.creer)
_compte.command("lien", cls=CommandeFr)(comptes.lien)
app.add_typer(_compte, name="compte")
_reseau = typer.Typer(cls=GroupeFr, help="Importer dans les registres du réseau, les exporter.", **_options())
_reseau.command("importer", cls=CommandeFr)(reseau.importer)
_reseau.command("exporter", cls=CommandeFr)(reseau.exporter)
_reseau.command("doublons", cls=CommandeFr)(reseau.doublons)
app.add_typer(_reseau, name="reseau")


@app.command("test", cls=CommandeFr, context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
def _test(contexte: typer.Context) -> None:
    """Lancer tous les essais ; ce qui suit est transmis à pytest."""
    from portulan.cli.essais import lancer

    raise typer.Exit(lancer(contexte.args))


@app.callback(invoke_without_command=True)
def _accueil(
    contexte: typer.Context, version: bool = typer.Option(False, "--version", help="Donner la version.")
) -> None:
    if version:
        from portulan import __version__

        print(__version__)
        raise typer.Exit
    if contexte.invoked_subcommand is None:
        print(contexte.get_help())


def executer(arguments: list[str]) -> int:
    """Run a command line; return its exit code, having said what went wrong."""
    try:
        code = app(args=arguments, prog_name=os.environ.get("PORTULAN_COMMANDE", "portulan"), standalone_mode=False)
    except ErreurUtilisateur as erreur:
        montrer_erreur(erreur)
        return erreur.code_sortie
    except TyperException as erreur:
        usage = traduire(erreur)
        montrer_erreur(usage)
        return ErreurUsage.code_sortie
    except (KeyboardInterrupt, typer.Abort):
        return INTERROMPU
    except Exception as erreur:  # noqa: BLE001 (the border of the terminal: environment, or a bug that is logged)
        return _fin_inattendue(erreur)
    return code if isinstance(code, int) else 0


def _fin_inattendue(erreur: Exception) -> int:
    if _interruption.is_set():  # an engine turned Ctrl-C into an error of its own
        return INTERROMPU
    connue = _de_l_environnement(erreur)
    if connue is None:
        return _bogue(erreur)
    montrer_erreur(connue)
    return connue.code_sortie


def _de_l_environnement(erreur: Exception) -> ErreurUtilisateur | None:
    """A full or read-only disk, an unreachable database: not a bug, and repairable."""
    if isinstance(erreur, OSError) and erreur.errno in _ENVIRONNEMENT:
        return RessourceIndisponible(
            f"{erreur.filename or maison().racine} ne peut pas être utilisé ({raison_systeme(erreur)}).",
            remede="Vérifiez les droits et la place, ou donnez un autre dossier : PORTULAN_HOME=/chemin/vers/dossier.",
        )
    if type(erreur).__module__ == "django.db.utils" and type(erreur).__name__ == "OperationalError":
        return RessourceIndisponible(
            f"La base de données ne répond pas : {str(erreur).splitlines()[0]}.",
            remede="Vérifiez DATABASE_URL, ou que le dossier de l'installation (PORTULAN_HOME) permet d'écrire.",
        )
    return None


def _bogue(erreur: Exception) -> int:
    """Keep the traceback in a file, say where."""
    trace = "".join(traceback.format_exception(erreur))
    fichier = maison().racine / "erreurs.log"
    prevenir("Erreur inattendue : c'est un défaut de Portulan, pas de votre fait.")
    try:
        fichier.parent.mkdir(parents=True, exist_ok=True)
        with fichier.open("a", encoding="utf-8") as sortie:
            sortie.write(f"--- {maintenant().isoformat()} portulan {' '.join(sys.argv[1:])}\n{trace}\n")
        prevenir(f"  → Joignez {fichier} à votre signalement.")
    except OSError:
        prevenir(trace)
    return BOGUE


def _interrompre(*_: object) -> None:
    _interruption.set()
    raise KeyboardInterrupt


def main() -> None:
    """Entry point of the ``portulan`` command."""
    signal.signal(signal.SIGINT, _interrompre)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    code = executer(sys.argv[1:])
    if code == INTERROMPU:
        prevenir("\nInterrompu.")
    sys.exit(code)
