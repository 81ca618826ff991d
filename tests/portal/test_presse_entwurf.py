"""The draft from the data: wording, figures of the day before and of the day, joint and planned agreements."""

import datetime as dt
from dataclasses import fields
from decimal import Decimal
from typing import Any

import pytest

from asskomm.core.errors import Ablehnung
from asskomm.core.stichtag import Genauigkeit, UngefaehresDatum
from asskomm.portal.models import VeroeffentlichteZahl
from asskomm.portal.presse.entwurf import Entwurf, aufzaehlung, formuliere
from asskomm.portal.presse.fassung import entwurf_zu
from asskomm.portal.presse.gliederung import Block, gliedere
from asskomm.portal.presse.grundlage import Grundlage, benennung
from asskomm.portal.presse.pruefung import massstab, pruefe_text
from asskomm.portal.stats import Kennzahlen
from foerderung.models import Haushaltsansatz
from kommunen.enums import KommuneArt
from kommunen.models import Beratung, EngeZusammenarbeit, Handlungsfeld, Kommune
from tests.factories import vereinbarungen as fabrik
from tests.factories.kommunen import mitglied
from tests.factories.konten import konto
from vereinbarungen.enums import VereinbarungArt, Zeichnungsform
from vereinbarungen.models import Vereinbarung, Zeuge
from vereinbarungen.services.anlage import plan_unterzeichnung
from vereinbarungen.services.berichtigung import annul_vereinbarung
from vereinbarungen.services.bestand import take_over_vereinbarung

pytestmark = pytest.mark.django_db
JETZT, HEUTE = fabrik.JETZT, fabrik.HEUTE
EIN_TAG = dt.timedelta(days=1)


def entwurf(v: Vereinbarung) -> Entwurf:
    v.refresh_from_db()
    return entwurf_zu(vereinbarung=v, jetzt=JETZT)


def absaetze(v: Vereinbarung) -> list[str]:
    return entwurf(v).text.split("\n\n")


def berate(*kommunen: Kommune, am: dt.date = dt.date(2026, 1, 1)) -> None:
    for k in kommunen:
        Beratung.objects.create(kommune=k, am=am, erfasst_zeitpunkt=JETZT)


