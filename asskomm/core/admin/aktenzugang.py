"""The addresses of the QR codes: /verwaltung/akte/<Kurzzeichen>/ opens the file, …/<Nr.>/ the paper that comes home."""

from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import path, reverse

from asskomm.core.fallarten import portalweg
from asskomm.core.models import Akte, Aktenstueck
from asskomm.core.papiere import papierart
from asskomm.core.roles import KOMMUNE_ROLLEN, POLIZEI_ROLLEN


def adressen(site: Any) -> list[Any]:
    return [
        path("akte/<str:zeichen>/", _fuer_alle(site, akte_view), name="akte"),
        path("akte/<str:zeichen>/<int:nr>/", _fuer_alle(site, papier_view), name="akte_papier"),
    ]


def _fuer_alle(site: Any, ansicht: Any) -> Any:
    """The paper goes round: Kommune and police come to their correspondence on the case, where the scan can be sent."""
    im_haus = site.admin_view(ansicht)

    @wraps(ansicht)
    def zugang(request: HttpRequest, zeichen: str, **weitere: Any) -> HttpResponseBase:
        user: Any = request.user
        draussen = user.is_authenticated and not site.has_permission(request)
        if draussen and user.hat_rolle(*KOMMUNE_ROLLEN, *POLIZEI_ROLLEN):
            return HttpResponseRedirect(_portalweg(user, zeichen))
        return im_haus(request, zeichen, **weitere)

    return zugang


def _portalweg(user: Any, zeichen: str) -> str:
    akte = Akte.objects.filter(kurzzeichen=zeichen.upper()[:60]).first()
    modell: Any = akte and akte.fall_art.model_class()
    fall = modell and modell._default_manager.visible_to(user).filter(pk=akte.fall_id).first()  # type: ignore[union-attr]
    if not fall or not (weg := portalweg(fall)):
        raise Http404("Diese Akte gibt es nicht.")
    return weg


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
