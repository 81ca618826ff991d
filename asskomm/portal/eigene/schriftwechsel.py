"""The correspondence as Kommunen and police see it: their own cases, and of those only what is meant for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Max, Q
from django.urls import reverse

from asskomm.core.fallarten import fallart_mit, fallart_von, fallarten
from asskomm.core.models import Mitteilung, User
from asskomm.core.roles import KOMMUNE_ROLLEN
from asskomm.core.schriftpartner import Absender, absender, seiten
from asskomm.core.schriftwechsel import Leser, mitteilungen
from kommunen.models import Kommune

from .stellen import portalsicht

HOECHSTENS = 100


@dataclass(frozen=True)
class Faden:
    """One case with correspondence, for the list."""

    fall: Any
    art: str
    url: str
    zuletzt: Any
    ungelesen: int


@dataclass(frozen=True)
class Zugang:
    """A case that somebody reads and writes in: `user` with the portal roles alone."""

    fall: Any
    user: User
    von: Absender
    url: str

    @property
    def leser(self) -> Leser:
        art = fallart_von(self.fall)
        kennung = art.kennung if art else ""
        return Leser(
            user=self.user,
            seite=self.von.seite,
            stelle=self.von.stelle,
            anlage_url=lambda pk: reverse("portal:schriftwechsel_anlage", args=[kennung, self.fall.pk, pk]),
            rueckzug_url=lambda pk: reverse("portal:schriftwechsel_zurueckziehen", args=[kennung, self.fall.pk, pk]),
        )


def wechseladresse(fall: Any) -> str:
    art = fallart_von(fall)
    return reverse("portal:schriftwechsel", args=[art.kennung, fall.pk]) if art else ""


def find_zugang(user: Any, kennung: str, fall_id: int) -> Zugang | None:
    """The case, where the person sees it as Kommune or police; a coach takes no part."""
    sicht, art = portalsicht(user), fallart_mit(kennung)
    if art is None or not seiten(art.modell):
        return None
    fall = art.modell._default_manager.visible_to(sicht).filter(pk=fall_id).first()  # type: ignore[attr-defined]
    von = absender(sicht, fall, im_haus=False) if fall is not None else None
    return Zugang(fall, sicht, von, wechseladresse(fall)) if fall is not None and von is not None else None


def faeden(user: Any) -> list[Faden]:
    """Cases in which something was written, the latest first. One query for each kind of case among them."""
    sicht = portalsicht(user)
    sichtbare = Mitteilung.objects.visible_to(sicht).order_by()
    paare = sichtbare.values("fall_art", "fall_id").annotate(zuletzt=Max("erfasst_zeitpunkt")).order_by("-zuletzt")
    zeilen = list(paare[:HOECHSTENS])
    offen: dict[tuple[int, int], int] = {}
    for ort in sichtbare.ungelesen(sicht).values_list("fall_art", "fall_id"):
        offen[ort] = offen.get(ort, 0) + 1
    faelle = _lade(sicht, zeilen)
    return [
        Faden(
            fall=faelle[ort],
            art=str(faelle[ort]._meta.verbose_name),
            url=wechseladresse(faelle[ort]),
            zuletzt=z["zuletzt"],
            ungelesen=offen.get(ort, 0),
        )
        for z in zeilen
        if (ort := (z["fall_art"], z["fall_id"])) in faelle
    ]


def _lade(sicht: User, zeilen: Sequence[Mapping[str, Any]]) -> dict[tuple[int, int], Any]:
    geladen: dict[tuple[int, int], Any] = {}
    for art in fallarten():
        inhaltstyp = ContentType.objects.get_for_model(art.modell)
        pks = [z["fall_id"] for z in zeilen if z["fall_art"] == inhaltstyp.pk]
        if pks:
            auswahl = art.modell._default_manager.visible_to(sicht).filter(pk__in=pks)  # type: ignore[attr-defined]
            geladen |= {(inhaltstyp.pk, fall.pk): fall for fall in auswahl}
    return geladen


def anfaenge(user: Any) -> list[tuple[str, str]]:
    """Pairs of Kommune and address: where somebody begins who has a question on no particular case."""
    sicht = portalsicht(user)
    eigene = Kommune.objects.filter(organisation__in=sicht.organisationen(*KOMMUNE_ROLLEN)).order_by(
        "sortiername", "pk"
    )
    return [(str(kommune), wechseladresse(kommune)) for kommune in eigene]


def hinweis(user: Any, fall: Any) -> dict[str, Any] | None:
    """For the page of the case: how many unread, and the way there; None for somebody who takes no part."""
    sicht = portalsicht(user)
    if not seiten(fall) or absender(sicht, fall, im_haus=False) is None:
        return None
    offen = Q(ist_gelesen=False) & ~Q(erfasst_durch=sicht.pk)
    zahlen = mitteilungen(sicht, fall).aggregate(anzahl=Count("pk"), ungelesen=Count("pk", filter=offen))
    return {"url": wechseladresse(fall), **zahlen}
