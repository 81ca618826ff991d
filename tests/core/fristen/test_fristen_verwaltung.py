"""Fristen und Erinnerungen in der Verwaltung: Kasten am Fall, Seite mit Herleitung, Schritte, Listen, Einstellungen."""

import datetime as dt
from urllib.parse import urlencode

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from asskomm.core.admin import fristkasten
from asskomm.core.fristformulare import fallkennung
from asskomm.core.models import Erinnerung, Erinnerungswahl, Frist, Fristregel
from asskomm.core.services import fristen, fristregeln
from asskomm.core.stichtag import BERLIN
from kommunen.models import Ortsfeiertag
from tests.factories.konten import angemeldet, konto, melde_an
from tests.factories.vereinbarungen import gemeinde
from tests.factories.verwaltung import exportiere

pytestmark = pytest.mark.django_db
JETZT = dt.datetime(2026, 11, 23, 9, tzinfo=BERLIN)
LISTE = "admin:core_frist_changelist"


@pytest.fixture(autouse=True)
def _uhr():
    with time_machine.travel(JETZT, tick=False):
        yield


def text(antwort) -> str:
    return " ".join(antwort.content.decode().split())


def frist(am: dt.date = dt.date(2026, 11, 2), fall=None, schluessel: str = "anhoerung") -> Frist:
    regel = fristen.find_regel(schluessel=schluessel, tag=am)
    return fristen.set_frist(fall=fall or gemeinde(), regel=regel, ereignis_am=am, by=konto(), jetzt=JETZT)


def aktion(client, f: Frist, name: str, **eingabe: object):
    return client.post(reverse("admin:core_frist_aktion", args=[f.pk, name]), eingabe, follow=True)


def test_frist_setzen_vom_fall_aus_zeigt_ende_und_herleitung(client):
    angemeldet(client)
    kommune = gemeinde("Musterstadt")
    seite = text(client.get(reverse("admin:kommunen_kommune_change", args=[kommune.pk])))
    weg = f"{reverse('admin:core_frist_add')}?{urlencode({'zum_fall': fallkennung(kommune)})}"
    assert "Keine offene Frist." in seite
    assert weg in seite
    formular = text(client.get(weg))
    assert "Anhörung: 4 Wochen ab dem Ereignis (Zugang der Anhörung, zu bestätigen)" in formular
    regel = Fristregel.objects.get(schluessel="anhoerung")
    eingabe = {
        "zum_fall": fallkennung(kommune),
        "regel": regel.pk,
        "bezeichnung": "",
        "ereignis_am": "21.10.2026",
        "ort": "",
    }
    antwort = client.post(weg, eingabe, follow=True)
    f = Frist.objects.get()
    assert f.ende_am == dt.date(2026, 11, 19), "Buß- und Bettag"
    assert f.erfasst_durch is not None
    antwort = text(client.get(reverse("admin:core_frist_change", args=[f.pk])))
    assert "Die Frist endet am <strong>Donnerstag, 19.11.2026</strong>" in antwort
    assert "18.11.2026 (Buß- und Bettag) ist kein Arbeitstag (Dresden)" in antwort
    assert "überfällig seit 4 Tagen" in antwort
    assert "Die Regel ist noch zu bestätigen" in antwort
    kasten = text(client.get(reverse("admin:kommunen_kommune_change", args=[kommune.pk])))
    assert "Nächste Frist" in kasten
    assert "So gerechnet" in kasten
    assert "§ 31 Abs. 3 VwVfG" in kasten


