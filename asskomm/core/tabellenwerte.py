"""Columns of import and export: natural keys, German dates, numbers and words, each with a German refusal.

Import always gets text (tabellendatei); export gives native values, which tabellenausgabe writes.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from django.db import models
from import_export import fields, widgets

from .stichtag import EINGABEHILFE, TAGHILFE, Genauigkeit, UngefaehresDatum
from .suchtext import fold_umlaut
from .tabellenausgabe import ohne_apostroph
from .tabellendatei import lies_datumszelle, lies_tageszelle
from .zahlen import ja_nein, lies_dezimalzahl

_VORSCHLAEGE = 3
JA, NEIN = frozenset({"ja", "j", "wahr", "1", "x"}), frozenset({"nein", "n", "falsch", "0", ""})
_GANZE_ZAHL = re.compile(r"\d{1,10}|\d{1,3}([. ]\d{3}){1,3}", re.ASCII)


class Widget(widgets.Widget):
    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return "" if value is None else value


class TextWidget(Widget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return ohne_apostroph(str(value or "").strip())


class SchluesselWidget(Widget):
    """A related row named by one of its unique columns; all keys are read once.

    The last column is the name for people. It also counts in another spelling (umlauts, punctuation, `beiwoerter` such
    as "Stadt"), as long as it means one row only; what is merely similar is suggested, never taken.
    """

    def __init__(self, modell: type[models.Model], *spalten: str, beiwoerter: Collection[str] = ()) -> None:
        widgets.Widget.__init__(self)
        self.modell, self.spalten, self.beiwoerter = modell, spalten, beiwoerter
        self._zeilen: dict[str, Any] | None = None
        self._nach_pk: dict[Any, Any] = {}
        self._nach_form: dict[str, list[Any]] = defaultdict(list)

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        text = str(value or "").strip()
        if not text:
            raise ValueError("Die Angabe fehlt.")
        zeilen = self._gemeinte(text)
        if not zeilen:
            raise ValueError(f"„{text}“ gibt es nicht ({self.modell._meta.verbose_name}).{self._vorschlag(text)}")
        if len(zeilen) > 1:
            raise ValueError(f"„{text}“ ist nicht eindeutig: {', '.join(map(self._nenne, zeilen[:_VORSCHLAEGE]))}.")
        return zeilen[0]

    def gelesen_als(self, text: str) -> str:
        """The name of the row that a text means which is none of its keys; empty = nothing to say."""
        genau = text.strip() in self._geladen()
        return self._nenne(zeilen[0]) if not genau and len(zeilen := self._gemeinte(text)) == 1 else ""

    def _gemeinte(self, text: str) -> list[Any]:
        genau = self._geladen().get(text)
        return [genau] if genau is not None else self._nach_form.get(self._form(text), [])

    def _geladen(self) -> dict[str, Any]:
        if self._zeilen is None:
            zeilen = list(self.modell._default_manager.order_by("pk"))
            self._zeilen = {str(getattr(z, s)): z for s in reversed(self.spalten) for z in zeilen}
            self._nach_pk = {z.pk: z for z in zeilen}
            for z in zeilen:
                self._nach_form[self._form(str(getattr(z, self.spalten[-1])))].append(z)
        return self._zeilen

    def _form(self, text: str) -> str:
        worte = fold_umlaut(text).split()
        return " ".join(w for w in worte if w not in self.beiwoerter) or " ".join(worte)

    def _vorschlag(self, text: str) -> str:
        """Names that begin with the text, or are spelled nearly like it."""
        form = self._form(text)
        aehnliche = [f for f in self._nach_form if len(form) > 2 and f.startswith(form)]
        aehnliche += get_close_matches(form, self._nach_form, n=_VORSCHLAEGE, cutoff=0.8)
        zeilen = [z for f in dict.fromkeys(aehnliche) for z in self._nach_form[f]][:_VORSCHLAEGE]
        return f" Meinten Sie {' oder '.join(map(self._nenne, zeilen))}?" if zeilen else ""

    def _nenne(self, zeile: Any) -> str:
        name, schluessel = str(getattr(zeile, self.spalten[-1])), str(getattr(zeile, self.spalten[0]))
        return f"„{name}“" if name == schluessel else f"„{name}“ ({schluessel})"

    def mit_pk(self, pk: Any) -> Any:
        self._geladen()
        return self._nach_pk[pk]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(getattr(value, self.spalten[0]))


class MengeWidget(SchluesselWidget, widgets.ManyToManyWidget):
    """Several related rows in one cell, separated by semicolons or line breaks; empty = none."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> list[Any]:
        namen = [n.strip() for n in re.split(r"[;|\n]", str(value or ""))]
        return [super(MengeWidget, self).clean(n) for n in dict.fromkeys(namen) if n]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else self.anzeige(value.all())

    def anzeige(self, zeilen: Iterable[Any]) -> str:
        return " | ".join(str(getattr(z, self.spalten[0])) for z in zeilen)


