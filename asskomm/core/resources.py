"""Base of import and export, on django-import-export: all or nothing, findings by row and column.

A resource declares its columns as fields with German headings (`column_name`). Fields that are `readonly` are only
exported: state, numbers, moments of entry and the mark `fiktiv` never come in by a file.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from import_export import fields, resources
from import_export.results import RowResult
from import_export.widgets import ManyToManyWidget

from .errors import Ablehnung
from .models import Erfasst, Tatsache
from .protokoll import protokolliere, vorgang
from .stichtag import UngefaehresDatum
from .tabellendatei import Befund, Dateispalte, Tabellenfehler, Tabellenzeile, lies_tabelle
from .tabellenwerte import JaNeinWidget
from .uploads import sha256
from .zahlen import ganze_zahl

MAX_IMPORTZEILEN = 2000
"""Each row is checked, saved and logged one by one, twice: more would exceed the time of a request."""
VORSCHAU_ZEILEN = 50
ARTEN = {
    RowResult.IMPORT_TYPE_NEW: "neu",
    RowResult.IMPORT_TYPE_UPDATE: "geändert",
    RowResult.IMPORT_TYPE_SKIP: "unverändert",
}


@dataclass(frozen=True)
class Vorschauzeile:
    nummer: int
    art: str
    werte: tuple[str, ...]


@dataclass(frozen=True)
class Importergebnis:
    """What an import did or would do; `nicht_uebernommen` are columns of our exports that are never read."""

    spalten: tuple[str, ...]
    zeilen: tuple[Vorschauzeile, ...]
    neu: int
    geaendert: int
    unveraendert: int
    nicht_uebernommen: tuple[str, ...] = ()


class FachResource(resources.ModelResource):
    """`by` and `jetzt` are those of the import; `speichere` writes one row, facts override it with their service."""

    schluesselspalten: Sequence[str] = ()  # headings whose values together name a row; none may occur twice
    bezugsspalten: Sequence[str] = ()  # where a refusal of the whole row stands, if not at its key
    freiwillige_spalten: Sequence[str] = ()  # headings that a file may leave out
    nur_vorhandene = False  # rows of the register are completed, never created by a file
    verknuepft: Sequence[str] = ()  # foreign keys that an export reads
    mengen: Sequence[str] = ()  # many-to-many relations that an export reads
    nur_neue = False  # facts: a row that exists is left alone, never changed

    class Meta:
        clean_model_instances = True
        skip_unchanged = True
        skip_html_diff = True

    def __init__(self, *, by: Any = None, jetzt: dt.datetime | None = None) -> None:
        super().__init__()
        self.by, self.jetzt, self.anlass = by, jetzt, ""
        self._gemeint: set[Any] = set()  # rows that an import has already met or written
        if any(f.name == "fiktiv" for f in self._meta.model._meta.fields):
            self.fields["fiktiv"] = fields.Field(
                attribute="fiktiv", column_name="fiktiv", widget=JaNeinWidget(), readonly=True
            )

    # --- Import

    @classmethod
    def dateispalten(cls) -> list[Dateispalte]:
        return [
            Dateispalte(f.column_name, pflicht=f.column_name not in cls.freiwillige_spalten)
            for f in cls.fields.values()
            if not f.readonly
        ]

    def importiere(self, datei: File, *, probe: bool) -> Importergebnis:
        """Reads the file and takes all of it over, or raises Ablehnung; with `probe` nothing stays written."""
        self.anlass = f"Importiert aus {datei.name}"[:100]
        spalten = self.dateispalten()
        nur_ausgabe = [f.column_name for f in self.fields.values() if f.readonly]
        zeilen = lies_tabelle(datei, spalten, weitere=nur_ausgabe)
        if len(zeilen) > MAX_IMPORTZEILEN:
            grenze = ganze_zahl(MAX_IMPORTZEILEN)
            raise Ablehnung(f"Ein Import fasst höchstens {grenze} Zeilen, die Datei hat {len(zeilen)}. Bitte teilen.")
        if befunde := self._doppelte(zeilen):
            raise Tabellenfehler(befunde)
        self._gemeint.clear()
        namen = [s.name for s in spalten]
        daten = tablib.Dataset(*[[z[n] for n in namen] for z in zeilen], headers=namen)
        with vorgang():
            roh = self.import_data(
                daten, dry_run=probe, use_transactions=True, rollback_on_validation_errors=True, raise_errors=False
            )
            if befunde := self._befunde(roh, zeilen):
                raise Tabellenfehler(befunde)
            ergebnis = self._ergebnis(roh, zeilen, namen)
            if probe:
                transaction.set_rollback(True)  # what the rows' services have collected goes as well
            else:
                self._protokolliere(datei, ergebnis)
        return ergebnis

    def _protokolliere(self, datei: File, ergebnis: Importergebnis) -> None:
        meta = self._meta.model._meta
        angaben = {
            "liste": meta.verbose_name_plural,
            "datei": datei,
            "sha256": sha256(datei),
            "neu": ergebnis.neu,
            "geaendert": ergebnis.geaendert,
            "unveraendert": ergebnis.unveraendert,
        }
        recht = f"{meta.app_label}.add_{meta.model_name}"
        protokolliere(ereignis="daten.importiert", by=self.by, jetzt=self.jetzt, nachher=angaben, recht=recht)

    def _doppelte(self, zeilen: list[Tabellenzeile]) -> list[Befund]:
        befunde, gesehen = [], {}
        for zeile in zeilen:
            schluessel = tuple(zeile[s].casefold() for s in self.schluesselspalten)
            if schluessel and schluessel in gesehen:
                angaben = ", ".join(zeile[s] for s in self.schluesselspalten if zeile[s])
                text = f"Die Angaben {angaben} stehen schon in Zeile "
                befunde.append(Befund(f"{text}{gesehen[schluessel]}.", zeile.nummer, self.schluesselspalten[0]))
            gesehen.setdefault(schluessel, zeile.nummer)
        return befunde

    def _befunde(self, ergebnis: Any, zeilen: list[Tabellenzeile]) -> list[Befund]:
        befunde = [Befund(str(f.error)) for f in ergebnis.base_errors]
        for zeile in ergebnis.invalid_rows:
            nummer = zeilen[zeile.number - 1].nummer
            for attribut, fehler in zeile.error.error_dict.items():
                befunde += [Befund(t, nummer, self._ueberschrift(attribut)) for f in fehler for t in _meldungen(f)]
        for zeile in ergebnis.error_rows:
            nummer = zeilen[zeile.number - 1].nummer
            for fehler in zeile.errors:
                befunde += [Befund(text, nummer, self._schluesselangabe) for text in _texte(fehler.error)]
        return sorted(befunde, key=lambda b: b.zeile or 0)

    def _ueberschrift(self, attribut: str) -> str:
        treffer = (f.column_name for f in self.fields.values() if attribut in (f.attribute, f"{f.attribute}_id"))
        return next(treffer, self._schluesselangabe)

    @property
    def _schluesselangabe(self) -> str:
        """A finding about the row as a whole stands at the columns that it rests on."""
        return ", ".join(self.bezugsspalten or self.schluesselspalten)

    def _ergebnis(self, ergebnis: Any, zeilen: list[Tabellenzeile], namen: list[str]) -> Importergebnis:
        vorschau = [
            Vorschauzeile(zeile.nummer, ARTEN[r.import_type], tuple(zeile[n] for n in namen))
            for zeile, r in zip(zeilen[:VORSCHAU_ZEILEN], ergebnis.rows, strict=False)
        ]
        arten = [r.import_type for r in ergebnis.rows]
        return Importergebnis(
            spalten=tuple(namen),
            zeilen=tuple(vorschau),
            neu=arten.count(RowResult.IMPORT_TYPE_NEW),
            geaendert=arten.count(RowResult.IMPORT_TYPE_UPDATE),
            unveraendert=arten.count(RowResult.IMPORT_TYPE_SKIP),
            nicht_uebernommen=tuple(f.column_name for f in self.fields.values() if f.readonly),
        )

    def get_instance(self, instance_loader: Any, row: Any) -> Any:
        """The row with the same key. A key that cannot be read is reported with its column by import_instance."""
        suche: dict[str, Any] = {}
        try:
            for name in self.get_import_id_fields():
                feld = self.fields[name]
                wert = feld.clean(row)
                if isinstance(wert, UngefaehresDatum):
                    suche |= {feld.attribute: wert.am, f"{feld.attribute}_genauigkeit": wert.genauigkeit}
                else:
                    suche[feld.attribute] = wert
        except ValueError:
            return None
        zeile = self.get_queryset().filter(**suche).order_by("pk").first()
        if zeile is not None:
            self._merke(zeile.pk)
        return zeile

    def _merke(self, pk: Any) -> None:
        """Two lines may name the same row in different words (key and name, two notations of a day)."""
        if pk in self._gemeint:
            raise Ablehnung("Diese Zeile meint denselben Eintrag wie eine frühere Zeile der Datei.")
        self._gemeint.add(pk)

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """Also reads the sets, which the library would look at only after the row is saved."""
        fehler: dict[str, Any] = {}
        try:
            super().import_instance(instance, row, **kwargs)
        except ValidationError as e:
            fehler = e.error_dict
        for feld in self.get_import_fields():
            if isinstance(feld.widget, ManyToManyWidget):
                try:
                    feld.clean(row)
                except ValueError as e:
                    fehler[feld.attribute] = [ValidationError(str(e))]
        if fehler:
            raise ValidationError(fehler)

    def get_queryset(self) -> Any:
        zeilen = super().get_queryset()
        return zeilen.gueltig() if issubclass(self._meta.model, Tatsache) else zeilen

    def init_instance(self, row: Any = None) -> Any:
        if self.nur_vorhandene:
            feld = self.fields[self.get_import_id_fields()[0]]
            raise ValidationError({feld.attribute: f"„{row[feld.column_name]}“ gibt es nicht."})
        return super().init_instance(row)

    def after_init_instance(self, instance: Any, new: bool, row: Any, **kwargs: Any) -> None:
        if new and isinstance(instance, Erfasst):
            instance.erfasst_zeitpunkt, instance.erfasst_durch = self.jetzt, self.by

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        if import_validation_errors:
            return False
        if instance.pk is None:
            return False
        return self.nur_neue or super().skip_row(instance, original, row, import_validation_errors)

    def do_instance_save(self, instance: Any, is_create: bool) -> None:
        instance._history_user, instance._change_reason = self.by, self.anlass  # for the history of the fields
        self.speichere(instance, neu=is_create)
        if is_create and hasattr(instance, "history"):  # a service has written it through an object of its own
            instance.history.filter(history_change_reason=None).update(history_change_reason=self.anlass)
        self._gemeint.add(instance.pk)

    def speichere(self, instance: Any, *, neu: bool) -> None:
        instance.save()

    # --- Export

    def ausgabe(self, auswahl: Any) -> tuple[list[str], list[list[Any]]]:
        """Headings and rows with native values."""
        namen = [*self._meta.fields, *(n for n in self.fields if n not in self._meta.fields)]
        liest = [getattr(self, f"dehydrate_{n}", self.fields[n].export) for n in namen]
        if self.verknuepft:
            auswahl = auswahl.select_related(*self.verknuepft)
        auswahl = auswahl.prefetch_related(*self.mengen)
        return [self.fields[n].column_name for n in namen], [[lies(zeile) for lies in liest] for zeile in auswahl]


def _meldungen(fehler: ValidationError) -> list[str]:
    return ["Die Angabe fehlt."] if fehler.code in {"null", "blank"} else fehler.messages


def _texte(fehler: Exception) -> list[str]:
    if isinstance(fehler, Ablehnung):
        return fehler.gruende
    return ["Diese Zeile widerspricht dem Bestand und kann nicht übernommen werden."]
