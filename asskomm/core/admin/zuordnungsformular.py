"""The page that maps the columns of a file to ours: one choice and one fixed value for each of our columns."""

from itertools import islice
from typing import Any

from django import forms

from asskomm.core.importarten import Importart
from asskomm.core.importe.quelle import ANFANG, lies_quelle
from asskomm.core.importe.zuordnung import DATUMSFORMATE, ZAHLENFORMATE, Zuordnung
from asskomm.core.models import Import
from asskomm.core.tabellendatei import Tabellenfehler, lies_anfang

PROBEZEILEN = 3
_MAX_PROBE = 40
_MAX_ZEILE = 80


class ZuordnungForm(forms.Form):
    name = forms.CharField(
        label="Zuordnung merken als",
        max_length=80,
        required=False,
        help_text="Bei der nächsten Datei mit diesen Überschriften wird sie vorgeschlagen.",
    )
    fuer_alle = forms.BooleanField(label="für das ganze Haus merken", required=False)

    def __init__(self, *args: Any, zum_import: Import, art: Importart, anfang: Zuordnung, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._anfang, self._spalten = anfang, art.resource.dateispalten()
        wahl = [("", "– nicht in der Datei –"), *_ueberschriften(zum_import)]
        eigene: dict[str, forms.Field] = {}
        for nr, spalte in enumerate(self._spalten):
            eigene[f"spalte_{nr}"] = forms.ChoiceField(
                label=f"{spalte.name}: Spalte Ihrer Datei",
                choices=wahl,
                required=False,
                initial=anfang.spalten.get(spalte.name, ""),
                help_text=spalte.hilfe,
            )
            eigene[f"fest_{nr}"] = forms.CharField(
                label=f"{spalte.name}: oder fester Wert",
                required=False,
                max_length=300,
                initial=anfang.feste.get(spalte.name, ""),
            )
        daten, zahlen = art.resource().besondere_spalten()
        if daten:
            eigene["datumsformat"] = _format("So stehen Tage in der Datei", DATUMSFORMATE, anfang.datumsformat)
        if zahlen:
            eigene["zahlenformat"] = _format("So stehen Zahlen in der Datei", ZAHLENFORMATE, anfang.zahlenformat)
        self.fields = {**eigene, **self.fields}

    def spaltenfelder(self) -> list[tuple[str, Any, Any]]:
        """For each of our columns: its name, the choice, and the fixed value."""
        return [
            (f"{s.name} (Pflicht)" if s.pflicht else s.name, self[f"spalte_{nr}"], self[f"fest_{nr}"])
            for nr, s in enumerate(self._spalten)
        ]

    def formatfelder(self) -> list[Any]:
        return [self[n] for n in ("datumsformat", "zahlenformat") if n in self.fields]

    def zuordnung(self) -> Zuordnung:
        """What is chosen; before anything was sent, what is suggested."""
        if not self.is_bound or not self.is_valid():
            return self._anfang
        daten = self.cleaned_data
        spalten = {s.name: daten[f"spalte_{nr}"] for nr, s in enumerate(self._spalten) if daten[f"spalte_{nr}"]}
        feste = {s.name: daten[f"fest_{nr}"] for nr, s in enumerate(self._spalten) if daten[f"fest_{nr}"]}
        return Zuordnung(spalten, feste, daten.get("datumsformat", ""), daten.get("zahlenformat", ""))

    def clean(self) -> dict[str, Any]:
        daten = super().clean() or {}
        genommen: dict[str, str] = {}
        for nr, spalte in enumerate(self._spalten):
            quelle, fest = daten.get(f"spalte_{nr}"), daten.get(f"fest_{nr}")
            if quelle and fest:
                self.add_error(f"fest_{nr}", "Bitte entweder eine Spalte der Datei oder einen festen Wert angeben.")
            elif quelle and quelle in genommen:
                self.add_error(f"spalte_{nr}", f"„{quelle}“ ist schon „{genommen[quelle]}“ zugeordnet.")
            elif spalte.pflicht and not quelle and not fest:
                self.add_error(f"spalte_{nr}", "Bitte eine Spalte der Datei oder einen festen Wert angeben.")
            if quelle:
                genommen.setdefault(quelle, spalte.name)
        return daten


class KopfzeileForm(forms.Form):
    """Which row of the file holds its headings; the others above it are titles and notes."""

    kopfzeile = forms.TypedChoiceField(label="Die Überschriften stehen in", coerce=int)

    def __init__(self, *args: Any, zum_import: Import, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        with zum_import.oeffne() as datei:
            try:
                anfang = lies_anfang(datei, zeilen=ANFANG)
            except Tabellenfehler:  # the check says what is wrong
                anfang = []
        feld: Any = self.fields["kopfzeile"]
        feld.choices = [(nr, f"Zeile {nr}: {', '.join(filter(None, texte))[:_MAX_ZEILE]}") for nr, texte in anfang]
        feld.initial = Zuordnung.aus(zum_import.zuordnung).kopfzeile


def _format(label: str, formate: dict[str, str], anfang: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=list(formate.items()), required=False, initial=anfang)


def _ueberschriften(zum_import: Import) -> list[tuple[str, str]]:
    """Each heading with the first values below it, so that a person recognises the column."""
    kopfzeile = Zuordnung.aus(zum_import.zuordnung).kopfzeile
    with zum_import.oeffne() as datei:
        try:
            zeilen = list(islice(lies_quelle(datei, kopfzeile).zeilen, PROBEZEILEN))
        except Tabellenfehler:  # the check says what is wrong
            zeilen = []
    wahl = []
    for ort, kopf in enumerate(zum_import.kopf):
        werte = [z.zellen[ort] for z in zeilen if ort < len(z.zellen) and z.zellen[ort]]
        probe = ", ".join(dict.fromkeys(werte))[:_MAX_PROBE]
        wahl.append((kopf, f"{kopf} (z. B. {probe})" if probe else kopf))
    return wahl
