"""Imports as a person or a service makes them."""

import datetime as dt
import io
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from asskomm.core.importarten import importart
from asskomm.core.models import Import, Importzeile, User
from asskomm.core.services import importe as dienste
from asskomm.core.stichtag import BERLIN

JETZT = dt.datetime(2026, 11, 22, 12, 0, tzinfo=BERLIN)
Befund = tuple[str, str, str]


def csv_datei(*zeilen: str, kodierung: str = "utf-8", name: str = "datei.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\r\n".join(zeilen).encode(kodierung))


def xlsx_datei(*zeilen: list[Any], name: str = "datei.xlsx") -> SimpleUploadedFile:
    mappe = openpyxl.Workbook()
    for zeile in zeilen:
        mappe.active.append(zeile)
    ziel = io.BytesIO()
    mappe.save(ziel)
    return SimpleUploadedFile(name, ziel.getvalue())


# --- Through the services


def geprueft(art: str, datei: Any, *, by: User, jetzt: dt.datetime = JETZT) -> Import:
    """Uploaded, mapped as suggested, and checked."""
    zum_import = dienste.start_import(art=art, datei=datei, by=by, jetzt=jetzt)
    dienste.check_import(zum_import=zum_import, by=by, jetzt=jetzt)
    return zum_import


def uebernommen(art: str, datei: Any, *, by: User, jetzt: dt.datetime = JETZT) -> Import:
    zum_import = geprueft(art, datei, by=by, jetzt=jetzt)
    assert not befunde(zum_import), befunde(zum_import)
    lauf = dienste.apply_import(zum_import=zum_import, by=by, jetzt=jetzt)
    assert lauf.stand == "FERTIG", lauf.fehler
    return zum_import


def zurueckgenommen(zum_import: Import, *, by: User, grund: str = "Falsche Datei", jetzt: dt.datetime = JETZT) -> Any:
    return dienste.undo_import(zum_import=zum_import, grund=grund, by=by, jetzt=jetzt)


def zaehler(zum_import: Import) -> tuple[int, int, int, int]:
    """New, changed, unchanged, with errors."""
    return zum_import.neu, zum_import.geaendert, zum_import.unveraendert, zum_import.fehler


def befunde(zum_import: Import) -> list[Befund]:
    """Row, column and text of everything that is wrong."""
    return [
        (str(z.nr), spalte, text)
        for z in Importzeile.objects.filter(zum_import=zum_import).order_by("nr")
        for spalte, _, text in z.befunde
    ]


# --- Through the pages


def pruefe(client: Client, art: str, datei: Any) -> Import | list[Befund]:
    """The upload; with headings that are not ours the suggested mapping is sent. A list: the file was refused."""
    antwort = client.post(_adresse(art, "import"), {"datei": datei})
    if antwort.status_code == 200:
        return antwort.context["befunde"]
    zum_import = Import.objects.order_by("-pk")[0]
    if antwort.url.endswith("/zuordnung/"):
        formular = client.get(antwort.url).context["form"]
        antwort = client.post(antwort.url, {f.html_name: f.value() or "" for f in formular})
        if antwort.status_code == 200:
            fehler = antwort.context["form"].errors.values()
            return [("", "", text) for texte in fehler for text in texte]
    zum_import.refresh_from_db()
    return zum_import


def alle_befunde(client: Client, art: str, datei: Any) -> list[Befund]:
    ergebnis = pruefe(client, art, datei)
    if isinstance(ergebnis, list):
        return ergebnis
    hinweise = [("", "", text) for text in ergebnis.hinweis.splitlines()]
    return hinweise + befunde(ergebnis)


def uebernimm(client: Client, art: str, datei: Any) -> Any:
    """The page after the takeover."""
    zum_import = pruefe(client, art, datei)
    assert isinstance(zum_import, Import), zum_import
    assert not befunde(zum_import), befunde(zum_import)
    return client.post(reverse("admin:core_import_aktion", args=[zum_import.pk, "uebernehmen"]), follow=True)


def _adresse(art: str, was: str) -> str:
    importart(art)
    return reverse(f"admin:{art.replace('.', '_')}_{was}")
