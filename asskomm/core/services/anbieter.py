"""Accounts of people who sign in at the authority's provider: its groups decide which LPR roles are in force."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from ..errors import Ablehnung
from ..models import Herkunft, Rollenzuordnung, User
from ..protokoll import protokolliere, vorgang
from ..roles import LPR_ROLLEN, SCHRIFTLICHE_ROLLEN, VERWALTUNG_ROLLEN, Rolle
from ..stichtag import BERLIN
from .einladung import create_konto
from .rollen import grant_rolle, house_organisation

# What a group of the authority's directory may grant; a role that needs a paper of its own (an audit's order, the power
# to order payments, VwV § 70) is granted to a person, never to a group.
VERGEBBARE_ROLLEN: frozenset[str] = (LPR_ROLLEN | {Rolle.SYSTEMVERWALTUNG}) - SCHRIFTLICHE_ROLLEN
GRUNDLAGE = "Gruppe des Anmeldedienstes der Behörde"
KEINE_ROLLE = (
    "Ihre Gruppen beim Anmeldedienst berechtigen zu keiner Rolle im Portal. "
    "Bitte wenden Sie sich an die Systemverwaltung des Landespräventionsrates."
)
VERGEBEN = (
    "Unter Ihrem Anmeldenamen gibt es schon ein Konto, das der Anmeldedienst nicht übernehmen darf. "
    "Bitte wenden Sie sich an die Systemverwaltung des Landespräventionsrates."
)


@dataclass(frozen=True)
class Person:
    """What the provider says of somebody, and the roles that follow from the groups."""

    anmeldename: str
    email: str
    name: str
    email_bestaetigt: bool
    rollen: frozenset[str]


def sync_anbieterkonto(*, konto: User | None, person: Person, by: User | None, jetzt: dt.datetime) -> User:
    """The account with exactly the roles that the provider's groups grant; roles given in the portal stay.

    `konto` is the linked account, None at the first sign-in. Raises Ablehnung if no role remains (what the groups no
    longer grant is withdrawn all the same), or if a foreign account bears the login name.
    """
    with vorgang():
        user = konto or _find_or_create(person, by=by, jetzt=jetzt)
        User.objects.select_for_update().get(pk=user.pk)
        _align(user, person.rollen & VERGEBBARE_ROLLEN, by=by, jetzt=jetzt)
    user = User.objects.get(pk=user.pk)
    if user.is_active and not user.befugnisse:
        raise Ablehnung(KEINE_ROLLE)
    return user


def _find_or_create(person: Person, *, by: User | None, jetzt: dt.datetime) -> User:
    if not person.rollen & VERGEBBARE_ROLLEN:
        raise Ablehnung(KEINE_ROLLE)  # strangers leave no account behind
    vorhanden = User.objects.filter(anmeldename__iexact=person.anmeldename).first()
    if vorhanden is None:
        return create_konto(email=person.email, name=person.name, anmeldename=person.anmeldename, by=by, jetzt=jetzt)
    # Only an account of the house itself, and only for an address that the provider has checked.
    fremd = vorhanden.rollenzuordnungen.exclude(rolle__in=VERWALTUNG_ROLLEN).exists()  # type: ignore[attr-defined]
    gleich = vorhanden.email.casefold() == person.email.casefold()
    if fremd or not gleich or not person.email_bestaetigt:
        raise Ablehnung(VERGEBEN)
    return vorhanden


def _align(user: User, rollen: Collection[str], *, by: User | None, jetzt: dt.datetime) -> None:
    heute = jetzt.astimezone(BERLIN).date()
    geltend = {z.rolle: z for z in _vom_anbieter(user, heute)}
    for rolle in sorted(set(geltend) - set(rollen)):
        zeile = geltend[rolle]
        zeile.entzogen_zeitpunkt = jetzt
        zeile.save(update_fields=["entzogen_zeitpunkt"])
        protokolliere(
            ereignis="rolle.beendet", by=by, jetzt=jetzt, objekt=user, vorher={"rolle": rolle}, grund=GRUNDLAGE
        )
    for rolle in sorted(set(rollen) - set(geltend)):
        organisation = house_organisation(rolle=rolle, by=by)
        assert organisation is not None  # noqa: S101 - every grantable role acts for the house or its supervision
        if user.rollenzuordnungen.in_kraft(heute).filter(rolle=rolle, organisation=organisation).exists():  # type: ignore[attr-defined]
            continue  # held already by a decision in the portal
        grant_rolle(
            user=user,
            rolle=rolle,
            organisation=organisation,
            ab=heute,
            grundlage=GRUNDLAGE,
            herkunft=Herkunft.ANBIETER,
            by=by,
            jetzt=jetzt,
        )


def _vom_anbieter(user: User, heute: dt.date) -> list[Rollenzuordnung]:
    zeilen = Rollenzuordnung.objects.in_kraft(heute).filter(user=user, herkunft=Herkunft.ANBIETER)
    return list(zeilen.select_for_update(of=("self",)))
