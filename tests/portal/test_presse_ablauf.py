"""From the first edit to the public page: rights, four eyes, Sperrfrist, frozen PDF, corrections."""

import datetime as dt
import hashlib
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from asskomm.core.errors import Ablehnung
from asskomm.core.models import User
from asskomm.portal.enums import PresseStatus
from asskomm.portal.models import Medieninformation
from asskomm.portal.presse.fassung import fassung_zu, hinweise_zum_text
from asskomm.portal.services import presse as dienste
from tests.factories import vereinbarungen as fabrik
from tests.factories.konten import konto
from vereinbarungen.models import Vereinbarung
from vereinbarungen.services.anlage import plan_unterzeichnung

pytestmark = pytest.mark.django_db
JETZT, HEUTE = fabrik.JETZT, fabrik.HEUTE
MORGEN = JETZT + dt.timedelta(days=1)
EINE_STUNDE = dt.timedelta(hours=1)
TEXT = {"titel": "Eigener Titel", "text": "Eigener Text aus Übigau.", "kontakt": "LPR", "sperrfrist_bis": None}


@pytest.fixture
def sb() -> User:
    return konto("SB")


@pytest.fixture
def lt() -> User:
    return konto("LT")


@pytest.fixture
def meerane() -> Vereinbarung:
    return fabrik.in_kraft(fabrik.gemeinde("Meerane"), bezeichnung="Meerane")


def bearbeite(v: Vereinbarung, by: User, **felder: Any) -> Medieninformation:
    return dienste.edit_medieninformation(vereinbarung=v, by=by, jetzt=JETZT, **{**TEXT, **felder})


def vorgelegt(v: Vereinbarung, by: User, **felder: Any) -> Medieninformation:
    return dienste.submit_medieninformation(objekt=bearbeite(v, by, **felder), by=by, jetzt=JETZT)


def freigegeben(v: Vereinbarung, sb: User, lt: User, **felder: Any) -> Medieninformation:
    zeile = vorgelegt(v, sb, **felder)
    frist = felder.get("sperrfrist_bis")
    return dienste.release_medieninformation(medieninformation=zeile, by=lt, jetzt=JETZT, sperrfrist_bis=frist)


def geplant(sperrfrist: dt.datetime | None = None) -> Vereinbarung:
    v = fabrik.in_zeichnung(fabrik.gemeinde("Meerane"), bezeichnung="Meerane")
    plan_unterzeichnung(vereinbarung=v, am=HEUTE, sperrfrist_bis=sperrfrist, by=None, jetzt=JETZT)
    v.refresh_from_db()
    return v


# --- Derived until someone edits it


def test_ohne_bearbeitung_ist_nichts_gespeichert(meerane: Vereinbarung) -> None:
    assert fassung_zu(vereinbarung=meerane, jetzt=JETZT).titel.startswith("Die 1. Kooperationsvereinbarung")
    assert not Medieninformation.objects.exists()


def test_bearbeiteter_text_bleibt_auch_wenn_sich_zahlen_aendern(meerane: Vereinbarung, sb: User) -> None:
    zeile = bearbeite(meerane, sb)
    fassung = fassung_zu(vereinbarung=meerane, jetzt=JETZT)
    assert (zeile.ist_bearbeitet, fassung.titel, fassung.text) == (True, TEXT["titel"], TEXT["text"])
    assert zeile.slug == "2026-11-22-meerane"
    assert [e.uebergang for e in zeile.verlauf.all()] == ["anlegen"]


def test_unveraendert_gespeicherter_text_folgt_weiter_den_daten(sb: User) -> None:
    v = geplant()
    entwurf = fassung_zu(vereinbarung=v, jetzt=JETZT)
    zeile = bearbeite(v, sb, titel=entwurf.titel, text=entwurf.text.replace("\n", "\r\n"), kontakt=entwurf.kontakt)
    assert not zeile.ist_bearbeitet
    fabrik.unterzeichne_alle(v)
    v.refresh_from_db()
    assert fassung_zu(vereinbarung=v, jetzt=JETZT).titel.startswith("Die 1. ")


def test_vorlegen_friert_den_abgeleiteten_text_ein(sb: User) -> None:
    v = geplant()
    zeile = dienste.submit_entwurf(vereinbarung=v, by=sb, jetzt=JETZT)
    assert (zeile.status, zeile.vorgelegt_durch, zeile.ist_bearbeitet) == (PresseStatus.VORGELEGT, sb, False)
    fabrik.unterzeichne_alle(v)
    v.refresh_from_db()
    assert fassung_zu(vereinbarung=v, jetzt=JETZT).titel.startswith("Voraussichtlich die 1. ")


