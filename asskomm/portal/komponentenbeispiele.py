"""Examples for the components page: one of everything, with made-up values."""

from dataclasses import dataclass
from datetime import date

from django import forms

from asskomm.core.charts import Zeitreihe, zeitreihe
from asskomm.core.tabellen import Spalte

KREISE = [("erz", "Erzgebirgskreis"), ("goe", "Landkreis Görlitz"), ("zwi", "Landkreis Zwickau")]


class Filterbeispiel(forms.Form):
    q = forms.CharField(label="Name enthält", required=False, max_length=40)
    kreis = forms.ChoiceField(label="Landkreis", required=False, choices=[("", "alle"), *KREISE])
    stichtag = forms.DateField(label="Stichtag", required=False)


class Formularbeispiel(forms.Form):
    name = forms.CharField(label="Name der Kommune", max_length=60)
    tag = forms.DateField(
        label="Tag der Unterzeichnung",
        help_text="Zum Beispiel 25.04.2023",
        error_messages={"invalid": "Bitte den Tag als TT.MM.JJJJ angeben."},
    )
    kreis = forms.ChoiceField(label="Landkreis", required=False, choices=[("", "bitte wählen"), *KREISE])
    einwohner = forms.IntegerField(label="Einwohnerzahl", required=False)
    form = forms.ChoiceField(
        label="Form der Unterzeichnung",
        choices=[("papier", "auf Papier"), ("video", "in einer Videokonferenz"), ("elektronisch", "elektronisch")],
        widget=forms.RadioSelect,
        error_messages={"required": "Bitte eine Form auswählen."},
    )
    felder = forms.MultipleChoiceField(
        label="Handlungsfelder",
        help_text="Mehrere sind möglich.",
        required=False,
        choices=[("graffiti", "Graffiti"), ("vermuellung", "Vermüllung"), ("gewalt", "Gewalt")],
        widget=forms.CheckboxSelectMultiple,
    )
    scan = forms.FileField(label="Unterschriebene Fassung", help_text="PDF, höchstens 20 MB", required=False)
    bemerkung = forms.CharField(label="Bemerkung", required=False, widget=forms.Textarea(attrs={"rows": 4}))
    bestaetigt = forms.BooleanField(
        label="Die Angaben stimmen mit dem Original überein.",
        error_messages={"required": "Bitte bestätigen."},
    )


@dataclass(frozen=True)
class Eintrag:
    titel: str
    datum: str = ""
    iso: str = ""
    text: str = ""
    url: str = ""
    marke: str = ""
    nummer: str = ""
    neueste: bool = False


ZEITSTRAHL = [
    Eintrag("Übergabe der Analyse", datum="voraussichtlich 11/2023", marke="geplant"),
    Eintrag(
        "Kooperationsvereinbarung Nr. 50", datum="25.04.2023", iso="2023-04-25", marke="neueste",
        text="Unterzeichnet in Meerane; die fünfzigste im Netzwerk.", url="#zeitstrahl",
    ),
    Eintrag("Beratung zur kommunalen Prävention", datum="09.2021", iso="2021-09"),
]  # fmt: skip
NUMMERN = [
    Eintrag("Meerane", nummer="50", text="25.04.2023 · PD Zwickau", url="#nummernliste", neueste=True),
    Eintrag("Bannewitz", nummer="48", text="01.03.2023 · PD Dresden", url="#nummernliste"),
]
TABELLE = [
    ("Bannewitz", "Sächsische Schweiz-Osterzgebirge", "01.03.2023", 11036, "erfolg", "in Kraft"),
    ("Meerane", "Zwickau", "25.04.2023", 13711, "erfolg", "in Kraft"),
    ("Oelsnitz/Erzgeb.", "Erzgebirgskreis", "23.02.2023", 10897, "warnung", "endet bald"),
]
SPALTEN = [
    Spalte("Kommune", sort="name"),
    Spalte("Landkreis", sort="kreis"),
    Spalte("Unterzeichnet", sort="tag"),
    Spalte("Einwohner", sort="einwohner", zahl=True),
    Spalte("Stand"),
]
SCHRITTE = [
    ("Parteien", "erledigt"),
    ("Gremienbeschluss", "erledigt"),
    ("Unterschriften", "aktuell"),
    ("Abschluss", "offen"),
]
AUFGABEN = [
    ("Angaben zur Kommune", "#aufgaben", "erledigt"),
    ("Ansprechperson", "#aufgaben", "fehler"),
    ("Erklärungen", "#aufgaben", "offen"),
    ("Absenden", "", "gesperrt"),
]
VEREINBARUNGEN = [
    (date(2019, 6, 3), 2), (date(2019, 11, 20), 5), (date(2020, 9, 14), 13), (date(2021, 6, 1), 21),
    (date(2021, 12, 1), 30), (date(2022, 7, 5), 39), (date(2023, 2, 23), 47), (date(2023, 4, 25), 50),
]  # fmt: skip
SPALTEN_REIHE = [Spalte("Tag"), Spalte("Vereinbarungen", zahl=True)]
DATEIEN = [("Kennzahlen", "#zahlen", "CSV, 4 kB"), ("Medieninformation", "#zahlen", "PDF, barrierefrei, 90 kB")]
GRUENDE = ["Die Unterschrift der Polizeidirektion fehlt.", "Der Gremienbeschluss ist nicht erfasst."]
HANDLUNGSFELDER = [("Koordinierungsstellen", "#formulare"), ("Graffiti", "#formulare"), ("Vermüllung", "")]


def beispielreihe() -> Zeitreihe | None:
    return zeitreihe(VEREINBARUNGEN, von=date(2019, 1, 1), bis=date(2023, 12, 31))
