"""The values of the paper that is signed by hand: which text, by whom, and the way back of the scan."""

import datetime as dt
from dataclasses import dataclass

from asskomm.core.models import Akte
from asskomm.core.qr import qr_bild
from asskomm.core.stichtag import BERLIN, als_text

from ..enums import Parteirolle
from ..models import Vereinbarung, Vertragstext

VORLAGE = "documents/zeichnungsexemplar.html"


@dataclass(frozen=True)
class Unterschriftszeile:
    partei: str
    funktion: str
    rolle: str


def werte(
    *, vereinbarung: Vereinbarung, text: Vertragstext, akte: Akte, nr: int, adresse: str, jetzt: dt.datetime
) -> dict[str, object]:
    parteien = vereinbarung.parteien.filter(erforderlich=True).select_related("kommune", "polizeidirektion")
    return {
        "titel": f"Zeichnungsexemplar: {vereinbarung}",
        "art": vereinbarung.get_art_display(),
        "bezeichnung": vereinbarung.bezeichnung,
        "fiktiv": vereinbarung.fiktiv,
        "kommunen": [str(k) for k in vereinbarung.beteiligte],
        "text": text,
        "text_vom": als_text(text.erfasst_zeitpunkt.astimezone(BERLIN).date()),
        "pruefsumme": text.dokument.sha256 if text.dokument else "",
        "erzeugt_am": als_text(jetzt.astimezone(BERLIN).date()),
        "zeilen": [
            Unterschriftszeile(str(p), p.vorgesehen, str(Parteirolle(p.rolle).label)) for p in parteien.order_by("pk")
        ],
        "zeichen": akte.geschaeftszeichen,
        "nr": nr,
        "adresse": adresse,
        "qr": qr_bild(adresse),
    }
