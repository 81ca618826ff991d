"""The finished values of the search page."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.urls import reverse

from .arten import SUCHARTEN, Suchart
from .treffer import Gruppe, als_treffer, finde, mit_spalten, treffer_der_art
from .worte import Eingabe, lies

JE_SEITE = 50


def lade_suche(user: Any, abfrage: QueryDict) -> dict[str, Any]:
    """The overview of all kinds, or with `art` all hits of one kind in pages."""
    eingabe = lies(abfrage.get("q", ""))
    werte: dict[str, Any] = {"eingabe": eingabe, "q": eingabe.text, "hinweis": eingabe.hinweis}
    art = next((a for a in SUCHARTEN if a.name == abfrage.get("art") and a.darf(user)), None)
    if art is not None and eingabe.worte:
        return werte | _eine_art(art, user, eingabe, abfrage)
    gruppen = finde(user, eingabe)
    return werte | {
        "gruppen": [(g, _weg(eingabe, g.art)) for g in gruppen],
        "treffer": _in_worten(gruppen),
        "durchsucht": [a.titel for a in SUCHARTEN if a.darf(user)],
    }


def _eine_art(art: Suchart, user: Any, eingabe: Eingabe, abfrage: QueryDict) -> dict[str, Any]:
    treffer = treffer_der_art(art, user, eingabe)
    seite: Page = Paginator(mit_spalten(art, treffer), JE_SEITE).get_page(abfrage.get("seite"))
    seite.object_list = als_treffer(art, list(seite.object_list))
    return {
        "art": art,
        "seite": seite,
        "treffer": _anzahl(seite.paginator.count),
        "alle_arten": f"{reverse('verwaltung:suche')}?{urlencode({'q': eingabe.text})}",
        "liste": f"{reverse(art.liste)}?{urlencode({'q': eingabe.text})}" if art.liste else "",
    }


def _weg(eingabe: Eingabe, art: Suchart) -> str:
    return f"{reverse('verwaltung:suche')}?{urlencode({'q': eingabe.text, 'art': art.name})}"


def _in_worten(gruppen: list[Gruppe]) -> str:
    anzahl = sum(g.anzahl for g in gruppen)
    if not anzahl:
        return "Keine Treffer"
    bereiche = "einem Bereich" if len(gruppen) == 1 else f"{len(gruppen)} Bereichen"
    return f"{_anzahl(anzahl)} in {bereiche}"


def _anzahl(anzahl: int) -> str:
    return "1 Treffer" if anzahl == 1 else f"{anzahl} Treffer"
