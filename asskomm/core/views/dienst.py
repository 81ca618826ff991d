"""Sign-in at the authority's provider: allauth's views, with an answer when the provider does not."""

from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from requests import RequestException

from ..anbieter import ANBIETER, GESCHEITERT, abgelehnt
from ..anbieterpruefung import StrengerAdapter

NICHT_ERREICHBAR = "Der Anmeldedienst antwortet nicht. Bitte versuchen Sie es in einigen Minuten erneut."


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def anmelden(request: HttpRequest, provider_id: str) -> HttpResponse:
    """A POST leads to the provider; a GET asks first (nobody is signed in by following a link)."""
    try:
        adapter = StrengerAdapter(request, provider_id)
        if request.method == "POST":
            adapter.pruefe_aussteller()  # the redirect itself asks an adapter of allauth's
        return OAuth2LoginView.adapter_view(adapter)(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except RequestException:
        return abgelehnt(request, [NICHT_ERREICHBAR], status=503)


@login_not_required
@never_cache
@require_GET
def zurueck(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Where the provider sends the person back to."""
    try:
        return OAuth2CallbackView.adapter_view(StrengerAdapter(request, provider_id))(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except RequestException:
        return abgelehnt(request, [GESCHEITERT], status=503)


@never_cache
@require_GET
def bestaetigen(request: HttpRequest) -> HttpResponse:
    """Re-authentication for accounts that have no password here: sign in at the provider once more."""
    abfrage = {"process": "redirect", "auth_params": "prompt=login", "next": request.GET.get("next", "")}
    return render(request, "konto/dienst_bestaetigen.html", {"anbieter": ANBIETER, "abfrage": urlencode(abfrage)})
