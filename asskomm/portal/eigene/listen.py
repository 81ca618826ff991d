"""The lists of the portal: own agreements, and the Kommunen of a directorate or by mandate; search and export."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.http import QueryDict
from django.urls import reverse

from asskomm.core.adressen import mit_abfrage
from asskomm.core.models import User
from asskomm.core.stichtag import als_text
from asskomm.core.tabellen import Spalte
from kommunen.enums import KprStatus
from kommunen.models import KommunalerPraeventionsrat, Kommune, Landkreis
from kommunen.search import fold, fold_umlaut
from vereinbarungen.enums import BESTAND, VOR_INKRAFTTRETEN, VereinbarungStatus
from vereinbarungen.models import Beteiligung, Sicherheitsanalyse, Vereinbarung

from . import lagen
from .lagen import Lage
from .spuren import Spur, mit_parteien, mit_stand, spur_vereinbarung
from .stellen import portalsicht

JE_SEITE = 25
IN_KRAFT = frozenset({VereinbarungStatus.IN_KRAFT})
AUF_DEM_WEG = VOR_INKRAFTTRETEN - {VereinbarungStatus.ENTWURF}
STAND: dict[str, tuple[str, frozenset[str]]] = {
    "auf-dem-weg": ("auf dem Weg", AUF_DEM_WEG),
    "in-kraft": ("in Kraft", IN_KRAFT),
    "beendet": ("beendet", (BESTAND - IN_KRAFT) | {VereinbarungStatus.ZURUECKGEZOGEN}),
}


class Liste(NamedTuple):
    """A list as its page needs it."""

    form: forms.Form
    zeilen: QuerySet
    hinweise: list[str]


# --- Agreements


class VereinbarungFilter(forms.Form):
    q = forms.CharField(label="Suche", required=False, max_length=100, help_text="Bezeichnung, Kommune oder Nummer")
    stand = forms.ChoiceField(
        label="Stand", required=False, choices=[("", "alle"), *((k, wort) for k, (wort, _) in STAND.items())]
    )


VEREINBARUNGEN_SPALTEN = (
    Spalte("Vereinbarung", sort="name"), Spalte("Kommunen"), Spalte("Stand", sort="stand"), Spalte("liegt bei"),
    Spalte("seit", sort="seit"),
)  # fmt: skip
_VEREINBARUNG_ORDNUNG = {"name": "bezeichnung", "stand": "status", "seit": "stand_am"}


class Vereinbarungszeile(NamedTuple):
    spur: Spur
    kommunen: str


def vereinbarungen(user: Any, abfrage: QueryDict) -> Liste:
    sicht = portalsicht(user)
    menge = mit_stand(Vereinbarung.objects.visible_to(sicht))
    form = VereinbarungFilter(abfrage)
    form.is_valid()
    if text := form.cleaned_data.get("q"):
        menge = menge.filter(pk__in=_gefunden(text))
    if stand := form.cleaned_data.get("stand"):
        menge = menge.filter(status__in=STAND[stand][1])
    geordnet, hinweis = _sortiert(menge, abfrage, _VEREINBARUNG_ORDNUNG, "-seit")
    return Liste(form, mit_parteien(geordnet), hinweis)


def _gefunden(text: str) -> QuerySet:
    """Every word in the name, in a bound Kommune, or the number."""
    menge = Vereinbarung.objects.order_by()
    for roh in text.split()[:8]:
        menge = menge.filter(pk__in=Vereinbarung.objects.order_by().filter(_wort(roh)).values("pk"))
    return menge.values("pk")


def _wort(roh: str) -> Q:
    """A short number is the number of the agreement, not a part of an AGS."""
    if roh.isascii() and roh.isdigit() and len(roh) < 5:
        return Q(laufende_nr=int(roh))
    wort = Q(bezeichnung__icontains=roh)
    for form in dict.fromkeys((fold(roh), fold_umlaut(roh))):
        if form:
            wort |= Q(kommunen__suchtext__contains=form)
    return wort


def vereinbarungszeilen(user: Any, seite: Iterable[Vereinbarung]) -> list[Vereinbarungszeile]:
    sicht = portalsicht(user)
    return [
        Vereinbarungszeile(spur_vereinbarung(sicht, v), ", ".join(str(p) for p in v.parteien.all() if p.kommune_id))
        for v in seite
    ]


# --- Kommunen


class KommunenFilter(forms.Form):
    q = forms.CharField(label="Suche", required=False, max_length=100, help_text="Name, AGS oder Postleitzahl")
    landkreis = forms.ChoiceField(label="Landkreis", required=False)
    vereinbarung = forms.ChoiceField(
        label="Vereinbarung",
        required=False,
        choices=[("", "alle"), ("in-kraft", "in Kraft"), ("auf-dem-weg", "auf dem Weg"), ("keine", "keine")],
    )

    def __init__(self, abfrage: QueryDict, *, kreise: Sequence[tuple[str, str]]) -> None:
        super().__init__(abfrage)
        self.fields["landkreis"].choices = [("", "alle"), *kreise]  # type: ignore[attr-defined]


KOMMUNEN_SPALTEN = (
    Spalte("Kommune", sort="name"), Spalte("Landkreis", sort="landkreis"), Spalte("Vereinbarung", sort="vereinbarung"),
    Spalte("Präventionsrat"), Spalte("Sicherheitsanalyse"),
)  # fmt: skip
_KOMMUNE_ORDNUNG = {"name": "sortiername", "landkreis": "landkreis__name", "vereinbarung": "in_kraft"}


class Stand(NamedTuple):
    lage: Lage
    zusatz: str = ""
    url: str = ""


class Kommunenzeile(NamedTuple):
    kommune: Kommune
    profil: str
    vereinbarung: Stand | None
    rat: Stand | None
    rat_kontakt: str
    analyse: Stand | None
    fiktiv: bool


def kommunen(user: Any, abfrage: QueryDict) -> Liste:
    sicht = portalsicht(user)
    eigene = Kommune.objects.visible_to(sicht).filter(gueltig_bis__isnull=True)
    kreise = Landkreis.objects.filter(kommunen__in=eigene).distinct().values_list("slug", "name")
    form = KommunenFilter(abfrage, kreise=sorted(kreise, key=lambda k: k[1]))
    form.is_valid()
    werte = form.cleaned_data
    # An annotation, for the list sorts by it too.
    menge: Any = eigene.annotate(in_kraft=Subquery(_bindung(sicht, IN_KRAFT).values("vereinbarung__in_kraft_am")[:1]))
    if text := werte.get("q"):
        menge = menge.suche(text)
    if kreis := werte.get("landkreis"):
        menge = menge.filter(landkreis__slug=kreis)
    if stand := werte.get("vereinbarung"):
        menge = _nach_vereinbarung(sicht, menge, stand)
    geordnet, hinweis = _sortiert(menge, abfrage, _KOMMUNE_ORDNUNG, "name")
    return Liste(form, _mit_vorgaengen(sicht, geordnet), hinweis)


def _bindung(sicht: User, stand: frozenset[str]) -> QuerySet:
    laufende = Beteiligung.objects.visible_to(sicht).laufend()
    bindung = laufende.filter(kommune=OuterRef("pk"), vereinbarung__status__in=stand)
    return bindung.order_by("-vereinbarung__in_kraft_am", "-pk")


def _nach_vereinbarung(sicht: User, menge: QuerySet, stand: str) -> QuerySet:
    if stand == "in-kraft":
        return menge.filter(in_kraft__isnull=False)
    unterwegs = Exists(_bindung(sicht, AUF_DEM_WEG))
    return menge.filter(unterwegs) if stand == "auf-dem-weg" else menge.filter(~unterwegs, in_kraft__isnull=True)


def _mit_vorgaengen(sicht: User, menge: QuerySet) -> QuerySet:
    bindungen = Beteiligung.objects.visible_to(sicht).gueltig().select_related("vereinbarung").order_by("-pk")
    raete = KommunalerPraeventionsrat.objects.visible_to(sicht).exclude(status=KprStatus.AUFGELOEST)
    analysen = Sicherheitsanalyse.objects.visible_to(sicht).order_by("-pk")
    return menge.select_related("landkreis").prefetch_related(
        Prefetch("beteiligungen", queryset=bindungen, to_attr="eigene_bindungen"),
        Prefetch("praeventionsraete", queryset=raete, to_attr="eigene_raete"),
        Prefetch("sicherheitsanalysen", queryset=analysen, to_attr="eigene_analysen"),
    )


def kommunenzeilen(seite: Iterable[Any]) -> list[Kommunenzeile]:
    return [_kommunenzeile(k) for k in seite]


def _kommunenzeile(k: Any) -> Kommunenzeile:
    rat = next(iter(k.eigene_raete), None)
    analyse = next(iter(k.eigene_analysen), None)
    return Kommunenzeile(
        kommune=k,
        profil=reverse("portal:kommune", args=[k.slug]),
        vereinbarung=_vereinbarung([b.vereinbarung for b in k.eigene_bindungen if b.austritt_am is None]),
        rat=Stand(lagen.KPR[rat.status]) if rat else None,
        rat_kontakt=rat.kontakt_email if rat else "",
        analyse=_analyse(analyse) if analyse else None,
        fiktiv=any(o.fiktiv for o in (k, *(b.vereinbarung for b in k.eigene_bindungen), rat, analyse) if o),
    )


def _analyse(analyse: Sicherheitsanalyse) -> Stand:
    return Stand(lagen.ANALYSE[analyse.status], url=reverse("portal:eigene_analyse", args=[analyse.pk]))


def _vereinbarung(bindungen: Sequence[Vereinbarung]) -> Stand | None:
    """The one on its way or in force before those that are over."""
    rang = {**dict.fromkeys(AUF_DEM_WEG, 0), VereinbarungStatus.IN_KRAFT: 1}
    v = min(bindungen, key=lambda v: rang.get(v.status, 2), default=None)
    if v is None:
        return None
    name = f"Nr. {v.nummer_text}" if v.laufende_nr else str(v.get_art_display())
    zusatz = f"{name}, seit {v.in_kraft}" if v.in_kraft else name
    return Stand(lagen.VEREINBARUNG[v.status], zusatz, reverse("portal:eigene_vereinbarung", args=[v.pk]))


EXPORT_SPALTEN = (
    *("Kommune", "Art", "AGS", "Landkreis", "Vereinbarung", "Nummer", "in Kraft seit"),
    *("Präventionsrat", "Sicherheitsanalyse", "fiktiv"),
)


def exportzeilen(menge: Iterable[Any]) -> list[list[str]]:
    return [_exportzeile(_kommunenzeile(k)) for k in menge]


def _exportzeile(z: Kommunenzeile) -> list[str]:
    k: Any = z.kommune
    v = z.vereinbarung
    return [
        k.name_eindeutig, str(k.get_art_display()), k.ags, k.landkreis.name, v.lage.wort if v else "keine",
        v.zusatz.partition(",")[0] if v else "", als_text(k.in_kraft) if k.in_kraft else "",
        z.rat.lage.wort if z.rat else "", z.analyse.lage.wort if z.analyse else "", "ja" if z.fiktiv else "nein",
    ]  # fmt: skip


# --- What both lists share


def _sortiert(menge: QuerySet, abfrage: QueryDict, ordnung: dict[str, str], vorgabe: str) -> tuple[QuerySet, list[str]]:
    """By a key of the address ("-" = descending), empty values last; a notice where the key is unknown."""
    wunsch = abfrage.get("sort", "")
    name = wunsch.removeprefix("-")
    hinweise = [f"Nach „{wunsch[:40]}“ lässt sich hier nicht sortieren."] if name and name not in ordnung else []
    schluessel = wunsch if name in ordnung else vorgabe
    feld = F(ordnung[schluessel.removeprefix("-")])
    richtung = feld.desc(nulls_last=True) if schluessel.startswith("-") else feld.asc(nulls_last=True)
    return menge.order_by(richtung, "-pk" if schluessel.startswith("-") else "pk"), hinweise


def blatt(menge: QuerySet, abfrage: QueryDict) -> tuple[Page, list[str]]:
    """One page, and a notice where the address names one that does not exist."""
    gewuenscht = abfrage.get("seite", "1")
    auf = Paginator(menge, JE_SEITE).get_page(gewuenscht)
    if gewuenscht == str(auf.number):
        return auf, []
    return auf, [f"Die Seite „{gewuenscht[:20]}“ gibt es nicht. Sie sehen Seite {auf.number}."]


def export_adresse(abfrage: QueryDict) -> str:
    return reverse("portal:eigene_kommunen_csv") + mit_abfrage(abfrage, seite=None)
