"""German number words up to 999,999,999, both ways, and numbers as a press text writes them."""

import re
from decimal import Decimal
from functools import lru_cache

_EINER = ("null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf",
          "dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn")  # fmt: skip
_ZEHNER = ("", "", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig")
MILLION = 1_000_000
HOECHSTE = 999 * MILLION + 999_999


def zahlwort(zahl: int) -> str:
    """0 → null, 21 → einundzwanzig, 1100000 → eine Million einhunderttausend; ValueError outside 0 … 999,999,999."""
    if not 0 <= zahl <= HOECHSTE:
        raise ValueError(f"{zahl} liegt außerhalb von 0 bis {HOECHSTE}.")
    millionen, rest = divmod(zahl, MILLION)
    teile = []
    if millionen:
        teile.append("eine Million" if millionen == 1 else f"{_unter_million(millionen)} Millionen")
    if rest or not millionen:
        teile.append(_unter_million(rest))
    return " ".join(teile)


def _unter_million(zahl: int) -> str:
    if zahl < 1000:
        return _unter_tausend(zahl)
    tausend, rest = divmod(zahl, 1000)
    vorn = _als_vorsilbe(_unter_tausend(tausend))
    return f"{vorn}tausend{_unter_tausend(rest) if rest else ''}"


def _unter_tausend(zahl: int) -> str:
    if zahl < 20:
        return _EINER[zahl]
    if zahl < 100:
        zehner, einer = divmod(zahl, 10)
        return f"{_als_vorsilbe(_EINER[einer])}und{_ZEHNER[zehner]}" if einer else _ZEHNER[zehner]
    hundert, rest = divmod(zahl, 100)
    return f"{_als_vorsilbe(_EINER[hundert])}hundert{_unter_tausend(rest) if rest else ''}"


def _als_vorsilbe(wort: str) -> str:
    """einhundert, einundzwanzig, hunderteintausend: the final s of "eins" falls."""
    return wort[:-1] if wort.endswith("eins") else wort


_WERTE = {wort: zahl for zahl, wort in enumerate(_EINER)}
_WERTE |= {wort: zahl * 10 for zahl, wort in enumerate(_ZEHNER) if wort}
_WERTE |= {"ein": 1, "eine": 1, "einer": 1, "einem": 1, "einen": 1, "zwo": 2, "dreissig": 30, "fuenf": 5, "zwoelf": 12,
           "fuenfzehn": 15, "fuenfzig": 50}  # fmt: skip
_TEIL = "|".join(sorted(_WERTE, key=len, reverse=True))
_EINFACH = rf"(?:(?P<e>{_TEIL})und(?P<z>\w+?zig|drei(?:ß|ss)ig)|(?P<w>{_TEIL}))"
_HUNDERT = re.compile(rf"(?:(?P<h>{_TEIL})?(?P<hundert>hundert)(?:und)?)?(?:{_EINFACH})?")
_MILLIONEN = re.compile(r"(?P<m>.*?)\s*million(?:en)?\b\s*(?:und\s+)?(?P<rest>.*)")


def lies_zahlwort(text: str) -> int | None:
    """The number that a German number word names; None if it is none (then it is just a word)."""
    wort = " ".join(text.casefold().replace("ß", "ss").split())
    if treffer := _MILLIONEN.fullmatch(wort):
        millionen = _lies_unter_million(treffer["m"])
        rest = _lies_unter_million(treffer["rest"]) if treffer["rest"] else 0
        if not millionen or rest is None or millionen > 999:
            return None
        return millionen * MILLION + rest
    return _lies_unter_million(wort)


def _lies_unter_million(wort: str) -> int | None:
    if "tausend" not in wort:
        return _lies_unter_tausend(wort)
    vorn, _, hinten = wort.partition("tausend")
    tausend = _lies_unter_tausend(vorn) if vorn else 1
    rest = _lies_unter_tausend(hinten.removeprefix("und")) if hinten else 0
    return None if not tausend or rest is None else tausend * 1000 + rest


def _lies_unter_tausend(wort: str) -> int | None:
    treffer = _HUNDERT.fullmatch(wort)
    if not treffer or not wort:
        return None
    summe = 0
    if treffer["hundert"]:
        hunderter = _WERTE[treffer["h"]] if treffer["h"] else 1
        if not 1 <= hunderter <= 19:
            return None
        summe = hunderter * 100
    if treffer["w"]:
        return summe + _WERTE[treffer["w"]]
    if treffer["e"]:
        einer, zehner = _WERTE[treffer["e"]], _WERTE.get(treffer["z"])
        if zehner is None or not 1 <= einer <= 9:
            return None
        summe += einer + zehner
    return summe


_HOECHSTE_ORDNUNG = 1000
_UNREGELMAESSIG = {1: "erst", 3: "dritt", 7: "siebt", 8: "acht"}


def ordnungswort(zahl: int) -> str:
    """50 → fünfzigste, 103 → hundertdritte."""
    letzte = zahl % 100
    if letzte in _UNREGELMAESSIG:
        vorn = zahlwort(zahl - letzte) if zahl > letzte else ""
        return f"{vorn}{_UNREGELMAESSIG[letzte]}e"
    return f"{zahlwort(zahl)}{'t' if 0 < letzte < 20 else 'st'}e"


@lru_cache(maxsize=1)
def _ordnungen() -> dict[str, int]:
    woerter = {ordnungswort(zahl).replace("ß", "ss"): zahl for zahl in range(1, _HOECHSTE_ORDNUNG + 1)}
    ohne_ein = {wort.removeprefix("ein"): zahl for wort, zahl in woerter.items() if 100 <= zahl < 200 or zahl == 1000}
    return woerter | ohne_ein


def lies_ordnungswort(text: str) -> int | None:
    """fünfzigste(r, n, s, m) → 50, dritten → 3; None if it is no ordinal up to 1000."""
    wort = text.casefold().replace("ß", "ss")
    return _ordnungen().get(re.sub(r"e[rnsm]$", "e", wort))


def zahl_text(zahl: int) -> str:
    """1234567 → 1.234.567"""
    return f"{zahl:,}".replace(",", ".")


def betrag_text(betrag: Decimal) -> str:
    """1100000.00 → 1,1 Millionen Euro, 420000 → 420.000 Euro, 21150.50 → 21.150,50 Euro. Never rounds."""
    millionen = (betrag / MILLION).normalize()
    exponent = millionen.as_tuple().exponent
    if betrag >= MILLION and isinstance(exponent, int) and exponent >= -2:
        wort = "Million" if millionen == 1 else "Millionen"
        return f"{format(millionen, 'f').replace('.', ',')} {wort} Euro"
    ganz, cent = divmod(betrag.quantize(Decimal("0.01")), 1)
    nachkomma = f",{int(cent * 100):02d}" if cent else ""
    return f"{zahl_text(int(ganz))}{nachkomma} Euro"
