"""Stored documents go out as attachments of their checked type; who may see them is decided by the calling view."""

from django.http import FileResponse, Http404

from .models import Dokument


def document_response(dokument: Dokument) -> FileResponse:
    try:
        datei = dokument.datei.open("rb")
    except FileNotFoundError:
        raise Http404(f"Die Datei „{dokument.name}“ liegt nicht mehr im Dateispeicher.") from None
    antwort = FileResponse(datei, as_attachment=True, filename=dokument.name, content_type=dokument.mimetype)
    antwort["X-Content-Type-Options"] = "nosniff"
    antwort["Cache-Control"] = "private, no-store"
    return antwort
