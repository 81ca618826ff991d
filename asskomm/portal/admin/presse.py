import datetime as dt
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from asskomm.core import clock
from asskomm.core.admin.aktionen import Fachaktion, Knopf
from asskomm.core.admin.basis import FachAdmin
from asskomm.core.admin.einausgabe import EinAusgabeMixin
from asskomm.core.downloads import erzeugte_datei
from asskomm.core.errors import Ablehnung
from asskomm.core.pruefzugriff import vermerke
from asskomm.core.stichtag import als_text
from vereinbarungen.enums import VereinbarungStatus
from vereinbarungen.models import Vereinbarung
from vereinbarungen.nummern import nummer_oder_aussicht

from ..documents.medieninformation import dateiname, pdf_zu, werte_zu
from ..enums import PresseStatus
from ..forms import EntwurfForm, FreigabeForm, KorrekturForm, TextpruefungForm, sperrfrist_feld
from ..models import Medieninformation
from ..presse.fassung import entwurf_zu, fassung_zu, hinweise_zum_text
from ..presse.gliederung import SCHREIBHILFE
from ..presse.pruefung import massstab, pruefe_text
from ..resources import MedieninformationResource
from ..services import presse as dienste

_NEU_TAGE = 60  # agreements in force for so long are offered for a first draft
_HOECHSTENS = 5


def _nicht_freigebbar(zeile: Medieninformation) -> list[str]:
    if zeile.status == PresseStatus.ENTWURF:
        return ["Der Text muss erst zur Freigabe vorgelegt werden."]
    return []


def _keine_ruecknahme(**angaben: Any) -> None:
    raise Ablehnung("Diesen Schritt nehmen Sie mit „Zur Überarbeitung zurückgeben“ oder „Zurückziehen“ zurück.")


