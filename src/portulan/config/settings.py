"""Django's settings, all derived from ``environnement``: safe by default, strict content security policy."""

import sqlite3

from django.utils.csp import CSP

from portulan.config.environnement import environnement

_env = environnement()

BASE_DIR = _env.maison.racine
SECRET_KEY = _env.cle_secrete
DEBUG = _env.deboguer
ALLOWED_HOSTS = list(_env.hotes)
ROOT_URLCONF = "portulan.config.urls"
WSGI_APPLICATION = "portulan.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "comptes.Compte"

# Read by cli, web and api, which cannot import this package
PORTULAN_MAISON = _env.maison
PORTULAN_REGION = _env.region
PORTULAN_ADRESSE = _env.adresse_publique
PORTULAN_OIDC = _env.oidc
# Kinds of jobs: callables (progression, **parametres) -> dict
PORTULAN_TRAVAUX = {
    genre: f"portulan.publication.taches.{genre}"
    for genre in ("construire", "importer", "geler", "diagnostiquer", "publier", "implantation")
} | {
    "importer_reseau": "portulan.terrain.reseau.importation.tache",
    "solliciter": "portulan.terrain.animation.taches.solliciter",
    "quotidien": "portulan.terrain.quotidien.faire",
    "relancer_sollicitations": "portulan.terrain.animation.taches.relancer",
}
# Asked by the worker itself, once a day: (kind, label)
PORTULAN_TRAVAUX_QUOTIDIENS = (("quotidien", "Échéances et rappels du jour"),)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks_db",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "portulan.journal",
    "portulan.travaux",
    "portulan.comptes",
    "portulan.terrain.reseau",
    "portulan.terrain.aiguillage",
    "portulan.terrain.animation",
    "portulan.terrain.charte",
    "portulan.terrain.evaluation",
    "portulan.terrain.adhesion",
    "portulan.terrain.accueil",
    "portulan.crefop.registre",
    "portulan.crefop.composition",
    "portulan.crefop.dossier",
    "portulan.crefop.seance",
    "portulan.crefop.scrutin",
    "portulan.crefop.avis",
    "portulan.crefop.suivi",
    "portulan.web",
    "portulan.api",
]

MIDDLEWARE = [
    "portulan.api.erreurs.middleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "portulan.web.middleware.envois",  # before the token is looked for, which reads the files
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portulan.web.middleware.erreurs",
    "portulan.web.middleware.reprise",
    "portulan.web.middleware.second_facteur",  # after the errors: it is asked first
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            # dates, hours and spaces, as French writes them, in every template and in the mails
            "builtins": ["portulan.web.templatetags.ecriture"],
            "loaders": [("django.template.loaders.cached.Loader", ["portulan.web.chargeur.Chargeur"])],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portulan.web.contexte.site",
            ],
        },
    }
]

# SQLite before 3.51.3 (and its back-ports) may lose writes in WAL with several connections: see docs/adr
_WAL_SUR = (
    sqlite3.sqlite_version_info >= (3, 51, 3)
    or (3, 50, 7) <= sqlite3.sqlite_version_info < (3, 51)
    or (3, 44, 6) <= sqlite3.sqlite_version_info < (3, 45)
)
_JOURNAL = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
    if _WAL_SUR
    # Without WAL, a long write (an import) shuts readers out as soon as its pages leave the cache: they stay there, up
    # to so many pages of 4 KiB (about 150,000 lines of an import), so that memory is bounded all the same. SQLite keeps
    # the last byte of the number to say « on »: no multiple of 256
    else "PRAGMA journal_mode=TRUNCATE; PRAGMA synchronous=FULL; PRAGMA cache_spill=60000;"
)
DATABASES = {
    "default": dict(_env.base)
    or {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": _env.maison.base,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": f"PRAGMA foreign_keys=ON; {_JOURNAL}",
        },
    }
}

# Attempts at signing in are counted here: in the database, so that every process sees them; beyond MAX_ENTRIES Django
# throws entries away, which would give their attempts back to whoever tries many addresses
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_site",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# Without a mail server, messages are files of the home: nothing leaves the machine unless it was asked to
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": dict(_env.smtp),
    }
    if _env.smtp
    else {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": _env.maison.racine / "courriels"},
    }
}
SILENCED_SYSTEM_CHECKS = ["mail.E001"]  # files are a choice of ours; the page of mails says where they are
DEFAULT_FROM_EMAIL = _env.expediteur
PASSWORD_RESET_TIMEOUT = 24 * 3600
OTP_TOTP_ISSUER = "Portulan"

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True
# Numbers for people go through the « nombre » filter: a key or a revision written in a form keeps its bare digits
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/statique/"
STATIC_ROOT = _env.maison.racine / "statique"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# Signed texts that are kept: apart from the uploads, whose folders are swept after a day
MEDIA_ROOT = _env.maison.racine / "documents"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "worker-src": [CSP.SELF, "blob:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "portulan.web.erreurs.formulaire_expire"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _env.https
SECURE_SSL_REDIRECT = _env.https
SECURE_HSTS_SECONDS = 31_536_000 if _env.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _env.https
CSRF_TRUSTED_ORIGINS = [_env.adresse_publique] if _env.adresse_publique else []
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _env.derriere_relais else None

LOGIN_URL = "web:connexion"
LOGIN_REDIRECT_URL = "web:espace"
LOGOUT_REDIRECT_URL = "web:accueil"
AUTHENTICATION_BACKENDS = ["portulan.comptes.backends.ParCourriel", "portulan.comptes.oidc.ParFournisseur"]
# Endpoints, client and issuer are read from PORTULAN_OIDC by comptes.oidc; these are the same for every provider
OIDC_RP_SIGN_ALGO = "RS256"
OIDC_USE_PKCE = True
OIDC_STORE_ID_TOKEN = True
OIDC_TIMEOUT = 10
OIDC_AUTHENTICATION_CALLBACK_URL = "web:retour_externe"
LOGIN_REDIRECT_URL_FAILURE = "/connexion/"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"ligne": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {
        "fichier": {
            "class": "logging.handlers.RotatingFileHandler",
            "filename": _env.maison.racine / "journal.log",
            "maxBytes": 2_000_000,
            "backupCount": 3,
            "encoding": "utf-8",
            "delay": True,
            "formatter": "ligne",
        },
    },
    "root": {"handlers": ["fichier"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["fichier"], "level": "WARNING", "propagate": False},
        "portulan": {"handlers": ["fichier"], "level": "INFO", "propagate": False},
    },
}
