"""The map as finished SVG: one link for each municipality, grouped by Kreis, borders as one path."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString

from ..netzwerk import Netzzeile
from .ebenen import Anzeige
from .geometrie import Flaeche, Platz, flaeche, kurz, pfad

RANDZONE = 0.2  # share of the width in which a name grows away from the edge


class Zelle(NamedTuple):
    """One municipality on the map. `blass`: outside the filter."""

    zeile: Netzzeile
    anzeige: Anzeige
    url: str
    neueste: bool = False
    blass: bool = False

    @property
    def platz(self) -> Platz | None:
        s = self.zeile.steckbrief
        if s.wabe_spalte is None or s.wabe_zeile is None:
            return None
        return Platz(s.wabe_spalte, s.wabe_zeile, self.zeile.koerperschaft.landkreis_slug)

    @property
    def klasse(self) -> str:
        stufe = "neueste" if self.neueste else self.anzeige.klasse
        return f"wabe {stufe} blass" if self.blass else f"wabe {stufe}"

    @property
    def worte(self) -> str:
        zusatz = ", neueste Vereinbarung" if self.neueste else ""
        return f"{self.anzeige.text}{zusatz}"


def uebersicht(zellen: Iterable[Zelle]) -> SafeString:
    """The small map of the start page: a picture whose cells can be clicked; the words stand beside it.

    Its cells are too many for the tab order and too small to be the only way: search, list and large map are.
    """
    orte = _orte(zellen)
    grund = flaeche(p for p, _ in orte)
    waben = "".join(_wabe(p, z, ' tabindex="-1"') for p, z in orte)
    return _svg(grund, 'aria-hidden="true" focusable="false"', waben + _grenze(grund))


def netzkarte(zellen: Iterable[Zelle], *, name: str) -> SafeString:
    """The large map: links in groups named after their Kreis; a hovered or focused cell names itself.

    Two layers: the coloured cells, and above them the links with transparent areas, so that no neighbour that is
    painted later covers the name of a cell.
    """
    orte = _orte(zellen)
    grund = flaeche(p for p, _ in orte)
    gruppen: dict[str, list[tuple[Platz, Zelle]]] = defaultdict(list)
    for platz, zelle in orte:
        gruppen[platz.kreis].append((platz, zelle))
    waben = "".join(f'<path class="{z.klasse}" d="{pfad(p)}"/>' for p, z in orte)
    namen = [_kreisname(kreis, liste, grund) for kreis, liste in sorted(gruppen.items()) if len(liste) > 1]
    bild = f'{waben}{_grenze(grund)}<g class="kreisnamen">{"".join(namen)}</g>'
    links = "".join(_kreis(liste, grund) for _, liste in sorted(gruppen.items()))
    return _svg(grund, f'role="group" aria-label="{escape(name)}"', f'<g aria-hidden="true">{bild}</g>{links}')


def _svg(grund: Flaeche, merkmale: str, inhalt: str) -> SafeString:
    return SafeString(f'<svg class="wabenkarte" viewBox="{grund.sichtfeld}" {merkmale}>{inhalt}</svg>')


def _orte(zellen: Iterable[Zelle]) -> list[tuple[Platz, Zelle]]:
    return [(platz, zelle) for zelle in zellen if (platz := zelle.platz) is not None]


def _grenze(grund: Flaeche) -> str:
    return f'<path class="kreisgrenze" d="{grund.grenzen}"/>'


def _kreis(orte: list[tuple[Platz, Zelle]], grund: Flaeche) -> str:
    name = escape(f"{orte[0][1].zeile.koerperschaft.landkreis}: {len(orte)} Kommunen")
    links = "".join(_link(p, z, grund) for p, z in orte)
    return f'<g role="group" aria-label="{name}">{links}</g>'


def _kreisname(kreis: str, orte: list[tuple[Platz, Zelle]], grund: Flaeche) -> str:
    x, y = grund.mitten[kreis]
    name = orte[0][1].zeile.koerperschaft.landkreis.removeprefix("Landkreis ")
    return f'<text x="{kurz(x)}" y="{kurz(y + 3)}">{escape(name)}</text>'


def _link(platz: Platz, zelle: Zelle, grund: Flaeche) -> str:
    name, worte = escape(zelle.zeile.koerperschaft.name), escape(zelle.worte)
    # Beside the link, not inside: browsers scroll to the area of a link, and the name would make that far too wide.
    zeilen = worte.split(", ")  # short lines, for a phone shows little of the map
    stelle = f'class="schild{_seite(platz, grund)}" x="{kurz(platz.x)}" y="{kurz(platz.y - 12 - 12 * len(zeilen))}"'
    darunter = "".join(f'<tspan x="{kurz(platz.x)}" dy="12">{zeile}</tspan>' for zeile in zeilen)
    schild = f'<text aria-hidden="true" {stelle}>{name}{darunter}</text>'
    ziel = f'<title>{name}: {worte}</title><path class="ziel" d="{pfad(platz)}"/>'
    return f'<a href="{escape(zelle.url)}">{ziel}</a>{schild}'


def _seite(platz: Platz, grund: Flaeche) -> str:
    """To which side a name may grow without leaving the map."""
    anteil = (platz.x - grund.links) / grund.breite
    return "" if anteil < RANDZONE else " ende" if anteil > 1 - RANDZONE else " mitte"


def _wabe(platz: Platz, zelle: Zelle, merkmal: str) -> str:
    text = escape(f"{zelle.zeile.koerperschaft.name}: {zelle.worte}")
    wabe = f'<path class="{zelle.klasse}" d="{pfad(platz)}"/>'
    return f'<a href="{escape(zelle.url)}"{merkmal}><title>{text}</title>{wabe}</a>'
