"""Who works for the own Kommune or Polizeidirektion: the rows of the page, and who decides on which of them."""

from dataclasses import dataclass
from typing import Any

from asskomm.core.models import Organisation, Rollenzuordnung, User
from asskomm.core.roles import KOMMUNE_ROLLEN, POLIZEI_ROLLEN, OrganisationArt, Rolle
from asskomm.core.services.rollen import BESTAETIGEN
from asskomm.core.services.uebergabe import darf_uebergeben

EIGENE_ROLLEN = KOMMUNE_ROLLEN | POLIZEI_ROLLEN
EINLADBAR = {
    OrganisationArt.KOMMUNE.value: Rolle.KOMMUNE_BEARBEITUNG.value,
    OrganisationArt.POLIZEI.value: Rolle.POLIZEI_BEARBEITUNG.value,
}


@dataclass(frozen=True)
class Zeile:
    """One role of one person, with what may be done about it here."""

    pk: int
    person: str
    anmeldename: str
    rolle: str
    dauer: str
    stand: str
    art: str
    kann_bestaetigen: bool
    kann_ablehnen: bool
    kann_uebergeben: bool


@dataclass(frozen=True)
class Stelle:
    kennung: str
    name: str
    rolle: str  # that colleagues can be invited to
    zeilen: tuple[Zeile, ...]


def eigene_stellen(user: User) -> list[Organisation]:
    """Only those the person works for itself: a mandate does not make it one of the people there."""
    pks = {b.organisation_id for b in user.befugnisse if b.rolle in EIGENE_ROLLEN}
    return list(Organisation.objects.visible_to(user).filter(pk__in=pks).order_by("name", "pk"))


def uebersicht(user: User) -> list[Stelle]:
    stellen = eigene_stellen(user)
    je_stelle: dict[int, list[Zeile]] = {o.pk: [] for o in stellen}
    for zuordnung in eigene_rollen(user).filter(organisation__in=stellen):
        je_stelle[zuordnung.organisation_id].append(_zeile(zuordnung, user))
    return [
        Stelle(str(o.pk), o.name, str(Rolle(EINLADBAR[o.art]).label), tuple(je_stelle[o.pk]))
        for o in stellen
    ]  # fmt: skip


def eigene_rollen(user: User) -> Any:
    """Roles in force, to come or waiting at the places this person works for, sorted by person."""
    pks = {b.organisation_id for b in user.befugnisse if b.rolle in EIGENE_ROLLEN}
    zeilen = Rollenzuordnung.objects.visible_to(user).laufend(user.tag).filter(organisation__in=pks)
    return zeilen.select_related("user", "organisation").order_by("user__name", "user__anmeldename", "rolle", "pk")


def _zeile(zuordnung: Rollenzuordnung, user: User) -> Zeile:
    offen = zuordnung.ist_offen
    # What else may stand against it, the service says; asked for every row it would cost a query each.
    andere = user.pk not in (zuordnung.beantragt_durch_id, zuordnung.user_id)
    entscheidet = offen and andere and user.has_perm(BESTAETIGEN, zuordnung)
    bis = zuordnung.gueltig_bis
    return Zeile(
        pk=zuordnung.pk,
        # Whether an account exists under a login name, and whose it is, nobody learns by inviting it.
        person=zuordnung.user.anmeldename if offen else str(zuordnung.user),
        anmeldename="" if offen else zuordnung.user.anmeldename,
        rolle=zuordnung.get_rolle_display(),
        dauer=f"seit {zuordnung.gueltig_von:%d.%m.%Y}" + (f" bis {bis:%d.%m.%Y}" if bis else ""),
        stand=zuordnung.stand,
        art="warnung" if offen else "erfolg",
        kann_bestaetigen=entscheidet,
        kann_ablehnen=entscheidet or (offen and zuordnung.beantragt_durch_id == user.pk),
        kann_uebergeben=not offen
        and zuordnung.user_id != user.pk
        and darf_uebergeben(by=user, organisation=zuordnung.organisation),
    )
