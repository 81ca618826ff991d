"""Editorial content in the back office: editor, preview as on the page, versions side by side, steps to release."""

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path, reverse
from import_export.fields import Field

from asskomm.core import clock
from asskomm.core.admin.aktionen import Fachaktion
from asskomm.core.admin.basis import FachAdmin
from asskomm.core.admin.einausgabe import EinAusgabeMixin
from asskomm.core.downloads import document_response
from asskomm.core.resources import FachResource
from asskomm.core.stichtag import BERLIN, als_text
from asskomm.core.tabellenwerte import AuswahlWidget
from kommunen.resources import tag, text

from ..enums import Inhaltsart, InhaltStatus
from ..fassungsvergleich import vergleiche
from ..forms import DateiEntfernenForm, FassungWiederherstellenForm, InhaltForm, InhaltsdateiForm
from ..inhaltstext import textmaengel
from ..inhaltsvorschau import vorschau_werte
from ..models import Inhalt, Inhaltsdatei, Inhaltsfassung
from ..muster import MUSTER, find_muster
from ..services import inhalte as dienste
from ..textstellen import TEXTSTELLEN, textstelle
from ..workflows import INHALT

SCHREIBHILFE = (
    "Markdown: Leerzeile = neuer Absatz, „## “ = Zwischenüberschrift, „- “ = Aufzählung, **fett**, [Text](https://…) = "
    "Verweis, ![Beschreibung](bild.png) = hochgeladenes Bild. Mehr im Handbuch."
)
ZUORDNUNG = ("textstelle", "handlungsfeld", "kommune")


class InhaltResource(FachResource):
    art = Field(attribute="art", column_name="Art", widget=AuswahlWidget(Inhaltsart.choices), readonly=True)
    titel = text("titel", "Überschrift", nur_ausgabe=True)
    zusammenfassung = text("zusammenfassung", "Zusammenfassung", nur_ausgabe=True)
    status = Field(attribute="status", column_name="Status", widget=AuswahlWidget(INHALT.choices), readonly=True)
    gueltig_von = tag("gueltig_von", "veröffentlichen ab", nur_ausgabe=True)
    gueltig_bis = tag("gueltig_bis", "veröffentlichen bis", nur_ausgabe=True)
    text = text("text", "Text", nur_ausgabe=True)

    class Meta(FachResource.Meta):
        model = Inhalt
        fields = ("art", "titel", "zusammenfassung", "status", "gueltig_von", "gueltig_bis", "text")


