"""Takes out everything that is marked `fiktiv`, with all that belongs to it; real entries stay.

Log rows cannot be deleted by ordinary means; this is the one place that goes below that, for rows that were
never true. Constraints are checked at the end of the transaction, so the order of the deletions does not matter.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import models, router, transaction
from django.db.models import QuerySet

from asskomm.core.datenstand import mark_changed
from asskomm.core.models import (
    Arbeitslauf,
    Arbeitsposten,
    Dokument,
    Fiktiv,
    Formularablage,
    Import,
    Organisation,
    Spaltenzuordnung,
    User,
)
from asskomm.core.models.erinnerungen import Erinnerungswahl
from asskomm.core.models.listenansicht import Listenansicht
from asskomm.core.numbering import drop_unused_nummernkreise, lower_nummernkreis, reset_fiktive_nummernkreise
from asskomm.core.protokoll import protokolliere, vorgang
from kommunen.models import Kommune, Polizeidirektion
from vereinbarungen.enums import NummerHerkunft
from vereinbarungen.models import Vereinbarung
from vereinbarungen.nummern import NUMMERNKREIS

Zeilen = dict[type[models.Model], set[Any]]
_STUECK = 500
_VOM_KONTO = (Erinnerungswahl, Listenansicht)


def remove_demo(*, daten: dict[str, Any], by: User | None, jetzt: dt.datetime) -> Counter[str]:
    """One transaction; returns how many rows of each kind are gone."""
    with vorgang():
        zeilen, leeren = _closure()
        dateien = list(Dokument.objects.filter(pk__in=zeilen.get(Dokument, ())))
        for (modell, feld), pks in leeren.items():
            for stueck in _stuecke(pks):
                modell._base_manager.filter(pk__in=stueck).update(**{feld: None})
        anzahl = _delete(zeilen)
        anzahl.update(_remove_konten())
        anzahl.update(_remove_stellen())
        _remove_handlungsfelder(daten)
        _reset_nummern()
        protokolliere(ereignis="demo.entfernt", by=by, jetzt=jetzt, nachher=anzahl)
        mark_changed()
        for dokument in dateien:
            transaction.on_commit(partial(dokument.datei.storage.delete, str(dokument.datei.name)))
    return anzahl


def _closure() -> tuple[Zeilen, dict[tuple[type[models.Model], str], set[Any]]]:
    """The fictitious rows (without accounts), rows that exist only with them, and optional references to them."""
    zeilen: Zeilen = defaultdict(set)
    leeren: dict[tuple[type[models.Model], str], set[Any]] = defaultdict(set)
    offen: list[tuple[type[models.Model], set[Any]]] = []
    for modell in apps.get_models():
        if issubclass(modell, Fiktiv) and modell is not User:
            pks = set(modell._base_manager.filter(fiktiv=True).values_list("pk", flat=True))
            zeilen[modell] |= pks
            offen.append((modell, pks))
    while offen:
        modell, pks = offen.pop()
        for von, feld, abhaengige in _verweise(modell, pks):
            neue = abhaengige - zeilen[von]
            if not neue:
                continue
            if von._meta.get_field(feld).null:
                leeren[von, feld] |= neue
            else:
                zeilen[von] |= neue
                offen.append((von, neue))
    return zeilen, {ort: pks - zeilen[ort[0]] for ort, pks in leeren.items()}


def _verweise(modell: type[models.Model], pks: set[Any]) -> Iterator[tuple[type[models.Model], str, set[Any]]]:
    """Rows that point to these ones, also those of many-to-many tables."""
    for relation in modell._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)):
            continue
        von, feld = relation.related_model, relation.field.name  # type: ignore[union-attr]
        if _ist_historie(von):  # type: ignore[arg-type]
            continue
        gefunden: set[Any] = set()
        for stueck in _stuecke(pks):
            gefunden |= set(von._base_manager.filter(**{f"{feld}__in": stueck}).values_list("pk", flat=True))  # type: ignore[union-attr]
        yield von, feld, gefunden  # type: ignore[misc]


def _delete(zeilen: Zeilen) -> Counter[str]:
    anzahl: Counter[str] = Counter()
    for modell, pks in zeilen.items():
        if not pks:
            continue
        for stueck in _stuecke(pks):
            _raw_delete(QuerySet(modell).filter(pk__in=stueck))  # a plain queryset: log tables refuse to delete
        if issubclass(modell, Fiktiv):
            anzahl[str(modell._meta.verbose_name_plural)] = len(pks)
        if historie := getattr(modell, "history", None):
            for stueck in _stuecke(pks):
                historie.model._base_manager.filter(**{f"{modell._meta.pk.attname}__in": stueck}).delete()
    return anzahl


def _remove_konten() -> Counter[str]:
    """Accounts go unless a real entry names them: then they stay, locked, so that the log keeps its actor."""
    anzahl: Counter[str] = Counter()
    for konto in User.objects.filter(fiktiv=True):
        _remove_arbeit(konto)
        eigene = [(von, pks) for von, _, pks in _verweise(User, {konto.pk}) if pks and _gehoert_zum_konto(von)]
        fremde = [von for von, _, pks in _verweise(User, {konto.pk}) if pks and not _gehoert_zum_konto(von)]
        for von, pks in eigene:
            von._base_manager.filter(pk__in=pks).delete()
        if fremde:
            User.objects.filter(pk=konto.pk).update(is_active=False, fiktiv=False, password="!")  # noqa: S106
            anzahl["Konten, die gesperrt bleiben, weil echte Einträge sie nennen"] += 1
            continue
        for modell in apps.get_models():
            if _ist_historie(modell):
                modell._base_manager.filter(history_user=konto.pk).update(history_user=None)
        Formularablage.objects.filter(konto_id=konto.pk).delete()
        _raw_delete(User._base_manager.filter(pk=konto.pk))
        anzahl[str(User._meta.verbose_name_plural)] += 1
    if anzahl:
        Session.objects.all().delete()  # a session of a removed account would be a door without a house
    return anzahl


def _remove_arbeit(konto: User) -> None:
    """What the account tried or had done and that left no entry. What it has imported is real and stays."""
    for zum_import in Import.objects.filter(erfasst_durch=konto, uebernommen_zeitpunkt__isnull=True):
        if name := str(zum_import.datei):
            transaction.on_commit(partial(zum_import.datei.storage.delete, name))
        zum_import.delete()
    Spaltenzuordnung.objects.filter(erfasst_durch=konto, fuer_alle=False).delete()
    Spaltenzuordnung.objects.filter(erfasst_durch=konto).update(erfasst_durch=None)  # the house goes on with it
    for lauf in Arbeitslauf.objects.filter(erfasst_durch=konto):
        if {von for von, _, pks in _verweise(Arbeitslauf, {lauf.pk}) if pks} <= {Arbeitsposten}:
            lauf.posten.all().delete()
            lauf.delete()


def _remove_stellen() -> Counter[str]:
    """Organisations come with the first account; those for which nobody acts any more go. The register stays."""
    anzahl: Counter[str] = Counter()
    for stelle in Organisation.objects.all():
        nutzer = [von for von, _, pks in _verweise(Organisation, {stelle.pk}) if pks]
        if not set(nutzer) <= {Kommune, Polizeidirektion}:
            continue
        for modell in nutzer:
            modell._base_manager.filter(organisation=stelle).update(organisation=None)
        _raw_delete(Organisation._base_manager.filter(pk=stelle.pk))
        anzahl[str(Organisation._meta.verbose_name_plural)] += 1
    return anzahl


def _gehoert_zum_konto(modell: type[models.Model]) -> bool:
    """Rows of the sign-in libraries, and of our own what a person sets up or starts for itself."""
    return modell in _VOM_KONTO or modell._meta.app_label not in {
        "core",
        "kommunen",
        "vereinbarungen",
        "foerderung",
        "portal",
    }


def _remove_handlungsfelder(daten: dict[str, Any]) -> None:
    """The assignments of the demo data carry no mark of their own; the data file names them."""
    for eintrag, slugs in daten["handlungsfelder"]:
        kommune = Kommune.objects.filter(schluessel=eintrag.split(" ", 1)[0]).first()
        if kommune is not None:
            kommune.handlungsfelder.remove(*kommune.handlungsfelder.filter(slug__in=slugs))


def _reset_nummern() -> None:
    Vereinbarung.objects.filter(nummer_herkunft=NummerHerkunft.FIKTIV).update(
        laufende_nr=None, nummer_herkunft=NummerHerkunft.NICHT_UEBERLIEFERT
    )
    hoechste = Vereinbarung.objects.aggregate(nr=models.Max("laufende_nr"))["nr"] or 0
    lower_nummernkreis(kreis=NUMMERNKREIS, auf=hoechste)
    reset_fiktive_nummernkreise()
    drop_unused_nummernkreise()


def _ist_historie(modell: type[models.Model]) -> bool:
    return hasattr(modell, "history_id") or "history_id" in {f.name for f in modell._meta.get_fields()}


def _raw_delete(zeilen: QuerySet) -> None:
    zeilen._raw_delete(router.db_for_write(zeilen.model))  # type: ignore[attr-defined]


def _stuecke(pks: Iterable[Any]) -> Iterator[list[Any]]:
    sortiert = sorted(pks)
    for beginn in range(0, len(sortiert), _STUECK):
        yield sortiert[beginn : beginn + _STUECK]
