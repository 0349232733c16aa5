"""The one task of the queue: run a job, tell its progress, record its end."""

import logging
import threading
import time

from django.db import connection
from django.tasks import task

from portulan.socle.erreurs import ErreurUtilisateur
from portulan.travaux import execution
from portulan.travaux.registre import trouver

_PAS = 0.5  # seconds between two writes of the progress
_BATTEMENT = 20.0  # seconds between two signs of life inside a long step
# Set when this process is told to stop: the job stays « en cours », and the next worker takes it up again
ARRET = threading.Event()
_journal = logging.getLogger("portulan.travaux")


class Annulation(Exception):  # noqa: N818 (control flow, never shown)
    """Raised inside a job at its next step after somebody cancelled it."""


class Arret(Exception):  # noqa: N818 (control flow, never shown)
    """Raised inside a job at its next step once this process is told to stop."""


class Suivi:
    """Progression of a job, throttled; a heartbeat thread covers the steps that say nothing for long."""

    def __init__(self, travail_id: int) -> None:
        self.travail_id = travail_id
        self.etape, self.fraction, self._ecrit = "", 0.0, 0.0
        self._fini = threading.Event()

    def __call__(self, etape: str, fraction: float) -> None:
        """Record a step; raise ``Annulation`` (somebody cancelled) or ``Arret`` (this process stops)."""
        if ARRET.is_set():
            raise Arret
        nouvelle = etape != self.etape
        self.etape, self.fraction = etape, fraction
        instant = time.monotonic()
        if not nouvelle and instant - self._ecrit < _PAS:
            return
        self._ecrit = instant
        if not execution.avancer(travail_id=self.travail_id, etape=etape, fraction=fraction):
            raise Annulation

    def battre(self) -> None:
        """Body of the heartbeat thread."""
        try:
            while not self._fini.wait(_BATTEMENT):
                execution.avancer(travail_id=self.travail_id, etape=self.etape, fraction=self.fraction)
        finally:
            connection.close()

    def finir(self) -> None:
        """Stop the heartbeat."""
        self._fini.set()


@task()
def executer(travail_id: int) -> str:
    """Run a job; whatever happens, its row ends in a final state."""
    travail = execution.commencer(travail_id=travail_id)
    if travail is None:
        return "ignore"
    suivi = Suivi(travail_id)
    coeur = threading.Thread(target=suivi.battre, name=f"battement-{travail_id}", daemon=True)
    coeur.start()
    try:
        resultat = trouver(travail.genre)(suivi, **travail.parametres)
    except Arret:
        return "interrompu"
    except Annulation:
        execution.marquer_annule(travail_id=travail_id)
        return "annule"
    except ErreurUtilisateur as erreur:
        execution.echouer(travail_id=travail_id, message=erreur.message, remede=erreur.remede)
        return "echoue"
    except Exception:  # noqa: BLE001 (the border of the job: a bug is logged with its traceback, and said without it)
        _journal.exception("travail %s (%s)", travail_id, travail.genre)
        execution.echouer(
            travail_id=travail_id,
            message="Une erreur inattendue a interrompu ce travail.",
            remede="Le détail est dans le journal de l'installation (journal.log) ; relancez, ou signalez-la.",
        )
        return "echoue"
    finally:
        suivi.finir()
        coeur.join(timeout=5)
    execution.terminer(travail_id=travail_id, resultat=resultat)
    return "termine"
