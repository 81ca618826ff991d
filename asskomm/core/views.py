from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .roles import BEDEUTUNG


@require_safe
def konto(request: HttpRequest) -> HttpResponse:
    """The signed-in person's own account: who, which role, what it may do."""
    return render(request, "konto/uebersicht.html", {"bedeutung": BEDEUTUNG[request.user.rolle]})