@admin.register(Inhalt)
class InhaltAdmin(EinAusgabeMixin, FachAdmin):
    handbuch = "17-inhalte-pflegen"
    resource_class = InhaltResource
    form = InhaltForm
    change_form_template = "admin/portal/inhalt/change_form.html"
    change_list_template = "admin/portal/inhalt/change_list.html"
    titel_neu = "Neuer Inhalt"
    search_fields = ("titel", "zusammenfassung", "text")
    list_display = ("titel", "art", "status_marke", "gueltig_von", "gueltig_bis")
    list_filter = ("art", "status", "handlungsfeld")
    ordering = ("-pk",)
    fieldsets = (
        ("Was es ist", {"fields": ("art", *ZUORDNUNG)}),
        ("Text", {"fields": ("titel", "zusammenfassung", "text")}),
        ("Veröffentlichung", {"fields": ("gueltig_von", "gueltig_bis")}),
    )
    vorschlaege = {"kommune": (("name_eindeutig", "schluessel"), "schluessel")}
    schritt_dienste = {
        "vorlegen": dienste.submit_inhalt,
        "ueberarbeiten": dienste.return_inhalt,
        "freigeben": dienste.release_inhalt,
        "neu_fassen": dienste.revise_inhalt,
        "zurueckziehen": dienste.withdraw_inhalt,
    }
    fachaktionen = (
        Fachaktion(
            name="datei",
            label="Datei hinzufügen",
            recht=dienste.SCHREIBEN,
            dienst=dienste.add_datei,
            formular=InhaltsdateiForm,
            objektname="inhalt",
            sichtbar=lambda i: i.ist_in_arbeit,
            erfolg="Die Datei ist gespeichert.",
        ),
        Fachaktion(
            name="datei_entfernen",
            label="Datei entfernen",
            recht=dienste.SCHREIBEN,
            dienst=dienste.remove_datei,
            formular=DateiEntfernenForm,
            objektname="inhalt",
            sichtbar=lambda i: i.ist_in_arbeit and i.letzte_fassung.dateien.exists(),
            einleitung="Frühere Fassungen behalten die Datei.",
            erfolg="Die Datei gehört nicht mehr zur Fassung in Arbeit.",
        ),
        Fachaktion(
            name="wiederherstellen",
            label="Frühere Fassung wiederherstellen",
            recht=dienste.SCHREIBEN,
            dienst=dienste.restore_fassung,
            formular=FassungWiederherstellenForm,
            objektname="inhalt",
            sichtbar=lambda i: i.ist_in_arbeit and i.letzte_fassung.nr > 1,
            einleitung="Die gewählte Fassung wird zur neuesten. Was bisher in Arbeit war, bleibt als Fassung erhalten.",
            erfolg="Die frühere Fassung ist jetzt die neueste.",
        ),
    )

    # --- The form

    def has_change_permission(self, request: HttpRequest, obj: Inhalt | None = None) -> bool:
        darf = super().has_change_permission(request, obj)
        return darf and (obj is None or obj.ist_in_arbeit)

    def get_readonly_fields(self, request: HttpRequest, obj: Inhalt | None = None) -> Any:
        return ("art", "stelle") if obj is not None else ()

    def get_fieldsets(self, request: HttpRequest, obj: Inhalt | None = None) -> Any:
        if obj is None:
            return self.fieldsets
        weitere = {Inhaltsart.SEITENTEXT: ("stelle",), Inhaltsart.PRAXISBEISPIEL: ("handlungsfeld", "kommune")}
        return (("Was es ist", {"fields": ("art", *weitere.get(Inhaltsart(obj.art), ()))}), *self.fieldsets[1:])

    @admin.display(description="Stelle")
    def stelle(self, objekt: Inhalt) -> str:
        ort = textstelle(objekt.textstelle)
        return ort.bezeichnung if ort else "–"

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest | None, **kwargs: Any) -> Any:
        feld = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "text":
            feld.help_text = SCHREIBHILFE
            feld.widget.attrs["rows"] = 24
        if db_field.name == "zusammenfassung":
            feld.widget.attrs["maxlength"] = db_field.max_length
        return feld

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The list of places leads here: the form begins with the words that stand there now."""
        if muster := find_muster(request.GET.get("muster", "")):
            anfang = {"art": Inhaltsart.VORLAGE, "titel": muster.titel, "zusammenfassung": muster.zusammenfassung}
            return {**anfang, "text": ""}
        stelle = textstelle(request.GET.get("textstelle", ""))
        if stelle is None:
            return super().get_changeform_initial_data(request)
        anfang = {"art": Inhaltsart.SEITENTEXT, "textstelle": stelle.schluessel}
        return {**anfang, "titel": stelle.bezeichnung, "text": stelle.vorgabe}

    def speichere(self, request: HttpRequest, obj: Inhalt, form: Any, change: bool) -> None:
        werte = {feld: form.cleaned_data.get(feld) for feld in Inhalt.FELDER}
        zuordnung = {feld: form.cleaned_data[feld] for feld in ZUORDNUNG if feld in form.cleaned_data}
        angaben = {"werte": werte, "zuordnung": zuordnung, "by": request.user, "jetzt": clock.now()}
        muster = find_muster(request.GET.get("muster", ""))  # stays in the address while the form is filled in
        if change:
            gespeichert = dienste.edit_inhalt(inhalt=obj, **angaben)
        elif muster is not None and form.cleaned_data["art"] == Inhaltsart.VORLAGE:
            del angaben["zuordnung"]
            gespeichert = dienste.create_aus_muster(muster=muster, fiktiv=False, **angaben)
        else:
            gespeichert = dienste.create_inhalt(art=form.cleaned_data["art"], **angaben)
        obj.__dict__.update(gespeichert.__dict__)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kw: Any
    ) -> HttpResponse:
        if request.method == "POST" and "_vorschau" in request.POST:
            return self._vorschau_der_eingabe(request, object_id)
        return super().changeform_view(request, object_id, *args, **kw)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        muster = find_muster(request.GET.get("muster", ""))
        return super().add_view(request, form_url, {"muster": muster, **(extra_context or {})})

    # --- The case page and the list

    def _fallangaben(self, request: HttpRequest, objekt: Inhalt) -> dict[str, Any]:
        angaben = super()._fallangaben(request, objekt)
        fassungen = list(
            objekt.fassungen.select_related("erfasst_durch", "freigegeben_durch").prefetch_related("dateien__dokument")
        )
        offen = Inhaltsfassung.objects.oeffentlich(clock.today()).filter(inhalt=objekt).values_list("nr", flat=True)
        return {
            **angaben,
            "fassungen": [self._fassungszeile(objekt, f, list(offen)) for f in fassungen],
            "dateizeilen": [(d, self._dateiweg(d)) for d in fassungen[0].dateien.all()] if fassungen else [],
            "fassungsspalten": ("Fassung", "gespeichert", "durch", "Stand", "Ansehen"),
            "maengel": textmaengel(objekt.text, dateien=fassungen[0].dateien.all()) if fassungen else [],
        }

    def _fassungszeile(self, objekt: Inhalt, fassung: Inhaltsfassung, offen: list[int]) -> dict[str, Any]:
        vorschau = reverse("admin:portal_inhalt_vorschau", args=[objekt.pk])
        vergleich = reverse("admin:portal_inhalt_vergleich", args=[objekt.pk])
        return {
            "fassung": fassung,
            "stand": _stand(fassung, oeffentlich=fassung.nr in offen),
            "vorschau": f"{vorschau}?fassung={fassung.nr}",
            "vergleich": f"{vergleich}?von={fassung.nr - 1}&bis={fassung.nr}" if fassung.nr > 1 else "",
        }

    def dokumente(self, request: HttpRequest, objekt: Inhalt) -> list[tuple[str, str, str]]:
        return [("Vorschau der Seite", reverse("admin:portal_inhalt_vorschau", args=[objekt.pk]), "HTML")]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        vorhanden = dict(Inhalt.objects.visible_to(request.user).exclude(textstelle="").values_list("textstelle", "pk"))
        stellen = [(t.bezeichnung, self._stellenweg(request, t.schluessel, vorhanden)) for t in TEXTSTELLEN]
        neu = reverse("admin:portal_inhalt_add") if self.has_add_permission(request) else ""
        muster = [(m.titel, f"{neu}?muster={m.name}") for m in MUSTER if neu]
        return super().changelist_view(request, {"stellen": stellen, "muster": muster, **(extra_context or {})})

    def _stellenweg(self, request: HttpRequest, schluessel: str, vorhanden: dict[str, int]) -> str:
        if pk := vorhanden.get(schluessel):
            return reverse("admin:portal_inhalt_change", args=[pk])
        return (
            f"{reverse('admin:portal_inhalt_add')}?textstelle={schluessel}" if self.has_add_permission(request) else ""
        )

    # --- Preview, comparison, files

    def get_urls(self) -> list[Any]:
        def seite(adresse: str, ansicht: Any, name: str) -> Any:
            return path(f"<int:pk>/{adresse}", self.admin_site.admin_view(ansicht), name=f"portal_inhalt_{name}")

        return [
            seite("vorschau/", self.vorschau_view, "vorschau"),
            seite("vergleich/", self.vergleich_view, "vergleich"),
            seite("datei/<int:datei_id>/", self.datei_view, "datei"),
            *super().get_urls(),
        ]

    def vorschau_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        inhalt = self._lade(request, str(pk))
        fassung = _fassung(inhalt, request.GET.get("fassung") or str(inhalt.letzte_fassung.nr))
        tag = fassung.erfasst_zeitpunkt.astimezone(BERLIN).date()
        stand = f"Fassung {fassung.nr} vom {als_text(tag)}, {inhalt.get_status_display()}."
        return self._vorschau(request, fassung, list(fassung.dateien.select_related("dokument")), stand)

    def _vorschau_der_eingabe(self, request: HttpRequest, object_id: str | None) -> HttpResponse:
        """What is typed, before it is saved; nothing is stored."""
        inhalt = self._lade(request, object_id) if object_id else Inhalt(art=request.POST.get("art", ""))
        if not object_id:
            inhalt.textstelle = request.POST.get("textstelle", "")
        worte = {feld: request.POST.get(feld, "") for feld in ("titel", "zusammenfassung", "text")}
        fassung = Inhaltsfassung(inhalt=inhalt, **worte)
        dateien = inhalt.aktuelle_dateien if object_id else []
        return self._vorschau(request, fassung, dateien, "Noch nicht gespeichert.")

    def _vorschau(
        self, request: HttpRequest, fassung: Inhaltsfassung, dateien: list[Inhaltsdatei], stand: str
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise Http404("Diesen Inhalt gibt es nicht.")
        vorlage, werte = vorschau_werte(fassung, dateien=dateien, weg=self._dateiweg, jetzt=clock.now())
        zurueck = self._aendern_url(fassung.inhalt) if fassung.inhalt.pk else ""
        kontext = {**werte, "ist_entwurf": True, "entwurf_stand": stand, "zurueck": zurueck}
        return TemplateResponse(request, vorlage, kontext)

    def vergleich_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        inhalt = self._lade(request, str(pk))
        letzte = inhalt.letzte_fassung.nr
        von = _fassung(inhalt, request.GET.get("von") or str(max(letzte - 1, 1)))
        bis = _fassung(inhalt, request.GET.get("bis") or str(letzte))
        kontext = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": inhalt,
            "title": f"Fassung {von.nr} und Fassung {bis.nr} im Vergleich",
            "teile": vergleiche(von, bis),
            "zurueck": self._aendern_url(inhalt),
        }
        return TemplateResponse(request, "admin/portal/inhalt/vergleich.html", kontext)

    def datei_view(self, request: HttpRequest, pk: int, datei_id: int) -> HttpResponseBase:
        inhalt = self._lade(request, str(pk))
        datei = inhalt.dateien.select_related("dokument").filter(pk=datei_id).first()
        if datei is None:
            raise Http404("Diese Datei gibt es nicht.")
        return document_response(datei.dokument)

    def _dateiweg(self, datei: Inhaltsdatei) -> str:
        return reverse("admin:portal_inhalt_datei", args=[datei.inhalt_id, datei.pk])


def _fassung(inhalt: Inhalt, nr: str) -> Inhaltsfassung:
    auswahl = inhalt.fassungen.select_related("inhalt__handlungsfeld", "inhalt__kommune")
    fassung = auswahl.filter(nr=int(nr)).first() if nr.isdecimal() and len(nr) < 8 else None
    if fassung is None:
        raise Http404("Diese Fassung gibt es nicht.")
    return fassung


def _stand(fassung: Inhaltsfassung, *, oeffentlich: bool) -> str:
    if oeffentlich:
        return "öffentlich"
    if fassung.zurueckgezogen_zeitpunkt:
        return "zurückgezogen"
    if fassung.freigegeben_zeitpunkt and fassung.gueltig_von:
        return f"freigegeben ab {als_text(fassung.gueltig_von)}"
    return InhaltStatus.ENTWURF.label
