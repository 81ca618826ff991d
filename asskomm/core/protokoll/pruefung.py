"""Verifies the chain and names the first broken entry: changed, inserted, missing, moved, cut off, or emptied."""

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from asskomm.core.models import Protokolleintrag, Protokollkopf

from . import kette
from .ereignisse import INHALT_GELOESCHT
from .luecken import teile_auf
from .siegel import Siegel

_SPALTEN = (*kette.Glied._fields, "inhalt", "pruefsumme")
_STUECK = 2000
_UNLESBAR = (ValueError, TypeError, OverflowError)
_Zeile: TypeAlias = tuple[kette.Glied, str | None, str]
_SUCHE = 500_000  # numbers tried for an entry that has been moved


@dataclass(frozen=True)
class Ergebnis:
    """`befund` is None when all is in order, else the first finding as German text.

    `luecken` are what restores from a backup have lost, as far as the seals witness it.
    """

    anzahl: int
    befund: str | None
    luecken: tuple[str, ...] = ()


class _Bruch(Exception):
    """Carries the finding out of the loop."""


@dataclass
class _Stand:
    """How far the chain holds."""

    nr: int = 0
    pruefsumme: str = kette.ANFANG


def pruefe(*, siegel: Sequence[Siegel] = ()) -> Ergebnis:
    """Reads every entry once in one query; entries that others write meanwhile do no harm."""
    stand = _Stand()
    kopf = _kopf()
    siegel, luecken = teile_auf(siegel)
    try:
        erlaubt = _geloeschte_nummern()
        zeugen = [(k.nr, k.pruefsumme, f"Der Kopf weicht von Eintrag {k.nr} ab.") for k in (kopf,) if k]
        zeugen += [(s.nr, s.pruefsumme, _gegen_siegel(s)) for s in siegel]
        _befrage(zeugen, stand)
        for glied, inhalt, pruefsumme in _zeilen(stand):
            _pruefe_glied(glied, pruefsumme, stand)
            _pruefe_inhalt(glied, inhalt, erlaubt)
            stand.nr, stand.pruefsumme = glied.nr, pruefsumme
            _befrage(zeugen, stand)
        _pruefe_ende(stand, kopf, _kopf(), siegel)
    except _Bruch as bruch:
        return Ergebnis(stand.nr, str(bruch))
    return Ergebnis(stand.nr, None, luecken)


def _kopf() -> Protokollkopf | None:
    return Protokollkopf.objects.filter(pk=1).first()


def _geloeschte_nummern() -> set[int]:
    """Numbers that later erasure entries name. Whether those are genuine shows when the chain is followed."""
    vermerke = Protokolleintrag.objects.filter(ereignis=INHALT_GELOESCHT, inhalt__isnull=False)
    nummern: set[int] = set()
    for nr, inhalt in vermerke.order_by("nr").values_list("nr", "inhalt"):
        try:
            nummern.update(n for n in json.loads(inhalt or "")["nachher"]["nummern"] if n < nr)
        except (ValueError, TypeError, KeyError):
            raise _Bruch(f"Der Inhalt von Eintrag {nr} wurde geändert.") from None
    return nummern


def _zeilen(stand: _Stand) -> Iterator[_Zeile]:
    auswahl = Protokolleintrag.objects.order_by("nr").values_list(*_SPALTEN)
    try:
        yield from map(_zerlegt, auswahl.iterator(chunk_size=_STUECK))
    except _UNLESBAR:  # somewhere in the next rows stands what no program of ours would have written
        yield from map(_einzeln, auswahl.filter(nr__gt=stand.nr).values_list("nr", flat=True))


def _einzeln(nr: Any) -> _Zeile:
    try:
        return _zerlegt(Protokolleintrag.objects.values_list(*_SPALTEN).get(nr=nr))
    except _UNLESBAR:
        raise _Bruch(f"Eintrag {nr} wurde geändert: Er ist nicht mehr lesbar.") from None


def _zerlegt(werte: tuple[Any, ...]) -> _Zeile:
    *glied, inhalt, pruefsumme = werte
    return kette.Glied(*glied), inhalt, pruefsumme


