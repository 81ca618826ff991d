"""lade_historie: the published facts as they were published, nothing more."""

import datetime as dt
import json
import re

import pytest

from asskomm.core.datenstand import aktuelle_version
from asskomm.core.errors import Ablehnung
from asskomm.core.models import Fiktiv, User
from asskomm.core.numbering import letzte_nummer
from asskomm.core.stichtag import BERLIN
from asskomm.portal.bestandsdaten import Kommunenverzeichnis, lies_daten
from asskomm.portal.models import Meilenstein, VeroeffentlichteZahl
from asskomm.portal.services.historie import load_historie
from asskomm.portal.stats import compute_kennzahlen
from foerderung.models import Haushaltsansatz, Zuwendung
from kommunen.models import Beratung, Handlungsfeld, Kommune
from tests.factories import bestand
from vereinbarungen.enums import NummerHerkunft, VereinbarungStatus, Zeichnungsform
from vereinbarungen.models import Sicherheitsanalyse, Unterzeichnung, Vereinbarung, VereinbarungEreignis, Zeuge

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bestand_historie")]
WISSEN = dt.datetime(2100, 1, 1, tzinfo=BERLIN)


def kooperation(bezeichnung: str) -> Vereinbarung:
    return Vereinbarung.objects.kooperationsvereinbarungen().get(bezeichnung=bezeichnung)


def test_einundzwanzig_kooperationen_und_eine_vorvereinbarung() -> None:
    koop = Vereinbarung.objects.kooperationsvereinbarungen()
    assert (koop.count(), Vereinbarung.objects.count()) == (21, 22)
    assert list(koop.exclude(laufende_nr=None).order_by("laufende_nr").values_list("laufende_nr", "bezeichnung")) == [
        (21, "Lohsa"),
        (30, "Crimmitschau"),
        (47, "Oelsnitz/Erzgeb."),
        (50, "Meerane"),
        (60, "Leutersdorf"),
    ]
    ohne = set(koop.filter(laufende_nr=None).values_list("nummer_herkunft", flat=True))
    assert ohne == {NummerHerkunft.NICHT_UEBERLIEFERT}
    assert kooperation("Zittau").nummer_text == "nicht überliefert"
    assert letzte_nummer(kreis="vereinbarung") == 60


def test_zweiter_lauf_aendert_nichts() -> None:
    version = aktuelle_version()
    assert bestand._rufe("lade_historie") == "keine Änderung\n"
    assert bestand._rufe("lade_register") == "keine Änderung\n"
    assert aktuelle_version() == version


def test_anders_benannte_quellen_ergeben_keine_zweite_zeile() -> None:
    daten = json.loads(json.dumps(lies_daten("historie.json")).replace('"quelle": "', '"quelle": "Neu: '))
    assert dict(load_historie(daten=daten, by=None, jetzt=WISSEN)) == {}


def test_nummer_einer_anderen_vereinbarung_ist_ein_grund_und_kein_absturz() -> None:
    Vereinbarung.objects.filter(laufende_nr=21).update(bezeichnung="Probestadt")
    with pytest.raises(Ablehnung, match="Die Nummer 21 trägt schon die Vereinbarung „Probestadt“"):
        load_historie(daten=lies_daten("historie.json"), by=None, jetzt=WISSEN)


def test_fehlende_zeile_kommt_wieder() -> None:
    VeroeffentlichteZahl.objects.filter(kennzahl="eng").delete()
    neu = load_historie(daten=lies_daten("historie.json"), by=None, jetzt=WISSEN)
    assert dict(neu) == {"veröffentlichte Zahl": 2}


def test_nichts_ist_fiktiv_und_niemand_hat_es_erfasst() -> None:
    modelle = [Vereinbarung, Unterzeichnung, Beratung, Sicherheitsanalyse, Zuwendung, VeroeffentlichteZahl, Meilenstein]
    assert all(issubclass(m, Fiktiv) and not m.objects.filter(fiktiv=True).exists() for m in modelle)
    assert not Unterzeichnung.objects.exclude(erfasst_durch=None).exists()
    assert not User.objects.exists()


def test_jede_zeile_nennt_ihre_quelle() -> None:
    for modell in (Vereinbarung, Beratung, Sicherheitsanalyse, Zuwendung, Haushaltsansatz, VeroeffentlichteZahl):
        assert not modell.objects.filter(quelle="").exists()
    assert not Meilenstein.objects.filter(quelle="").exists()


