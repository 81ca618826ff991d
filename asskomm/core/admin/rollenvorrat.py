"""What waits for a second person, on the worklist of those who may confirm it."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from asskomm.core.models import Erklaerung, Mandat, Postfachaenderung, Rollenzuordnung, Vertretung
from asskomm.core.rollenrecht import gruende_der_zweiten_person

from .arbeitsvorrat import Gruppe, Posten, register

HOECHSTENS = 8
_ARTEN: tuple[tuple[Any, str, tuple[str, ...]], ...] = (
    (Rollenzuordnung, "core.confirm_rolle", ("user", "organisation")),
    (Vertretung, "core.confirm_vertretung", ("vertretung", "zuordnung__user")),
    (Mandat, "core.confirm_mandat", ("verband", "mitglied")),
    (Erklaerung, "core.confirm_erklaerung", ("organisation",)),
    (Postfachaenderung, "core.confirm_postfachaenderung", ("user",)),
)


def register_quelle() -> None:
    register(name="rollen", quelle=_quelle, reihenfolge=5)


def _quelle(user: Any, heute: dt.date) -> Iterator[Gruppe]:
    if user.has_perm("core.confirm_rolle"):
        yield Gruppe("Wartet auf Ihre Bestätigung", tuple(_posten(user)))


def _posten(user: Any) -> Iterator[Posten]:
    """Only what this person may confirm: never what it requested itself or what is about itself."""
    for modell, recht, verknuepft in _ARTEN:
        offen = modell.objects.offen().visible_to(user).order_by("beantragt_zeitpunkt", "pk")
        name = str(modell._meta.verbose_name)
        for antrag in offen.select_related(*verknuepft)[:HOECHSTENS]:
            if not gruende_der_zweiten_person(antrag, user, recht):
                person = f"{antrag.user}: " if isinstance(antrag, Rollenzuordnung) else ""
                ziel = reverse(f"admin:core_{modell._meta.model_name}_change", args=[antrag.pk])
                yield Posten(f"{person}{antrag}", ziel, zusatz=name, marke="wartet auf Bestätigung", dringend=True)
