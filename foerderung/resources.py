from typing import Any

from import_export.fields import Field

from asskomm.core.resources import FachResource
from asskomm.core.tabellenwerte import BetragWidget, UngefaehresDatumFeld, ZahlWidget
from kommunen.models import Mitgliedschaft
from kommunen.resources import KommunenSperre, kommune_name, kommune_schluessel, text

from .models import Haushaltsansatz, Zuwendung
from .services.zuwendungen import Zuwendungspruefung, record_zuwendungen


class ZuwendungResource(KommunenSperre, FachResource):
    """Past grants; a row that exists is left as it is."""

    kommune = kommune_schluessel()
    kommune_name = kommune_name()
    foerderjahr = Field(attribute="foerderjahr", column_name="Förderjahr", widget=ZahlWidget())
    am = UngefaehresDatumFeld("am", "bekannt gegeben am")
    betrag = Field(attribute="betrag", column_name="Betrag", widget=BetragWidget())
    gegenstand = text("gegenstand", "Gegenstand")
    quelle = text("quelle", "Quelle")

    schluesselspalten = ("Schlüssel", "Förderjahr", "Gegenstand")
    bezugsspalten = ("Schlüssel", "Förderjahr", "bekannt gegeben am", "Gegenstand")
    freiwillige_spalten = ("Betrag", "Quelle")
    nur_neue = True
    grundlagen = (Mitgliedschaft,)
    beispiele = {
        "Schlüssel": "14625330", "Förderjahr": "2023", "bekannt gegeben am": "01.03.2023", "Betrag": "12.500,00",
        "Gegenstand": "Lokales Präventionskonzept",
    }  # fmt: skip
    verknuepft = ("kommune",)

    class Meta(FachResource.Meta):
        model = Zuwendung
        fields = ("kommune", "kommune_name", "foerderjahr", "am", "betrag", "gegenstand", "quelle")
        import_id_fields = ("kommune", "foerderjahr", "gegenstand")

    def pruefung(self) -> Zuwendungspruefung:
        return Zuwendungspruefung(jetzt=self.jetzt)  # type: ignore[arg-type]

    def lege_an(self, objekte: list[Any]) -> None:
        record_zuwendungen(zuwendungen=objekte, by=self.by, jetzt=self.jetzt, pruefung=self.schreibpruefung())  # type: ignore[arg-type]


class HaushaltsansatzResource(FachResource):
    jahr = Field(attribute="jahr", column_name="Haushaltsjahr", widget=ZahlWidget(), readonly=True)
    betrag = Field(attribute="betrag", column_name="Ansatz", widget=BetragWidget(), readonly=True)
    wortlaut = text("wortlaut", "Erläuterung", nur_ausgabe=True)
    quelle = text("quelle", "Quelle", nur_ausgabe=True)

    class Meta(FachResource.Meta):
        model = Haushaltsansatz
        fields = ("jahr", "betrag", "wortlaut", "quelle")
