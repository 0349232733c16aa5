"""The worker: a daemon thread of the web process, or a process of its own (``./portulan travailleur``)."""

import logging
import threading
import uuid
from typing import Any

from django.db import connections

from portulan.socle.horloge import aujourdhui
from portulan.travaux.operations import demander_les_quotidiens, enterrer_les_morts

_RONDE = 30.0  # seconds between two looks for dead workers and for a new day
_journal = logging.getLogger("portulan.travaux")


def creer_travailleur(*, intervalle: float = 1.0, vider: bool = False) -> Any:
    """Build a django-tasks-db worker; ``vider``: run what is waiting, then return."""
    from django_tasks_db.management.commands.db_worker import Worker

    return Worker(
        queue_names=["default"],
        interval=intervalle,
        batch=vider,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=uuid.uuid4().hex,
        excluded_queue_names=[],
    )


def _ronde(fini: threading.Event) -> None:
    try:
        while not fini.wait(_RONDE):
            try:
                enterrer_les_morts()
                demander_les_quotidiens(aujourdhui())
            except Exception:  # noqa: BLE001 (a locked or restarting database must not end the rounds)
                _journal.exception("ronde des travailleurs morts")
            finally:
                connections.close_all()
    finally:
        connections.close_all()


def travailler(fini: threading.Event | None = None, travailleur: Any = None) -> None:
    """Bury the dead, ask for the work of the day, then run jobs until ``travailleur.running`` is false."""
    fini = fini or threading.Event()
    enterrer_les_morts()
    demander_les_quotidiens(aujourdhui())
    threading.Thread(target=_ronde, args=(fini,), name="ronde", daemon=True).start()
    try:
        (travailleur or creer_travailleur()).run()
    finally:
        fini.set()
        connections.close_all()


def demarrer_en_fil() -> threading.Thread:
    """Start the worker as a daemon thread of this process."""

    def boucle() -> None:
        while True:
            try:
                travailler()
            except Exception:  # noqa: BLE001 (the database was away: say it, wait, start again)
                _journal.exception("travailleur interrompu")
                threading.Event().wait(5)
            else:
                return

    fil = threading.Thread(target=boucle, name="travailleur", daemon=True)
    fil.start()
    return fil
