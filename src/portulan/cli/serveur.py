"""Serving the site (gunicorn, one process, threads) and running jobs."""

import os
import threading
from typing import Any

import typer

from portulan.cli.site import preparer_site, verifier_port
from portulan.cli.sortie import prevenir

PORT = typer.Option(8000, "--port", metavar="NOMBRE", help="Port où servir le site.")
ADRESSE = typer.Option("127.0.0.1", "--adresse", metavar="IP", help="Adresse d'écoute ; 0.0.0.0 pour toutes.")
_INTERROMPU = 130
_ICI = {"127.0.0.1", "0.0.0.0", "::1", "::"}  # noqa: S104 (how they are shown)


def serveur(
    port: int = PORT,
    adresse: str = ADRESSE,
    sans_travailleur: bool = typer.Option(
        False, "--sans-travailleur", help="Ne pas exécuter les travaux ici (voir « travailleur »)."
    ),
    fils: int = typer.Option(8, "--fils", metavar="NOMBRE", help="Demandes servies en même temps."),
) -> None:
    """Servir le site et exécuter les travaux demandés à l'écran."""
    verifier_port(adresse, port)
    preparer_site()
    raise typer.Exit(servir(port=port, adresse=adresse, fils=fils, avec_travailleur=not sans_travailleur))


def servir(*, port: int, adresse: str, fils: int = 8, avec_travailleur: bool = True) -> int:
    """Serve until told to stop; return the exit code (130 after Ctrl-C)."""
    fin = {"code": 0}

    def pret(arbitre: Any) -> None:
        arreter = arbitre.handle_int

        def interrompre() -> None:
            fin["code"] = _INTERROMPU
            arreter()

        arbitre.handle_int = interrompre
        hote = "localhost" if adresse in _ICI else adresse
        prevenir(f"Le site est ouvert : http://{hote}:{port}/  (Ctrl-C pour arrêter)")

    def apres_fourche(_ouvrier: Any) -> None:
        threading.Thread(target=_prechauffer, args=(adresse, port), name="prechauffage", daemon=True).start()
        if avec_travailleur:
            from portulan.travaux.travailleur import demarrer_en_fil

            demarrer_en_fil()

    reglages = {
        "bind": [f"[{adresse}]:{port}" if ":" in adresse else f"{adresse}:{port}"],
        "workers": 1,
        "worker_class": "gthread",
        "threads": fils,
        "timeout": 180,
        "graceful_timeout": 5,
        "loglevel": "warning",
        "accesslog": None,
        "control_socket_disable": True,
        "proc_name": "portulan",
        "when_ready": pret,
        "post_worker_init": apres_fourche,
    }
    try:
        _application(reglages).run()
    except SystemExit as sortie:
        return fin["code"] or (sortie.code if isinstance(sortie.code, int) else 0)
    return fin["code"]


def _prechauffer(adresse: str, port: int) -> None:
    """Ask ourselves for a page of each kind, so that the first reader does not pay for imports and readings."""
    import http.client

    ici = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(adresse, adresse)  # noqa: S104 (where to reach ourselves)
    for chemin in ("/", "/fiches/1/", "/questions/F1.O3/", "/indicateurs/IND-F1.O3a-1/?niveau=commune"):
        liaison = http.client.HTTPConnection(ici, port, timeout=60)
        try:
            liaison.request("GET", chemin, headers={"Host": f"localhost:{port}"})
            liaison.getresponse().read()
        except OSError:  # the server stops, or is not reachable this way: the first reader will warm it
            return
        finally:
            liaison.close()


def _application(reglages: dict[str, Any]) -> Any:
    from gunicorn.app.base import BaseApplication

    class Serveur(BaseApplication):
        def load_config(self) -> None:
            for nom, valeur in reglages.items():
                self.cfg.set(nom, valeur)

        def load(self) -> Any:
            from django.core.wsgi import get_wsgi_application

            return get_wsgi_application()

    return Serveur()


def travailleur(
    vider: bool = typer.Option(False, "--vider", help="Exécuter ce qui attend, puis s'arrêter."),
) -> None:
    """Exécuter les travaux dans un processus à part."""
    preparer_site()
    import signal

    from portulan.travaux.taches import ARRET
    from portulan.travaux.travailleur import creer_travailleur, travailler

    ouvrier = creer_travailleur(vider=vider)

    def arreter(*_: object) -> None:
        if ARRET.is_set():  # asked twice: at once
            os._exit(_INTERROMPU)
        ARRET.set()  # a running job stops at its next step, and the next worker takes it up again
        ouvrier.running = False
        if not ouvrier.running_task:
            raise KeyboardInterrupt

    signal.signal(signal.SIGINT, arreter)
    signal.signal(signal.SIGTERM, arreter)
    if not vider:
        prevenir("Le travailleur attend les travaux (Ctrl-C pour arrêter).")
    travailler(threading.Event(), ouvrier)
    if ARRET.is_set():
        raise KeyboardInterrupt