def test_keine_personennamen() -> None:
    text = json.dumps([lies_daten("historie.json"), lies_daten("demo.json")], ensure_ascii=False)
    namen = ("Forkert", "Schmeißer", "Floß", "Pfeil", "Herold", "Kosuch", "Strunden")
    assert [name for name in namen if name in text] == []
    assert not Unterzeichnung.objects.exclude(person="").exists()


@pytest.mark.parametrize("datei", ["historie.json", "demo.json"])
def test_schluessel_und_namen_der_dateien_passen_zum_register(datei: str) -> None:
    """Namesakes: "14521040 Auerbach/Vogtl." would be the wrong Auerbach."""
    namen = dict(Kommune.objects.values_list("schluessel", "name_eindeutig"))

    def eintraege(wert: object) -> list[str]:
        if isinstance(wert, dict):
            return [e for w in wert.values() for e in eintraege(w)]
        if isinstance(wert, list):
            return [e for w in wert for e in eintraege(w)]
        ist_eintrag = isinstance(wert, str) and wert[:5].isdigit() and " " in wert
        return [wert] if ist_eintrag else []  # type: ignore[list-item]

    gefunden = eintraege(lies_daten(datei))
    assert len(gefunden) > 30
    assert [e for e in gefunden if namen.get(e.split(" ", 1)[0]) != e.split(" ", 1)[1]] == []


@pytest.mark.parametrize(
    ("bezeichnung", "gebunden"),
    [
        ("Göltzschtal (Auerbach, Lengenfeld, Rodewisch)", ["auerbach-vogtl", "lengenfeld", "rodewisch"]),
        (
            "Städtebund Silberberg",
            ["aue-bad-schlema", "lauter-bernsbach", "loessnitz", "schneeberg", "schwarzenberg-erzgeb"],
        ),
        ("Verwaltungsgemeinschaft Olbersdorf", ["vg-olbersdorf"]),
        ("Oelsnitz/Erzgeb.", ["oelsnitz-erzgeb"]),
        ("Krauschwitz i.d. O.L.", ["krauschwitz-i-d-o-l"]),
        ("Rothenburg/O.L.", ["rothenburg-o-l"]),
        ("Weißwasser/O.L.", ["weisswasser-o-l"]),
    ],
)
def test_richtige_kommunen_sind_gebunden(bezeichnung: str, gebunden: list[str]) -> None:
    assert sorted(kooperation(bezeichnung).kommunen.values_list("slug", flat=True)) == gebunden


@pytest.mark.parametrize(
    ("bezeichnung", "text"), [("Görlitz", "2020"), ("Großenhain", "2021"), ("Pirna", "05.11.2020")]
)
def test_datum_zeigt_seine_genauigkeit(bezeichnung: str, text: str) -> None:
    assert str(kooperation(bezeichnung).in_kraft) == text


def test_ohne_bekannten_tag_gibt_es_keine_unterschrift() -> None:
    assert not Unterzeichnung.objects.filter(partei__vereinbarung__bezeichnung__in=["Görlitz", "Großenhain"]).exists()


def test_oelsnitz_hat_vorvereinbarung_die_ersetzt_wurde() -> None:
    oelsnitz = kooperation("Oelsnitz/Erzgeb.")
    vor = oelsnitz.ersetzt
    assert vor is not None
    assert (vor.status, str(vor.in_kraft), vor.nummer_herkunft) == ("ERSETZT", "01.09.2021", NummerHerkunft.OHNE)
    stand = VereinbarungEreignis.objects.as_of(dt.date(2023, 2, 22), WISSEN).get(objekt=vor)
    assert stand.nach == VereinbarungStatus.IN_KRAFT
    assert VereinbarungEreignis.objects.as_of(dt.date(2023, 2, 23), WISSEN).get(objekt=vor).nach == "ERSETZT"
    assert set(vor.parteien.values_list("rolle", flat=True)) == {"KOMMUNE", "LPR"}


