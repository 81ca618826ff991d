"""The components: the only place that knows KERN's markup (templates/components).

Containers are block tags, everything else gives one finished piece. All arguments are keywords. The page
/komponenten/ shows each of them.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import template
from django.core.paginator import Page
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from asskomm.core import adressen, charts, clock, sitzung
from asskomm.core.bausteine import (
    HINWEIS_SYMBOLE,
    KERN_ARTEN,
    LEITER,
    MELDUNG_ARTEN,
    ZUSTAENDE,
    baustein,
    spaltenkoepfe,
)
from asskomm.core.symbole import symbol_svg
from asskomm.core.tabellen import Spalte

from . import kern_formulare

_QUELLE_MIT_ADRESSE = re.compile(r"(.+) \((https://[^\s()]+)\)")

register = template.Library()
register.tags.update(kern_formulare.register.tags)


# --- Text and icons


@register.simple_tag
def symbol(name: str) -> SafeString:
    """Decorative icon; the word beside it carries the meaning."""
    return symbol_svg(name)


@register.filter
def zahl(wert: Any) -> str:
    """Thousands as in German: 11.036. Anything that is no number stays as it is; None shows as a dash."""
    if wert is None:
        return "–"
    return f"{wert:,}".replace(",", "\u0000").replace(".", ",").replace("\u0000", ".") if _ist_zahl(wert) else str(wert)


@register.filter
def quelle(text: str) -> SafeString:
    """Sources as text; one whose address is known, "publisher: title (https://…)", leads there."""
    return format_html_join("; ", "{}", ((_mit_verweis(teil),) for teil in text.split("; ")))


def _mit_verweis(teil: str) -> str:
    treffer = _QUELLE_MIT_ADRESSE.fullmatch(teil)
    return format_html('<a href="{}">{}</a>', treffer[2], treffer[1]) if treffer else teil


def _ist_zahl(wert: Any) -> bool:
    return isinstance(wert, int | float | Decimal) and not isinstance(wert, bool)


@register.simple_tag
def plakette(*, text: str, art: str = "neutral", symbol: str | None = None) -> SafeString:
    """Status as icon and word. art: info, erfolg, warnung, fehler, neutral."""
    zeichen = symbol_svg(HINWEIS_SYMBOLE.get(art, "kreis") if symbol is None else symbol)
    return baustein("plakette", text=text, art=KERN_ARTEN[art], zeichen=zeichen)


@register.simple_tag
def stand(*, datum: str, url: str = "", linktext: str = "anderen Stichtag wählen") -> SafeString:
    """ "Stand 25. April 2023" with the way to another day."""
    return baustein("stand", datum=datum, url=url, linktext=linktext)


@register.simple_tag
def platzhalter(*, text: str) -> SafeString:
    """Marks what only the authority can fill in."""
    return baustein("platzhalter", text=text)


# --- Frame of a page


@register.inclusion_tag("components/navlink.html", takes_context=True)
def navlink(context: template.Context, *, text: str, url: str, genau: bool = False) -> dict[str, Any]:
    """Entry of the main navigation; marked on its page and, unless `genau`, on the pages below it."""
    request = context.get("request")
    pfad = request.path if request else ""
    if pfad == url:
        return {"text": text, "url": url, "aktiv": "page"}
    return {"text": text, "url": url, "aktiv": not genau and url != "/" and pfad.startswith(url)}


@register.simple_tag
def pfad(*, aktuell: str, text: str = "", url: str = "", krumen: Sequence[tuple[str, str]] = ()) -> SafeString:
    """Breadcrumb: start, `krumen` (pairs of word and address) or one parent `text`/`url`, this page."""
    eltern = list(krumen) or ([(text, url)] if text else [])
    return baustein("pfad", krumen=eltern, aktuell=aktuell)


@register.simple_block_tag
def seitenkopf(content: str, *, titel: str, einleitung: str = "", dachzeile: str = "") -> SafeString:
    """Head of a page below the start page: the one h1, its lead, and what belongs there (Stand, badges)."""
    return baustein("seitenkopf", inhalt=content, titel=titel, einleitung=einleitung, dachzeile=dachzeile)


@register.simple_block_tag
def hero(content: str) -> SafeString:
    """Opening of the start page: two columns, filled with hero_text and hero_bild."""
    return baustein("hero", inhalt=content)


@register.simple_block_tag
def hero_text(content: str, **werte: Any) -> SafeString:
    """titel, betont (in blue), titel_rest, einleitung; milestone: marke_zahl, marke_text, marke_url."""
    return baustein("hero_text", inhalt=content, **werte)


@register.simple_block_tag
def hero_bild(content: str) -> SafeString:
    """Picture side of the opening: the map as a figure."""
    return baustein("hero_bild", inhalt=content)


@register.simple_block_tag
def abschnitt(content: str, *, titel: str = "", id: str = "", ton: str = "", zusatz: str = "") -> SafeString:
    """A section with its h2. ton="band" tints the ground; `zusatz` stands right of the heading."""
    return baustein("abschnitt", inhalt=content, titel=titel, id=id, ton=ton, zusatz=zusatz)


@register.simple_block_tag
def raster(content: str, *, spalten: int = 3) -> SafeString:
    """Equal columns (2, 3 or 4) that become one on a phone."""
    return baustein("raster", inhalt=content, spalten=spalten)


# --- Cards and figures


@register.simple_block_tag
def kachel(content: str, *, titel: str, url: str = "", stufe: int = 3, dachzeile: str = "") -> SafeString:
    """A card; with `url` its heading is the link for the whole card."""
    return baustein("kachel", inhalt=content, titel=titel, url=url, stufe=stufe, dachzeile=dachzeile)


@register.simple_block_tag
def zahlkacheln(content: str) -> SafeString:
    """List around figure cards."""
    return baustein("zahlkacheln", inhalt=content)


@register.simple_tag
def zahlkachel(
    *,
    wert: object,
    bezeichnung: str,
    werte: Sequence[charts.Wert] = (),
    notiz: str = "",
    url: str = "",
    hinweis: str = "",
) -> SafeString:
    """A figure: value, what it counts, its course (`werte`, oldest first), a note and the way behind it."""
    return baustein(
        "zahlkachel",
        wert=wert,
        bezeichnung=bezeichnung,
        verlauf=charts.verlauf(werte),
        notiz=notiz,
        url=url,
        hinweis=hinweis,
    )


@register.simple_tag
def verlauf(*, werte: Sequence[charts.Wert]) -> SafeString:
    """Sparkline alone, decorative: the figure beside it says the same."""
    return baustein("verlauf", verlauf=charts.verlauf(werte))


@register.simple_block_tag
def zeitreihe(content: str, *, diagramm: charts.Zeitreihe | None, titel: str, id: str, quelle: str = "") -> SafeString:
    """Line chart with its table twin as content. `diagramm` comes from core.charts.zeitreihe()."""
    return baustein("zeitreihe", inhalt=content, diagramm=diagramm, titel=titel, id=id, quelle=quelle)


@register.simple_tag
def legende(
    *, zahlen: dict[str, int] | None = None, neueste: str = "", stufen: Sequence[tuple[str, str, int]] = ()
) -> SafeString:
    """The five steps of the map, with counts (`zahlen`: s0 … s4) and the newest, each with its cell.

    `stufen` (class, words, number) replaces the steps on maps that show something else.
    """
    zeilen = stufen or [(stufe, text, (zahlen or {}).get(stufe)) for stufe, text in LEITER]
    return baustein("legende", stufen=zeilen, neueste=neueste)


@register.simple_tag
def muster() -> SafeString:
    """SVG patterns for print and forced colours; once on every page that shows cells."""
    return baustein("muster")


# --- Messages


@register.simple_block_tag
def hinweis(content: str, *, titel: str, art: str = "info", stufe: int = 2, dringend: bool = False) -> SafeString:
    """Alert box. art: info, erfolg, warnung, fehler. `dringend` announces it at once."""
    return baustein(
        "hinweis",
        inhalt=SafeString(content.strip()),
        titel=titel,
        art=KERN_ARTEN[art],
        zeichen=symbol_svg(HINWEIS_SYMBOLE[art]),
        stufe=stufe,
        dringend=dringend,
    )


@register.simple_tag
def meldungen(*, nachrichten: Any) -> SafeString:
    """Django's messages after an action; never on public pages, which do not touch the session."""
    liste = []
    for nachricht in nachrichten:
        art = MELDUNG_ARTEN.get(nachricht.level_tag, "info")
        liste.append((KERN_ARTEN[art], symbol_svg(HINWEIS_SYMBOLE[art]), nachricht.message))
    return baustein("meldungen", nachrichten=liste) if liste else SafeString("")


