"""Recovery codes are shown once: on the page that a button opens, and as a text file while that page is open."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from asskomm.core import clock
from asskomm.core.frisch import frisch_angemeldet

GEZEIGT = "ersatzcodes_gezeigt"
# How long after they were shown the same session may still fetch the file.
DATEI_SEKUNDEN = 600


@method_decorator([never_cache, frisch_angemeldet], name="dispatch")
class Codes(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "mfa/recovery_codes/index.html", {"gesehen": _codes(request).did_view})

    def post(self, request: HttpRequest) -> HttpResponse:
        codes = _codes(request)
        if codes.did_view:
            return redirect(reverse("mfa_view_recovery_codes"))
        codes.mark_as_viewed()
        request.session[GEZEIGT] = [codes.instance.pk, clock.now().timestamp()]
        return render(request, "mfa/recovery_codes/index.html", {"unused_codes": codes.get_unused_codes()})


codes = Codes.as_view()


@require_POST
@never_cache
def codes_datei(request: HttpRequest) -> HttpResponse:
    codes = _codes(request)
    schluessel, zeitpunkt = request.session.get(GEZEIGT, (None, 0))
    if schluessel != codes.instance.pk or clock.now().timestamp() - zeitpunkt > DATEI_SEKUNDEN:
        raise Http404("Diese Codes wurden schon gezeigt. Erzeugen Sie neue, wenn Sie sie nicht mehr haben.")
    angaben = {
        "unused_codes": codes.get_unused_codes(),
        "konto": request.user,
        "portal": settings.MFA_TOTP_ISSUER,
    }
    antwort = render(request, "mfa/recovery_codes/download.txt", angaben, content_type="text/plain; charset=utf-8")
    antwort["Content-Disposition"] = 'attachment; filename="asskomm-ersatzcodes.txt"'
    return antwort


def _codes(request: HttpRequest):
    eintrag = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.RECOVERY_CODES).first()
    if eintrag is None:
        raise Http404("Für dieses Konto gibt es keine Ersatzcodes.")
    return eintrag.wrap()
