"""lade_register on the real files, changed copies of them, and bad ones."""

import csv
import datetime as dt
import shutil
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError

from asskomm.core.datenstand import aktuelle_version
from asskomm.core.roles import Rolle
from kommunen.enums import KommuneArt
from kommunen.management.commands.lade_register import DATEN
from kommunen.models import Einwohnerzahl, Kommune, Landkreis, Mitgliedschaft, Polizeidirektion
from kommunen.services.kommune import add_nachfolger, retire_kommune
from kommunen.services.mitgliedschaften import end_mitgliedschaft
from kommunen.services.tatsachen import annul_tatsache
from tests.factories.konten import konto
from tests.factories.vereinbarungen import JETZT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bestand_register")]


def rufe(ordner: Path = DATEN, **optionen: object) -> list[str]:
    aus = StringIO()
    call_command("lade_register", verzeichnis=ordner, stdout=aus, **optionen)
    return aus.getvalue().splitlines()


def scheitert(ordner: Path) -> list[str]:
    fehler = StringIO()
    vorher = Kommune.objects.count(), Einwohnerzahl.objects.count()
    with pytest.raises(SystemExit) as ende:
        call_command("lade_register", verzeichnis=ordner, stderr=fehler)
    assert ende.value.code == 1
    assert (Kommune.objects.count(), Einwohnerzahl.objects.count()) == vorher
    return fehler.getvalue().splitlines()


@pytest.fixture
def kopie(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATEN, tmp_path / "daten"))


def aendere(datei: Path, ags: str, /, **werte: str) -> None:
    """Changes the row with this key in its first column; without values the row goes."""
    with datei.open(encoding="utf-8", newline="") as f:
        zeilen = list(csv.reader(f, delimiter=";"))
    neu = []
    for zeile in zeilen:
        if zeile[0] == ags:
            if not werte:
                continue
            for spalte, wert in werte.items():
                zeile[zeilen[0].index(spalte)] = wert
        neu.append(zeile)
    with datei.open("w", encoding="utf-8", newline="") as f:
        csv.writer(f, delimiter=";", lineterminator="\n").writerows(neu)


def test_alle_zeilen_sind_geladen() -> None:
    arten = {art: Kommune.objects.filter(art=art).count() for art in KommuneArt}
    assert arten == {
        KommuneArt.GEMEINDE: 249,
        KommuneArt.STADT: 113,
        KommuneArt.GROSSE_KREISSTADT: 53,
        KommuneArt.KREISFREIE_STADT: 3,
        KommuneArt.LANDKREIS: 10,
        KommuneArt.VERWALTUNGSVERBAND: 6,
        KommuneArt.VERWALTUNGSGEMEINSCHAFT: 64,
        KommuneArt.VERBUND: 0,
    }
    assert (Landkreis.objects.count(), Polizeidirektion.objects.count()) == (13, 5)
    assert Mitgliedschaft.objects.count() == 179
    einwohner = Einwohnerzahl.objects.filter(kommune__in=Kommune.objects.gemeinden(), stichtag="2024-12-31")
    assert sum(einwohner.values_list("anzahl", flat=True)) == 4_042_422
    assert Einwohnerzahl.objects.filter(stichtag="2022-12-31").count() == 418


def test_meerane_hat_alle_angaben() -> None:
    meerane = Kommune.objects.select_related("landkreis__polizeidirektion").get(schluessel="14524190")
    assert meerane.landkreis.polizeidirektion.kuerzel == "Zwickau"
    assert (meerane.slug, meerane.art, meerane.sortiername) == ("meerane", "STADT", "meerane")
    assert meerane.wabe_spalte is not None
    assert meerane.im_sorbischen_siedlungsgebiet is None
    assert set(meerane.einwohnerzahlen.values_list("grundlage", flat=True)) == {
        "Fortschreibung auf Grundlage des Zensus 2022",
        "Fortschreibung auf Grundlage des Zensus 2011",
    }


def test_bautzen_hat_sorbischen_namen() -> None:
    bautzen = Kommune.objects.get(slug="bautzen")
    assert (bautzen.name_hsb, bautzen.im_sorbischen_siedlungsgebiet) == ("Budyšin", True)


