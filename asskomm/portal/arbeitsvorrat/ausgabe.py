"""The worklist as a table for spreadsheets; the protocol notes that data leave."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse

from asskomm.core.admin.arbeitsvorrat import Posten, WartetAuf
from asskomm.core.downloads import erzeugte_datei
from asskomm.core.protokoll import protokolliere
from asskomm.core.stichtag import BERLIN
from asskomm.core.tabellenausgabe import FORMATE, als_tabelle

TITEL = "Arbeitsvorrat"
KOPF = ["Art", "Was", "Vorgang", "Kommunen", "Warum", "Hinweis", "Wartet auf", "Seit", "Bis", "fiktiv"]


def datei(posten: Sequence[Posten], *, format: str, filter: str, by: Any, jetzt: dt.datetime) -> HttpResponse | None:
    """None: there is no such format. `filter`: the choice in words, for the second sheet and the protocol."""
    if format not in FORMATE:
        return None
    zeilen = [_zeile(p) for p in posten]
    angaben = [("Liste", TITEL), ("Auswahl", filter or "alles"), ("Zeilen", len(zeilen)), ("Stand", jetzt)]
    inhalt = als_tabelle(format, KOPF, zeilen, titel=TITEL, angaben=angaben)
    nachher = {"liste": TITEL, "filter": filter or "keiner", "zeilen": len(zeilen), "format": format}
    protokolliere(ereignis="daten.exportiert", by=by, jetzt=jetzt, nachher=nachher)
    name = f"arbeitsvorrat_{jetzt.astimezone(BERLIN).date()}.{format}"
    return erzeugte_datei(inhalt, name=name, mimetype=FORMATE[format])


def _zeile(p: Posten) -> list[Any]:
    return [
        p.titel,
        p.text,
        p.fall,
        ", ".join(p.kommunen),
        p.zusatz,
        p.marke,
        WartetAuf(p.wartet_auf).label,
        p.seit,
        p.faellig,
        "ja" if p.fiktiv else "nein",
    ]
