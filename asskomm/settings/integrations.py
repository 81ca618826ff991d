"""Settings of the libraries we build on."""

from typing import Any

from . import env

AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/verwaltung/"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "asskomm.core.kontoadapter.KontoAdapter"
ACCOUNT_FORMS = {
    "login": "asskomm.core.kontoformulare.AnmeldeForm",
    "reset_password": "asskomm.core.kontoformulare.PasswortVergessenForm",
    "reset_password_from_key": "asskomm.core.kontoformulare.PasswortNeuForm",
    "change_password": "asskomm.core.kontoformulare.PasswortAendernForm",
    "reauthenticate": "asskomm.core.kontoformulare.PasswortBestaetigenForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = "anmeldename"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_UNIQUE_EMAIL = False  # several people may share one mailbox of their municipality
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # addresses come from an invitation, never from sign-up
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to people who have nothing to do with the portal
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "ASSKomm-Portal: "
ACCOUNT_EMAIL_NOTIFICATIONS = True  # every change of password or factor tells its person
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_REAUTHENTICATION_TIMEOUT = env.BESTAETIGUNG_SEKUNDEN
# Per address and per account ("key"), the second wherever the guesses come from. Wrong codes of a second factor count
# as login_failed of their account. Whoever changes the limits per minute: the page for 429 says "one minute".
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,100/1h/ip,5/5m/key,30/1d/key",
    "reauthenticate": "10/m/user",
    "reset_password": "10/m/ip,2/m/key",
    "reset_password_from_key": "10/m/ip",
    "change_password": "5/m/user",
    "einladung": "20/m/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.PROXY_ANZAHL

MFA_ADAPTER = "asskomm.core.faktoren.FaktorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {"webauthn_login": "10/m/ip"}
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RECOVERY_CODE_COUNT = 10
MFA_RECOVERY_CODE_DIGITS = 10
MFA_TOTP_ISSUER = "ASSKomm-Portal"
MFA_TOTP_TOLERANCE = 1  # clocks of phones differ; each code works once all the same (kontoformulare.py)
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses come from an invitation
# Browsers offer passkeys without https on http://localhost only; there the check of the origin would stand in the way.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not env.BASE_URL.startswith("https://")
MFA_FORMS = {
    "authenticate": "asskomm.core.kontoformulare.FaktorForm",
    "authenticate_webauthn": "asskomm.core.kontoformulare.PasskeyZeigenForm",
    "reauthenticate": "asskomm.core.kontoformulare.FaktorBestaetigenForm",
    "reauthenticate_webauthn": "asskomm.core.kontoformulare.PasskeyBestaetigenForm",
    "activate_totp": "asskomm.core.kontoformulare.AppEinrichtenForm",
    "add_webauthn": "asskomm.core.kontoformulare.PasskeyHinzufuegenForm",
    "edit_webauthn": "asskomm.core.kontoformulare.PasskeyNameForm",
    "login_webauthn": "asskomm.core.kontoformulare.PasskeyAnmeldungForm",
}

# The authority's sign-in provider, switched on by its address alone (asskomm/core/anbieter.py).
OIDC_NAME = env.OIDC_NAME
OIDC_GRUPPEN_CLAIM = env.OIDC_GRUPPEN_CLAIM
OIDC_ROLLEN = env.OIDC_ROLLEN
OIDC_ZWEITER_FAKTOR = env.OIDC_ZWEITER_FAKTOR
SOCIALACCOUNT_ADAPTER = "asskomm.core.anbieter.AnbieterAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "behoerde",
                "name": env.OIDC_NAME,
                "client_id": env.OIDC_CLIENT_ID,
                "secret": env.OIDC_CLIENT_SECRET,
                "settings": {"server_url": env.OIDC_SERVER_URL},
            }
        ]
        if env.OIDC_SERVER_URL
        else [],
    }
}

vars().update(env.EMAIL)
EMAIL_TIMEOUT = 20  # seconds for each answer of the mail server; the worker waits, no request does
POST_AUFBEWAHRUNG_TAGE = env.POST_AUFBEWAHRUNG_TAGE
DEFAULT_FROM_EMAIL = env.DEFAULT_FROM_EMAIL
SERVER_EMAIL = env.DEFAULT_FROM_EMAIL

SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
SIMPLE_HISTORY_REVERT_DISABLED = True

IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_SKIP_ADMIN_LOG = False
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True