def test_wann_eine_fassung_gilt_entscheidet_der_tag_des_ereignisses(client):
    """Eine künftige Fassung verdrängt die heutige nicht, und für Altes gilt die alte."""
    angemeldet(client)
    kommune = gemeinde()
    weg = f"{reverse('admin:core_frist_add')}?{urlencode({'zum_fall': fallkennung(kommune)})}"
    post = Fristregel.objects.get(schluessel="bekanntgabe_post", gueltig_bis=None)
    eingabe = {"zum_fall": fallkennung(kommune), "regel": post.pk, "bezeichnung": "", "ort": ""}
    for ereignis, ende in (("30.12.2024", dt.date(2025, 1, 2)), ("02.01.2025", dt.date(2025, 1, 6))):
        client.post(weg, {**eingabe, "ereignis_am": ereignis})
        assert Frist.objects.latest("pk").ende_am == ende
    antwort = text(client.post(weg, {**eingabe, "ereignis_am": "31.12.2018"}))
    assert "Am 31.12.2018 gilt die Regel „Bekanntgabe durch einfachen Brief“ nicht." in antwort
    anhoerung = Fristregel.objects.get(schluessel="anhoerung")
    gleich = ("bezeichnung", "rechtsquelle", "herkunft", "einheit", "ereignis")
    werte = {name: getattr(anhoerung, name) for name in gleich}
    fristregeln.add_fristregel(
        schluessel="anhoerung", gueltig_von=dt.date(2027, 1, 1), laenge=2, by=konto(), jetzt=JETZT, **werte
    )
    formular = text(client.get(weg))
    assert "Anhörung: 4 Wochen ab dem Ereignis (Zugang der Anhörung, bis 31.12.2026, zu bestätigen)" in formular
    assert "Anhörung: 2 Wochen" not in formular
    eingabe["regel"] = anhoerung.pk
    for ereignis, wochen in (("01.12.2026", 4), ("04.01.2027", 2)):
        client.post(weg, {**eingabe, "ereignis_am": ereignis})
        assert Frist.objects.latest("pk").regel.laenge == wochen


def test_ohne_fall_oder_mit_fremdem_fall_gibt_es_keine_frist(client):
    angemeldet(client)
    antwort = client.get(reverse("admin:core_frist_add"), follow=True)
    assert "Öffnen Sie ihn und wählen Sie dort „Frist setzen“" in text(antwort)
    regel = Fristregel.objects.get(schluessel="anhoerung")
    for fall in ("", "x", "kommunen.kommune-999", "core.user-1", "gibt.nicht-1", "kommunen.kommune-1e9", "a.b.c-1"):
        eingabe = {"zum_fall": fall, "regel": regel.pk, "ereignis_am": "21.10.2026"}
        antwort = client.post(f"{reverse('admin:core_frist_add')}?zum_fall=x", eingabe)
        assert antwort.status_code == 200, fall
        assert Frist.objects.count() == 0


def test_schritte_einer_frist(client):
    angemeldet(client)
    f = frist()
    assert f.ende_am == dt.date(2026, 11, 30)
    pause = {"von": "10.11.2026", "bis": "12.11.2026", "grund": "Rückfrage"}
    antwort = aktion(client, f, "pausieren", **pause)
    assert "Die Frist endet am Donnerstag, 03.12.2026." in text(antwort)
    assert "Es kommen 3 Tage hinzu" in text(antwort)
    antwort = aktion(client, f, "verlaengern", bis="18.12.2026", grund="Gemeinderat tagt später")
    assert "Verlängert bis Freitag, 18.12.2026: Gemeinderat tagt später" in text(antwort)
    eintrag = f"fristverlaengerung-{f.verlaengerungen.get().pk}"
    antwort = aktion(client, f, "zuruecknehmen", eintrag=eintrag, grund="Irrtum")
    assert "Verlängerung bis 18.12.2026 (Gemeinderat tagt später): Irrtum" in text(antwort)
    aktion(client, f, "erledigen", am="23.11.2026", vermerk="Antwort liegt vor")
    f.refresh_from_db()
    assert f.stand == "ERLEDIGT"
    antwort = text(client.get(reverse("admin:core_frist_change", args=[f.pk])))
    assert "Antwort liegt vor" in antwort
    assert "Verlängern" not in antwort
    aktion(client, f, "oeffnen", grund="doch nicht")
    aktion(client, f, "aufheben", grund="Irrtum")
    f.refresh_from_db()
    assert f.stand == "AUFGEHOBEN"


def test_ablehnung_steht_am_formular(client):
    angemeldet(client)
    f = frist(schluessel="klagefrist")
    antwort = aktion(client, f, "verlaengern", bis="31.12.2026", grund="x")
    assert "Eine vorgeschriebene Frist lässt sich nicht verlängern" in text(antwort)


