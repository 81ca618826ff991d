"""The finished values of the start page of the back office."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from asskomm.core.admin.arbeitsvorrat import Posten, WartetAuf
from asskomm.core.admin.vorratszeilen import lade_posten
from asskomm.core.adressen import aktive_filter, mit_abfrage
from asskomm.core.models import GespeicherterFilter
from asskomm.core.stichtag import als_text
from asskomm.core.tabellen import Spalte
from kommunen.models import Landkreis

from .ausgabe import FORMATE
from .auswahl import ANDERE_ZUSAMMEN, GRUPPEN, Dringlichkeit, MerkForm, VorratForm, dringlichkeit, zaehle
from .bereich import MEIN, Bereich, lade_bereiche

JE_SEITE = 25
SPALTEN = (Spalte("Was"), Spalte("Kommune"), Spalte("Wartet auf"), Spalte("Bis"))
_DAUERN = ((365, "Jahr", "Jahre", 730), (30, "Monat", "Monate", 61), (1, "Tag", "Tage", 1))
_SCHLUESSEL = ("sicht", "q", "landkreis", "art", "wartet", "faellig", "sort")
"""Of the address: what a saved filter keeps."""


@dataclass(frozen=True)
class Zeile:
    """One row as the template shows it."""

    posten: Posten
    kommune: str
    wartet: str
    seit: str
    bis: str
    ist_ueberfaellig: bool


@dataclass
class Gruppe:
    titel: str
    beschriftung: str = "Arbeitsvorrat"
    anzahl: int = 0  # on all pages
    zeilen: list[Zeile] = field(default_factory=list)


@dataclass
class Abschnitt:
    titel: str
    gruppen: list[Gruppe] = field(default_factory=list)


@dataclass(frozen=True)
class Vorrat:
    """All rows of the person, what of them is chosen, and by what."""

    alle: list[Posten]
    in_sicht: list[Posten]
    gewaehlt: list[Posten]
    form: VorratForm
    bereiche: list[Bereich]
    sicht: str
    abfrage: QueryDict

    @property
    def mein(self) -> Bereich:
        return self.bereiche[0]


def lade_vorrat(user: Any, abfrage: QueryDict, heute: dt.date) -> Vorrat:
    alle = lade_posten(user, heute)
    bereiche = lade_bereiche(user, heute)
    sicht = abfrage.get("sicht", "")
    bereich = next((b for b in bereiche if b.schluessel == sicht), None)
    in_sicht = [p for p in alle if bereich.enthaelt(p)] if bereich else alle
    landkreise = list(Landkreis.objects.order_by("name").values_list("pk", "name"))
    form = VorratForm(abfrage, alle=alle, landkreise=landkreise)
    gewaehlt = form.ordne(form.filtere(in_sicht, heute), bereiche[0], heute)
    return Vorrat(alle, in_sicht, gewaehlt, form, bereiche, bereich.schluessel if bereich else "", abfrage)


def startseite(request: HttpRequest, heute: dt.date) -> dict[str, Any] | HttpResponse:
    """The values of templates/admin/index.html; without a wish in the address the default filter opens."""
    filter_ = list(GespeicherterFilter.objects.visible_to(request.user))
    standard = next((f.abfrage for f in filter_ if f.ist_standard), "")
    if standard and not request.GET:
        return HttpResponseRedirect(f"?{standard}")
    vorrat = lade_vorrat(request.user, request.GET, heute)
    seite = Paginator(vorrat.gewaehlt, JE_SEITE).get_page(request.GET.get("seite"))
    auswahl = merkbare_abfrage(request.GET)
    return {
        "heute": heute,
        "leer": not vorrat.alle,
        "reiter": _reiter(request, vorrat),
        "zaehler": _zaehler(vorrat, request.GET, heute),
        "arten": _arten(vorrat, request.GET, heute),
        "form": vorrat.form,
        "filter": [(f.name, f"?{f.abfrage}" if f.abfrage else "?alle=1", f.abfrage == auswahl) for f in filter_],
        "auswahl": auswahl,
        "ist_gefiltert": bool(auswahl),
        "abschnitte": abschnitte(seite, vorrat, heute),
        "spalten": SPALTEN,
        "seite": seite,
        "formate": FORMATE,
        "merkform": MerkForm(auto_id="merken-%s"),
        "treffer": _treffer(len(vorrat.gewaehlt)),
    }


def merkbare_abfrage(abfrage: QueryDict) -> str:
    """The part of the address that a saved filter keeps, in a fixed order."""
    ziel = QueryDict(mutable=True)
    for name in _SCHLUESSEL:
        if wert := abfrage.get(name, "").replace("\x00", "").strip():
            ziel[name] = wert
    return ziel.urlencode()


def in_worten(vorrat: Vorrat) -> str:
    """What is chosen, as a person would say it."""
    sicht = [b.ueberschrift for b in vorrat.bereiche if b.schluessel == vorrat.sicht]
    return "; ".join([*sicht, *(f"{chip.name}: {chip.wert}" for chip in aktive_filter(vorrat.form, vorrat.abfrage))])


def _reiter(request: HttpRequest, vorrat: Vorrat) -> list[tuple[str, int | None, str, bool]]:
    """Tabs: word, count, address, whether it is open."""
    reiter: list[tuple[str, int | None, str, bool]] = [("Alles", len(vorrat.alle), "?alle=1", not vorrat.sicht)]
    for bereich in vorrat.bereiche:
        anzahl = sum(bereich.enthaelt(p) for p in vorrat.alle)
        reiter.append((bereich.titel, anzahl, f"?sicht={bereich.schluessel}", bereich.schluessel == vorrat.sicht))
    if request.user.has_perm("portal.view_lage"):  # type: ignore[union-attr]
        reiter.append(("Lage", None, reverse("verwaltung:lage"), False))
    return reiter


def _zaehler(vorrat: Vorrat, abfrage: QueryDict, heute: dt.date) -> list[tuple[int, str, str, bool]]:
    """The head line: number, word, address that shows just these, whether they are shown."""
    zahlen = zaehle(vorrat.in_sicht, heute)
    wege = (
        ("ueberfaellig", "überfällig", "faellig", Dringlichkeit.UEBERFAELLIG),
        ("entscheidung", "zu entscheiden", "faellig", Dringlichkeit.ENTSCHEIDUNG),
        ("heute", "heute", "faellig", Dringlichkeit.HEUTE),
        ("woche", "diese Woche", "faellig", Dringlichkeit.WOCHE),
        ("andere", "wartet auf andere", "wartet", ANDERE_ZUSAMMEN),
    )
    liste = []
    for name, wort, feld, wert in wege:
        gesetzt = vorrat.form.wert(feld) == wert
        aenderung: dict[str, Any] = {"faellig": None, "wartet": None, "seite": None, "alle": 1}
        url = mit_abfrage(abfrage, **{**aenderung, **({} if gesetzt else {feld: wert})})
        liste.append((zahlen[name], wort, url, gesetzt))
    return liste


def _arten(vorrat: Vorrat, abfrage: QueryDict, heute: dt.date) -> list[tuple[str, int, str, bool]]:
    """Each kind with its exact count under the other filters, as a link that filters by it."""
    zahlen = Counter((p.titel, p.art) for p in vorrat.form.filtere(vorrat.in_sicht, heute, ohne="art"))
    gewaehlt = vorrat.form.wert("art")
    liste = []
    for (titel, art), anzahl in sorted(zahlen.items()):
        url = mit_abfrage(abfrage, art=None if art == gewaehlt else art, seite=None, alle=1)
        liste.append((titel, anzahl, url, art == gewaehlt))
    return liste


def abschnitte(seite: Page, vorrat: Vorrat, heute: dt.date) -> list[Abschnitt]:
    """By urgency: one's own first, each part in groups by due day. Any other order is one plain list."""
    if vorrat.form.wert("sort"):
        return (
            [Abschnitt("", [Gruppe("", zeilen=[zeile(p, heute) for p in seite.object_list])])]
            if seite.object_list
            else []
        )
    zahlen = Counter((_ueberschrift(p, vorrat), GRUPPEN[dringlichkeit(p, heute)]) for p in vorrat.gewaehlt)
    liste: list[Abschnitt] = []
    for posten in seite.object_list:
        titel = _ueberschrift(posten, vorrat)
        if not liste or liste[-1].titel != titel:
            liste.append(Abschnitt(titel))
        gruppe = GRUPPEN[dringlichkeit(posten, heute)]
        if not liste[-1].gruppen or liste[-1].gruppen[-1].titel != gruppe:
            liste[-1].gruppen.append(Gruppe(gruppe, f"{titel}: {gruppe}", zahlen[titel, gruppe]))
        liste[-1].gruppen[-1].zeilen.append(zeile(posten, heute))
    return liste


