"""Rows of the network as a table for people and as CSV."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.urls import reverse

from asskomm.core.adressen import mit_abfrage
from asskomm.core.stichtag import als_text_lang
from asskomm.core.tabellen import Spalte
from asskomm.core.tabellendatei import ist_formelverdaechtig
from kommunen.enums import KommuneArt
from kommunen.search import fold

from .enums import Ebene
from .netzwerk import Netz, Netzzeile

SPALTEN = (
    Spalte("Kommune", sort="name"),
    Spalte("Landkreis", sort="landkreis"),
    Spalte("Einwohner", sort="einwohner", zahl=True),
    Spalte("Stand der Zusammenarbeit", sort="status"),
    Spalte("Vereinbarung", sort="vereinbarung"),
    Spalte("Außerdem"),
)
JE_SEITE = 25
_DAZU = (Ebene.MODELLKOMMUNE, Ebene.KPR, Ebene.COACHING, Ebene.ANALYSE)
_ORDNUNG: dict[str, Callable[[Netzzeile], Any]] = {
    "name": lambda z: z.koerperschaft.sortiername,
    "landkreis": lambda z: (fold(z.koerperschaft.landkreis), z.koerperschaft.sortiername),
    "einwohner": lambda z: (z.koerperschaft.einwohner or 0, z.koerperschaft.sortiername),
    "status": lambda z: (z.stufe.value, z.koerperschaft.sortiername),
    "vereinbarung": lambda z: (z.vereinbarungen[0].ab.toordinal() if z.vereinbarungen else 0, z.koerperschaft.id),
}


class Tabellenzeile(NamedTuple):
    """Finished values of one row."""

    name: str
    name_hsb: str
    url: str
    art: str
    landkreis: str
    einwohner: str
    klasse: str
    stand: str
    ueber: str
    vereinbarung: str
    vereinbarung_tag: str
    dazu: str
    fiktiv: bool


def tabellenzeile(zeile: Netzzeile) -> Tabellenzeile:
    k, ueber = zeile.koerperschaft, zeile.stufe_ueber
    bezug = zeile.vereinbarungen[0] if zeile.vereinbarungen else None
    return Tabellenzeile(
        name=k.name,
        name_hsb=zeile.steckbrief.name_hsb,
        url=adresse(k.slug),
        art=str(KommuneArt(k.art).label),
        landkreis=k.landkreis,
        einwohner=zahl(k.einwohner),
        klasse=f"s{zeile.stufe.value}",
        stand=str(zeile.stufe.label),
        ueber=f"über {ueber.name}" if ueber else "",
        vereinbarung=nummer(bezug.nummer_text) if bezug else "",
        vereinbarung_tag=bezug.ab_text if bezug else "",
        dazu=", ".join(_KURZ[e] for e in _DAZU if e in zeile.ebenen),
        fiktiv=k.fiktiv,
    )


_KURZ = {
    Ebene.MODELLKOMMUNE: "Modellkommune",
    Ebene.KPR: "Präventionsrat",
    Ebene.COACHING: "Coaching",
    Ebene.ANALYSE: "Analyse",
}


def adresse(slug: str) -> str:
    return f"{reverse('portal:kommunen')}{slug}/"


def zahl(wert: int | None) -> str:
    """37.566, or a dash where it is not known."""
    return "–" if wert is None else f"{wert:,}".replace(",", ".")


def nummer(text: str) -> str:
    """The number of an agreement as it stands in a sentence."""
    return "ohne Nummer" if text == "–" else f"Nr. {text}"


def sortiert(zeilen: Iterable[Netzzeile], schluessel: str) -> tuple[list[Netzzeile], str]:
    """Sorted by a key of the address ("-" = descending), and a notice where that key is unknown."""
    name = schluessel.removeprefix("-")
    if name not in _ORDNUNG:
        hinweis = f"Nach „{schluessel[:40]}“ lässt sich hier nicht sortieren." if schluessel else ""
        return list(zeilen), hinweis
    return sorted(zeilen, key=_ORDNUNG[name], reverse=schluessel.startswith("-")), ""


def nach_treffern(zeilen: Sequence[Netzzeile], text: str) -> list[Netzzeile]:
    """Names that begin with the words come first, then names that hold them, then the rest (Kreis, postal code)."""
    wort = fold(text)

    def rang(zeile: Netzzeile) -> tuple[int, str]:
        name, hsb = zeile.koerperschaft.sortiername, fold(zeile.steckbrief.name_hsb)
        return (0 if wort in (name, hsb) else 1 if name.startswith(wort) else 2 if wort in name else 3), name

    return sorted(zeilen, key=rang)


def inhalt(abfrage: Any, parameter: QueryDict) -> dict[str, Any]:
    """Values of the directory page."""
    gesucht, sortierung = abfrage.form.cleaned_data.get("q"), parameter.get("sort", "")
    zeilen, hinweis_sort = sortiert(abfrage.zeilen, sortierung)
    if gesucht and not sortierung:
        zeilen = nach_treffern(zeilen, gesucht)
    auf, hinweis_seite = seite(zeilen, parameter, groesse=JE_SEITE)
    return {
        "form": abfrage.form,
        "hinweise": [h for h in (*abfrage.hinweise, hinweis_sort, hinweis_seite) if h],
        "seite": auf,
        "spalten": SPALTEN,
        "vorgabe": "" if gesucht else "name",
        "stand": als_text_lang(abfrage.netz.stichtag),
        "treffer": _treffer(zeilen),
        "dateien": dateien(parameter),
    }


def dateien(parameter: QueryDict, **aenderungen: object) -> list[tuple[str, str, str]]:
    """The filtered rows, all pages, as a file."""
    url = reverse("portal:kommunen_csv") + mit_abfrage(parameter, sort=None, seite=None, **aenderungen)
    return [("Diese Auswahl herunterladen", url, "CSV")]


def _treffer(zeilen: Sequence[Netzzeile]) -> str:
    """124 Einträge: 110 Städte und Gemeinden, 4 Landkreise, 10 Verbände"""
    gemeinden = sum(z.koerperschaft.ist_gemeinde for z in zeilen)
    kreise = sum(z.koerperschaft.ist_landkreis for z in zeilen)
    teile = (
        _anzahl(gemeinden, "Stadt oder Gemeinde", "Städte und Gemeinden"),
        _anzahl(kreise, "Landkreis", "Landkreise"),
        _anzahl(len(zeilen) - gemeinden - kreise, "Verband", "Verbände"),
    )
    return ", ".join(t for t in teile if t) or "Keine Treffer"


def _anzahl(wert: int, einzahl: str, mehrzahl: str) -> str:
    return f"{wert} {einzahl if wert == 1 else mehrzahl}" if wert else ""


def seite(zeilen: Sequence[Netzzeile], abfrage: QueryDict, *, groesse: int) -> tuple[Page, str]:
    """One page of finished rows, and a notice where the address names a page that does not exist."""
    paginator: Paginator[Any] = Paginator(zeilen, groesse)
    gewuenscht = abfrage.get("seite", "1")
    auf = paginator.get_page(gewuenscht)
    auf.object_list = [tabellenzeile(z) for z in auf.object_list]
    hinweis = ""
    if gewuenscht != str(auf.number):
        hinweis = f"Die Seite „{gewuenscht[:20]}“ gibt es nicht. Sie sehen Seite {auf.number}."
    return auf, hinweis


_CSV_KOPF = (
    *("name", "name_obersorbisch", "art", "ags", "landkreis", "polizeidirektion", "einwohner", "stand", "ueber"),
    *(e.value for e in Ebene if e != Ebene.STUFE),
    *("vereinbarung_nr", "vereinbarung_seit", "stichtag", "fiktiv"),
)


def als_csv(netz: Netz, zeilen: Iterable[Netzzeile]) -> str:
    """UTF-8 text with semicolons, dates in ISO form; cells that a spreadsheet would compute are defused."""
    puffer = io.StringIO()
    schreiber = csv.writer(puffer, delimiter=";", lineterminator="\r\n")
    schreiber.writerow(_CSV_KOPF)
    fiktiv = netz.bestand.enthaelt_fiktives
    for zeile in zeilen:
        schreiber.writerow([_zelle(w) for w in _csv_werte(netz, zeile, fiktiv)])
    return "\ufeff" + puffer.getvalue()


def _csv_werte(netz: Netz, zeile: Netzzeile, fiktiv: bool) -> list[object]:
    k, s, ueber = zeile.koerperschaft, zeile.steckbrief, zeile.stufe_ueber
    bezug = zeile.vereinbarungen[0] if zeile.vereinbarungen else None
    return [
        *(k.name, s.name_hsb, KommuneArt(k.art).label, s.ags, k.landkreis, k.polizeidirektion, k.einwohner),
        *(zeile.stufe.label, ueber.name if ueber else ""),
        *(_ja(zeile, ebene) for ebene in Ebene if ebene != Ebene.STUFE),
        *(bezug.nummer_text if bezug else "", bezug.ab.isoformat() if bezug else ""),
        *(netz.stichtag.isoformat(), "ja" if fiktiv else "nein"),
    ]


def _ja(zeile: Netzzeile, ebene: str) -> str:
    status = zeile.ebenen.get(ebene)
    if status is None:
        return "nein"
    return "über Verband" if status.ueber else "ja"


def _zelle(wert: object) -> str:
    text = "" if wert is None else str(wert)
    return f"'{text}" if ist_formelverdaechtig(text) else text