def test_zweiter_lauf_aendert_nichts(django_capture_on_commit_callbacks: Callable) -> None:
    version, verlauf = aktuelle_version(), Kommune.history.count()
    with django_capture_on_commit_callbacks(execute=True):
        assert rufe() == ["keine Änderung"]
    assert aktuelle_version() == version
    assert Kommune.history.count() == verlauf == Kommune.objects.count()


def test_aenderung_wird_genannt_und_geschrieben(kopie: Path, django_capture_on_commit_callbacks: Callable) -> None:
    aendere(kopie / "gemeinden.csv", "14521040", einwohner="2300", homepage="https://www.example.org")
    version = aktuelle_version()
    vorschau = rufe(kopie, vorschau=True)
    assert vorschau[-1] == "Vorschau: nichts gespeichert."
    assert Kommune.objects.get(ags="14521040").homepage != "https://www.example.org"
    with django_capture_on_commit_callbacks(execute=True):
        zeilen = rufe(kopie)
    assert zeilen[:-1] == vorschau[:-1]
    assert any(
        "gemeinden.csv, Zeile 6" in z and "Internetseite" in z and "→ https://www.example.org" in z for z in zeilen
    )
    assert any("Auerbach" in z and "2296 → 2300" in z for z in zeilen)
    auerbach = Kommune.objects.get(ags="14521040")
    assert auerbach.homepage == "https://www.example.org"
    jetzt, zuvor = auerbach.history.all()
    aenderungen = [(a.field, a.new) for a in jetzt.diff_against(zuvor).changes]
    assert aenderungen == [("homepage", "https://www.example.org")]
    assert (zuvor.history_type, zuvor.history_change_reason) == ("+", "Register geladen")
    assert aktuelle_version() == version + 1
    assert rufe(kopie) == ["keine Änderung"]


def test_aenderung_an_kreis_und_polizeidirektion(kopie: Path) -> None:
    aendere(kopie / "polizeidirektionen.csv", "Dresden", rechtsgrundlage="neue Verordnung")
    aendere(kopie / "kreise.csv", "14521", sitz="Aue")
    zeilen = rufe(kopie)
    assert any("polizeidirektionen.csv, Zeile 3: Polizeidirektion" in z for z in zeilen)
    assert any("kreise.csv, Zeile 3: Landkreis „Erzgebirgskreis“, Sitz: Annaberg-Buchholz → Aue" in z for z in zeilen)
    assert Landkreis.objects.get(schluessel="14521").sitz == "Aue"


def test_leere_zeilen_und_fehlende_zahl_von_2022_sind_erlaubt(kopie: Path) -> None:
    aendere(kopie / "gemeinden.csv", "14521040", einwohner_2022="", homepage="")
    with (kopie / "wabenkarte.csv").open("a", encoding="utf-8") as f:
        f.write("\n;;\n")
    zeilen = rufe(kopie)
    assert len(zeilen) == 2
    assert "Internetseite: http" in zeilen[0]
    assert zeilen[0].endswith("→ (leer)")


def test_umbenennung_zieht_suche_nach(kopie: Path) -> None:
    aendere(kopie / "gemeinden.csv", "14521040", name="Üwerbach", name_kurz="Üwerbach", name_eindeutig="Üwerbach")
    rufe(kopie)
    assert [k.ags for k in Kommune.objects.suche("uewerbach")] == ["14521040"]


def test_zwei_gemeinden_koennen_platz_und_adresse_tauschen(kopie: Path) -> None:
    a, b = Kommune.objects.get(ags="14524190"), Kommune.objects.get(ags="14524330")
    for k, anderer in ((a, b), (b, a)):
        aendere(kopie / "gemeinden.csv", k.ags, slug=anderer.slug)
        aendere(kopie / "wabenkarte.csv", k.ags, spalte=str(anderer.wabe_spalte), zeile=str(anderer.wabe_zeile))
    rufe(kopie)
    a2 = Kommune.objects.get(ags=a.ags)
    assert (a2.slug, a2.wabe_spalte, a2.wabe_zeile) == (b.slug, b.wabe_spalte, b.wabe_zeile)


def test_fehlende_gemeinde_bleibt_und_wird_genannt(kopie: Path) -> None:
    aendere(kopie / "gemeinden.csv", "14524190")
    zeilen = rufe(kopie)
    assert any(z.startswith("Hinweis: Meerane (14524190) steht nicht mehr") for z in zeilen)
    assert Kommune.objects.get(ags="14524190").gueltig_bis is None


