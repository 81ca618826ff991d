"""Texts and scans from before there were files of cases: the worker takes them in, each once."""

import datetime as dt

from asskomm.core.models import Dokument, Richtung, Stueckart, User
from asskomm.core.protokoll import vorgang
from asskomm.core.services.akten import file_dokument
from asskomm.core.stichtag import BERLIN
from asskomm.core.warteschlange import register_pflege

from ..models import Vereinbarung, Vertragstext

STAPEL = 50
_OHNE_AKTE = {"aktenstueck__isnull": True}


def file_fruehere(*, by: User | None = None, jetzt: dt.datetime) -> None:
    """Called about once a minute; what is in a file already is passed over."""
    offen = Dokument.objects.filter(**_OHNE_AKTE).values("pk")
    texte = Vertragstext.objects.filter(dokument__in=offen).select_related("dokument", "vereinbarung")
    for text in texte.order_by("vereinbarung_id", "fassung")[:STAPEL]:
        if text.dokument is not None:
            betreff = f"Text, Fassung {text.fassung}"
            _nimm(text.vereinbarung, text.dokument, art=Stueckart.TEXT, betreff=betreff, by=by, jetzt=jetzt)
    scans = Vereinbarung.objects.filter(signierte_fassung__in=offen).select_related("signierte_fassung")
    for vereinbarung in scans.order_by("pk")[:STAPEL]:
        if vereinbarung.signierte_fassung is not None:
            _nimm(
                vereinbarung,
                vereinbarung.signierte_fassung,
                art=Stueckart.SCAN,
                betreff="Unterzeichnete Fassung",
                by=by,
                jetzt=jetzt,
            )


@vorgang
def _nimm(
    fall: Vereinbarung, dokument: Dokument, *, art: str, betreff: str, by: User | None, jetzt: dt.datetime
) -> None:
    """Another worker may have been quicker: the row is looked at again under its lock."""
    Dokument.objects.select_for_update().get(pk=dokument.pk)
    if not Dokument.objects.filter(pk=dokument.pk, **_OHNE_AKTE).exists():
        return
    scan = art == Stueckart.SCAN
    file_dokument(
        fall=fall,
        dokument=dokument,
        art=art,
        richtung=Richtung.EINGANG if scan else Richtung.INTERN,
        betreff=betreff,
        eingang_am=dokument.erfasst_zeitpunkt.astimezone(BERLIN).date() if scan else None,
        by=by,
        jetzt=jetzt,
    )


def register_aktennachtrag() -> None:
    register_pflege("aktennachtrag", lambda jetzt: file_fruehere(jetzt=jetzt))
