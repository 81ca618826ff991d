from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from asskomm.core import clock
from asskomm.core.faktoren import benenne, codes_uebrig, faktoren
from asskomm.core.models import Rollenzuordnung, Vertretung
from asskomm.core.roles import BEDEUTUNG, Rolle
from asskomm.core.sitzung import rest


@require_safe
def konto(request: HttpRequest) -> HttpResponse:
    """The signed-in person's own account: who, which roles until when, which factors, how many sign-ins."""
    user = request.user
    heute = clock.today()
    zuordnungen = Rollenzuordnung.objects.in_kraft(heute).filter(user=user).select_related("organisation")
    vertretungen = Vertretung.objects.in_kraft(heute).filter(vertretung=user)
    werte = {
        "rollen": [(z, Rolle(z.rolle).label, BEDEUTUNG[z.rolle]) for z in zuordnungen],
        "vertretungen": vertretungen.select_related("zuordnung__user", "zuordnung__organisation"),
        "faktoren": [benenne(f) for f in faktoren(user)],
        "codes": codes_uebrig(user),
        "codes_insgesamt": settings.MFA_RECOVERY_CODE_COUNT,
        "sitzungen": UserSession.objects.filter(user=user).count(),
    }
    return render(request, "konto/uebersicht.html", werte)


@never_cache
@require_safe
def aktiv(request: HttpRequest) -> JsonResponse:
    """Keeps the sign-in alive (every request does) and says for how long."""
    return JsonResponse({"rest": rest(request, clock.now())})
