"""One paper in the file of a case: metadata, scan for viruses, signatures, and the scan of a signed paper."""

import datetime as dt
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from import_export.fields import Field

from asskomm.core import clock
from asskomm.core.aktenformulare import BestaetigungForm, ScanForm
from asskomm.core.downloads import document_response
from asskomm.core.models import Akte, Aktenstueck, Richtung, Signaturbefund, Signaturergebnis, Stueckart
from asskomm.core.models.files import OHNE_SIGNATUR, WIEDER_NACH, Pruefstand
from asskomm.core.papiere import papierart
from asskomm.core.resources import FachResource
from asskomm.core.services.akten import store_scan
from asskomm.core.services.dokumente import check_signatur, confirm_signatur
from asskomm.core.signaturen import OHNE_VERTRAUENSKETTE, STEMPEL
from asskomm.core.tabellenwerte import AuswahlWidget
from asskomm.core.zahlen import ganze_zahl

from . import bereiche
from .aktionen import Fachaktion
from .arbeitsvorrat import Vorratsart, WartetAuf, register_art
from .basis import FachAdmin
from .dokumentmarken import dokumentmarken
from .einausgabe import EinAusgabeMixin
from .fallfilter import LandkreisFilter


class AktenstueckResource(FachResource):
    nr = Field(attribute="nr", column_name="Nr. in der Akte", readonly=True)
    fall = Field(column_name="Fall", readonly=True)
    betreff = Field(attribute="betreff", column_name="Betreff", readonly=True)
    art = Field(attribute="art", column_name="Art", widget=AuswahlWidget(Stueckart.choices), readonly=True)
    richtung = Field(
        attribute="richtung", column_name="Richtung", widget=AuswahlWidget(Richtung.choices), readonly=True
    )
    absender = Field(attribute="absender", column_name="Absender", readonly=True)
    datum = Field(attribute="datum", column_name="Datum des Dokuments", readonly=True)
    eingang_am = Field(attribute="eingang_am", column_name="Eingegangen am", readonly=True)
    datei = Field(attribute="dokument__name", column_name="Dateiname", readonly=True)
    sha256 = Field(attribute="dokument__sha256", column_name="SHA-256", readonly=True)

    class Meta(FachResource.Meta):
        model = Aktenstueck
        fields = (*("nr", "fall", "betreff", "art", "richtung", "absender", "datum", "eingang_am", "datei", "sha256"),)

    def dehydrate_fall(self, stueck: Aktenstueck) -> str:
        return str(stueck.fall)


def _befund(stueck: Aktenstueck) -> Signaturbefund | None:
    return stueck.dokument.signaturbefunde.order_by("-pk").first()


def _hinderungen(stueck: Aktenstueck) -> list[str]:
    befund = _befund(stueck)
    return befund.hinderungen if befund else [OHNE_SIGNATUR]


def _ist_signiert(stueck: Aktenstueck) -> bool:
    befund = _befund(stueck)
    return befund is not None and befund.ergebnis != Signaturergebnis.KEINE


def _bestaetige(*, stueck: Aktenstueck, **angaben: Any) -> Signaturbefund:
    return confirm_signatur(dokument=stueck.dokument, **angaben)


def _pruefe_erneut(*, stueck: Aktenstueck, **angaben: Any) -> Signaturbefund:
    return check_signatur(dokument=stueck.dokument, **angaben)


