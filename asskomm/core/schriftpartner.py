"""Who takes part in the correspondence of a case: the LPR, and whoever the visibility of its kind names."""

import datetime as dt
from dataclasses import dataclass

from django.db import models
from django.db.models import Q

from .fristen.umfeld import zustaendige
from .leserkreis import KREISE_KOMMUNE, KREISE_POLIZEI, Leserkreis, Seite
from .models import Mandat, Rollenzuordnung, User
from .models.rollen import load_vertretungen
from .roles import KOMMUNE_ROLLEN, LPR_ROLLEN, POLIZEI_ROLLEN
from .sichtbarkeit import Sicht, sicht_von

ROLLEN: dict[str, frozenset[str]] = {Seite.KOMMUNE: KOMMUNE_ROLLEN, Seite.POLIZEI: POLIZEI_ROLLEN}
KREISE: dict[str, frozenset[str]] = {Seite.KOMMUNE: KREISE_KOMMUNE, Seite.POLIZEI: KREISE_POLIZEI}


@dataclass(frozen=True)
class Absender:
    """On whose side somebody writes in a case, and for which body."""

    seite: str
    stelle: str


def betreuende(fall: models.Model, heute: dt.date) -> list[User]:
    """The people of the LPR who look after the case on that day, and whoever represents them."""
    personen = zustaendige(fall, heute)
    vertretungen = load_vertretungen(heute) if personen else {}
    alle = [*personen, *(v for person in personen for v in vertretungen.get(person.pk, ()))]
    return [person for person in dict.fromkeys(alle) if person.hat_zugang]


def seiten(fall: models.Model | type[models.Model]) -> list[str]:
    """The sides outside the house to which cases of this kind open."""
    sicht = sicht_von(type(fall) if isinstance(fall, models.Model) else fall) or Sicht()
    return [seite for seite, weg in ((Seite.KOMMUNE, sicht.kommune), (Seite.POLIZEI, sicht.polizei)) if weg]


def leserkreise(fall: models.Model, seite: str) -> list[str]:
    """What somebody of this side may choose, the narrowest first."""
    offen = set(seiten(fall))
    eigene = [Seite.KOMMUNE, Seite.POLIZEI] if seite == Seite.LPR else [seite]
    kreise = [str(Leserkreis.INTERN)] if seite == Seite.LPR else []
    kreise += [str(Leserkreis(s)) for s in eigene if s in offen]
    return [*kreise, *([str(Leserkreis.ALLE)] if len(offen) > 1 else [])]


def absender(user: User, fall: models.Model, *, im_haus: bool) -> Absender | None:
    """In the back office people write for the LPR, in the portal for the side that opens the case to them."""
    if im_haus:
        befugnis = next((b for b in user.befugnisse if b.rolle in LPR_ROLLEN), None)
        return Absender(Seite.LPR, befugnis.organisation) if befugnis else None
    for seite in ROLLEN:
        allein = nur_seite(user, seite)
        if allein.befugnisse and _sieht(allein, fall):
            stellen = organisationen(fall, seite)
            gemeint = [b for b in allein.befugnisse if b.organisation_id in stellen]
            return Absender(seite, (gemeint or allein.befugnisse)[0].organisation)
    return None


def nur_seite(user: User, seite: str) -> User:
    return user.nur(*(b for b in user.befugnisse if b.rolle in ROLLEN[seite]))


def organisationen(fall: models.Model, seite: str) -> frozenset[int]:
    """The bodies on this side of the case."""
    sicht = sicht_von(type(fall)) or Sicht()
    weg = sicht.kommune if seite == Seite.KOMMUNE else sicht.polizei
    if not weg:
        return frozenset()
    werte = type(fall)._default_manager.filter(pk=fall.pk).values_list(weg, flat=True)
    return frozenset(w for w in werte if w is not None)


def empfaenger(fall: models.Model, kreis: str, heute: dt.date) -> list[User]:
    """The people outside the house who can read what is written for this circle. Each sees the case today."""
    personen: dict[int, User] = {}
    for seite, rollen in ROLLEN.items():
        if kreis not in KREISE[seite]:
            continue
        stellen = organisationen(fall, seite)
        mandatstraeger = Mandat.objects.in_kraft(heute).filter(mitglied__in=stellen).values("verband")
        zustaendig = Q(organisation__in=stellen) | Q(organisation__in=mandatstraeger)
        rollen_heute = Rollenzuordnung.objects.in_kraft(heute).filter(zustaendig, rolle__in=rollen)
        konten = User.objects.filter(is_active=True, rollenzuordnungen__in=rollen_heute.values("pk"))
        personen |= {p.pk: p for p in konten.distinct().order_by("pk") if _sieht(nur_seite(p, seite), fall)}
    return list(personen.values())


def _sieht(user: User, fall: models.Model) -> bool:
    return type(fall)._default_manager.visible_to(user).filter(pk=fall.pk).exists()  # type: ignore[attr-defined]
