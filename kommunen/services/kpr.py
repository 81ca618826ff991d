"""Prevention councils: new ones, their steps, and the takeover of those from before the portal."""

import datetime as dt

from asskomm.core.datenstand import mark_changed
from asskomm.core.errors import Ablehnung
from asskomm.core.models import User
from asskomm.core.protokoll import vorgang
from asskomm.core.stichtag import BERLIN, UngefaehresDatum
from asskomm.core.workflow import enter_start, execute, take_over

from ..enums import KPR_BESTEHEND, KprStatus
from ..models import KommunalerPraeventionsrat, Kommune, KprEreignis


def create_kpr(
    *,
    kommune: Kommune,
    by: User | None,
    jetzt: dt.datetime,
    name: str = "",
    kontakt_funktion: str = "",
    kontakt_email: str = "",
    kontakt_telefon: str = "",
    notiz: str = "",
    quelle: str = "",
    geplant: UngefaehresDatum | None = None,
) -> KommunalerPraeventionsrat:
    """A planned council (state GEPLANT); one per body, and none beside that of its association or member."""
    with vorgang():
        geplant = geplant or UngefaehresDatum(jetzt.astimezone(BERLIN).date())
        gruende = _gruende(_lock(kommune), geplant, jetzt)
        offen = KommunalerPraeventionsrat.objects.filter(kommune=kommune).exclude(status=KprStatus.AUFGELOEST)
        if offen.exists():
            gruende.append(f"Für {kommune} ist schon ein Präventionsrat eingetragen.")
        if gruende:
            raise Ablehnung(gruende)
        kpr = KommunalerPraeventionsrat.objects.create(
            kommune=kommune,
            name=name,
            kontakt_funktion=kontakt_funktion,
            kontakt_email=kontakt_email,
            kontakt_telefon=kontakt_telefon,
            notiz=notiz,
            quelle=quelle,
        )
        enter_start(objekt=kpr, by=by, jetzt=jetzt, wirksam=geplant)
        mark_changed()
    return kpr


def step_kpr(
    *,
    kpr: KommunalerPraeventionsrat,
    uebergang: str,
    by: User | None,
    jetzt: dt.datetime,
    wirksam: UngefaehresDatum | None = None,
    grund: str = "",
) -> KprEreignis:
    """One step of the workflow, with the rule that body and member do not both have a council."""
    with vorgang():
        tag = wirksam or UngefaehresDatum(jetzt.astimezone(BERLIN).date())
        kommune = _lock(kpr.kommune)
        if kpr.workflow.uebergang(uebergang).nach in KPR_BESTEHEND and (gruende := _gruende(kommune, tag, jetzt)):
            raise Ablehnung(gruende)
        ereignis = execute(objekt=kpr, uebergang=uebergang, by=by, jetzt=jetzt, wirksam=wirksam, grund=grund)
        mark_changed()
    return ereignis


def take_over_kpr(
    *,
    kommune: Kommune,
    status: str,
    wirksam: UngefaehresDatum,
    quelle: str,
    by: User | None,
    jetzt: dt.datetime,
    fiktiv: bool = False,
    kontakt_funktion: str = "",
    kontakt_email: str = "",
) -> KommunalerPraeventionsrat:
    """A council from before the portal, taken over in its state by the load commands."""
    with vorgang():
        kpr = KommunalerPraeventionsrat.objects.create(
            kommune=kommune,
            quelle=quelle,
            fiktiv=fiktiv,
            kontakt_funktion=kontakt_funktion,
            kontakt_email=kontakt_email,
        )
        take_over(objekt=kpr, status=status, by=by, jetzt=jetzt, wirksam=wirksam, grund="Aus dem Bestand übernommen")
        mark_changed()
    return kpr


def void_kpr(*, kpr: KommunalerPraeventionsrat, grund: str, by: User, jetzt: dt.datetime) -> None:
    """A wrong entry: dissolved from its first day on, so that later knowledge never counts it."""
    with vorgang():
        zeilen = KprEreignis.objects.filter(objekt=kpr, aufgehoben_durch__isnull=True)
        letzte = zeilen.order_by("-pk")[0]
        execute(
            objekt=kpr, uebergang="verwerfen", by=by, jetzt=jetzt, wirksam=letzte.wirksam, grund=grund, hebt_auf=letzte
        )
        mark_changed()


def _lock(kommune: Kommune) -> Kommune:
    return Kommune.objects.select_for_update().get(pk=kommune.pk)


def _gruende(kommune: Kommune, tag: UngefaehresDatum, jetzt: dt.datetime) -> list[str]:
    """Existence on the day, and councils of associations or members that exist now or existed on that day."""
    heute = jetzt.astimezone(BERLIN).date()
    if not kommune.besteht_am(min(tag.am, heute)):
        return [f"{kommune} bestand am {tag} nicht (Gültigkeit im Register)."]
    verwandte = Kommune.objects.verbunden_mit(kommune, tag.am, None)
    damals = KprEreignis.objects.as_of(tag.am, jetzt).filter(objekt__kommune__in=verwandte, nach__in=KPR_BESTEHEND)
    heutige = KommunalerPraeventionsrat.objects.filter(kommune__in=verwandte, status__in=KPR_BESTEHEND)
    raete = heutige | KommunalerPraeventionsrat.objects.filter(pk__in=damals.values("objekt"))
    return [
        f"Für {rat.kommune} besteht schon ein Präventionsrat. Verband und Mitglied zählen nicht beide."
        for rat in raete.select_related("kommune").order_by("pk")
    ]
