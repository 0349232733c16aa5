"""Acts done at the same instant, with real threads and a connection for each."""

import threading

from django.db import connection

from portulan.socle.erreurs import ErreurUtilisateur


def ensemble(*gestes):
    """Run acts at the same instant, each on its own connection; what each gave, or the refusal it met, in order."""
    barriere, issues = threading.Barrier(len(gestes), timeout=30), {}

    def agir(rang, geste):
        try:
            barriere.wait()
            issues[rang] = geste()
        except ErreurUtilisateur as refus:
            issues[rang] = refus
        finally:
            connection.close()

    fils = [threading.Thread(target=agir, args=(n, g)) for n, g in enumerate(gestes)]
    for f in fils:
        f.start()
    for f in fils:
        f.join(60)
    return [issues[n] for n in range(len(gestes))]
