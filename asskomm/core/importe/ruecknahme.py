"""Takes a whole import back while nothing builds on it: what stands in the way is told in German, row by row."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models

from ..errors import Ablehnung
from ..models import Akte, Erfasst, Fallbezug, Import, Importzeile, Tatsache, Zeilenart
from .probe import stapel
from .uebernahme import setze_werte

STAPEL = 500
HOECHSTENS = 50  # reasons that are listed
_OHNE_VERGLEICH = ("erfasst_", "annulliert_", "fiktiv", "status", "suchtext", "sortiername")
NICHT_MEHR_DA = "Den Eintrag gibt es nicht mehr."
ANNULLIERT = "Der Eintrag wurde schon annulliert."
WEITERGEGANGEN = "Seit dem Import ist ein Schritt eingetragen."
GEAENDERT = "Der Eintrag wurde seither geändert ({})."


def hinderungen(zum_import: Import, resource: Any) -> list[str]:
    """Every reason, each with the row of the file; at most HOECHSTENS of them."""
    gefunden: list[str] = []
    for zeilen in _stapel(zum_import):
        gefunden += _hinderungen(zeilen, resource)
        if len(gefunden) > HOECHSTENS:
            return [*gefunden[:HOECHSTENS], "Es gibt weitere Einträge, auf denen schon etwas aufbaut."]
    return gefunden


def nimm_zurueck(zum_import: Import, resource: Any, *, grund: str) -> tuple[int, int]:
    """Inside the caller's transaction: new rows are undone by their kind, changed ones get their old values back."""
    zurueck = wieder = 0
    for zeilen in _stapel(zum_import):
        objekte = resource._meta.model._default_manager.select_for_update().in_bulk([z.objekt_id for z in zeilen])
        if gruende := _hinderungen(zeilen, resource):
            raise Ablehnung(gruende[:HOECHSTENS])
        neue = [objekte[z.objekt_id] for z in zeilen if z.art == Zeilenart.NEU]
        if neue:
            resource.nimm_zurueck(neue, grund=grund)
        zurueck += len(neue)
        wieder += _stelle_her(resource, [z for z in zeilen if z.art == Zeilenart.GEAENDERT], objekte)
    return zurueck, wieder


def _stapel(zum_import: Import) -> Iterator[list[Importzeile]]:
    """Last row first: what came later may rest on what came before."""
    auswahl = zum_import.zeilen.filter(art__in=(Zeilenart.NEU, Zeilenart.GEAENDERT)).order_by("-nr")
    return stapel(auswahl.iterator(chunk_size=STAPEL), STAPEL)


def _stelle_her(resource: Any, zeilen: list[Importzeile], objekte: dict[int, Any]) -> int:
    gruppen: dict[tuple[str, ...], list[Any]] = defaultdict(list)
    for zeile in zeilen:
        objekt = objekte[zeile.objekt_id or 0]
        gruppen[tuple(setze_werte(objekt, zeile.vorher))].append(objekt)
        for feld in objekt._meta.many_to_many:
            if feld.name in zeile.vorher:
                getattr(objekt, feld.name).set(zeile.vorher[feld.name])
    for felder, gruppe in gruppen.items():
        resource.aendere(gruppe, list(felder))
    return len(zeilen)


def _hinderungen(zeilen: list[Importzeile], resource: Any) -> list[str]:
    modell = resource._meta.model
    nach_objekt = {z.objekt_id or 0: z for z in zeilen}
    objekte = modell._default_manager.in_bulk(list(nach_objekt))
    gruende = {pk: _seit_dem_import(z, objekte.get(pk)) for pk, z in nach_objekt.items()}
    neue = [pk for pk, z in nach_objekt.items() if z.art == Zeilenart.NEU and not gruende[pk]]
    for pk, name in verweise(modell, neue, resource.bestandteile):
        gruende[pk] = gruende[pk] or f"Darauf baut schon etwas auf: {name}."
    for pk in _weitergegangen(modell, neue, zeilen[0].zum_import):
        gruende[pk] = gruende[pk] or WEITERGEGANGEN
    texte = [f"Zeile {z.nr}: {gruende[pk]}" for pk, z in nach_objekt.items() if gruende[pk]]
    return texte + resource.hinderungen(neue)


