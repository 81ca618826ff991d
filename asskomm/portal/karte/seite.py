"""What the map page shows: the drawing, its legend, and the same rows as a table."""

from typing import Any

from django.http import QueryDict

from asskomm.core.adressen import mit_abfrage
from asskomm.core.stichtag import als_text_lang

from .. import verzeichnis
from ..enums import Ebene
from ..filters import Abfrage, lies_ebene
from ..netzwerk import Netz
from .ebenen import anzeige, legende
from .svg import Zelle, netzkarte

ZEILEN_JE_SEITE = 50


def zellen(netz: Netz, ebene: Ebene, treffer: set[int] | None = None) -> list[Zelle]:
    """Every municipality of the day; those outside the filter are pale."""
    neueste = netz.neueste_kommunen if ebene in {Ebene.STUFE, Ebene.VEREINBARUNG} else frozenset()
    return [
        Zelle(
            zeile=z,
            anzeige=anzeige(z, ebene),
            url=verzeichnis.adresse(z.koerperschaft.slug),
            neueste=z.koerperschaft.id in neueste,
            blass=treffer is not None and z.koerperschaft.id not in treffer,
        )
        for z in netz.gemeinden
    ]


def inhalt(abfrage: Abfrage, parameter: QueryDict) -> dict[str, Any]:
    netz = abfrage.netz
    ebene, hinweis_ebene = lies_ebene(parameter)
    zeilen, hinweis_sort = verzeichnis.sortiert(abfrage.zeilen, parameter.get("sort", ""))
    seite, hinweis_seite = verzeichnis.seite(zeilen, parameter, groesse=ZEILEN_JE_SEITE)
    treffer = {z.koerperschaft.id for z in abfrage.zeilen}
    return {
        "form": abfrage.form,
        "hinweise": [h for h in (*abfrage.hinweise, hinweis_ebene, hinweis_sort, hinweis_seite) if h],
        "ebene": ebene.label,
        "karte": netzkarte(zellen(netz, ebene, treffer), name=f"Netzwerkkarte: {ebene.label}"),
        "legende": legende(ebene, abfrage.zeilen),
        "neueste": _neueste(netz, ebene),
        "stand": als_text_lang(netz.stichtag),
        "seite": seite,
        "spalten": verzeichnis.SPALTEN,
        "vorgabe": "name",
        "treffer": treffertext(len(abfrage.zeilen), len(netz.gemeinden)),
        "ebenen": [(e.label, mit_abfrage(parameter, ebene=e.value, seite=None), e == ebene) for e in Ebene],
        "dateien": verzeichnis.dateien(parameter, nur="gemeinden", ebene=None),
    }


def treffertext(treffer: int, alle: int) -> str:
    return f"Alle {alle} Städte und Gemeinden" if treffer == alle else f"{treffer} von {alle} Städten und Gemeinden"


def _neueste(netz: Netz, ebene: Ebene) -> str:
    vertrag = netz.neuester_vertrag
    return vertrag.bezeichnung if vertrag and ebene in {Ebene.STUFE, Ebene.VEREINBARUNG} else ""
