"""For whom somebody acts in the portal: own Kommunen, those by mandate, a Polizeidirektion, coachings."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from asskomm.core.models import User
from asskomm.core.roles import KOMMUNE_ROLLEN, POLIZEI_ROLLEN, PORTAL_ROLLEN, Rolle
from kommunen.models import Kommune, Polizeidirektion

from . import lagen

COACHING = "coaching"


@dataclass(frozen=True)
class Stelle:
    """One of the sides on which the person stands; the start page shows one at a time."""

    schluessel: str  # in the address
    name: str
    seite: str  # of the tables in lagen.py
    rolle: str
    kommune: Kommune | None = None
    direktion: Polizeidirektion | None = None
    mandat_von: str = ""

    @property
    def url(self) -> str:
        return f"{reverse('portal:bereich')}?fuer={self.schluessel}"


def portalsicht(user: Any) -> User:
    """The person with the portal roles alone: whoever works at the LPR too sees no more here than the Kommune."""
    user.mandate  # noqa: B018  read once, for the copy as well
    return user.nur(*(b for b in user.befugnisse if b.rolle in PORTAL_ROLLEN))  # type: ignore[no-any-return]


def load_stellen(sicht: User) -> list[Stelle]:
    """Two queries at most."""
    return [*_kommunen(sicht), *_direktionen(sicht), *_coach(sicht)]


def waehle(stellen: Sequence[Stelle], schluessel: str) -> Stelle | None:
    """The one of the address; the first where it names none or a foreign one."""
    return next((s for s in stellen if s.schluessel == schluessel), stellen[0] if stellen else None)


def _kommunen(sicht: User) -> list[Stelle]:
    ids = sicht.organisationen(*KOMMUNE_ROLLEN)
    if not ids:
        return []
    kommunen = Kommune.objects.filter(organisation__in=ids).select_related("landkreis__polizeidirektion")
    stellen = [_kommune(sicht, k) for k in kommunen.order_by("sortiername", "pk")]
    return sorted(stellen, key=lambda s: bool(s.mandat_von))  # own ones first


def _kommune(sicht: User, kommune: Kommune) -> Stelle:
    eigene = [b for b in sicht.befugnisse if b.rolle in KOMMUNE_ROLLEN]
    rollen = [b for b in eigene if b.organisation_id == kommune.organisation_id]
    mandate = [b for b in eigene if kommune.organisation_id in sicht.mandate.get(b.organisation_id, ())]
    gemeint = rollen or mandate
    return Stelle(
        schluessel=kommune.slug,
        name=kommune.name_eindeutig,
        seite=lagen.KOMMUNE,
        rolle=_rollen(b.rolle for b in gemeint),
        kommune=kommune,
        mandat_von="" if rollen else mandate[0].organisation,
    )


def _direktionen(sicht: User) -> list[Stelle]:
    ids = sicht.organisationen(*POLIZEI_ROLLEN)
    if not ids:
        return []
    return [
        Stelle(
            schluessel=f"polizei-{d.slug}",
            name=d.name,
            seite=lagen.POLIZEI,
            rolle=_rollen(b.rolle for b in sicht.befugnisse if b.organisation_id == d.organisation_id),
            direktion=d,
        )
        for d in Polizeidirektion.objects.filter(organisation__in=ids).order_by("kuerzel")
    ]


def _coach(sicht: User) -> list[Stelle]:
    traeger = [b.organisation for b in sicht.befugnisse if b.rolle == Rolle.COACH]
    if not traeger:
        return []
    rolle = str(Rolle.COACH.label)
    return [Stelle(schluessel=COACHING, name=f"Coachings ({traeger[0]})", seite=lagen.COACH, rolle=rolle)]


def _rollen(rollen: Any) -> str:
    return ", ".join(dict.fromkeys(str(Rolle(r).label) for r in sorted(set(rollen))))
