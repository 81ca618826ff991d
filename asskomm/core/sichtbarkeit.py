"""Who sees which rows: one line per model in the rules.py of its app, one filter for all of them.

A foreign object does not exist for somebody who may not see it (404). Each line names the ways from the model to the
organisation that it belongs to; a role that no line mentions sees nothing.
"""

from dataclasses import dataclass, replace
from typing import Any, Self

from django.db import models
from django.db.models import Q

from .fallarten import fallarten, sichtbare_faelle, wiedervorlagearten
from .roles import KOMMUNE_ROLLEN, POLIZEI_ROLLEN, Rolle

NIEMAND: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Sicht:
    """`alle`: roles that see every row. The others are field paths that end at an Organisation (or an account)."""

    alle: frozenset[str] = NIEMAND
    bereich: str = ""  # what a Prüfung must cover to see the model; empty = no Prüfung sees it
    allgemein: bool = False  # belongs to no single Kommune: also a Prüfung of few Kommunen sees it
    gegenstand: str = ""  # to the organisation that a Prüfung is about; by default the same as `kommune`
    kommune: str = ""
    gilt: str = ""  # to the moment of annulment of the row that ties the Kommune to the case: a slip opens nothing
    polizei: str = ""
    coach: str = ""  # to rows with `coach`, `gueltig_von`, `gueltig_bis`
    am_fall: bool = False  # belongs to a case of any kind (models/fallbezug.py) and is seen with it
    auch_ohne_fall: bool = False  # the same for what is no case, but carries follow-ups
    fallweg: str = ""  # to the row that belongs to the case, if not this one
    # Of those who see the case, only these roles, each at the cases that it leads to by itself: pairs of roles and …
    stufen: tuple[tuple[frozenset[str], frozenset[str]], ...] = ()
    stufe: str = ""  # … the values of this field that they read; empty = every row
    nur: frozenset[str] = NIEMAND  # if given: whoever has none of these roles sees nothing, whatever else leads there
    konto: str = ""  # several ways, separated by blanks
    status: str = ""  # to the state of the case …
    verborgen: frozenset[str] = NIEMAND  # … and the states in which only the LPR knows it

    def ueber(self, weg: str) -> "Sicht":
        """The same for a part of the case, seen from its foreign key."""
        felder = ("gegenstand", "kommune", "gilt", "polizei", "coach", "status", "stufe", "fallweg")
        wege: dict[str, Any] = {f: f"{weg}__{getattr(self, f)}" for f in felder if getattr(self, f)}
        if self.am_fall and not self.fallweg:
            wege["fallweg"] = weg
        return replace(self, **wege)


_SICHTEN: dict[str, Sicht] = {}


def sichtbar(app_label: str, *modelle: str, sicht: Sicht) -> None:
    for modell in modelle:
        _SICHTEN[f"{app_label}.{modell}"] = sicht


def sicht_von(modell: type[models.Model]) -> Sicht | None:
    return _SICHTEN.get(modell._meta.label_lower)


def sieht(user: Any, modell: type[models.Model]) -> bool:
    """Whether a role of this person leads to rows of the model at all: decides which lists exist for them."""
    sicht = sicht_von(modell)
    if sicht is None or not user.is_authenticated or not user.is_active:
        return False
    return bool(user.hat_rolle(*sicht.alle)) or _eigene(sicht, user) is not None


def sieht_objekt(user: Any, objekt: models.Model) -> bool:
    return bool(type(objekt)._default_manager.visible_to(user).filter(pk=objekt.pk).exists())  # type: ignore[attr-defined]


def beruehrt(objekt: models.Model, organisationen: frozenset[int]) -> bool:
    """Whether the object is a matter of one of these organisations."""
    sicht = sicht_von(type(objekt))
    weg = (sicht.gegenstand or sicht.kommune) if sicht else ""
    if not organisationen or not weg:
        return False
    return type(objekt)._default_manager.filter(pk=objekt.pk, **{f"{weg}__in": organisationen}).exists()


class SichtbarQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """The rows that this person may see, by every role in force today. Unknown models show nothing."""
        sicht = sicht_von(self.model)
        if sicht is None or not user.is_authenticated or not user.is_active:
            return self.none()
        if user.hat_rolle(*sicht.alle):
            return self
        eigene = _eigene(sicht, user)
        if eigene is None:
            return self.none()
        # A subquery, not a join: ways over many rows would show an object several times.
        return self.filter(pk__in=self.model._default_manager.filter(eigene).order_by().values("pk"))


def _eigene(sicht: Sicht, user: Any) -> Q | None:
    """What the ways of the model lead to; None = nothing at all."""
    if sicht.nur and not user.hat_rolle(*sicht.nur):
        return None
    wege = _wege(sicht, user)
    if sicht.verborgen:
        wege = [weg & ~Q(**{f"{sicht.status}__in": sicht.verborgen}) for weg in wege]
    wege += [Q(**{weg: user.pk}) for weg in sicht.konto.split()]
    wege += _am_fall(sicht, user) if sicht.am_fall else []
    wege += _pruefungen(sicht, user)
    if not wege:
        return None
    eigene = wege[0]
    for weg in wege[1:]:
        eigene |= weg
    return eigene


def _wege(sicht: Sicht, user: Any) -> list[Q]:
    """One condition for each role of a Kommune, of the police or of a coach."""
    wege = []
    if sicht.kommune and (kommunen := user.organisationen(*KOMMUNE_ROLLEN)):
        wege.append(_gueltig(sicht, **{f"{sicht.kommune}__in": kommunen}))
    if sicht.polizei and (direktionen := user.organisationen(*POLIZEI_ROLLEN)):
        wege.append(Q(**{f"{sicht.polizei}__in": direktionen}))
    if sicht.coach and user.hat_rolle(Rolle.COACH):
        auftrag, tag = sicht.coach, user.tag
        offen = Q(**{f"{auftrag}__gueltig_bis__isnull": True}) | Q(**{f"{auftrag}__gueltig_bis__gte": tag})
        wege.append(Q(offen, **{f"{auftrag}__coach": user.pk, f"{auftrag}__gueltig_von__lte": tag}))
    return wege


def _am_fall(sicht: Sicht, user: Any) -> list[Q]:
    """Rows of the cases that the person sees. A second role never opens what the first one's cases keep from it."""
    if not sicht.stufen:
        return _faelle(sicht, user)
    wege = []
    for rollen, werte in sicht.stufen:
        allein = user.nur(*(b for b in user.befugnisse if b.rolle in rollen))
        lesbar = Q(**{f"{sicht.stufe}__in": werte}) if sicht.stufe else Q()
        wege += [weg & lesbar for weg in _faelle(sicht, allein)]
    return wege


def _faelle(sicht: Sicht, user: Any) -> list[Q]:
    arten = wiedervorlagearten() if sicht.auch_ohne_fall else fallarten()
    gesehen = any(sieht(user, art.modell) for art in arten)
    return [sichtbare_faelle(user, sicht.fallweg, arten=arten)] if gesehen else []


def _gueltig(sicht: Sicht, **bedingung: Any) -> Q:
    return Q(**bedingung, **({f"{sicht.gilt}__isnull": True} if sicht.gilt else {}))


def _pruefungen(sicht: Sicht, user: Any) -> list[Q]:
    """One condition for each audit in force whose areas cover the model."""
    weg = sicht.gegenstand or sicht.kommune
    bedingungen = []
    for befugnis in user.befugnisse:
        if befugnis.rolle != Rolle.PRUEFUNG or sicht.bereich not in befugnis.bereiche:
            continue
        if sicht.allgemein or not befugnis.nur_organisationen:
            bedingungen.append(Q(pk__isnull=False))
        elif weg:
            bedingungen.append(_gueltig(sicht, **{f"{weg}__in": befugnis.nur_organisationen}))
    return bedingungen
