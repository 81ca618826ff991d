"""Base of import and export: the columns of a list, and how its rows are written (ADR 0017).

A resource declares its columns as fields with German headings (`column_name`). Fields that are `readonly` are only
exported: state, numbers, moments of entry and the mark `fiktiv` never come in by a file. The check and the takeover
stand in core/importe; here is what a kind adds to them.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.db import models
from import_export import fields, resources
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from .arbeitsarten import Fortschritt
from .importe import ruecknahme, uebernahme
from .importe.probe import Probe, Probezeile
from .models import Erfasst, Import, Suchbar, Tatsache
from .tabellendatei import Dateispalte
from .tabellenwerte import (
    BetragWidget,
    JaNeinWidget,
    MengeWidget,
    SchluesselWidget,
    TagWidget,
    UngefaehresDatumFeld,
    ZahlWidget,
    beschreibe,
)

Pruefung = Callable[[Any], list[str]]
"""Gets a new or changed row, says in German what stands against it; remembers the rows that it has seen."""
STAPEL = 500
STUECK = 2_000  # rows that an export holds at a time


class FachResource(resources.ModelResource):
    """`by`, `jetzt` and `anlass` are those of the import."""

    schluesselspalten: Sequence[str] = ()  # headings whose values together name a row; none may occur twice
    bezugsspalten: Sequence[str] = ()  # where a refusal of the whole row stands, if not at its key
    freiwillige_spalten: Sequence[str] = ()  # headings that a file may leave out
    nur_vorhandene = False  # rows of the register are completed, never created by a file
    nur_neue = False  # facts: a row that exists is left alone, never changed
    in_menge = True  # False: a service records each row, and the check tries them out one by one
    hoechstens = 50_000
    verknuepft: Sequence[str] = ()  # foreign keys that an export reads
    mengen: Sequence[str] = ()  # many-to-many relations that an export reads
    ungeprueft: Sequence[str] = ()  # columns that only the service fills
    grundlagen: Sequence[type[models.Model]] = ()  # further tables that the check of a row rests on
    bestandteile: Sequence[str] = ()  # relations whose rows came with the row; they do not stand against its undo
    danach = ""  # what comes after the takeover, where that is not the end
    beispiele: dict[str, str] = {}  # by heading, for the template
    synonyme: dict[str, tuple[str, ...]] = {}  # by heading: folded words that other offices use for it

    class Meta:
        clean_model_instances = True
        skip_unchanged = True
        skip_html_diff = True

    def __init__(self, *, by: Any = None, jetzt: dt.datetime | None = None, anlass: str = "") -> None:
        super().__init__()
        self.by, self.jetzt, self.anlass = by, jetzt, anlass
        if any(f.name == "fiktiv" for f in self._meta.model._meta.fields):
            self.fields["fiktiv"] = fields.Field(
                attribute="fiktiv", column_name="fiktiv", widget=JaNeinWidget(), readonly=True
            )

    # --- Import: columns and rows

    @classmethod
    def dateispalten(cls) -> list[Dateispalte]:
        return [
            Dateispalte(
                f.column_name,
                pflicht=f.column_name not in cls.freiwillige_spalten,
                beispiel=cls.beispiele.get(f.column_name, ""),
                hilfe=beschreibe(f, cls._meta.model),
                auswahl=tuple(getattr(f.widget, "labels", {}).values()),
                synonyme=cls.synonyme.get(f.column_name, ()),
            )
            for f in cls.fields.values()
            if not f.readonly
        ]

    @classmethod
    def nur_ausgabe(cls) -> list[str]:
        """Headings of our exports that are never read."""
        return [f.column_name for f in cls().fields.values() if f.readonly]

    def get_import_fields(self) -> list[fields.Field]:
        return [f for f in self.fields.values() if not f.readonly]

    def get_queryset(self) -> Any:
        zeilen = super().get_queryset()
        return zeilen.gueltig() if issubclass(self._meta.model, Tatsache) else zeilen

    def neues_objekt(self) -> Any:
        objekt = self._meta.model()
        if isinstance(objekt, Erfasst):
            objekt.erfasst_zeitpunkt, objekt.erfasst_durch = self.jetzt, self.by
        return objekt

    def besondere_spalten(self) -> tuple[list[str], list[str]]:
        """The headings of dates and of numbers, whose notation in a foreign file may differ."""
        felder = self.get_import_fields()
        daten = [
            f.column_name for f in felder if isinstance(f, UngefaehresDatumFeld) or isinstance(f.widget, TagWidget)
        ]
        return daten, [f.column_name for f in felder if isinstance(f.widget, BetragWidget | ZahlWidget)]

    def schluesselleser(self) -> dict[str, Callable[[str], str]]:
        """For the preview: by heading of the keys, what a text in another spelling is read as."""
        felder = [f for f in self.get_import_fields() if isinstance(f.widget, SchluesselWidget)]
        return {f.column_name: f.widget.gelesen_als for f in felder if not isinstance(f.widget, MengeWidget)}

    def verbinde(self, objekt: Any) -> None:
        """Gives a row that was built from stored keys the rows they name: a rule that looks at them asks no query."""
        for f in self.get_import_fields():
            if isinstance(f.widget, SchluesselWidget) and not isinstance(f.widget, MengeWidget):
                setattr(objekt, f.attribute, f.widget.mit_pk(getattr(objekt, f"{f.attribute}_id")))

    def pruefung(self) -> Pruefung | None:
        """Rules beyond the columns, with look-ups prepared for many rows; None = there are none."""
        return None

    def probe(self, zeilen: Iterable[Probezeile]) -> Iterator[list[Probezeile]]:
        """What each row would do, in batches; nothing stays written."""
        return Probe(self).laufe(zeilen)

    # --- Import: writing, inside the transaction of the takeover

    def uebernimm(self, zum_import: Import, fortschritt: Fortschritt) -> None:
        uebernahme.uebernimm(zum_import, self, fortschritt)

    def sperre(self) -> None:
        """Locks what the rules of the rows rest on, before anything is compared with the preview."""

    def lege_an(self, objekte: list[Any]) -> None:
        """New rows in one go; facts override this with their service."""
        modell = self._meta.model
        _fuelle_suchspalten(objekte)
        if not hasattr(modell, "history"):
            modell._default_manager.bulk_create(objekte, batch_size=STAPEL)
            return
        bulk_create_with_history(objekte, modell, batch_size=STAPEL, **self._spur())

    def aendere(self, objekte: list[Any], felder: list[str]) -> None:
        """Changed rows in one go, with the history of their fields; `felder` may be empty (only sets changed)."""
        modell = self._meta.model
        if felder and _fuelle_suchspalten(objekte):
            felder = [*felder, "suchtext"]
        if hasattr(modell, "history"):
            bulk_update_with_history(objekte, modell, felder, batch_size=STAPEL, **self._spur())
        elif felder:
            modell._default_manager.bulk_update(objekte, felder, batch_size=STAPEL)

    def _spur(self) -> dict[str, Any]:
        return {"default_user": self.by, "default_change_reason": self.anlass, "default_date": self.jetzt}

    def schreibe_zeile(self, objekt: Any, mengen: dict[str, list[Any]], *, neu: bool) -> None:
        """One row through its service (`in_menge` = False)."""
        objekt._history_user, objekt._change_reason = self.by, self.anlass  # for the history of the fields
        objekt.genannte = mengen
        self.speichere(objekt, neu=neu)
        if neu and hasattr(objekt, "history"):  # a service has written it through an object of its own
            objekt.history.filter(history_change_reason=None).update(history_change_reason=self.anlass)

    def speichere(self, instance: Any, *, neu: bool) -> None:
        instance.save()

    # --- Import: undo

    def gegen_ruecknahme(self, zum_import: Import) -> list[str]:
        """What stands against taking the import back, row by row; empty = nothing builds on it."""
        return ruecknahme.hinderungen(zum_import, self)

    def nimm_import_zurueck(self, zum_import: Import, *, grund: str) -> tuple[int, int]:
        """Inside the caller's transaction; returns how many rows were undone, and how many got their old values."""
        return ruecknahme.nimm_zurueck(zum_import, self, grund=grund)

    def hinderungen(self, pks: list[int]) -> list[str]:
        """What of this kind stands against taking these new rows back, beside changes and references."""
        return []

    def nimm_zurueck(self, objekte: list[Any], *, grund: str) -> None:
        """Undoes new rows: facts are annulled, plain rows go. Cases with a state override this with their service."""
        modell = self._meta.model
        auswahl = modell._default_manager.filter(pk__in=[o.pk for o in objekte])
        if issubclass(modell, Tatsache):
            auswahl.update(annulliert_zeitpunkt=self.jetzt, annulliert_durch=self.by, annulliert_grund=grund)
        else:
            auswahl.delete()

    @classmethod
    def bezugstabellen(cls) -> list[type[models.Model]]:
        """Every table that decides what a row of a file would do."""
        genannt = [f.widget.modell for f in cls.fields.values() if isinstance(f.widget, SchluesselWidget)]
        return list(dict.fromkeys([cls._meta.model, *genannt, *cls.grundlagen]))

    # --- Export

    def ausgabe(self, auswahl: Any) -> tuple[list[str], Iterator[list[Any]]]:
        """Headings, and rows with native values as they are read."""
        namen = [*self._meta.fields, *(n for n in self.fields if n not in self._meta.fields)]
        liest = [getattr(self, f"dehydrate_{n}", self.fields[n].export) for n in namen]
        if self.verknuepft:
            auswahl = auswahl.select_related(*self.verknuepft)
        auswahl = auswahl.prefetch_related(*self.mengen)
        zeilen = ([lies(zeile) for lies in liest] for zeile in auswahl.iterator(chunk_size=STUECK))
        return [self.fields[n].column_name for n in namen], zeilen


def _fuelle_suchspalten(objekte: list[Any]) -> bool:
    """Writing in one go passes by `save`; True where the rows have such a column."""
    suchbare = [objekt for objekt in objekte if isinstance(objekt, Suchbar)]
    for objekt in suchbare:
        objekt.fuelle_suchtext()
    return bool(suchbare)
