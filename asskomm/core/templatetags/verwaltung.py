"""Tags of the back office's templates."""

import re
from typing import Any

from django import template
from django.contrib.admin.helpers import AdminReadonlyField
from django.db.models import Model
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from asskomm.core.admin.filterworte import Filterwort, filterworte
from asskomm.core.admin.handbuch import hilfe
from asskomm.core.pruefzugriff import pruefauftraege, pruefbefugnisse
from asskomm.core.sichtbarkeit import sieht
from asskomm.core.stichtag import als_text
from asskomm.core.zahlen import ja_nein

register = template.Library()


@register.simple_tag(takes_context=True)
def fallwert(context: template.Context, feld: AdminReadonlyField) -> Any:
    """Value of a field that is shown, not edited.

    A coarse date in its own precision, yes and no in words, a row as a link only for those who may open it.
    """
    name = feld.field["field"]
    objekt = feld.form.instance
    genauigkeit = getattr(objekt, f"{name}_genauigkeit", None) if isinstance(name, str) else None
    if genauigkeit and (am := getattr(objekt, name)):
        return als_text(am, genauigkeit)
    wert = getattr(objekt, name, None) if isinstance(name, str) else None
    if isinstance(wert, bool):
        return ja_nein(wert)
    if isinstance(wert, Model) and not _darf_oeffnen(context["request"].user, wert):
        return str(wert)
    return feld.contents()


def _darf_oeffnen(user: Any, zeile: Model) -> bool:
    return user.has_perm(f"{zeile._meta.app_label}.view_{zeile._meta.model_name}") and sieht(user, type(zeile))


@register.simple_tag(takes_context=True)
def navigationsbereiche(context: template.Context) -> list[dict[str, Any]]:
    """Name and lists of each area; open are the first one and the one of the page at hand."""
    hier = context["request"].path
    bereiche = []
    for nr, app in enumerate(context["available_apps"]):
        listen = [(m["name"], m["admin_url"]) for m in app["models"] if m.get("admin_url")]
        offen = nr == 0 or any(hier.startswith(url) for _, url in listen)
        bereiche.append({"name": app["name"], "listen": listen, "offen": offen})
    return [b for b in bereiche if b["listen"]]


@register.simple_tag(takes_context=True)
def handbuchseite(context: template.Context) -> str:
    """The address of the chapter of the handbook for the page at hand."""
    return hilfe(context["request"], getattr(context.get("opts"), "model", None))


@register.simple_tag(takes_context=True)
def pruefhinweise(context: template.Context) -> list[str]:
    """One line for each Prüfung in force: its basis, its end, what it covers."""
    request = context.get("request")
    if request is None or not pruefbefugnisse(getattr(request, "user", None)):
        return []
    return [_umfang(auftrag) for auftrag in pruefauftraege(request.user)]


def _umfang(auftrag: Any) -> str:
    kommunen = ", ".join(o.name for o in auftrag.umfang.all()) or "alle Kommunen"
    bereiche = auftrag.bereiche_in_worten or "kein Bereich"
    return f"{auftrag.grundlage}, bis {als_text(auftrag.gueltig_bis)}. Umfang: {bereiche} ({kommunen})."


@register.simple_tag(takes_context=True)
def aktive_filter(context: template.Context, cl: Any) -> list[Filterwort]:
    """What narrows the list down, for chips above it."""
    return filterworte(cl, context["request"])


@register.simple_tag
def ohne_filter(cl: Any) -> str:
    """The address of the whole list, in the same order."""
    return cl.get_query_string(remove=[name for name in cl.params if name != "o"] + ["q", "p"])


@register.simple_tag
def listenzeilen(cl: Any, zellen: Any, koepfe: Any) -> list[tuple[Any, SafeString]]:
    """Pairs of row and its cells; on a phone, where the row becomes a card, each cell names its column."""
    namen = [str(kopf["text"])[:1].upper() + str(kopf["text"])[1:] for kopf in koepfe]
    return [
        (objekt, format_html_join("", "{}", ((_benannt(z, name),) for z, name in zip(zeile, namen, strict=True))))
        for objekt, zeile in zip(cl.result_list, zellen, strict=True)
    ]


def _benannt(zelle: SafeString, name: str) -> SafeString:
    """Django writes the cell; its tag gets the role and the name of the column."""
    marke = zelle[1:3]
    rolle = "rowheader" if marke == "th" else "cell"
    zusatz = ' scope="row"' if marke == "th" else ""
    if _LEER.fullmatch(zelle):
        zusatz += ' data-leer=""'  # a card leaves it out
    anfang = format_html('<{}{} role="{}" data-spalte="{}"', SafeString(marke), SafeString(zusatz), rolle, name)
    return SafeString(anfang + zelle[3:])


_LEER = re.compile(r"<td[^>]*>\s*(?:–|&nbsp;)?\s*</td>")


@register.simple_tag
def seitenlinks(cl: Any) -> dict[str, Any]:
    """Numbers of the list pages with their addresses."""
    zahl = cl.paginator.num_pages
    hier = min(max(cl.page_num, 1), zahl)  # Django checks the number in the address only where there are several pages
    nummern = cl.paginator.get_elided_page_range(hier, on_each_side=1, on_ends=1)
    return {
        "nummern": [(n, cl.get_query_string({"p": n}) if isinstance(n, int) else "", n == hier) for n in nummern],
        "vor": cl.get_query_string({"p": hier - 1}) if hier > 1 else "",
        "weiter": cl.get_query_string({"p": hier + 1}) if hier < zahl else "",
        "mehrere": zahl > 1,
    }
