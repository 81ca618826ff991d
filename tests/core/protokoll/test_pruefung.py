# ruff: noqa: S608 - the table is named in kettenbau.py
"""Die Prüfung findet jeden Eingriff, den SQL ohne Auslöser anrichten kann, und nennt die erste Stelle."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from asskomm.core.models import Protokolleintrag, Protokollkopf
from asskomm.core.protokoll import kette
from asskomm.core.protokoll.ereignisse import INHALT_GELOESCHT
from asskomm.core.protokoll.pruefung import pruefe
from asskomm.core.protokoll.siegel import make_siegel
from asskomm.core.roles import Rolle
from asskomm.core.services.loeschung import approve_loeschung, request_loeschung
from tests.core.protokoll.kettenbau import (
    JETZT,
    TABELLE,
    loesche,
    schreibe,
    schreibe_neu,
    setze,
    setze_kopf,
    sql,
    ungeschuetzt,
)
from tests.factories.konten import konto

pytestmark = pytest.mark.django_db
FREMD = "f" * 64
NICHT_VERKETTET = "schließt nicht an Eintrag {} an: Er ist eingefügt oder der davor ist ersetzt."


@pytest.fixture(autouse=True)
def _ohne_ausloeser() -> Any:
    with ungeschuetzt():
        yield


def befund(**angaben: Any) -> str:
    return pruefe(**angaben).befund or ""


def tausche(eins: int, zwei: int) -> None:
    for alt, neu in ((eins, 10**6), (zwei, eins), (10**6, zwei)):
        setze(alt, nr=neu)


def fuege_ein(nr: int, vorgaenger: str) -> str:
    """A well-formed entry of somebody who knows the code; returns its digest."""
    werte = {"zeitpunkt": JETZT, "ereignis": "abmeldung", "akteur_id": None, "rolle": "", "objekt_art": "",
             "objekt_id": "", "anfrage_id": "", "inhalt_sha256": kette.sha256("{}")}  # fmt: skip
    glied = kette.Glied(nr=nr, vorgaenger=vorgaenger, **werte)
    summe = kette.pruefsumme(glied)
    Protokolleintrag.objects.get_queryset()._anhaengen(
        [Protokolleintrag(**glied._asdict(), inhalt="{}", pruefsumme=summe)]
    )
    return summe


def test_leeres_und_unberuehrtes_protokoll_ist_in_ordnung():
    assert (pruefe().anzahl, befund()) == (0, "")
    schreibe(5)
    assert (pruefe().anzahl, befund()) == (5, "")


EINGRIFFE: list[tuple[Callable[[], Any], str]] = [
    (lambda: setze(3, rolle="LT"), "Eintrag 3 wurde geändert."),
    (lambda: setze(3, zeitpunkt=JETZT + dt.timedelta(microseconds=1)), "Eintrag 3 wurde geändert."),
    (lambda: setze(3, pruefsumme=FREMD), "Eintrag 3 wurde geändert."),
    (lambda: setze(3, inhalt='{"grund":"anders"}'), "Der Inhalt von Eintrag 3 wurde geändert."),
    (lambda: setze(3, inhalt=""), "Der Inhalt von Eintrag 3 wurde geändert."),
    (lambda: setze(3, inhalt=None), "Der Inhalt von Eintrag 3 fehlt, ohne dass eine Löschung vermerkt ist."),
    (lambda: loesche(3), "Eintrag 3 fehlt; auf Eintrag 2 folgt Eintrag 4."),
    (lambda: loesche(1), "Eintrag 1 fehlt; auf Eintrag 0 folgt Eintrag 2."),
    (lambda: loesche(5), "Das Ende fehlt: Der Kopf nennt Eintrag 5, der letzte ist Eintrag 4."),
    (lambda: tausche(2, 4), "Eintrag 2 ist umgestellt: Seine Prüfsumme gilt für die Nummer 4."),
    (lambda: fuege_ein(0, FREMD), "Eintrag 0 ist eingefügt: Das Protokoll beginnt mit Eintrag 1."),
    (lambda: fuege_ein(6, FREMD), f"Eintrag 6 {NICHT_VERKETTET.format(5)}"),
    (lambda: setze_kopf(5, FREMD), "Der Kopf weicht von Eintrag 5 ab."),
    (lambda: setze_kopf(3, FREMD), "Der Kopf weicht von Eintrag 3 ab."),
    (lambda: sql("DELETE FROM core_protokollkopf"), "Der Kopf des Protokolls fehlt."),
    (lambda: setze(1, ereignis="protokoll.inhalt_geloescht"), "Der Inhalt von Eintrag 1 wurde geändert."),
]  # fmt: skip


@pytest.mark.parametrize(("eingriff", "text"), EINGRIFFE)
def test_befund_nennt_stelle_und_art(eingriff: Callable[[], Any], text: str):
    schreibe(5)
    eingriff()
    assert befund() == text


def test_angehaengter_eintrag_den_der_kopf_nicht_kennt():
    fuege_ein(3, schreibe(2)[-1].pruefsumme)
    assert befund() == "Eintrag 3 ist eingefügt: Der Kopf nennt ihn nicht."


def test_geloeschter_eintrag_dessen_luecke_durch_umnummern_geschlossen_wurde():
    schreibe(4)
    loesche(2)
    setze(3, nr=2)
    setze(4, nr=3)
    setze_kopf(3, Protokolleintrag.objects.get(nr=3).pruefsumme)
    assert befund() == "Eintrag 2 ist umgestellt: Seine Prüfsumme gilt für die Nummer 3."


def test_ersetzter_eintrag_mit_richtiger_pruefsumme_bricht_die_kette():
    eintraege = schreibe(3)
    loesche(2)
    fuege_ein(2, eintraege[0].pruefsumme)
    assert befund() == "Eintrag 3 schließt nicht an Eintrag 2 an: Er ist eingefügt oder der davor ist ersetzt."


UNLESBAR = [
    ("zeitpunkt", "2026-13-45 00:00:00", "Eintrag 2 wurde geändert: Er ist nicht mehr lesbar."),
    ("zeitpunkt", "gestern", "Eintrag 2 wurde geändert."),
    ("zeitpunkt", "", "Eintrag 2 wurde geändert."),
    ("rolle", b"\x00\xff", "Eintrag 2 wurde geändert."),
    ("inhalt", b"\x00\xff", "Der Inhalt von Eintrag 2 wurde geändert."),
    ("nr", "zwei", "Eintrag 2 fehlt; auf Eintrag 1 folgt Eintrag 3."),
    ("nr", 2.5, "Eintrag 2 wurde geändert: Seine Nummer ist keine Zahl mehr."),
]


@pytest.mark.parametrize(("spalte", "wert", "text"), UNLESBAR)
def test_unlesbarer_wert_ist_ein_befund_kein_absturz(spalte: str, wert: Any, text: str):
    if connection.vendor != "sqlite":
        pytest.skip("Nur SQLite nimmt in jede Spalte jeden Wert.")
    schreibe(4)
    setze(2, **{spalte: wert})
    assert befund() == text


def test_abgeschnittenes_ende_mit_passendem_kopf_zeigt_nur_das_siegel():
    eintraege = schreibe(4)
    siegel = make_siegel(jetzt=JETZT)
    loesche(4)
    setze_kopf(3, eintraege[2].pruefsumme)
    assert befund() == ""
    assert befund(siegel=[siegel]) == (
        "Das Ende ist abgeschnitten: Das Siegel vom 2026-11-26T08:30:00.123456Z nennt Eintrag 4, "
        "der letzte ist Eintrag 3."
    )


def test_neu_geschriebenes_protokoll_zeigt_nur_das_siegel_auch_ein_aelteres():
    schreibe(3)
    siegel = make_siegel(jetzt=JETZT)
    schreibe(2)
    assert befund(siegel=[siegel]) == ""
    setze(2, rolle="LT")
    schreibe_neu(2)
    assert befund() == ""
    assert befund(siegel=[siegel]).startswith("Eintrag 3 stimmt nicht mit dem Siegel vom 2026-11-26")


def test_siegel_eines_leeren_protokolls_gilt_weiter():
    siegel = make_siegel(jetzt=JETZT)
    schreibe(1)
    assert befund(siegel=[siegel]) == ""


def test_eintraege_die_waehrend_der_pruefung_entstehen_stoeren_nicht(monkeypatch: pytest.MonkeyPatch):
    """The head is read before and after the entries; other people write meanwhile."""
    from asskomm.core.protokoll import pruefung

    schreibe(2)
    echt = pruefung._zeilen

    def mit_zwischenruf(stand: Any) -> Any:
        zeilen = list(echt(stand))
        schreibe(1)
        return iter(zeilen)

    monkeypatch.setattr(pruefung, "_zeilen", mit_zwischenruf)
    assert (pruefe().befund, pruefe().anzahl) == (None, 3)


# --- Property: whatever one hand changes is found, and what is lawful is not

SPALTEN: dict[str, Any] = {
    "nr": 4711,
    "zeitpunkt": JETZT + dt.timedelta(hours=1),
    "ereignis": "anmeldung.erfolgreich",
    "akteur_id": 4711,
    "rolle": "SV",
    "objekt_art": "core.user",
    "objekt_id": "4711",
    "anfrage_id": "untergeschoben",
    "inhalt": '{"grund":"untergeschoben"}',
    "inhalt_sha256": FREMD,
    "vorgaenger": "e" * 64,
    "pruefsumme": FREMD,
}


def _aendern(nr: int, spalte: str, anzahl: int) -> None:
    setze(nr, **{spalte: SPALTEN[spalte]})


def _loeschen(nr: int, umnummern: bool, anzahl: int) -> None:
    loesche(nr)
    for folgende in range(nr + 1, anzahl + 1) if umnummern else ():
        setze(folgende, nr=folgende - 1)


def _tauschen(nr: int, abstand: int, anzahl: int) -> None:
    tausche(nr, (nr - 1 + (abstand % (anzahl - 1) or 1)) % anzahl + 1)


def _einfuegen(nr: int, verkettet: bool, anzahl: int) -> None:
    summe = fuege_ein(anzahl + 1, Protokolleintrag.objects.get(nr=anzahl).pruefsumme if verkettet else FREMD)
    if not verkettet:
        setze_kopf(anzahl + 1, summe)


def _abschneiden(nr: int, mit_kopf: bool, anzahl: int) -> None:
    loesche(*range(nr, anzahl + 1))
    if mit_kopf and nr > 1:
        setze_kopf(nr - 1, Protokolleintrag.objects.get(nr=nr - 1).pruefsumme)


def _leeren(nr: int, _angabe: bool, anzahl: int) -> None:
    setze(nr, inhalt=None)


def _neu_schreiben(nr: int, spalte: str, anzahl: int) -> None:
    setze(nr, **{spalte: SPALTEN[spalte]})
    schreibe_neu(nr)


eingriffe = st.one_of(
    st.tuples(st.just(_aendern), st.integers(0, 9), st.sampled_from(sorted(SPALTEN))),
    st.tuples(st.just(_loeschen), st.integers(0, 9), st.booleans()),
    st.tuples(st.just(_tauschen), st.integers(0, 9), st.integers(1, 9)),
    st.tuples(st.just(_einfuegen), st.integers(0, 9), st.booleans()),
    st.tuples(st.just(_abschneiden), st.integers(0, 9), st.booleans()),
    st.tuples(st.just(_leeren), st.integers(0, 9), st.booleans()),
    st.tuples(st.just(_neu_schreiben), st.integers(0, 9), st.sampled_from(["rolle", "ereignis", "inhalt"])),
)


@given(anzahl=st.integers(2, 6), eingriff=eingriffe)
def test_jeder_eingriff_wird_gefunden(anzahl: int, eingriff: tuple[Callable[..., None], int, Any]):
    with ungeschuetzt():
        schreibe(anzahl)
        siegel = make_siegel(jetzt=JETZT)
        assert befund(siegel=[siegel]) == ""
        greife_ein, stelle, angabe = eingriff
        greife_ein(stelle % anzahl + 1, angabe, anzahl)
        assert befund(siegel=[siegel]) != ""


@given(anzahl=st.integers(1, 5), auswahl=st.sets(st.integers(1, 5), min_size=1), danach=st.integers(0, 2))
def test_rechtmaessig_geloeschtes_bleibt_pruefbar(anzahl: int, auswahl: set[int], danach: int):
    with ungeschuetzt():
        beantragt, bestaetigt = konto(Rolle.SYSTEMVERWALTUNG), konto(Rolle.LEITUNG)
        davor = Protokollkopf.objects.get().nr
        eintraege = schreibe(anzahl)
        siegel = make_siegel(jetzt=JETZT)
        nummern = sorted({eintraege[n % anzahl].nr for n in auswahl})
        antrag = request_loeschung(
            nummern=nummern, konto_id=None, grund="Antrag", rechtsgrundlage="Art. 17 DSGVO", by=beantragt, jetzt=JETZT
        )
        assert approve_loeschung(loeschantrag=antrag, by=bestaetigt, jetzt=JETZT) == len(nummern)
        schreibe(danach)
        assert befund(siegel=[siegel]) == ""
        leer = Protokolleintrag.objects.filter(nr__gt=davor, inhalt=None).order_by("nr").values_list("nr", flat=True)
        assert list(leer) == nummern


def test_kein_vermerk_deckt_eine_spaetere_oder_fremde_loeschung():
    beantragt, bestaetigt = konto(Rolle.SYSTEMVERWALTUNG), konto(Rolle.LEITUNG)
    eintraege = schreibe(3)
    antrag = request_loeschung(
        nummern=[eintraege[0].nr], konto_id=None, grund="x", rechtsgrundlage="y", by=beantragt, jetzt=JETZT
    )
    approve_loeschung(loeschantrag=antrag, by=bestaetigt, jetzt=JETZT)
    (spaeter,) = schreibe(1)
    for nr in (eintraege[1].nr, spaeter.nr):
        with ungeschuetzt():
            setze(nr, inhalt=None)
            assert befund() == f"Der Inhalt von Eintrag {nr} fehlt, ohne dass eine Löschung vermerkt ist."


def test_vermerk_auf_vorrat_deckt_keinen_spaeteren_eintrag():
    schreibe(1, ereignis=INHALT_GELOESCHT, nachher={"nummern": [1, 2]})
    schreibe(1)
    setze(2, inhalt=None)
    assert befund() == "Der Inhalt von Eintrag 2 fehlt, ohne dass eine Löschung vermerkt ist."


def test_geleerter_loeschvermerk_ist_ein_befund():
    (vermerk,) = schreibe(1, ereignis=INHALT_GELOESCHT, nachher={"nummern": []})
    assert befund() == ""
    with ungeschuetzt():
        sql(f"UPDATE {TABELLE} SET inhalt = 'kein JSON' WHERE nr = %s", vermerk.nr)
        assert befund() == f"Der Inhalt von Eintrag {vermerk.nr} wurde geändert."
    setze(vermerk.nr, inhalt=None)
    assert "ohne dass eine Löschung vermerkt ist" in befund()