def test_liste_sucht_filtert_und_gibt_aus(client):
    angemeldet(client)
    alt, neu = frist(dt.date(2026, 9, 1), gemeinde("Altstadt")), frist(dt.date(2026, 11, 2), gemeinde("Neustadt"))
    assert (alt.ende_am, neu.ende_am) == (dt.date(2026, 9, 29), dt.date(2026, 11, 30))
    liste = reverse(LISTE)
    faelle = {
        "?ende=ueberfaellig": ["Altstadt"], "?ende=woche": ["Neustadt"], "?ende=heute": [], "?ende=monat": ["Neustadt"],
        "?q=altst": ["Altstadt"], "?fall_art=kommunen.kommune": ["Altstadt", "Neustadt"],
        "?fall_art=vereinbarungen.vereinbarung": [],
    }  # fmt: skip
    for abfrage, namen in faelle.items():
        seite = text(client.get(f"{liste}{abfrage}"))
        assert [n for n in ("Altstadt", "Neustadt") if f">{n}</a>" in seite] == namen, abfrage
    csv = exportiere(client, reverse("admin:core_frist_export"), {"ende": "ueberfaellig"}).content.decode("utf-8-sig")
    assert "Altstadt" in csv
    assert "Neustadt" not in csv


def test_liste_braucht_mit_vielen_zeilen_nicht_mehr_abfragen(client):
    angemeldet(client)
    client.get(reverse(LISTE))  # the kinds of cases are looked up once in a process
    zaehler = []
    for anzahl in (1, 8):
        for n in range(anzahl):
            frist(fall=gemeinde(f"Ort {anzahl}-{n}"))
        with CaptureQueriesContext(
            connection,
        ) as abfragen:
            client.get(reverse(LISTE))
        zaehler.append(len(abfragen))
    assert zaehler[0] == zaehler[1] <= 12


def test_regel_eintragen_loest_ab_und_wird_von_der_leitung_bestaetigt(client):
    sb = angemeldet(client)
    eingabe = {
        "schluessel": "anhoerung", "bezeichnung": "Anhörung", "rechtsquelle": "§ 28 VwVfG", "herkunft": "BEHOERDLICH",
        "laenge": 2, "einheit": "WOCHE", "richtung": "VOR", "verschiebung": "NAECHSTER", "ort": "BEHOERDE",
        "verschiebung_quelle": "§ 31 Abs. 3 VwVfG", "ereignis": "Zugang", "gueltig_von": "01.12.2026", "hinweis": "",
    }  # fmt: skip
    antwort = client.post(reverse("admin:core_fristregel_add"), eingabe, follow=True)
    neu = Fristregel.objects.get(schluessel="anhoerung", gueltig_von=dt.date(2026, 12, 1))
    assert neu.erfasst_durch == sb, text(antwort)
    assert Fristregel.objects.get(schluessel="anhoerung", laenge=4).gueltig_bis == dt.date(2026, 11, 30)
    weg = reverse("admin:core_fristregel_aktion", args=[neu.pk, "bestaetigen"])
    assert "Ihre Rolle darf „Bestätigen“ nicht ausführen." in text(client.get(weg, follow=True))
    melde_an(client, konto("LT"))
    assert "Die Regel ist bestätigt." in text(client.post(weg, follow=True))
    beenden = reverse("admin:core_fristregel_aktion", args=[neu.pk, "beenden"])
    client.post(beenden, {"bis": "31.12.2027"})
    neu.refresh_from_db()
    assert (neu.ist_bestaetigt, neu.gueltig_bis) == (True, dt.date(2027, 12, 31))
    seite = text(client.get(f"{reverse('admin:core_fristregel_changelist')}?bestaetigt=ja&gilt=heute"))
    assert "0 Einträge" in seite
    assert "zu bestätigen" in text(client.get(f"{reverse('admin:core_fristregel_changelist')}?bestaetigt=nein"))


def test_fronleichnam_eintragen_bestaetigen_und_nach_aenderung_wieder_offen(client):
    angemeldet(client, "LT")
    kommune = gemeinde("Crostwitz")
    eingabe = {
        "kommune": kommune.name_eindeutig, "ortsteile": "", "gilt_am_sitz": "on", "gueltig_von": "22.05.1993",
        "gueltig_bis": "", "quelle": "VO",
    }  # fmt: skip
    antwort = client.post(reverse("admin:kommunen_ortsfeiertag_add"), eingabe, follow=True)
    tag = Ortsfeiertag.objects.get()
    weg = reverse("admin:kommunen_ortsfeiertag_aktion", args=[tag.pk, "bestaetigen"])
    assert "Der Eintrag ist bestätigt." in text(client.post(weg, follow=True)), text(antwort)
    tag.refresh_from_db()
    assert tag.ist_bestaetigt
    seite = client.get(reverse("admin:kommunen_ortsfeiertag_change", args=[tag.pk]))
    fassung = seite.context["original"].bearbeitungsfassung
    client.post(
        reverse("admin:kommunen_ortsfeiertag_change", args=[tag.pk]),
        {**eingabe, "gueltig_bis": "31.12.2026", "fassung": fassung},
    )
    tag.refresh_from_db()
    assert (tag.gueltig_bis, tag.ist_bestaetigt) == (dt.date(2026, 12, 31), False)
    assert "zu bestätigen" in text(client.get(reverse("admin:kommunen_ortsfeiertag_changelist")))


