"""Exports of the lists of figures, milestones and press texts; none of them comes in by a file."""

from import_export.fields import Field

from asskomm.core.resources import FachResource
from asskomm.core.tabellenwerte import AuswahlWidget, BetragWidget, JaNeinWidget
from kommunen.resources import tag, text

from .enums import Kennzahl
from .models import Kennzahlenfreigabe, Medieninformation, Meilenstein, VeroeffentlichteZahl
from .workflows import PRESSE


class KennzahlenfreigabeResource(FachResource):
    """One column for each figure, as released."""

    stichtag = tag("stichtag", "Stichtag", nur_ausgabe=True)
    anlass = text("anlass", "Anlass", nur_ausgabe=True)
    freigegeben_durch = text("freigegeben_durch__name", "freigegeben durch", nur_ausgabe=True)
    sha256 = text("sha256", "SHA-256", nur_ausgabe=True)

    verknuepft = ("freigegeben_durch",)

    class Meta(FachResource.Meta):
        model = Kennzahlenfreigabe
        fields = ("stichtag", "anlass", "freigegeben_durch", "sha256")

    def __init__(self, **angaben: object) -> None:
        super().__init__(**angaben)
        for k in Kennzahl:
            self.fields[k.value] = Field(attribute=f"werte__{k.value}", column_name=str(k.label), readonly=True)


class VeroeffentlichteZahlResource(FachResource):
    stichtag = tag("stichtag", "Stand", nur_ausgabe=True)
    kennzahl = Field(
        attribute="kennzahl", column_name="Kennzahl", widget=AuswahlWidget(Kennzahl.choices), readonly=True
    )
    wert = Field(attribute="wert", column_name="Wert", widget=BetragWidget(), readonly=True)
    ungefaehr = Field(attribute="ist_ungefaehr", column_name="ungefähr", widget=JaNeinWidget(), readonly=True)
    wortlaut = text("wortlaut", "Wortlaut", nur_ausgabe=True)
    quelle = text("quelle", "Quelle", nur_ausgabe=True)

    class Meta(FachResource.Meta):
        model = VeroeffentlichteZahl
        fields = ("stichtag", "kennzahl", "wert", "ungefaehr", "wortlaut", "quelle")


class MeilensteinResource(FachResource):
    titel = text("titel", "Meilenstein", nur_ausgabe=True)
    am = tag("am", "erreicht am", nur_ausgabe=True)
    orte = Field(column_name="Kommunen", readonly=True)
    quelle = text("quelle", "Quelle", nur_ausgabe=True)

    mengen = ("kommunen",)

    class Meta(FachResource.Meta):
        model = Meilenstein
        fields = ("titel", "am", "orte", "quelle")

    def dehydrate_orte(self, meilenstein: Meilenstein) -> str:
        return "|".join(str(k) for k in meilenstein.kommunen.all())


class MedieninformationResource(FachResource):
    titel = text("titel", "Überschrift", nur_ausgabe=True)
    vereinbarung = text("vereinbarung__bezeichnung", "Vereinbarung", nur_ausgabe=True)
    status = Field(attribute="status", column_name="Status", widget=AuswahlWidget(PRESSE.choices), readonly=True)
    text = text("text", "Text", nur_ausgabe=True)

    verknuepft = ("vereinbarung",)

    class Meta(FachResource.Meta):
        model = Medieninformation
        fields = ("titel", "vereinbarung", "status", "text")
