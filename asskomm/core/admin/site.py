from functools import wraps
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from asskomm.core import clock

from . import aktenzugang, arbeitsvorrat, bereiche, handbuch

BEREICHE = ("vereinbarungen", "kommunen", "foerderung", "portal", "core")
# Django's own addresses that this back office does not need: it works without JavaScript, passwords belong to
# the account pages, and there is no "view on site".
UNBENUTZT = frozenset({"jsi18n", "autocomplete", "view_on_site", "password_change", "password_change_done"})


# Rights come from rules.py and addresses from the account itself: these lists of the libraries would do nothing.
FREMDE = frozenset(
    {
        "auth.group",
        "account.emailaddress",
        "mfa.authenticator",
        "usersessions.usersession",
        "socialaccount.socialaccount",
        "socialaccount.socialapp",
        "socialaccount.socialtoken",
    }
)


KEIN_ZUGANG = "Ihr Konto hat keinen Zugang zur Verwaltung."


class VerwaltungSite(admin.AdminSite):
    site_header = "ASSKomm Verwaltung"
    site_title = "ASSKomm Verwaltung"
    index_title = "Arbeitsvorrat"
    site_url = None
    enable_nav_sidebar = True

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        modelle = model_or_iterable if isinstance(model_or_iterable, list | tuple | set) else [model_or_iterable]
        # Libraries bring lists of their own, some with secrets (the keys of second factors): none of them gets in.
        super().register([m for m in modelle if m._meta.app_label in BEREICHE], admin_class, **options)

    def get_urls(self) -> list[Any]:
        eigene = [url for url in super().get_urls() if getattr(url, "name", None) not in UNBENUTZT]
        return [*aktenzugang.adressen(self), *handbuch.adressen(self), *eigene]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """In the order of the daily work: agreements before accounts, the main list of an area first."""
        gruppen: dict[str, dict[str, Any]] = {}
        for app in super().get_app_list(request, app_label):
            for eintrag in app["models"]:
                name = "" if app_label else getattr(self._registry[eintrag["model"]], "bereich", "")
                gruppe = {**app, "name": name or app["name"], "models": []}
                gruppen.setdefault(name or app["app_label"], gruppe)["models"].append(eintrag)
        for gruppe in gruppen.values():
            gruppe["models"].sort(key=lambda m: (getattr(self._registry[m["model"]], "reihenfolge", 50), m["name"]))
        return [gruppen[name] for name in bereiche.REIHENFOLGE if name in gruppen]

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        titel = apps.get_app_config(app_label).verbose_name
        return super().app_index(request, app_label, {"title": titel, **(extra_context or {})})

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Whoever is signed in without a role of the house gets a plain no, not a second sign-in."""
        geschuetzt = super().admin_view(view, cacheable)

        @wraps(geschuetzt)
        def nur_mit_rolle(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied(KEIN_ZUGANG)
            return geschuetzt(request, *args, **kwargs)

        return nur_mit_rolle

    # No other door: allauth signs in (with the second factor, once there is one).
    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied(KEIN_ZUGANG)
        ziel = request.GET.get("next") or reverse("admin:index")
        if request.user.is_authenticated:
            return HttpResponseRedirect(reverse("admin:index"))
        return redirect_to_login(ziel, reverse("account_login"))

    login.login_required = False  # type: ignore[attr-defined]

    @method_decorator(never_cache)
    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Signing out is a POST of the account pages; this address only leads there."""
        return HttpResponseRedirect(reverse("account_logout"))

    @method_decorator(never_cache)
    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        context = {**self.each_context(request), "title": self.index_title, **(extra_context or {})}
        werte = arbeitsvorrat.startseite(request, clock.today())
        if isinstance(werte, HttpResponse):
            return werte
        context.update(werte)
        request.current_app = self.name  # type: ignore[attr-defined]
        return TemplateResponse(request, "admin/index.html", context)
