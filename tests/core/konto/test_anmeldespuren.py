"""What signing in leaves behind, in the protocol and in the security log."""

import json
import logging

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from asskomm.core.models import Protokolleintrag
from asskomm.core.nach_antwort import NachAntwortMiddleware, nach_antwort
from tests.factories.anmeldung import ganz_anmelden, mit_app, mit_ersatzcodes, passwort_zeigen, totp_code
from tests.factories.konten import PASSWORT, konto

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return konto("KB")


def spuren(person, ab: int = 0) -> list[str]:
    eintraege = Protokolleintrag.objects.filter(objekt_art="core.user", objekt_id=person.pk).order_by("nr")
    return [e.ereignis for e in eintraege if not e.ereignis.startswith(("rolle.", "konto."))][ab:]


def log(caplog) -> list[dict]:
    return [json.loads(z.message) for z in caplog.records if z.name == "sicherheit"]


def test_anmelden_und_abmelden_stehen_in_protokoll_und_sicherheitslog(client, person, caplog):
    caplog.set_level(logging.INFO, "sicherheit")
    passwort_zeigen(client, person)
    client.post(reverse("account_logout"))
    assert spuren(person) == ["anmeldung.erfolgreich", "abmeldung"]
    assert [(z["ereignis"], z["konto"]) for z in log(caplog)] == [
        ("anmeldung.erfolgreich", person.pk),
        ("abmeldung", person.pk),
    ]
    eintrag = Protokolleintrag.objects.filter(ereignis="anmeldung.erfolgreich").get()
    assert (eintrag.akteur_id, len(eintrag.anfrage_id)) == (person.pk, 36)


def test_fehlversuch_steht_am_konto_und_das_sicherheitslog_kennt_keine_namen(client, person, caplog):
    caplog.set_level(logging.INFO, "sicherheit")
    antwort = passwort_zeigen(client, person, "falsch-falsch")
    client.post(reverse("account_login"), {"login": "niemand@example.org", "password": "falsch-falsch"})
    eintrag = Protokolleintrag.objects.get(ereignis="anmeldung.fehlgeschlagen")
    assert (eintrag.objekt_id, eintrag.akteur_id) == (str(person.pk), None)
    assert eintrag.anfrage_id == antwort["X-Request-ID"]
    zeilen = log(caplog)
    assert [z["ereignis"] for z in zeilen] == ["anmeldung.fehlgeschlagen"] * 2
    assert [len(z["anmeldename_sha256"]) for z in zeilen] == [12, 12]
    text = "".join(z.message for z in caplog.records)
    assert "niemand" not in text
    assert person.anmeldename not in text
    assert "falsch" not in text


def test_sperre_und_falscher_code_hinterlassen_ihre_spur(client, person):
    mit_app(person)
    passwort_zeigen(client, person)
    for nr in range(6):
        client.post(reverse("mfa_authenticate"), {"code": f"00000{nr}"})
    assert spuren(person) == ["anmeldung.fehlgeschlagen"] * 5 + ["anmeldung.gesperrt"]
    for _ in range(6):
        passwort_zeigen(client, person, "falsch")
    assert spuren(person)[-1] == "anmeldung.gesperrt"


def test_faktoren_und_passwort_hinterlassen_ihre_spur(client, person, django_capture_on_commit_callbacks):
    passwort_zeigen(client, person)
    with django_capture_on_commit_callbacks(execute=True):
        client.get(reverse("mfa_activate_totp"))
        client.post(reverse("mfa_activate_totp"), {"code": totp_code(client.session["mfa.totp.secret"])})
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_generate_recovery_codes"))
    client.post(reverse("mfa_deactivate_totp"))
    neu = "drei Elche wandern nachts"
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORT, "password1": neu, "password2": neu})
    assert spuren(person, 1) == [
        "faktor.hinzugefuegt",  # the app
        "faktor.hinzugefuegt",  # and the codes that come with it
        "faktor.wiederherstellungscodes",
        "faktor.entfernt",
        "faktor.entfernt",
        "passwort.geaendert",
    ]


def test_anmeldung_mit_ersatzcode_ist_eine_anmeldung(client, person):
    geheimnis = mit_app(person)
    mit_ersatzcodes(person)
    ganz_anmelden(client, person, geheimnis)
    assert spuren(person) == ["anmeldung.erfolgreich"]


def test_arbeit_nach_der_antwort_laeuft_erst_beim_schliessen_und_verschluckt_keine_fehler(caplog):
    getan: list[str] = []

    def ansicht(request):
        nach_antwort(request, lambda: 1 / 0)
        nach_antwort(request, lambda: getan.append("später"))
        return HttpResponse("x")

    antwort = NachAntwortMiddleware(ansicht)(RequestFactory().get("/"))
    assert getan == []
    antwort.close()
    assert getan == ["später"]
    assert "Arbeit nach der Antwort ist gescheitert" in caplog.text
    nach_antwort(RequestFactory().get("/"), lambda: getan.append("sofort"))
    assert getan == ["später", "sofort"]
