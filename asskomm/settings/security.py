"""Sign-in, cookies, transport and content policy."""

from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from . import env

_https = env.BASE_URL.startswith("https://")

AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("anmeldename", "name", "email")},
    },
    {
        # BSI ORP.4.A22: long, no forced composition, no forced rotation.
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "asskomm.core.passwoerter.Wortsperre",
        "OPTIONS": {
            "dateien": [
                env.BASE_DIR / "asskomm/core/daten/passwortworte.txt",
                env.BASE_DIR / "kommunen/daten/gemeinden.csv",
                env.BASE_DIR / "kommunen/daten/kreise.csv",
            ]
        },
    },
]

# Over https the browser itself refuses a __Host- cookie that another host or a plain connection tries to set.
_praefix = "__Host-" if _https else ""
SESSION_COOKIE_NAME = f"{_praefix}sitzung"
CSRF_COOKIE_NAME = f"{_praefix}formularschutz"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no third cookie, no text in the browser

SESSION_COOKIE_AGE = env.SESSION_MINUTEN * 60
SESSION_HOECHSTDAUER = env.SESSION_HOECHSTDAUER_STUNDEN * 3600
SESSION_SAVE_EVERY_REQUEST = True  # the limit counts idle time, not time since sign-in
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None  # goes with the browser window, like the session
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "asskomm.core.errors_views.csrf_failure"

SESSION_COOKIE_SECURE = _https
CSRF_COOKIE_SECURE = _https
SECURE_SSL_REDIRECT = _https
SECURE_HSTS_SECONDS = 63072000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _https
SECURE_HSTS_PRELOAD = _https
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REDIRECT_EXEMPT = [r"^gesundheit/"]  # probes come from inside, without TLS
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = [env.BASE_URL]
if env.PROXY_SSL_HEADER:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")


def _ursprung(adresse: str) -> str:
    teile = urlsplit(adresse)
    return f"{teile.scheme}://{teile.netloc}"


CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "object-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],  # KERN carries its icons as data: addresses
        "connect-src": [SELF],
        # Browsers hold redirects after a form to this too: signing in at the provider is one.
        "form-action": [SELF, *([_ursprung(env.OIDC_SERVER_URL)] if env.OIDC_SERVER_URL else [])],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
