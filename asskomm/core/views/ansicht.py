from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from asskomm.core import ansicht_als


@require_POST
def ansicht_beenden(request: HttpRequest) -> HttpResponse:
    """Back to the own account; without a view in course it does nothing."""
    person = ansicht_als.beende(request)
    if person is not None and request.user.has_perm("core.view_user"):  # type: ignore[union-attr]
        return HttpResponseRedirect(reverse("admin:core_user_change", args=[person.pk]))
    return HttpResponseRedirect(reverse("konto"))
