"""The form components of the tag library "kern" (loaded with it, never alone)."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from asskomm.core import adressen, formularfelder
from asskomm.core.bausteine import KNOPF_ARTEN, baustein
from asskomm.core.symbole import symbol_svg

register = template.Library()


@register.simple_tag
def fehlerliste(*, form: Any, titel: str = "") -> SafeString:
    """Summary of all errors of one form (or a list of forms), each a link to its field."""
    fehler = formularfelder.alle_fehler(form)
    return baustein("fehlerliste", fehler=fehler, titel=titel) if fehler else SafeString("")


@register.simple_tag
def feld(*, feld: Any, breite: str = "", freiwillig: bool = True, hinweis: str = "") -> SafeString:
    """A bound field: label, hint, error, input. breite: 4, 10, 20 or voll; else taken from the field."""
    return baustein("feld", f=formularfelder.aufbereitet(feld, breite=breite, freiwillig=freiwillig, hinweis=hinweis))


@register.simple_tag
def felder(*, form: Any, freiwillig: bool = True) -> SafeString:
    """All fields of a form in their order, hidden ones included."""
    fertig = [formularfelder.aufbereitet(f, freiwillig=freiwillig) for f in form]
    return baustein("felder", felder=fertig)


@register.simple_block_tag
def feldgruppe(content: str, *, legende: str, hinweis: str = "", stufe: str = "") -> SafeString:
    """Fieldset around several fields; `stufe` (2 or 3) makes the legend a heading."""
    return baustein("feldgruppe", inhalt=content, legende=legende, hinweis=hinweis, stufe=stufe)


@register.simple_tag
def knopf(
    *,
    text: str,
    art: str = "primaer",
    url: str = "",
    symbol: str = "",
    name: str = "",
    wert: str = "",
    zusatz: str = "",
    formular: str = "",
    ziel: str = "",
) -> SafeString:
    """Button of a form, or with `url` a link that looks like one. `zusatz`: words for screen readers only.

    `formular`: id of the form, where the button stands outside of it; `ziel`: where it sends the form instead.
    """
    zeichen, art = symbol_svg(symbol), KNOPF_ARTEN[art]
    werte = {"name": name, "wert": wert, "zusatz": zusatz, "formular": formular, "ziel": ziel}
    return baustein("knopf", text=text, art=art, url=url, zeichen=zeichen, **werte)


@register.simple_tag
def ankreuzen(*, name: str, text: str, wert: str = "1", formular: str = "", versteckt: bool = False) -> SafeString:
    """A single check box, in a row of a table or beside it. `versteckt`: the label is for screen readers only."""
    kennung = f"{name}-{wert}"
    return baustein("ankreuzen", name=name, text=text, wert=wert, formular=formular, versteckt=versteckt, id=kennung)


@register.simple_block_tag(takes_context=True)
def passkey_formular(
    context: template.Context,
    content: str,
    *,
    vorgang: str,
    ziel: str,
    text: str,
    art: str = "primaer",
    optionen: Any = None,
    versteckt: bool = False,
) -> SafeString:
    """Form whose button asks the browser for a passkey (static/js/passkey.js). vorgang: anmelden, zeigen, anlegen.

    `versteckt`: shown by the script only, where another way stands beside it. `optionen`: the page carries them as
    json_script "js_data"; at sign-in the script fetches them.
    """
    werte = {"vorgang": vorgang, "ziel": ziel, "text": text, "art": art, "optionen": optionen, "versteckt": versteckt}
    marke = format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', context["csrf_token"])
    return baustein("passkey_formular", inhalt=content, csrf=marke, **werte)


@register.simple_block_tag
def knopfzeile(content: str) -> SafeString:
    """Row of buttons."""
    return baustein("knopfzeile", inhalt=content)


@register.inclusion_tag("components/aktion.html", takes_context=True)
def aktion(
    context: template.Context,
    *,
    text: str,
    url: str,
    art: str = "sekundaer",
    gruende: Sequence[str] = (),
    id: str = "",
) -> dict[str, Any]:
    """One action as a small POST form; with `gruende` it is not allowed and says why."""
    return {
        "text": text, "url": url, "art": KNOPF_ARTEN[art], "gruende": gruende, "id": id,
        "csrf_token": context.get("csrf_token"),
    }  # fmt: skip


@register.inclusion_tag("components/filterleiste.html", takes_context=True)
def filterleiste(
    context: template.Context,
    *,
    form: Any,
    titel: str = "Filter",
    treffer: str = "",
    knopf: str = "Filter anwenden",
    vorn: str | None = None,
    aufklapper: str = "Weitere Filter",
    id: str = "",
) -> dict[str, Any]:
    """Filter form (GET) with removable chips. Other keys of the address (sort) are kept.

    `vorn` names the fields that stand in front ("q landkreis"; "" for none, all if not given); the others wait
    behind the summary `aufklapper`, which a link reaches by `id` and which stands open where one of them is wrong.
    """
    abfrage = context["request"].GET
    namen = {form[name].html_name for name in form.fields}
    in_front = list(form.fields) if vorn is None else vorn.split()
    weitere = [f for f in form if f.name not in in_front]
    return {
        "vorn": [formularfelder.aufbereitet(f, freiwillig=False) for f in form if f.name in in_front],
        "weitere": [formularfelder.aufbereitet(f, freiwillig=False) for f in weitere],
        "offen": any(f.errors for f in weitere),
        "aktiv": len(adressen.aktive_filter(form, abfrage, ohne=("sort", "seite", *in_front))),
        "chips": adressen.aktive_filter(form, abfrage),
        "bleibt": [(k, v) for k in abfrage if k not in namen and k != "seite" for v in abfrage.getlist(k)],
        "ohne": adressen.mit_abfrage(abfrage, **dict.fromkeys({*namen, "seite"})),
        "titel": titel,
        "treffer": treffer,
        "knopf": knopf,
        "aufklapper": aufklapper,
        "id": id,
        "pfad": context["request"].path,
    }


@register.simple_tag
def suche(*, url: str, beschriftung: str, name: str = "q", wert: str = "", platzhalter: str = "") -> SafeString:
    """One search field with its button (GET)."""
    return baustein("suche", url=url, beschriftung=beschriftung, name=name, wert=wert, platzhalter=platzhalter)
