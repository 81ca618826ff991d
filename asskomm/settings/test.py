"""Einstellungen der Tests: unabhängig davon, was in .env steht; nur die Datenbank kommt von DATABASE_URL."""

from . import *
from . import env

# Muss vor dem ersten Test gelten, deshalb hier und nicht in conftest.py.
env.allow_async_unsafe()

DEBUG = False
SECRET_KEY = "nur-fuer-tests-" + "x" * 50
BASE_URL = "http://testserver"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
CSRF_TRUSTED_ORIGINS: list[str] = []
SESSION_COOKIE_NAME = "sitzung"
CSRF_COOKIE_NAME = "formularschutz"
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0

# Kein Test hängt davon ab, ob auf dem Rechner ein Virenscanner läuft; die es prüfen, sagen es selbst.
CLAMAV_URL = ""
VIRENPRUEFUNG = "ohne"

# Schnell statt sicher: Passwörter gibt es hier nur zum Anmelden im Test.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

# live_server liefert über die Finder aus; Namen mit Fingerabdruck wären dort 404.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT = env.BUILD_DIR / "static-test"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warnt sonst, und Warnungen sind Fehler
MEDIA_ROOT = env.BUILD_DIR / "media-test"  # conftest.py gibt jedem Test einen eigenen Ordner

LOGGING = {"version": 1, "disable_existing_loggers": False}

# Tests laufen in zurückgerollten Transaktionen, der Datenstand steigt dort nicht: keine Seite wird aufbewahrt.
CACHES = {
    **CACHES,
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "portal"},
    "fortschritt": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "fortschritt"},
    "seiten": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}
