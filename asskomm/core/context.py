from django.conf import settings
from django.http import HttpRequest

from .models import User


def seite(request: HttpRequest) -> dict[str, object]:
    """What every layout needs. `fiktive_daten` is lazy: evaluated at most once per page, unless already known."""
    bekannt = getattr(request, "fiktive_daten", None)
    return {
        "fiktive_daten": _Fiktiv() if bekannt is None else bekannt,
        "anmeldedienst": settings.OIDC_NAME if settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"] else "",
        "ansicht_als": getattr(request, "ansicht_als", None),  # never on public pages
        "kontakt_email": settings.KONTAKT_EMAIL,
        "eigene_adresse": f"{settings.BASE_URL}{request.path}",
    }


class _Fiktiv:
    """True while demo data is in the database: lade_demo always creates marked accounts."""

    _wert: bool | None = None

    def __bool__(self) -> bool:
        if self._wert is None:
            self._wert = User.objects.filter(fiktiv=True).exists()
        return self._wert
