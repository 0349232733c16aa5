"""Settings of the tests: those of production, with plain static files and a fast password hasher."""

import os
import tempfile
from pathlib import Path

# A home of our own: a developer's installation is never read nor written by the suite
os.environ["PORTULAN_HOME"] = tempfile.mkdtemp(prefix="portulan-essais-")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

from portulan.config.settings import *  # noqa: F403, TID251 (the settings under test)
from portulan.config.settings import STORAGES  # noqa: TID251 (same)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
MEDIA_ROOT = Path(os.environ["PORTULAN_HOME"]) / "televersements"