def test_entwurf_im_vollen_wortlaut() -> None:
    fabrik.in_kraft(fabrik.gemeinde("Altstadt"), am=dt.date(2026, 11, 2))
    meerane = fabrik.gemeinde("Meerane")
    berate(meerane, *(fabrik.gemeinde() for _ in range(8)))
    for k in Beratung.objects.select_related("kommune").order_by("pk")[:4]:
        EngeZusammenarbeit.objects.create(kommune=k.kommune, am=k.am, erfasst_zeitpunkt=JETZT)
    Haushaltsansatz.objects.create(jahr=2026, betrag="1100000.00", quelle="Plan", erfasst_zeitpunkt=JETZT)
    feld = Handlungsfeld.objects.create(name="Graffiti", slug="graffiti")
    meerane.handlungsfelder.add(feld)
    v = fabrik.in_kraft(meerane, bezeichnung="Meerane")
    Zeuge.objects.create(vereinbarung=v, funktion="Staatssekretär")
    ergebnis = entwurf(v)
    assert (
        ergebnis.titel
        == "Die 2. Kooperationsvereinbarung für mehr Sicherheit vor Ort: Meerane schließt sich ASSKomm an"
    )
    assert ergebnis.kontakt.endswith("E-Mail: lpr@smi.sachsen.de")
    assert ergebnis.text.split("\n\n") == [
        "Die Stadt Meerane, die Polizeidirektion Zwickau und der Landespräventionsrat im Freistaat Sachsen "
        "arbeiten bei "
        "der kommunalen Prävention verbindlich zusammen. Am 22. November 2026 haben sie dazu eine "
        "Kooperationsvereinbarung im Rahmen der Allianz Sichere Sächsische Kommunen (ASSKomm) unterzeichnet. "
        "Es ist die "
        "2. Kooperationsvereinbarung im Freistaat Sachsen.",
        "Unterzeichnet haben:",
        "- für die Stadt Meerane: Bürgermeisterin\n- für die Polizeidirektion Zwickau: Leiter der Polizeidirektion\n"
        "- für den Landespräventionsrat im Freistaat Sachsen: Geschäftsführer des Landespräventionsrates",
        "Bei der Unterzeichnung anwesend: Staatssekretär.",
        "## Was die Vereinbarung bringt",
        "Die Vereinbarung legt fest, wie Kommune, Polizei und Land die Prävention in Meerane gemeinsam "
        "voranbringen: Sie "
        "bauen einen Kommunalen Präventionsrat auf oder entwickeln ihn weiter, bestimmen die wichtigsten "
        "Themen vor Ort "
        "und stimmen dazu gezielte Maßnahmen ab. Der Landespräventionsrat berät dabei und stellt auf Wunsch ein "
        "kostenfreies Coaching bereit.",
        "Schwerpunkte der gemeinsamen Arbeit sind Graffiti.",
        "## Hintergrund: ASSKomm in Zahlen",
        "Stand 21. November 2026: Der Landespräventionsrat hat 9 Kommunen zu Sicherheit und Prävention "
        "beraten; 4 davon "
        "(44 Prozent) arbeiten eng mit ASSKomm zusammen. Am Tag vor der Unterzeichnung war 1 Kooperationsvereinbarung "
        "geschlossen, mit dieser sind es 2.",
        "Für die Umsetzung vor Ort stellt der Freistaat Sachsen im Jahr 2026 Fördermittel in Höhe von 1,1 "
        "Millionen Euro "
        "bereit.",
        "| ASSKomm in Zahlen | Stand 21.11.2026 | Stand 22.11.2026 |\n| beratene Kommunen | 9 | 9 |\n"
        "| Kommunen in enger Zusammenarbeit | 4 | 4 |\n| Kommunale Präventionsräte | 0 | 0 |\n"
        "| Kooperationsvereinbarungen | 1 | 2 |\n| Coaching-Prozesse | 0 | 0 |\n| Sicherheitsanalysen | 0 | 0 |\n"
        "| Fördermittel 2026 | 1,1 Millionen Euro | 1,1 Millionen Euro |",
        "Handlungsfelder der kommunalen Prävention sind zum Beispiel Graffiti.",
    ]


def test_eigener_entwurf_besteht_die_pruefung() -> None:
    fabrik.in_kraft(fabrik.gemeinde("Altstadt"), am=dt.date(2026, 11, 2))
    berate(*(fabrik.gemeinde() for _ in range(9)))
    v = fabrik.in_kraft(fabrik.gemeinde("Meerane"), bezeichnung="Meerane")
    text = f"{entwurf(v).titel}\n\n{entwurf(v).text}"
    assert pruefe_text(text, gegen=massstab(stichtag=HEUTE, wissensstand=JETZT)) == []


def test_namen_von_personen_stehen_nie_im_entwurf() -> None:
    v = fabrik.in_zeichnung(fabrik.gemeinde("Meerane"))
    for partei in v.offene_parteien():
        fabrik.unterzeichne(v, partei, person="Erika Beispiel")
    assert "Erika" not in entwurf(v).text


def test_gemeinsame_vereinbarung_nennt_alle_und_zaehlt_als_eine() -> None:
    orte = [fabrik.gemeinde(n) for n in ("Auerbach/Vogtl.", "Lengenfeld", "Rodewisch")]
    v = fabrik.in_kraft(*orte, bezeichnung="Göltzschtal")
    assert entwurf(v).titel.endswith("Auerbach/Vogtl., Lengenfeld und Rodewisch schließen sich ASSKomm an")
    erster = absaetze(v)[0]
    assert (
        "Gemeinsam beteiligt sind Auerbach/Vogtl., Lengenfeld und Rodewisch; die Vereinbarung zählt als eine." in erster
    )
    assert "in den beteiligten Kommunen gemeinsam voranbringen" in entwurf(v).text