def test_neues_mitglied_beginnt_am_ladetag_und_altes_bleibt(kopie: Path) -> None:
    """Amtsberg joins the Verwaltungsgemeinschaft Burkhardtsdorf; Gornsdorf is no longer named as its member."""
    aendere(kopie / "verwaltungsgemeinschaften.csv", "145215103", mitglieder_ags="14521010|14521040|14521120")
    aendere(kopie / "gemeinden.csv", "14521010", verband_schluessel="145215103")
    aendere(kopie / "gemeinden.csv", "14521230", verband_schluessel="")
    zeilen = rufe(kopie)
    neu = Mitgliedschaft.objects.get(mitglied__ags="14521010")
    assert neu.gueltig_von is not None
    assert Mitgliedschaft.objects.get(mitglied__ags="14521230").gueltig_bis is None
    assert any("Die Mitgliedschaft Gornsdorf" in z for z in zeilen)


def test_wechsel_des_verbandes_beendet_die_alte_mitgliedschaft(kopie: Path) -> None:
    """Gornsdorf leaves the Verwaltungsgemeinschaft Burkhardtsdorf for the Verwaltungsverband Wildenstein."""
    aendere(kopie / "verwaltungsgemeinschaften.csv", "145215103", mitglieder_ags="14521040|14521120")
    drei = {"mitglieder_ags": "14521090|14521230|14521270", "mitglieder_anzahl": "3"}
    aendere(kopie / "verwaltungsverbaende.csv", "145215405", **drei)
    aendere(kopie / "verwaltungsgemeinschaften.csv", "145215103", mitglieder_anzahl="2")
    aendere(kopie / G, "14521230", verband_schluessel="145215405")
    vorschau, zeilen = rufe(kopie, vorschau=True), rufe(kopie)
    assert vorschau[:-1] == zeilen[:-1]
    assert any(z.startswith("Mitgliedschaft Gornsdorf in Verwaltungsgemeinschaft") for z in zeilen)
    alt, neu = Mitgliedschaft.objects.filter(mitglied__ags="14521230").order_by("pk")
    assert neu.gueltig_von - alt.gueltig_bis == dt.timedelta(days=1)
    assert alt.austritt_erfasst_zeitpunkt == neu.erfasst_zeitpunkt
    assert rufe(kopie) == ["keine Änderung"]


@pytest.mark.parametrize("wie", ["beendet", "annulliert"])
def test_von_hand_beendete_mitgliedschaft_kommt_nicht_wieder(wie: str) -> None:
    m = Mitgliedschaft.objects.get(mitglied__ags="14521040")
    assert m.erfasst_zeitpunkt is not None
    if wie == "beendet":
        end_mitgliedschaft(mitgliedschaft=m, bis=dt.date(2025, 12, 31), by=None, jetzt=JETZT)
    else:
        annul_tatsache(tatsache=m, grund="Irrtum", by=konto(), jetzt=JETZT)
    hinweis, schluss = rufe()
    assert hinweis.startswith("Hinweis: verwaltungsgemeinschaften.csv, Zeile ")
    assert wie in hinweis
    assert schluss == "keine Änderung"
    assert Mitgliedschaft.objects.filter(mitglied__ags="14521040").count() == 1


def test_neue_gemeinde_wird_einzeln_genannt(kopie: Path) -> None:
    Mitgliedschaft.objects.filter(mitglied__ags="14524190").delete()
    Einwohnerzahl.objects.filter(kommune__ags="14524190").delete()
    Kommune.objects.filter(ags="14524190").delete()
    zeilen = rufe(kopie)
    assert any("neu: Kommune „Meerane, besteht ab " in z for z in zeilen)
    assert "Kommune: 1 neu" in zeilen
    assert Kommune.objects.get(ags="14524190").gueltig_von is not None


