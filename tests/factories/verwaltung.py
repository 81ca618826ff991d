"""What a browser would send from a page of the back office."""

import datetime as dt
from typing import Any


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
