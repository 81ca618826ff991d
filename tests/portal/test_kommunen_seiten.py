"""Directory and profiles: search, filters, export, timeline, and only what the public may know."""

import csv
import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.test import Client

from asskomm.core import clock
from asskomm.core.models import Datenstand
from kommunen.enums import KommuneArt, KprStatus
from kommunen.models import Ansprechperson, Einwohnerzahl, KommunalerPraeventionsrat, Nachfolge
from tests.factories.fakten import analysiert, beraten, bestand_mit, eng, gecoacht, rat, vereinbart
from tests.factories.foerderung import zuwendung
from tests.factories.kommunen import verband
from tests.factories.vereinbarungen import JETZT, gemeinde, landkreis
from vereinbarungen.enums import AnalyseStatus, VereinbarungArt

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _heute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", JETZT.date)
    monkeypatch.setattr(clock, "now", lambda: JETZT + dt.timedelta(hours=2))
    Datenstand.objects.update_or_create(pk=1, defaults={"version": 1})


def text(client: Client, adresse: str, status: int = 200) -> str:
    antwort = client.get(adresse)
    assert antwort.status_code == status
    return antwort.content.decode()


def namen(client: Client, abfrage: str) -> list[str]:
    antwort = client.get(f"/kommunen/{abfrage}")
    return [z.name for z in antwort.context["seite"].object_list]


def profil(client: Client, kommune: Any) -> str:
    return text(client, f"/kommunen/{kommune.slug}/")


# --- Directory


@pytest.mark.parametrize("suche", ["Übigau", "uebigau", "ubigau", "ÜBIGAU", "wokrjes", "02633", "Landkreis Bautzen"])
def test_suche_findet_in_jeder_schreibweise(client: Client, suche: str) -> None:
    kreis = landkreis("Landkreis Bautzen", "Görlitz", "14625")
    gemeinde("Übigau", kreis=kreis, name_hsb="Wokrjes", plz="02633")
    gemeinde("Anderswo")
    assert namen(client, f"?q={suche}") == ["Übigau"]


def test_treffer_im_namen_stehen_vor_treffern_im_kreis(client: Client) -> None:
    gemeinde("Aue")
    gemeinde("Zwickau")
    gemeinde("Neu-Zwickau")
    assert namen(client, "?q=zwickau") == ["Zwickau", "Neu-Zwickau", "Aue"]


def test_filter_wirken_zusammen(client: Client) -> None:
    a = gemeinde("Anstadt", art=KommuneArt.STADT)
    b = gemeinde("Bedorf", art=KommuneArt.GEMEINDE)
    for k in (a, b):
        Einwohnerzahl.objects.create(kommune=k, stichtag=dt.date(2022, 12, 31), anzahl=7000)
        rat(k)
    assert namen(client, "?ebene=kpr&groesse=5000") == ["Anstadt", "Bedorf"]
    assert namen(client, "?ebene=kpr&groesse=5000&art=GEMEINDE") == ["Bedorf"]
    assert namen(client, "?ebene=kpr&groesse=2000") == []


def test_ergebnis_sagt_was_es_enthaelt(client: Client) -> None:
    gemeinde()
    verband()
    gemeinde("Landkreis Probe", art=KommuneArt.LANDKREIS)
    html = text(client, "/kommunen/")
    assert "1 Stadt oder Gemeinde, 1 Landkreis, 1 Verband" in html
    assert "Keine Kommune entspricht Ihren Angaben." in text(client, "/kommunen/?q=xyzxyz")


def test_sortierung_in_beide_richtungen(client: Client) -> None:
    for name, anzahl in (("A", 10), ("B", 30), ("C", 20)):
        Einwohnerzahl.objects.create(kommune=gemeinde(name), stichtag=dt.date(2022, 12, 31), anzahl=anzahl)
    assert namen(client, "?sort=einwohner") == ["A", "C", "B"]
    assert namen(client, "?sort=-einwohner") == ["B", "C", "A"]
    assert namen(client, "?sort=-name") == ["C", "B", "A"]


def test_blaettern_zeigt_25_je_seite(client: Client) -> None:
    for _ in range(26):
        gemeinde()
    assert len(namen(client, "")) == 25
    assert len(namen(client, "?seite=2")) == 1
    assert "Die Seite „999“ gibt es nicht. Sie sehen Seite 2." in text(client, "/kommunen/?seite=999")
    assert "Die Seite „abc“ gibt es nicht. Sie sehen Seite 1." in text(client, "/kommunen/?seite=abc")


