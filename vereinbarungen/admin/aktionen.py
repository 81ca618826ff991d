"""The actions of an agreement beside its workflow: which service, which form, when shown."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from asskomm.core.admin.aktionen import Fachaktion
from asskomm.core.forms import GrundForm
from asskomm.core.models import Aktenstueck
from vereinbarungen import forms
from vereinbarungen.enums import BESTAND, VOR_INKRAFTTRETEN, VereinbarungStatus
from vereinbarungen.models import Unterzeichnung, Vereinbarung
from vereinbarungen.services import anlage, berichtigung, beteiligung, papier, zeichnung

from .stand import nach_unterschrift

_WORK = "vereinbarungen.work_vereinbarung"
_SIGN = "vereinbarungen.sign_vereinbarung"
_ANNUL = "vereinbarungen.annul_vereinbarung"
_IN_ZEICHNUNG = frozenset({VereinbarungStatus.IN_ZEICHNUNG})
_IN_KRAFT = frozenset({VereinbarungStatus.IN_KRAFT})
_ENTWURF = frozenset({VereinbarungStatus.ENTWURF})


def _im_stand(zustaende: frozenset[str]) -> Callable[[Vereinbarung], bool]:
    return lambda v: v.status in zustaende


def _ohne_vereinbarung(dienst: Callable[..., Any]) -> Callable[..., Any]:
    """For services that take the chosen row instead of its agreement."""

    def aufruf(*, vereinbarung: Vereinbarung, **angaben: Any) -> Any:
        return dienst(**angaben)

    return aufruf


def _offen(v: Vereinbarung) -> list[str]:
    return [] if v.offene_parteien().exists() else ["Alle erforderlichen Unterschriften sind erfasst."]


def _unterschrieben(v: Vereinbarung) -> list[str]:
    gueltige = Unterzeichnung.objects.gueltig().filter(partei__vereinbarung=v)
    return [] if gueltige.exists() else ["Es ist noch keine Unterschrift erfasst."]


def _mehrere(v: Vereinbarung) -> list[str]:
    laufende = v.beteiligungen.laufend().count()
    return [] if laufende > 1 else ["Mindestens eine Kommune muss beteiligt bleiben."]


def zum_papier(verwaltung: Any, request: HttpRequest, stueck: Aktenstueck) -> HttpResponse:
    """To the paper itself, where it can be printed."""
    messages.success(request, "Das Zeichnungsexemplar liegt in der Akte.")
    return HttpResponseRedirect(reverse("admin:core_aktenstueck_change", args=[stueck.pk]))


def _anfang_unterschrift(v: Vereinbarung, heute: dt.date) -> dict[str, Any]:
    geplant_heute = v.geplant_am is not None and v.geplant_am <= heute
    return {"am": v.geplant_am if geplant_heute else heute, "ort": v.geplant_ort}


def _anfang_plan(v: Vereinbarung, heute: dt.date) -> dict[str, Any]:
    return {
        "am": v.geplant_am,
        "ort": v.geplant_ort,
        "gaeste": v.geplant_gaeste,
        "sperrfrist_bis": v.sperrfrist_bis,
    }


ZEICHNUNG = (
    Fachaktion(
        "unterschrift", "Unterschrift erfassen", _SIGN, zeichnung.record_unterzeichnung, forms.UnterschriftForm,
        objektname="vereinbarung", hinderungen=_offen, sichtbar=_im_stand(_IN_ZEICHNUNG),
        einleitung="Mit der letzten erforderlichen Unterschrift tritt die Vereinbarung in Kraft; eine "
                   "Kooperationsvereinbarung erhält dann ihre Nummer.",
        erfolg=nach_unterschrift, anfang=_anfang_unterschrift,
    ),
    Fachaktion(
        "unterschrift-annullieren", "Unterschrift annullieren", _SIGN,
        _ohne_vereinbarung(zeichnung.annul_unterzeichnung), forms.UnterschriftWahlForm, objektname="vereinbarung",
        hinderungen=_unterschrieben, sichtbar=_im_stand(_IN_ZEICHNUNG),
        einleitung="Die Unterschrift bleibt als annulliert sichtbar und kann neu erfasst werden.",
        erfolg="Die Unterschrift ist annulliert.",
    ),
    Fachaktion(
        "zeichnungsexemplar", "Zeichnungsexemplar erstellen", _SIGN, papier.create_zeichnungsexemplar,
        objektname="vereinbarung", sichtbar=_im_stand(papier.ZEICHENBAR),
        einleitung="Ein PDF zum Unterschreiben: Textfassung mit Prüfsumme, Parteien, Zeilen für die Unterschriften und "
                   "ein QR-Code, der nach der Rückkehr das Hochladen des Scans öffnet.",
        erfolg="Das Zeichnungsexemplar liegt in der Akte.", danach=zum_papier,
    ),
    Fachaktion(
        "scan", "Unterzeichnete Fassung hochladen", _SIGN, zeichnung.store_signed_scan, forms.ScanForm,
        objektname="vereinbarung", sichtbar=_im_stand(_IN_ZEICHNUNG | BESTAND),
        erfolg="Die unterzeichnete Fassung ist abgelegt.",
    ),
)  # fmt: skip

VORBEREITEN = (
    Fachaktion(
        "planen", "Unterzeichnung planen", _WORK, anlage.plan_unterzeichnung, forms.PlanForm,
        objektname="vereinbarung", sichtbar=_im_stand(VOR_INKRAFTTRETEN), anfang=_anfang_plan,
        erfolg="Die Planung ist gespeichert.",
    ),
    Fachaktion(
        "text", "Textfassung ablegen", _WORK, anlage.store_vertragstext, forms.TextfassungForm,
        objektname="vereinbarung", sichtbar=_im_stand(_ENTWURF),
        einleitung="Eine Fassung wird nach dem Ablegen nicht mehr geändert; eine Änderung ist eine neue Fassung.",
        erfolg="Die Textfassung ist abgelegt.",
    ),
    Fachaktion(
        "beschluss", "Gremienbeschluss eintragen", _WORK, anlage.record_gremienbeschluss, forms.BeschlussForm,
        objektname="vereinbarung", sichtbar=_im_stand(VOR_INKRAFTTRETEN | BESTAND),
        anfang=lambda v, heute: {"datum": heute}, erfolg="Der Beschluss ist eingetragen.",
    ),
    Fachaktion(
        "aufnehmen", "Kommune aufnehmen", _WORK, anlage.add_beteiligung, forms.AufnahmeForm,
        objektname="vereinbarung", sichtbar=_im_stand(_ENTWURF | _IN_KRAFT),
        einleitung="Polizeidirektion und Vertragsparteien folgen aus den beteiligten Kommunen.",
        erfolg="Die Kommune ist aufgenommen.",
    ),
    Fachaktion(
        "entfernen", "Kommune entfernen", _WORK, _ohne_vereinbarung(anlage.remove_beteiligung),
        forms.BeteiligungWahlForm, objektname="vereinbarung", hinderungen=_mehrere,
        sichtbar=_im_stand(_ENTWURF), erfolg="Die Kommune ist entfernt.",
    ),
)  # fmt: skip

BESTANDSPFLEGE = (
    Fachaktion(
        "sperrfrist", "Sperrfrist ändern", _WORK, anlage.set_sperrfrist, forms.SperrfristForm,
        objektname="vereinbarung", sichtbar=_im_stand(BESTAND),
        anfang=lambda v, heute: {"bis": v.sperrfrist_bis}, erfolg="Die Sperrfrist ist gespeichert.",
    ),
    Fachaktion(
        "austritt", "Austritt eintragen", _WORK, _ohne_vereinbarung(anlage.leave_beteiligung), forms.AustrittForm,
        objektname="vereinbarung", hinderungen=_mehrere, sichtbar=_im_stand(_IN_KRAFT),
        anfang=lambda v, heute: {"am": heute}, erfolg="Der Austritt ist eingetragen.",
    ),
    Fachaktion(
        "beteiligung-berichtigen", "Beitritt oder Austritt berichtigen", _ANNUL,
        _ohne_vereinbarung(beteiligung.correct_beteiligung), forms.BeteiligungBerichtigenForm,
        objektname="vereinbarung", sichtbar=_im_stand(BESTAND),
        einleitung="Der alte Eintrag wird annulliert, ein neuer tritt an seine Stelle. Leere Felder gelten: von Anfang "
                   "an beteiligt, nicht ausgetreten.",
        erfolg="Die Beteiligung ist berichtigt.",
    ),
    Fachaktion(
        "beteiligung-annullieren", "Beteiligung annullieren", _ANNUL,
        _ohne_vereinbarung(beteiligung.annul_beteiligung), forms.BeteiligungAnnullierenForm,
        objektname="vereinbarung", hinderungen=_mehrere, sichtbar=_im_stand(BESTAND),
        einleitung="Nur für eine Kommune, die irrtümlich eingetragen ist. Der Eintrag bleibt als annulliert sichtbar.",
        erfolg="Die Beteiligung ist annulliert.",
    ),
    Fachaktion(
        "unterschrift-berichtigen", "Tag einer Unterschrift berichtigen", _ANNUL,
        _ohne_vereinbarung(berichtigung.correct_unterzeichnung), forms.UnterschriftBerichtigenForm,
        objektname="vereinbarung", hinderungen=_unterschrieben, sichtbar=_im_stand(_IN_KRAFT),
        einleitung="Das Inkrafttreten folgt dem letzten Tag, wenn der Text keinen anderen nennt. Die Nummer bleibt.",
        erfolg="Der Tag der Unterschrift ist berichtigt.",
    ),
    Fachaktion(
        "berichtigen", "Tag des Inkrafttretens berichtigen", _ANNUL, berichtigung.correct_in_kraft_am,
        forms.InkrafttretenForm, objektname="vereinbarung", sichtbar=_im_stand(_IN_KRAFT),
        einleitung="Ältere Auswertungen bleiben mit ihrem Wissensstand nachvollziehbar. Die Nummer bleibt.",
        erfolg="Der Tag des Inkrafttretens ist berichtigt.",
    ),
    Fachaktion(
        "annullieren", "Fehleintrag annullieren", _ANNUL, berichtigung.annul_vereinbarung, GrundForm,
        objektname="vereinbarung", sichtbar=_im_stand(BESTAND),
        einleitung="Die Nummer bleibt als nichtig sichtbar und wird nie wieder vergeben. Zahlen mit späterem "
                   "Wissensstand zählen die Vereinbarung nicht mehr.",
        erfolg="Die Vereinbarung ist als Fehleintrag annulliert.",
    ),
)  # fmt: skip
