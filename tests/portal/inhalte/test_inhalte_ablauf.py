"""Vom Entwurf über die Freigabe zur neuen Fassung: wer darf was, und was bleibt stehen."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from asskomm.core.errors import Ablehnung
from asskomm.core.models import Datenstand, Protokolleintrag, User
from asskomm.portal.enums import Inhaltsart, InhaltStatus
from asskomm.portal.models import Inhalt, Inhaltsfassung
from asskomm.portal.services import inhalte as dienste
from asskomm.portal.workflows import INHALT
from kommunen.models import Handlungsfeld
from tests.factories.konten import konto
from tests.portal.inhalte.schreibtisch import HEUTE, JETZT, PNG, entwurf, fasse, freigegeben, gib_frei, mit_datei

pytestmark = pytest.mark.django_db
TAG = dt.timedelta(days=1)


@pytest.fixture
def sb() -> User:
    return konto("SB")


@pytest.fixture
def lt() -> User:
    return konto("LT")


def oeffentlich(tag: dt.date = HEUTE) -> list[tuple[str, int]]:
    auswahl = Inhaltsfassung.objects.oeffentlich(tag).order_by("titel")
    return list(auswahl.values_list("titel", "nr"))


def test_erst_die_freigabe_macht_oeffentlich_und_jede_fassung_bleibt(sb: User, lt: User):
    inhalt = entwurf(by=sb)
    fasse(inhalt, by=sb, text="Ein anderer Text.")
    fasse(inhalt, by=sb, text="Ein anderer Text.")  # nothing new: no version
    assert [f.nr for f in inhalt.fassungen.order_by("nr")] == [1, 2]
    assert oeffentlich() == []
    gib_frei(inhalt, sb=sb, lt=lt)
    fassung = inhalt.letzte_fassung
    assert oeffentlich() == [("Treffen in Dresden", 2)]
    assert (fassung.vorgelegt_durch, fassung.freigegeben_durch) == (sb, lt)
    assert (fassung.gueltig_von, fassung.freigegeben_zeitpunkt) == (HEUTE, JETZT)
    assert list(inhalt.fassungen.order_by("nr").values_list("text", flat=True)) == ["Ein *Text*.", "Ein anderer Text."]
    ereignisse = Protokolleintrag.objects.filter(ereignis__startswith="inhalt.").order_by("nr")
    assert [e.ereignis for e in ereignisse] == ["inhalt.gefasst", "inhalt.gefasst", "inhalt.freigegeben"]


def test_die_neue_fassung_erscheint_erst_mit_ihrer_freigabe(sb: User, lt: User):
    inhalt = gib_frei(entwurf(by=sb), sb=sb, lt=lt)
    with pytest.raises(Ablehnung, match="nicht in Arbeit"):
        fasse(inhalt, by=sb, titel="Heimlich")
    dienste.revise_inhalt(objekt=inhalt, by=sb, jetzt=JETZT)
    fasse(inhalt, by=sb, titel="Neu")
    assert oeffentlich() == [("Treffen in Dresden", 1)]
    dienste.submit_inhalt(objekt=inhalt, by=sb, jetzt=JETZT)
    assert oeffentlich() == [("Treffen in Dresden", 1)]
    dienste.release_inhalt(objekt=inhalt, by=lt, jetzt=JETZT)
    assert oeffentlich() == [("Neu", 2)]


def test_geplantes_erscheint_an_seinem_tag_und_endet_nach_seinem_letzten(sb: User, lt: User):
    inhalt = gib_frei(entwurf(by=sb, gueltig_von=HEUTE + TAG, gueltig_bis=HEUTE + 3 * TAG), sb=sb, lt=lt)
    tage = [bool(oeffentlich(HEUTE + nr * TAG)) for nr in range(5)]
    assert tage == [False, True, True, True, False]
    dienste.revise_inhalt(objekt=inhalt, by=sb, jetzt=JETZT)
    fasse(inhalt, by=sb, titel="Danach", gueltig_von=HEUTE + 2 * TAG, gueltig_bis=HEUTE + 2 * TAG)
    gib_frei(inhalt, sb=sb, lt=lt)
    # The earlier version shows until the later one begins, and does not come back when that has ended.
    assert [oeffentlich(HEUTE + nr * TAG) for nr in range(1, 4)] == [[("Treffen in Dresden", 1)], [("Danach", 2)], []]


def test_zurueckgezogenes_verschwindet_ganz_und_kommt_erst_mit_neuer_freigabe_wieder(sb: User, lt: User):
    inhalt = gib_frei(entwurf(by=sb), sb=sb, lt=lt)
    with pytest.raises(Ablehnung, match="Grund"):
        dienste.withdraw_inhalt(objekt=inhalt, by=lt, jetzt=JETZT, grund=" ")
    dienste.withdraw_inhalt(objekt=inhalt, by=lt, jetzt=JETZT, grund="Falscher Ort")
    assert oeffentlich() == []
    eintrag = Protokolleintrag.objects.get(ereignis="inhalt.zurueckgezogen")
    assert (eintrag.angaben["grund"], eintrag.angaben["nachher"]) == ("Falscher Ort", {"fassungen": [1]})
    dienste.revise_inhalt(objekt=inhalt, by=sb, jetzt=JETZT)
    fasse(inhalt, by=sb, titel="Berichtigt", gueltig_von=HEUTE + TAG)
    gib_frei(inhalt, sb=sb, lt=lt)
    assert (oeffentlich(), oeffentlich(HEUTE + TAG)) == ([], [("Berichtigt", 2)])


def test_wer_geschrieben_oder_vorgelegt_hat_gibt_nicht_frei(sb: User, lt: User):
    zweite = konto("LT")
    inhalt = entwurf(by=sb)
    fasse(inhalt, by=lt, text="Von der Leitung ergänzt.")
    fasse(inhalt, by=sb, text="Noch einmal.")
    dienste.submit_inhalt(objekt=inhalt, by=sb, jetzt=JETZT)
    with pytest.raises(Ablehnung, match="zwei verschiedene Personen"):
        dienste.release_inhalt(objekt=inhalt, by=lt, jetzt=JETZT)
    with pytest.raises(Ablehnung, match="Ihre Rolle"):
        dienste.release_inhalt(objekt=inhalt, by=konto("SB"), jetzt=JETZT)
    dienste.release_inhalt(objekt=inhalt, by=zweite, jetzt=JETZT)
    vorgelegt = entwurf(by=sb)
    dienste.submit_inhalt(objekt=vorgelegt, by=lt, jetzt=JETZT)
    with pytest.raises(Ablehnung, match="zwei verschiedene Personen"):
        dienste.release_inhalt(objekt=vorgelegt, by=lt, jetzt=JETZT)
    # Who wrote before the last release may release again: what counts is what is new.
    dienste.revise_inhalt(objekt=inhalt, by=sb, jetzt=JETZT)
    fasse(inhalt, by=sb, titel="Nur von SB")
    gib_frei(inhalt, sb=sb, lt=lt)
    assert inhalt.letzte_fassung.freigegeben_durch == lt


@pytest.mark.parametrize("feld", ["vorgelegt_durch", "erfasst_durch"])
def test_die_datenbank_selbst_verlangt_zwei_personen(feld: str, sb: User, lt: User):
    gib_frei(entwurf(by=sb), sb=sb, lt=lt)
    with pytest.raises(IntegrityError), transaction.atomic():
        Inhaltsfassung.objects.update(**{feld: lt})


def test_zurueckgeben_zur_ueberarbeitung_braucht_einen_grund(sb: User, lt: User):
    inhalt = entwurf(by=sb)
    dienste.submit_inhalt(objekt=inhalt, by=sb, jetzt=JETZT)
    with pytest.raises(Ablehnung, match="Grund"):
        dienste.return_inhalt(objekt=inhalt, by=lt, jetzt=JETZT, grund="")
    dienste.return_inhalt(objekt=inhalt, by=lt, jetzt=JETZT, grund="Tippfehler")
    inhalt.refresh_from_db()
    assert inhalt.status == InhaltStatus.ENTWURF


def test_eine_fruehere_fassung_wird_die_neueste_mit_ihren_dateien(sb: User):
    inhalt = entwurf(by=sb)
    mit_datei(inhalt, "bild.png", PNG, by=sb)
    zweite = inhalt.letzte_fassung
    dienste.remove_datei(inhalt=inhalt, datei=inhalt.dateien.get(), by=sb, jetzt=JETZT)
    fasse(inhalt, by=sb, titel="Ganz anders")
    assert not inhalt.letzte_fassung.dateien.exists()
    dienste.restore_fassung(inhalt=inhalt, fassung=zweite, by=sb, jetzt=JETZT)
    inhalt.refresh_from_db()
    assert (inhalt.titel, inhalt.letzte_fassung.nr) == ("Treffen in Dresden", 5)
    assert [d.dokument.name for d in inhalt.letzte_fassung.dateien.all()] == ["bild.png"]
    with pytest.raises(Ablehnung, match="anderen Inhalt"):
        dienste.restore_fassung(inhalt=entwurf(by=sb), fassung=zweite, by=sb, jetzt=JETZT)


def test_fassungen_lassen_sich_weder_aendern_noch_loeschen(sb: User):
    fassung = entwurf(by=sb).letzte_fassung
    for tat in (fassung.save, fassung.delete):
        with pytest.raises(Ablehnung, match="werden nicht geändert"):
            tat()


def test_dateien_haben_je_inhalt_einen_namen_und_gehoeren_zur_fassung(sb: User):
    inhalt = entwurf(by=sb)
    erste = mit_datei(inhalt, "bild.png", PNG, by=sb)
    with pytest.raises(Ablehnung, match="gibt es hier schon"):
        mit_datei(inhalt, "bild.png", PNG, by=sb)
    dienste.remove_datei(inhalt=inhalt, datei=erste, by=sb, jetzt=JETZT)
    with pytest.raises(Ablehnung, match="gehört nicht zur Fassung"):
        dienste.remove_datei(inhalt=inhalt, datei=erste, by=sb, jetzt=JETZT)
    with pytest.raises(Ablehnung, match="Inhalt"):
        mit_datei(inhalt, "getarnt.png", b"MZ kein Bild", by=sb)
    assert (str(erste), erste.ist_bild, erste.format) == ("Datei bild.png", True, "PNG, 1 kB")


def test_was_vor_der_vorlage_in_ordnung_sein_muss(sb: User, monkeypatch: Any):
    def gruende(inhalt: Inhalt) -> str:
        with pytest.raises(Ablehnung) as abgelehnt:
            dienste.submit_inhalt(objekt=inhalt, by=sb, jetzt=JETZT)
        return str(abgelehnt.value)

    assert "Bitte schreiben Sie einen Text." in gruende(entwurf(by=sb, text=""))
    assert "mindestens eine Datei" in gruende(entwurf(Inhaltsart.VORLAGE, by=sb))
    mangelhaft = entwurf(by=sb, text="![](bild.png) ![x](fehlt.png) [a](http://x.de) <b>fett</b>")
    datei = mit_datei(mangelhaft, "bild.png", PNG, by=sb)
    text = gruende(mangelhaft)
    for grund in ("„bild.png“ braucht einen Alternativtext", "„fehlt.png“ ist nicht", "https://", "enthält HTML"):
        assert grund in text
    stelle = entwurf(Inhaltsart.SEITENTEXT, by=sb, textstelle="start-einleitung", text="Zwei\nZeilen")
    assert "nur einen Absatz" in gruende(stelle)
    type(datei.dokument).objects.update(pruefstand="UNGEPRUEFT")
    assert "wird noch auf Viren geprüft" in gruende(mangelhaft)


def test_was_beim_speichern_nicht_geht(sb: User, lt: User):
    feld = Handlungsfeld.objects.create(name="Licht", slug="licht")
    for art, werte, text in (
        (Inhaltsart.NACHRICHT, {"titel": " "}, "Überschrift"),
        (Inhaltsart.NACHRICHT, {"textstelle": "start-einleitung"}, "nur Texte von Seiten"),
        (Inhaltsart.SEITENTEXT, {}, "wählen Sie die Stelle"),
        (Inhaltsart.SEITENTEXT, {"textstelle": "gibt-es-nicht"}, "wählen Sie die Stelle"),
        (Inhaltsart.PRAXISBEISPIEL, {}, "Handlungsfeld"),
        (Inhaltsart.NACHRICHT, {"gueltig_von": HEUTE, "gueltig_bis": HEUTE - TAG}, "liegt vor"),
    ):
        with pytest.raises(Ablehnung, match=text):
            entwurf(art, by=sb, **werte)
    with pytest.raises(Ablehnung, match="Ihre Rolle darf Inhalte nicht"):
        entwurf(by=konto("HH"))
    praxis = entwurf(Inhaltsart.PRAXISBEISPIEL, by=sb, handlungsfeld=feld)
    anderes = Handlungsfeld.objects.create(name="Sicht", slug="sicht")
    dienste.edit_inhalt(
        inhalt=praxis, werte=praxis.fassungswerte, zuordnung={"handlungsfeld": anderes}, by=sb, jetzt=JETZT
    )
    praxis.refresh_from_db()
    assert praxis.handlungsfeld == anderes
    assert praxis.letzte_fassung.nr == 1


def test_adressen_sind_lesbar_und_eindeutig(sb: User):
    slugs = [entwurf(by=sb, titel=t).slug for t in ("Größe zählt", "Größe zählt!", "„…“")]
    assert slugs == ["groesse-zaehlt", "groesse-zaehlt-2", "inhalt"]
    assert str(Inhalt.objects.first()) == "„…“"


def test_zeilenenden_der_browser_werden_einheitlich_gespeichert(sb: User):
    assert entwurf(by=sb, text="a  \r\nb\r\n").text == "a\nb"


@pytest.mark.django_db(transaction=True)
def test_freigabe_und_rueckzug_erneuern_die_oeffentlichen_seiten(sb: User, lt: User):
    def stand() -> int:
        return Datenstand.objects.values_list("version", flat=True).first() or 0

    staende = [stand()]
    inhalt = gib_frei(entwurf(by=sb), sb=sb, lt=lt)
    staende.append(stand())
    dienste.withdraw_inhalt(objekt=inhalt, by=lt, jetzt=JETZT, grund="x")
    staende.append(stand())
    assert staende == sorted(set(staende))


def test_jeder_schritt_hat_seinen_dienst():
    assert {u.name for u in INHALT.uebergaenge} == {
        "vorlegen", "ueberarbeiten", "freigeben", "neu_fassen", "zurueckziehen",
    }  # fmt: skip
    assert freigegeben().status == InhaltStatus.FREIGEGEBEN