@admin.register(Aktenstueck)
class AktenstueckAdmin(EinAusgabeMixin, FachAdmin):
    bereich = bereiche.TAGESGESCHAEFT
    handbuch = "16-dokumente-und-akten#ein-dokument-ablegen"
    resource_class = AktenstueckResource
    list_display = ("betreff", "vorgang", "nr", "art", "absender", "eingang_am", "stand")
    list_filter = ("art", "richtung", "dokument__pruefstand", LandkreisFilter)
    list_select_related = ("dokument", "fall_art")
    search_fields = ("betreff", "absender", "dokument__name", "=dokument__sha256")
    search_help_text = "Betreff, Absender, Dateiname oder Prüfsumme"
    date_hierarchy = "eingang_am"
    reihenfolge = 70
    fields = (
        ("betreff", "vorgang"), ("art", "richtung"), ("absender", "datum", "eingang_am"), ("datei", "pruefsumme"),
    )  # fmt: skip
    readonly_fields = ("vorgang", "datei", "pruefsumme")
    change_form_template = "admin/core/aktenstueck/change_form.html"
    fachaktionen = (
        Fachaktion(
            name="scan",
            label="Scan zuordnen",
            recht="core.file_aktenstueck",
            dienst=store_scan,
            formular=ScanForm,
            objektname="stueck",
            sichtbar=lambda stueck: papierart(stueck.papierart) is not None,
            einleitung="Laden Sie das unterschriebene Papier als Scan hoch. Es wird genau diesem Papier zugeordnet.",
            erfolg="Der Scan liegt in der Akte und gehört zu diesem Papier.",
        ),
        Fachaktion(
            name="signatur-bestaetigen",
            label="Signatur bestätigen",
            recht="core.confirm_signatur",
            dienst=_bestaetige,
            formular=BestaetigungForm,
            objektname="stueck",
            sichtbar=_ist_signiert,
            hinderungen=_hinderungen,
            einleitung=f"Das Portal hat nur die Unversehrtheit geprüft. {OHNE_VERTRAUENSKETTE} Bestätigen Sie, wenn "
            "Sie das Zertifikat der unterzeichnenden Person geprüft haben. Ihr Name und der Zeitpunkt werden "
            "festgehalten.",
            erfolg="Die Signatur ist bestätigt.",
        ),
        Fachaktion(
            name="signatur-pruefen",
            label="Signatur erneut prüfen",
            recht="core.confirm_signatur",
            dienst=_pruefe_erneut,
            objektname="stueck",
            sichtbar=lambda stueck: stueck.dokument.ist_frei and _befund(stueck) is not None,
            einleitung="Die Prüfung wird als neuer Eintrag festgehalten; frühere bleiben stehen.",
            erfolg="Die Signatur ist erneut geprüft.",
        ),
    )

    @admin.display(description="Stand")
    def stand(self, stueck: Aktenstueck) -> SafeString:
        return SafeString(" ".join(dokumentmarken(stueck.dokument)) or "–")

    @admin.display(description="Datei")
    def datei(self, stueck: Aktenstueck) -> str | SafeString:
        umfang = f"{stueck.dokument.format}, {ganze_zahl(max(1, stueck.dokument.groesse // 1000))} KB"
        if not stueck.dokument.ist_frei:
            return f"{stueck.dokument.name} ({umfang})"
        url = reverse("admin:core_aktenstueck_datei", args=[stueck.pk])
        return format_html('<a href="{}">{}</a> ({})', url, stueck.dokument.name, umfang)

    @admin.display(description="Prüfsumme (SHA-256)")
    def pruefsumme(self, stueck: Aktenstueck) -> str:
        return stueck.dokument.sha256

    @admin.display(description="Vorgang")
    def vorgang(self, stueck: Aktenstueck) -> str:
        return str(stueck.fall)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        auswahl = super().get_queryset(request).mit_faellen()  # type: ignore[attr-defined]
        return auswahl.prefetch_related("dokument__signaturbefunde")

    def get_urls(self) -> list[Any]:
        datei = self.admin_site.admin_view(self.datei_view)
        return [path("<int:object_id>/datei/", datei, name="core_aktenstueck_datei"), *super().get_urls()]

    def datei_view(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        return document_response(self._lade(request, str(object_id)).dokument)

    def _fallangaben(self, request: HttpRequest, objekt: Aktenstueck) -> dict[str, Any]:
        befunde = list(objekt.dokument.signaturbefunde.select_related("bestaetigt_durch").order_by("-pk"))
        akte = Akte.objects.zum_fall(objekt.fall).first()
        art = papierart(objekt.papierart)
        scans = objekt.scans.select_related("dokument").order_by("-nr")
        return {
            **super()._fallangaben(request, objekt),
            "stueck": objekt,
            "akte": akte,
            "akte_url": reverse("admin:core_akte_change", args=[akte.pk]) if akte else "",
            "marken": dokumentmarken(objekt.dokument),
            "befund": befunde[0] if befunde else None,
            "signaturen": [_signatur(a) for a in befunde[0].angaben] if befunde else [],
            "frueher": befunde[1:],
            "ohne_kette": OHNE_VERTRAUENSKETTE,
            "papier": art,
            "scans": [(s, reverse("admin:core_aktenstueck_change", args=[s.pk])) for s in scans] if art else [],
        }


def _signatur(angaben: dict[str, str]) -> dict[str, Any]:
    zeitpunkt, bis = angaben.get("zeitpunkt"), angaben.get("zertifikat_bis")
    stempel = angaben.get("art") == STEMPEL
    return {
        **angaben,
        "wer": "Zeitstempelstelle laut Zertifikat" if stempel else "Unterzeichner laut Zertifikat",
        "zeitpunkt": dt.datetime.fromisoformat(zeitpunkt) if zeitpunkt else None,
        "zertifikat_bis": dt.date.fromisoformat(bis) if bis else None,
    }


# --- On the worklist


def _in_quarantaene(user: Any, heute: dt.date) -> QuerySet | None:
    """What the scanner has not answered about; the machine's people act, the others know why a file is closed."""
    if not user.has_perm("core.view_aktenstueck"):
        return None
    return Aktenstueck.objects.visible_to(user).filter(
        dokument__pruefstand=Pruefstand.UNGEPRUEFT, erfasst_zeitpunkt__lt=clock.now() - WIEDER_NACH
    )


def _zu_bestaetigen(user: Any, heute: dt.date) -> QuerySet | None:
    if not user.has_perm("core.confirm_signatur"):
        return None
    befunde = Signaturbefund.objects.filter(dokument=OuterRef("dokument"))
    signiert = befunde.filter(ergebnis__in=(Signaturergebnis.UNVERAENDERT, Signaturergebnis.ERGAENZT))
    bestaetigt = befunde.filter(bestaetigt_zeitpunkt__isnull=False)
    return Aktenstueck.objects.visible_to(user).filter(Exists(signiert), ~Exists(bestaetigt))


register_art(
    Vorratsart(
        name="quarantaene",
        titel="Dateien in Quarantäne",
        auswahl=_in_quarantaene,
        text="betreff",
        zusatz=Value("Der Virenscanner hat noch nicht geantwortet"),
        seit="erfasst_zeitpunkt",
        wartet_auf=Value(WartetAuf.SYSTEM),
        am_fall=True,
        reihenfolge=80,
    )
)
register_art(
    Vorratsart(
        name="signaturen",
        titel="Signaturen zu bestätigen",
        auswahl=_zu_bestaetigen,
        text="betreff",
        zusatz=Value("Das Dokument trägt eine elektronische Signatur"),
        seit="erfasst_zeitpunkt",
        am_fall=True,
        reihenfolge=60,
    )
)
