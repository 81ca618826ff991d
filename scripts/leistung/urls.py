from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path

from asskomm.core.datenstand import aktuelle_version
from asskomm.urls import handler400, handler403, handler404, handler500
from asskomm.urls import urlpatterns as portal

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


@login_not_required
def vergleich(request: HttpRequest) -> HttpResponse:
    """Same middleware, one query, two words."""
    return HttpResponse(f"Datenstand {aktuelle_version()}")


urlpatterns = [path("bench/vergleich/", vergleich), *portal]
