"""The words and kinds the components know: our German names on the one side, KERN's on the other."""

from collections.abc import Iterable
from typing import Any

from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from .adressen import sortierung
from .tabellen import Spalte

HINWEIS_SYMBOLE = {"info": "info", "erfolg": "kreis-haken", "warnung": "warnung", "fehler": "fehler"}
KERN_ARTEN = {
    "info": "info",
    "erfolg": "success",
    "warnung": "warning",
    "fehler": "danger",
    "neutral": "neutral",
}
KNOPF_ARTEN = {"primaer": "primary", "sekundaer": "secondary", "tertiaer": "tertiary"}
MELDUNG_ARTEN = {"success": "erfolg", "warning": "warnung", "error": "fehler"}
# State of a step: word, kind of badge, icon.
ZUSTAENDE = {
    "erledigt": ("Erledigt", "erfolg", "kreis-haken"),
    "aktuell": ("In Arbeit", "info", "stift"),
    "offen": ("Offen", "neutral", "kreis"),
    "gesperrt": ("Noch nicht möglich", "neutral", "gesperrt"),
    "fehler": ("Bitte prüfen", "fehler", "fehler"),
}
LEITER = (
    ("s4", "Vereinbarung und Analyse"),
    ("s3", "Vereinbarung"),
    ("s2", "enge Zusammenarbeit"),
    ("s1", "beraten"),
    ("s0", "noch nicht"),
)


def baustein(vorlage: str, /, **werte: Any) -> SafeString:
    """A component as finished markup."""
    return render_to_string(f"components/{vorlage}.html", werte)


def spaltenkoepfe(
    spalten: Iterable[Spalte | str], abfrage: QueryDict | None, vorgabe: str, *, anker: str = ""
) -> list[tuple[Spalte, tuple[str, str] | None]]:
    """Each column with its direction and the address that sorts by it (None where it cannot be sorted).

    `anker`: the id of the table, so that sorting does not jump to the top of the page.
    """
    koepfe = []
    for spalte in (Spalte(s) if isinstance(s, str) else s for s in spalten):
        sortiert = None
        if spalte.sort and abfrage is not None:
            richtung, url = sortierung(abfrage, spalte.sort, vorgabe=vorgabe)
            sortiert = richtung, f"{url}#{anker}" if anker else url
        koepfe.append((spalte, sortiert))
    return koepfe
