"""The base of the lists in which one person requests and another confirms."""

import datetime as dt
from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from asskomm.core import clock
from asskomm.core.forms import GrundForm
from asskomm.core.models import Protokolleintrag
from asskomm.core.protokoll.ereignisse import EREIGNISSE
from asskomm.core.rollenformulare import BeendenForm
from asskomm.core.rollenrecht import gruende_der_zweiten_person
from asskomm.core.services.antraege import confirm_antrag, end_antrag, refuse_antrag
from asskomm.core.stichtag import BERLIN, als_text
from asskomm.core.templatetags.kern import plakette

from .aktionen import Fachaktion, Knopf
from .basis import FachAdmin

VERLAUF = 20
BESTAETIGEN, ZURUECKNEHMEN = "bestaetigen", "zuruecknehmen"
KARTEN = {"wartet auf Bestätigung": "warnung", "bestätigt": "erfolg"}


class StandFilter(admin.SimpleListFilter):
    title = "Stand"
    parameter_name = "stand"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("wartet", "wartet auf Bestätigung"), ("bestaetigt", "bestätigt"), ("abgelehnt", "abgelehnt")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        bedingungen = {
            "wartet": Q(bestaetigt_zeitpunkt__isnull=True, abgelehnt_zeitpunkt__isnull=True),
            "bestaetigt": Q(bestaetigt_zeitpunkt__isnull=False),
            "abgelehnt": Q(abgelehnt_zeitpunkt__isnull=False),
        }
        return queryset.filter(bedingungen[w]) if (w := self.value()) in bedingungen else None


class TagFilter(admin.SimpleListFilter):
    """In force on a day: today, or any day named in the address (?am=2026-12-31)."""

    title = "in Kraft am"
    parameter_name = "am"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        heute = clock.today()
        tage = [(heute, "heute"), (dt.date(heute.year - 1, 12, 31), f"31.12.{heute.year - 1}")]
        genannt = _tag(request.GET.get(self.parameter_name, ""))
        if genannt and genannt not in {tag for tag, _ in tage}:
            tage.append((genannt, f"{genannt:%d.%m.%Y}"))
        return [(tag.isoformat(), text) for tag, text in tage]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> Any:
        tag = _tag(self.value() or "")
        return queryset.in_kraft(tag) if tag else None  # type: ignore[attr-defined]


