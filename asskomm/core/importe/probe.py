"""What a file would do: every row checked against the rules and the stock, without writing anything that stays.

Works in batches with prepared look-ups, so that 50,000 rows need some hundred queries. The rows of kinds whose rules
live in a service that knows single rows only are tried out one by one, and the trial is rolled back.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from import_export.fields import Field
from import_export.widgets import ManyToManyWidget

from ..errors import Ablehnung
from ..models import Zeilenart
from ..protokoll import vorgang
from ..stichtag import UngefaehresDatum

STAPEL = 1000
WIDERSPRUCH = "Diese Zeile widerspricht einem anderen Eintrag und kann nicht übernommen werden."
BLEIBT = "bleibt"  # marks a cell that differs from the stock and is not taken over
MEHRFACH = "Diese Zeile meint denselben Eintrag wie Zeile {}."
Ding = TypeVar("Ding")


@dataclass
class Probezeile:
    """`befunde`: triples of column, value of the file, and what is wrong with it."""

    nummer: int
    werte: dict[str, str]
    befunde: list[tuple[str, str, str]] = field(default_factory=list)
    art: str = ""
    objekt: Any = None
    mengen: dict[str, list[Any]] = field(default_factory=dict)
    aenderungen: dict[str, list[str]] = field(default_factory=dict)
    vorher: dict[str, Any] = field(default_factory=dict)
    nachher: dict[str, Any] = field(default_factory=dict)

    def melde(self, spalte: str, text: str) -> None:
        self.befunde.append((spalte, self.werte.get(spalte, ""), text))


def stapel(dinge: Iterable[Ding], groesse: int = STAPEL) -> Iterator[list[Ding]]:
    strom = iter(dinge)
    while teil := list(islice(strom, groesse)):
        yield teil


class Probe:
    """One check of one file. `resource` is a FachResource with `by` and `jetzt`.

    `bleibend`: what the services of single rows write stays; only the takeover asks for that.
    """

    def __init__(self, resource: Any, *, bleibend: bool = False) -> None:
        self._bleibend = bleibend
        self.resource = resource
        self.modell: type[models.Model] = resource._meta.model
        self.felder: list[Field] = resource.get_import_fields()
        self.schluessel: list[Field] = [resource.fields[n] for n in resource.get_import_id_fields()]
        spalten = [s for f in self.felder for s in _spalten(self.modell, f)]
        self._gespeicherte = [f.attname for f in self.modell._meta.concrete_fields if f.attname in spalten]
        self._bestand = self._schluessel_des_bestands()
        self._gemeint: dict[Any, int] = {}  # key or pk → the row that has named it first
        self._pruefung = resource.pruefung() if resource.in_menge else None

    # --- The stock

    def _schluessel_des_bestands(self) -> dict[tuple[Any, ...], int]:
        """Every key of the stock with its row; of several rows with one key the oldest counts."""
        spalten = [s for f in self.schluessel for s in _spalten(self.modell, f)]
        zeilen = self.resource.get_queryset().order_by("-pk").values_list("pk", *spalten)
        return {tuple(werte): pk for pk, *werte in zeilen.iterator(chunk_size=5000)}

    def _schluessel(self, werte: dict[str, Any]) -> tuple[Any, ...]:
        teile: list[Any] = []
        for f in self.schluessel:
            wert = werte[f.column_name]
            if isinstance(wert, UngefaehresDatum):
                teile += [wert.am, wert.genauigkeit]
            else:
                teile.append(wert.pk if isinstance(wert, models.Model) else wert)
        return tuple(teile)

    # --- Rows

    def laufe(self, zeilen: Iterable[Probezeile]) -> Iterator[list[Probezeile]]:
        """The same rows in batches, with everything filled in."""
        groesse = STAPEL if self.resource.in_menge else self.resource.hoechstens
        for teil in stapel(zeilen, groesse):
            gelesen = [(zeile, self._lies(zeile)) for zeile in teil]
            vorhanden = self._lade([self._finde(werte) for zeile, werte in gelesen if not zeile.befunde])
            for zeile, werte in gelesen:
                if not zeile.befunde:
                    self._setze(zeile, werte, vorhanden)
            self._pruefe(teil)
            for zeile in teil:
                zeile.art = Zeilenart.FEHLER if zeile.befunde else zeile.art
            yield teil

    def _lies(self, zeile: Probezeile) -> dict[str, Any]:
        """Every cell as a value; a column that the file does not have counts as empty."""
        gelesen = {}
        roh = {f.column_name: zeile.werte.get(f.column_name, "") for f in self.felder}
        kaputt = {spalte for spalte, _, _ in zeile.befunde}  # the reader has found something there
        for f in self.felder:
            if f.column_name in kaputt:
                continue
            try:
                gelesen[f.column_name] = f.clean(roh)
            except ValueError as fehler:
                zeile.melde(f.column_name, str(fehler))
        return gelesen

    def _finde(self, werte: dict[str, Any]) -> int | None:
        return self._bestand.get(self._schluessel(werte))

    def _lade(self, schluessel: Iterable[int | None]) -> dict[int, Any]:
        auswahl = self.resource.get_queryset().select_related(*self.resource.verknuepft)
        return auswahl.prefetch_related(*self.resource.mengen).in_bulk({pk for pk in schluessel if pk is not None})

    def _setze(self, zeile: Probezeile, werte: dict[str, Any], vorhanden: dict[int, Any]) -> None:
        pk = self._finde(werte)
        if self._ist_mehrfach(zeile, self._schluessel(werte)):
            return
        if pk is None and self.resource.nur_vorhandene:
            zeile.melde(self.schluessel[0].column_name, self._gibt_es_nicht(zeile))
            return
        objekt = zeile.objekt = vorhanden[pk] if pk is not None else self.resource.neues_objekt()
        zeile.art = Zeilenart.NEU if pk is None else Zeilenart.UNVERAENDERT
        vorher = self._zustand(objekt)
        for f in self.felder:
            if pk is None or f.column_name in zeile.werte:
                self._setze_feld(zeile, f, werte[f.column_name])
        zeile.nachher = self._zustand(objekt)
        if pk is not None:
            self._vergleiche(zeile, vorher)

    def _zustand(self, objekt: Any) -> dict[str, Any]:
        """The stored values behind the columns of the file."""
        return {name: getattr(objekt, name) for name in self._gespeicherte}

    def _gibt_es_nicht(self, zeile: Probezeile) -> str:
        return f"„{zeile.werte[self.schluessel[0].column_name]}“ gibt es nicht."

    def _ist_mehrfach(self, zeile: Probezeile, schluessel: tuple[Any, ...]) -> bool:
        erste = self._gemeint.setdefault(schluessel, zeile.nummer)
        if erste == zeile.nummer:
            return False
        zeile.melde(self.resource.schluesselspalten[0], MEHRFACH.format(erste))
        return True

    def _setze_feld(self, zeile: Probezeile, f: Field, wert: Any) -> None:
        objekt, spalte = zeile.objekt, f.column_name
        if objekt.pk and getattr(f, "nur_bei_neuen", False):
            vorher, nachher = _anzeige(f, objekt), "" if wert is None else str(wert)
            if nachher not in ("", vorher):
                zeile.aenderungen[spalte] = [vorher, nachher, BLEIBT]
            return
        ist_menge, vorher = isinstance(f.widget, ManyToManyWidget), _anzeige(f, objekt) if objekt.pk else ""
        if ist_menge:
            zeile.mengen[f.attribute] = wert
        else:
            setze_wert(objekt, f, wert)
        if objekt.pk and vorher != (nachher := f.widget.anzeige(wert) if ist_menge else _anzeige(f, objekt)):
            zeile.aenderungen[spalte] = [vorher, nachher]

    def _vergleiche(self, zeile: Probezeile, vorher: dict[str, Any]) -> None:
        """Of a row that exists only what changes is kept; facts are never changed by a file."""
        geaendert = {n: w for n, w in zeile.nachher.items() if vorher[n] != w}
        if self.resource.nur_neue:
            zeile.nachher, zeile.mengen = {}, {}
            zeile.aenderungen = {s: [alt, neu, BLEIBT] for s, (alt, neu, *_) in zeile.aenderungen.items()}
            return
        zeile.nachher, zeile.vorher = geaendert, {n: vorher[n] for n in geaendert}
        for name in list(zeile.mengen):
            f = next(f for f in self.felder if f.attribute == name)
            if f.column_name not in zeile.aenderungen:
                del zeile.mengen[name]
            else:
                zeile.vorher[name] = sorted(z.pk for z in getattr(zeile.objekt, name).all())
        if zeile.nachher or zeile.mengen:
            zeile.art = Zeilenart.GEAENDERT

    # --- Rules

    def _pruefe(self, teil: list[Probezeile]) -> None:
        zu_schreiben = [z for z in teil if not z.befunde and z.art != Zeilenart.UNVERAENDERT]
        for zeile in zu_schreiben:
            self._pruefe_felder(zeile)
        heile = [z for z in zu_schreiben if not z.befunde]
        if self.resource.in_menge:
            for zeile in heile:
                for grund in self._pruefung(zeile.objekt) if self._pruefung else ():
                    zeile.melde(self._bezug, grund)
            self._versuche([z for z in heile if not z.befunde])
        else:
            self._versuche_einzeln(heile)
        for zeile in zu_schreiben:
            zeile.nachher |= {n: [z.pk for z in menge] for n, menge in zeile.mengen.items()}

    @property
    def _bezug(self) -> str:
        """A finding about the row as a whole stands at the columns that it rests on."""
        return ", ".join(self.resource.bezugsspalten or self.resource.schluesselspalten)

    def _pruefe_felder(self, zeile: Probezeile) -> None:
        """As full_clean does, without a query for each foreign key: those come from rows just read."""
        ohne = {f.name for f in self.modell._meta.concrete_fields if f.is_relation or not f.editable}
        for pruefe in (lambda: zeile.objekt.clean_fields(exclude=ohne), zeile.objekt.clean):
            try:
                pruefe()
            except ValidationError as fehler:
                self.melde_fehler(zeile, fehler)

    def melde_fehler(self, zeile: Probezeile, fehler: ValidationError) -> None:
        for attribut, einzelne in _je_feld(fehler).items():
            for e in einzelne:
                for text in _meldungen(e):
                    zeile.melde(self._ueberschrift(attribut), text)

    def _ueberschrift(self, attribut: str) -> str:
        treffer = (f.column_name for f in self.felder if attribut in (f.attribute, f"{f.attribute}_id"))
        return next(treffer, self._bezug)

    def _versuche(self, zeilen: list[Probezeile]) -> None:
        """The database itself says whether its constraints hold; what it refuses is then looked at row by row."""
        if not zeilen:
            return
        try:
            with vorgang():
                _schreibe_probehalber(self.modell, zeilen)
                transaction.set_rollback(True)
        except (IntegrityError, models.ProtectedError):
            self._suche_widerspruch(zeilen)
        for zeile in zeilen:
            if zeile.art == Zeilenart.NEU:
                zeile.objekt.pk, zeile.objekt._state.adding = None, True

    def _suche_widerspruch(self, zeilen: list[Probezeile]) -> None:
        for zeile in zeilen:
            if zeile.art == Zeilenart.NEU:
                zeile.objekt.pk, zeile.objekt._state.adding = None, True
            try:
                zeile.objekt.validate_unique()
                zeile.objekt.validate_constraints()
            except ValidationError as fehler:
                self.melde_fehler(zeile, fehler)
        if not any(z.befunde for z in zeilen):  # two rows of the file stand against each other
            for zeile in zeilen:
                zeile.melde(self._bezug, WIDERSPRUCH)

    def _versuche_einzeln(self, zeilen: list[Probezeile]) -> None:
        """Through the service that records each of them; earlier rows count for later ones."""
        if not zeilen:
            return
        with vorgang():
            for zeile in zeilen:
                try:
                    with vorgang():
                        zeile.objekt.full_clean(exclude=self.resource.ungeprueft)
                        self.resource.schreibe_zeile(zeile.objekt, zeile.mengen, neu=zeile.art == Zeilenart.NEU)
                except Ablehnung as ablehnung:
                    for grund in ablehnung.gruende:
                        zeile.melde(self._bezug, grund)
                except ValidationError as fehler:
                    self.melde_fehler(zeile, fehler)
                except IntegrityError:
                    zeile.melde(self._bezug, WIDERSPRUCH)
            if not self._bleibend:
                transaction.set_rollback(True)


def setze_wert(objekt: Any, f: Field, wert: Any) -> None:
    if isinstance(wert, UngefaehresDatum) and hasattr(objekt, f"{f.attribute}_genauigkeit"):
        setattr(objekt, f.attribute, wert.am)
        setattr(objekt, f"{f.attribute}_genauigkeit", wert.genauigkeit)
    else:
        setattr(objekt, f.attribute, wert)


def _schreibe_probehalber(modell: type[models.Model], zeilen: list[Probezeile]) -> None:
    manager = modell._default_manager
    manager.bulk_create([z.objekt for z in zeilen if z.art == Zeilenart.NEU])
    geaenderte = [z for z in zeilen if z.art == Zeilenart.GEAENDERT]
    namen = {_feldname(modell, n) for z in geaenderte for n in z.nachher}
    if namen:
        manager.bulk_update([z.objekt for z in geaenderte], sorted(namen), batch_size=200)


def _feldname(modell: type[models.Model], attname: str) -> str:
    return next(f.name for f in modell._meta.concrete_fields if f.attname == attname)


def _spalten(modell: type[models.Model], f: Field) -> list[str]:
    """The columns of the model behind a column of the file."""
    namen = {feld.name: feld.attname for feld in modell._meta.concrete_fields}
    if f"{f.attribute}_genauigkeit" in namen:
        return [f.attribute, f"{f.attribute}_genauigkeit"]
    return [namen.get(f.attribute, f.attribute)]


def _anzeige(f: Field, objekt: Any) -> str:
    wert = f.export(objekt)
    if hasattr(wert, "strftime"):
        return f"{wert:%d.%m.%Y}"
    return "" if wert is None else str(wert)


def _je_feld(fehler: ValidationError) -> dict[str, list[ValidationError]]:
    return fehler.error_dict if hasattr(fehler, "error_dict") else {"": fehler.error_list}


def _meldungen(fehler: ValidationError) -> list[str]:
    return ["Die Angabe fehlt."] if fehler.code in {"null", "blank"} else fehler.messages
