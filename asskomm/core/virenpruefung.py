"""ClamAV over `CLAMAV_URL` (INSTREAM). Fails closed: without a clear answer a file stays in quarantine."""

import datetime as dt
import logging
import re
import socket
import time
from collections.abc import Iterator
from functools import partial
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files import File

from . import sicherheitslog
from .errors import Ablehnung
from .models import User
from .models.files import Pruefstand
from .nach_antwort import nach_dieser_antwort

log = logging.getLogger(__name__)
ARBEIT = "dokument.pruefen"
STUECK = 64 * 1024
SOFORT = 5.0  # seconds that somebody waits at the upload
SPAETER = 120.0  # seconds that the worker waits
_ANTWORT = 4096
_FUND = re.compile(r"^stream: (.{1,200}) FOUND$")
PFLICHT, OHNE = "pflicht", "ohne"
# The harmless file by which scanners are tried out, in two parts lest one should find it here. Known without a scanner,
# so that everybody can see what becomes of a find.
_PROBE = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}" + b"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PROBEFUND = "EICAR-Testdatei"
OHNE_SCANNER = (
    "Es ist kein Virenscanner angeschlossen (CLAMAV_URL, siehe docs/betrieb.md): Hochgeladene Dateien bleiben in "
    "Quarantäne oder werden, mit VIRENPRUEFUNG=ohne, ungeprüft freigegeben."
)


class Pruefstoerung(Exception):
    """The scanner gave no clear answer."""


class Schadfund(Ablehnung):
    def __init__(self, name: str, fund: str) -> None:
        super().__init__(
            f"In der Datei „{name}“ wurde Schadsoftware gefunden ({fund}). Sie wurde nicht gespeichert. Bitte öffnen "
            "Sie die Datei nicht und wenden Sie sich an die Informationssicherheit Ihres Hauses."
        )


def ist_angeschlossen() -> bool:
    return bool(settings.CLAMAV_URL)


def beurteile(datei: File) -> tuple[Pruefstand, str]:
    """At the upload: clean at once in the normal case. The file is at its beginning afterwards."""
    if not ist_angeschlossen():
        if _ist_probe(datei):
            return Pruefstand.INFIZIERT, PROBEFUND
        return (Pruefstand.OHNE if settings.VIRENPRUEFUNG == OHNE else Pruefstand.UNGEPRUEFT), ""
    try:
        fund = durchsuche(datei, frist=SOFORT)
    except Pruefstoerung as stoerung:
        log.warning("Virenprüfung beim Hochladen: %s", stoerung)
        return Pruefstand.UNGEPRUEFT, ""
    finally:
        datei.seek(0)
    return (Pruefstand.INFIZIERT, fund) if fund else (Pruefstand.SAUBER, "")


def _ist_probe(datei: File) -> bool:
    datei.seek(0)
    anfang = datei.read(len(_PROBE))
    datei.seek(0)
    return anfang == _PROBE


def durchsuche(datei: File, *, frist: float) -> str:
    """The name of what was found; "" = clean. Raises Pruefstoerung where the answer is not one of these."""
    datei.seek(0)
    ende = time.monotonic() + frist
    try:
        with _verbinde(ende) as leitung:
            leitung.sendall(b"zINSTREAM\0")
            antwort = _sende(leitung, _stuecke(datei), ende)
    except (OSError, ValueError) as fehler:
        raise Pruefstoerung(f"Der Virenscanner ist nicht erreichbar: {fehler}") from fehler
    if antwort == "stream: OK":
        return ""
    if treffer := _FUND.match(antwort):
        return treffer[1]
    raise Pruefstoerung(f"Der Virenscanner antwortet: {antwort[:200]!r}")


def ausfall() -> str:
    """Why the scanner does not answer; "" = it does."""
    ende = time.monotonic() + SOFORT
    try:
        with _verbinde(ende) as leitung:
            leitung.sendall(b"zPING\0")
            antwort = _antwort(leitung, ende)
    except (OSError, ValueError) as fehler:
        return str(fehler)
    return "" if antwort == "PONG" else f"Antwort {antwort[:100]!r}"


def melde_schadfund(*, name: str, fund: str, by: User | None, jetzt: dt.datetime) -> None:
    """The refusal rolls the transaction back: what stays known is written after the answer."""
    angaben = {"datei": name, "fund": fund}
    sicherheitslog.melde(
        "datei.schadsoftware", request=None, ergebnis="abgewiesen", konto=by.pk if by else None, **angaben
    )
    nach_dieser_antwort(partial(_protokolliere, angaben, by, jetzt))


def _protokolliere(angaben: dict[str, str], by: User | None, jetzt: dt.datetime) -> None:
    from .protokoll import protokolliere  # its modules need the models that are built upon this one's
    from .schadmeldung import benachrichtige

    protokolliere(ereignis="datei.schadsoftware", by=by, jetzt=jetzt, nachher=angaben)
    benachrichtige(fund=angaben["fund"], name=angaben["datei"], by=by, jetzt=jetzt)


def _verbinde(ende: float) -> socket.socket:
    teile = urlsplit(settings.CLAMAV_URL)
    if teile.scheme == "unix":
        leitung = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        ziel: str | tuple[str, int] = teile.path
    elif teile.scheme == "tcp" and teile.hostname:
        leitung, ziel = socket.socket(_familie(teile.hostname)), (teile.hostname, teile.port or 3310)
    else:
        raise ValueError("CLAMAV_URL hat die Form tcp://rechner:3310 oder unix:///pfad/zum/socket.")
    try:
        leitung.settimeout(_rest(ende))
        leitung.connect(ziel)
    except BaseException:
        leitung.close()
        raise
    return leitung


def _familie(rechner: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in rechner else socket.AF_INET


def _rest(ende: float) -> float:
    if (rest := ende - time.monotonic()) <= 0:
        raise TimeoutError("Die Prüfung dauert zu lange.")
    return rest


def _stuecke(datei: File) -> Iterator[bytes]:
    while stueck := datei.read(STUECK):
        yield len(stueck).to_bytes(4, "big") + stueck
    yield bytes(4)


def _sende(leitung: socket.socket, stuecke: Iterator[bytes], ende: float) -> str:
    """A scanner that has enough (size limit) answers and closes before the end: its answer counts, not the break."""
    try:
        for stueck in stuecke:
            leitung.settimeout(_rest(ende))
            leitung.sendall(stueck)
    except (BrokenPipeError, ConnectionResetError):
        pass
    return _antwort(leitung, ende)


def _antwort(leitung: socket.socket, ende: float) -> str:
    inhalt = b""
    while b"\0" not in inhalt and len(inhalt) < _ANTWORT:
        leitung.settimeout(_rest(ende))
        if not (stueck := leitung.recv(_ANTWORT)):
            break
        inhalt += stueck
    return inhalt.partition(b"\0")[0].decode("utf-8", "replace").strip()