@register.simple_tag(takes_context=True)
def sitzungsende(context: template.Context) -> SafeString:
    """Warns before the sign-in ends; nothing where nobody is signed in."""
    request = context.get("request")
    if request is None or not getattr(request, "user", None) or not request.user.is_authenticated:
        return SafeString("")
    return baustein("sitzungsende", sekunden=sitzung.rest(request, clock.now()))


@register.simple_block_tag
def leer(content: str, *, titel: str, url: str = "", linktext: str = "") -> SafeString:
    """Empty state: what is missing and what to do."""
    return baustein("leer", inhalt=content, titel=titel, url=url, linktext=linktext)


# --- Tables and lists


@register.simple_block_tag(takes_context=True)
def tabelle(
    context: template.Context,
    content: str,
    *,
    beschriftung: str,
    spalten: Sequence[Spalte | str],
    vorgabe: str = "",
    sichtbar: bool = False,
    stapel: bool = False,
    id: str = "",
) -> SafeString:
    """Data table; content: the rows. `vorgabe`: key sorted by when the address names none.

    With `stapel` a row becomes a card on a phone; its rows and cells then name their roles, because browsers forget
    that a table is one when it is laid out otherwise.
    """
    abfrage = context["request"].GET if context.get("request") else None
    koepfe = spaltenkoepfe(spalten, abfrage, vorgabe, anker=id)
    werte = {"beschriftung": beschriftung, "koepfe": koepfe, "sichtbar": sichtbar, "stapel": stapel, "id": id}
    return baustein("tabelle", inhalt=content, **werte)


