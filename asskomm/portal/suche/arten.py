"""What the search looks through, in the order of its page. Every kind shows only what the person may see."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, Model, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat, Substr
from django.urls import reverse

from asskomm.core.fallarten import fallname
from asskomm.core.models import Akte, Aktenstueck, Frist, Mitteilung, User, Wiedervorlage
from asskomm.core.sichtbarkeit import sieht
from foerderung.models import Zuwendung
from kommunen import namen as namen_kommunen
from kommunen.models import (
    Ansprechperson,
    Beratung,
    KommunalerPraeventionsrat,
    Kommune,
    Landkreis,
    Polizeidirektion,
)
from vereinbarungen import namen
from vereinbarungen.models import Coachingprozess, Sicherheitsanalyse, Vereinbarung

from ..arbeitsvorrat.arten import stand_wort
from ..models import Inhalt, Medieninformation, Rundschreiben
from .worte import Wort

Bedingung = Callable[[Wort], Q]
ANFANG = 80  # characters of a text that stand for it


@dataclass(frozen=True)
class Suchart:
    """`spalten`: normalised columns in which a word may stand; `roh`: others, found as they are written.

    `nummern`: what else a word may name, as a number.
    `name_spalte` ranks the hits: the column that is the name itself, normalised.
    """

    name: str  # in the address
    titel: str
    modell: type[Model]
    text: Any
    spalten: tuple[str, ...]
    zusatz: Any = None
    name_spalte: str = ""
    roh: tuple[str, ...] = ()
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


def _kreis(wort: Wort) -> Q:
    return Q(schluessel=wort.roh)


def _zeichen(wort: Wort) -> Q:
    """Only letters of ASCII stand in a Geschäftszeichen: upper and lower case need no column of their own."""
    if wort.ist_kurze_nummer:  # the number of a file, not a part of any other
        return Q(geschaeftszeichen__endswith=f"{wort.zahl:04}")
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
        "akten", "Geschäftszeichen", Akte, "geschaeftszeichen", (), zusatz=fallname, nummern=_zeichen,
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
        "zuwendungen", "Zuwendungen", Zuwendung,
        Concat(Value("Zuwendung "), F("kommune__name_eindeutig"), Value(" "), Cast("foerderjahr", CharField())),
        ("kommune__suchtext",), zusatz="gegenstand", name_spalte="kommune__sortiername", roh=("gegenstand",),
        liste="admin:foerderung_zuwendung_changelist",
    ),
    Suchart(
        "wiedervorlagen", "Wiedervorlagen", Wiedervorlage, "text", ("suchtext",), zusatz=fallname,
        liste="admin:core_wiedervorlage_changelist",
    ),
    Suchart(
        "fristen", "Fristen", Frist, "bezeichnung", (), zusatz="fallname", roh=("bezeichnung", "fallname"),
        liste="admin:core_frist_changelist",
    ),
    Suchart(
        "aktenstuecke", "Aktenstücke", Aktenstueck, "betreff", (), zusatz="absender",
        roh=("betreff", "absender", "dokument__name"), liste="admin:core_aktenstueck_changelist",
    ),
    Suchart(
        "mitteilungen", "Mitteilungen", Mitteilung, Substr("text", 1, ANFANG), (), zusatz="stelle",
        roh=("text", "stelle"), liste="admin:core_mitteilung_changelist",
    ),
    Suchart(
        "rundschreiben", "Rundschreiben", Rundschreiben, "betreff", (), zusatz="herkunft",
        roh=("betreff", "herkunft"), liste="admin:portal_rundschreiben_changelist",
    ),
    Suchart(
        "inhalte", "Inhalte", Inhalt, "titel", (), zusatz=stand_wort(Inhalt), roh=("titel", "zusammenfassung"),
        liste="admin:portal_inhalt_changelist",
    ),
    Suchart(
        "landkreise", "Landkreise", Landkreis, "name", (), zusatz="sitz", roh=("name", "sitz"), nummern=_kreis,
        liste="admin:kommunen_landkreis_changelist",
    ),
    Suchart(
        "polizeidirektionen", "Polizeidirektionen", Polizeidirektion, "name", (), roh=("name",),
        liste="admin:kommunen_polizeidirektion_changelist",
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
