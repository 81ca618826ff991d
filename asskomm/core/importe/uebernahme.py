"""Carries out what the preview shows, inside one transaction of the caller."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db import connection

from ..arbeitsarten import Fortschritt
from ..models import Import, Importzeile, Zeilenart
from ..tabellendatei import Befund, Tabellenfehler
from ..zahlen import ganze_zahl
from .probe import Probe, Probezeile, stapel

STAPEL = 2000
_ZU_SCHREIBEN = (Zeilenart.NEU, Zeilenart.GEAENDERT)


def uebernimm(zum_import: Import, resource: Any, fortschritt: Fortschritt) -> None:
    """Writes every new and changed row and notes which object each of them has become."""
    schreibe = _schreibe_in_menge if resource.in_menge else _schreibe_einzeln
    gesamt, fertig = zum_import.neu + zum_import.geaendert, 0
    for teil in schreibe(zum_import, resource):
        fertig += teil
        fortschritt.melde(fertig, gesamt, f"{ganze_zahl(fertig)} von {ganze_zahl(gesamt)} Zeilen übernommen")


def _schreibe_in_menge(zum_import: Import, resource: Any) -> Iterator[int]:
    auswahl = zum_import.zeilen.filter(art__in=_ZU_SCHREIBEN).order_by("nr")
    # with its import: the way back to it is looked up in every row, and would be read for each of them
    auswahl = auswahl.only("zum_import", "nr", "art", "objekt_id", "nachher")
    for zeilen in stapel(auswahl.iterator(chunk_size=STAPEL), STAPEL):
        _lege_an(resource, [z for z in zeilen if z.art == Zeilenart.NEU])
        _aendere(resource, [z for z in zeilen if z.art == Zeilenart.GEAENDERT])
        yield len(zeilen)


def _lege_an(resource: Any, zeilen: list[Importzeile]) -> None:
    if not zeilen:
        return
    objekte = []
    for zeile in zeilen:
        objekt = resource.neues_objekt()
        setze_werte(objekt, zeile.nachher)
        resource.verbinde(objekt)
        objekte.append(objekt)
    resource.lege_an(objekte)
    for zeile, objekt in zip(zeilen, objekte, strict=True):
        zeile.objekt_id = objekt.pk
        _setze_mengen(resource, objekt, zeile.nachher)
    _merke_objekte(zeilen)


def _aendere(resource: Any, zeilen: list[Importzeile]) -> None:
    objekte = resource._meta.model._default_manager.in_bulk([z.objekt_id for z in zeilen])
    gruppen: dict[tuple[str, ...], list[Any]] = defaultdict(list)
    for zeile in zeilen:
        objekt = objekte[zeile.objekt_id]
        gruppen[tuple(setze_werte(objekt, zeile.nachher))].append(objekt)
        _setze_mengen(resource, objekt, zeile.nachher)
    for felder, gruppe in gruppen.items():
        resource.aendere(gruppe, list(felder))


def setze_werte(objekt: Any, werte: dict[str, Any]) -> list[str]:
    """Stored values of columns back into the row; returns the names of the fields, in the order of the model."""
    gesetzt = []
    for feld in objekt._meta.concrete_fields:
        if feld.attname in werte:
            setattr(objekt, feld.attname, feld.to_python(werte[feld.attname]))
            gesetzt.append(feld.name)
    return gesetzt


def _setze_mengen(resource: Any, objekt: Any, werte: dict[str, Any]) -> None:
    for feld in resource._meta.model._meta.many_to_many:
        if feld.name in werte:
            getattr(objekt, feld.name).set(werte[feld.name])


def _merke_objekte(zeilen: list[Importzeile]) -> None:
    """Plain SQL: bulk_update sends a case for each row, which for 50,000 of them takes longer than the takeover."""
    tabelle = connection.ops.quote_name(Importzeile._meta.db_table)
    with connection.cursor() as zeiger:
        zeiger.executemany(
            f"UPDATE {tabelle} SET objekt_id = %s WHERE id = %s",  # noqa: S608 the name of our own table
            [(z.objekt_id, z.pk) for z in zeilen],
        )


def _schreibe_einzeln(zum_import: Import, resource: Any) -> Iterator[int]:
    """Through the services: the check itself, whose effect stays this time."""
    gespeicherte = zum_import.zeilen.order_by("nr")
    roh = (Probezeile(z.nr, z.werte) for z in gespeicherte)
    for teil in Probe(resource, bleibend=True).laufe(roh):
        befunde = [Befund(text, z.nummer, spalte) for z in teil for spalte, _, text in z.befunde]
        if befunde:
            raise Tabellenfehler(befunde)
        objekte = {z.nummer: z.objekt.pk for z in teil if z.art in _ZU_SCHREIBEN}
        neue = list(gespeicherte.filter(nr__in=objekte))
        for zeile in neue:
            zeile.objekt_id = objekte[zeile.nr]
        _merke_objekte(neue)
        yield len(neue)
