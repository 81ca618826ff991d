"""Anmeldung über einen wirklichen OpenID-Connect-Anbieter, der als eigener Prozess auf dieser Maschine läuft."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from django.urls import reverse

from asskomm.core.anbieterpruefung import StrengerAdapter
from asskomm.core.models import Herkunft, Rollenzuordnung, User
from asskomm.core.roles import Rolle
from tests.factories.konten import angemeldet, konto

pytestmark = pytest.mark.django_db

PERSONEN = {
    "leitung": {
        "email": "leitung@smi.example",
        "email_verified": True,
        "name": "Lea Leitung",
        "groups": ["asskomm-lt", "alle"],
    },
    "fremd": {"email": "fremd@smi.example", "email_verified": True, "groups": ["alle"]},
    "ungeprueft": {"email": "geteilt@smi.example", "email_verified": False, "groups": ["asskomm-sb"]},
    "geprueft": {"email": "geteilt@smi.example", "email_verified": True, "groups": ["asskomm-sb"]},
    "mitfaktor": {"email": "mf@smi.example", "email_verified": True, "groups": "asskomm-sb", "amr": ["pwd", "hwk"]},
}


@pytest.fixture(scope="module")
def anbieter() -> Iterator[str]:
    """The provider: the real `oidc-provider-mock` process with its people."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    angaben = [a for sub, p in PERSONEN.items() for a in ("--user-claims", json.dumps({"sub": sub, **p}))]
    befehl = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "-p", str(port), "-H", "127.0.0.1", *angaben]
    prozess = subprocess.Popen(befehl, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ})
    adresse = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                requests.get(f"{adresse}/.well-known/openid-configuration", timeout=5).raise_for_status()
                break
            except requests.RequestException:
                time.sleep(0.1)
        yield adresse
    finally:
        prozess.terminate()
        prozess.wait(timeout=10)


@pytest.fixture(autouse=True)
def eingeschaltet(request, settings) -> None:
    """As OIDC_… in the environment would do it; a test may ask for no provider at all."""
    adresse = "" if "ohne_anbieter" in request.keywords else request.getfixturevalue("anbieter")
    schalte_ein(settings, adresse)


def schalte_ein(settings, adresse: str) -> None:
    app = {
        "provider_id": "behoerde", "name": "Anmeldedienst", "client_id": "asskomm", "secret": "geheim",
        "settings": {"server_url": adresse},
    }  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app] if adresse else []}
    }
    settings.OIDC_ROLLEN = {"asskomm-lt": "LT", "asskomm-sb": "SB"}


def starte(client, **abfrage: str):
    return client.post(reverse("openid_connect_login", args=["behoerde"]), query_params=abfrage)


def melde_an(client, person: str, **abfrage: str):
    """Our button, the provider's form, and back: the answer of our callback address."""
    zum_anbieter = starte(client, **abfrage)
    assert zum_anbieter.status_code == 302
    antwort = requests.post(zum_anbieter["Location"], data={"sub": person}, allow_redirects=False, timeout=10)
    zurueck = urlsplit(antwort.headers["Location"])
    assert zurueck.path == reverse("openid_connect_callback", args=["behoerde"])
    return client.get(f"{zurueck.path}?{zurueck.query}")


def rollen(anmeldename: str) -> list[tuple[str, str]]:
    user = User.objects.get(anmeldename=anmeldename)
    return [(b.rolle, Rollenzuordnung.objects.get(pk=b.zuordnung_id).herkunft) for b in user.befugnisse]


def test_gruppe_gibt_die_rolle_und_das_konto_entsteht(client):
    antwort = melde_an(client, "leitung")
    assert antwort.status_code == 302, antwort.content.decode()
    user = User.objects.get(anmeldename="leitung@smi.example")
    assert (user.name, user.has_usable_password()) == ("Lea Leitung", False)
    assert rollen(user.anmeldename) == [("LT", Herkunft.ANBIETER)]
    # The second factor of the portal is still asked for: the provider named none.
    assert client.get("/verwaltung/")["Location"].startswith(reverse("mfa_index"))


def test_die_anfrage_an_den_anbieter_ist_gegen_einschleusen_gesichert(client):
    abfrage = parse_qs(urlsplit(starte(client)["Location"]).query)
    assert abfrage["code_challenge_method"] == ["S256"]
    assert abfrage["response_type"] == ["code"]
    assert len(abfrage["state"][0]) > 10


