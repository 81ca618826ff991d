"""Sign-in and account pages of allauth under German addresses, with allauth's names; sign-up does not exist."""

from allauth.account import views
from allauth.mfa.base import views as faktor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkey
from django.urls import path, re_path

from . import views as eigene
from .views import dienst

urlpatterns = [
    path("", eigene.konto, name="konto"),
    path("aktiv/", eigene.aktiv, name="konto_aktiv"),
    path("eingaben/<str:token>/", eigene.eingaben, name="konto_eingaben"),
    path("eingaben/<str:token>/verwerfen/", eigene.eingaben_verwerfen, name="konto_eingaben_verwerfen"),
    path("ansicht/beenden/", eigene.ansicht_beenden, name="ansicht_beenden"),
    path("einladung/<str:schluessel>/", eigene.einladung, name="einladung"),
    path("anmelden/", views.login, name="account_login"),
    path("anmelden/passkey/", passkey.login_webauthn, name="mfa_login_webauthn"),
    path("anmelden/faktor/", faktor.authenticate, name="mfa_authenticate"),
    path("dienst/bestaetigen/", dienst.bestaetigen, name="konto_dienst_bestaetigen"),
    path("dienst/<str:provider_id>/", dienst.anmelden, name="openid_connect_login"),
    path("dienst/<str:provider_id>/zurueck/", dienst.zurueck, name="openid_connect_callback"),
    path("abmelden/", views.logout, name="account_logout"),
    path("gesperrt/", views.account_inactive, name="account_inactive"),
    path("bestaetigen/passwort/", views.reauthenticate, name="account_reauthenticate"),
    path("bestaetigen/code/", faktor.reauthenticate, name="mfa_reauthenticate"),
    path("bestaetigen/passkey/", eigene.passkey_bestaetigen, name="mfa_reauthenticate_webauthn"),
    path("sitzungen/", eigene.sitzungen, name="usersessions_list"),
    path("faktoren/", faktor.index, name="mfa_index"),
    path("faktoren/app/einrichten/", app.activate_totp, name="mfa_activate_totp"),
    path("faktoren/app/entfernen/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("faktoren/passkeys/", eigene.passkeys, name="mfa_list_webauthn"),
    path("faktoren/passkeys/hinzufuegen/", passkey.add_webauthn, name="mfa_add_webauthn"),
    path("faktoren/passkeys/<int:pk>/umbenennen/", passkey.edit_webauthn, name="mfa_edit_webauthn"),
    path("faktoren/passkeys/<int:pk>/entfernen/", eigene.passkey_entfernen, name="mfa_remove_webauthn"),
    path("faktoren/ersatzcodes/", eigene.codes, name="mfa_view_recovery_codes"),
    path("faktoren/ersatzcodes/erzeugen/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("faktoren/ersatzcodes/datei/", eigene.codes_datei, name="mfa_download_recovery_codes"),
    path("passwort/aendern/", views.password_change, name="account_change_password"),
    path("passwort/zuruecksetzen/", views.password_reset, name="account_reset_password"),
    path("passwort/zuruecksetzen/gesendet/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^passwort/neu/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("passwort/neu/fertig/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
]