def test_viele_kommunen_stehen_in_der_ueberschrift_mit_ihrem_namen_als_bund() -> None:
    orte = [fabrik.gemeinde(n) for n in ("Aue", "Lößnitz", "Schneeberg", "Schwarzenberg")]
    v = fabrik.in_kraft(*orte, bezeichnung="Städtebund Silberberg")
    assert entwurf(v).titel.endswith(": Städtebund Silberberg schließt sich ASSKomm an")
    assert "Aue, Lößnitz, Schneeberg und Schwarzenberg" in absaetze(v)[0]


def test_verband_nennt_seine_mitglieder() -> None:
    verband = fabrik.gemeinde("Verwaltungsgemeinschaft Olbersdorf", art=KommuneArt.VERWALTUNGSGEMEINSCHAFT)
    for name in ("Olbersdorf", "Oybin"):
        mitglied(verband, fabrik.gemeinde(name))
    v = fabrik.in_kraft(verband)
    assert "Zum Verband gehören Olbersdorf und Oybin." in absaetze(v)[0]


def test_geplante_unterzeichnung_hat_einen_entwurf_mit_voraussichtlicher_nummer() -> None:
    fabrik.in_kraft(am=dt.date(2026, 11, 2))
    frueher = fabrik.in_zeichnung()
    plan_unterzeichnung(
        vereinbarung=frueher, am=dt.date(2026, 11, 30), ort="", gaeste="", sperrfrist_bis=None, by=None, jetzt=JETZT
    )
    v = fabrik.in_zeichnung(fabrik.gemeinde("Meerane"), bezeichnung="Meerane")
    sperrfrist = dt.datetime(2026, 12, 8, 14, tzinfo=JETZT.tzinfo)
    plan_unterzeichnung(
        vereinbarung=v, am=dt.date(2026, 12, 8), ort="Rathaus", gaeste="Landrat\nStaatssekretär",
        sperrfrist_bis=sperrfrist, by=None, jetzt=JETZT,
    )  # fmt: skip
    ergebnis = entwurf(v)
    assert ergebnis.titel.startswith(
        "Voraussichtlich die 3. Kooperationsvereinbarung für mehr Sicherheit vor Ort: Meerane"
    )
    assert (ergebnis.ist_geplant, ergebnis.sperrfrist_bis, ergebnis.tag) == (True, sperrfrist, dt.date(2026, 12, 8))
    assert "ist für den 8. Dezember 2026 geplant (Rathaus)." in ergebnis.text
    assert "Eingeladen: Landrat, Staatssekretär." in ergebnis.text
    assert (
        "Stand 22. November 2026: Der Landespräventionsrat bietet allen Kommunen im Freistaat Beratung zu "
        "Sicherheit und "
        "Prävention an. Bisher ist 1 Kooperationsvereinbarung geschlossen; vorher ist 1 weitere "
        "Unterzeichnung geplant; "
        "mit dieser werden es voraussichtlich 3." in ergebnis.text
    )
    assert "| Stand 22.11.2026 | mit dieser Vereinbarung (voraussichtlich) |" in ergebnis.text
    assert "| Kooperationsvereinbarungen | 1 | 2 |" in ergebnis.text


def test_nach_der_unterzeichnung_steht_die_wirkliche_nummer() -> None:
    v = fabrik.in_zeichnung(fabrik.gemeinde("Meerane"), bezeichnung="Meerane")
    plan_unterzeichnung(vereinbarung=v, am=HEUTE, ort="", gaeste="", sperrfrist_bis=None, by=None, jetzt=JETZT)
    assert entwurf(v).titel.startswith("Voraussichtlich die 1. ")
    fabrik.unterzeichne_alle(v)
    assert entwurf(v).titel.startswith("Die 1. ")


