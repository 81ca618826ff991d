"""What was typed when the session ended: shown to its person, who sends it again or throws it away."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from asskomm.core import clock
from asskomm.core.models import Formularablage
from asskomm.core.services.formularablage import discard_eingaben


@require_safe
@never_cache
def eingaben(request: HttpRequest, token: str) -> HttpResponse:
    ablage = _ablage(request, token)
    felder = [(name, wert) for name, werte in ablage.felder.items() for wert in werte]
    return render(request, "konto/eingaben.html", {"ablage": ablage, "felder": felder})


@require_POST
def eingaben_verwerfen(request: HttpRequest, token: str) -> HttpResponse:
    ablage = _ablage(request, token)
    discard_eingaben(ablage=ablage, by=request.user)
    messages.info(request, "Die aufbewahrten Eingaben sind gelöscht.")
    return redirect("konto")


def _ablage(request: HttpRequest, token: str) -> Formularablage:
    ablage = Formularablage.objects.visible_to(request.user).haltbar(clock.now()).filter(token=token).first()
    if ablage is None:
        raise Http404("Diese Eingaben gibt es nicht mehr: Sie werden nur eine Stunde aufbewahrt.")
    return ablage