class TagWidget(Widget):
    """One exact day."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> dt.date | None:
        return lies_tageszelle(str(value)) if value else None


class ZahlWidget(Widget):
    """A whole number without sign, with or without thousands points."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        text = str(value or "").replace("\u00a0", " ").strip()
        if not text:
            return None
        if not _GANZE_ZAHL.fullmatch(text):
            raise ValueError(f"„{text}“ ist keine ganze Zahl.")
        return int(text.replace(".", "").replace(" ", ""))


class BetragWidget(Widget):
    """Euros: 1.234,56 or 1234,56 or 1234.56."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Decimal | None:
        text = str(value or "").strip()
        return lies_dezimalzahl(text) if text else None


class AuswahlWidget(Widget):
    """A value of an enumeration, by its label or its name; an empty cell takes `leer`, if there is one."""

    def __init__(self, auswahl: Iterable[tuple[Any, Any]], *, leer: str | None = None) -> None:
        super().__init__()
        self.leer = leer
        self.labels = {str(wert): str(label) for wert, label in auswahl}
        self.werte = {label.casefold(): wert for wert, label in self.labels.items()}
        self.werte |= {wert.casefold(): wert for wert in self.labels}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = str(value or "").strip()
        if not text and self.leer is not None:
            return self.leer
        if text.casefold() not in self.werte:
            raise ValueError(f"„{text}“ ist nicht vorgesehen. Möglich sind: {', '.join(self.labels.values())}.")
        return self.werte[text.casefold()]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return self.labels.get(str(value), str(value or ""))


class JaNeinWidget(Widget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool:
        text = str(value or "").strip().casefold()
        if text in JA or text in NEIN:
            return text in JA
        raise ValueError(f"„{value}“ ist weder ja noch nein.")

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else ja_nein(value)


class UngefaehresDatumFeld(fields.Field):
    """A date with its precision: two columns of the model, one of the file."""

    def clean(self, row: Any, **kwargs: Any) -> UngefaehresDatum:
        text = str(row[self.column_name] or "").strip()
        if not text:
            raise ValueError("Die Angabe fehlt.")
        return lies_datumszelle(text)

    def save(self, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        datum = self.clean(row, **kwargs)
        setattr(instance, self.attribute, datum.am)
        setattr(instance, f"{self.attribute}_genauigkeit", datum.genauigkeit)

    def export(self, instance: Any, **kwargs: Any) -> Any:
        am = getattr(instance, self.attribute)
        genauigkeit = getattr(instance, f"{self.attribute}_genauigkeit")
        if am is None or genauigkeit == Genauigkeit.TAG:
            return am or ""
        return str(UngefaehresDatum(am, genauigkeit))


def beschreibe(feld: fields.Field, modell: type[models.Model]) -> str:
    """What a cell of this column may hold, in German, for the template and the page of the import."""
    if isinstance(feld, UngefaehresDatumFeld):
        return f"Tag, Monat oder Jahr: {EINGABEHILFE}"
    for art, text in _BESCHREIBUNGEN.items():
        if isinstance(feld.widget, art):
            return text(feld.widget)
    laenge = next((f.max_length for f in modell._meta.fields if f.name == feld.attribute), None)
    return f"Text, höchstens {laenge} Zeichen" if laenge else "Text"


_BESCHREIBUNGEN: dict[type[Widget], Callable[[Any], str]] = {
    MengeWidget: lambda w: f"{w.modell._meta.verbose_name_plural}; mehrere mit | getrennt",
    SchluesselWidget: lambda w: f"{w.modell._meta.verbose_name}: Schlüssel (AGS) oder eindeutiger Name",
    AuswahlWidget: lambda w: f"eines von: {', '.join(w.labels.values())}",
    JaNeinWidget: lambda w: "ja oder nein",
    TagWidget: lambda w: f"Tag: {TAGHILFE}",
    ZahlWidget: lambda w: "ganze Zahl, zum Beispiel 11.036",
    BetragWidget: lambda w: "Betrag in Euro, zum Beispiel 1.234,56",
}