def uebernommen(in_kraft: UngefaehresDatum, nummer: int | None = None, **felder: object) -> Vereinbarung:
    kommune = fabrik.gemeinde("Görlitz")
    angaben = {"art": VereinbarungArt.KOOPERATIONSVEREINBARUNG, "bezeichnung": "Görlitz", **felder}
    return take_over_vereinbarung(kommunen=[kommune], in_kraft=in_kraft, nummer=nummer, by=None, jetzt=JETZT, **angaben)


def test_unbekannte_nummer_und_nur_das_jahr_bekannt() -> None:
    v = uebernommen(UngefaehresDatum(dt.date(2020, 12, 31), Genauigkeit.JAHR))
    ergebnis = entwurf(v)
    assert ergebnis.titel == "Kooperationsvereinbarung für mehr Sicherheit vor Ort: Görlitz schließt sich ASSKomm an"
    assert "Im Jahr 2020 haben sie dazu eine Kooperationsvereinbarung" in ergebnis.text
    assert "Tag vor der Unterzeichnung" not in ergebnis.text
    assert "| ASSKomm in Zahlen | Stand 31.12.2020 |" in ergebnis.text


def test_monat_bekannt() -> None:
    v = uebernommen(UngefaehresDatum(dt.date(2021, 11, 30), Genauigkeit.MONAT))
    assert "Im November 2021 haben sie" in entwurf(v).text


def test_bestand_der_die_nummer_nicht_traegt_laesst_die_zahl_weg_und_sagt_es() -> None:
    v = uebernommen(UngefaehresDatum(dt.date(2021, 5, 25)), nummer=21)
    ergebnis = entwurf(v)
    assert ergebnis.titel.startswith("Die 21. ")
    assert "Am Tag vor der Unterzeichnung" not in ergebnis.text
    assert "| Kooperationsvereinbarungen |" not in ergebnis.text
    assert ergebnis.hinweise == (
        "Die Vereinbarung trägt Nr. 21, bis 25.05.2021 sind aber nur 1 Kooperationsvereinbarungen erfasst; deren Zahl "
        "fehlt deshalb im Entwurf.",
    )


def test_vorvereinbarung_hat_eigene_worte_und_keine_nummer() -> None:
    v = uebernommen(UngefaehresDatum(dt.date(2021, 9, 1)), art=VereinbarungArt.VORVEREINBARUNG)
    ergebnis = entwurf(v)
    assert ergebnis.titel == "Vorvereinbarung für mehr Sicherheit vor Ort: Görlitz bereitet den Beitritt zu ASSKomm vor"
    assert (
        "Bisher sind 0 Kooperationsvereinbarungen geschlossen; Vorvereinbarungen zählen dabei nicht mit."
        in ergebnis.text
    )
    assert "Mit der Vorvereinbarung beginnt in Görlitz die gemeinsame Vorarbeit" in ergebnis.text


def test_mehrere_unterschriftstage_und_video_stehen_dabei() -> None:
    v = fabrik.in_zeichnung(fabrik.gemeinde("Werdau"))
    erste, *weitere = v.offene_parteien()
    fabrik.unterzeichne(v, erste, am=dt.date(2026, 11, 20), form=Zeichnungsform.VIDEO)
    for partei in weitere:
        fabrik.unterzeichne(v, partei, am=HEUTE)
    text = entwurf(v).text
    assert "(am 20. November 2026, per Videokonferenz)" in text
    assert "(am 22. November 2026)" in text


def test_anderer_tag_laut_text_heisst_gilt_seit() -> None:
    v = fabrik.in_zeichnung(fabrik.gemeinde("Werdau"), in_kraft_laut_text=dt.date(2026, 12, 1))
    fabrik.unterzeichne_alle(v)
    assert "gilt seit dem 1. Dezember 2026." in entwurf(v).text


