"""Filters, order and groups of the worklist, read from the address; bad values are named and left out."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from asskomm.core.admin.arbeitsvorrat import ANDERE, Posten, WartetAuf
from kommunen.search import fold, fold_umlaut

from .bereich import Bereich

HOECHSTENS_WORTE = 8


class Dringlichkeit:
    """The groups of the list in their order."""

    UEBERFAELLIG = "ueberfaellig"
    ENTSCHEIDUNG = "entscheidung"
    HEUTE = "heute"
    WOCHE = "woche"
    SPAETER = "spaeter"
    OHNE = "ohne"


GRUPPEN: dict[str, str] = {
    Dringlichkeit.UEBERFAELLIG: "Überfällig",
    Dringlichkeit.ENTSCHEIDUNG: "Wartet auf Ihre Entscheidung",
    Dringlichkeit.HEUTE: "Heute",
    Dringlichkeit.WOCHE: "Diese Woche",
    Dringlichkeit.SPAETER: "Später",
    Dringlichkeit.OHNE: "Ohne Termin",
}
_RANG = {name: nr for nr, name in enumerate(GRUPPEN)}
ANDERE_ZUSAMMEN = "andere"


def dringlichkeit(posten: Posten, heute: dt.date) -> str:
    """The week ends on Sunday."""
    if posten.faellig is None:
        eilt = posten.dringend or posten.wartet_auf == WartetAuf.ICH
        return Dringlichkeit.ENTSCHEIDUNG if eilt else Dringlichkeit.OHNE
    if posten.faellig < heute:
        return Dringlichkeit.UEBERFAELLIG
    if posten.faellig == heute:
        return Dringlichkeit.HEUTE
    sonntag = heute + dt.timedelta(days=6 - heute.weekday())
    return Dringlichkeit.WOCHE if posten.faellig <= sonntag else Dringlichkeit.SPAETER


class VorratForm(forms.Form):
    """The filters. Choices come from what is there: a kind that nobody waits for cannot be chosen."""

    q = forms.CharField(label="Suche im Arbeitsvorrat", required=False, max_length=100)
    landkreis = forms.ChoiceField(label="Landkreis", required=False)
    art = forms.ChoiceField(label="Art", required=False)
    wartet = forms.ChoiceField(
        label="Wartet auf",
        required=False,
        choices=[("", "alle"), *WartetAuf.choices, (ANDERE_ZUSAMMEN, "andere (Kommune, Polizei, Coach)")],
    )
    faellig = forms.ChoiceField(label="Fälligkeit", required=False, choices=[("", "alle"), *GRUPPEN.items()])
    sort = forms.ChoiceField(
        label="Reihenfolge",
        required=False,
        choices=[
            ("", "nach Dringlichkeit"),
            ("faellig", "nach Termin"),
            ("seit", "am längsten wartend zuerst"),
            ("kommune", "nach Kommune"),
            ("art", "nach Art"),
        ],
    )

    def __init__(self, abfrage: QueryDict, *, alle: Sequence[Posten], landkreise: Sequence[tuple[int, str]]) -> None:
        super().__init__(abfrage, use_required_attribute=False)
        self.auto_id = "vorrat-%s"
        arten = sorted({(p.titel, p.art) for p in alle})
        self.fields["art"].choices = [("", "alle"), *((art, titel) for titel, art in arten)]  # type: ignore[attr-defined]
        self.fields["landkreis"].choices = [("", "alle"), *((str(pk), name) for pk, name in landkreise)]  # type: ignore[attr-defined]
        self.is_valid()

    def wert(self, name: str) -> str:
        return str(self.cleaned_data.get(name) or "")

    def filtere(self, alle: Iterable[Posten], heute: dt.date, *, ohne: str = "") -> list[Posten]:
        """What meets every valid filter; `ohne`: a field that is left aside, for counts beside it."""
        pruefungen = [p for name, p in self._pruefungen(heute).items() if name != ohne and self.wert(name)]
        return [posten for posten in alle if all(pruefe(posten) for pruefe in pruefungen)]

    def _pruefungen(self, heute: dt.date) -> dict[str, Callable[[Posten], bool]]:
        wartet = self.wert("wartet")
        wer = ANDERE if wartet == ANDERE_ZUSAMMEN else frozenset({wartet})
        landkreis = int(self.wert("landkreis") or 0)
        worte = [(fold(w), fold_umlaut(w)) for w in self.wert("q").split()[:HOECHSTENS_WORTE]]
        return {
            "q": lambda p: _nennt(p, worte),
            "landkreis": lambda p: landkreis in p.landkreise,
            "art": lambda p: p.art == self.wert("art"),
            "wartet": lambda p: p.wartet_auf in wer,
            "faellig": lambda p: dringlichkeit(p, heute) == self.wert("faellig"),
        }

    def ordne(self, posten: Iterable[Posten], mein: Bereich, heute: dt.date) -> list[Posten]:
        """By urgency one's own come first; another order runs through all of them."""
        ordnung = _ORDNUNGEN.get(self.wert("sort"))
        if ordnung is not None:
            return sorted(posten, key=ordnung)
        return sorted(posten, key=lambda p: (not mein.enthaelt(p), _RANG[dringlichkeit(p, heute)], _nach_termin(p)))


class MerkForm(forms.Form):
    """A selection gets a name."""

    name = forms.CharField(label="Name des Filters", max_length=60)
    standard = forms.BooleanField(label="Mit der Startseite öffnen", required=False)


def _nennt(posten: Posten, worte: list[tuple[str, str]]) -> bool:
    text = fold(" ".join((posten.text, posten.fall, posten.zusatz, *posten.kommunen)))
    umlaut = fold_umlaut(" ".join((posten.text, posten.fall, posten.zusatz, *posten.kommunen)))
    return all(wort in text or wort_umlaut in umlaut for wort, wort_umlaut in worte)


_NIE = dt.date.max


def _ort(posten: Posten) -> str:
    return fold(posten.kommunen[0]) if posten.kommunen else "\uffff"


def _nach_termin(p: Posten) -> Any:
    return (p.faellig or _NIE, p.seit or _NIE, _ort(p), p.text, p.url)


_ORDNUNGEN: dict[str, Callable[[Posten], Any]] = {
    "faellig": _nach_termin,
    "seit": lambda p: (p.seit or _NIE, _nach_termin(p)),
    "kommune": lambda p: (_ort(p), _nach_termin(p)),
    "art": lambda p: (p.titel, _nach_termin(p)),
}


def zaehle(posten: Iterable[Posten], heute: dt.date) -> dict[str, int]:
    """The head line: overdue, today, this week (today included), waiting for others."""
    liste = list(posten)
    je_stufe = Counter(dringlichkeit(p, heute) for p in liste)
    return {
        "ueberfaellig": je_stufe[Dringlichkeit.UEBERFAELLIG],
        "entscheidung": je_stufe[Dringlichkeit.ENTSCHEIDUNG],
        "heute": je_stufe[Dringlichkeit.HEUTE],
        "woche": je_stufe[Dringlichkeit.WOCHE],
        "andere": sum(p.wartet_auf in ANDERE for p in liste),
    }
