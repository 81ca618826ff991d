from import_export.fields import Field

from asskomm.core.resources import FachResource
from asskomm.core.tabellenwerte import BetragWidget, UngefaehresDatumFeld, ZahlWidget
from kommunen.resources import kommune_name, kommune_schluessel, text

from .models import Haushaltsansatz, Zuwendung


class ZuwendungResource(FachResource):
    """Past grants; a row that exists is left as it is."""

    kommune = kommune_schluessel()
    kommune_name = kommune_name()
    foerderjahr = Field(attribute="foerderjahr", column_name="Förderjahr", widget=ZahlWidget())
    am = UngefaehresDatumFeld("am", "bekannt gegeben am")
    betrag = Field(attribute="betrag", column_name="Betrag", widget=BetragWidget())
    gegenstand = text("gegenstand", "Gegenstand")
    quelle = text("quelle", "Quelle")

    schluesselspalten = ("Schlüssel", "Förderjahr", "Gegenstand")
    freiwillige_spalten = ("Betrag", "Quelle")
    nur_neue = True
    verknuepft = ("kommune",)

    class Meta(FachResource.Meta):
        model = Zuwendung
        fields = ("kommune", "kommune_name", "foerderjahr", "am", "betrag", "gegenstand", "quelle")
        import_id_fields = ("kommune", "foerderjahr", "gegenstand")


class HaushaltsansatzResource(FachResource):
    jahr = Field(attribute="jahr", column_name="Haushaltsjahr", widget=ZahlWidget(), readonly=True)
    betrag = Field(attribute="betrag", column_name="Ansatz", widget=BetragWidget(), readonly=True)
    wortlaut = text("wortlaut", "Erläuterung", nur_ausgabe=True)
    quelle = text("quelle", "Quelle", nur_ausgabe=True)

    class Meta(FachResource.Meta):
        model = Haushaltsansatz
        fields = ("jahr", "betrag", "wortlaut", "quelle")
