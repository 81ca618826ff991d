"""The start page of the portal: what lies with the person, what goes on elsewhere, what stands."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from asskomm.core.models import User
from kommunen.enums import KPR_BESTEHEND
from kommunen.models import KommunalerPraeventionsrat, Kommune
from vereinbarungen.enums import COACHING_BEENDET, VOR_INKRAFTTRETEN, VereinbarungArt, VereinbarungStatus
from vereinbarungen.models import Beteiligung, Coachingprozess, Sicherheitsanalyse, Vereinbarung

from . import lagen
from .spuren import ANALYSE, COACHING, KPR, Spur, der_kommune, mit_parteien, mit_stand, spur_coaching, spur_vereinbarung
from .stellen import Stelle, load_stellen, portalsicht, waehle

HOECHSTENS = 20
ANGEBOTE: tuple[tuple[str, frozenset[str]], ...] = (
    ("Kooperationsvereinbarung mit Polizei und Landespräventionsrat", frozenset(map(str, VereinbarungArt.labels))),
    ("Begleitendes Coaching", frozenset({COACHING})),
    ("Sicherheitsanalyse", frozenset({ANALYSE})),
    ("Kommunaler Präventionsrat", frozenset({KPR})),
)


def inhalt(user: Any, fuer: str) -> dict[str, Any]:
    """Values of the page for one of the person's sides."""
    sicht = portalsicht(user)
    stellen = load_stellen(sicht)
    stelle = waehle(stellen, fuer)
    werte: dict[str, Any] = {"stellen": stellen, "stelle": stelle}
    if stelle is None:
        return werte
    if stelle.kommune is not None:
        return {**werte, **_kommune(sicht, stelle.kommune)}
    if stelle.direktion is not None:
        return {**werte, **_polizei(sicht, stelle)}
    return {**werte, **_coach(sicht)}


def _kommune(sicht: User, kommune: Kommune) -> dict[str, Any]:
    spuren = der_kommune(sicht, kommune)
    return {
        **gruppiert(spuren),
        "moeglich": _moeglich(spuren),
        "kommune": kommune,
        "direktion": kommune.landkreis.polizeidirektion,
        "ansprechpersonen": kommune.ansprechpersonen.visible_to(sicht).order_by("pk"),
    }


def _moeglich(spuren: Sequence[Spur]) -> list[str]:
    """Offers that the Kommune does not use yet."""
    laufend = {s.art for s in spuren if not s.lage.ende}
    return [text for text, arten in ANGEBOTE if not laufend & arten]


def gruppiert(spuren: Sequence[Spur]) -> dict[str, list[Spur]]:
    """What the person can move comes first; what is over comes last."""
    laufend = [s for s in spuren if not s.lage.ende]
    return {
        "bei_ihnen": [s for s in laufend if s.bei_ihnen],
        "bei_anderen": [s for s in laufend if s.bei and not s.bei_ihnen],
        "besteht": [s for s in laufend if not s.bei and not s.bei_ihnen],
        "beendet": [s for s in spuren if s.lage.ende],
    }


def _polizei(sicht: User, stelle: Stelle) -> dict[str, Any]:
    """Agreements on their way, and the figures of the directorate."""
    auf_dem_weg = Vereinbarung.objects.visible_to(sicht).filter(
        parteien__polizeidirektion=stelle.direktion, status__in=VOR_INKRAFTTRETEN
    )
    reihe = mit_parteien(mit_stand(auf_dem_weg)).order_by("geplant_am", "pk")[:HOECHSTENS]
    return {
        **gruppiert([spur_vereinbarung(sicht, v) for v in reihe]),
        "zahlen": _zahlen(sicht, stelle),
    }


def _zahlen(sicht: User, stelle: Stelle) -> list[tuple[str, int, str]]:
    """One query."""
    ort = {"kommune": OuterRef("pk")}
    in_kraft = (
        Beteiligung.objects.visible_to(sicht).laufend().filter(vereinbarung__status=VereinbarungStatus.IN_KRAFT, **ort)
    )
    raete = KommunalerPraeventionsrat.objects.visible_to(sicht).filter(status__in=KPR_BESTEHEND, **ort)
    analysen = Sicherheitsanalyse.objects.visible_to(sicht).filter(kommunen=OuterRef("pk"))
    eigene = Kommune.objects.visible_to(sicht).filter(
        landkreis__polizeidirektion=stelle.direktion, gueltig_bis__isnull=True
    )
    werte = eigene.annotate(v=Exists(in_kraft), k=Exists(raete), a=Exists(analysen)).aggregate(
        kommunen=Count("pk"),
        vereinbarungen=Count("pk", filter=Q(v=True)),
        raete=Count("pk", filter=Q(k=True)),
        analysen=Count("pk", filter=Q(a=True)),
    )
    liste = reverse("portal:eigene_kommunen")
    return [
        ("Kommunen und Verbände", werte["kommunen"], liste),
        ("mit Vereinbarung in Kraft", werte["vereinbarungen"], f"{liste}?vereinbarung=in-kraft"),
        ("mit Präventionsrat", werte["raete"], ""),
        ("mit Sicherheits\u00adanalyse", werte["analysen"], ""),
    ]


def _coach(sicht: User) -> dict[str, Any]:
    """The coachings of this coach alone."""
    eigene = mit_stand(Coachingprozess.objects.visible_to(sicht).filter(auftraege__coach=sicht.pk).distinct())
    prozesse = list(eigene.select_related("kommune").order_by("kommune__sortiername", "pk"))
    laufend = [(p.kommune, spur_coaching(sicht, p)) for p in prozesse if p.status not in COACHING_BEENDET]
    beendet = [(p.kommune, spur_coaching(sicht, p)) for p in prozesse if p.status in COACHING_BEENDET]
    return {"coachings": laufend, "coachings_beendet": beendet, "coach": lagen.COACH}
