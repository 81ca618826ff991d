"""The values of a press release as a document: the PDF, the page in the net and the preview show the same."""

from typing import Any

from asskomm.core.stichtag import als_text_lang

from ..presse.entwurf import sperrfrist_text
from ..presse.fassung import Fassung
from ..presse.gliederung import gliedere

_LANGES_WORT = "Kooperationsvereinbarung"  # wider than a phone as a heading
VORLAGE = "documents/medieninformation.html"


def werte_zu(fassung: Fassung) -> dict[str, Any]:
    return {
        "titel": fassung.titel,
        "titel_trennbar": fassung.titel.replace(_LANGES_WORT, _LANGES_WORT.replace("sv", "s\u00adv")),
        "bloecke": gliedere(fassung.text),
        "kontakt": [z.strip() for z in fassung.kontakt.splitlines() if z.strip()],
        "datum": als_text_lang(fassung.tag),
        "sperrfrist": sperrfrist_text(fassung.sperrfrist_bis) if fassung.sperrfrist_bis else "",
        "ist_entwurf": not fassung.ist_freigegeben,
        "fiktiv": fassung.fiktiv,
    }


def render_medieninformation(fassung: Fassung) -> bytes:
    """The PDF; a draft and fictitious data are marked on every page and in words."""
    from asskomm.core.pdf import render_pdf  # erst hier: WeasyPrint zu laden kostet eine Sekunde und 60 MB

    marken = ["ENTWURF"] * (not fassung.ist_freigegeben) + ["FIKTIV"] * fassung.fiktiv
    return render_pdf(vorlage=VORLAGE, werte=werte_zu(fassung), wasserzeichen=" · ".join(marken))


def pdf_zu(fassung: Fassung) -> bytes:
    """The frozen file of a released text, else the draft as it stands now."""
    if fassung.zeile is not None and fassung.ist_freigegeben:
        return fassung.zeile.pdf_inhalt()
    return render_medieninformation(fassung)


def dateiname(fassung: Fassung) -> str:
    vorsatz = "" if fassung.ist_freigegeben else "entwurf-"
    return f"{vorsatz}medieninformation-{fassung.tag:%Y-%m-%d}.pdf"
