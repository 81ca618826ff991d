"""Filters of the map and the directory, read from the address; bad values are named and left out."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict

from kommunen.enums import Groessenklasse, KommuneArt
from kommunen.search import fold, fold_umlaut

from .enums import Ebene, Stufe
from .kennzahlen.anfrage import StichtagForm
from .netzwerk import Netz, Netzzeile

STATUS = {
    "noch-nicht": Stufe.NOCH_NICHT,
    "beraten": Stufe.BERATEN,
    "eng": Stufe.ENG,
    "vereinbarung": Stufe.VEREINBARUNG,
    "vereinbarung-und-analyse": Stufe.VEREINBARUNG_UND_ANALYSE,
}
WEITERE_SCHLUESSEL = frozenset({"ebene", "sort", "seite", "nur"})


class NetzFilter(StichtagForm):
    """The filters that map and directory share; choices come from the loaded network."""

    landkreis = forms.ChoiceField(label="Landkreis", required=False)
    pd = forms.ChoiceField(label="Polizeidirektion", required=False)
    art = forms.ChoiceField(label="Art", required=False)
    groesse = forms.ChoiceField(label="Einwohner", required=False)
    handlungsfeld = forms.ChoiceField(label="Handlungsfeld", required=False)
    status = forms.ChoiceField(
        label="Stand", required=False, choices=[("", "alle"), *((k, str(s.label)) for k, s in STATUS.items())]
    )

    arten: Sequence[KommuneArt] = tuple(KommuneArt)

    def __init__(self, abfrage: QueryDict, *, netz: Netz, heute: dt.date) -> None:
        super().__init__(abfrage, heute=heute)
        self.auto_id = "filter-%s"
        register = netz.bestand.register.values()
        self._felder = {f.slug: f for f in netz.felder}
        self._waehle("landkreis", sorted({(k.landkreis_slug, k.landkreis) for k in register}, key=lambda p: p[1]))
        self._waehle("pd", sorted({(k.polizeidirektion_slug, f"PD {k.polizeidirektion}") for k in register}))
        self._waehle("art", [(a.value, str(a.label)) for a in self.arten])
        self._waehle("groesse", [(g.value, str(g.label)) for g in Groessenklasse])
        self._waehle("handlungsfeld", [(f.slug, f.name) for f in netz.felder])

    def _waehle(self, name: str, auswahl: Sequence[tuple[str, str]]) -> None:
        self.fields[name].choices = [("", "alle"), *auswahl]  # type: ignore[attr-defined]

    def passt(self, zeile: Netzzeile) -> bool:
        """Whether the row meets every valid filter."""
        k, c = zeile.koerperschaft, self.cleaned_data
        vergleiche: tuple[tuple[Any, Any], ...] = (
            (c.get("landkreis"), k.landkreis_slug),
            (c.get("pd"), k.polizeidirektion_slug),
            (c.get("art"), k.art),
            (c.get("groesse"), k.groesse.value if k.groesse is not None else "-"),
        )
        if any(gewaehlt and gewaehlt != wert for gewaehlt, wert in vergleiche):
            return False
        if (status := c.get("status")) and STATUS[status] != zeile.stufe:
            return False
        return not (slug := c.get("handlungsfeld")) or k.id in self._felder[slug].kommunen


class KartenFilter(NetzFilter):
    field_order = ("landkreis", "pd", "art", "groesse", "handlungsfeld", "status", "stichtag")
    arten = (KommuneArt.GEMEINDE, KommuneArt.STADT, KommuneArt.GROSSE_KREISSTADT, KommuneArt.KREISFREIE_STADT)


class VerzeichnisFilter(NetzFilter):
    q = forms.CharField(label="Suche", required=False, max_length=100, help_text="Ort, Landkreis oder Postleitzahl")
    ebene = forms.ChoiceField(
        label="Angebot", required=False, choices=[("", "alle"), *(c for c in Ebene.choices if c[0] != Ebene.STUFE)]
    )

    field_order = ("q", "landkreis", "pd", "art", "groesse", "status", "ebene", "handlungsfeld", "stichtag")

    def passt(self, zeile: Netzzeile) -> bool:
        ebene, q = self.cleaned_data.get("ebene"), self.cleaned_data.get("q")
        if ebene and ebene not in zeile.ebenen:
            return False
        return super().passt(zeile) and (not q or gefunden(q, zeile))


def gefunden(text: str, zeile: Netzzeile) -> bool:
    """Every word occurs in name, key, postal code or Kreis, in either spelling of umlauts (as the querysets' suche)."""
    k = zeile.koerperschaft
    heuhaufen = f"{zeile.steckbrief.suchtext} {fold(k.landkreis)} {fold_umlaut(k.landkreis)}"
    woerter = [(fold(w), fold_umlaut(w)) for w in text.split()[:8]]
    return all(any(form and form in heuhaufen for form in formen) for formen in woerter if any(formen))


def lies_ebene(abfrage: QueryDict) -> tuple[Ebene, str]:
    """The layer of the address, and a sentence where it names none that exists."""
    name = abfrage.get("ebene") or Ebene.STUFE.value
    if name in Ebene.values:
        return Ebene(name), ""
    return Ebene.STUFE, f"Die Ebene „{name[:40]}“ gibt es nicht. Sie sehen den Stand der Zusammenarbeit."


@dataclass(frozen=True)
class Abfrage:
    """An address as understood: network of the day, filter, and the rows that meet it."""

    netz: Netz
    form: Any
    zeilen: list[Netzzeile]
    hinweise: list[str] = field(default_factory=list)

    @property
    def antwortstatus(self) -> int:
        """A value that cannot be understood is the visitor's error; the page shows it and what can be shown."""
        return 200 if self.form.is_valid() else 400

    @property
    def fehler(self) -> list[str]:
        """One line for each wrong value, led by the name of its field."""
        return [f"{self.form[name].label}: {text}" for name, texte in self.form.errors.items() for text in texte]


def lies_abfrage(
    abfrage: QueryDict, filterklasse: type[NetzFilter], *, jetzt: dt.datetime, heute: dt.date, nur_gemeinden: bool
) -> Abfrage:
    """Loads the network of the key date and applies the filters."""
    netz = Netz.load(stichtag=StichtagForm(abfrage, heute=heute).tag, jetzt=jetzt)
    form = filterklasse(abfrage, netz=netz, heute=heute)
    form.is_valid()
    grundmenge = netz.gemeinden if nur_gemeinden else netz.zeilen.values()
    return Abfrage(netz, form, [z for z in grundmenge if form.passt(z)], unbekannte(abfrage, form.fields))


def unbekannte(abfrage: QueryDict, bekannt: Iterable[str]) -> list[str]:
    """A sentence for each key of the address that means nothing here."""
    erlaubt = {*bekannt, *WEITERE_SCHLUESSEL}
    return [
        f"Die Angabe „{name[:40]}“ in der Adresse ist hier unbekannt und wurde nicht beachtet."
        for name in list(abfrage)[:50]
        if name not in erlaubt
    ][:3]
