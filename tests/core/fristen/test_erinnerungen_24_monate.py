"""24 simulierte Monate: keine Erinnerung doppelt, keine vergessen, keine am falschen Tag.

The oracle below knows nothing of the code: it keeps its own list of matters, its own holidays, and asks day by day
what ought to have gone out.
"""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from asskomm.core.models import Erinnerung, Frist, Nachricht, Protokolleintrag, Wiedervorlage
from asskomm.core.services import fristen
from asskomm.core.services.erinnerungen import send_erinnerungen
from kommunen.models import Zustaendigkeit
from tests.factories import vereinbarungen as fabrik
from tests.factories.fakten import gecoacht, rat, vereinbart
from tests.factories.konten import konto
from vereinbarungen.models import Vereinbarung

from .test_kalender import ostersonntag

D, TAG = dt.date, dt.timedelta(days=1)
ANFANG, ENDE = D(2026, 1, 1), D(2027, 12, 31)
NACHHOLEN = 30


def freie_tage() -> set[D]:
    tage = set()
    for jahr in range(2025, 2029):
        ostern = ostersonntag(jahr)
        tage |= {ostern + dt.timedelta(days=n) for n in (-2, 1, 39, 50)}
        tage |= {D(jahr, m, t) for m, t in ((1, 1), (5, 1), (10, 3), (10, 31), (12, 25), (12, 26))}
    return tage | {D(2025, 11, 19), D(2026, 11, 18), D(2027, 11, 17), D(2028, 11, 22)}  # Buß- und Bettag


FREI = freie_tage()


@dataclass
class Sache:
    """One matter as the oracle sees it: `bezug` None = settled; `jaehrlich`: recurs on its day each year."""

    art: str
    objekt: object
    abstaende: tuple[int, ...]
    bezug: D | None
    jaehrlich: bool = False
    aenderungen: dict[D, D | None] = field(default_factory=dict)

    def bezuege(self) -> list[D]:
        if self.bezug is None:
            return []
        if not self.jaehrlich:
            return [self.bezug]
        return [_im_jahr(self.bezug, jahr) for jahr in range(self.bezug.year + 1, 2030)]


def _im_jahr(tag: D, jahr: int) -> D:
    return D(jahr, 2, 28) if (tag.month, tag.day) == (2, 29) and jahr % 4 else tag.replace(year=jahr)


def _hinaus_am(tag: D) -> D:
    while tag.weekday() > 4 or tag in FREI:
        tag -= TAG
    return tag


class Orakel:
    def __init__(self, sachen: list[Sache]) -> None:
        self.sachen = sachen
        self.gewesen: set[tuple[int, int, D]] = set()

    def erwartet(self, heute: D) -> dict[tuple[str, int, int, D], bool]:
        """By key: whether a mail goes out (or only a note, because a later one of the same matter does)."""
        ergebnis = {}
        for nr, sache in enumerate(self.sachen):
            for bezug in sache.bezuege():
                faellig = []
                for abstand in sache.abstaende:
                    am = _hinaus_am(bezug + dt.timedelta(days=abstand))
                    alter = (heute - am).days
                    if 0 <= alter <= NACHHOLEN and (nr, abstand, am) not in self.gewesen:
                        faellig.append((am, abstand))
                for am, abstand in faellig:
                    self.gewesen.add((nr, abstand, am))
                    letzte = (am, abstand) == max(faellig)
                    ergebnis[sache.art, sache.objekt.pk, abstand, am] = letzte
        return ergebnis


@pytest.fixture
def sachen(db) -> list[Sache]:
    jetzt = dt.datetime(2025, 12, 1, 9, tzinfo=dt.UTC)
    kommunen = [fabrik.gemeinde(f"Ort {n}") for n in range(6)]
    sb = konto("SB")
    for kreis in {k.landkreis for k in kommunen}:
        Zustaendigkeit.objects.create(user=sb, landkreis=kreis, gueltig_von=D(2020, 1, 1))
    zufall = random.Random(20261126)
    regel = fristen.find_regel(schluessel="anhoerung", tag=D(2025, 12, 1))
    liste = []
    for n in range(24):
        f = fristen.set_frist(
            fall=kommunen[n % 6], regel=regel, ereignis_am=ANFANG + dt.timedelta(days=28 * n), by=sb, jetzt=jetzt
        )
        liste.append(Sache("frist", f, (-7, 0), f.ende_am))
    for n in range(8):
        w = Wiedervorlage.objects.create(
            fall=kommunen[n % 6], faellig_am=ANFANG + dt.timedelta(days=80 * n + 3), text=f"Nr. {n}", fuer=sb,
            erfasst_durch=sb, erfasst_zeitpunkt=jetzt,
        )  # fmt: skip
        liste.append(Sache("wiedervorlage", w, (0,), w.faellig_am))
    laufend = vereinbart(kommunen[0], am="24.04.2023")
    Vereinbarung.objects.filter(pk=laufend.pk).update(laufzeit_bis=D(2027, 5, 31), erinnerung_tage=90)
    liste.append(Sache("laufzeit", laufend, (-180, -90), D(2027, 5, 31)))
    geplant = fabrik.entwurf(kommunen[1])
    Vereinbarung.objects.filter(pk=geplant.pk).update(geplant_am=D(2026, 9, 21))
    liste.append(Sache("unterzeichnung", geplant, (-14, -2), D(2026, 9, 21)))
    liste.append(Sache("kpr_jaehrlich", rat(kommunen[2], "29.02.2024"), (0,), D(2024, 2, 29), jaehrlich=True))
    liste.append(Sache("coaching_ruhe", gecoacht(kommunen[3], "31.08.2025"), (0,), D(2026, 2, 28)))
    _plane_aenderungen(liste, zufall)
    return liste


