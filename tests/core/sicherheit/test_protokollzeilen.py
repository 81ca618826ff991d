"""Log lines: nobody forges one, and none holds a key that still opens something."""

import io
import json
import logging
import logging.config

import pytest
from django.test import Client
from django.urls import reverse

from asskomm.core.geheime_wege import OhneSchluessel, ohne_schluessel
from asskomm.settings import base

pytestmark = pytest.mark.django_db
SCHLUESSEL = "Geheim-0123456789_abcdefghijklmnopqrstuvwxyz"


def adressen() -> list[str]:
    return [
        reverse("einladung", args=[SCHLUESSEL]),
        reverse("konto_eingaben", args=[SCHLUESSEL]),
        reverse("account_reset_password_from_key", kwargs={"uidb36": "1a", "key": SCHLUESSEL}),
    ]


@pytest.fixture
def zeilen(request):
    """What the handlers of production write, without changing how the tests log."""
    strom = io.StringIO()
    angelegt = logging.config.DictConfigurator(base.LOGGING)
    gefangen = []
    for name in ("ausgabe", "sicherheit", "abgewiesen"):
        angaben = base.LOGGING["handlers"][name]
        handler = logging.StreamHandler(strom)
        form = base.LOGGING["formatters"][angaben["formatter"]]
        handler.setFormatter(angelegt.configure_formatter(dict(form)))
        for filtername in angaben["filters"]:
            handler.addFilter(angelegt.configure_filter(dict(base.LOGGING["filters"][filtername])))
        gefangen.append(handler)
    for handler in gefangen:
        logging.getLogger("django").addHandler(handler)
    yield strom
    for handler in gefangen:
        logging.getLogger("django").removeHandler(handler)


def test_kein_protokoll_haelt_einen_schluessel_fest(zeilen):
    """A refused form names its whole address: with the key of an invitation that is still open."""
    for adresse in adressen():
        Client(enforce_csrf_checks=True).post(adresse)
        Client().get(f"{adresse}weiter/")
    text = zeilen.getvalue()
    assert text.count("/konto/einladung/") >= 3
    assert SCHLUESSEL not in text


def test_ohne_den_filter_staende_er_darin(zeilen, monkeypatch):
    monkeypatch.setattr(OhneSchluessel, "filter", lambda self, record: True)
    Client(enforce_csrf_checks=True).post(adressen()[0])
    assert SCHLUESSEL in zeilen.getvalue()


def test_jede_abweisung_traegt_die_nummer_ihrer_anfrage(zeilen):
    """Also those that Django logs when the answer has already left the middlewares."""
    nummern = [Client().get("/gibt-es-nicht/").headers["X-Request-ID"]]
    nummern += [Client(enforce_csrf_checks=True).post("/konto/anmelden/").headers["X-Request-ID"]]
    for nummer in nummern:
        assert f"[{nummer}]" in zeilen.getvalue()
    assert json.loads(zeilen.getvalue().splitlines()[-1])["anfrage"] == nummern[-1]


def test_andere_adressen_bleiben_lesbar():
    for adresse in ("/konto/passwort/aendern/", "/verwaltung/core/einladung/7/change/", "/kommunen/meerane/"):
        assert ohne_schluessel(adresse) == adresse


def test_jede_ausgabe_des_betriebs_geht_durch_den_filter():
    ohne = [name for name, h in base.LOGGING["handlers"].items() if "ohne_schluessel" not in h.get("filters", [])]
    assert ohne == []


def test_zeilen_lassen_sich_nicht_faelschen(zeilen):
    """Django writes line ends of an address as \\n; a version that did not would let anybody write lines."""
    Client().get("/gibt-es-nicht%0AERROR gefaelscht%0D%1B[31m/")
    Client().get("/", headers={"host": "boese\nERROR gefaelscht"})
    Client(enforce_csrf_checks=True).post("/gibt-es-nicht%0AERROR gefaelscht/", headers={"referer": "x\nERROR"})
    geschrieben = zeilen.getvalue().splitlines()
    assert len(geschrieben) >= 3
    assert [z for z in geschrieben if z.startswith("ERROR gefaelscht") or "\x1b" in z] == []
    for zeile in (z for z in geschrieben if z.startswith("{")):
        assert {"zeit", "ereignis", "ergebnis"} <= set(json.loads(zeile))
