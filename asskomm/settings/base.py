from django.core.exceptions import ImproperlyConfigured

from . import env

BASE_DIR = env.BASE_DIR
DEBUG = env.DEBUG
SECRET_KEY = env.SECRET_KEY
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY fehlt. „make setup“ legt die Datei .env mit einem zufälligen Schlüssel an; "
        "im Betrieb wird die Variable SECRET_KEY gesetzt (siehe .env.example)."
    )
SECRET_KEY_FALLBACKS = env.SECRET_KEY_FALLBACKS
BASE_URL = env.BASE_URL
ALLOWED_HOSTS = env.ALLOWED_HOSTS
KONTAKT_EMAIL = env.KONTAKT_EMAIL
SIEGEL_EMAIL = env.SIEGEL_EMAIL
SICHERUNG_NACHWEIS = env.SICHERUNG_NACHWEIS

INSTALLED_APPS = [
    "asskomm.core",
    "kommunen",
    "vereinbarungen",
    "foerderung",
    "asskomm.portal",
    "asskomm.core.apps.VerwaltungConfig",  # django.contrib.admin with our own site
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "rules.apps.AutodiscoverRulesConfig",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
    "django_tasks",
    "django_tasks_db",
    "simple_history",
    "import_export",
    "csp",
]

MIDDLEWARE = [
    "asskomm.core.anfrage.AnfrageMiddleware",  # first: even a refusal of the others bears its id
    # Outside of all that may answer by itself (static files, a refused host name, errors): no answer goes without.
    "csp.middleware.CSPMiddleware",
    "asskomm.core.headers.SchutzkopfMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "asskomm.core.errors_views.NotAllowedPageMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "asskomm.core.sitzung.SitzungMiddleware",  # before the next: it keeps what an expired session was sending
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "asskomm.core.faktorpflicht.FaktorpflichtMiddleware",
    "asskomm.core.ansicht_als.AnsichtAlsMiddleware",  # after all that must know who really sits there
    "asskomm.core.pruefzugriff.PruefzugriffMiddleware",
    "asskomm.core.nach_antwort.NachAntwortMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "asskomm.urls"
WSGI_APPLICATION = "asskomm.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "asskomm.core.context.seite",
            ],
        },
    },
]

_sqlite = env.DATABASE["ENGINE"] == "django.db.backends.sqlite3"
DATABASES = {
    "default": {
        **env.DATABASE,
        "CONN_MAX_AGE": env.CONN_MAX_AGE,
        "CONN_HEALTH_CHECKS": True,
    }
}
if _sqlite:
    # IMMEDIATE prevents "database is locked", WAL lets readers go on (technik.md, section 8).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA mmap_size=134217728;"
            "PRAGMA journal_size_limit=67108864;PRAGMA cache_size=-20000;"
        ),
    }

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "core.User"

LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch")]
TIME_ZONE = "Europe/Berlin"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False
FORMAT_MODULE_PATH = "asskomm.formate"

STATIC_URL = "/static/"
STATIC_ROOT = env.STATIC_ROOT
STATICFILES_DIRS = [BASE_DIR / "static", *([d] if (d := env.BUILD_DIR / "assets").is_dir() else [])]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no foreign page loads our style sheets and scripts
MEDIA_ROOT = env.MEDIA_ROOT
MEDIA_URL = "/media/"  # never served by address; downloads go through views that check the right
FILE_UPLOAD_PERMISSIONS = 0o640
SCHRIFTEN_DIR = env.BUILD_DIR / "fonts"  # TTF for PDF documents, made by scripts/build_assets.py
UPLOAD_MAX_BYTES = env.UPLOAD_MAX_MB * 1024 * 1024
CLAMAV_URL = env.CLAMAV_URL
VIRENPRUEFUNG = env.VIRENPRUEFUNG
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_HANDLERS = [
    "asskomm.core.uploads.Groessengrenze",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# A back-office page with all inlines of a joint agreement stays far below this.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000

CACHES = {
    # Shared by all processes: the limits of sign-in count here. Table: migration core 0004_konto. Many entries, because
    # a full cache would forget counts: whoever guesses could push them out.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "zwischenspeicher",
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    },
    # Finished public pages of this process, at most some 30 MB (asskomm/portal/seiten.py).
    "seiten": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "seiten",
        "OPTIONS": {"MAX_ENTRIES": 80},
    },
    # Fortschritt langer Arbeiten: steht außerhalb der Datenbank, die vor dem Ende ihrer Transaktion nichts zeigt.
    "fortschritt": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": MEDIA_ROOT.parent / "fortschritt",
    },
}

# Die Warteschlange liegt in der Datenbank: Was eine Transaktion einreiht, gilt mit ihr oder gar nicht.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "zeile": {"format": "{asctime} {levelname} {name} [{anfrage}] {message}", "style": "{"},
        "json": {"()": "asskomm.core.sicherheitslog.Zeilenform"},
    },
    "filters": {
        "anfrage": {"()": "asskomm.core.anfrage.AnfrageFilter"},
        "abgewiesen": {"()": "asskomm.core.sicherheitslog.NurAbgewiesene"},
        "ohne_schluessel": {"()": "asskomm.core.geheime_wege.OhneSchluessel"},
    },
    "handlers": {
        "ausgabe": {"class": "logging.StreamHandler", "formatter": "zeile", "filters": ["anfrage", "ohne_schluessel"]},
        # Das Sicherheitslog: eine Zeile JSON je Ereignis auf stdout; wie lange sie bleibt, bestimmt der Betrieb.
        "sicherheit": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stdout",
            "formatter": "json",
            "filters": ["ohne_schluessel"],
        },
        "abgewiesen": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stdout",
            "formatter": "json",
            "filters": ["abgewiesen", "ohne_schluessel"],
        },
    },
    "root": {"handlers": ["ausgabe"], "level": env.LOG_LEVEL},
    "loggers": {
        "sicherheit": {"handlers": ["sicherheit"], "level": "INFO", "propagate": False},
        "django.security": {"handlers": ["sicherheit"], "level": "WARNING"},
        "django.request": {"handlers": ["abgewiesen"], "level": "WARNING"},
        # Jeder Schritt jeder Seite wäre eine Zeile; es zählt, was misslingt.
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
    },
}