def test_ohne_geplante_unterzeichnung_gibt_es_keinen_entwurf() -> None:
    with pytest.raises(Ablehnung, match="noch nicht geplant"):
        entwurf(fabrik.entwurf())


def test_nichtige_vereinbarung_hat_keinen_entwurf() -> None:
    v = fabrik.in_kraft()
    annul_vereinbarung(vereinbarung=v, by=konto("LT"), jetzt=JETZT, grund="Fehleintrag")
    with pytest.raises(Ablehnung, match="nichtig"):
        entwurf(v)


@pytest.mark.parametrize(
    ("name", "art", "wer", "fuer"),
    [
        ("Meerane", KommuneArt.STADT, "die Stadt Meerane", "die Stadt Meerane"),
        ("Lohsa", KommuneArt.GEMEINDE, "die Gemeinde Lohsa", "die Gemeinde Lohsa"),
        ("Zwickau", KommuneArt.LANDKREIS, "der Landkreis Zwickau", "den Landkreis Zwickau"),
        ("Erzgebirgskreis", KommuneArt.LANDKREIS, "der Erzgebirgskreis", "den Erzgebirgskreis"),
        (
            "Wildenstein",
            KommuneArt.VERWALTUNGSVERBAND,
            "der Verwaltungsverband Wildenstein",
            "den Verwaltungsverband Wildenstein",
        ),
        ("Städtebund Silberberg", KommuneArt.VERBUND, "„Städtebund Silberberg“", "„Städtebund Silberberg“"),
    ],
)
def test_benennung_der_kommunen(name: str, art: str, wer: str, fuer: str) -> None:
    assert benennung(Kommune(name_eindeutig=name, art=art)) == (wer, fuer)


def test_aufzaehlung() -> None:
    assert [aufzaehlung(t) for t in ([], ["a"], ["a", "b"], ["a", "", "b", "c"])] == ["", "a", "a und b", "a, b und c"]


def test_gliederung_erkennt_alle_bloecke() -> None:
    text = "Absatz\r\nzweite Zeile\n\n## Zwischen\n\n- eins\n- zwei\n\n| K | A |\n| x | 1 |\n| y |\n\n\n"
    assert gliedere(text) == [
        Block("absatz", "Absatz zweite Zeile"),
        Block("ueberschrift", "Zwischen"),
        Block("liste", punkte=("eins", "zwei")),
        Block("tabelle", kopf=("K", "A"), zeilen=(("x", "1"), ("y", ""))),
    ]


# --- Wording from given figures


def stand(tag: dt.date = HEUTE, **werte: Any) -> Kennzahlen:
    nullen = {feld.name: 0 for feld in fields(Kennzahlen)} | {"foerdermittel": None}
    return Kennzahlen(**(nullen | {"stichtag": tag, "wissensstand": JETZT} | werte))


def grundlage(davor: Kennzahlen | None, am_tag: Kennzahlen, **anders: Any) -> Grundlage:
    angaben: dict[str, Any] = {
        "ist_vorvereinbarung": False, "nummer": None, "ist_geplant": False, "namen": ("Meerane",), "mitglieder": (),
        "bezeichnung": "Meerane", "am": UngefaehresDatum(am_tag.stichtag), "ort": "", "parteien": (), "anwesend": (),
        "schwerpunkte": (), "handlungsfelder": (), "sperrfrist_bis": None, "fiktiv": False, "hinweise": (),
    }  # fmt: skip
    return Grundlage(davor=davor, am_tag=am_tag, **(angaben | anders))


