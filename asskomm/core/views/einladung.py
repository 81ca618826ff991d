from allauth.core.ratelimit import consume_or_429
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from asskomm.core import clock
from asskomm.core.einladungsformular import EinladungForm
from asskomm.core.errors import Ablehnung
from asskomm.core.services.einladung import accept_einladung, find_einladung


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def einladung(request: HttpRequest, schluessel: str) -> HttpResponse:
    """The invited person sets name and password; whoever is signed in signs out first."""
    antwort = consume_or_429(request, action="einladung", limit_get=True) or _seite(request, schluessel)
    # The address is the key: nothing of its path goes on. Not "no-referrer": browsers would then send "Origin: null"
    # with the form, and the protection against forged forms would refuse it.
    antwort.headers["Referrer-Policy"] = "strict-origin"
    antwort.headers["X-Robots-Tag"] = "noindex, nofollow"
    return antwort


def _seite(request: HttpRequest, schluessel: str) -> HttpResponse:
    try:
        offene = find_einladung(schluessel=schluessel, by=None, jetzt=clock.now())
        if request.user.is_authenticated:
            return render(request, "konto/einladung_angemeldet.html")
        form = EinladungForm(request.POST or None, user=offene.user)
        if request.method == "POST" and form.is_valid():
            return _angenommen(request, schluessel, form)
    except Ablehnung as ablehnung:
        return render(request, "konto/einladung_ungueltig.html", {"gruende": ablehnung.gruende}, status=410)
    return render(request, "konto/einladung.html", {"form": form, "einladung": offene})


def _angenommen(request: HttpRequest, schluessel: str, form: EinladungForm) -> HttpResponse:
    angaben = form.cleaned_data
    user = accept_einladung(
        schluessel=schluessel, name=angaben["name"], passwort=angaben["passwort"], by=None, jetzt=clock.now()
    )
    messages.success(
        request, f"Ihr Konto ist eingerichtet. Melden Sie sich jetzt mit dem Anmeldenamen {user.anmeldename} an."
    )
    return HttpResponseRedirect(reverse("account_login"))