def test_rueckruf_ohne_oder_mit_fremdem_state_meldet_niemanden_an(client):
    adresse = reverse("openid_connect_callback", args=["behoerde"])
    for abfrage in ({}, {"code": "x", "state": "erfunden"}, {"error": "access_denied", "state": "erfunden"}):
        antwort = client.get(adresse, abfrage)
        assert (antwort.status_code, "_auth_user_id" in client.session) == (403, False)
        assert "nicht gelungen" in antwort.content.decode()


def test_ohne_passende_gruppe_entsteht_kein_konto(client):
    antwort = melde_an(client, "fremd")
    assert antwort.status_code == 403
    assert "berechtigen zu keiner Rolle" in antwort.content.decode()
    assert not User.objects.exists()


def test_entzogene_gruppe_entzieht_die_rolle_sofort(client, settings):
    melde_an(client, "leitung")
    settings.OIDC_ROLLEN = {"asskomm-sb": "SB"}
    client.logout()
    antwort = melde_an(client, "leitung")
    assert antwort.status_code == 403
    assert rollen("leitung@smi.example") == []
    settings.OIDC_ROLLEN = {"asskomm-lt": "LT"}
    assert melde_an(client, "leitung").status_code == 302
    assert rollen("leitung@smi.example") == [("LT", Herkunft.ANBIETER)]


def test_rolle_aus_dem_portal_bleibt_neben_dem_anbieter(client):
    user = konto(Rolle.HAUSHALT, email="leitung@smi.example")
    melde_an(client, "leitung")
    assert sorted(rollen(user.anmeldename)) == [("HH", Herkunft.BEFEHL), ("LT", Herkunft.ANBIETER)]


def test_keine_gruppe_gibt_was_eine_person_schriftlich_erhaelt(client, settings):
    settings.OIDC_ROLLEN = {"asskomm-lt": "AO", "alle": "PR"}
    assert melde_an(client, "leitung").status_code == 403
    settings.OIDC_ROLLEN = {"asskomm-lt": "AO", "alle": "HH"}
    melde_an(client, "leitung")
    assert rollen("leitung@smi.example") == [("HH", Herkunft.ANBIETER)]


def test_rolle_aus_dem_portal_genuegt_dem_anbieter(client):
    user = konto(Rolle.LEITUNG, email="leitung@smi.example")
    melde_an(client, "leitung")
    assert rollen(user.anmeldename) == [("LT", Herkunft.BEFEHL)]


def test_vorhandenes_konto_nur_mit_gepruefter_adresse_und_nur_im_haus(client):
    user = konto(Rolle.LESEZUGRIFF, email="geteilt@smi.example")
    abgelehnt = melde_an(client, "ungeprueft")
    assert abgelehnt.status_code == 403
    assert "nicht übernehmen darf" in abgelehnt.content.decode()
    assert melde_an(client, "geprueft").status_code == 302
    assert {r for r, _ in rollen(user.anmeldename)} == {"LZ", "SB"}


def test_konto_einer_kommune_uebernimmt_der_anbieter_nie(client):
    konto(Rolle.KOMMUNE_BEARBEITUNG, email="leitung@smi.example")
    assert melde_an(client, "leitung").status_code == 403
    assert [r for r, _ in rollen("leitung@smi.example")] == ["KB"]


def test_gesperrtes_konto_kommt_auch_ueber_den_anbieter_nicht_hinein(client):
    melde_an(client, "leitung")
    User.objects.update(is_active=False)
    client.logout()
    assert melde_an(client, "leitung")["Location"] == reverse("account_inactive")
    assert "_auth_user_id" not in client.session


def test_faktor_des_anbieters_gilt_nur_wenn_er_benannt_ist(client, settings):
    melde_an(client, "mitfaktor")
    assert client.get("/verwaltung/").status_code == 302
    client.logout()
    settings.OIDC_ZWEITER_FAKTOR = ["hwk"]
    melde_an(client, "mitfaktor")
    assert client.get("/verwaltung/").status_code == 200


def test_niemand_verknuepft_die_anmeldung_mit_einem_konto_seiner_wahl(client):
    angemeldet(client, Rolle.KOMMUNE_BEARBEITUNG)
    assert melde_an(client, "leitung", process="connect").status_code == 403
    assert not User.objects.filter(anmeldename="leitung@smi.example").exists()