def _plane_aenderungen(liste: list[Sache], zufall: random.Random) -> None:
    """Every other deadline moves once or twice, some back and forth; every third is settled in time or too late."""
    for nr, sache in enumerate(liste):
        if sache.art not in ("frist", "wiedervorlage", "unterzeichnung"):
            continue
        bezug = sache.bezug
        if nr % 2:
            for _ in range(zufall.randint(1, 2)):
                am = bezug - dt.timedelta(days=zufall.randint(-6, 20))
                bezug += dt.timedelta(days=zufall.choice([-9, 1, 2, 14, 30]))
                sache.aenderungen[max(am, ANFANG)] = bezug
        if nr % 3 == 0:
            sache.aenderungen[bezug + dt.timedelta(days=zufall.randint(-10, 12))] = None


def _wende_an(sache: Sache, neu: D | None) -> None:
    sache.bezug = neu
    if isinstance(sache.objekt, Frist):
        zeile = Frist.objects.filter(pk=sache.objekt.pk)
        werte = {"ende_am": neu} if neu else {"stand": "ERLEDIGT", "abschluss_am": ENDE, "abschluss_durch": 1}
        if neu is None:
            werte["abschluss_durch"] = sache.objekt.erfasst_durch_id
        zeile.update(**werte)
    elif isinstance(sache.objekt, Wiedervorlage):
        zeile = Wiedervorlage.objects.filter(pk=sache.objekt.pk)
        if neu:
            zeile.update(faellig_am=neu)
        else:
            zeile.update(stand="ERLEDIGT", erledigt_zeitpunkt=dt.datetime(2027, 1, 1, tzinfo=dt.UTC),
                         erledigt_durch=sache.objekt.erfasst_durch_id)  # fmt: skip
    else:
        Vereinbarung.objects.filter(pk=sache.objekt.pk).update(geplant_am=neu)


def _tage() -> Iterator[D]:
    tag = ANFANG
    while tag <= ENDE:
        yield tag
        tag += TAG


def simuliere(sachen: list[Sache], laeufe: set[D]) -> list[str]:
    orakel, abweichungen = Orakel(sachen), []
    for heute in _tage():
        for sache in sachen:
            if heute in sache.aenderungen:
                _wende_an(sache, sache.aenderungen[heute])
        if heute not in laeufe:
            continue
        vorher = Erinnerung.objects.count()
        plan = send_erinnerungen(stichtag=heute, by=None, jetzt=dt.datetime.combine(heute, dt.time(6), tzinfo=dt.UTC))
        ist = {
            (v.faellig.art.name, v.faellig.anlass.gegenstand.pk, v.faellig.tage, v.faellig.am): bool(v.an) for v in plan
        }
        assert len(ist) == len(plan) == Erinnerung.objects.count() - vorher
        soll = orakel.erwartet(heute)
        if ist != soll:
            abweichungen.append(f"{heute}: {ist} statt {soll}")
    return abweichungen


def test_tag_fuer_tag(sachen):
    assert simuliere(sachen, set(_tage())) == []
    zeilen = list(Erinnerung.objects.all())
    schluessel = {(z.art, z.gegenstand_art_id, z.gegenstand_id, z.tage, z.faellig_am) for z in zeilen}
    assert len(schluessel) == len(zeilen) > 60
    assert all(z.lauf_am == z.faellig_am or z.lauf_am > z.faellig_am for z in zeilen)
    assert not [z for z in zeilen if z.faellig_am in FREI or z.faellig_am.weekday() > 4]
    assert {z.art for z in zeilen} == {
        "frist", "wiedervorlage", "laufzeit", "unterzeichnung", "kpr_jaehrlich", "coaching_ruhe",
    }  # fmt: skip
    tage_mit_post = {z.lauf_am for z in zeilen if z.ausgang == "VERSCHICKT"}
    assert Nachricht.objects.filter(schluessel__startswith="erinnerungen:").count() == len(tage_mit_post)
    assert Protokolleintrag.objects.filter(ereignis="erinnerung.verschickt").count() == len({z.lauf_am for z in zeilen})


def test_mit_luecken_in_den_laeufen(sachen):
    """Runs fail for up to twelve days at a time, once for forty: what is older than thirty days lapses."""
    zufall, laeufe, tag = random.Random(7), set(), ANFANG
    while tag <= ENDE:
        laeufe.add(tag)
        tag += dt.timedelta(days=41 if tag.month == 8 and tag.year == 2026 and tag.day > 20 else zufall.randint(1, 12))
    assert simuliere(sachen, laeufe) == []
    assert Erinnerung.objects.filter(lauf_am__gt=D(2026, 1, 1)).count() > 40
