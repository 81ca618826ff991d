"""Accounts of each role."""

import datetime as dt
from itertools import count
from typing import Any

from django.contrib.auth.hashers import make_password

from asskomm.core.models import Herkunft, Organisation, Rollenzuordnung, User
from asskomm.core.roles import OrganisationArt, Pruefbereich, Rolle, organisation_art
from asskomm.core.services.rollen import house_organisation

PASSWORT = "ein-langes-testpasswort-2026"
SEIT = dt.date(2019, 1, 1)
_DAMALS = dt.datetime.combine(SEIT, dt.time(12), tzinfo=dt.UTC)
_PASSWORT_ABGELEGT = make_password(PASSWORT, hasher="md5")  # the hasher of the test settings
NOCH_LANGE = dt.datetime(2100, 1, 1, tzinfo=dt.UTC).timestamp()
_nummer = count(1)


def organisation(art: str = OrganisationArt.KOMMUNE, **felder: object) -> Organisation:
    nr = next(_nummer)
    werte = {"name": f"Organisation {nr}", "schluessel": f"{art.lower()}:test-{nr}", **felder}
    return Organisation.objects.create(art=art, **werte)


def konto(rolle: str | None = Rolle.SACHBEARBEITUNG, *, fuer: Organisation | None = None, **felder: Any) -> User:
    """An account with one role since 2019 (None = without); `fuer`: the organisation, else one of its own.

    Written directly: accounts are the setting of nearly every test, and the services (tests/core/rollen) cost
    forty queries each.
    """
    email = felder.setdefault("email", f"konto{next(_nummer)}@example.org")
    user = User(password=_PASSWORT_ABGELEGT, **{"anmeldename": email.lower(), **felder})
    user.save()
    if rolle:
        gib_rolle(user, rolle, fuer=fuer)
    return user


def gib_rolle(user: User, rolle: str, *, fuer: Organisation | None = None, **angaben: Any) -> Rollenzuordnung:
    """`ab` and `bis` are its days, `bereiche` and `umfang` those of a Prüfung."""
    if rolle == Rolle.PRUEFUNG:
        angaben = {
            "bereiche": Pruefbereich.values,
            "bis": dt.date(2039, 12, 31),
            "grundlage": "Prüfauftrag 1",
            **angaben,
        }
    if rolle == Rolle.ANORDNUNG:
        angaben = {"grundlage": "Ermächtigung vom 2. Januar 2019", **angaben}
    umfang = angaben.pop("umfang", ())
    zuordnung = Rollenzuordnung.objects.create(
        user=user,
        rolle=rolle,
        organisation=fuer or house_organisation(rolle=rolle, by=None) or organisation(organisation_art(rolle)),
        gueltig_von=angaben.pop("ab", SEIT),
        gueltig_bis=angaben.pop("bis", None),
        herkunft=Herkunft.BEFEHL,
        beantragt_zeitpunkt=_DAMALS,
        bestaetigt_zeitpunkt=_DAMALS,
        **angaben,
    )
    if umfang:
        zuordnung.umfang.set(umfang)
    for bekannt in ("befugnisse", "mandate", "befangen"):
        user.__dict__.pop(bekannt, None)
    return zuordnung


def melde_an(client, user: User) -> User:
    """A session as after sign-in with password and second factor, confirmed just now whatever the clock says."""
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": NOCH_LANGE, "username": user.anmeldename},
        {"method": "mfa", "type": "totp", "id": 0, "at": NOCH_LANGE},
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return user


def angemeldet(client, rolle: str = Rolle.SACHBEARBEITUNG, **felder: object) -> User:
    """Signs a new account of this role in; returns it."""
    return melde_an(client, konto(rolle, **felder))
