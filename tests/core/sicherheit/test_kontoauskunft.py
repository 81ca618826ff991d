"""Enumeration: signing in and asking for a new password say nothing about whether an account exists.

Neither in words nor in work: counted are the computations of a password hash and the queries until the answer leaves
(what comes after it no visitor can measure). No clock is read, so the tests do not flicker.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.hashers import MD5PasswordHasher, make_password
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from asskomm.core import nach_antwort
from asskomm.core.models import User
from asskomm.core.roles import Rolle
from tests.factories.konten import PASSWORT, konto

pytestmark = pytest.mark.django_db
UNBEKANNT = "niemand@example.org"
FALSCH = "ein-falsches-passwort-2026"
_MARKE = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


@dataclass(frozen=True)
class Antwort:
    """What a visitor sees, and the work until then."""

    status: int
    ziel: str
    text: str
    koepfe: frozenset[str]
    hashes: int
    abfragen: int


@pytest.fixture
def messe(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Antwort]:
    gerechnet: list[int] = []
    encode = MD5PasswordHasher.encode

    def zaehle(self: Any, *args: Any, **kwargs: Any) -> str:
        gerechnet.append(1)
        return encode(self, *args, **kwargs)

    monkeypatch.setattr(MD5PasswordHasher, "encode", zaehle)
    monkeypatch.setattr(nach_antwort, "_erledige", lambda request: None)

    def miss(name: str, adresse: str, daten: dict[str, str], client: Client | None = None) -> Antwort:
        client = client or Client()
        gerechnet.clear()
        with CaptureQueriesContext(connection) as abfragen:
            antwort = client.post(adresse, daten)
        return Antwort(
            status=antwort.status_code,
            ziel=antwort.headers.get("Location", ""),
            text=_MARKE.sub("", antwort.content.decode()).replace(name, "NAME"),
            koepfe=frozenset(antwort.headers) | frozenset(antwort.cookies),
            hashes=len(gerechnet),
            abfragen=len(abfragen),
        )

    return miss


def konten() -> dict[str, str]:
    """Login names of every kind of account, and one that does not exist."""
    eingeladen = konto(Rolle.KOMMUNE_BEARBEITUNG)
    User.objects.filter(pk=eingeladen.pk).update(password=make_password(None))
    return {
        "LPR": konto(Rolle.LEITUNG).anmeldename,
        "Kommune": konto(Rolle.KOMMUNE_ZEICHNUNG).anmeldename,
        "gesperrt": konto(is_active=False).anmeldename,
        "eingeladen": eingeladen.anmeldename,
        "unbekannt": UNBEKANNT,
    }


def anmeldungen(messe: Callable[..., Antwort]) -> dict[str, Antwort]:
    adresse = reverse("account_login")
    return {art: messe(name, adresse, {"login": name, "password": FALSCH}) for art, name in konten().items()}


def test_falsche_anmeldung_ist_fuer_jedes_konto_und_fuer_keines_dieselbe(messe):
    antworten = anmeldungen(messe)
    assert set(antworten.values()) == {antworten["unbekannt"]}
    assert (antworten["unbekannt"].status, antworten["unbekannt"].hashes) == (200, 1)
    assert "Anmeldename oder Passwort ist falsch" in antworten["unbekannt"].text


def test_ohne_die_gleiche_rechnung_verriete_die_zeit_das_konto(messe, monkeypatch):
    monkeypatch.setattr(AuthenticationBackend, "_mitigate_timing_attack", lambda self, password: None)
    hashes = {art: a.hashes for art, a in anmeldungen(messe).items()}
    assert hashes["LPR"] > hashes["unbekannt"]


def test_ohne_den_aufschub_verrieten_die_abfragen_das_konto(messe, monkeypatch):
    """The entry in the protocol, which only a known account gets."""
    monkeypatch.setattr("asskomm.core.anmeldespuren.nach_antwort", lambda request, arbeit: arbeit())
    abfragen = {art: a.abfragen for art, a in anmeldungen(messe).items()}
    assert abfragen["LPR"] > abfragen["unbekannt"]


def test_auch_die_sperre_nach_fehlversuchen_trifft_unbekannte_namen(messe):
    adresse, ergebnisse = reverse("account_login"), {}
    for name in (konto().anmeldename, UNBEKANNT):
        cache.clear()
        daten = {"login": name, "password": FALSCH}
        ergebnisse[name] = [messe(name, adresse, daten) for _ in range(7)]
    bekannt, unbekannt = ergebnisse.values()
    assert bekannt == unbekannt
    assert "Zu viele Fehlversuche" in bekannt[-1].text


def zuruecksetzungen(messe: Callable[..., Antwort]) -> dict[str, Antwort]:
    adresse = reverse("account_reset_password")
    return {art: messe(name, adresse, {"email": name}) for art, name in konten().items()}


def test_neues_passwort_anfordern_verraet_kein_konto(messe):
    antworten = zuruecksetzungen(messe)
    assert set(antworten.values()) == {antworten["unbekannt"]}
    assert antworten["unbekannt"].ziel == reverse("account_reset_password_done")
    seiten = {_MARKE.sub("", Client().get(a.ziel).content.decode()) for a in antworten.values()}
    assert len(seiten) == 1


def test_der_brief_geht_erst_nach_der_antwort_hinaus_und_nur_an_bekannte(messe, monkeypatch):
    """Sent before the answer, the mail server would tell by its slowness who has an account."""
    person = konto()
    messe(person.email, reverse("account_reset_password"), {"email": person.email})
    assert mail.outbox == []
    monkeypatch.setattr(nach_antwort, "_erledige", _erledige)
    for name in (person.email, UNBEKANNT):
        Client().post(reverse("account_reset_password"), {"email": name})
    assert [brief.to for brief in mail.outbox] == [[person.email]]


_erledige = nach_antwort._erledige


def test_ohne_den_aufschub_laege_der_brief_vor_der_antwort(messe, monkeypatch):
    monkeypatch.setattr("asskomm.core.kontoadapter.nach_antwort", lambda request, arbeit: arbeit())
    person = konto()
    messe(person.email, reverse("account_reset_password"), {"email": person.email})
    assert len(mail.outbox) == 1


def test_ein_ungueltiger_verweis_sagt_nicht_ob_es_das_konto_gibt(client):
    person, fremd = konto(), "zzzzzz"
    seiten = set()
    for uid in (user_pk_to_url_str(person), fremd):
        adresse = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": "abc-0123456789"})
        antwort = client.get(adresse, follow=True)
        seiten.add((antwort.status_code, _MARKE.sub("", antwort.content.decode())))
    assert len(seiten) == 1
    einladung = client.get(reverse("einladung", args=["gibt-es-nicht"]), follow=True)
    assert einladung.status_code in {200, 404, 410}


def test_das_richtige_passwort_eines_gesperrten_kontos_oeffnet_nichts(client):
    person = konto(is_active=False)
    client.post(reverse("account_login"), {"login": person.anmeldename, "password": PASSWORT})
    assert "_auth_user_id" not in client.session
