"""What the Leitung sees on Monday: figures and their course, milestones ahead, stuck cases, who has how much."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse

from asskomm.core.admin.arbeitsvorrat import Posten
from asskomm.core.admin.vorratszeilen import lade_posten
from asskomm.core.stichtag import als_text
from asskomm.core.tabellen import Spalte
from foerderung import stats as foerderung_stats
from kommunen.models import Landkreis, Zustaendigkeit
from vereinbarungen.models import Vereinbarung

from ..enums import Kennzahl, MeilensteinRegel
from ..kennzahlen.bestand import Faktenbestand
from ..kennzahlen.definitionen import DEFINITIONEN, wert_text
from ..kennzahlen.meilensteine import Bevorstehend, bevorstehende
from ..kennzahlen.seite import verlauf
from ..stats import Kennzahlen, compute_kennzahlen
from .seite import Zeile, zeile
from .stockend import stockende_faelle

MONAT, JAHR = dt.timedelta(days=30), dt.timedelta(days=365)
HOECHSTENS = 50
_NIEMAND = "niemand eingetragen"


@dataclass(frozen=True)
class Zahl:
    """A figure of today beside those of 30 days and of a year ago."""

    titel: str
    heute: str
    seit_monat: str
    seit_jahr: str
    url: str


@dataclass(frozen=True)
class Stockend:
    zeile: Zeile
    zustaendig: str


@dataclass(frozen=True)
class Last:
    """What is open in a Landkreis, and who looks after it."""

    landkreis: str
    zustaendig: str
    offen: int
    ueberfaellig: int
    laengste: str
    url: str


@dataclass(frozen=True)
class Budget:
    jahr: int
    ansatz: str
    bewilligt: str
    frei: str


def lade_lage(*, heute: dt.date, jetzt: dt.datetime, user: Any) -> dict[str, Any]:
    """The values of templates/admin/vorrat/lage.html; a fixed number of queries."""
    bestand = Faktenbestand.load(stichtag=heute)
    zustaendig = _zustaendige(heute)
    stockend = stockende_faelle(user, heute)
    return {
        "heute": heute,
        "zahlen": list(_zahlen(bestand, heute, jetzt)),
        "zahlspalten": [
            Spalte("Kennzahl"),
            Spalte("heute", zahl=True),
            Spalte("seit 30 Tagen", zahl=True),
            Spalte("seit einem Jahr", zahl=True),
        ],
        "verlaeufe": [verlauf(k, bestand, heute, jetzt) for k in (Kennzahl.VEREINBARUNGEN, Kennzahl.BERATEN)],
        "meilensteine": _meilensteine(bevorstehende(bestand.wissen(jetzt), heute), _geplante(heute)),
        "stockend": [Stockend(zeile(p, heute), _wer(p.landkreise, zustaendig)) for p in stockend[:HOECHSTENS]],
        "stockend_gesamt": len(stockend),
        "stockspalten": [Spalte("Vorgang"), Spalte("Kommune"), Spalte("Stand, seit"), Spalte("Zuständig")],
        "last": _last(lade_posten(user, heute), zustaendig, heute),
        "lastspalten": [
            Spalte("Landkreis"),
            Spalte("Zuständig"),
            Spalte("offen", zahl=True),
            Spalte("überfällig", zahl=True),
            Spalte("am längsten"),
        ],
        "budget": _budget(bestand, heute.year, jetzt),
    }


def _zahlen(bestand: Faktenbestand, heute: dt.date, jetzt: dt.datetime) -> Iterable[Zahl]:
    """By today's knowledge on all three days, so that late entries show no growth that never was."""
    tage = (heute, heute - MONAT, heute - JAHR)
    staende = [compute_kennzahlen(stichtag=t, wissensstand=jetzt, bestand=bestand) for t in tage]
    for kennzahl, definition in DEFINITIONEN.items():
        if kennzahl != Kennzahl.FOERDERMITTEL:
            yield Zahl(
                definition.titel,
                wert_text(kennzahl, staende[0].wert(kennzahl)),
                _unterschied(kennzahl, staende[0], staende[1]),
                _unterschied(kennzahl, staende[0], staende[2]),
                f"{reverse('portal:kennzahl', args=[kennzahl.value])}?stichtag={heute.isoformat()}",
            )


def _unterschied(kennzahl: Kennzahl, neu: Kennzahlen, alt: Kennzahlen) -> str:
    """+3, ±0 or −1 (with a real minus)."""
    differenz = int(neu.wert(kennzahl) or 0) - int(alt.wert(kennzahl) or 0)
    return "±0" if differenz == 0 else f"+{differenz}" if differenz > 0 else f"−{-differenz}"


def _geplante(heute: dt.date) -> int:
    return Vereinbarung.objects.kooperationsvereinbarungen().geplant().filter(geplant_am__gte=heute).count()


def _meilensteine(liste: Sequence[Bevorstehend], geplant: int) -> list[tuple[str, str]]:
    """Pairs of title and how far it is."""
    paare = []
    for b in liste:
        text = f"{b.erreicht} erreicht, {'es fehlt' if b.fehlen == 1 else 'es fehlen'} {b.fehlen}"
        if b.regel == MeilensteinRegel.VEREINBARUNG and geplant:
            text += f"; geplant {'ist' if geplant == 1 else 'sind'} {geplant}"
        paare.append((b.titel, text))
    return paare


# --- Who has how much


def _zustaendige(heute: dt.date) -> dict[int, list[str]]:
    zeilen = Zustaendigkeit.objects.am(heute).select_related("user").order_by("user__name", "pk")
    namen: dict[int, list[str]] = {}
    for z in zeilen:
        namen.setdefault(z.landkreis_id, []).append(str(z.user))
    return namen


def _wer(landkreise: Iterable[int], zustaendig: dict[int, list[str]]) -> str:
    namen = dict.fromkeys(name for pk in sorted(landkreise) for name in zustaendig.get(pk, ()))
    return ", ".join(namen) or _NIEMAND


def _last(posten: Sequence[Posten], zustaendig: dict[int, list[str]], heute: dt.date) -> list[Last]:
    """Each Landkreis, also one where nothing waits; the most overdue first."""
    liste = []
    for landkreis in Landkreis.objects.order_by("name"):
        eigene = [p for p in posten if landkreis.pk in p.landkreise]
        wartend = [p.seit for p in eigene if p.seit is not None]
        liste.append(
            Last(
                landkreis=str(landkreis),
                zustaendig=", ".join(zustaendig.get(landkreis.pk, ())) or _NIEMAND,
                offen=len(eigene),
                ueberfaellig=sum(p.faellig is not None and p.faellig < heute for p in eigene),
                laengste=f"seit {als_text(min(wartend))}" if wartend else "",
                url=f"{reverse('admin:index')}?landkreis={landkreis.pk}",
            )
        )
    return sorted(liste, key=lambda z: (-z.ueberfaellig, -z.offen, z.landkreis))


# --- Money


def _budget(bestand: Faktenbestand, jahr: int, jetzt: dt.datetime) -> Budget | None:
    """None: no budget of this year is on record."""
    ansatz = foerderung_stats.haushaltsansaetze(bestand.foerderung, jetzt).get(jahr)
    if ansatz is None:
        return None
    bewilligt = foerderung_stats.bewilligt(bestand.foerderung, jetzt).get(jahr, Decimal(0))
    werte = (wert_text(Kennzahl.FOERDERMITTEL, w) for w in (ansatz, bewilligt, ansatz - bewilligt))
    return Budget(jahr, *werte)
