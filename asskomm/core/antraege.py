"""Requests that wait for a second person: what every decision on one has in common."""

import datetime as dt
from typing import Any

from .errors import Ablehnung
from .models import User
from .rollenrecht import gruende_der_zweiten_person


def pruefe_offen(antrag: Any) -> None:
    if not antrag.ist_offen:
        raise Ablehnung("Über diesen Antrag ist schon entschieden.")


def pruefe_zweite_person(antrag: Any, by: User, recht: str) -> None:
    if gruende := gruende_der_zweiten_person(antrag, by, recht):
        raise Ablehnung(gruende)


def lehne_ab(antrag: Any, grund: str, by: User, jetzt: dt.datetime) -> None:
    """The caller has locked the row and asked whether this person may."""
    if not grund.strip():
        raise Ablehnung("Bitte geben Sie einen Grund an.")
    antrag.abgelehnt_durch, antrag.abgelehnt_zeitpunkt, antrag.abgelehnt_grund = by, jetzt, grund.strip()
    antrag.save(update_fields=["abgelehnt_durch", "abgelehnt_zeitpunkt", "abgelehnt_grund"])


def lade_gesperrt(antrag: Any) -> Any:
    """The row as it stands now, locked until the end of the transaction."""
    return type(antrag)._default_manager.select_for_update().get(pk=antrag.pk)
