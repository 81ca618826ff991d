"""Das Register in der Verwaltung: Listen, Rechte, Fallseite, Schritte, gleichzeitiges Bearbeiten."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from asskomm.core.roles import Rolle
from asskomm.core.stichtag import BERLIN, UngefaehresDatum
from kommunen.enums import KprStatus
from kommunen.models import (
    Ansprechperson,
    Beratung,
    Einwohnerzahl,
    EngeZusammenarbeit,
    Handlungsfeld,
    KommunalerPraeventionsrat,
    Kommune,
)
from kommunen.services.kpr import create_kpr
from kommunen.services.tatsachen import record_beratung, start_enge_zusammenarbeit
from tests.factories.konten import angemeldet, konto, melde_an
from tests.factories.vereinbarungen import gemeinde
from tests.factories.verwaltung import formulardaten

pytestmark = pytest.mark.django_db
JETZT = dt.datetime(2026, 11, 22, 12, 0, tzinfo=BERLIN)
TAG = UngefaehresDatum(dt.date(2026, 3, 4))
LISTEN = [
    "kommune", "landkreis", "polizeidirektion", "beratung", "engezusammenarbeit", "ansprechperson", "einwohnerzahl",
    "mitgliedschaft", "handlungsfeld", "kommunalerpraeventionsrat",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _uhr():
    with time_machine.travel(JETZT, tick=False):
        yield


def adresse(modell: str, was: str = "changelist", *args: object) -> str:
    return reverse(f"admin:kommunen_{modell}_{was}", args=args)


def bestand(anzahl: int) -> list[Kommune]:
    orte = [gemeinde(f"Ort {nr} {anzahl}") for nr in range(anzahl)]
    for ort in orte:
        record_beratung(kommune=ort, am=TAG, by=None, jetzt=JETZT)
        start_enge_zusammenarbeit(kommune=ort, seit=TAG, by=None, jetzt=JETZT)
        create_kpr(kommune=ort, by=None, jetzt=JETZT, geplant=TAG)
        Ansprechperson.objects.create(kommune=ort, funktion="Ordnungsamt")
        Einwohnerzahl.objects.create(kommune=ort, stichtag=TAG.am, anzahl=1000)
    return orte


def abfragen(client, url: str) -> int:
    with CaptureQueriesContext(connection) as mitschrift:
        assert client.get(url).status_code == 200
    return len(mitschrift)


@pytest.mark.parametrize("modell", LISTEN)
def test_liste_braucht_bei_einer_und_bei_drei_zeilen_gleich_viele_abfragen(client, modell):
    angemeldet(client)
    bestand(1)
    abfragen(client, adresse(modell))  # die Ansicht der Liste liest jede Sitzung einmal
    eine = abfragen(client, adresse(modell))
    bestand(3)
    assert abfragen(client, adresse(modell)) == eine <= 12


def test_volle_seite_der_kommunen_bleibt_unter_64_kilobyte(client):
    angemeldet(client)
    for nr in range(30):
        gemeinde(f"Langer Ortsname mit Zusatz Nummer {nr:02d}")
    antwort = client.get(adresse("kommune"))
    assert len(antwort.content) < 64_000
    assert "30 Einträge" in antwort.content.decode()


@pytest.mark.parametrize("suche", ["übigau", "ubigau", "uebigau", "14524"])
def test_suche_findet_jede_schreibweise_und_den_schluessel(client, suche):
    angemeldet(client)
    gemeinde("Übigau-Wahrenbrück")
    assert "Übigau-Wahrenbrück" in client.get(adresse("kommune"), {"q": suche}).content.decode()


def test_unbekannter_filter_fuehrt_zur_liste_und_sagt_es(client):
    angemeldet(client)
    antwort = client.get(adresse("kommune"), {"farbe": "blau"}, follow=True)
    assert "Die Filter in der Adresse waren ungültig" in antwort.content.decode()


@pytest.mark.parametrize("rolle", [Rolle.HAUSHALT, Rolle.LESEZUGRIFF, Rolle.PRUEFUNG])
def test_lesende_rollen_sehen_die_kommune_und_aendern_nichts(client, rolle):
    angemeldet(client, rolle)
    ort = gemeinde("Meerane")
    seite = client.get(adresse("kommune", "change", ort.pk))
    assert seite.status_code == 200
    assert 'name="_save"' not in seite.content.decode()
    assert client.post(adresse("kommune", "change", ort.pk), {"name": "Anders"}).status_code == 403
    assert client.get(adresse("beratung", "add")).status_code == 403
    assert client.get(adresse("einwohnerzahl", "import")).status_code == 403


def test_nichts_laesst_sich_loeschen(client):
    angemeldet(client, Rolle.LEITUNG)
    ort = gemeinde()
    assert client.get(f"/verwaltung/kommunen/kommune/{ort.pk}/delete/").status_code in (302, 404)
    assert Kommune.objects.filter(pk=ort.pk).exists()


def test_aenderung_wird_gespeichert_und_steht_im_feldverlauf(client):
    person = angemeldet(client)
    ort = gemeinde("Meerane")
    feld = Handlungsfeld.objects.create(name="Sucht", slug="sucht")
    seite = adresse("kommune", "change", ort.pk)
    daten = formulardaten(client.get(seite), verwaltung_ort="Meerane", handlungsfelder=[feld.pk])
    assert client.post(seite, daten).status_code == 302
    ort.refresh_from_db()
    assert (ort.verwaltung_ort, list(ort.handlungsfelder.all())) == ("Meerane", [feld])
    assert ort.history.first().history_user == person
    verlauf = client.get(adresse("kommune", "history", ort.pk)).content.decode()
    assert "„“ wurde zu „Meerane“" in verlauf


def test_zweite_bearbeitung_ueberschreibt_die_erste_nicht_ungesehen(client):
    angemeldet(client)
    ort = gemeinde("Meerane")
    seite = adresse("kommune", "change", ort.pk)
    daten = formulardaten(client.get(seite), verwaltung_ort="Meine Eingabe")
    Kommune.objects.filter(pk=ort.pk).update(verwaltung_ort="Inzwischen gespeichert")

    antwort = client.post(seite, daten)
    text = antwort.content.decode()
    assert antwort.status_code == 200
    assert "wurde geändert, seit Sie diese Seite geöffnet haben" in text
    assert "gespeichert ist „Inzwischen gespeichert“" in text
    assert 'value="Meine Eingabe"' in text
    ort.refresh_from_db()
    assert ort.verwaltung_ort == "Inzwischen gespeichert"

    erneut = formulardaten(antwort, verwaltung_ort="Meine Eingabe")
    assert client.post(seite, erneut).status_code == 302
    ort.refresh_from_db()
    assert ort.verwaltung_ort == "Meine Eingabe"


def test_auch_eine_neue_ansprechperson_zaehlt_als_aenderung(client):
    angemeldet(client)
    ort = gemeinde()
    seite = adresse("kommune", "change", ort.pk)
    daten = formulardaten(client.get(seite))
    Ansprechperson.objects.create(kommune=ort, funktion="Ordnungsamt")
    assert "seit Sie diese Seite geöffnet haben" in client.post(seite, daten).content.decode()


def test_fehler_steht_in_der_zusammenfassung_mit_verweis_auf_das_feld(client):
    angemeldet(client)
    ort = gemeinde("Meerane")
    seite = adresse("kommune", "change", ort.pk)
    text = client.post(seite, formulardaten(client.get(seite), name="", homepage="kein verweis")).content.decode()
    assert 'href="#id_name"' in text
    assert 'href="#id_homepage"' in text
    assert 'value="kein verweis"' in text
    assert "<title>Fehler:" in text


def test_beratung_wird_ueber_die_kommune_erfasst(client):
    person = angemeldet(client)
    ort = gemeinde("Meerane")
    seite = adresse("kommune", "aktion", ort.pk, "beratung")
    assert client.get(seite).status_code == 200
    client.post(seite, {"am": "11/2026", "kontaktart": "TELEFON", "anlass": "Auftakt"})
    beratung = Beratung.objects.get()
    assert (str(beratung.datum), beratung.kontaktart, beratung.erfasst_durch) == ("November 2026", "TELEFON", person)


def test_ablehnung_des_dienstes_steht_am_formular_mit_den_eingaben(client):
    angemeldet(client)
    ort = gemeinde("Meerane")
    seite = adresse("beratung", "add")
    daten = {"kommune": "Meerane", "am": "24.12.2026", "kontaktart": "TELEFON", "anlass": "Zu früh"}
    text = client.post(seite, daten).content.decode()
    assert "liegt in der Zukunft" in text
    assert 'value="Zu früh"' in text
    assert not Beratung.objects.exists()
    daten["am"] = "2020"
    assert client.post(seite, daten).status_code == 302
    assert str(Beratung.objects.get(kommune=ort).datum) == "2020"


@pytest.mark.parametrize(
    ("eingabe", "meldung"),
    [
        ("Meeran", "ist nicht bekannt. Bitte einen der Vorschläge auswählen. Ähnlich: Meerane."),
        ("", "zwingend erforderlich"),
    ],
)
def test_unbekannte_kommune_wird_mit_vorschlaegen_abgelehnt(client, eingabe, meldung):
    angemeldet(client)
    gemeinde("Meerane")
    antwort = client.post(adresse("beratung", "add"), {"kommune": eingabe, "am": "2020", "kontaktart": "TELEFON"})
    assert meldung in antwort.content.decode()


@pytest.mark.parametrize("eingabe", ["31.02.2020", "gestern", "13/2020", "44927", "1.1.20"])
def test_unlesbares_datum_wird_auf_deutsch_abgelehnt(client, eingabe):
    angemeldet(client)
    gemeinde("Meerane")
    daten = {"kommune": "Meerane", "am": eingabe, "kontaktart": "TELEFON"}
    text = client.post(adresse("beratung", "add"), daten).content.decode()
    assert f"„{eingabe}“" in text
    assert not Beratung.objects.exists()


def test_annullierte_beratung_bleibt_sichtbar(client):
    person = angemeldet(client)
    beratung = record_beratung(kommune=gemeinde("Meerane"), am=TAG, by=None, jetzt=JETZT)
    seite = adresse("beratung", "aktion", beratung.pk, "annullieren")
    assert "Bitte prüfen Sie eine Angabe" in client.post(seite, {"grund": ""}).content.decode()
    client.post(seite, {"grund": "Doppelt erfasst"})
    beratung.refresh_from_db()
    assert (beratung.annulliert_durch, beratung.annulliert_grund) == (person, "Doppelt erfasst")
    fall = client.get(adresse("beratung", "change", beratung.pk)).content.decode()
    assert "Doppelt erfasst" in fall
    assert "Eintrag annullieren" not in fall
    assert "annulliert" in client.get(adresse("beratung")).content.decode()


def test_tatsache_laesst_sich_nicht_aendern(client):
    angemeldet(client, Rolle.LEITUNG)
    beratung = record_beratung(kommune=gemeinde(), am=TAG, by=None, jetzt=JETZT)
    seite = adresse("beratung", "change", beratung.pk)
    assert client.post(seite, {"am": "2019"}).status_code == 403
    text = client.get(seite).content.decode()
    assert 'name="am"' not in text


def test_ende_der_engen_zusammenarbeit_ist_ein_eigener_schritt(client):
    angemeldet(client)
    flag = start_enge_zusammenarbeit(kommune=gemeinde(), seit=TAG, by=None, jetzt=JETZT)
    client.post(adresse("engezusammenarbeit", "aktion", flag.pk, "beenden"), {"bis": "01.10.2026"})
    assert EngeZusammenarbeit.objects.get().bis == dt.date(2026, 10, 1)


def test_schritte_des_praeventionsrates_mit_tag_und_grund(client):
    angemeldet(client)
    rat = create_kpr(kommune=gemeinde("Meerane"), by=None, jetzt=JETZT, geplant=TAG)
    fall = adresse("kommunalerpraeventionsrat", "change", rat.pk)
    assert "Konstituierung eintragen" in client.get(fall).content.decode()
    schritt = adresse("kommunalerpraeventionsrat", "schritt", rat.pk, "konstituieren")
    assert "Danach ist der Stand „konstituiert“" in client.get(schritt).content.decode()
    assert client.post(schritt, {"wirksam": "05/2026"}).status_code == 302
    rat.refresh_from_db()
    assert (rat.status, str(rat.verlauf.last().wirksam)) == (KprStatus.KONSTITUIERT, "Mai 2026")
    ruhen = adresse("kommunalerpraeventionsrat", "schritt", rat.pk, "ruhen")
    assert "Grund: Dieses Feld ist zwingend erforderlich" in client.post(ruhen, {"wirksam": "06/2026"}).content.decode()
    assert "Mai 2026" in client.get(fall).content.decode()


def test_leserolle_sieht_warum_ein_schritt_nicht_geht(client):
    angemeldet(client, Rolle.LESEZUGRIFF)
    rat = create_kpr(kommune=gemeinde(), by=None, jetzt=JETZT, geplant=TAG)
    text = client.get(adresse("kommunalerpraeventionsrat", "change", rat.pk)).content.decode()
    assert "Ihre Rolle darf „Konstituierung eintragen“ nicht ausführen." in text
    client.post(adresse("kommunalerpraeventionsrat", "schritt", rat.pk, "konstituieren"), {"wirksam": "05/2026"})
    rat.refresh_from_db()
    assert rat.status == KprStatus.GEPLANT


def test_schritt_der_nicht_moeglich_ist_aendert_nichts_und_sagt_es(client):
    angemeldet(client)
    rat = create_kpr(kommune=gemeinde(), by=None, jetzt=JETZT, geplant=TAG)
    schritt = adresse("kommunalerpraeventionsrat", "schritt", rat.pk, "ruhen")
    assert "im jetzigen Zustand nicht vorgesehen" in client.post(schritt, {"grund": "x"}, follow=True).content.decode()


def test_ansehen_der_seiten_schreibt_nichts(client):
    angemeldet(client)
    rat = create_kpr(kommune=gemeinde(), by=None, jetzt=JETZT, geplant=TAG)
    client.get(adresse("kommunalerpraeventionsrat", "schritt", rat.pk, "konstituieren"))
    rat.refresh_from_db()
    assert rat.status == KprStatus.GEPLANT


def test_neuer_praeventionsrat_und_zweiter_fuer_dieselbe_kommune(client):
    angemeldet(client)
    gemeinde("Meerane")
    seite = adresse("kommunalerpraeventionsrat", "add")
    assert client.post(seite, {"kommune": "Meerane", "name": "KPR Meerane"}).status_code == 302
    assert "schon ein Präventionsrat eingetragen" in client.post(seite, {"kommune": "Meerane"}).content.decode()
    assert KommunalerPraeventionsrat.objects.count() == 1


def test_nur_die_leitung_laesst_eine_kommune_ausscheiden(client):
    nachfolgerin, ort = gemeinde("Neustadt"), gemeinde("Altdorf")
    seite = adresse("kommune", "aktion", ort.pk, "ausscheiden")
    angemeldet(client)
    assert "Ihre Rolle darf" in client.get(seite, follow=True).content.decode()
    melde_an(client, konto(Rolle.LEITUNG))
    daten = {"letzter_tag": "31.12.2026", "nachfolger_1": nachfolgerin.schluessel}
    assert client.post(seite, daten).status_code == 302
    ort.refresh_from_db()
    assert ort.gueltig_bis == dt.date(2026, 12, 31)
    assert [n.nachfolger for n in ort.nachfolgen.all()] == [nachfolgerin]


def test_handlungsfeld_bekommt_seine_adresse_einmal(client):
    angemeldet(client)
    client.post(adresse("handlungsfeld", "add"), {"name": "Müll & Lärm", "reihenfolge": "10", "aktiv": "on"})
    feld = Handlungsfeld.objects.get()
    assert feld.slug == "muell-laerm"
    seite = adresse("handlungsfeld", "change", feld.pk)
    client.post(seite, formulardaten(client.get(seite), name="Sauberkeit"))
    feld.refresh_from_db()
    assert (feld.name, feld.slug) == ("Sauberkeit", "muell-laerm")


def test_unbekannte_kommune_ist_nicht_gefunden(client):
    angemeldet(client)
    for nummer in ("999999", "abc"):
        assert client.get(f"/verwaltung/kommunen/kommune/{nummer}/change/").status_code == 404
    ort = gemeinde()
    assert client.get(adresse("kommune", "aktion", ort.pk, "gibt-es-nicht")).status_code == 404


def test_verbund_wird_von_hand_angelegt_eine_gemeinde_nicht(client):
    angemeldet(client)
    kreis = gemeinde("Aue").landkreis
    seite = adresse("kommune", "add")
    daten = {"name_eindeutig": "Städtebund Silberberg", "art": "VERBUND", "landkreis": kreis.pk, "gueltig_von": ""}
    assert client.post(seite, daten).status_code == 302
    verbund = Kommune.objects.get(art="VERBUND")
    assert (verbund.schluessel, verbund.slug, verbund.ist_verband) == (*["staedtebund-silberberg"] * 2, True)
    doppelt = client.post(seite, {**daten, "name_eindeutig": "Staedtebund  Silberberg"}).content.decode()
    assert "gibt es schon" in doppelt
    assert "Bitte eine gültige Auswahl treffen" in client.post(seite, {**daten, "art": "STADT"}).content.decode()


def test_mitglied_wird_am_verband_mit_seinem_namen_eingetragen(client):
    sb = angemeldet(client)
    verband, mitglied = gemeinde("Verband", art="VERWALTUNGSVERBAND"), gemeinde("Mitgliedsort")
    seite = adresse("kommune", "aktion", verband.pk, "mitglied")
    text = client.post(seite, {"mitglied": "Nirgendwo", "gueltig_von": "gestern"}).content.decode()
    assert "Nirgendwo" in text
    assert "„gestern“ ist kein Datum" in text
    assert client.post(seite, {"mitglied": "Mitgliedsort", "gueltig_von": "01.01.2020"}).status_code == 302
    m = verband.mitgliedschaften.get()
    assert (m.mitglied, m.erfasst_durch, m.erfasst_zeitpunkt is not None) == (mitglied, sb, True)
    assert "schon eingetragen" in client.post(seite, {"mitglied": "Mitgliedsort"}).content.decode()
    assert "Mitgliedsort" in client.get(adresse("kommune", "change", verband.pk)).content.decode()


def test_nachfolgerin_wird_bei_der_ausgeschiedenen_kommune_nachgetragen(client):
    angemeldet(client, Rolle.LEITUNG)
    alt, neu = gemeinde("Altort", gueltig_bis=dt.date(2025, 12, 31)), gemeinde("Neuort")
    assert "Nachfolgerin eintragen" in client.get(adresse("kommune", "change", alt.pk)).content.decode()
    assert "Nachfolgerin eintragen" not in client.get(adresse("kommune", "change", neu.pk)).content.decode()
    seite = adresse("kommune", "aktion", alt.pk, "nachfolge")
    assert client.post(seite, {"nachfolger": "Neuort"}).status_code == 302
    assert [n.nachfolger for n in alt.nachfolgen.all()] == [neu]


def test_nur_verbaende_nehmen_mitglieder_auf(client):
    angemeldet(client)
    seite = client.get(adresse("kommune", "change", gemeinde().pk))
    assert "Mitglied aufnehmen" not in seite.content.decode()


def test_mitgliedschaft_wird_erfasst_beendet_und_annulliert_nie_geaendert(client):
    angemeldet(client)
    verband, ort = gemeinde("Verband", art="VERWALTUNGSVERBAND"), gemeinde("Mitgliedsort")
    daten = {"verband": "Verband", "mitglied": "Mitgliedsort", "gueltig_von": "01.01.2020"}
    assert client.post(adresse("mitgliedschaft", "add"), daten).status_code == 302
    m = verband.mitgliedschaften.get()
    fall = adresse("mitgliedschaft", "change", m.pk)
    assert client.post(fall, {**daten, "gueltig_von": "01.01.2010"}).status_code == 403
    ende = adresse("mitgliedschaft", "aktion", m.pk, "beenden")
    assert "liegt vor dem Beginn" in client.post(ende, {"bis": "31.12.2019"}).content.decode()
    assert client.post(ende, {"bis": "31.12.2025"}).status_code == 302
    m.refresh_from_db()
    assert (m.gueltig_bis, m.austritt_erfasst_zeitpunkt is not None) == (dt.date(2025, 12, 31), True)
    client.post(adresse("mitgliedschaft", "aktion", m.pk, "annullieren"), {"grund": "falscher Verband"})
    m.refresh_from_db()
    assert m.ist_annulliert
    assert ort.name not in client.get(adresse("kommune", "change", verband.pk)).content.decode()


def test_widerspruch_zum_bestand_wird_lesbar_abgelehnt(client):
    angemeldet(client)
    ort = gemeinde("Meerane")
    seite = adresse("kommune", "change", ort.pk)
    daten = formulardaten(client.get(seite), art="LANDKREIS", verwaltung_ort="bleibt stehen")
    text = client.post(seite, daten).content.decode()
    assert "widersprechen einem Eintrag" in text
    assert 'value="bleibt stehen"' in text


def test_verlauf_der_kommune_zeigt_was_geschah(client):
    angemeldet(client)
    ort = bestand(1)[0]
    titel = [e["titel"] for e in client.get(adresse("kommune", "change", ort.pk)).context["zeitstrahl"]]
    assert titel == ["Präventionsrat geplant", "Enge Zusammenarbeit beginnt", "Beratung (Gespräch vor Ort)"]


def test_filter_fuer_eintrag_datum_und_bestand(client):
    angemeldet(client)
    ort = gemeinde("Meerane")
    record_beratung(kommune=ort, am=UngefaehresDatum(dt.date(2020, 1, 1), "JAHR"), by=None, jetzt=JETZT)
    for name, wert, anzahl in [
        ("genauigkeit", "grob", 1),
        ("genauigkeit", "tag", 0),
        ("annulliert", "ja", 0),
        ("annulliert", "nein", 1),
    ]:
        assert client.get(adresse("beratung"), {name: wert}).context["cl"].result_count == anzahl
    for filter_, anzahl in [({"bestand": "heute"}, 1), ({"bestand": "frueher"}, 0), ({}, 1)]:
        assert client.get(adresse("kommune"), filter_).context["cl"].result_count == anzahl
    assert "Filter entfernen" in client.get(adresse("beratung"), {"annulliert": "nein"}).content.decode()


def test_kpr_stammdaten_aendern_laesst_den_stand_unberuehrt(client):
    angemeldet(client)
    rat = create_kpr(kommune=gemeinde("Meerane"), by=None, jetzt=JETZT, geplant=TAG)
    seite = adresse("kommunalerpraeventionsrat", "change", rat.pk)
    client.post(seite, formulardaten(client.get(seite), kontakt_funktion="Koordinierungsstelle", status="AUFGELOEST"))
    rat.refresh_from_db()
    assert (rat.kontakt_funktion, rat.status) == ("Koordinierungsstelle", KprStatus.GEPLANT)


def test_enge_zusammenarbeit_ueber_die_liste_beginnen(client):
    angemeldet(client)
    gemeinde("Meerane")
    client.post(adresse("engezusammenarbeit", "add"), {"kommune": "Meerane", "am": "2021", "anlass": "Beschluss"})
    assert str(EngeZusammenarbeit.objects.get().datum) == "2021"


def test_verwehrte_und_vergangene_aktionen_schreiben_nichts(client):
    angemeldet(client)
    beratung = record_beratung(kommune=gemeinde(), am=TAG, by=None, jetzt=JETZT)
    seite = adresse("beratung", "aktion", beratung.pk, "annullieren")
    client.post(seite, {"grund": "Doppelt erfasst"})
    assert "nicht mehr möglich" in client.post(seite, {"grund": "Noch einmal"}, follow=True).content.decode()
    beratung.refresh_from_db()
    assert beratung.annulliert_grund == "Doppelt erfasst"
    assert client.get(adresse("beratung", "aktion", 999999, "annullieren")).status_code == 404
    rat = create_kpr(kommune=gemeinde(), by=None, jetzt=JETZT, geplant=TAG)
    schritt = adresse("kommunalerpraeventionsrat", "schritt", rat.pk, "konstituieren")
    assert "liegt in der Zukunft" in client.post(schritt, {"wirksam": "2099"}).content.decode()


def test_bereich_zeigt_seine_listen(client):
    angemeldet(client)
    text = client.get(reverse("admin:app_list", args=["kommunen"])).content.decode()
    assert "<h1>Kommunen</h1>" in text
    assert adresse("beratung") in text


def test_fallseite_sagt_wer_wann_erfasst_hat(client):
    person = konto(name="Sabine Beispiel")
    beratung = record_beratung(kommune=gemeinde("Meerane"), am=TAG, by=person, jetzt=JETZT)
    angemeldet(client, Rolle.LESEZUGRIFF)
    seite = client.get(adresse("beratung", "change", beratung.pk)).content.decode()
    assert "Erfasst am 22.11.2026 durch Sabine Beispiel." in seite


def test_listen_zeigen_ja_und_nein_tage_und_tausender_in_worten(client):
    angemeldet(client)
    Handlungsfeld.objects.create(name="Sucht", slug="sucht", aktiv=False)
    Einwohnerzahl.objects.create(kommune=gemeinde("Meerane"), stichtag=dt.date(2024, 12, 31), anzahl=14220)
    felder = client.get(adresse("handlungsfeld")).content.decode()
    assert 'class="field-aktiv">nein</td>' in felder
    assert "<img" not in felder
    zahlen = client.get(adresse("einwohnerzahl")).content.decode()
    assert "31.12.2024" in zahlen
    assert "14.220" in zahlen


def test_leere_auswahl_sagt_was_zu_tun_ist(client):
    angemeldet(client)
    text = client.get(adresse("kommune", "add")).content.decode()
    assert "Bitte wählen" in text
    assert "-----" not in text


def test_fehler_stehen_vor_allem_anderen_und_das_konto_ist_einen_klick_entfernt(client):
    angemeldet(client)
    seite = adresse("kommune", "change", gemeinde("Meerane").pk)
    daten = formulardaten(client.get(seite), name_eindeutig="")
    text = client.post(seite, daten).content.decode()
    reihe = [text.index(t) for t in ("Bitte prüfen Sie eine Angabe", 'name="name_eindeutig"', "Mögliche Schritte")]
    assert reihe == sorted(reihe)
    assert f'href="{reverse("konto")}"' in text
