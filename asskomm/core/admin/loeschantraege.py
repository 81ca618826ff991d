"""Requests to erase payloads from the protocol, and the decision on them."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from asskomm.core import clock
from asskomm.core.forms import FachForm, GrundForm
from asskomm.core.models import Loeschantrag, Loeschentscheidung
from asskomm.core.services.loeschung import approve_loeschung, reject_loeschung, request_loeschung

from . import bereiche
from .aktionen import Fachaktion
from .arbeitsvorrat import Gruppe, Posten, register
from .basis import FachAdmin

HOECHSTENS_NUMMERN = 10_000


class LoeschantragForm(FachForm):
    nummern = forms.CharField(
        label="Nummern der Einträge", required=False, max_length=2000, help_text="Zum Beispiel: 12, 15-18"
    )
    konto_id = forms.IntegerField(
        label="oder alle Einträge über das Konto mit der Nummer",
        required=False,
        min_value=1,
        max_value=2**31,
        help_text="Die Nummer steht im Protokoll in der Spalte Konto und am Ende der Adresse des Kontos.",
    )

    class Meta:
        model = Loeschantrag
        fields = ("nummern", "konto_id", "grund", "rechtsgrundlage")
        help_texts = {
            "grund": "Nur das Nötigste; die Angaben stehen ihrerseits im Protokoll.",
            "rechtsgrundlage": "Zum Beispiel: Art. 17 Abs. 1 Buchst. a DSGVO",
        }

    def clean_nummern(self) -> list[int]:
        try:
            nummern = sorted(set(_nummern(self.cleaned_data["nummern"])))
        except ValueError:
            raise forms.ValidationError("Bitte nennen Sie ganze Zahlen, etwa: 12, 15-18.") from None
        if len(nummern) > HOECHSTENS_NUMMERN:
            raise forms.ValidationError("Ein Antrag fasst höchstens 10.000 Einträge.")
        return nummern


def _nummern(text: str) -> Iterator[int]:
    for teil in filter(None, (t.strip() for t in text.replace("–", "-").split(","))):
        von, _, bis = teil.partition("-")
        ende = min(int(bis or von), int(von) + HOECHSTENS_NUMMERN)
        if not 0 < int(von) <= 2**62:
            raise ValueError(teil)
        yield from range(int(von), ende + 1)


def _offen(antrag: Loeschantrag) -> bool:
    return antrag.entscheidung == Loeschentscheidung.OFFEN


@admin.register(Loeschantrag)
class LoeschantragAdmin(FachAdmin):
    """Requested by the Systemverwaltung, decided by the Leitung."""

    bereich = bereiche.TECHNIK
    handbuch = "11-protokoll#inhalte-löschen"
    form = LoeschantragForm
    reihenfolge = 91
    titel_neu = "Löschung von Protokollinhalten beantragen"
    entscheidend = True
    list_display = ("antrag", "rechtsgrundlage", "beantragt_durch", "beantragt_zeitpunkt", "stand")
    list_select_related = ("beantragt_durch",)
    list_filter = ("entscheidung",)
    search_fields = ("grund", "rechtsgrundlage")
    fachaktionen = (
        Fachaktion(
            name="bestaetigen",
            label="Löschung bestätigen",
            recht="core.approve_loeschung",
            dienst=approve_loeschung,
            objektname="loeschantrag",
            sichtbar=_offen,
            einleitung=(
                "Die Inhalte der genannten Einträge werden endgültig gelöscht. Nummer, Zeitpunkt, Ereignis und "
                "Prüfsummen bleiben, damit das Protokoll prüfbar bleibt."
            ),
            erfolg="Die Inhalte sind gelöscht.",
        ),
        Fachaktion(
            name="ablehnen",
            label="Antrag ablehnen",
            recht="core.approve_loeschung",
            dienst=reject_loeschung,
            formular=GrundForm,
            objektname="loeschantrag",
            sichtbar=_offen,
            einleitung="Im Protokoll bleibt alles, wie es ist.",
            erfolg="Der Antrag ist abgelehnt.",
        ),
    )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ("nummern", "konto_id", "grund", "rechtsgrundlage")
        return ("auswahl", "grund", "rechtsgrundlage", ("beantragt_durch", "beantragt_zeitpunkt"),
                ("stand", "entschieden_durch", "entschieden_zeitpunkt"))  # fmt: skip

    @admin.display(description="Antrag", ordering="pk")
    def antrag(self, antrag: Loeschantrag) -> str:
        return str(antrag)

    @admin.display(description="Auswahl")
    def auswahl(self, antrag: Loeschantrag) -> str:
        return antrag.auswahl

    @admin.display(description="Stand", ordering="entscheidung")
    def stand(self, antrag: Loeschantrag) -> str:
        return str(antrag.get_entscheidung_display())

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return () if obj is None else ("auswahl", "stand")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def speichere(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        neu = request_loeschung(
            nummern=form.cleaned_data["nummern"],
            konto_id=form.cleaned_data["konto_id"],
            grund=obj.grund,
            rechtsgrundlage=obj.rechtsgrundlage,
            by=request.user,
            jetzt=clock.now(),
        )
        obj.__dict__.update(neu.__dict__)


def _offene_antraege(user: Any, heute: dt.date) -> Iterator[Gruppe]:
    if user.has_perm("core.view_loeschantrag"):
        offen = Loeschantrag.objects.visible_to(user).filter(entscheidung=Loeschentscheidung.OFFEN).order_by("pk")
        posten = [
            Posten(str(antrag), reverse("admin:core_loeschantrag_change", args=[antrag.pk]), zusatz=antrag.grund[:80])
            for antrag in offen
            if user.has_perm("core.approve_loeschung", antrag)
        ]
        yield Gruppe("Löschanträge", tuple(posten))


register(name="loeschantraege", quelle=_offene_antraege, reihenfolge=80)
