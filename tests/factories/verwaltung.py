"""What a browser would send from a page of the back office."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode


def formulardaten(antwort: Any, **aenderungen: object) -> dict[str, object]:
    """The values of all forms of a change page, with some changed."""
    formulare = [antwort.context["adminform"].form]
    daten: dict[str, object] = {"fassung": antwort.context["original"].bearbeitungsfassung}
    for liste in antwort.context["inline_admin_formsets"]:
        formulare += [liste.formset.management_form, *liste.formset.forms]
    for formular in formulare:
        for feld in formular:
            wert = feld.field.prepare_value(feld.value()) if hasattr(feld.field, "prepare_value") else feld.value()
            if wert is not None and wert is not False:
                daten[feld.html_name] = f"{wert:%d.%m.%Y}" if isinstance(wert, dt.date) else wert
    return {**daten, **aenderungen}


def exportiere(client: Any, export: str, abfrage: Mapping[str, object] | None = None, **angaben: object) -> Any:
    """The export of a list (`export`: its address) with the query of the list; CSV unless `format` says otherwise."""
    adresse = f"{export}?{urlencode(abfrage)}" if abfrage else export
    return client.post(adresse, {"format": "csv", **angaben})