@admin.register(Medieninformation)
class MedieninformationAdmin(EinAusgabeMixin, FachAdmin):
    """Stored press texts; the drafts that nobody has edited yet are listed above them."""

    handbuch = "05-unterzeichnung-und-presse"
    resource_class = MedieninformationResource
    change_list_template = "admin/portal/medieninformation/change_list.html"
    search_fields = ("titel", "vereinbarung__bezeichnung")
    list_display = ("titel", "vereinbarung", "status_marke", "sperrfrist_bis")
    list_filter = ("status", "vereinbarung__kommunen__landkreis")
    list_select_related = ("vereinbarung",)
    ordering = ("-pk",)
    fieldsets = (
        ("Text", {"fields": ("vereinbarung", "titel", "text")}),
        ("Veröffentlichung", {"fields": ("kontakt", "sperrfrist_bis")}),
    )
    readonly_fields = ("vereinbarung",)
    schritt_dienste = {
        "vorlegen": dienste.submit_medieninformation,
        "ueberarbeiten": dienste.return_medieninformation,
        "zurueckziehen": dienste.withdraw_medieninformation,
        "neu_fassen": dienste.rewrite_medieninformation,
        "zuruecknehmen": _keine_ruecknahme,
    }
    fachaktionen = (
        Fachaktion(
            name="freigeben",
            label="Freigeben",
            recht="portal.release_medieninformation",
            dienst=dienste.release_medieninformation,
            formular=FreigabeForm,
            objektname="medieninformation",
            hinderungen=_nicht_freigebbar,
            sichtbar=lambda m: m.status in (PresseStatus.ENTWURF, PresseStatus.VORGELEGT),
            einleitung=(
                "Der Text wird mit PDF und Prüfsumme eingefroren. Er erscheint auf den öffentlichen Seiten, sobald die "
                "Sperrfrist abgelaufen und die Vereinbarung in Kraft ist."
            ),
            erfolg="Der Text ist freigegeben.",
            anfang=lambda m, heute: {"sperrfrist_bis": m.sperrfrist_bis or m.vereinbarung.sperrfrist_bis},
        ),
        Fachaktion(
            name="korrektur",
            label="Korrektur hinzufügen",
            recht=dienste.SCHREIBEN,
            dienst=dienste.add_korrektur,
            formular=KorrekturForm,
            objektname="medieninformation",
            sichtbar=lambda m: m.status == PresseStatus.FREIGEGEBEN,
            einleitung="Der freigegebene Text bleibt, wie er ist; die Korrektur steht mit ihrem Datum darunter.",
            erfolg="Die Korrektur ist gespeichert.",
            anfang=lambda m, heute: {"am": heute},
        ),
    )

    # --- Rights and what the case page shows

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # a text begins with the draft of its agreement

    def has_change_permission(self, request: HttpRequest, obj: Medieninformation | None = None) -> bool:
        darf = super().has_change_permission(request, obj)
        return darf and (obj is None or obj.status == PresseStatus.ENTWURF)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("vereinbarung", "pdf")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest | None, **kwargs: Any) -> Any:
        if db_field.name == "sperrfrist_bis":
            return sperrfrist_feld()
        feld = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in ("titel", "text", "kontakt"):
            feld.required = True
        if db_field.name == "text":
            feld.help_text = SCHREIBHILFE
            feld.widget.attrs["rows"] = 30
        return feld

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """An unedited draft shows what the data give now, not what they gave when it was stored."""
        zeile = super().get_object(request, object_id, from_field)
        if zeile is not None and request.method == "GET" and zeile.status == PresseStatus.ENTWURF:
            try:
                fassung = fassung_zu(vereinbarung=zeile.vereinbarung, jetzt=clock.now())
            except Ablehnung:
                return zeile
            zeile.titel, zeile.text, zeile.kontakt = fassung.titel, fassung.text, fassung.kontakt
        return zeile

    def knoepfe(self, request: HttpRequest, objekt: Any) -> list[Knopf]:
        return [k for k in super().knoepfe(request, objekt) if not k.url.endswith("/zuruecknehmen/")]

    def _gruende(self, request: HttpRequest, aktion: Fachaktion, objekt: Any) -> list[str]:
        gruende = super()._gruende(request, aktion, objekt)
        if aktion.name == "freigeben" and objekt.vorgelegt_durch_id == request.user.pk:
            gruende.append("Vorbereiten und Freigeben müssen zwei verschiedene Personen erledigen.")
        return gruende

    def _fallangaben(self, request: HttpRequest, objekt: Any) -> dict[str, Any]:
        jetzt = clock.now()
        angaben = super()._fallangaben(request, objekt)
        try:
            fassung = fassung_zu(vereinbarung=objekt.vereinbarung, jetzt=jetzt)
            hinweise = hinweise_zum_text(fassung=fassung, jetzt=jetzt)
        except Ablehnung as ablehnung:
            hinweise = ablehnung.gruende
        standangaben = [
            "von Hand bearbeitet" if objekt.ist_bearbeitet else "folgt den Daten, bis jemand ihn bearbeitet"
        ]
        if objekt.status != PresseStatus.ENTWURF:
            standangaben = [f"vorgelegt durch {objekt.vorgelegt_durch}"] if objekt.vorgelegt_durch else []
        if objekt.freigegeben_durch:
            standangaben.append(f"freigegeben durch {objekt.freigegeben_durch}")
        if objekt.pdf:
            standangaben.append(f"Prüfsumme der PDF-Datei (SHA-256): {objekt.pdf.sha256}")
        korrekturen = objekt.korrekturen.order_by("am", "pk")
        return {**angaben, "standangaben": standangaben, "hinweise": hinweise, "korrekturen": korrekturen}

    def dokumente(self, request: HttpRequest, objekt: Any) -> list[tuple[str, str, str]]:
        art = "freigegebene Fassung" if objekt.pdf_id else "Entwurf"
        return [
            ("Vorschau der Seite", _adresse("vorschau", objekt.vereinbarung_id), "HTML"),
            (f"Medieninformation, {art}", _adresse("pdf", objekt.vereinbarung_id), "PDF"),
        ]

    def speichere(self, request: HttpRequest, obj: Medieninformation, form: Any, change: bool) -> None:
        gespeichert = dienste.edit_medieninformation(
            vereinbarung=obj.vereinbarung, by=request.user, jetzt=clock.now(),
            **{f: form.cleaned_data[f] for f in ("titel", "text", "kontakt", "sperrfrist_bis")},
        )  # fmt: skip
        obj.pk = gespeichert.pk

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"entwuerfe": _offene_entwuerfe(request), **(extra_context or {})})

    # --- Pages for an agreement, whether its text is stored or not

    def get_urls(self) -> list[Any]:
        def seite(adresse: str, ansicht: Any, name: str) -> Any:
            return path(adresse, self.admin_site.admin_view(ansicht), name=f"portal_medieninformation_{name}")

        return [
            seite("textpruefung/", self.textpruefung_view, "textpruefung"),
            seite("vereinbarung/<int:vereinbarung_id>/", self.entwurf_view, "entwurf"),
            seite("vereinbarung/<int:vereinbarung_id>/vorschau/", self.vorschau_view, "vorschau"),
            seite("vereinbarung/<int:vereinbarung_id>/entwurf.pdf", self.pdf_view, "pdf"),
            *super().get_urls(),
        ]

    def entwurf_view(self, request: HttpRequest, vereinbarung_id: int) -> HttpResponse:
        vereinbarung = self._vereinbarung(request, vereinbarung_id)
        if vorhanden := Medieninformation.objects.visible_to(request.user).filter(vereinbarung=vereinbarung).first():
            return HttpResponseRedirect(self._aendern_url(vorhanden))
        jetzt = clock.now()
        try:
            entwurf = entwurf_zu(vereinbarung=vereinbarung, jetzt=jetzt)
        except Ablehnung as ablehnung:
            return self._ohne_entwurf(request, ablehnung)
        anfang = {f: getattr(entwurf, f) for f in EntwurfForm.base_fields}
        form = EntwurfForm(request.POST if request.method == "POST" else None, initial=anfang)
        if request.method == "POST" and form.is_valid() and (zeile := _speichere(request, form, vereinbarung, jetzt)):
            return HttpResponseRedirect(self._aendern_url(zeile))
        darf = request.user.has_perm(dienste.SCHREIBEN)
        angaben = {"form": form, "vereinbarung": vereinbarung, "entwurf": entwurf, "darf": darf}
        return self._seite(request, "entwurf", "Medieninformation: Entwurf aus den Daten", angaben)

    def vorschau_view(self, request: HttpRequest, vereinbarung_id: int) -> HttpResponse:
        vereinbarung = self._vereinbarung(request, vereinbarung_id)
        try:
            fassung = fassung_zu(vereinbarung=vereinbarung, jetzt=clock.now())
        except Ablehnung as ablehnung:
            return self._ohne_entwurf(request, ablehnung)
        zurueck = _adresse("entwurf", vereinbarung_id)
        return self._seite(request, "vorschau", "Vorschau", {**werte_zu(fassung), "zurueck": zurueck})

    def pdf_view(self, request: HttpRequest, vereinbarung_id: int) -> HttpResponse:
        vereinbarung = self._vereinbarung(request, vereinbarung_id)
        try:
            fassung = fassung_zu(vereinbarung=vereinbarung, jetzt=clock.now())
        except Ablehnung as ablehnung:
            return self._ohne_entwurf(request, ablehnung)
        return erzeugte_datei(pdf_zu(fassung), name=dateiname(fassung), mimetype="application/pdf")

    def textpruefung_view(self, request: HttpRequest) -> HttpResponse:
        """POST because a text is too long for an address; nothing is stored."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = TextpruefungForm(request.POST if request.method == "POST" else None, initial={"stichtag": clock.today()})
        befunde = None
        if request.method == "POST" and form.is_valid():
            gegen = massstab(stichtag=form.cleaned_data["stichtag"], wissensstand=clock.now())
            befunde = pruefe_text(form.cleaned_data["text"], gegen=gegen)
        return self._seite(request, "textpruefung", "Zahlen in einem Text prüfen", {"form": form, "befunde": befunde})

    def _vereinbarung(self, request: HttpRequest, pk: int) -> Vereinbarung:
        if not self.has_view_permission(request):
            raise PermissionDenied
        if vereinbarung := Vereinbarung.objects.visible_to(request.user).filter(pk=pk).first():
            vermerke(request, vereinbarung)
            return vereinbarung
        raise Http404(f"Die Vereinbarung {pk} gibt es nicht.")

    def _seite(self, request: HttpRequest, vorlage: str, titel: str, angaben: dict[str, Any]) -> HttpResponse:
        kontext = {**self.admin_site.each_context(request), "opts": self.opts, "title": titel, **angaben}
        return TemplateResponse(request, f"admin/portal/medieninformation/{vorlage}.html", kontext)

    def _ohne_entwurf(self, request: HttpRequest, ablehnung: Ablehnung) -> HttpResponse:
        for grund in ablehnung.gruende:
            messages.error(request, grund)
        return HttpResponseRedirect(reverse("admin:portal_medieninformation_changelist"))


def _adresse(name: str, vereinbarung_id: int) -> str:
    return reverse(f"admin:portal_medieninformation_{name}", args=[vereinbarung_id])


def _speichere(
    request: HttpRequest, form: EntwurfForm, vereinbarung: Vereinbarung, jetzt: dt.datetime
) -> Medieninformation | None:
    """The first edit, or the submission of the draft as it stands; refusals come out at the form."""
    angaben: dict[str, Any] = {"vereinbarung": vereinbarung, "by": request.user, "jetzt": jetzt}
    try:
        zeile = dienste.edit_medieninformation(**angaben, **form.cleaned_data)
        if "vorlegen" in request.POST:
            dienste.submit_medieninformation(objekt=zeile, by=request.user, jetzt=jetzt)  # type: ignore[arg-type]
    except Ablehnung as ablehnung:
        form.add_error(None, ablehnung.gruende)
        return None
    messages.success(request, "Der Text ist vorgelegt." if "vorlegen" in request.POST else "Der Text ist gespeichert.")
    return zeile


def _offene_entwuerfe(request: HttpRequest) -> list[tuple[str, str]]:
    """Planned signings and agreements of the last weeks without a stored text."""
    seit = clock.today() - dt.timedelta(days=_NEU_TAGE)
    offene = Vereinbarung.objects.visible_to(request.user).filter(medieninformation__isnull=True)
    faellige = offene.filter(Q(pk__in=offene.geplant()) | Q(in_kraft_am__gte=seit, status=VereinbarungStatus.IN_KRAFT))
    reihe = faellige.order_by("geplant_am", "in_kraft_am", "pk")[:_HOECHSTENS]
    return [(_zeile(v), _adresse("entwurf", v.pk)) for v in reihe]


def _zeile(v: Vereinbarung) -> str:
    tag = v.in_kraft or v.geplant_am
    wann = als_text(tag) if isinstance(tag, dt.date) else str(tag)
    return f"{v.bezeichnung}, {nummer_oder_aussicht(v)}, {wann}"
