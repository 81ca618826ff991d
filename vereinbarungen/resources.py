"""Exports of the lists. Agreements come in by the takeover only, never by an import."""

from import_export.fields import Field

from asskomm.core.resources import FachResource
from asskomm.core.tabellenwerte import AuswahlWidget, JaNeinWidget, MengeWidget, UngefaehresDatumFeld
from kommunen.models import Kommune
from kommunen.resources import kommune_name, tag, text

from .enums import Analyseformat, NummerHerkunft, VereinbarungArt
from .models import Analysemodul, Coachingprozess, Sicherheitsanalyse, Vereinbarung
from .workflows import ANALYSE, COACHING, VEREINBARUNG


def kommunen_schluessel() -> Field:
    widget = MengeWidget(Kommune, "schluessel", "name_eindeutig")
    return Field(attribute="kommunen", column_name="Kommunen", widget=widget, readonly=True)


def zustand(choices: list[tuple[str, str]]) -> Field:
    return Field(attribute="status", column_name="Status", widget=AuswahlWidget(choices), readonly=True)


class VereinbarungResource(FachResource):
    nummer = text("nummer_text", "Nummer", nur_ausgabe=True)
    herkunft = Field(
        attribute="nummer_herkunft",
        column_name="Herkunft der Nummer",
        widget=AuswahlWidget(NummerHerkunft.choices),
        readonly=True,
    )
    art = Field(attribute="art", column_name="Art", widget=AuswahlWidget(VereinbarungArt.choices), readonly=True)
    bezeichnung = text("bezeichnung", "Bezeichnung", nur_ausgabe=True)
    kommunen = kommunen_schluessel()
    status = zustand(VEREINBARUNG.choices)
    in_kraft_am = UngefaehresDatumFeld(attribute="in_kraft_am", column_name="In Kraft seit", readonly=True)
    laufzeit_bis = tag("laufzeit_bis", "Laufzeit bis", nur_ausgabe=True)
    geplant_am = tag("geplant_am", "Geplant am", nur_ausgabe=True)
    geschaeftszeichen = text("geschaeftszeichen", "Geschäftszeichen", nur_ausgabe=True)
    quelle = text("quelle", "Quelle", nur_ausgabe=True)

    mengen = ("kommunen",)

    class Meta(FachResource.Meta):
        model = Vereinbarung
        fields = (
            "nummer", "herkunft", "art", "bezeichnung", "kommunen", "status", "in_kraft_am", "laufzeit_bis",
            "geplant_am", "geschaeftszeichen", "quelle",
        )  # fmt: skip


class CoachingResource(FachResource):
    schluessel = text("kommune__schluessel", "Schlüssel", nur_ausgabe=True)
    kommune_name = kommune_name()
    status = zustand(COACHING.choices)
    anliegen = text("anliegen", "Anliegen", nur_ausgabe=True)
    traeger = text("traeger", "Träger", nur_ausgabe=True)
    quelle = text("quelle", "Quelle", nur_ausgabe=True)

    verknuepft = ("kommune",)

    class Meta(FachResource.Meta):
        model = Coachingprozess
        fields = ("schluessel", "kommune_name", "status", "anliegen", "traeger", "quelle")


class AnalyseResource(FachResource):
    bezeichnung = text("bezeichnung", "Bezeichnung", nur_ausgabe=True)
    format = Field(attribute="format", column_name="Format", widget=AuswahlWidget(Analyseformat.choices), readonly=True)
    kommunen = kommunen_schluessel()
    module = Field(attribute="module", column_name="Module", widget=MengeWidget(Analysemodul, "name"), readonly=True)
    status = zustand(ANALYSE.choices)
    auftragnehmer = text("auftragnehmer", "Auftragnehmer", nur_ausgabe=True)
    quelle = text("quelle", "Quelle", nur_ausgabe=True)

    mengen = ("kommunen", "module")

    class Meta(FachResource.Meta):
        model = Sicherheitsanalyse
        fields = ("bezeichnung", "format", "kommunen", "module", "status", "auftragnehmer", "quelle")


class AnalysemodulResource(FachResource):
    name = text("name", "Name", nur_ausgabe=True)
    beschreibung = text("beschreibung", "Beschreibung", nur_ausgabe=True)
    aktiv = Field(attribute="aktiv", column_name="aktiv", widget=JaNeinWidget(), readonly=True)

    class Meta(FachResource.Meta):
        model = Analysemodul
        fields = ("name", "beschreibung", "aktiv")