def test_csv_enthaelt_die_auswahl_entschaerft_und_mit_stichtag(client: Client) -> None:
    v = verband(gemeinde("Jonsdorf"), name="=VG Probe")
    vereinbart(v, am="14.01.2022", nummer=34)
    antwort = client.get("/kommunen/liste.csv?ebene=vereinbarung&stichtag=2023-04-24")
    zeilen = list(csv.DictReader(StringIO(antwort.content.decode("utf-8-sig")), delimiter=";"))
    assert [(z["name"], z["stand"], z["vereinbarung"]) for z in zeilen] == [
        ("Jonsdorf", "Vereinbarung", "über Verband"),
        ("'=VG Probe", "Vereinbarung", "ja"),
    ]
    assert {(z["stichtag"], z["vereinbarung_nr"], z["vereinbarung_seit"]) for z in zeilen} == {
        ("2023-04-24", "34", "2022-01-14")
    }
    assert 'filename="asskomm-kommunen-2023-04-24.csv"' in antwort.headers["Content-Disposition"]
    nur = client.get("/kommunen/liste.csv?ebene=vereinbarung&nur=gemeinden").content.decode()
    assert [zeile.split(";")[0] for zeile in nur.splitlines()[1:]] == ["Jonsdorf"]


def test_falsche_filter_werden_benannt(client: Client) -> None:
    gemeinde("Hier")
    html = text(client, "/kommunen/?art=Planet&x=1", 400)
    assert "Planet" in html
    assert "„x“ in der Adresse ist hier unbekannt" in html
    assert "Hier" in html
    assert "Stichtag: „gestern“ ist kein Datum" in text(client, "/kommunen/liste.csv?stichtag=gestern", 400)


@pytest.mark.parametrize("anzahl", [1, 3])
def test_verzeichnis_braucht_acht_abfragen(client: Client, anzahl: int, django_assert_num_queries: Any) -> None:
    bestand_mit(anzahl)
    with django_assert_num_queries(8):
        client.get("/kommunen/?q=musterort")


# --- Profile


def test_profil_erzaehlt_den_verlauf_von_neu_nach_alt(client: Client) -> None:
    k = gemeinde("Meerane", name_hsb="Probjeno")
    beraten(k, am="24.09.2021")
    eng(k, seit="28.10.2022")
    vereinbart(k, am="25.04.2023", nummer=50)
    analysiert(k, am="2024")
    antwort = client.get(f"/kommunen/{k.slug}/")
    assert [(e.datum, e.iso, e.titel) for e in antwort.context["zeitstrahl"]] == [
        ("2024", "2024", "Sicherheitsanalyse abgeschlossen"),
        ("25.04.2023", "2023-04-25", "Kooperationsvereinbarung Nr. 50 in Kraft"),
        ("28.10.2022", "2022-10-28", "Enge Zusammenarbeit mit ASSKomm begonnen"),
        ("24.09.2021", "2021-09-24", "Erste Beratung durch den Landespräventionsrat"),
    ]
    html = antwort.content.decode()
    assert "Meerane · Polizeidirektion Zwickau · Landespräventionsrat" in html
    assert '<p class="profil-hsb" lang="hsb">Probjeno</p>' in html
    assert "Vereinbarung und Analyse" in html


def test_vom_coaching_sieht_die_oeffentlichkeit_nur_das_jahr(client: Client) -> None:
    k = gemeinde()
    gecoacht(k, am="17.03.2022")
    html = profil(client, k)
    assert "Begleitendes Coaching begonnen" in html
    assert "17.03.2022" not in html
    assert "2022-03-17" not in html


def test_laufende_analyse_und_interner_stand_bleiben_intern(client: Client) -> None:
    k = gemeinde()
    analysiert(k, status=AnalyseStatus.INTERESSE)
    html = profil(client, k)
    assert "Interesse" not in html
    assert "Noch nichts verzeichnet" in html


def test_kontakt_nur_der_stelle_nie_die_person(client: Client) -> None:
    k = gemeinde()
    KommunalerPraeventionsrat.objects.filter(pk=rat(k).pk).update(
        kontakt_funktion="Geschäftsstelle", kontakt_email="kpr@example.org", notiz="geheim"
    )
    personen = {"kommune": k, "name": "Erika Muster"}
    Ansprechperson.objects.create(funktion="Ordnungsamt", email="amt@example.org", oeffentlich=True, **personen)
    Ansprechperson.objects.create(funktion="Vorzimmer", email="intern@example.org", **personen)
    Ansprechperson.objects.create(
        funktion="Früher", oeffentlich=True, gueltig_bis=dt.date(2020, 1, 1), email="alt@example.org", **personen
    )
    html = profil(client, k)
    for sichtbar in ("Geschäftsstelle", "kpr@example.org", "Ordnungsamt", "amt@example.org"):
        assert sichtbar in html
    for verborgen in ("geheim", "Erika", "Vorzimmer", "intern@", "Früher", "alt@"):
        assert verborgen not in html


