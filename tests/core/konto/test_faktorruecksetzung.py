"""A lost factor: two people, a call back, and nothing of the old sign-in is left."""

import datetime as dt

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from asskomm.core import clock
from asskomm.core.errors import Ablehnung
from asskomm.core.models import Faktorruecksetzung, Protokolleintrag
from asskomm.core.roles import Rolle
from asskomm.core.services.faktorruecksetzung import (
    confirm_faktorruecksetzung,
    reject_faktorruecksetzung,
    request_faktorruecksetzung,
)
from tests.factories.anmeldung import faktorarten, ganz_anmelden, mit_app, mit_ersatzcodes, passwort_zeigen
from tests.factories.konten import angemeldet, gib_rolle, konto

pytestmark = pytest.mark.django_db
HEUTE = dt.date(2026, 11, 20)
JETZT = dt.datetime(2026, 11, 20, 10, tzinfo=dt.UTC)
RUECKRUF = {
    "grund": "Telefon verloren",
    "rueckruf_am": HEUTE,
    "rueckruf_nummer": "0351 564-0",
    "rueckruf_notiz": "Stimme und Personalnummer bekannt",
}


@pytest.fixture
def sv():
    return konto(Rolle.SYSTEMVERWALTUNG)


@pytest.fixture
def lt():
    return konto(Rolle.LEITUNG)


@pytest.fixture
def person():
    betroffen = konto(name="Sabine Beispiel")
    betroffen.geheimnis = mit_app(betroffen)
    mit_ersatzcodes(betroffen)
    return betroffen


def beantragt(person, by, **andere) -> Faktorruecksetzung:
    return request_faktorruecksetzung(konto=person, by=by, jetzt=JETZT, **{**RUECKRUF, **andere})


def test_zwei_personen_nehmen_alle_faktoren_und_anmeldungen_und_schreiben_der_person(
    client, sv, lt, person, django_capture_on_commit_callbacks
):
    ganz_anmelden(client, person, person.geheimnis)
    antrag = beantragt(person, sv)
    assert faktorarten(person) == ["recovery_codes", "totp"]
    with django_capture_on_commit_callbacks(execute=True):
        confirm_faktorruecksetzung(ruecksetzung=antrag, by=lt, jetzt=JETZT)
    assert faktorarten(person) == []
    assert client.get(reverse("konto")).status_code == 302
    antrag.refresh_from_db()
    assert (antrag.ist_offen, antrag.bestaetigt_durch, antrag.bestaetigt_zeitpunkt) == (False, lt, JETZT)
    (nachricht,) = mail.outbox
    assert nachricht.to == [person.email]
    assert nachricht.subject == "ASSKomm-Portal: Ihr zweiter Faktor wurde zurückgesetzt"
    eintraege = Protokolleintrag.objects.filter(objekt_art="core.user", objekt_id=person.pk, ereignis__contains="setz")
    assert [(e.ereignis, e.akteur_id) for e in eintraege.order_by("nr")] == [
        ("faktor.ruecksetzung_beantragt", sv.pk),
        ("faktor.zurueckgesetzt", lt.pk),
    ]
    passwort_zeigen(client, person)
    assert client.get(reverse("konto"))["Location"] == reverse("mfa_index")


@pytest.mark.parametrize("rolle", [Rolle.SACHBEARBEITUNG, Rolle.LEITUNG, Rolle.LESEZUGRIFF])
def test_nur_die_systemverwaltung_beantragt(person, rolle):
    with pytest.raises(Ablehnung, match="nur die Systemverwaltung"):
        beantragt(person, konto(rolle))


def test_nur_die_leitung_bestaetigt_und_lehnt_ab(sv, person):
    antrag = beantragt(person, sv)
    zweite = konto(Rolle.SYSTEMVERWALTUNG)
    with pytest.raises(Ablehnung, match="nur die Leitung"):
        confirm_faktorruecksetzung(ruecksetzung=antrag, by=zweite, jetzt=JETZT)
    with pytest.raises(Ablehnung, match="nur die Leitung"):
        reject_faktorruecksetzung(ruecksetzung=antrag, grund="nein", by=zweite, jetzt=JETZT)
    assert faktorarten(person)


def test_niemand_fuer_sich_nicht_doppelt_nicht_ohne_faktor_nicht_vor_dem_rueckruf(sv, person):
    mit_app(sv)
    with pytest.raises(Ablehnung, match="Den eigenen Faktor"):
        beantragt(sv, sv)
    with pytest.raises(Ablehnung) as fehler:
        beantragt(konto(), sv, rueckruf_am=HEUTE + dt.timedelta(days=1))
    assert len(fehler.value.gruende) == 2
    beantragt(person, sv)
    with pytest.raises(Ablehnung, match="wartet schon ein Antrag"):
        beantragt(person, sv)


