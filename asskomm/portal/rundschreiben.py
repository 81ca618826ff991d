"""Who gets a circular, and what stands in it: placeholders from a short list, one text for each recipient."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from asskomm.core.fallarten import fallart_von
from asskomm.core.nachrichtenform import als_html
from kommunen.models import Ansprechperson, Kommune

from .models import Rundschreiben

PLATZHALTER: dict[str, str] = {
    "anrede": "„Guten Tag“ und der Name, wenn er bekannt ist",
    "kommune": "Name der Kommune",
    "landkreis": "Name des Landkreises",
    "funktion": "Funktion der Ansprechperson",
    "name": "Name der Ansprechperson; leer, wenn er nicht bekannt ist",
}
_MARKE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_REST = re.compile(r"\{\{|\}\}|\{%|%\}")


@dataclass(frozen=True)
class Empfaenger:
    """One message: a contact person of one Kommune."""

    kommune_id: int
    kommune: str
    landkreis: str
    an: str
    name: str
    funktion: str

    @property
    def werte(self) -> dict[str, str]:
        return {
            "anrede": f"Guten Tag {self.name}".strip(),
            "kommune": self.kommune,
            "landkreis": self.landkreis,
            "funktion": self.funktion,
            "name": self.name,
        }

    @property
    def wer(self) -> str:
        return f"{self.funktion}, {self.name}" if self.name else self.funktion


@dataclass(frozen=True)
class Verteiler:
    """`ohne`: chosen Kommunen for which there is no address with one of the functions."""

    empfaenger: tuple[Empfaenger, ...]
    ohne: tuple[Kommune, ...]


def unbekannte_platzhalter(*texte: str) -> list[str]:
    """Reasons against the text, one for each placeholder that does not exist."""
    gruende = []
    for text in texte:
        for marke in _MARKE.findall(text):
            if marke not in PLATZHALTER:
                gruende.append(f"Den Platzhalter „{marke}“ gibt es nicht. Es gibt: {', '.join(PLATZHALTER)}.")
        if _REST.search(_MARKE.sub("", text)):
            gruende.append("Ein Platzhalter ist nicht vollständig: Er beginnt mit {{ und endet mit }}.")
    return list(dict.fromkeys(gruende))


def ersetze(text: str, werte: dict[str, str]) -> str:
    """Nothing but the known words is replaced; what stands in a value is never read as a placeholder."""
    return _MARKE.sub(lambda m: werte.get(m.group(1), m.group(0)), text)


def kontakte(rundschreiben: Rundschreiben, heute: dt.date) -> QuerySet[Ansprechperson]:
    """In office today and with an address: those of the chosen Kommunen, or exactly the chosen persons."""
    im_amt = Q(gueltig_von__isnull=True) | Q(gueltig_von__lte=heute)
    noch = Q(gueltig_bis__isnull=True) | Q(gueltig_bis__gte=heute)
    ziele = rundschreiben.ziele.all()
    kommunen = ziele.filter(ansprechperson__isnull=True).values("kommune")
    personen = ziele.filter(ansprechperson__isnull=False).values("ansprechperson")
    auswahl = Ansprechperson.objects.filter(im_amt, noch).filter(Q(kommune__in=kommunen) | Q(pk__in=personen))
    return auswahl.exclude(email="").select_related("kommune__landkreis").order_by("kommune__sortiername", "pk")


def funktionen(rundschreiben: Rundschreiben, heute: dt.date) -> list[tuple[str, int]]:
    """Functions to choose from, with the number of Kommunen that have somebody for it, the most frequent first."""
    paare = kontakte(rundschreiben, heute).order_by().values_list("funktion", "kommune").distinct()
    anzahl = Counter(funktion for funktion, _ in paare)
    return sorted(anzahl.items(), key=lambda paar: (-paar[1], paar[0]))


def verteiler(rundschreiben: Rundschreiben, heute: dt.date) -> Verteiler:
    """Each address once for each Kommune. Two queries."""
    ziele = list(rundschreiben.ziele.select_related("kommune").order_by("kommune__sortiername", "pk"))
    einzelne = {z.ansprechperson_id for z in ziele if z.ansprechperson_id}
    gewaehlt = [p for p in kontakte(rundschreiben, heute) if p.pk in einzelne or p.funktion in rundschreiben.funktionen]
    adressen: dict[tuple[int, str], Empfaenger] = {}
    for person in gewaehlt:
        adressen.setdefault((person.kommune_id, person.email.casefold()), _empfaenger(person))
    erreicht = {kommune_id for kommune_id, _ in adressen}
    ohne = {z.kommune_id: z.kommune for z in ziele if z.kommune_id not in erreicht}
    return Verteiler(tuple(adressen.values()), tuple(ohne.values()))


def _empfaenger(person: Ansprechperson) -> Empfaenger:
    k = person.kommune
    return Empfaenger(k.pk, k.name_eindeutig, str(k.landkreis), person.email, person.name, person.funktion)


def ziele_aus(zeilen: QuerySet) -> list[tuple[int, int | None]]:
    """Pairs of Kommune and contact person from the rows of a list; contact persons stand for themselves."""
    modell = zeilen.model
    if modell is Ansprechperson:
        return list(zeilen.order_by().values_list("kommune", "pk").distinct())
    art = fallart_von(modell)
    if art is None or art.kommune is None:
        raise LookupError(f"{modell.__name__} führt zu keiner Kommune.")
    kommunen = art.faelle().filter(pk__in=zeilen.order_by().values("pk")).order_by()
    pks = kommunen.values_list(art.kommune or "pk", flat=True).distinct()
    return [(pk, None) for pk in sorted({pk for pk in pks if pk is not None})]


def vorschau(rundschreiben: Rundschreiben, empfaenger: Iterable[Empfaenger]) -> list[dict[str, Any]]:
    """What each of them gets, set as in the mail."""
    return [
        {
            "empfaenger": e,
            "betreff": ersetze(rundschreiben.betreff, e.werte),
            "html": als_html(ersetze(rundschreiben.text, e.werte)),
        }
        for e in empfaenger
    ]


def zu_lange_betreffe(rundschreiben: Rundschreiben, empfaenger: Sequence[Empfaenger], hoechstens: int) -> list[str]:
    lang = [e.kommune for e in empfaenger if len(ersetze(rundschreiben.betreff, e.werte)) > hoechstens]
    return [f"Mit den eingesetzten Namen ist der Betreff zu lang für: {', '.join(lang[:5])}."] if lang else []
