"""What belongs to a case beside its papers, as tables: its own values, its course, and every row that hangs on it.

Nothing is listed by hand: rows are found by their foreign keys, so that an export leaves no new kind out.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.text import slugify

from .fallarten import fallart_von
from .models import Akte, Aktenexport, Aktenstueck, Dokument, Fallbezug, Protokolleintrag, StatusEreignis
from .protokoll.ereignisse import EREIGNISSE
from .stichtag import BERLIN

FACHLICH = frozenset({"core", "kommunen", "vereinbarungen", "foerderung", "portal"})
_EIGENE = (Akte, Aktenstueck, Aktenexport)
_UNGENANNT = frozenset({"fall_art", "fall_id", "html", "kennung", "schluessel", "suchtext", "sortiername"})
# Of the export itself nothing is told: two exports of the same state are the same, byte by byte.
_STILL = ("akte.export_begonnen", "akte.exportiert", "akte.heruntergeladen")


@dataclass
class Teil:
    """A table; `dokumente`: files that its rows lead to."""

    titel: str
    spalten: list[str]
    zeilen: list[list[str]]
    dokumente: list[Dokument] = field(default_factory=list)

    @property
    def dateiname(self) -> str:
        return f"{slugify(_ascii(self.titel))}.csv"


def teile(fall: models.Model, user: Any) -> list[Teil]:
    """As far as this person may see the rows; the protocol of the case belongs to every export."""
    gefunden = [_angaben(fall), *_anhang(fall, user), *_zum_fall(fall, user), _protokoll(fall)]
    return [teil for teil in gefunden if teil.zeilen]


def _angaben(fall: models.Model) -> Teil:
    """The row itself, one line for each column."""
    zeilen = [[_kopf(f), _wert(getattr(fall, f.name))] for f in _felder(type(fall))]
    return Teil("Angaben zum Fall", ["Angabe", "Wert"], zeilen, _dokumente(type(fall), [fall]))


def _anhang(fall: models.Model, user: Any) -> Iterator[Teil]:
    """Rows that point to the case, and those that point to these; other cases are named, not opened."""
    for modell, feld in _verweise(type(fall)):
        zeilen = _sichtbar(modell, user).filter(**{feld: fall.pk})
        yield _tabelle(modell, zeilen)
        if fallart_von(modell) is None:
            yield from _enkel(modell, list(zeilen.values_list("pk", flat=True)), user)


def _enkel(modell: type[models.Model], pks: list[Any], user: Any) -> Iterator[Teil]:
    for kind, feld in _verweise(modell):
        if pks and fallart_von(kind) is None:
            yield _tabelle(kind, _sichtbar(kind, user).filter(**{f"{feld}__in": pks}))


def _zum_fall(fall: models.Model, user: Any) -> Iterator[Teil]:
    """Deadlines, follow-ups, correspondence and whatever else belongs to a case of any kind."""
    for modell in sorted(apps.get_models(), key=lambda m: m._meta.label):
        if issubclass(modell, Fallbezug) and modell not in _EIGENE:
            zeilen = _sichtbar(modell, user).zum_fall(fall)
            yield _tabelle(modell, zeilen)
            yield from _enkel(modell, list(zeilen.values_list("pk", flat=True)), user)


def _protokoll(fall: models.Model) -> Teil:
    eintraege = Protokolleintrag.objects.filter(objekt_art=fall._meta.label_lower, objekt_id=str(fall.pk))
    zeilen = [
        [str(e.nr), _wert(e.zeitpunkt), EREIGNISSE.get(e.ereignis, e.ereignis), e.rolle, e.inhalt or "gelöscht"]
        for e in eintraege.exclude(ereignis__in=_STILL).order_by("nr")
    ]
    return Teil("Protokoll", ["Nummer", "Zeitpunkt", "Ereignis", "Rolle", "Inhalt"], zeilen)


def _sichtbar(modell: type[models.Model], user: Any) -> Any:
    """The status log of a case is seen with it; what nobody can see has no manager for it."""
    return modell._default_manager.visible_to(user)  # type: ignore[attr-defined]


def _verweise(modell: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    for bezug in modell._meta.related_objects:
        von: Any = bezug.related_model
        fachlich = (
            von._meta.app_label in FACHLICH and not hasattr(von, "instance_type") and not hasattr(von, "history_id")
        )
        if (
            fachlich
            and bezug.field.many_to_one | bezug.field.one_to_one
            and hasattr(von._default_manager.all(), "visible_to")
        ):
            yield von, bezug.field.name


def _tabelle(modell: type[models.Model], zeilen: Any) -> Teil:
    felder = list(_felder(modell))
    verknuepft = [f.name for f in felder if f.is_relation and f.many_to_one]
    gelesen = list(zeilen.select_related(*verknuepft).order_by("pk"))
    titel = "Statusverlauf" if issubclass(modell, StatusEreignis) else str(modell._meta.verbose_name_plural)
    inhalt = [[_wert(getattr(z, f.name)) for f in felder] for z in gelesen]
    return Teil(titel[:1].upper() + titel[1:], [_kopf(f) for f in felder], inhalt, _dokumente(modell, gelesen))


def _felder(modell: type[models.Model]) -> Iterator[Any]:
    for feld in modell._meta.concrete_fields:
        if feld.name not in _UNGENANNT and not isinstance(feld, models.FileField):
            yield feld


def _dokumente(modell: type[models.Model], zeilen: Iterable[Any]) -> list[Dokument]:
    einzelne = [f.name for f in modell._meta.concrete_fields if f.related_model is Dokument]
    mengen = [f.name for f in modell._meta.many_to_many if f.related_model is Dokument]
    gefunden = [d for z in zeilen for name in einzelne if (d := getattr(z, name)) is not None]
    return gefunden + [d for z in zeilen for name in mengen for d in getattr(z, name).order_by("pk")]


def _kopf(feld: Any) -> str:
    name = str(feld.verbose_name)
    return name[:1].upper() + name[1:]


def _wert(wert: Any) -> str:
    if wert is None:
        return ""
    if isinstance(wert, bool):
        return "ja" if wert else "nein"
    if isinstance(wert, dt.datetime):
        return wert.astimezone(BERLIN).isoformat(timespec="seconds")
    return wert.isoformat() if isinstance(wert, dt.date) else str(wert)


_UMLAUTE: dict[str, str | int | None] = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}


def _ascii(text: str) -> str:
    return text.translate(str.maketrans(_UMLAUTE))
