"""The correspondence of a case as a page shows it: finished values, no query left to the template."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet

from .leserkreis import Leserkreis, Seite
from .models import Lesevermerk, Mitteilung, Nachricht, User

JE_SEITE = 25
ZULETZT = 3


@dataclass(frozen=True)
class Eintrag:
    """`person`: only for those who may know it; `rueckzug_url`: empty where the reader cannot take it back."""

    pk: int
    zeitpunkt: dt.datetime
    von: str
    person: str
    leserkreis: str
    text: str
    intern: bool = False
    eigene_seite: bool = False
    ungelesen: bool = False
    zurueckgezogen: bool = False
    grund: str = ""
    anlagen: list[tuple[str, str, str]] = field(default_factory=list)
    rueckzug_url: str = ""


@dataclass(frozen=True)
class Leser:
    """Who looks, and how the addresses of this place are made."""

    user: User
    seite: str
    stelle: str
    anlage_url: Callable[[int], str]
    rueckzug_url: Callable[[int], str]

    @property
    def im_haus(self) -> bool:
        return self.seite == Seite.LPR


def mitteilungen(user: Any, fall: Any) -> QuerySet[Mitteilung]:
    """Newest first, with the mark `ist_gelesen`."""
    gelesen = Lesevermerk.objects.filter(konto=user.pk, mitteilung=OuterRef("pk"))
    return (
        Mitteilung.objects.visible_to(user)
        .zum_fall(fall)
        .annotate(ist_gelesen=Exists(gelesen))
        .select_related("erfasst_durch")
        .order_by("-pk")
    )


def blatt(leser: Leser, fall: Any, nummer: Any) -> Any:
    """One page of the thread; an impossible number leads to the nearest one."""
    auswahl = mitteilungen(leser.user, fall).prefetch_related("anlagen__dokument")
    seite: Any = Paginator(auswahl, JE_SEITE).get_page(nummer)
    seite.object_list = [_eintrag(leser, m) for m in seite.object_list]
    return seite


def _eintrag(leser: Leser, m: Any) -> Eintrag:
    eigene_seite = m.seite == leser.seite and (leser.im_haus or m.stelle == leser.stelle)
    verborgen = m.ist_zurueckgezogen and not leser.im_haus
    kann_zurueck = eigene_seite and not m.ist_zurueckgezogen
    return Eintrag(
        pk=m.pk,
        zeitpunkt=m.erfasst_zeitpunkt,
        von=m.stelle or m.get_seite_display(),
        person=str(m.erfasst_durch or "") if leser.im_haus or eigene_seite else "",
        leserkreis=m.get_leserkreis_display(),
        text="" if verborgen else m.text,
        intern=m.leserkreis == Leserkreis.INTERN,
        eigene_seite=eigene_seite,
        ungelesen=not m.ist_gelesen and m.erfasst_durch_id != leser.user.pk,
        zurueckgezogen=m.ist_zurueckgezogen,
        grund=m.zurueckgezogen_grund,
        anlagen=[] if verborgen else [_datei(leser, a.dokument) for a in m.anlagen.all()],
        rueckzug_url=leser.rueckzug_url(m.pk) if kann_zurueck else "",
    )


def _datei(leser: Leser, dokument: Any) -> tuple[str, str, str]:
    endung = dokument.name.rpartition(".")[2].upper()
    groesse = max(1, round(dokument.groesse / 1000))
    return dokument.name, leser.anlage_url(dokument.pk), f"{endung}, {groesse} KB"


def emails(user: Any, fall: Any) -> QuerySet[Nachricht]:
    """E-mails of the portal that are recorded at the case, newest first; only the house sees them."""
    return Nachricht.objects.visible_to(user).zum_fall(fall).order_by("-pk")
