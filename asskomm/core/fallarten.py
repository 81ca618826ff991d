"""The kinds of cases: whatever a Frist, a Wiedervorlage, a message or a file may belong to."""

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Case, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast
from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True)
class Fallart:
    """`kennung`: two or three capitals, part of the Geschäftszeichen; `akte`: the kind keeps a file of its own.

    `kommune`: way from the case to its Kommunen ("" = the case is one, None = it has none), walked from `faelle()`.
    `verknuepfung`: names of that way which are joined under a condition: what was entered in error leads nowhere.
    `bezeichnung`: the name of the case as a database expression or column.
    """

    modell: type[models.Model]
    kennung: str
    akte: bool = True
    kommune: str | None = None
    bezeichnung: Any = "pk"
    verknuepfung: Mapping[str, FilteredRelation] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return str(self.modell._meta.verbose_name)

    def faelle(self) -> QuerySet:
        """All cases, with the way to their Kommunen. Copies, for Django renames inside what it is given."""
        return self.modell._default_manager.alias(**{name: copy(weg) for name, weg in self.verknuepfung.items()})


_ARTEN: dict[str, Fallart] = {}
_WEITERE: dict[str, Fallart] = {}


def register_fallart(
    modell: type[models.Model],
    *,
    kennung: str,
    akte: bool = True,
    kommune: str | None = None,
    bezeichnung: Any = "pk",
    verknuepfung: Mapping[str, FilteredRelation] | None = None,
) -> None:
    """Called once for each kind when the apps start; a second call replaces the first."""
    _ARTEN[modell._meta.label_lower] = Fallart(modell, kennung, akte, kommune, bezeichnung, verknuepfung or {})


def register_wiedervorlageart(modell: type[models.Model], *, bezeichnung: Any) -> None:
    """Something that is no case (no deadline, no file, no correspondence), but can be laid before somebody again."""
    _WEITERE[modell._meta.label_lower] = Fallart(modell, "", akte=False, bezeichnung=bezeichnung)


def fallarten() -> list[Fallart]:
    return sorted(_ARTEN.values(), key=lambda art: art.kennung)


def wiedervorlagearten() -> list[Fallart]:
    """The cases, and what else a follow-up may be laid at."""
    return [*fallarten(), *sorted(_WEITERE.values(), key=lambda art: art.label)]


def fallart_mit(kennung: str) -> Fallart | None:
    return next((art for art in _ARTEN.values() if art.kennung == kennung), None)


def fallart_von(objekt: models.Model | type[models.Model]) -> Fallart | None:
    return _ARTEN.get(objekt._meta.label_lower)


def ist_fall(objekt: Any) -> bool:
    return isinstance(objekt, models.Model) and fallart_von(objekt) is not None


def traegt_wiedervorlage(objekt: Any) -> bool:
    return ist_fall(objekt) or (isinstance(objekt, models.Model) and objekt._meta.label_lower in _WEITERE)


def fall_zu(objekt: models.Model) -> Any:
    """The case that an object belongs to: by its Fallbezug, or by its first reference to a case; else None."""
    if hasattr(objekt, "fall_art_id"):
        return objekt.fall  # type: ignore[attr-defined]
    verweise = [f for f in objekt._meta.concrete_fields if f.is_relation and fallart_von(f.related_model)]  # type: ignore[arg-type]
    return next((fall for f in verweise if (fall := getattr(objekt, f.name)) is not None), None)


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
    """For follow-ups: the name of what each is laid at, without a query for each kind."""
    faelle = []
    for art in wiedervorlagearten():
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


def sichtbare_faelle(user: Any, weg: str = "", *, arten: Iterable[Fallart] | None = None) -> Q:
    """Condition on `fall_art`/`fall_id`: the case is one that this person may see. One subquery for each kind.

    `weg`: from the row that is asked for to the one that belongs to the case ("" = it does itself). `arten`: default
    all kinds of cases.
    """
    zum_fall = f"{weg}__" if weg else ""
    bedingung = Q(pk__in=[])
    for art, inhaltstyp in mit_inhaltstyp(fallarten() if arten is None else arten):
        auswahl = art.modell._default_manager.visible_to(user)  # type: ignore[attr-defined]
        eigene = {f"{zum_fall}fall_art": inhaltstyp, f"{zum_fall}fall_id__in": auswahl.order_by().values("pk")}
        bedingung |= Q(**eigene)
    return bedingung


def mit_inhaltstyp(arten: Iterable[Fallart]) -> list[tuple[Fallart, ContentType]]:
    """One query for all that this process has not met yet, not one for each."""
    reihe = list(arten)
    typen = ContentType.objects.get_for_models(*(art.modell for art in reihe))
    return [(art, typen[art.modell]) for art in reihe]


def landkreise() -> list[tuple[int, str]]:
    """Key and name of each Landkreis, found over the kind of case that is itself a Kommune."""
    orte = next((art.modell for art in fallarten() if art.kommune == ""), None)
    if orte is None:
        return []
    modell: Any = orte._meta.get_field("landkreis").related_model
    return list(modell._default_manager.order_by("name").values_list("pk", "name"))


def faelle_im_landkreis(landkreis: int) -> Q:
    """Condition on `fall_art`/`fall_id`: a Kommune of the case lies in this Landkreis."""
    bedingung = Q(pk__in=[])
    for art, inhaltstyp in mit_inhaltstyp(fallarten()):
        if art.kommune is not None:
            weg = f"{art.kommune}__landkreis" if art.kommune else "landkreis"
            faelle = art.faelle().filter(**{weg: landkreis}).order_by().values("pk")
            bedingung |= Q(fall_art=inhaltstyp, fall_id__in=faelle)
    return bedingung
