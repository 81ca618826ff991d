"""Numbers and truth values in German notation, as people type and read them."""

import re
from decimal import Decimal

_DEUTSCH = re.compile(r"(\d{1,10}|\d{1,3}(\.\d{3}){1,3})(,\d+)?", re.ASCII)
_ANHANG = re.compile(r"\s*(€|EUR|Euro)$|^(€|EUR)\s*", re.IGNORECASE)
_OHNE_CENT = re.compile(r",[-–—]{1,2}$")
_PUNKT_IST_KOMMA = re.compile(r"\d{1,10}\.\d{1,2}", re.ASCII)


def lies_dezimalzahl(text: str) -> Decimal:
    """1.234,56 or 1234,56 or 1.234,-; 1234.56 as spreadsheets do; € or EUR beside it. Else ValueError (German)."""
    roh = _OHNE_CENT.sub("", _ANHANG.sub("", text.replace("\u00a0", " ").strip()))
    if _PUNKT_IST_KOMMA.fullmatch(roh):
        return Decimal(roh)
    if not _DEUTSCH.fullmatch(roh):
        raise ValueError(f"„{text}“ ist kein Betrag. Bitte in der Form 1.234,56 angeben.")
    return Decimal(roh.replace(".", "").replace(",", "."))


def als_euro(betrag: Decimal) -> str:
    """1.100.000,00 €"""
    return f"{betrag:,.2f} €".translate(str.maketrans(",.", ".,"))


def ganze_zahl(wert: int) -> str:
    """11.036"""
    return f"{wert:,}".replace(",", ".")


def ja_nein(wert: bool) -> str:
    return "ja" if wert else "nein"
