"""Where Fronleichnam is a holiday: dated, editable, confirmed by Leitung."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString

from asskomm.core import clock
from asskomm.core.admin import bereiche
from asskomm.core.admin.aktionen import Fachaktion
from asskomm.core.admin.basis import FachAdmin
from asskomm.core.admin.einausgabe import EinAusgabeMixin
from asskomm.core.admin.fristregeln import BestaetigtFilter, GeltungFilter
from asskomm.core.templatetags.kern import plakette
from kommunen import resources
from kommunen.models import Ortsfeiertag
from kommunen.services.ortsfeiertage import confirm_ortsfeiertag, save_ortsfeiertag

from .suche import KOMMUNE_VORSCHLAG, KommuneSuche


@admin.register(Ortsfeiertag)
class OrtsfeiertagAdmin(EinAusgabeMixin, KommuneSuche, FachAdmin):
    bereich = bereiche.TECHNIK
    handbuch = "14-fristen-und-erinnerungen#fronleichnam"
    resource_class = resources.OrtsfeiertagResource
    reihenfolge = 25
    titel_neu = "Fronleichnam als Feiertag eintragen"
    search_fields = ("kommune__suchtext", "ortsteile", "quelle")
    list_display = ("kommune", "ortsteile", "gilt_am_sitz", "gueltig_von", "gueltig_bis", "bestaetigt_marke")
    list_filter = (BestaetigtFilter, GeltungFilter, "gilt_am_sitz", "kommune__landkreis")
    list_select_related = ("kommune",)
    ordering = ("kommune__sortiername", "pk")
    vorschlaege = {"kommune": KOMMUNE_VORSCHLAG}
    fields = ("kommune", ("ortsteile", "gilt_am_sitz"), ("gueltig_von", "gueltig_bis"), "quelle")
    fachaktionen = (
        Fachaktion(
            name="bestaetigen",
            label="Bestätigen",
            recht="kommunen.confirm_ortsfeiertag",
            dienst=confirm_ortsfeiertag,
            objektname="ortsfeiertag",
            sichtbar=lambda tag: not tag.ist_bestaetigt,
            einleitung="Sie haben den Eintrag mit der FronleichnamsVO verglichen.",
            erfolg="Der Eintrag ist bestätigt.",
            entscheidend=True,
        ),
    )

    @admin.display(description="Stand", ordering="bestaetigt_zeitpunkt")
    def bestaetigt_marke(self, tag: Ortsfeiertag) -> SafeString:
        if tag.ist_bestaetigt:
            return plakette(text="bestätigt", art="erfolg")
        return plakette(text="zu bestätigen", art="warnung")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("kommune",) if obj else ()

    def speichere(self, request: HttpRequest, obj: Ortsfeiertag, form: Any, change: bool) -> None:
        save_ortsfeiertag(ortsfeiertag=obj, by=request.user, jetzt=clock.now())  # type: ignore[arg-type]
