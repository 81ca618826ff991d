"""The only reader of the environment; every variable is explained in .env.example."""

import os
from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = BASE_DIR / "var"
BUILD_DIR = BASE_DIR / ".build"

_env = environ.Env()
if (BASE_DIR / ".env").is_file():
    _env.read_env(BASE_DIR / ".env")

SECRET_KEY: str = _env.str("SECRET_KEY", default="")
SECRET_KEY_FALLBACKS: list[str] = _env.list("SECRET_KEY_FALLBACKS", default=[])
DEBUG: bool = _env.bool("DEBUG", default=False)
BASE_URL: str = _env.str("BASE_URL", default="http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS: list[str] = _env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
DATABASE: dict = _env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'portal.sqlite3'}")
CONN_MAX_AGE: int = _env.int("CONN_MAX_AGE", default=60)
MEDIA_ROOT: Path = Path(_env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")))
STATIC_ROOT: Path = Path(_env.str("STATIC_ROOT", default=str(BUILD_DIR / "static")))
EMAIL: dict = _env.email("EMAIL_URL", default="consolemail://")
POST_AUFBEWAHRUNG_TAGE: int = _env.int("POST_AUFBEWAHRUNG_TAGE", default=90)
DEFAULT_FROM_EMAIL: str = _env.str("DEFAULT_FROM_EMAIL", default="portal@example.org")
KONTAKT_EMAIL: str = _env.str("KONTAKT_EMAIL", default="lpr@smi.sachsen.de")
SESSION_MINUTEN: int = _env.int("SESSION_MINUTEN", default=30)
SESSION_HOECHSTDAUER_STUNDEN: int = _env.int("SESSION_HOECHSTDAUER_STUNDEN", default=12)
BESTAETIGUNG_SEKUNDEN: int = _env.int("BESTAETIGUNG_SEKUNDEN", default=300)
SIEGEL_EMAIL: str = _env.str("SIEGEL_EMAIL", default="")
SICHERUNG_NACHWEIS: str = _env.str("SICHERUNG_NACHWEIS", default="")
OIDC_SERVER_URL: str = _env.str("OIDC_SERVER_URL", default="").rstrip("/")
OIDC_CLIENT_ID: str = _env.str("OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET: str = _env.str("OIDC_CLIENT_SECRET", default="")
OIDC_NAME: str = _env.str("OIDC_NAME", default="Anmeldedienst der Behörde")
OIDC_GRUPPEN_CLAIM: str = _env.str("OIDC_GRUPPEN_CLAIM", default="groups")
OIDC_ROLLEN: dict[str, str] = _env.dict("OIDC_ROLLEN", default={})
OIDC_ZWEITER_FAKTOR: list[str] = _env.list("OIDC_ZWEITER_FAKTOR", default=[])
UPLOAD_MAX_MB: int = _env.int("UPLOAD_MAX_MB", default=20)
CLAMAV_URL: str = _env.str("CLAMAV_URL", default="")
VIRENPRUEFUNG: str = _env.str("VIRENPRUEFUNG", default="pflicht" if BASE_URL.startswith("https://") else "ohne")
LOG_LEVEL: str = _env.str("LOG_LEVEL", default="INFO")
PROXY_SSL_HEADER: bool = _env.bool("PROXY_SSL_HEADER", default=False)
PROXY_ANZAHL: int = _env.int("PROXY_ANZAHL", default=int(PROXY_SSL_HEADER))


def allow_async_unsafe() -> None:
    """Playwright keeps an event loop in the test thread; Django would refuse database access."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