def _tag(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def begrenze(formular: Any, **auswahlen: QuerySet) -> Any:
    """The form with these choices only. Fields belong to the class of the form: each request gets copies."""
    for name, auswahl in auswahlen.items():
        formular.base_fields[name] = deepcopy(formular.base_fields[name])
        formular.base_fields[name].queryset = auswahl
    return formular


def uebernimm(objekt: Any, angelegt: Any) -> None:
    """The row of the form becomes the one that the service has made, with all that its name is built from."""
    objekt.__dict__.update(angelegt.__dict__)


def zeitraum(form: Any) -> dict[str, Any]:
    """The days of the form as the services call them."""
    return {"ab": form.cleaned_data["gueltig_von"], "bis": form.cleaned_data["gueltig_bis"]}


def handlung(request: HttpRequest) -> dict[str, Any]:
    """Who acts, and when."""
    return {"by": request.user, "jetzt": clock.now()}


class KontenAdmin(FachAdmin):
    """Rows about accounts: their services write the protocol themselves, and no public page shows them."""

    def zeitstrahl(self, request: HttpRequest, objekt: Any) -> list[dict[str, Any]]:
        """What the protocol says about this row, for those who may read the protocol; the newest first."""
        if not request.user.has_perm("core.view_protokolleintrag"):  # type: ignore[union-attr]
            return []
        gegenstand = self.gegenstand_im_protokoll(objekt)
        eintraege = Protokolleintrag.objects.filter(
            objekt_art=gegenstand._meta.label_lower, objekt_id=str(gegenstand.pk)
        )
        return [_ereignis(e) for e in eintraege.exclude(ereignis__startswith="anmeldung.").order_by("-nr")[:VERLAUF]]

    def gegenstand_im_protokoll(self, objekt: Any) -> Any:
        """About what the services write; of roles and invitations that is the person."""
        return objekt

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        self.speichere(request, obj, form, change)


class AntragAdmin(KontenAdmin):
    """Requested once through its service, then confirmed, refused, taken back or ended, never changed."""

    felder_danach: Sequence[Any] = (
        ("beantragt_durch", "beantragt_zeitpunkt"),
        ("bestaetigt_durch", "bestaetigt_zeitpunkt"),
        ("abgelehnt_durch", "abgelehnt_zeitpunkt", "abgelehnt_grund"),
        "entzogen_zeitpunkt",
    )

    @admin.display(description="Stand")
    def stand_marke(self, antrag: Any) -> SafeString:
        return plakette(text=antrag.stand, art=KARTEN.get(antrag.stand, "neutral"))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and bool(super().has_change_permission(request, obj))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return [(None, {"fields": self.get_fields(request, obj)})]
        leer = [zeile for zeile in self.felder_danach if getattr(obj, _erstes(zeile)) is None]
        danach = [zeile for zeile in self.felder_danach if zeile not in leer]
        return [(None, {"fields": self.felder_angelegt}), ("Entscheidung", {"fields": danach})]

    felder_angelegt: Sequence[Any] = ()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ()
        zeilen = (*self.felder_angelegt, *self.felder_danach)
        return [name for zeile in zeilen for name in ((zeile,) if isinstance(zeile, str) else zeile)]

    def _fallangaben(self, request: HttpRequest, objekt: Any) -> dict[str, Any]:
        return {**super()._fallangaben(request, objekt), "standangaben": [objekt.stand]}

    def knoepfe(self, request: HttpRequest, objekt: Any) -> list[Knopf]:
        """Taking back is for the person who has requested; to everybody else the button would say nothing."""
        eigener = objekt.beantragt_durch_id == request.user.pk
        return [k for k in super().knoepfe(request, objekt) if eigener or k.id != f"aktion-{ZURUECKNEHMEN}"]

    def _gruende(self, request: HttpRequest, aktion: Fachaktion, objekt: Any) -> list[str]:
        gruende = super()._gruende(request, aktion, objekt)
        if aktion.name == ZURUECKNEHMEN and objekt.beantragt_durch_id != request.user.pk:
            gruende.append("Zurück nimmt einen Antrag nur, wer ihn gestellt hat.")
        if not gruende and aktion.name in (BESTAETIGEN, "ablehnen"):
            gruende = gruende_der_zweiten_person(objekt, request.user, aktion.recht)  # type: ignore[arg-type]
        return gruende


def antragsaktionen(
    modell: str,
    *,
    bestaetige: Callable[..., Any] = confirm_antrag,
    lehne_ab: Callable[..., Any] = refuse_antrag,
    beende: Callable[..., Any] | None = end_antrag,
    objektname: str = "antrag",
    einleitung: str = "",
    danach: Any = None,
) -> tuple[Fachaktion, ...]:
    """Confirm, refuse, take back, end."""
    gemeinsam: dict[str, Any] = {"objektname": objektname, "sichtbar": _ist_offen}
    nein: dict[str, Any] = {**gemeinsam, "dienst": lehne_ab, "formular": GrundForm}
    aktionen = (
        Fachaktion(
            name=BESTAETIGEN,
            label="Bestätigen",
            recht=f"core.confirm_{modell}",
            dienst=bestaetige,
            einleitung=einleitung,
            erfolg="Bestätigt.",
            danach=danach,
            **gemeinsam,
        ),
        Fachaktion(
            name="ablehnen",
            label="Ablehnen",
            recht=f"core.confirm_{modell}",
            erfolg="Der Antrag ist abgelehnt.",
            **nein,
        ),
        Fachaktion(
            name=ZURUECKNEHMEN,
            label="Antrag zurücknehmen",
            recht=f"core.view_{'rollenzuordnung' if modell == 'rolle' else modell}",
            erfolg="Der Antrag ist zurückgenommen.",
            **nein,
        ),
    )
    return aktionen if beende is None else (*aktionen, _beenden(modell, beende, objektname))


def _beenden(modell: str, beende: Callable[..., Any], objektname: str) -> Fachaktion:
    return Fachaktion(
        name="beenden",
        label="Beenden",
        recht=f"core.end_{modell}",
        dienst=beende,
        formular=BeendenForm,
        objektname=objektname,
        sichtbar=lambda z: z.ist_bestaetigt and z.entzogen_zeitpunkt is None,
        anfang=lambda z, heute: {"bis": heute},
        erfolg="Beendet.",
    )


def _ereignis(eintrag: Protokolleintrag) -> dict[str, Any]:
    tag = eintrag.zeitpunkt.astimezone(BERLIN).date()
    teile = (eintrag.angaben.get("person") or "System", eintrag.angaben.get("grund"))
    return {
        "datum": als_text(tag),
        "iso": tag.isoformat(),
        "titel": EREIGNISSE.get(eintrag.ereignis, eintrag.ereignis),
        "text": ": ".join(str(teil) for teil in teile if teil),
        "url": reverse("admin:core_protokolleintrag_change", args=[eintrag.pk]),
    }


def _ist_offen(antrag: Any) -> bool:
    return bool(antrag.ist_offen)


def _erstes(zeile: Any) -> str:
    return zeile if isinstance(zeile, str) else str(zeile[0])