def test_wer_beantragt_bestaetigt_nicht_und_niemand_bestaetigt_fuer_sich(lt, sv, person):
    gib_rolle(sv, Rolle.LEITUNG)
    with pytest.raises(Ablehnung, match="zwei verschiedene Personen"):
        confirm_faktorruecksetzung(ruecksetzung=beantragt(person, sv), by=sv, jetzt=JETZT)
    mit_app(lt)
    with pytest.raises(Ablehnung, match="Den eigenen Faktor"):
        confirm_faktorruecksetzung(ruecksetzung=beantragt(lt, sv), by=lt, jetzt=JETZT)


def test_die_datenbank_selbst_verlangt_zwei_personen(sv, lt, person):
    antrag = beantragt(person, sv)
    for felder in (
        {"bestaetigt_durch": sv, "bestaetigt_zeitpunkt": JETZT},
        {"bestaetigt_durch": person, "bestaetigt_zeitpunkt": JETZT},
        {"bestaetigt_durch": lt},
        {"beantragt_durch": person},
        {"beantragt_durch": None},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Faktorruecksetzung.objects.filter(pk=antrag.pk).update(**felder)


def test_ablehnung_braucht_einen_grund_und_macht_platz_fuer_einen_neuen_antrag(sv, lt, person):
    antrag = beantragt(person, sv)
    with pytest.raises(Ablehnung, match="Grund"):
        reject_faktorruecksetzung(ruecksetzung=antrag, grund="  ", by=lt, jetzt=JETZT)
    reject_faktorruecksetzung(ruecksetzung=antrag, grund="Stimme passte nicht", by=lt, jetzt=JETZT)
    with pytest.raises(Ablehnung, match="schon entschieden"):
        confirm_faktorruecksetzung(ruecksetzung=antrag, by=lt, jetzt=JETZT)
    assert faktorarten(person)
    assert beantragt(person, sv).ist_offen


def test_verwaltung_fuehrt_durch_antrag_und_bestaetigung(client, person):
    sv = angemeldet(client, Rolle.SYSTEMVERWALTUNG)
    neu = reverse("admin:core_faktorruecksetzung_add")
    angaben = {**RUECKRUF, "konto": person.pk, "rueckruf_am": clock.today().strftime("%d.%m.%Y")}
    unvollstaendig = client.post(neu, {**angaben, "rueckruf_nummer": ""}).content.decode()
    assert "Dieses Feld ist zwingend erforderlich" in unvollstaendig
    assert client.post(neu, angaben).status_code == 302
    antrag = Faktorruecksetzung.objects.get()
    fall = reverse("admin:core_faktorruecksetzung_change", args=[antrag.pk])
    assert "Beantragen und Bestätigen müssen zwei" in client.get(fall).content.decode()
    bestaetigen = reverse("admin:core_faktorruecksetzung_aktion", args=[antrag.pk, "bestaetigen"])
    client.post(bestaetigen)
    assert faktorarten(person)
    assert "zweiten Faktor zurücksetzen" not in client.get(reverse("admin:index")).content.decode()
    liste = client.get(reverse("admin:core_faktorruecksetzung_changelist") + "?stand=wartet").content.decode()
    assert "wartet auf Bestätigung" in liste
    zweite = Client()
    angemeldet(zweite, Rolle.LEITUNG)
    vorrat = zweite.get(reverse("admin:index")).content.decode()
    assert "Sabine Beispiel: zweiten Faktor zurücksetzen" in vorrat
    assert zweite.get(neu).status_code == 403
    zweite.post(bestaetigen)
    assert faktorarten(person) == []
    assert "zurückgesetzt" in zweite.get(reverse("admin:core_faktorruecksetzung_changelist")).content.decode()
    assert str(sv) in zweite.get(fall).content.decode()


def test_wen_es_betrifft_sieht_warum_sie_nicht_selbst_bestaetigt(client, sv):
    betroffen = angemeldet(client, Rolle.LEITUNG)
    mit_app(betroffen)
    antrag = beantragt(betroffen, sv)
    assert str(antrag) == f"{betroffen}, beantragt am 20.11.2026"
    fall = client.get(reverse("admin:core_faktorruecksetzung_change", args=[antrag.pk])).content.decode()
    assert "Den eigenen Faktor setzt niemand zurück" in fall
    client.post(reverse("admin:core_faktorruecksetzung_aktion", args=[antrag.pk, "bestaetigen"]))
    assert faktorarten(betroffen) == ["totp"]


def test_verwaltung_lehnt_mit_grund_ab(client, sv, person):
    antrag = beantragt(person, sv)
    angemeldet(client, Rolle.LEITUNG)
    ablehnen = reverse("admin:core_faktorruecksetzung_aktion", args=[antrag.pk, "ablehnen"])
    client.post(ablehnen, {"grund": "Rückruf nicht bestätigt"})
    fall = client.get(reverse("admin:core_faktorruecksetzung_change", args=[antrag.pk])).content.decode()
    assert "Rückruf nicht bestätigt" in fall
    assert "abgelehnt" in client.get(reverse("admin:core_faktorruecksetzung_changelist")).content.decode()
