"""What the database holds on one body beyond the network: details in one query, agreements with parties in one."""

import datetime as dt
from collections import defaultdict
from typing import Any, NamedTuple

from django.db.models import CharField, DateField, F, IntegerField, Q, Value
from django.db.models.functions import Cast

from asskomm.core.stichtag import UngefaehresDatum
from foerderung.models import Zuwendung
from kommunen.enums import KprStatus
from kommunen.models import Ansprechperson, Einwohnerzahl, Handlungsfeld, KommunalerPraeventionsrat, Nachfolge
from vereinbarungen.enums import Parteirolle
from vereinbarungen.models import Vereinbarung

from ..models import Meilenstein


class Angabe(NamedTuple):
    """One row of any source; what the texts mean depends on the source."""

    art: str
    pk: int
    am: dt.date | None
    zahl: int | None
    text: str
    zusatz: str
    weiteres: str


EINWOHNER, NACHFOLGER, VORGAENGER, FELD = "einwohner", "nachfolger", "vorgaenger", "feld"
KPR_KONTAKT, KONTAKT, MEILENSTEIN, ZUWENDUNG = "kpr", "kontakt", "meilenstein", "zuwendung"


def load_angaben(kommune: int, heute: dt.date) -> dict[str, list[Angabe]]:
    """Population, successors, themes, published contacts, milestones and grants that may be named; one query
    (and one for the rule of naming).
    """
    k = {"kommune": kommune}
    raete = KommunalerPraeventionsrat.objects.filter(**k).exclude(status=KprStatus.AUFGELOEST)
    gueltig = (Q(gueltig_von__isnull=True) | Q(gueltig_von__lte=heute)) & (
        Q(gueltig_bis__isnull=True) | Q(gueltig_bis__gte=heute)
    )
    teile = (
        _teil(EINWOHNER, Einwohnerzahl.objects.filter(**k), am="stichtag", zahl="anzahl", text="grundlage"),
        _teil(
            NACHFOLGER, Nachfolge.objects.filter(vorgaenger=kommune),
            am="wirksam_am", text="nachfolger__name_eindeutig", zusatz="nachfolger__slug",
        ),
        _teil(
            VORGAENGER, Nachfolge.objects.filter(nachfolger=kommune),
            am="wirksam_am", text="vorgaenger__name_eindeutig", zusatz="vorgaenger__slug",
        ),
        _teil(FELD, Handlungsfeld.objects.filter(kommunen=kommune, aktiv=True), zahl="reihenfolge", text="name",
              zusatz="slug"),
        _teil(KPR_KONTAKT, raete, text="kontakt_funktion", zusatz="kontakt_email", weiteres="kontakt_telefon"),
        _teil(
            KONTAKT, Ansprechperson.objects.filter(gueltig, oeffentlich=True, **k),
            text="funktion", zusatz="email", weiteres="telefon",
        ),
        _teil(MEILENSTEIN, Meilenstein.objects.filter(kommunen=kommune, am__lte=heute), am="am", text="titel"),
        _teil(
            ZUWENDUNG, Zuwendung.objects.oeffentlich(heute).filter(**k),
            am="am", zahl="foerderjahr", text="gegenstand", zusatz="betrag", weiteres="am_genauigkeit",
        ),
    )  # fmt: skip
    angaben: dict[str, list[Angabe]] = defaultdict(list)
    for zeile in teile[0].union(*teile[1:], all=True):
        angaben[zeile[0]].append(Angabe(*zeile))
    for liste in angaben.values():
        liste.sort(key=lambda a: (a.am or dt.date.min, a.zahl or 0, a.pk))
    return angaben


def _teil(art: str, menge: Any, *, am: str = "", zahl: str = "", **texte: str) -> Any:
    return menge.order_by().values_list(
        Value(art, output_field=CharField()),
        F("pk"),
        F(am) if am else Cast(Value(None), DateField()),
        F(zahl) if zahl else Cast(Value(None), IntegerField()),
        *(_text(texte.get(n, "")) for n in ("text", "zusatz", "weiteres")),
    )


def _text(spalte: str) -> Any:
    return Cast(F(spalte), CharField()) if spalte else Value("", output_field=CharField())


class Vertrag(NamedTuple):
    """An agreement as its parties and dates may be published."""

    vereinbarung: Vereinbarung
    kommunen: tuple[str, ...]
    polizei: tuple[str, ...]
    mit_lpr: bool

    @property
    def in_kraft(self) -> UngefaehresDatum | None:
        return self.vereinbarung.in_kraft

    @property
    def parteien(self) -> str:
        return " · ".join([*self.kommunen, *self.polizei, *(["Landespräventionsrat"] if self.mit_lpr else [])])


def load_vertraege(kommune: int, pks: set[int], jetzt: dt.datetime) -> dict[int, Vertrag]:
    """The agreements `pks` and all others that name the body itself, with their parties by role; one query."""
    spalten = ("pk", "art", "bezeichnung", "laufende_nr", "nummer_herkunft", "status", "in_kraft_am")
    partei = ("parteien__rolle", "parteien__kommune__name_eindeutig", "parteien__polizeidirektion__name")
    eigene = Vereinbarung.objects.filter(kommunen=kommune).order_by().values("pk")
    menge = Vereinbarung.objects.oeffentlich(jetzt).filter(Q(pk__in=pks) | Q(pk__in=eigene))
    zeilen = menge.order_by("in_kraft_am", "pk", "parteien__pk").values_list(
        *spalten, "in_kraft_am_genauigkeit", *partei
    )
    koepfe: dict[int, Vereinbarung] = {}
    rollen: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for *kopf, genauigkeit, rolle, gemeinde, direktion in zeilen:
        pk = kopf[0]
        if pk not in koepfe:
            werte = dict(zip(spalten, kopf, strict=True), in_kraft_am_genauigkeit=genauigkeit)
            koepfe[pk] = Vereinbarung(**werte)
        rollen[pk].append((rolle or "", gemeinde or direktion or ""))
    return {pk: _vertrag(kopf, rollen[pk]) for pk, kopf in koepfe.items()}


def _vertrag(kopf: Vereinbarung, rollen: list[tuple[str, str]]) -> Vertrag:
    return Vertrag(
        kopf,
        tuple(name for rolle, name in rollen if rolle == Parteirolle.KOMMUNE),
        tuple(name for rolle, name in rollen if rolle == Parteirolle.POLIZEI),
        any(rolle == Parteirolle.LPR for rolle, _ in rollen),
    )
