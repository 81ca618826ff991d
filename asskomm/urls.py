from django.contrib import admin
from django.urls import include, path

from asskomm.core.health import bereit, gesundheit
from asskomm.portal.views.wer_darf_was import wer_darf_was

urlpatterns = [
    path("konto/", include("asskomm.core.urls")),
    path("verwaltung/", include("asskomm.portal.verwaltung_urls")),
    path("verwaltung/", admin.site.urls),
    path("gesundheit/", gesundheit, name="gesundheit"),
    path("gesundheit/bereit/", bereit, name="gesundheit_bereit"),
    path("wer-darf-was/", wer_darf_was, name="wer_darf_was"),
    path("", include("asskomm.portal.urls")),
]

handler400 = "asskomm.core.errors_views.bad_request"
handler403 = "asskomm.core.errors_views.permission_denied"
handler404 = "asskomm.core.errors_views.not_found"
handler429 = "asskomm.core.errors_views.too_many_requests"  # asked for by allauth
handler500 = "asskomm.core.errors_views.server_error"
