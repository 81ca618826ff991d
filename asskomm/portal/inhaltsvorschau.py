"""The page of a text as the public would see it, with a version that is not released."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from asskomm.core.stichtag import BERLIN

from . import startseite
from .enums import Inhaltsart
from .inhaltsseiten import einzelwerte, seitentexte, start_inhalte, text_der_stelle, uebersicht, vorlage
from .models import Inhaltsdatei, Inhaltsfassung
from .netzwerk import Netz
from .textstellen import Textstelle, textstelle


def vorschau_werte(
    fassung: Inhaltsfassung,
    *,
    dateien: Sequence[Inhaltsdatei],
    weg: Callable[[Inhaltsdatei], str],
    jetzt: dt.datetime,
) -> tuple[str, dict[str, Any]]:
    """The template of the page and its values."""
    art = fassung.inhalt.art
    if (stelle := textstelle(fassung.inhalt.textstelle)) is not None:
        return _seite(stelle, fassung.text, jetzt)
    if art == Inhaltsart.VORLAGE:
        texte = seitentexte("vorlagen", jetzt.astimezone(BERLIN).date())
        return "portal/vorlagen.html", {"eintraege": [vorlage(fassung, dateien=dateien, weg=weg)], "texte": texte}
    return "portal/inhalt.html", {**einzelwerte(fassung, dateien=dateien, weg=weg), **uebersicht(art)}


def _seite(stelle: Textstelle, text: str, jetzt: dt.datetime) -> tuple[str, dict[str, Any]]:
    heute = jetzt.astimezone(BERLIN).date()
    texte = {**seitentexte(stelle.seite, heute), stelle.kurz: text_der_stelle(stelle, text)}
    werte: dict[str, Any] = {"texte": texte}
    if stelle.seite == "start":
        netz = Netz.load(stichtag=heute, jetzt=jetzt)
        werte |= {**startseite.inhalt(netz), "nachrichten": start_inhalte(heute)[1]}
    return f"portal/{stelle.seite}.html", werte
