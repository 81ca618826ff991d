"""What waits for a second person, on the worklist of those who may confirm it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Concat

from asskomm.core.models import Erklaerung, Mandat, Postfachaenderung, Rollenzuordnung, Vertretung
from asskomm.core.roles import LPR_ROLLEN, Rolle

from .arbeitsvorrat import Vorratsart, WartetAuf, register_art


def name_von(weg: str) -> Any:
    """What `str(user)` says."""
    return Case(
        When(**{f"{weg}__name": ""}, then=F(f"{weg}__anmeldename")), default=F(f"{weg}__name"), output_field=CharField()
    )


def _rolle(weg: str) -> Any:
    return Case(
        *(When(**{weg: rolle}, then=Value(str(rolle.label))) for rolle in Rolle),
        default=Value(""),
        output_field=CharField(),
    )


def _offene(modell: Any, recht: str, betroffene: tuple[str, ...]) -> Callable[[Any, dt.date], QuerySet | None]:
    """Only what this person may confirm (rollenrecht.gruende_der_zweiten_person as a condition of the query).

    Never what it, or the person that it represents, requested itself or what is about either of them.
    """

    def auswahl(user: Any, heute: dt.date) -> QuerySet | None:
        befugnis = user.befugnis_fuer(recht)
        if befugnis is None:
            return None
        handelnde = {user.pk} | befugnis.personen
        gegen = Q(beantragt_durch__in=handelnde)
        for weg in betroffene:
            gegen |= Q(**{f"{weg}__in": handelnde})
        if befugnis.rolle in LPR_ROLLEN and hasattr(modell, "organisation") and user.befangen:
            gegen |= Q(organisation__in=user.befangen)
        offen: QuerySet = modell.objects.offen().visible_to(user)
        return offen.filter(~gegen)

    return auswahl


_TEXTE: tuple[tuple[Any, str, tuple[str, ...], Any], ...] = (
    (
        Rollenzuordnung, "rolle", ("user",),
        Concat(name_von("user"), Value(": "), _rolle("rolle"), Value(" ("), F("organisation__name"), Value(")")),
    ),
    (
        Vertretung, "vertretung", ("vertretung", "zuordnung__user"),
        Concat(
            name_von("vertretung"), Value(" für "), name_von("zuordnung__user"), Value(": "), _rolle("zuordnung__rolle")
        ),
    ),
    (Mandat, "mandat", (), Concat(F("verband__name"), Value(" für "), F("mitglied__name"))),
    (Erklaerung, "erklaerung", (), Concat(F("organisation__name"), Value(": "), F("grundlage"))),
    (
        Postfachaenderung, "postfachaenderung", ("user",),
        Concat(name_von("user"), Value(": "), Cast("email", CharField())),
    ),
)  # fmt: skip


def register_quelle() -> None:
    for modell, name, betroffene, text in _TEXTE:
        register_art(
            Vorratsart(
                name="bestaetigungen",
                titel="Wartet auf Ihre Bestätigung",
                kennung=name,
                auswahl=_offene(modell, f"core.confirm_{name}", betroffene),
                text=text,
                zusatz=Value(str(modell._meta.verbose_name)),
                marke=Value("wartet auf Bestätigung"),
                seit="beantragt_zeitpunkt",
                wartet_auf=Value(WartetAuf.ICH),
                dringend=True,
                reihenfolge=8,
            )
        )