def _seit_dem_import(zeile: Importzeile, objekt: Any) -> str:
    """What has happened to the row since; empty = nothing."""
    if objekt is None:
        return NICHT_MEHR_DA
    if isinstance(objekt, Tatsache) and objekt.ist_annulliert:
        return ANNULLIERT
    anders = [str(f.verbose_name) for f in objekt._meta.concrete_fields if _ist_anders(f, zeile, objekt)]
    anders += [str(f.verbose_name) for f in objekt._meta.many_to_many if _menge_ist_anders(f, zeile, objekt)]
    return GEAENDERT.format(", ".join(anders)) if anders else ""


def _ist_anders(feld: Any, zeile: Importzeile, objekt: Any) -> bool:
    """Columns of the file hold what the import wrote; all others of a new row are as they were at its beginning."""
    if feld.attname in zeile.nachher:
        return bool(feld.to_python(zeile.nachher[feld.attname]) != getattr(objekt, feld.attname))
    if zeile.art == Zeilenart.GEAENDERT or feld.primary_key or feld.name.startswith(_OHNE_VERGLEICH):
        return False
    return bool(feld.get_default() != getattr(objekt, feld.attname))


def _menge_ist_anders(feld: Any, zeile: Importzeile, objekt: Any) -> bool:
    if feld.name not in zeile.nachher:
        return False
    jetzt = set(getattr(objekt, feld.name).values_list("pk", flat=True))
    return jetzt != set(zeile.nachher[feld.name])


def _weitergegangen(modell: type[models.Model], pks: list[int], zum_import: Import) -> list[int]:
    """Cases with steps that came after the import."""
    if not hasattr(modell, "workflow"):
        return []
    spaetere = modell._default_manager.filter(
        pk__in=pks, verlauf__erfasst_zeitpunkt__gt=zum_import.uebernommen_zeitpunkt
    )
    return list(spaetere.order_by("pk").values_list("pk", flat=True).distinct())


def verweise(modell: type[models.Model], pks: list[int], bestandteile: Any) -> Iterator[tuple[int, str]]:
    """Every row of another table that names one of these: by foreign key, by set, or as its case."""
    if not pks:
        return
    alle: Any = modell._meta.get_fields(include_hidden=True)
    for beziehung in alle:
        if not beziehung.auto_created or beziehung.concrete or _zaehlt_nicht(beziehung, modell, bestandteile):
            continue
        quelle, spalte = beziehung.related_model, beziehung.field.name
        if beziehung.many_to_many:
            quelle, spalte = beziehung.through, beziehung.field.m2m_reverse_field_name()
        treffer = quelle._base_manager.filter(**{f"{spalte}__in": pks}).order_by()
        for pk in treffer.values_list(f"{spalte}_id", flat=True).distinct():
            yield pk, str(quelle._meta.verbose_name)
    yield from _als_fall(modell, pks)


def _zaehlt_nicht(beziehung: Any, modell: type[models.Model], bestandteile: Any) -> bool:
    """The history of the fields, what came with the row, and the hidden tables of its own sets."""
    ist_verlauf = beziehung.related_model.__name__.startswith("Historical")
    eigene_menge = any(f.remote_field.through is beziehung.related_model for f in modell._meta.many_to_many)
    return ist_verlauf or eigene_menge or beziehung.get_accessor_name() in bestandteile


def _als_fall(modell: type[models.Model], pks: list[int]) -> Iterator[tuple[int, str]]:
    """What a person has laid at the case. Its file and its reminders come by themselves; what is filed counts."""
    art = ContentType.objects.get_for_model(modell)
    for quelle in apps.get_models():
        if issubclass(quelle, Fallbezug) and issubclass(quelle, Erfasst) and quelle is not Akte:
            von_personen = quelle._base_manager.filter(erfasst_durch__isnull=False)
            treffer = von_personen.filter(fall_art=art, fall_id__in=pks).order_by()
            for pk in treffer.values_list("fall_id", flat=True).distinct():
                yield pk, str(quelle._meta.verbose_name)
