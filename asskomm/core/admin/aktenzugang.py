"""The addresses of the QR codes: /verwaltung/akte/<Kurzzeichen>/ opens the file, …/<Nr.>/ the paper that comes home."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.urls import path, reverse

from asskomm.core.models import Akte, Aktenstueck
from asskomm.core.papiere import papierart


def adressen(site: Any) -> list[Any]:
    return [
        path("akte/<str:zeichen>/", site.admin_view(akte_view), name="akte"),
        path("akte/<str:zeichen>/<int:nr>/", site.admin_view(papier_view), name="akte_papier"),
    ]


def akte_view(request: HttpRequest, zeichen: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:core_akte_change", args=[_akte(request, zeichen).pk]))


def papier_view(request: HttpRequest, zeichen: str, nr: int) -> HttpResponseRedirect:
    """Straight to the upload of exactly this paper for whoever may take it in; to the paper itself for others."""
    akte = _akte(request, zeichen)
    stueck = (
        Aktenstueck.objects.visible_to(request.user)
        .filter(fall_art=akte.fall_art_id, fall_id=akte.fall_id, nr=nr)
        .first()
    )
    if stueck is None:
        raise Http404("Dieses Papier gibt es nicht.")
    if papierart(stueck.papierart) and request.user.has_perm("core.file_aktenstueck"):  # type: ignore[union-attr]
        return HttpResponseRedirect(reverse("admin:core_aktenstueck_aktion", args=[stueck.pk, "scan"]))
    return HttpResponseRedirect(reverse("admin:core_aktenstueck_change", args=[stueck.pk]))


def _akte(request: HttpRequest, zeichen: str) -> Akte:
    if not request.user.has_perm("core.view_akte"):  # type: ignore[union-attr]
        raise PermissionDenied
    akte = Akte.objects.visible_to(request.user).filter(kurzzeichen=zeichen.upper()[:60]).first()
    if akte is None:
        raise Http404("Diese Akte gibt es nicht.")
    return akte