def test_vorgelegter_text_zaehlt_die_geplante_unterzeichnung_mit_und_mahnt_nur_die_zeitform(sb: User) -> None:
    """The draft of a planned signing says "dann 2"; the stock of that day knows 1 and must not object."""
    fabrik.in_kraft()
    v = geplant()
    dienste.submit_entwurf(vereinbarung=v, by=sb, jetzt=JETZT)
    (hinweis,) = hinweise_zum_text(fassung=fassung_zu(vereinbarung=v, jetzt=JETZT), jetzt=JETZT)
    assert "noch als Vorhaben („Voraussichtlich“)" in hinweis


def test_bearbeiteter_text_mit_alten_zahlen_bekommt_einen_hinweis(meerane: Vereinbarung, sb: User) -> None:
    bearbeite(meerane, sb, text="Es gibt nun 3 Kooperationsvereinbarungen.")
    fassung = fassung_zu(vereinbarung=meerane, jetzt=JETZT)
    assert hinweise_zum_text(fassung=fassung, jetzt=JETZT) == [
        "„3 Kooperationsvereinbarungen“ – Kooperationsvereinbarungen: Am 22.11.2026 ist es 1 (Vortag: 0)."
    ]


def test_zwei_texte_zum_selben_tag_haben_verschiedene_adressen(sb: User) -> None:
    slugs = [bearbeite(fabrik.in_kraft(bezeichnung="Ort"), sb).slug for _ in range(3)]
    assert slugs == ["2026-11-22-ort", "2026-11-22-ort-2", "2026-11-22-ort-3"]


def test_ueberschrift_und_text_sind_pflicht_und_beide_werden_genannt(meerane: Vereinbarung, sb: User) -> None:
    with pytest.raises(Ablehnung) as ablehnung:
        bearbeite(meerane, sb, titel="", text="")
    assert ablehnung.value.gruende == ["Bitte geben Sie eine Überschrift an.", "Bitte geben Sie einen Text an."]


@pytest.mark.parametrize("rolle", ["HH", "LZ", "SV"])
def test_andere_rollen_schreiben_nicht(meerane: Vereinbarung, rolle: str) -> None:
    for dienst, angaben in ((dienste.edit_medieninformation, TEXT), (dienste.submit_entwurf, {})):
        with pytest.raises(Ablehnung, match="Ihre Rolle"):
            dienst(vereinbarung=meerane, by=konto(rolle), jetzt=JETZT, **angaben)
    assert not Medieninformation.objects.exists()


def test_vorgelegter_text_laesst_sich_nicht_mehr_aendern(meerane: Vereinbarung, sb: User) -> None:
    zeile = vorgelegt(meerane, sb)
    with pytest.raises(Ablehnung, match="nicht mehr im Entwurf"):
        bearbeite(meerane, sb, text="anders")
    dienste.return_medieninformation(objekt=zeile, by=sb, jetzt=JETZT, grund="Tippfehler")
    assert bearbeite(meerane, sb, text="anders").vorgelegt_durch is None


# --- Release


def test_freigabe_durch_zweite_person_friert_pdf_mit_pruefsumme_ein(meerane: Vereinbarung, sb: User, lt: User) -> None:
    zeile = freigegeben(meerane, sb, lt)
    assert (zeile.status, zeile.freigegeben_durch, zeile.freigegeben_zeitpunkt) == (PresseStatus.FREIGEGEBEN, lt, JETZT)
    inhalt = zeile.pdf_inhalt()
    assert inhalt.startswith(b"%PDF-")
    assert zeile.pdf is not None
    assert hashlib.sha256(inhalt).hexdigest() == zeile.pdf.sha256
    assert zeile.pdf.name == "medieninformation-2026-11-22.pdf"


def test_wer_vorlegt_gibt_nicht_frei(meerane: Vereinbarung, lt: User) -> None:
    zeile = vorgelegt(meerane, lt)
    with pytest.raises(Ablehnung, match="zwei verschiedene Personen"):
        dienste.release_medieninformation(medieninformation=zeile, by=lt, jetzt=JETZT)
    zeile.freigegeben_durch, zeile.freigegeben_zeitpunkt = lt, JETZT
    with pytest.raises(IntegrityError), transaction.atomic():
        zeile.save()


def test_sachbearbeitung_gibt_nicht_frei(meerane: Vereinbarung, sb: User) -> None:
    zeile = vorgelegt(meerane, sb)
    with pytest.raises(Ablehnung, match="Ihre Rolle"):
        dienste.release_medieninformation(medieninformation=zeile, by=konto("SB"), jetzt=JETZT)


def test_entwurf_laesst_sich_nicht_freigeben(meerane: Vereinbarung, sb: User, lt: User) -> None:
    with pytest.raises(Ablehnung, match="ist im Zustand „Entwurf“ nicht möglich"):
        dienste.release_medieninformation(medieninformation=bearbeite(meerane, sb), by=lt, jetzt=JETZT)


