import datetime as dt
import hashlib

from django.core.files import File

from ..models import Dokument, User
from ..models.files import Pruefstand
from ..signaturen import store_signaturbefund
from ..virenpruefung import ARBEIT, Schadfund, beurteile, melde_schadfund
from ..warteschlange import reihe_ein
from .arten import PDF
from .namen import sicherer_name


def store_dokument(
    *,
    datei: File,
    mimetype: str,
    by: User | None,
    jetzt: dt.datetime,
    fiktiv: bool = False,
    erzeugt: bool = False,
) -> Dokument:
    """Stores a checked file once, with its hash, under the name it came with (made harmless).

    It is in quarantine until it is known to be clean; what the scanner finds at once is refused (Ablehnung).
    `erzeugt`: the portal has made it itself.
    """
    name = sicherer_name(str(datei.name or ""))
    stand = Pruefstand.ERZEUGT if erzeugt else _pruefstand(datei, name, by, jetzt)
    dokument = Dokument(
        name=name,
        mimetype=mimetype,
        groesse=datei.size,
        sha256=sha256(datei),
        pruefstand=stand,
        geprueft_zeitpunkt=jetzt if stand == Pruefstand.SAUBER else None,
        erfasst_zeitpunkt=jetzt,
        erfasst_durch=by,
        fiktiv=fiktiv,
    )
    dokument.datei.save(name, datei, save=True)
    if stand == Pruefstand.UNGEPRUEFT:
        reihe_ein(ARBEIT, dokument_pk=dokument.pk)
    if mimetype == PDF and not erzeugt:
        store_signaturbefund(dokument=dokument, datei=datei, jetzt=jetzt)
    return dokument


def sha256(datei: File) -> str:
    summe = hashlib.sha256()
    for stueck in datei.chunks():
        summe.update(stueck)
    datei.seek(0)
    return summe.hexdigest()


def _pruefstand(datei: File, name: str, by: User | None, jetzt: dt.datetime) -> str:
    stand, fund = beurteile(datei)
    if stand == Pruefstand.INFIZIERT:
        melde_schadfund(name=name, fund=fund, by=by, jetzt=jetzt)
        raise Schadfund(name, fund)
    return stand