@register.inclusion_tag("components/seitennavigation.html", takes_context=True)
def seitennavigation(
    context: template.Context, *, seite: Page, name: str = "Seiten der Liste", anker: str = ""
) -> dict[str, Any]:
    """Pagination; keeps the filters of the address, the page number is the key "seite". `anker`: where to land."""
    abfrage, ziel = context["request"].GET, f"#{anker}" if anker else ""
    nummern = seite.paginator.get_elided_page_range(seite.number, on_each_side=1, on_ends=1)

    def weg(nummer: object) -> str:
        return adressen.mit_abfrage(abfrage, seite=nummer) + ziel if isinstance(nummer, int) else ""

    return {
        "seite": seite,
        "name": name,
        "vor": weg(seite.number - 1) if seite.has_previous() else "",
        "weiter": weg(seite.number + 1) if seite.has_next() else "",
        "nummern": [(n, weg(n)) for n in nummern],
    }


@register.simple_tag
def schritte(*, schritte: Sequence[tuple[str, str]], name: str = "Fortschritt") -> SafeString:
    """Stepper: pairs of word and state (erledigt, aktuell, offen, gesperrt, fehler)."""
    fertig = [(text, zustand, ZUSTAENDE[zustand][0]) for text, zustand in schritte]
    return baustein("schritte", schritte=fertig, name=name)


@register.simple_tag
def aufgabenliste(*, aufgaben: Sequence[tuple[str, str, str]]) -> SafeString:
    """Task list of a long form: triples of word, address (may be empty) and state as in the stepper."""
    fertig = [
        (text, url, *ZUSTAENDE[zustand][:2], symbol_svg(ZUSTAENDE[zustand][2])) for text, url, zustand in aufgaben
    ]
    return baustein("aufgabenliste", aufgaben=[(t, u, z, KERN_ARTEN[a], s) for t, u, z, a, s in fertig])


@register.simple_tag
def zeitstrahl(*, eintraege: Sequence[Any]) -> SafeString:
    """Timeline. Entries have datum, titel and, if wanted, iso, text, url, marke ("neueste", "geplant")."""
    return baustein("zeitstrahl", eintraege=eintraege)


@register.simple_block_tag
def eigenschaften(content: str) -> SafeString:
    """Definition list around `eigenschaft`."""
    return baustein("eigenschaften", inhalt=content)


@register.simple_block_tag
def eigenschaft(content: str, *, name: str) -> SafeString:
    """One pair of the definition list; an empty value shows as "keine Angabe"."""
    return baustein("eigenschaft", inhalt=SafeString(content.strip()), name=name)


@register.simple_tag
def downloads(*, dateien: Sequence[tuple[str, str, str]], titel: str = "Herunterladen") -> SafeString:
    """Download links: triples of word, address and format (with size, if known)."""
    return baustein("downloads", dateien=dateien, titel=titel)


@register.simple_block_tag
def aufklapper(content: str, *, titel: str, offen: bool = False, id: str = "") -> SafeString:
    """Details that open without JavaScript."""
    return baustein("aufklapper", inhalt=content, titel=titel, offen=offen, id=id)


@register.simple_tag
def nummernliste(*, eintraege: Sequence[Any]) -> SafeString:
    """Numbered agreements: entries have nummer, titel, text and, if wanted, url and neueste."""
    return baustein("nummernliste", eintraege=eintraege)


@register.simple_tag
def chips(*, wege: Sequence[tuple[str, str]], name: str) -> SafeString:
    """Subjects as small links: pairs of word and address; an empty address gives the word alone."""
    return baustein("chips", wege=wege, name=name)