def test_zusammenschluss_ausscheiden_laden_nachfolge(kopie: Path) -> None:
    """The place of Bernsdorf on the map goes to a new municipality, from the day that the file names."""
    alt, leitung = Kommune.objects.get(ags="14625030"), konto(Rolle.LEITUNG)
    neu = {"ags": "14625990", "ars": "146250990990", "name_eindeutig": "Neustadt am Wald", "slug": "neustadt-am-wald"}
    aendere(kopie / G, alt.ags, **neu, name="Neustadt am Wald", verband_schluessel="", name_hsb="")
    aendere(kopie / "wabenkarte.csv", alt.ags, ags="14625990")
    for datei in ("verwaltungsverbaende.csv", "verwaltungsgemeinschaften.csv"):
        assert alt.ags not in (kopie / datei).read_text(encoding="utf-8")
    ergaenze_spalte(kopie / G, "gueltig_von", {"14625990": "2026-11-01"})
    platz = f"Spalte {alt.wabe_spalte}, Zeile {alt.wabe_zeile} der Karte ist schon vergeben an: {alt}."
    befunde = scheitert(kopie)
    assert platz in befunde[0]
    assert "trägt zuerst das Ausscheiden" in befunde[1]
    retire_kommune(kommune=alt, letzter_tag=dt.date(2026, 10, 31), nachfolger=[], by=leitung, jetzt=JETZT)
    assert any("„Neustadt am Wald, besteht ab 01.11.2026“" in z for z in rufe(kopie))
    nachfolgerin = Kommune.objects.get(ags="14625990")
    add_nachfolger(kommune=alt, nachfolger=nachfolgerin, by=leitung, jetzt=JETZT)
    for tag in (dt.date(2023, 4, 24), dt.date(2026, 10, 31), dt.date(2026, 11, 1)):
        assert Kommune.objects.gemeinden().gueltig_am(tag).count() == 418
    assert rufe(kopie) == ["keine Änderung"]


def ergaenze_spalte(datei: Path, spalte: str, werte: dict[str, str]) -> None:
    with datei.open(encoding="utf-8", newline="") as f:
        zeilen = list(csv.reader(f, delimiter=";"))
    neu = [[*zeilen[0], spalte], *([*z, werte.get(z[0], "")] for z in zeilen[1:])]
    with datei.open("w", encoding="utf-8", newline="") as f:
        csv.writer(f, delimiter=";", lineterminator="\n").writerows(neu)


def ersetze(datei: str, alt: str, neu: str) -> Callable[[Path], None]:
    def tue(ordner: Path) -> None:
        text = (ordner / datei).read_text(encoding="utf-8")
        assert alt in text
        (ordner / datei).write_text(text.replace(alt, neu, 1), encoding="utf-8")

    return tue


def setze(datei: str, ags: str, /, **werte: str) -> Callable[[Path], None]:
    return lambda ordner: aendere(ordner / datei, ags, **werte)


def schreibe(datei: str, inhalt: bytes) -> Callable[[Path], None]:
    def tue(ordner: Path) -> None:
        (ordner / datei).write_bytes(inhalt)

    return tue


def verdopple(ordner: Path) -> None:
    datei = ordner / "gemeinden.csv"
    zeilen = datei.read_text(encoding="utf-8").splitlines()
    datei.write_text("\n".join([*zeilen, zeilen[1]]) + "\n", encoding="utf-8")


def viele_zeilen(ordner: Path) -> None:
    (ordner / "wabenkarte.csv").write_text("ags;spalte;zeile\n" + "14511000;1;1\n" * 50_000, encoding="utf-8")


def windows(ordner: Path) -> None:
    text = (ordner / "gemeinden.csv").read_text(encoding="utf-8")
    (ordner / "gemeinden.csv").write_bytes(text.encode("cp1252", errors="replace"))