def test_vor_dem_inkrafttreten_nur_mit_sperrfrist(sb: User, lt: User) -> None:
    zeile = vorgelegt(geplant(), sb)
    with pytest.raises(Ablehnung, match="nur mit Sperrfrist"):
        dienste.release_medieninformation(medieninformation=zeile, by=lt, jetzt=JETZT)


def test_nie_vor_der_sperrfrist_der_vereinbarung(sb: User, lt: User) -> None:
    zeile = vorgelegt(geplant(sperrfrist=MORGEN), sb)
    with pytest.raises(Ablehnung, match="nicht früher erscheinen"):
        dienste.release_medieninformation(
            medieninformation=zeile, by=lt, jetzt=JETZT, sperrfrist_bis=MORGEN - EINE_STUNDE
        )


def test_ohne_tag_der_unterzeichnung_keine_freigabe(sb: User, lt: User) -> None:
    v = geplant()
    zeile = vorgelegt(v, sb)
    plan_unterzeichnung(vereinbarung=v, am=None, by=None, jetzt=JETZT)
    with pytest.raises(Ablehnung, match="nicht mehr eingetragen"):
        dienste.release_medieninformation(medieninformation=zeile, by=lt, jetzt=JETZT, sperrfrist_bis=MORGEN)


# --- What the public sees


def sichtbar(jetzt: dt.datetime = JETZT) -> list[str]:
    return [m.titel for m in Medieninformation.objects.oeffentlich(jetzt)]


def test_nur_freigegebene_texte_sind_oeffentlich(meerane: Vereinbarung, sb: User, lt: User) -> None:
    zeile = vorgelegt(meerane, sb)
    assert sichtbar() == []
    dienste.release_medieninformation(medieninformation=zeile, by=lt, jetzt=JETZT)
    assert sichtbar() == [TEXT["titel"]]
    dienste.withdraw_medieninformation(objekt=zeile, by=lt, jetzt=JETZT, grund="Irrtum")
    assert sichtbar() == []


def test_sperrfrist_gilt_bis_auf_die_minute(meerane: Vereinbarung, sb: User, lt: User) -> None:
    freigegeben(meerane, sb, lt, sperrfrist_bis=MORGEN)
    assert sichtbar(MORGEN - dt.timedelta(minutes=1)) == []
    assert sichtbar(MORGEN) == [TEXT["titel"]]


def test_vor_der_unterzeichnung_freigegebener_text_wartet_auf_sie(sb: User, lt: User) -> None:
    v = geplant()
    freigegeben(v, sb, lt, sperrfrist_bis=JETZT + EINE_STUNDE)
    assert sichtbar(MORGEN) == []
    fabrik.unterzeichne_alle(v)
    assert sichtbar(JETZT) == []
    assert sichtbar(MORGEN) == [TEXT["titel"]]


def test_korrektur_steht_mit_datum_beim_text(meerane: Vereinbarung, sb: User, lt: User, client: Client) -> None:
    zeile = freigegeben(meerane, sb, lt)
    dienste.add_korrektur(medieninformation=zeile, am=HEUTE, text="Es sind 50.", by=sb, jetzt=JETZT)
    seite = client.get(reverse("portal:medieninformation", args=[zeile.slug])).content.decode()
    assert "22. November 2026:</strong> Es sind 50." in seite
    assert TEXT["text"] in seite


def test_korrektur_nur_zu_freigegebenem_text_und_nicht_aus_der_zukunft(meerane: Vereinbarung, sb: User) -> None:
    zeile = bearbeite(meerane, sb)
    with pytest.raises(Ablehnung) as ablehnung:
        dienste.add_korrektur(medieninformation=zeile, am=HEUTE + dt.timedelta(1), text=" ", by=sb, jetzt=JETZT)
    assert len(ablehnung.value.gruende) == 3


def test_zurueckgezogener_text_laesst_sich_neu_fassen(
    meerane: Vereinbarung, sb: User, lt: User, client: Client
) -> None:
    """Dieselbe Adresse, wieder zwei Personen, ein sichtbarer Vermerk; die alte Datei bleibt mit ihrer Prüfsumme."""
    zeile = freigegeben(meerane, sb, lt)
    alte_datei, adresse = zeile.pdf, reverse("portal:medieninformation", args=[zeile.slug])
    dienste.withdraw_medieninformation(objekt=zeile, by=lt, jetzt=JETZT, grund="falscher Ort")
    assert client.get(adresse).status_code == 404
    with pytest.raises(Ablehnung, match="Grund"):
        dienste.rewrite_medieninformation(objekt=zeile, by=sb, jetzt=JETZT, grund=" ")
    neu = dienste.rewrite_medieninformation(objekt=zeile, by=sb, jetzt=JETZT, grund="Ort berichtigt")
    assert (neu.status, neu.pdf, neu.freigegeben_durch) == ("ENTWURF", None, None)
    assert client.get(adresse).status_code == 404
    neu = freigegeben(meerane, sb, lt, text="Der richtige Ort.")
    seite = client.get(adresse).content.decode()
    assert "Neufassung. Der zuvor freigegebene Text wurde am 22. November 2026 zurückgezogen." in seite
    assert "Der richtige Ort." in seite
    assert TEXT["text"] not in seite
    assert neu.pdf.sha256 != alte_datei.sha256
    assert zeile.history.filter(pdf=alte_datei, text=TEXT["text"]).exists()