def _ueberschrift(posten: Posten, vorrat: Vorrat) -> str:
    if vorrat.sicht not in ("", MEIN):
        return next(b.ueberschrift for b in vorrat.bereiche if b.schluessel == vorrat.sicht)
    return vorrat.mein.ueberschrift if vorrat.mein.enthaelt(posten) else "Alles Übrige"


def zeile(posten: Posten, heute: dt.date) -> Zeile:
    return Zeile(
        posten=posten,
        kommune=_kommunen(posten.kommunen),
        wartet=str(WartetAuf(posten.wartet_auf).label),
        seit=_seit(posten.seit, heute),
        bis=_bis(posten.faellig, heute),
        ist_ueberfaellig=posten.faellig is not None and posten.faellig < heute,
    )


def _kommunen(namen: Sequence[str]) -> str:
    if len(namen) <= 2:
        return ", ".join(namen)
    return f"{namen[0]} und {len(namen) - 1} weitere"


def _seit(tag: dt.date | None, heute: dt.date) -> str:
    if tag is None:
        return ""
    tage = (heute - tag).days
    return f"seit {als_text(tag)}" + (f" ({_tage(tage)})" if tage > 0 else "")


def _bis(tag: dt.date | None, heute: dt.date) -> str:
    if tag is None:
        return ""
    tage = (tag - heute).days
    if tage == 0:
        return "heute"
    return f"seit {_tage(-tage, dativ=True)} überfällig" if tage < 0 else f"in {_tage(tage, dativ=True)}"


def _tage(anzahl: int, *, dativ: bool = False) -> str:
    """Days up to two months, then months, then years: nobody reads 2472 Tage."""
    for groesse, einzahl, mehrzahl, ab in _DAUERN:
        if anzahl >= ab:
            zahl = anzahl // groesse
            ende = "n" if dativ and not mehrzahl.endswith("n") else ""
            eins = {"Tag": "einem Tag"}.get(einzahl, einzahl) if dativ else f"1 {einzahl}"
            return eins if zahl == 1 else f"{zahl} {mehrzahl}{ende}"
    return "0 Tage"


def _treffer(anzahl: int) -> str:
    return f"{anzahl} {'Eintrag' if anzahl == 1 else 'Einträge'}"