G = "gemeinden.csv"
SCHLECHT: list[tuple[str, Callable[[Path], object], str]] = [
    ("Datei fehlt", lambda o: (o / "kreise.csv").unlink(), "kreise.csv: Die Datei fehlt."),
    ("Spalte fehlt", ersetze(G, ";einwohner;", ";einw;"), "gemeinden.csv, Zeile 1: Die Spalte „einwohner“ fehlt."),
    ("Spalte doppelt", ersetze(G, ";lat;lon;", ";lat;lat;"), "Die Spalte „lat“ steht doppelt"),
    ("Komma statt Semikolon", ersetze("wabenkarte.csv", "ags;spalte;zeile", "ags,spalte,zeile"), "durch Semikolon"),
    ("Windows-1252", windows, "gemeinden.csv: Zeile 4 ist nicht in UTF-8 gespeichert (vermutlich Windows-1252)"),
    ("UTF-16", schreibe(G, "ags;name".encode("utf-16")), "ist in UTF-16 gespeichert"),
    ("Excel", schreibe(G, b"PK\x03\x04\x00\x00"), "Excel- oder ZIP-Datei"),
    ("NUL", schreibe(G, b"ags;na\x00me\n"), "NUL-Zeichen"),
    ("leer", schreibe(G, b""), "gemeinden.csv, Zeile 1: Die Datei ist leer."),
    ("zu groß", schreibe(G, b"x" * (20 * 1024 * 1024 + 1)), "größer als 20 MB"),
    ("nur Kopf", schreibe("wabenkarte.csv", b"ags;spalte;zeile\n"), "wabenkarte.csv: Die Datei enthält keine Zeilen."),
    ("Anführungszeichen offen", schreibe("wabenkarte.csv", b'ags;spalte;zeile\n"14'), "ist beschädigt"),
    ("50.000 Zeilen", viele_zeilen, "wabenkarte.csv: Die Datei hat mehr als 5000 Zeilen."),
    ("Spaltenzahl", ersetze("wabenkarte.csv", "14511000;", "14511000;1;"), "Zeile 2: 4 statt 3 Spalten."),
    ("AGS doppelt", verdopple, "gemeinden.csv, Zeile 420, Spalte ags: „14511000“ steht schon in Zeile 2."),
    ("AGS fremd", setze(G, "14521040", ags="09521040"), "Zeile 6, Spalte ags: „09521040“ ist nicht gültig"),
    ("AGS unbekannt", setze("wabenkarte.csv", "14521040", ags="14521999"), "Spalte ags: 14521999 ist unbekannt."),
    ("Kreis unbekannt", setze(G, "14521040", kreisschluessel="14599"), "Den Kreis 14599 gibt es in kreise.csv nicht"),
    ("AGS im falschen Kreis", setze(G, "14521040", kreisschluessel="14522"), "gehört nicht zum Kreis 14522"),
    ("ARS passt nicht", setze(G, "14521040", ars="145215103041"), "passt nicht zum AGS"),
    ("Zahl mit Punkt", setze(G, "14521040", einwohner="2.296"), "Spalte einwohner: „2.296“ ist keine ganze Zahl"),
    ("Zahl zu groß", setze(G, "14521040", einwohner="99999999"), "zu groß"),
    ("Komma als Dezimalzeichen", setze(G, "14521040", flaeche_km2="8,28"), "keine Zahl mit Dezimalpunkt"),
    ("außerhalb Sachsens", setze(G, "14521040", lat="48.1"), "liegt nicht zwischen 50 und 52"),
    (
        "Excel-Tag",
        setze(G, "14521040", einwohner_stichtag="45657"),
        "Spalte einwohner_stichtag: „45657“ ist kein Datum",
    ),
    ("Wort statt Tag", setze(G, "14521040", einwohner_stichtag="31. Dez. 2024"), "ist kein Datum"),
    ("Name fehlt", setze(G, "14521040", name=""), "Spalte name: Der Wert fehlt."),
    ("Name zu lang", setze(G, "14521040", name="x" * 200), "zu lang (höchstens 160)"),
    ("Formel", setze(G, "14521040", name='=HYPERLINK("x")'), "beginnt wie eine Formel"),
    ("Slug", setze(G, "14521040", slug="Auerbach!"), "nur Kleinbuchstaben"),
    ("Art unbekannt", setze(G, "14521040", art="Weiler"), "„Weiler“ ist unbekannt; möglich sind: Gemeinde"),
    ("Art passt nicht zum Kreis", setze(G, "14521040", art="kreisfreie Stadt"), "passen nicht zusammen"),
    ("Verband unbekannt", setze(G, "14521040", verband_schluessel="145215999"), "führt 14521040 nicht als Mitglied"),
    ("Polizei unbekannt", setze("kreise.csv", "14521", polizeidirektion="Hof"), "„Hof“ passt nicht"),
    (
        "Kreis zweimal zuständig",
        setze("polizeidirektionen.csv", "Dresden", kreisschluessel="14521|14599"),
        "Der Kreis 14599 steht nicht in kreise.csv.",
    ),
    ("Sorbischer Name", setze("sorbische_gemeindenamen.csv", "14625020", name_hsb="B"), "weicht von gemeinden.csv ab"),
    ("Sorbisch unbekannt", setze("sorbische_gemeindenamen.csv", "14625020", ags="14625999"), "14625999 ist unbekannt"),
    ("Wabe doppelt", setze("wabenkarte.csv", "14521010", spalte="10", zeile="13"), "ist schon in Zeile 2 vergeben"),
    ("Wabe fehlt", setze("wabenkarte.csv", "14521010"), "Für Amtsberg (14521010) fehlt der Platz auf der Karte."),
    ("Mitglied unbekannt", setze("verwaltungsverbaende.csv", "145215405", mitglieder_ags="14521999"), "14521999"),
    (
        "Mitglied in zwei Verbänden",
        setze("verwaltungsverbaende.csv", "145215405", mitglieder_ags="14521090|14521040"),
        "14521040 ist schon Mitglied im Verband 145215405.",
    ),
    ("Mitgliederzahl", setze("verwaltungsverbaende.csv", "145215405", mitglieder_anzahl="7"), "Es sind 2 Mitglieder"),
    ("Sitz unbekannt", setze("verwaltungsverbaende.csv", "145215405", sitz_ags="14521999"), "Spalte sitz_ags"),
    ("Verband im Nichts", setze("verwaltungsverbaende.csv", "145215405", kreisschluessel="14599"), "gibt es nicht"),
    ("Verbandsname vergeben", setze("verwaltungsverbaende.csv", "145215405", slug="meerane"), "ist schon vergeben"),
]