def test_meerane_wie_in_der_medieninformation() -> None:
    meerane = kooperation("Meerane")
    unterschriften = Unterzeichnung.objects.filter(partei__vereinbarung=meerane)
    assert dict(unterschriften.values_list("partei__rolle", "funktion")) == {
        "KOMMUNE": "Bürgermeister",
        "POLIZEI": "Leiterin des Referats Kriminalitätsbekämpfung der Polizeidirektion Zwickau",
        "LPR": "Geschäftsführer des Landespräventionsrates",
    }
    assert Zeuge.objects.get(vereinbarung=meerane).funktion.startswith("Staatssekretär")
    assert meerane.parteien.get(rolle="POLIZEI").polizeidirektion.kuerzel == "Zwickau"


def test_video_und_vertretung_wie_veroeffentlicht() -> None:
    video = Unterzeichnung.objects.filter(form=Zeichnungsform.VIDEO)
    assert set(video.values_list("partei__vereinbarung__bezeichnung", flat=True)) == {"Crimmitschau", "Werdau"}
    vertretung = Unterzeichnung.objects.exclude(vertretungszusatz="").get()
    assert (vertretung.partei.vereinbarung.bezeichnung, vertretung.partei.rolle) == ("Dippoldiswalde", "POLIZEI")


def test_acht_modellkommunen_mit_feldverlauf() -> None:
    modell = Kommune.objects.filter(ist_modellkommune=True)
    assert sorted(modell.values_list("slug", flat=True)) == [
        "chemnitz", "freital", "goerlitz", "leipzig", "pirna", "plauen", "wurzen", "zwickau",
    ]  # fmt: skip
    assert [v.ist_modellkommune for v in modell.get(slug="wurzen").history.all()] == [True, False]
    assert Handlungsfeld.objects.count() == 6


def test_zahlen_ohne_demodaten() -> None:
    """What the stock alone knows: 20 of 50, shown beside the published figure."""
    zahlen = compute_kennzahlen(stichtag=dt.date(2023, 4, 25), wissensstand=WISSEN)
    assert (zahlen.vereinbarungen, zahlen.beraten, zahlen.kpr, zahlen.kpr_landkreise) == (20, 1, 0, 1)
    assert zahlen.foerdermittel == 1_100_000


def test_vor_dem_laden_war_nichts_bekannt() -> None:
    zahlen = compute_kennzahlen(stichtag=dt.date(2025, 4, 11), wissensstand=dt.datetime(2020, 1, 1, tzinfo=BERLIN))
    assert (zahlen.vereinbarungen, zahlen.beraten) == (0, 0)


def test_meilensteine_wie_veroeffentlicht() -> None:
    assert list(Meilenstein.objects.order_by("am").values_list("regel", "wert", "kommunen__slug")) == [
        ("BERATEN", 100, "seifhennersdorf"),
        ("VEREINBARUNG", 21, "lohsa"),
        ("VEREINBARUNG", 30, "crimmitschau"),
        ("VEREINBARUNG", 47, "oelsnitz-erzgeb"),
        ("VEREINBARUNG", 50, "meerane"),
        ("VEREINBARUNG", 60, "leutersdorf"),
    ]


def test_laufende_analysen_zaehlen_nicht_als_durchgefuehrt() -> None:
    status = dict(Sicherheitsanalyse.objects.values_list("bezeichnung", "status"))
    assert status == {
        "Sicherheitsanalyse Zwickau": "PRAESENTIERT",
        "Sicherheitsanalyse Bannewitz": "KICKOFF",
        "Sicherheitsanalyse Weißwasser/O.L.": "KICKOFF",
    }


def test_unbekannte_kommune_in_der_datei() -> None:
    with pytest.raises(Ablehnung, match="steht nicht im Register"):
        Kommunenverzeichnis()["14599999 Nirgendwo"]


def test_quellen_sind_lesbarer_text_und_adressen_vollstaendig() -> None:
    daten = lies_daten("historie.json")
    eintraege = [e for liste in daten.values() for e in liste if isinstance(e, dict) and "quelle" in e]
    quellen = {e["quelle"] for e in eintraege} | {daten["modellkommunen"]["quelle"]}
    assert [q for q in quellen if "…" in q] == []
    assert {url.split("/")[2] for q in quellen for url in re.findall(r"https://[^)]+", q)} == {
        *("www.asskomm.sachsen.de", "www.lpr.sachsen.de", "www.medienservice.sachsen.de", "staedtebund-silberberg.de"),
    }