def test_naechste_erinnerung_steht_am_fall(client):
    angemeldet(client)
    f = frist(dt.date(2026, 11, 12))
    assert f.ende_am == dt.date(2026, 12, 10)
    seite = text(client.get(reverse("admin:kommunen_kommune_change", args=[f.fall_id])))
    assert "Nächste Erinnerung am <strong>03.12.2026</strong>: Ende einer Frist" in seite


def test_erinnerungen_einstellen_fuer_sich_und_fuers_haus(client):
    sb = angemeldet(client)
    weg = reverse("admin:core_erinnerung_einstellungen")
    assert "Wiedervorlage" in text(client.get(weg))
    antwort = client.post(weg, {"art": "wiedervorlage", "wo": "ich", "aktiv": "nein"}, follow=True)
    assert "Die Einstellung ist gespeichert." in text(antwort)
    assert Erinnerungswahl.objects.get().user == sb
    gruende = {
        ("frist", "ich"): "„Ende einer Frist“ lässt sich nicht abschalten.",
        ("x", "ich"): "Diese Art von Erinnerung gibt es nicht.",
        ("wiedervorlage", "haus"): "Für das ganze Haus schaltet nur die Leitung.",
    }
    for (art, wo), grund in gruende.items():
        antwort = client.post(weg, {"art": art, "wo": wo, "aktiv": "nein"}, follow=True)
        assert grund in text(antwort)
    melde_an(client, konto("LT"))
    client.post(weg, {"art": "wiedervorlage", "wo": "haus", "aktiv": "nein"})
    client.post(weg, {"art": "wiedervorlage", "wo": "haus", "aktiv": "ja"})
    assert Erinnerungswahl.objects.get(user=None).aktiv


def test_liste_der_erinnerungen_nennt_art_fall_und_ausgang(client):
    angemeldet(client)
    f = frist(fall=gemeinde("Musterstadt"))
    tag = dt.date(2026, 11, 20)
    for art, ausgang in (("frist", "VERSCHICKT"), ("weg", "NIEMAND")):
        Erinnerung.objects.create(
            fall=f.fall, gegenstand=f, art=art, text=f"Sache {art}", bezug_am=tag, tage=0, faellig_am=tag, lauf_am=tag,
            zeitpunkt=JETZT, ausgang=ausgang,
        )  # fmt: skip
    liste = reverse("admin:core_erinnerung_changelist")
    seite = text(client.get(liste))
    assert "Ende einer Frist" in seite
    assert "verschickt" in seite
    assert "Sache weg" not in text(client.get(f"{liste}?art=frist"))


def test_kasten_zeigt_fuenf_und_nennt_die_uebrigen_und_nur_wer_fristen_liest(client):
    angemeldet(client)
    kommune = gemeinde()
    for _ in range(7):
        frist(fall=kommune)
    seite = text(client.get(reverse("admin:kommunen_kommune_change", args=[kommune.pk])))
    assert seite.count("So gerechnet") == 5
    assert "Dazu 2 weitere." in seite
    assert fristkasten.quelle(konto("SV"), kommune, JETZT.date()) is None
    lesend = fristkasten.quelle(konto("LZ"), kommune, JETZT.date())
    assert lesend is not None
    assert lesend.knoepfe == ()


def test_was_ansteht_steht_im_arbeitsvorrat(client):
    sb = angemeldet(client)
    bald, spaet = frist(), frist(dt.date(2027, 2, 1))
    assert list(fristkasten._anstehende(sb, JETZT.date())) == [bald]
    assert spaet.ende_am > JETZT.date() + fristkasten.VORAUS
    assert fristkasten._anstehende(konto("SV"), JETZT.date()) is None
    assert f"/verwaltung/core/frist/{bald.pk}/change/" in text(client.get(reverse("admin:index")))