def test_bestaetigen_beim_anbieter_gilt_nur_fuer_dieselbe_person(client, settings):
    settings.OIDC_ZWEITER_FAKTOR = ["hwk"]
    melde_an(client, "mitfaktor")
    seite = client.get(reverse("konto_dienst_bestaetigen"), {"next": "/verwaltung/"}).content.decode()
    assert "process=redirect&amp;auth_params=prompt%3Dlogin&amp;next=%2Fverwaltung%2F" in seite
    andere = melde_an(client, "leitung", process="redirect", next="/verwaltung/")
    assert (andere.status_code, "andere Person" in andere.content.decode()) == (403, True)
    selbe = melde_an(client, "mitfaktor", process="redirect", next="/verwaltung/")
    assert (selbe.status_code, selbe["Location"]) == (302, "/verwaltung/")
    assert client.session["account_authentication_methods"][-1]["method"] == "socialaccount"


def test_ziel_nach_der_anmeldung_fuehrt_nie_hinaus(client):
    assert "boese" not in melde_an(client, "leitung", next="https://boese.example/")["Location"]


@pytest.mark.ohne_anbieter
def test_ohne_einstellung_gibt_es_den_weg_nicht(client):
    assert starte(client).status_code == 404
    assert "Anmeldedienst" not in client.get(reverse("account_login")).content.decode()


@pytest.mark.ohne_anbieter
def test_anbieter_der_nicht_antwortet_ergibt_eine_seite_die_es_sagt(client, settings):
    schalte_ein(settings, "http://127.0.0.1:9")
    antwort = starte(client)
    assert (antwort.status_code, "antwortet nicht" in antwort.content.decode()) == (503, True)
    assert "Anmeldedienst" in client.get(reverse("account_login")).content.decode()


# --- What the provider says is checked, although it comes over a connection of ours


def _mit_fremdem_schluessel(monkeypatch) -> None:
    """The token is signed by somebody whose key the provider does not publish."""
    fremd = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    monkeypatch.setattr(StrengerAdapter, "_schluessel", lambda *_: fremd)


def test_angaben_mit_falscher_unterschrift_melden_niemanden_an(client, monkeypatch):
    _mit_fremdem_schluessel(monkeypatch)
    assert melde_an(client, "leitung").status_code == 403
    assert not User.objects.exists()


def test_ohne_die_pruefung_der_unterschrift_kaeme_jeder_hinein(client, monkeypatch):
    _mit_fremdem_schluessel(monkeypatch)
    monkeypatch.delattr(StrengerAdapter, "_decode_id_token")
    assert melde_an(client, "leitung").status_code == 302


@pytest.mark.parametrize("verfahren", ["none", "HS256"])
def test_andere_verfahren_als_die_mit_oeffentlichem_schluessel_gelten_nicht(client, monkeypatch, verfahren):
    echt = jwt.get_unverified_header
    monkeypatch.setattr(jwt, "get_unverified_header", lambda token: {**echt(token), "alg": verfahren})
    assert melde_an(client, "leitung").status_code == 403
    assert not User.objects.exists()


def test_ein_anderer_aussteller_als_der_eingestellte_gilt_nicht(client, settings):
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"]["openid_configuration_overrides"] = {"issuer": "https://boese.example"}
    assert starte(client).status_code == 503


@pytest.mark.parametrize("kennung", ["gibt-es-nicht", "zwei"])
def test_ohne_eindeutigen_schluessel_meldet_sich_niemand_an(client, monkeypatch, kennung):
    def mehrere(angaben):
        menge = echt(angaben)
        if kennung == "zwei":
            menge.keys *= 2
        return menge

    echt, kopf = jwt.PyJWKSet.from_dict, jwt.get_unverified_header
    monkeypatch.setattr(jwt.PyJWKSet, "from_dict", mehrere)
    if kennung != "zwei":
        monkeypatch.setattr(jwt, "get_unverified_header", lambda token: {**kopf(token), "kid": kennung})
    assert melde_an(client, "leitung").status_code == 403
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("von", "nach"),
    [("_fetch_user_info", {"sub": "jemand-anderes", "groups": ["asskomm-lt"]}), ("_decode_id_token", {"sub": "x"})],
)
def test_zwei_auskuenfte_ueber_verschiedene_personen_gelten_nicht(client, monkeypatch, von, nach):
    monkeypatch.setattr(StrengerAdapter, von, lambda *_: nach)
    assert melde_an(client, "leitung").status_code == 403
    assert not User.objects.exists()


def test_ohne_id_token_ist_es_keine_anmeldung(client, monkeypatch):
    def ohne(self, *args, **kwargs):
        antwort = geholt(self, *args, **kwargs)
        antwort.pop("id_token")
        return antwort

    geholt = StrengerAdapter.get_access_token_data
    monkeypatch.setattr(StrengerAdapter, "get_access_token_data", ohne)
    assert melde_an(client, "leitung").status_code == 403
    assert not User.objects.exists()