def test_zuwendungen_nur_nach_der_veroeffentlichungsregel(client: Client) -> None:
    k = gemeinde()
    zuwendung(k, jahr=2023, am="01.03.2023", betrag=21150, gegenstand="Großes Vorhaben")
    zuwendung(k, jahr=2024, am="01.03.2024", betrag=9999, gegenstand="Kleines Vorhaben")
    zuwendung(k, jahr=2020, am="01.03.2020", betrag=40000, gegenstand="Altes Vorhaben")
    html = profil(client, k)
    assert "Zuwendung für 2023: 21.150,00 €" in html
    assert "Kleines Vorhaben" not in html
    assert "Altes Vorhaben" not in html


def test_mitglied_zeigt_was_ueber_den_verband_kommt(client: Client) -> None:
    a = gemeinde("Jonsdorf")
    v = verband(a, name="VG Olbersdorf")
    vereinbart(v, am="14.01.2022", nummer=34)
    beraten(v, am="13.08.2020")
    html = profil(client, a)
    assert "Vereinbarung, über VG Olbersdorf" in html
    assert "Nr. 34, seit 14.01.2022, über VG Olbersdorf" in html
    assert f'href="/kommunen/{v.slug}/">VG Olbersdorf</a>' in html
    assert f'href="/kommunen/{a.slug}/">Jonsdorf</a>' in profil(client, v)


def test_vorvereinbarung_und_ende_stehen_im_verlauf(client: Client) -> None:
    k = gemeinde()
    vereinbart(k, am="01.09.2021", art=VereinbarungArt.VORVEREINBARUNG)
    html = profil(client, k)
    assert "Vorvereinbarung unterzeichnet" in html
    assert "noch nicht" in html


def test_ausgeschiedene_nennen_ihre_nachfolge(client: Client) -> None:
    alt, neu = gemeinde("Altdorf", gueltig_bis=dt.date(2022, 12, 31)), gemeinde("Neudorf")
    Nachfolge.objects.create(vorgaenger=alt, nachfolger=neu, wirksam_am=dt.date(2023, 1, 1))
    beraten(alt, am="01.05.2021")
    html = profil(client, alt)
    assert "Altdorf bestand bis zum 31.12.2022" in html
    assert f'<a href="/kommunen/{neu.slug}/">Neudorf</a>' in html
    assert "Nachfolgerin von Altdorf" in profil(client, neu)


def test_ruhender_rat_zeigt_beide_schritte(client: Client) -> None:
    k = gemeinde()
    rat(k, am="01.01.2022", status=KprStatus.RUHEND)
    html = profil(client, k)
    assert "Kommunaler Präventionsrat: ruht" in html


def test_einwohner_nennen_tag_und_grundlage(client: Client) -> None:
    k = gemeinde()
    Einwohnerzahl.objects.create(kommune=k, stichtag=dt.date(2024, 12, 31), anzahl=13567, grundlage="Zensus 2022")
    assert "13.567" in profil(client, k)
    assert "31.12.2024, Zensus 2022" in profil(client, k)


def test_profil_eines_landkreises_fuehrt_zu_seinen_gemeinden(client: Client) -> None:
    kreis = landkreis("Landkreis Bautzen", "Görlitz", "14625")
    gemeinde("Anstadt", kreis=kreis)
    gemeinde("Bestadt", kreis=kreis)
    html = profil(client, gemeinde("Landkreis Bautzen", kreis=kreis, art=KommuneArt.LANDKREIS))
    assert '<a class="zeile" href="/kommunen/?landkreis=kreis-14625">2 Städte und Gemeinden</a>' in html
    assert 'href="/karte/?landkreis=kreis-14625"' in html
    assert "<dt>Landkreis</dt>" not in html
    assert "Noch keine Zusammenarbeit" in html


def test_unbekannte_adresse_ist_404(client: Client) -> None:
    text(client, "/kommunen/atlantis/", 404)


def test_nachbarn_sind_die_felder_daneben(client: Client) -> None:
    mitte = gemeinde("Mitte", wabe_spalte=5, wabe_zeile=4)
    gemeinde("Ost", wabe_spalte=6, wabe_zeile=4)
    gemeinde("Fern", wabe_spalte=9, wabe_zeile=9)
    assert [n for n, _ in client.get(f"/kommunen/{mitte.slug}/").context["nachbarn"]] == ["Ost"]


@pytest.mark.parametrize("anzahl", [1, 3])
def test_profil_braucht_acht_abfragen(client: Client, anzahl: int, django_assert_num_queries: Any) -> None:
    kommunen = [gemeinde() for _ in range(anzahl)]
    bestand_mit(anzahl, kommunen)
    for n in range(anzahl):
        zuwendung(kommunen[0], jahr=2022 + n, am=f"01.02.{2022 + n}", betrag=20000)
    with django_assert_num_queries(8):
        client.get(f"/kommunen/{kommunen[0].slug}/")