def _pruefe_glied(glied: kette.Glied, pruefsumme: str, stand: _Stand) -> None:
    erwartet = stand.nr + 1
    if not isinstance(glied.nr, int):
        raise _Bruch(f"Eintrag {erwartet} wurde geändert: Seine Nummer ist keine Zahl mehr.")
    if glied.nr < erwartet:
        raise _Bruch(f"Eintrag {glied.nr} ist eingefügt: Das Protokoll beginnt mit Eintrag 1.")
    if glied.nr > erwartet:
        raise _Bruch(f"Eintrag {erwartet} fehlt; auf Eintrag {stand.nr} folgt Eintrag {glied.nr}.")
    if _errechne(glied) != pruefsumme:
        raise _Bruch(_verschoben(glied, pruefsumme) or f"Eintrag {glied.nr} wurde geändert.")
    if glied.vorgaenger != stand.pruefsumme:
        raise _Bruch(
            f"Eintrag {glied.nr} schließt nicht an Eintrag {stand.nr} an: Er ist eingefügt oder der davor ist ersetzt."
        )


def _pruefe_inhalt(glied: kette.Glied, inhalt: str | None, erlaubt: set[int]) -> None:
    if inhalt is None:
        if glied.nr not in erlaubt:
            raise _Bruch(f"Der Inhalt von Eintrag {glied.nr} fehlt, ohne dass eine Löschung vermerkt ist.")
    elif not isinstance(inhalt, str) or kette.sha256(inhalt) != glied.inhalt_sha256:
        raise _Bruch(f"Der Inhalt von Eintrag {glied.nr} wurde geändert.")


def _errechne(glied: kette.Glied) -> str:
    """Empty for values that have no canonical form (SQLite stores anything in any column)."""
    if not isinstance(glied.zeitpunkt, dt.datetime):
        return ""
    try:
        return kette.pruefsumme(glied)
    except (TypeError, ValueError):
        return ""


def _verschoben(glied: kette.Glied, pruefsumme: str) -> str:
    """An entry that is genuine under another number has been moved."""
    ende = min(Protokolleintrag.objects.count() + 1, _SUCHE)
    for nr in range(1, ende + 1):
        if _errechne(glied._replace(nr=nr)) == pruefsumme:
            return f"Eintrag {glied.nr} ist umgestellt: Seine Prüfsumme gilt für die Nummer {nr}."
    return ""


def _befrage(zeugen: list[tuple[int, str, str]], stand: _Stand) -> None:
    for nr, pruefsumme, befund in zeugen:
        if nr == stand.nr and pruefsumme != stand.pruefsumme:
            raise _Bruch(befund)


def _gegen_siegel(siegel: Siegel) -> str:
    return (
        f"Eintrag {siegel.nr} stimmt nicht mit dem Siegel vom {siegel.zeitpunkt} überein: "
        "Das Protokoll wurde bis dahin neu geschrieben."
    )


def _pruefe_ende(
    stand: _Stand, vorher: Protokollkopf | None, nachher: Protokollkopf | None, siegel: Sequence[Siegel]
) -> None:
    """`vorher` and `nachher` are the head before and after reading: other people may have written meanwhile."""
    if vorher is None or nachher is None:
        raise _Bruch("Der Kopf des Protokolls fehlt.")
    if vorher.nr > stand.nr:
        raise _Bruch(f"Das Ende fehlt: Der Kopf nennt Eintrag {vorher.nr}, der letzte ist Eintrag {stand.nr}.")
    if nachher.nr < stand.nr:
        raise _Bruch(f"Eintrag {nachher.nr + 1} ist eingefügt: Der Kopf nennt ihn nicht.")
    _befrage([(nachher.nr, nachher.pruefsumme, f"Der Kopf weicht von Eintrag {nachher.nr} ab.")], stand)
    if abgeschnitten := [s for s in siegel if s.nr > stand.nr]:
        raise _Bruch(
            f"Das Ende ist abgeschnitten: Das Siegel vom {abgeschnitten[0].zeitpunkt} nennt Eintrag "
            f"{abgeschnitten[0].nr}, der letzte ist Eintrag {stand.nr}."
        )
