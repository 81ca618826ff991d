"""Every file goes out here as an attachment; a stored one unaltered, and never from quarantine.

Who may have it is decided by the calling view.
"""

import hashlib
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpResponse

from . import sicherheitslog
from .models import Dokument
from .models.files import Pruefstand
from .uploads.namen import sicherer_name

QUARANTAENE = "Die Datei „{name}“ wird gerade auf Viren geprüft. Bitte versuchen Sie es in einigen Minuten noch einmal."
INFIZIERT = (
    "In der Datei „{name}“ wurde Schadsoftware gefunden. Sie wurde gelöscht; bitte lassen Sie sie sich neu geben."
)
VERAENDERT = (
    "Die gespeicherte Datei „{name}“ stimmt nicht mehr mit ihrer Prüfsumme überein und wird nicht ausgegeben. "
    "Bitte wenden Sie sich an die Systemverwaltung."
)


def document_response(dokument: Dokument) -> FileResponse:
    """Raises PermissionDenied with a text for people while the file is in quarantine or after it was altered."""
    if dokument.pruefstand == Pruefstand.INFIZIERT:
        raise PermissionDenied(INFIZIERT.format(name=dokument.name))
    if not dokument.ist_frei:
        raise PermissionDenied(QUARANTAENE.format(name=dokument.name))
    return file_response(dokument.datei, name=dokument.name, mimetype=dokument.mimetype, sha256=dokument.sha256)


def file_response(ablage: FieldFile, *, name: str, mimetype: str, sha256: str) -> FileResponse:
    """The bytes are compared with their digest before the first of them leaves."""
    try:
        datei: Any = ablage.open("rb")
    except (FileNotFoundError, ValueError):
        raise Http404(f"Die Datei „{name}“ liegt nicht mehr im Dateispeicher.") from None
    if hashlib.file_digest(datei, "sha256").hexdigest() != sha256:
        datei.close()
        sicherheitslog.melde("datei.veraendert", request=None, ergebnis="abgewiesen", datei=name, ablage=ablage.name)
        raise PermissionDenied(VERAENDERT.format(name=name))
    datei.seek(0)
    antwort = FileResponse(datei, as_attachment=True, filename=sicherer_name(name), content_type=mimetype)
    antwort["X-Content-Type-Options"] = "nosniff"
    antwort["Cache-Control"] = "private, no-store"
    antwort["Content-Security-Policy"] = "default-src 'none'; sandbox"
    antwort["Cross-Origin-Resource-Policy"] = "same-origin"
    return antwort


def erzeugte_datei(inhalt: bytes, *, name: str, mimetype: str) -> HttpResponse:
    """A table or paper that was made for this person just now; no copy of it stays on the way."""
    kopf = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(inhalt, content_type=mimetype, headers=kopf)
