"""The paper that goes round for signature, with a QR code that brings its scan home."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse

from asskomm.core.models import Aktenstueck, Dokument, Richtung, Stueckart, User
from asskomm.core.papiere import Papierart, register_papierart
from asskomm.core.pdf import render_pdf
from asskomm.core.protokoll import vorgang
from asskomm.core.services.akten import ensure_akte, file_dokument, next_nr
from asskomm.core.uploads import store_dokument
from asskomm.core.uploads.arten import PDF

from ..documents.zeichnungsexemplar import VORLAGE, werte
from ..enums import VereinbarungStatus
from ..models import Vereinbarung
from ..pruefung import lock, recht_gruende, refuse, stand_gruende
from .zeichnung import store_signed_scan

PAPIERART = "zeichnungsexemplar"
ZEICHENBAR = frozenset({VereinbarungStatus.ZEICHNUNGSREIF, VereinbarungStatus.IN_ZEICHNUNG})
_SIGN = "vereinbarungen.sign_vereinbarung"


@vorgang
def create_zeichnungsexemplar(*, vereinbarung: Vereinbarung, by: User | None, jetzt: dt.datetime) -> Aktenstueck:
    """PDF/UA of the newest version of the text, its parties and lines to sign; goes to the file of the case."""
    gesperrt = lock(vereinbarung)
    gruende = recht_gruende(by, _SIGN, gesperrt)
    gruende += stand_gruende(gesperrt, ZEICHENBAR, "Ein Zeichnungsexemplar")
    text = gesperrt.vertragstexte.select_related("dokument").order_by("-fassung").first()
    if text is None:
        gruende.append("Es ist noch keine Textfassung abgelegt.")
    refuse(gruende)
    assert text is not None  # noqa: S101 refused above
    akte = ensure_akte(fall=gesperrt, by=by, jetzt=jetzt)
    nr = next_nr(fall=gesperrt, by=by)
    adresse = settings.BASE_URL + reverse("admin:akte_papier", args=[akte.kurzzeichen, nr])
    angaben: dict[str, Any] = werte(
        vereinbarung=gesperrt,
        text=text,
        akte=akte,
        nr=nr,
        adresse=adresse,
        jetzt=jetzt,
    )
    name = f"zeichnungsexemplar-{akte.kurzzeichen}-{nr}.pdf"
    datei = ContentFile(render_pdf(vorlage=VORLAGE, werte=angaben), name=name)
    dokument = store_dokument(datei=datei, mimetype=PDF, by=by, jetzt=jetzt, fiktiv=gesperrt.fiktiv, erzeugt=True)
    return file_dokument(
        fall=gesperrt,
        dokument=dokument,
        art=Stueckart.PAPIER,
        richtung=Richtung.AUSGANG,
        betreff=f"Zeichnungsexemplar, Textfassung {text.fassung}",
        papierart=PAPIERART,
        nr=nr,
        by=by,
        jetzt=jetzt,
    )


def take_scan(*, fall: Vereinbarung, datei: UploadedFile, by: User | None, jetzt: dt.datetime) -> Dokument:
    """The signed paper is the signed version of the agreement."""
    vereinbarung = store_signed_scan(vereinbarung=fall, datei=datei, by=by, jetzt=jetzt)
    assert vereinbarung.signierte_fassung is not None  # noqa: S101 it has just been stored
    return vereinbarung.signierte_fassung


def register_papier() -> None:
    register_papierart(Papierart(PAPIERART, "Zeichnungsexemplar", _SIGN, take_scan))