def test_unveraenderter_zurueckgezogener_text_folgt_nach_dem_neufassen_wieder_den_daten(sb: User, lt: User) -> None:
    v = fabrik.in_kraft(bezeichnung="Meerane")
    zeile = dienste.submit_entwurf(vereinbarung=v, by=sb, jetzt=JETZT)
    dienste.withdraw_medieninformation(objekt=zeile, by=lt, jetzt=JETZT, grund="Irrtum")
    dienste.rewrite_medieninformation(objekt=zeile, by=sb, jetzt=JETZT, grund="doch gebraucht")
    fabrik.in_kraft(fabrik.gemeinde("Früher"), am=dt.date(2026, 2, 1))
    assert "Am Tag vor der Unterzeichnung war 1 Koop" in fassung_zu(vereinbarung=v, jetzt=JETZT).text


def test_liste_sucht_auch_umlaute_und_blaettert(client: Client, sb: User, lt: User, monkeypatch: Any) -> None:
    monkeypatch.setattr("asskomm.portal.views.presse.JE_SEITE", 2)
    for nr in range(3):
        freigegeben(fabrik.in_kraft(), sb, lt, titel=f"Text {nr}")
    url = reverse("portal:presse")
    assert "3 Medieninformationen" in client.get(url).content.decode()
    assert "3 Medieninformationen" in client.get(url, {"q": "ubigau"}).content.decode()
    assert "1 Medieninformation<" in client.get(url, {"q": "Text 2"}).content.decode()
    assert "Keine Medieninformation gefunden" in client.get(url, {"q": "fehlt"}).content.decode()
    assert "Text 0" in client.get(url, {"seite": "2"}).content.decode()
    for seite in ("abc", "999", "-1"):
        assert client.get(url, {"seite": seite}).status_code == 200


def test_leere_liste_sagt_warum(client: Client) -> None:
    assert "Noch keine Medieninformation freigegeben" in client.get(reverse("portal:presse")).content.decode()


@pytest.mark.parametrize("anzahl", [1, 3])
def test_liste_braucht_immer_gleich_viele_abfragen(
    client: Client, sb: User, lt: User, anzahl: int, django_assert_num_queries: Any
) -> None:
    for _ in range(anzahl):
        freigegeben(fabrik.in_kraft(), sb, lt)
    with django_assert_num_queries(4):
        client.get(reverse("portal:presse"))


def test_einzelseite_und_pdf_bleiben_im_budget(
    client: Client, meerane: Vereinbarung, sb: User, lt: User, django_assert_max_num_queries: Any
) -> None:
    zeile = freigegeben(meerane, sb, lt)
    with django_assert_max_num_queries(8):
        seite = client.get(reverse("portal:medieninformation", args=[zeile.slug]))
    assert "Medieninformation, barrierefrei" in seite.content.decode()
    antwort = client.get(reverse("portal:presse_pdf", args=[zeile.slug]))
    assert (antwort["Content-Type"], antwort.content) == ("application/pdf", zeile.pdf_inhalt())
    assert antwort["Content-Disposition"] == 'inline; filename="medieninformation-2026-11-22.pdf"'


def test_was_nicht_oeffentlich_ist_gibt_es_nicht(client: Client, meerane: Vereinbarung, sb: User) -> None:
    zeile = vorgelegt(meerane, sb)
    for name in ("portal:medieninformation", "portal:presse_pdf"):
        assert client.get(reverse(name, args=[zeile.slug])).status_code == 404
        assert client.get(reverse(name, args=["gibt-es-nicht"])).status_code == 404


def test_nicht_freigegebener_text_hat_keine_datei(meerane: Vereinbarung, sb: User) -> None:
    zeile = bearbeite(meerane, sb)
    assert zeile.pdf_kilobyte == 1
    with pytest.raises(ValueError, match="nicht freigegeben"):
        zeile.pdf_inhalt()


def test_suchtext_folgt_auch_bei_teilweisem_speichern(meerane: Vereinbarung, sb: User) -> None:
    zeile = bearbeite(meerane, sb)
    zeile.titel = "Łužica"
    zeile.save(update_fields=["titel"])
    assert Medieninformation.objects.suche("luzica").get() == zeile
