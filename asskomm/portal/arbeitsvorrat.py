"""What the start page of the back office shows: everything that waits for somebody, with the day until when."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from asskomm.core.admin.arbeitsvorrat import Gruppe, Posten, register
from asskomm.core.roles import SCHREIBENDE_ROLLEN
from kommunen.enums import KprStatus
from kommunen.models import KommunalerPraeventionsrat
from vereinbarungen.enums import CoachingStatus, UebernahmeStatus, VereinbarungStatus
from vereinbarungen.models import Coachingprozess, Uebernahme, Vereinbarung

from .enums import PresseStatus
from .models import Medieninformation, Zahlenvorlage

HOECHSTENS = 8
VORSCHAU_TAGE = 60


def quelle(user: Any, heute: dt.date) -> Iterator[Gruppe]:
    """The groups for this user; reading roles get the same view without what only they could approve."""
    yield _freigaben(user)
    yield _unterschriften(user)
    yield _termine(user, heute)
    yield _laufzeiten(user, heute)
    if user.hat_rolle(*SCHREIBENDE_ROLLEN):
        yield _coachings(user)
        yield _praeventionsraete(user)


def _freigaben(user: Any) -> Gruppe:
    """Only what this person may approve: never what it submitted itself."""
    posten = []
    if user.has_perm("vereinbarungen.approve_uebernahme"):
        offen = (
            Uebernahme.objects.visible_to(user).filter(status=UebernahmeStatus.VORGELEGT).exclude(vorgelegt_durch=user)
        )
        posten += [
            Posten(f"Übernahme „{u.bezeichnung}“", _adresse(u), marke="wartet auf Freigabe", dringend=True)
            for u in offen.order_by("pk")[:HOECHSTENS]
        ]
    if user.has_perm("portal.release_medieninformation"):
        texte = (
            Medieninformation.objects.visible_to(user)
            .filter(status=PresseStatus.VORGELEGT)
            .exclude(vorgelegt_durch=user)
        )
        posten += [
            Posten(str(m), _adresse(m), marke="wartet auf Freigabe", dringend=True)
            for m in texte.select_related("vereinbarung").order_by("pk")[:HOECHSTENS]
        ]
    if user.has_perm("portal.release_kennzahlen"):
        zahlen = Zahlenvorlage.objects.visible_to(user).filter(
            bestaetigt_zeitpunkt__isnull=True, abgelehnt_zeitpunkt__isnull=True
        )
        posten += [
            Posten(str(z), _adresse(z), marke="wartet auf Freigabe", dringend=True)
            for z in zahlen.exclude(beantragt_durch=user).order_by("pk")[:HOECHSTENS]
        ]
    return Gruppe("Zur Freigabe", tuple(posten))


def _unterschriften(user: Any) -> Gruppe:
    unterschrieben = Q(parteien__unterzeichnungen__annulliert_zeitpunkt__isnull=True) & Q(
        parteien__unterzeichnungen__isnull=False
    )
    offen = (
        Vereinbarung.objects.visible_to(user)
        .filter(status=VereinbarungStatus.IN_ZEICHNUNG)
        .annotate(
            noetig=Count("parteien", filter=Q(parteien__erforderlich=True), distinct=True),
            da=Count("parteien", filter=Q(parteien__erforderlich=True) & unterschrieben, distinct=True),
        )
        .order_by("geplant_am", "pk")
    )
    posten = [
        Posten(str(v), _adresse(v), zusatz=f"{v.da} von {v.noetig} Unterschriften liegen vor", faellig=v.geplant_am)
        for v in offen[:HOECHSTENS]
    ]
    return Gruppe(
        "Unterschriften fehlen", tuple(posten),
        mehr_url=reverse("admin:vereinbarungen_vereinbarung_changelist") + "?status__exact=IN_ZEICHNUNG",
        mehr_text="Alle Vereinbarungen in Zeichnung",
    )  # fmt: skip


def _termine(user: Any, heute: dt.date) -> Gruppe:
    grenze = heute + dt.timedelta(days=VORSCHAU_TAGE)
    geplant = (
        Vereinbarung.objects.visible_to(user).geplant().filter(geplant_am__lte=grenze).order_by("geplant_am", "pk")
    )
    posten = [
        Posten(
            str(v), _adresse(v), zusatz=v.geplant_ort, faellig=v.geplant_am,
            marke="überfällig" if v.geplant_am < heute else "Unterzeichnung geplant", dringend=v.geplant_am < heute,
        )
        for v in geplant[:HOECHSTENS]
    ]  # fmt: skip
    return Gruppe("Unterzeichnungen", tuple(posten), hinweis="Geplant in den nächsten 60 Tagen.")


def _laufzeiten(user: Any, heute: dt.date) -> Gruppe:
    faellig = Vereinbarung.objects.visible_to(user).erinnerung_faellig(heute).order_by("laufzeit_bis", "pk")
    posten = [
        Posten(
            str(v), _adresse(v), faellig=v.laufzeit_bis,
            marke="Laufzeit beendet" if v.laufzeit_bis < heute else "Laufzeit endet", dringend=v.laufzeit_bis < heute,
        )
        for v in faellig[:HOECHSTENS]
    ]  # fmt: skip
    return Gruppe("Laufzeiten", tuple(posten))


def _coachings(user: Any) -> Gruppe:
    offen = Coachingprozess.objects.visible_to(user).filter(
        status__in=(CoachingStatus.ANGEFRAGT, CoachingStatus.PAUSIERT)
    )
    posten = [
        Posten(str(c), _adresse(c), marke=c.get_status_display())
        for c in offen.select_related("kommune").order_by("status", "pk")[:HOECHSTENS]
    ]
    return Gruppe("Coaching", tuple(posten), hinweis="Angefragte und pausierte Prozesse.")


def _praeventionsraete(user: Any) -> Gruppe:
    offen = KommunalerPraeventionsrat.objects.visible_to(user).filter(status__in=(KprStatus.GEPLANT, KprStatus.RUHEND))
    posten = [
        Posten(str(k), _adresse(k), marke=k.get_status_display())
        for k in offen.select_related("kommune").order_by("status", "pk")[:HOECHSTENS]
    ]
    return Gruppe("Präventionsräte", tuple(posten), hinweis="Geplante und ruhende Räte.")


def _adresse(objekt: Any) -> str:
    return reverse(f"admin:{objekt._meta.app_label}_{objekt._meta.model_name}_change", args=[objekt.pk])


def register_quellen() -> None:
    register(name="portal", quelle=quelle, reihenfolge=10)