def test_alle_kennzahlen_stehen_im_hintergrund() -> None:
    werte = {"beraten": 141, "eng": 62, "kpr": 31, "coaching": 44, "analysen": 25, "gefoerdert": 25}
    text = formuliere(
        grundlage(stand(HEUTE - EIN_TAG, vereinbarungen=49, **werte), stand(vereinbarungen=51, **werte))
    ).text
    assert "141 Kommunen zu Sicherheit und Prävention beraten; 62 davon (44 Prozent) arbeiten eng" in text
    assert "In 31 Kommunen arbeitet ein Kommunaler Präventionsrat." in text
    assert "Bis dahin wurden 44 Coaching-Prozesse begonnen und 25 Sicherheitsanalysen durchgeführt." in text
    assert "waren 49 Kooperationsvereinbarungen geschlossen, am 22. November 2026 sind es 51." in text
    assert "25 Kommunen werden daraus bereits gefördert." in text
    assert "| geförderte Kommunen 2026 | 25 | 25 |" in text


def test_einzahl_wird_richtig_gebeugt() -> None:
    werte = {"beraten": 4, "eng": 1, "kpr": 1, "coaching": 1, "gefoerdert": 1}
    text = formuliere(grundlage(stand(HEUTE - EIN_TAG, **werte), stand(vereinbarungen=1, **werte))).text
    assert "1 davon (ein Viertel) arbeitet eng mit ASSKomm zusammen." in text
    assert (
        "In 1 Kommune arbeitet ein Kommunaler Präventionsrat. Bis dahin wurden 1 Coaching-Prozess begonnen." not in text
    )
    assert "Bis dahin wurde 1 Coaching-Prozess begonnen." in text
    assert "waren 0 Kooperationsvereinbarungen geschlossen, mit dieser ist es 1." in text
    assert "1 Kommune wird daraus bereits gefördert." in text


def test_eng_ohne_beratene_bildet_keinen_anteil() -> None:
    assert "davon" not in formuliere(grundlage(stand(HEUTE - EIN_TAG, beraten=2), stand(beraten=2))).text.split("##")[2]


def test_am_ersten_januar_zeigt_die_tafel_nur_das_neue_foerderjahr() -> None:
    neujahr = dt.date(2026, 1, 1)
    davor = stand(neujahr - EIN_TAG, gefoerdert=25, foerdermittel=Decimal(1_000_000))
    text = formuliere(grundlage(davor, stand(neujahr, gefoerdert=3, foerdermittel=Decimal(420_000)))).text
    assert "| geförderte Kommunen 2026 | 3 | 3 |" in text
    assert "| Fördermittel 2026 | 420.000 Euro | 420.000 Euro |" in text


def test_unbekannte_mittel_bleiben_ohne_angabe() -> None:
    text = formuliere(grundlage(stand(HEUTE - EIN_TAG), stand(foerdermittel=Decimal(420_000)))).text
    assert "| Fördermittel 2026 | keine Angabe | 420.000 Euro |" in text


def test_veroeffentlichte_zahlen_die_abweichen_werden_genannt() -> None:
    v = fabrik.in_kraft()
    for kennzahl, wert in (("vereinbarungen", 1), ("beraten", 141), ("foerdermittel", 1_100_000)):
        VeroeffentlichteZahl.objects.create(
            stichtag=HEUTE, kennzahl=kennzahl, wert=wert, quelle="MI 1", erfasst_zeitpunkt=JETZT
        )
    assert entwurf(v).hinweise == (
        "Kommunen beraten am 22.11.2026: veröffentlicht wurde 141, im System erfasst ist 0. Quelle: MI 1.",
        "Fördermittel am 22.11.2026: veröffentlicht wurde 1100000, im System erfasst ist nichts. Quelle: MI 1.",
    )


def test_nicht_ueberlieferte_funktionen_stehen_nicht_im_text() -> None:
    v = uebernommen(UngefaehresDatum(dt.date(2025, 4, 11)), nummer=60)
    for partei in v.offene_parteien():
        partei.unterzeichnungen.create(funktion="nicht überliefert", am=v.in_kraft_am, erfasst_zeitpunkt=JETZT)
    assert "Unterzeichnet haben" not in entwurf(v).text
