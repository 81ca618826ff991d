"""The kinds of cases: whatever a Frist, a Wiedervorlage, a message or a file may belong to."""

from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast
from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True)
class Fallart:
    """`kennung`: two or three capitals, part of the Geschäftszeichen; `akte`: the kind keeps a file of its own.

    `kommune`: way from the case to its Kommunen ("" = the case is one, None = it has none), for worklist and search.
    `bezeichnung`: the name of the case as a database expression or column.
    """

    modell: type[models.Model]
    kennung: str
    akte: bool = True
    kommune: str | None = None
    bezeichnung: Any = "pk"

    @property
    def label(self) -> str:
        return str(self.modell._meta.verbose_name)


_ARTEN: dict[str, Fallart] = {}


def register_fallart(
    modell: type[models.Model],
    *,
    kennung: str,
    akte: bool = True,
    kommune: str | None = None,
    bezeichnung: Any = "pk",
) -> None:
    """Called once for each kind when the apps start; a second call replaces the first."""
    _ARTEN[modell._meta.label_lower] = Fallart(modell, kennung, akte, kommune, bezeichnung)


def fallarten() -> list[Fallart]:
    return sorted(_ARTEN.values(), key=lambda art: art.kennung)


def fallart_mit(kennung: str) -> Fallart | None:
    return next((art for art in _ARTEN.values() if art.kennung == kennung), None)


def fallart_von(objekt: models.Model | type[models.Model]) -> Fallart | None:
    return _ARTEN.get(objekt._meta.label_lower)


def ist_fall(objekt: Any) -> bool:
    return isinstance(objekt, models.Model) and fallart_von(objekt) is not None


def fallseite(objekt: models.Model) -> str:
    """The case page in the back office; empty where there is none."""
    try:
        return reverse(f"admin:{objekt._meta.app_label}_{objekt._meta.model_name}_change", args=[objekt.pk])
    except NoReverseMatch:
        return ""


def portalweg(objekt: models.Model) -> str:
    """The correspondence of the case in the portal (the pages of Kommunen and police lie above this app)."""
    art = fallart_von(objekt)
    try:
        return reverse("portal:schriftwechsel", args=[art.kennung, objekt.pk]) if art else ""
    except NoReverseMatch:
        return ""


def fallname() -> Case:
    """For rows with a Fallbezug: the name of their case, without a query for each kind."""
    faelle = []
    for art in fallarten():
        name = F(art.bezeichnung) if isinstance(art.bezeichnung, str) else art.bezeichnung
        zeilen = art.modell._default_manager.filter(pk=OuterRef("fall_id")).annotate(name_des_falls=name)
        meta = art.modell._meta
        faelle.append(
            When(
                fall_art__app_label=meta.app_label,
                fall_art__model=meta.model_name,
                then=Cast(Subquery(zeilen.values("name_des_falls")[:1]), models.TextField()),
            )
        )
    return Case(*faelle, default=Value(""), output_field=models.TextField())


def sichtbare_faelle(user: Any, weg: str = "") -> Q:
    """Condition on `fall_art`/`fall_id`: the case is one that this person may see. One subquery for each kind.

    `weg`: from the row that is asked for to the one that belongs to the case ("" = it does itself).
    """
    zum_fall = f"{weg}__" if weg else ""
    bedingung = Q(pk__in=[])
    for art in fallarten():
        inhaltstyp = ContentType.objects.get_for_model(art.modell)
        auswahl = art.modell._default_manager.visible_to(user)  # type: ignore[attr-defined]
        eigene = {f"{zum_fall}fall_art": inhaltstyp, f"{zum_fall}fall_id__in": auswahl.order_by().values("pk")}
        bedingung |= Q(**eigene)
    return bedingung
