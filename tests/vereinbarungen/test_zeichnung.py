"""Unterschriften und was die letzte bewirkt: Kraft, Nummer, Ende der Vorvereinbarung."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from asskomm.core import workflow
from asskomm.core.errors import Ablehnung
from asskomm.core.numbering import letzte_nummer, raise_nummernkreis
from asskomm.core.roles import Rolle
from asskomm.core.stichtag import UngefaehresDatum
from kommunen.enums import KommuneArt
from tests.factories import vereinbarungen as fabrik
from tests.factories.dateien import PDF
from tests.factories.konten import konto
from vereinbarungen.enums import NummerHerkunft, Parteirolle, VereinbarungArt, VereinbarungStatus, Zeichnungsform
from vereinbarungen.models import Unterzeichnung, Vereinbarung
from vereinbarungen.nummern import NUMMERNKREIS
from vereinbarungen.services import anlage, zeichnung

pytestmark = pytest.mark.django_db
JETZT, HEUTE = fabrik.JETZT, fabrik.HEUTE


def tag(t: int, monat: int = 11) -> dt.date:
    return dt.date(2026, monat, t)


def gruende(v: Vereinbarung, partei: object, **felder: object) -> list[str]:
    with pytest.raises(Ablehnung) as fehler:
        fabrik.unterzeichne(v, partei, **felder)
    return fehler.value.gruende


def partei(v: Vereinbarung, rolle: str):
    return v.parteien.filter(rolle=rolle).first()


def test_letzte_unterschrift_setzt_in_kraft_auf_den_spaetesten_tag_und_gibt_die_nummer():
    v = fabrik.in_zeichnung()
    for rolle, am in ((Parteirolle.LPR, tag(20)), (Parteirolle.KOMMUNE, tag(9)), (Parteirolle.POLIZEI, tag(10))):
        assert v.status == VereinbarungStatus.IN_ZEICHNUNG
        assert v.laufende_nr is None
        fabrik.unterzeichne(v, partei(v, rolle), am=am)
    assert v.status == VereinbarungStatus.IN_KRAFT
    assert (v.in_kraft, v.laufende_nr, v.nummer_herkunft) == (
        UngefaehresDatum(tag(20)),
        1,
        NummerHerkunft.VERGEBEN,
    )
    zeile = v.verlauf.get(uebergang="in_kraft_setzen")
    assert (zeile.wirksam_am, zeile.erfasst_zeitpunkt) == (tag(20), JETZT)


def test_der_text_bestimmt_den_tag_auch_in_der_zukunft():
    v = fabrik.in_kraft(in_kraft_laut_text=dt.date(2027, 1, 1))
    assert (v.status, v.in_kraft_am) == (VereinbarungStatus.IN_KRAFT, dt.date(2027, 1, 1))


def test_spaet_erfasste_unterschrift_zieht_die_vorbereitung_vor_sich():
    """Alles wurde heute erfasst, unterzeichnet war am 10.: auch für heute gilt „in Kraft“."""
    v = fabrik.in_kraft(am=tag(10))
    for stichtag, erwartet in ((tag(9), None), (tag(10), "IN_KRAFT"), (HEUTE, "IN_KRAFT")):
        zeilen = v.verlauf.model.objects.as_of(stichtag, JETZT).filter(objekt=v)
        assert zeilen.values_list("nach", flat=True).first() == erwartet


def test_vorvereinbarung_braucht_keine_polizei_und_bekommt_keine_nummer():
    v = fabrik.in_kraft(art=VereinbarungArt.VORVEREINBARUNG)
    assert {p.rolle for p in v.parteien.all()} == {Parteirolle.KOMMUNE, Parteirolle.LPR}
    assert (v.status, v.laufende_nr, v.nummer_herkunft) == ("IN_KRAFT", None, NummerHerkunft.OHNE)
    assert letzte_nummer(kreis=NUMMERNKREIS) == 0


def test_kooperationsvereinbarung_loest_die_vorvereinbarung_ab():
    ort = fabrik.gemeinde()
    vor = fabrik.in_kraft(ort, am=tag(1), art=VereinbarungArt.VORVEREINBARUNG)
    koop = fabrik.in_kraft(ort, am=tag(20), ersetzt=vor)
    vor.refresh_from_db()
    assert (vor.status, koop.status) == ("ERSETZT", "IN_KRAFT")
    assert vor.verlauf.get(uebergang="ersetzen").wirksam_am == tag(20)


def test_gekuendigte_vorvereinbarung_hindert_das_inkrafttreten_nicht():
    ort = fabrik.gemeinde()
    vor = fabrik.in_kraft(ort, am=tag(1), art=VereinbarungArt.VORVEREINBARUNG)
    koop = fabrik.in_zeichnung(ort, ersetzt=vor)
    workflow.execute(objekt=vor, uebergang="kuendigen", by=None, jetzt=JETZT, grund="Wunsch")
    fabrik.unterzeichne_alle(koop)
    vor.refresh_from_db()
    assert (vor.status, koop.laufende_nr) == ("GEKUENDIGT", 1)


def test_nummern_laufen_ueber_dem_uebernommenen_bestand_weiter():
    raise_nummernkreis(kreis=NUMMERNKREIS, mindestens=60)
    assert [fabrik.in_kraft().laufende_nr for _ in range(3)] == [61, 62, 63]


def test_fiktive_vereinbarung_traegt_eine_fiktive_nummer():
    v = fabrik.in_kraft(fiktiv=True)
    assert v.nummer_herkunft == NummerHerkunft.FIKTIV
    assert v.nummer_text == "1 (fiktiv)"
    assert all(u.fiktiv for u in Unterzeichnung.objects.filter(partei__vereinbarung=v))


def test_doppelte_unterschrift_wird_abgelehnt():
    v = fabrik.in_zeichnung()
    lpr = partei(v, Parteirolle.LPR)
    fabrik.unterzeichne(v, lpr)
    assert gruende(v, lpr) == ["Die Unterschrift von „Landespräventionsrat“ ist schon erfasst."]


def test_unterschrift_ausserhalb_der_zeichnung_wird_abgelehnt():
    v = fabrik.entwurf()
    assert gruende(v, partei(v, Parteirolle.LPR)) == [
        "Eine Unterschrift zu erfassen ist im Zustand „Entwurf“ nicht möglich."
    ]


def test_alle_gruende_stehen_auf_einmal_da():
    v, fremd = fabrik.in_zeichnung(), fabrik.in_zeichnung()
    antwort = gruende(v, partei(fremd, Parteirolle.LPR), am=tag(23), funktion=" ", by=konto(Rolle.LESEZUGRIFF))
    assert antwort == [
        "Ihre Rolle darf das nicht.",
        "„Landespräventionsrat“ ist keine Partei dieser Vereinbarung.",
        "Bitte geben Sie an, in welcher Funktion unterzeichnet wurde.",
        "Der Tag der Unterschrift (23.11.2026) liegt in der Zukunft.",
    ]
    assert not Unterzeichnung.objects.exists()


def test_unterschrift_vor_dem_beginn_von_asskomm_ist_ein_schreibfehler():
    v = fabrik.in_zeichnung()
    assert gruende(v, partei(v, Parteirolle.LPR), am=dt.date(2002, 11, 20)) == [
        "Der Tag der Unterschrift (20.11.2002) liegt vor dem Beginn von ASSKomm am 06.02.2019."
    ]


@pytest.mark.parametrize(
    ("rolle", "erlaubt"), [("SB", True), ("LT", True), ("HH", False), ("LZ", False), ("SV", False)]
)
def test_welche_rolle_unterschriften_erfasst(rolle, erlaubt):
    v = fabrik.in_zeichnung()
    if erlaubt:
        assert fabrik.unterzeichne_alle(v, by=konto(rolle)).laufende_nr == 1
    else:
        assert gruende(v, partei(v, Parteirolle.LPR), by=konto(rolle)) == ["Ihre Rolle darf das nicht."]


@pytest.mark.parametrize(
    ("funktion", "zusatz", "amt", "anzahl"),
    [
        ("Bürgermeister", "", "", 0),
        ("Oberbürgermeisterin", "", "", 0),
        ("Stellvertretender Bürgermeister", "", "", 2),
        ("Erster Beigeordneter", "in Vertretung", "", 1),
        ("Erster Beigeordneter", "in Vertretung", "Bürgermeister für Finanzen", 0),
        ("Leiterin des Ordnungsamtes", "", "Oberamtsrätin", 1),
        ("zwei Bedienstete", "Hauptamtsleiter und Kämmerin", "Amtsräte", 0),
    ],
)
def test_vertretung_nach_paragraf_60(funktion, zusatz, amt, anzahl):
    v = fabrik.in_zeichnung()
    angaben = {"funktion": funktion, "vertretungszusatz": zusatz, "amtsbezeichnung": amt}
    if anzahl:
        texte = gruende(v, partei(v, Parteirolle.KOMMUNE), **angaben)
        assert len(texte) == anzahl
        assert all("§ 60 Abs. 2 SächsGemO" in t for t in texte)
    else:
        assert fabrik.unterzeichne(v, partei(v, Parteirolle.KOMMUNE), **angaben).funktion == funktion


def test_vertretungsregel_gilt_nicht_fuer_polizei_und_lpr():
    v = fabrik.in_zeichnung()
    fabrik.unterzeichne(v, partei(v, Parteirolle.POLIZEI), funktion="Revierleiter")
    fabrik.unterzeichne(v, partei(v, Parteirolle.LPR), funktion="stellvertretende Geschäftsführerin")
    assert v.status == VereinbarungStatus.IN_ZEICHNUNG


def test_landkreis_unterzeichnet_nicht_elektronisch():
    kreis = fabrik.gemeinde("Landkreis Zwickau", art=KommuneArt.LANDKREIS)
    v = fabrik.in_zeichnung(kreis)
    angaben = {"funktion": "Landrat", "form": Zeichnungsform.ELEKTRONISCH}
    assert "§ 56 SächsLKrO" in gruende(v, partei(v, Parteirolle.KOMMUNE), **angaben)[0]
    ort = fabrik.in_zeichnung()
    fabrik.unterzeichne(ort, partei(ort, Parteirolle.KOMMUNE), form=Zeichnungsform.ELEKTRONISCH)


def test_jede_beteiligte_kommune_muss_unterzeichnen():
    orte = [fabrik.gemeinde() for _ in range(5)]
    v = fabrik.unterzeichne_alle(fabrik.in_zeichnung(*orte), ausser=1)
    assert v.status == VereinbarungStatus.IN_ZEICHNUNG
    assert fabrik.unterzeichne_alle(v).laufende_nr == 1


def test_annullierte_unterschrift_kann_neu_erfasst_werden():
    v = fabrik.in_zeichnung()
    erste = fabrik.unterzeichne(v, partei(v, Parteirolle.LPR), am=tag(3))
    zeichnung.annul_unterzeichnung(unterzeichnung=erste, by=konto(), jetzt=JETZT, grund="falscher Tag")
    erste.refresh_from_db()
    assert (erste.annulliert_zeitpunkt, erste.annulliert_grund) == (JETZT, "falscher Tag")
    assert [p.rolle for p in v.offene_parteien()].count(Parteirolle.LPR) == 1
    assert fabrik.unterzeichne_alle(v, am=tag(4)).in_kraft_am == tag(4)


def test_annullierung_der_unterschrift_braucht_grund_und_zeichnung():
    v = fabrik.in_kraft()
    zeile = Unterzeichnung.objects.filter(partei__vereinbarung=v)[0]
    with pytest.raises(Ablehnung, match="nicht mehr in Zeichnung"):
        zeichnung.annul_unterzeichnung(unterzeichnung=zeile, by=konto(), jetzt=JETZT, grund="x")
    offen = fabrik.in_zeichnung()
    eine = fabrik.unterzeichne(offen, partei(offen, Parteirolle.LPR))
    with pytest.raises(Ablehnung, match="Bitte geben Sie einen Grund an"):
        zeichnung.annul_unterzeichnung(unterzeichnung=eine, by=konto(), jetzt=JETZT, grund=" ")
    zeichnung.annul_unterzeichnung(unterzeichnung=eine, by=konto(), jetzt=JETZT, grund="x")
    with pytest.raises(Ablehnung, match="schon annulliert"):
        zeichnung.annul_unterzeichnung(unterzeichnung=eine, by=konto(), jetzt=JETZT, grund="x")
    with pytest.raises(Ablehnung, match="handelnde Person"):
        zeichnung.annul_unterzeichnung(
            unterzeichnung=fabrik.unterzeichne(offen, partei(offen, Parteirolle.LPR)),
            by=None,
            jetzt=JETZT,
            grund="x",
        )


def test_scan_wird_mit_pruefsumme_abgelegt_und_ersetzt_den_frueheren():
    v = fabrik.in_kraft()
    for name in ("scan.pdf", "scan-neu.pdf"):
        datei = SimpleUploadedFile(name, PDF, content_type="text/html")
        zeichnung.store_signed_scan(vereinbarung=v, datei=datei, by=konto(), jetzt=JETZT)
    dokument = v.signierte_fassung
    assert (dokument.name, dokument.mimetype, dokument.groesse) == ("scan-neu.pdf", "application/pdf", len(PDF))
    with dokument.datei.open() as gespeichert:
        assert gespeichert.read() == PDF
    assert len(dokument.sha256) == 64


def test_scan_wird_vor_der_zeichnung_und_mit_falschem_inhalt_abgelehnt():
    html = SimpleUploadedFile("scan.pdf", b"<html>", content_type="application/pdf")
    with pytest.raises(Ablehnung, match="der Inhalt dieser Datei ist nichts davon"):
        zeichnung.store_signed_scan(vereinbarung=fabrik.in_kraft(), datei=html, by=None, jetzt=JETZT)
    with pytest.raises(Ablehnung, match="im Zustand „Entwurf“ nicht möglich"):
        zeichnung.store_signed_scan(
            vereinbarung=fabrik.entwurf(), datei=SimpleUploadedFile("a.pdf", PDF), by=None, jetzt=JETZT
        )


def test_sperrfrist_haelt_eine_vereinbarung_in_kraft_von_der_oeffentlichkeit_fern():
    ende = JETZT + dt.timedelta(hours=3)
    v = fabrik.in_zeichnung()
    anlage.plan_unterzeichnung(vereinbarung=v, am=HEUTE, ort="Rathaus", sperrfrist_bis=ende, by=None, jetzt=JETZT)
    fabrik.unterzeichne_alle(v)
    auswahl = Vereinbarung.objects
    assert not auswahl.oeffentlich(JETZT).exists()
    assert auswahl.all().naechstes_sperrfristende(JETZT) == ende
    assert auswahl.oeffentlich(ende).get() == v
    anlage.set_sperrfrist(vereinbarung=v, bis=None, by=None, jetzt=JETZT)
    assert auswahl.oeffentlich(JETZT).get() == v
    assert auswahl.all().naechstes_sperrfristende(JETZT) is None
