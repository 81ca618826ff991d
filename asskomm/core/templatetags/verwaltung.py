"""Tags of the back office's templates."""

from typing import Any

from django import template
from django.contrib.admin.helpers import AdminReadonlyField
from django.db.models import Model
from django.http import QueryDict

from asskomm.core.adressen import mit_abfrage
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
def aktive_filter(context: template.Context, cl: Any) -> list[tuple[str, str, str]]:
    """Triples of filter, chosen value and the address without it, for chips above the list."""
    chips = []
    for spec in cl.filter_specs:
        auswahl = list(spec.choices(cl))
        for wahl in auswahl[1:]:
            if wahl["selected"]:
                chips.append((str(spec.title), wahl["display"], auswahl[0]["query_string"]))
    return chips


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


@register.simple_tag(takes_context=True)
def exportadresse(context: template.Context, url: str, format: str) -> str:
    """The export of just the rows that the list shows: same search, same filters."""
    abfrage: QueryDict = context["request"].GET
    return url + mit_abfrage(abfrage, format=format, p=None, e=None, o=None)