@pytest.mark.parametrize(("tue", "befund"), [s[1:] for s in SCHLECHT], ids=[s[0] for s in SCHLECHT])
def test_schlechte_datei_wird_mit_ort_abgelehnt(kopie: Path, tue: Callable[[Path], object], befund: str) -> None:
    tue(kopie)
    zeilen = scheitert(kopie)
    assert any(befund in zeile for zeile in zeilen), zeilen
    assert all(zeile.split(":")[0].split(",")[0].endswith(".csv") for zeile in zeilen)


def test_alle_befunde_kommen_auf_einmal(kopie: Path) -> None:
    aendere(kopie / G, "14521010", einwohner="viele", plz="1")
    aendere(kopie / G, "14521040", lat="x")
    (kopie / "kreise.csv").unlink()
    assert len(scheitert(kopie)) == 4


def test_sehr_viele_befunde_werden_gekuerzt(kopie: Path) -> None:
    text = (kopie / G).read_text(encoding="utf-8").replace(";2024-12-31;", ";gestern;")
    (kopie / G).write_text(text, encoding="utf-8")
    zeilen = scheitert(kopie)
    assert len(zeilen) == 201
    assert zeilen[-1] == "… und 218 weitere Befunde."


def test_ordner_fehlt(tmp_path: Path) -> None:
    assert scheitert(tmp_path / "nichts")[0].startswith("Den Ordner")


def test_fremde_zeile_haelt_den_namen(kopie: Path) -> None:
    """A body of our own has taken the address that the register now gives to a municipality."""
    kreis = Landkreis.objects.get(schluessel="14524")
    Kommune.objects.create(
        art=KommuneArt.VERBUND, schluessel="v-1", name="Bund", name_eindeutig="Bund", slug="neu", landkreis=kreis
    )
    aendere(kopie / G, "14524190", slug="neu")
    assert "schon vergeben an: Bund" in scheitert(kopie)[0]


def test_datei_mit_bom_wird_gelesen(kopie: Path) -> None:
    datei = kopie / G
    datei.write_bytes(b"\xef\xbb\xbf" + datei.read_bytes())
    assert rufe(kopie) == ["keine Änderung"]


def test_gleichzeitiges_laden_wird_erklaert(monkeypatch: pytest.MonkeyPatch) -> None:
    def stoert(**_: object) -> None:
        raise IntegrityError("UNIQUE constraint failed")

    monkeypatch.setattr("kommunen.management.commands.lade_register.load_register", stoert)
    assert "jemand anders" in scheitert(DATEN)[0]
