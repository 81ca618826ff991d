"""People outside the LPR: accounts of Kommunen, police and coaches, mandates, deputies."""

import datetime as dt
from typing import Any

from django.test import Client

from asskomm.core.models import Mandat, Rollenzuordnung, User, Vertretung
from asskomm.core.roles import Rolle
from kommunen.services.organisationen import ensure_organisation
from tests.factories.konten import SEIT, konto, melde_an
from vereinbarungen.models import Coachauftrag, Coachingprozess

JETZT = dt.datetime.combine(SEIT, dt.time(12), tzinfo=dt.UTC)


def konto_der(stelle: Any, rolle: str = Rolle.KOMMUNE_BEARBEITUNG, **felder: object) -> User:
    """An account for a Kommune or a Polizeidirektion."""
    return konto(rolle, fuer=ensure_organisation(stelle=stelle, by=None), **felder)


def coach_von(*prozesse: Coachingprozess, von: dt.date = SEIT, bis: dt.date | None = None) -> User:
    coach = konto(Rolle.COACH, name="Chris Coach")
    for prozess in prozesse:
        Coachauftrag.objects.create(prozess=prozess, coach=coach, gueltig_von=von, gueltig_bis=bis)
    return coach


def mandat(verband: Any, mitglied: Any, *, von: dt.date = SEIT, bis: dt.date | None = None) -> Mandat:
    """Confirmed, as by a command."""
    return Mandat.objects.create(
        verband=ensure_organisation(stelle=verband, by=None), mitglied=ensure_organisation(stelle=mitglied, by=None),
        grundlage="Beschluss", gueltig_von=von, gueltig_bis=bis, beantragt_zeitpunkt=JETZT, bestaetigt_zeitpunkt=JETZT,
    )  # fmt: skip


def vertretung(fuer: User, durch: User, *, von: dt.date = SEIT, bis: dt.date = dt.date(2099, 12, 31)) -> Vertretung:
    """`durch` acts for the first role of `fuer`."""
    zuordnung = Rollenzuordnung.objects.filter(user=fuer).order_by("pk").first()
    vergiss(durch)
    return Vertretung.objects.create(
        zuordnung=zuordnung, vertretung=durch, gueltig_von=von, gueltig_bis=bis,
        beantragt_zeitpunkt=JETZT, bestaetigt_zeitpunkt=JETZT,
    )  # fmt: skip


def als(user: User) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    melde_an(client, user)
    return client


def vergiss(user: User) -> None:
    """The account reads its roles again."""
    for name in ("befugnisse", "mandate", "befangen", "tag"):
        user.__dict__.pop(name, None)
