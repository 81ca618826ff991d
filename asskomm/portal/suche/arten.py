"""What the search looks through, in the order of its page. Every kind shows only what the person may see."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Model, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.urls import reverse

from asskomm.core.models import Akte, User
from asskomm.core.sichtbarkeit import sieht
from kommunen import namen as namen_kommunen
from kommunen.models import Ansprechperson, Beratung, KommunalerPraeventionsrat, Kommune
from vereinbarungen import namen
from vereinbarungen.models import Coachingprozess, Sicherheitsanalyse, Vereinbarung

from ..arbeitsvorrat.arten import stand_wort
from ..models import Medieninformation
from .worte import Wort

Bedingung = Callable[[Wort], Q]


@dataclass(frozen=True)
class Suchart:
    """`spalten`: normalised columns in which a word may stand; `nummern`: what else a word may name, as a number.

    `exakt` and `beginn` rank the hits: the column that is the name itself, normalised.
    """

    name: str  # in the address
    titel: str
    modell: type[Model]
    text: Any
    spalten: tuple[str, ...]
    zusatz: Any = None
    name_spalte: str = ""
    nummern: Bedingung | None = None
    liste: str = ""  # the list of the back office that takes ?q= as well
    url: Callable[[int], str] | None = None

    def darf(self, user: Any) -> bool:
        recht = f"{self.modell._meta.app_label}.view_{self.modell._meta.model_name}"
        return bool(user.has_perm(recht)) and sieht(user, self.modell)

    def zeilen(self, user: Any) -> QuerySet:
        return self.modell._default_manager.visible_to(user)  # type: ignore[attr-defined]

    def adresse(self, pk: int) -> str:
        if self.url is not None:
            return self.url(pk)
        return reverse(f"admin:{self.modell._meta.app_label}_{self.modell._meta.model_name}_change", args=[pk])


def _laufende_nr(wort: Wort) -> Q:
    return Q(laufende_nr=wort.zahl) if wort.zahl is not None else Q(pk__in=[])


def _schluessel(wort: Wort) -> Q:
    return Q(schluessel=wort.roh) | Q(ags=wort.roh) | Q(plz=wort.roh)


def _zeichen(wort: Wort) -> Q:
    """Only letters of ASCII stand in a Geschäftszeichen: upper and lower case need no column of their own."""
    return Q(geschaeftszeichen__icontains=wort.roh) | Q(kurzzeichen__icontains=wort.roh)


SUCHARTEN: tuple[Suchart, ...] = (
    Suchart(
        "kommunen", "Kommunen", Kommune, "name_eindeutig", ("suchtext",), zusatz="landkreis__name",
        name_spalte="sortiername", nummern=_schluessel, liste="admin:kommunen_kommune_changelist",
    ),
    Suchart(
        "vereinbarungen", "Vereinbarungen", Vereinbarung, namen.VEREINBARUNG,
        ("suchtext", "beteiligungen__kommune__suchtext"), zusatz=stand_wort(Vereinbarung), name_spalte="suchtext",
        nummern=_laufende_nr, liste="admin:vereinbarungen_vereinbarung_changelist",
    ),
    Suchart(
        "akten", "Geschäftszeichen", Akte, "geschaeftszeichen", (), nummern=_zeichen,
        liste="admin:core_akte_changelist",
    ),
    Suchart(
        "ansprechpersonen", "Ansprechpersonen", Ansprechperson,
        Concat(F("funktion"), Value(" "), F("name")), ("suchtext", "kommune__suchtext"),
        zusatz="kommune__name_eindeutig", liste="admin:kommunen_ansprechperson_changelist",
    ),
    Suchart(
        "coachings", "Coaching", Coachingprozess, namen.COACHING, ("suchtext", "kommune__suchtext"),
        zusatz=stand_wort(Coachingprozess), name_spalte="kommune__sortiername",
        liste="admin:vereinbarungen_coachingprozess_changelist",
    ),
    Suchart(
        "analysen", "Sicherheitsanalysen", Sicherheitsanalyse, "bezeichnung", ("suchtext", "kommunen__suchtext"),
        zusatz=stand_wort(Sicherheitsanalyse), name_spalte="suchtext",
        liste="admin:vereinbarungen_sicherheitsanalyse_changelist",
    ),
    Suchart(
        "praeventionsraete", "Kommunale Präventionsräte", KommunalerPraeventionsrat, namen_kommunen.KPR,
        ("suchtext", "kommune__suchtext"), zusatz=stand_wort(KommunalerPraeventionsrat),
        name_spalte="kommune__sortiername", liste="admin:kommunen_kommunalerpraeventionsrat_changelist",
    ),
    Suchart(
        "beratungen", "Beratungen", Beratung, namen_kommunen.BERATUNG, ("suchtext", "kommune__suchtext"),
        zusatz="anlass", name_spalte="kommune__sortiername", liste="admin:kommunen_beratung_changelist",
    ),
    Suchart(
        "medieninformationen", "Medieninformationen", Medieninformation, "titel", ("suchtext",),
        zusatz=stand_wort(Medieninformation), liste="admin:portal_medieninformation_changelist",
    ),
    Suchart(
        "konten", "Konten", User, "name", ("suchtext",), zusatz="anmeldename",
        liste="admin:core_user_changelist",
    ),
)  # fmt: skip
