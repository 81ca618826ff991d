"""Public pages: one answer for every visitor, kept as long as nothing changes.

The ETag is made of what can change a page: the version of the data, the day in Saxony, the Sperrfristen that
have run out, the query and the program itself. It costs one query; a matching visitor gets 304 at once, everyone
else the page from the cache of this process.
"""

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, wraps
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import caches
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, QueryDict
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from asskomm.core import clock  # Uhr: umschließt die öffentlichen Ansichten
from asskomm.core.models import Datenstand, User
from vereinbarungen.models import Vereinbarung

from .models import Medieninformation

SEITENSPEICHER = "seiten"
HALTBAR_SEKUNDEN = 24 * 3600
_KOMPRIMIERBAR = ("text/", "application/json", "application/ld+json", "application/atom+xml", "application/geo+json")
Ansicht = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Gespeichert:
    """A finished answer, plain and compressed."""

    art: str
    disposition: str
    klar: bytes
    gepackt: bytes


def oeffentliche_seite(ansicht: Ansicht) -> Ansicht:
    """Makes a view public, cacheable and independent of cookies. Wrap class-based views from outside.

    Only answers with status 200 get an ETag and are kept. Content must follow from the data, the day and the
    address alone.
    """

    @wraps(ansicht)
    def seite(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # An object without `accessed`: SessionMiddleware then neither loads nor saves nor sends a cookie.
        request.session = {}  # type: ignore[assignment]
        request.GET = _ohne_leere(request.GET)  # type: ignore[assignment]
        etag = f'W/"{_fassung(request)}"'
        if _kennt(request, etag):
            return _mit_kopf(HttpResponseNotModified(), etag)
        speicher, schluessel = caches[SEITENSPEICHER], etag
        fertig = speicher.get(schluessel)
        if fertig is None:
            antwort = ansicht(request, *args, **kwargs)
            if antwort.status_code != 200 or not isinstance(antwort, HttpResponse):
                return _mit_kopf(antwort)
            fertig = _packe(antwort)
            speicher.set(schluessel, fertig, HALTBAR_SEKUNDEN)
        return _mit_kopf(_antwort(request, fertig), etag)

    return login_not_required(require_safe(seite))


def _ohne_leere(abfrage: QueryDict) -> QueryDict:
    """Empty fields of a form say nothing; the view sees no more of the address than the key of the page."""
    gefuellt = QueryDict(mutable=True)
    for name, werte in abfrage.lists():
        if belegt := [w for w in werte if w]:
            gefuellt.setlist(name, belegt)
    gefuellt._mutable = False
    return gefuellt


def _fassung(request: HttpRequest) -> str:
    version, abgelaufen, fiktiv = _stand()
    request.fiktive_daten = fiktiv  # type: ignore[attr-defined]  # core.context asks no second time
    # Encoded and in the order given for each name, so that no two different queries share a page.
    abfrage = urlencode([(k, w) for k, werte in sorted(request.GET.lists()) for w in werte])
    teile = (_programm(), request.path, abfrage, version, abgelaufen, fiktiv, clock.today())
    return hashlib.sha256("\n".join(map(str, teile)).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _stand() -> tuple[int, int, bool | None]:
    """Version of the data, number of Sperrfristen that have run out, demo data or not; in one query.

    Written as SQL, because building the same query through the ORM takes longer than all the rest of an answer 304.
    """
    jetzt = connection.ops.adapt_datetimefield_value(clock.now())
    with connection.cursor() as cursor:
        cursor.execute(_sql(), [jetzt, jetzt])
        zeile = cursor.fetchone()
    return (zeile[0], zeile[1], bool(zeile[2])) if zeile else (0, 0, None)


@cache
def _sql() -> str:
    stand, konto, vereinbarung, presse = (
        connection.ops.quote_name(modell._meta.db_table)
        for modell in (Datenstand, User, Vereinbarung, Medieninformation)
    )
    return (
        f"SELECT version, (SELECT COUNT(*) FROM {vereinbarung} WHERE sperrfrist_bis <= %s)"  # noqa: S608
        f" + (SELECT COUNT(*) FROM {presse} WHERE sperrfrist_bis <= %s),"
        f" EXISTS (SELECT 1 FROM {konto} WHERE fiktiv) FROM {stand} WHERE id = 1"
    )


@cache
def _programm() -> str:
    """Templates, code and static names of this installation: a new release makes every page new."""
    summe = hashlib.sha256(f"{settings.BASE_URL} {settings.KONTAKT_EMAIL}".encode())
    wurzel = Path(settings.BASE_DIR)
    ordner = [wurzel / name for name in ("templates", "asskomm", "kommunen", "vereinbarungen", "foerderung")]
    dateien = [d for o in ordner for muster in ("*.html", "*.py") for d in o.rglob(muster)]
    for datei in [*sorted(dateien), Path(settings.STATIC_ROOT) / "staticfiles.json"]:
        if datei.is_file():
            summe.update(datei.read_bytes())
    return summe.hexdigest()


def _kennt(request: HttpRequest, etag: str) -> bool:
    bekannte = parse_etags(request.headers.get("If-None-Match", ""))
    return "*" in bekannte or etag in bekannte or etag.removeprefix("W/") in bekannte


def _packe(antwort: HttpResponse) -> Gespeichert:
    if hasattr(antwort, "render"):
        antwort.render()
    art, klar = antwort.headers.get("Content-Type", ""), antwort.content
    gepackt = gzip.compress(klar, compresslevel=9, mtime=0) if art.startswith(_KOMPRIMIERBAR) else b""
    return Gespeichert(art, antwort.headers.get("Content-Disposition", ""), klar, gepackt)


def _antwort(request: HttpRequest, fertig: Gespeichert) -> HttpResponse:
    komprimiert = bool(fertig.gepackt) and _nimmt_gzip(request.headers.get("Accept-Encoding", ""))
    antwort = HttpResponse(fertig.gepackt if komprimiert else fertig.klar, content_type=fertig.art)
    if komprimiert:
        antwort.headers["Content-Encoding"] = "gzip"
    if fertig.disposition:
        antwort.headers["Content-Disposition"] = fertig.disposition
    if request.fiktive_daten:  # type: ignore[attr-defined]  # files have no robots line of their own
        antwort.headers["X-Robots-Tag"] = "noindex, nofollow"
    antwort.headers["Content-Length"] = str(len(antwort.content))
    return antwort


def _nimmt_gzip(angebot: str) -> bool:
    return any(teil.strip().replace(" ", "") in {"gzip", "*"} or _mit_guete(teil) for teil in angebot.split(","))


def _mit_guete(teil: str) -> bool:
    name, _, guete = teil.replace(" ", "").partition(";q=")
    return name == "gzip" and guete.strip("0.") != ""


def _mit_kopf(antwort: HttpResponseBase, etag: str = "") -> HttpResponseBase:
    if etag:
        antwort.headers["ETag"] = etag
    antwort.headers["Cache-Control"] = "public, no-cache"
    patch_vary_headers(antwort, ("Accept-Encoding",))
    return antwort
