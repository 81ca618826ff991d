"""Import and export of the lists around the register. A Kommune is named by its key (AGS) or its unique name."""

from typing import Any

from import_export.fields import Field

from asskomm.core.resources import FachResource
from asskomm.core.stichtag import UngefaehresDatum
from asskomm.core.tabellenwerte import (
    AuswahlWidget,
    JaNeinWidget,
    MengeWidget,
    TagWidget,
    TextWidget,
    UngefaehresDatumFeld,
    ZahlWidget,
    lies_datumszelle,
)
from asskomm.core.workflow import RUECKNAHME

from .enums import KPR_BESTEHEND, KommuneArt, Kontaktart, KprStatus
from .models import (
    Ansprechperson,
    Beratung,
    Einwohnerzahl,
    EngeZusammenarbeit,
    Handlungsfeld,
    KommunalerPraeventionsrat,
    Kommune,
    Landkreis,
    Mitgliedschaft,
    Ortsfeiertag,
    Polizeidirektion,
)
from .services.kpr import create_kpr, step_kpr, void_kpr
from .services.mitgliedschaften import record_mitgliedschaft
from .services.tatsachen import Beratungspruefung, record_beratungen, start_enge_zusammenarbeit
from .tabellenwerte import eine_kommune
from .workflows import KPR

EINZELN = 2_000
"""Rows that a service records one by one: one or a few for each body of the register."""


class KommunenSperre:
    """Facts about bodies: no entry by hand comes in between while a file is taken over."""

    _schreibpruefung: Any = None

    def sperre(self) -> None:
        list(Kommune.objects.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))

    def schreibpruefung(self) -> Any:
        """The same check for every batch of one takeover, so that batches see each other."""
        if self._schreibpruefung is None:
            self._schreibpruefung = self.pruefung()  # type: ignore[attr-defined]
        return self._schreibpruefung


def text(attribut: str, spalte: str, *, nur_ausgabe: bool = False) -> Field:
    return Field(attribute=attribut, column_name=spalte, widget=TextWidget(), readonly=nur_ausgabe)


def tag(attribut: str, spalte: str, *, nur_ausgabe: bool = False) -> Field:
    return Field(attribute=attribut, column_name=spalte, widget=TagWidget(), readonly=nur_ausgabe)


def kommune_schluessel(attribut: str = "kommune", spalte: str = "Schlüssel") -> Field:
    return Field(attribute=attribut, column_name=spalte, widget=eine_kommune())


def kommune_name() -> Field:
    return text("kommune__name_eindeutig", "Kommune", nur_ausgabe=True)


class KommuneResource(FachResource):
    """A file only assigns Handlungsfelder; everything else comes from the register."""

    schluessel = text("schluessel", "Schlüssel")
    name = text("name_eindeutig", "Kommune", nur_ausgabe=True)
    art = Field(attribute="art", column_name="Art", widget=AuswahlWidget(KommuneArt.choices), readonly=True)
    landkreis = text("landkreis__name", "Landkreis", nur_ausgabe=True)
    polizeidirektion = text("landkreis__polizeidirektion__kuerzel", "Polizeidirektion", nur_ausgabe=True)
    modellkommune = Field(
        attribute="ist_modellkommune", column_name="Modellkommune", widget=JaNeinWidget(), readonly=True
    )
    gueltig_von = tag("gueltig_von", "gültig von", nur_ausgabe=True)
    gueltig_bis = tag("gueltig_bis", "gültig bis", nur_ausgabe=True)
    handlungsfelder = Field(
        attribute="handlungsfelder", column_name="Handlungsfelder", widget=MengeWidget(Handlungsfeld, "name", "slug")
    )

    schluesselspalten = ("Schlüssel",)
    nur_vorhandene = True
    verknuepft = ("landkreis__polizeidirektion",)
    mengen = ("handlungsfelder",)

    class Meta(FachResource.Meta):
        model = Kommune
        fields = (
            "schluessel", "name", "art", "landkreis", "polizeidirektion", "modellkommune", "gueltig_von",
            "gueltig_bis", "handlungsfelder",
        )  # fmt: skip
        import_id_fields = ("schluessel",)


class LandkreisResource(FachResource):
    schluessel = text("schluessel", "Schlüssel", nur_ausgabe=True)
    name = text("name", "Landkreis", nur_ausgabe=True)
    polizeidirektion = text("polizeidirektion__kuerzel", "Polizeidirektion", nur_ausgabe=True)
    sitz = text("sitz", "Sitz", nur_ausgabe=True)

    verknuepft = ("polizeidirektion",)

    class Meta(FachResource.Meta):
        model = Landkreis
        fields = ("schluessel", "name", "polizeidirektion", "sitz")


class PolizeidirektionResource(FachResource):
    kuerzel = text("kuerzel", "Kurzname", nur_ausgabe=True)
    name = text("name", "Name", nur_ausgabe=True)
    rechtsgrundlage = text("rechtsgrundlage", "Rechtsgrundlage", nur_ausgabe=True)

    class Meta(FachResource.Meta):
        model = Polizeidirektion
        fields = ("kuerzel", "name", "rechtsgrundlage")


class HandlungsfeldResource(FachResource):
    name = text("name", "Name", nur_ausgabe=True)
    beschreibung = text("beschreibung", "Beschreibung", nur_ausgabe=True)
    aktiv = Field(attribute="aktiv", column_name="aktiv", widget=JaNeinWidget(), readonly=True)

    class Meta(FachResource.Meta):
        model = Handlungsfeld
        fields = ("name", "beschreibung", "aktiv")


class AnsprechpersonResource(FachResource):
    kommune = kommune_schluessel()
    kommune_name = kommune_name()
    funktion = text("funktion", "Funktion")
    name = text("name", "Name")
    email = text("email", "E-Mail")
    telefon = text("telefon", "Telefon")
    gueltig_von = tag("gueltig_von", "von")
    gueltig_bis = tag("gueltig_bis", "bis")
    oeffentlich = Field(attribute="oeffentlich", column_name="öffentlich", widget=JaNeinWidget())

    schluesselspalten = ("Schlüssel", "Funktion", "Name")
    freiwillige_spalten = ("Name", "E-Mail", "Telefon", "von", "bis", "öffentlich")
    beispiele = {"Schlüssel": "14625330", "Funktion": "Amtsleitung Ordnungsamt", "E-Mail": "ordnungsamt@lohsa.de"}

    verknuepft = ("kommune",)

    class Meta(FachResource.Meta):
        model = Ansprechperson
        fields = (
            "kommune", "kommune_name", "funktion", "name", "email", "telefon", "gueltig_von", "gueltig_bis",
            "oeffentlich",
        )  # fmt: skip
        import_id_fields = ("kommune", "funktion", "name")


class EinwohnerzahlResource(FachResource):
    kommune = kommune_schluessel()
    kommune_name = kommune_name()
    stichtag = tag("stichtag", "Stichtag")
    anzahl = Field(attribute="anzahl", column_name="Einwohner", widget=ZahlWidget())
    grundlage = text("grundlage", "Grundlage")

    schluesselspalten = ("Schlüssel", "Stichtag")
    freiwillige_spalten = ("Grundlage",)

    verknuepft = ("kommune",)

    class Meta(FachResource.Meta):
        model = Einwohnerzahl
        fields = ("kommune", "kommune_name", "stichtag", "anzahl", "grundlage")
        import_id_fields = ("kommune", "stichtag")


class MitgliedschaftResource(FachResource):
    verband = kommune_schluessel("verband", "Verband (Schlüssel)")
    verband_name = text("verband__name_eindeutig", "Verband", nur_ausgabe=True)
    mitglied = kommune_schluessel("mitglied", "Mitglied (Schlüssel)")
    mitglied_name = text("mitglied__name_eindeutig", "Mitglied", nur_ausgabe=True)
    gueltig_von = tag("gueltig_von", "von")
    gueltig_bis = tag("gueltig_bis", "bis", nur_ausgabe=True)

    schluesselspalten = ("Verband (Schlüssel)", "Mitglied (Schlüssel)", "von")
    freiwillige_spalten = ("von",)
    nur_neue = True
    in_menge = False
    hoechstens = EINZELN

    verknuepft = ("verband", "mitglied")

    class Meta(FachResource.Meta):
        model = Mitgliedschaft
        fields = ("verband", "verband_name", "mitglied", "mitglied_name", "gueltig_von", "gueltig_bis")
        import_id_fields = ("verband", "mitglied", "gueltig_von")

    def speichere(self, instance: Any, *, neu: bool) -> None:
        angelegt = record_mitgliedschaft(
            verband=instance.verband,
            mitglied=instance.mitglied,
            gueltig_von=instance.gueltig_von,
            by=self.by,
            jetzt=self.jetzt,  # type: ignore[arg-type]
        )
        instance.pk = angelegt.pk


class BeratungResource(KommunenSperre, FachResource):
    """A new row is recorded by the service with all its rules; a row that exists is left as it is."""

    kommune = kommune_schluessel()
    kommune_name = kommune_name()
    am = UngefaehresDatumFeld("am", "Datum")
    kontaktart = Field(
        attribute="kontaktart",
        column_name="Art",
        widget=AuswahlWidget(Kontaktart.choices, leer=Kontaktart.GESPRAECH),
    )
    anlass = text("anlass", "Anlass")
    ergebnis = text("ergebnis", "Ergebnis")
    quelle = text("quelle", "Quelle")

    schluesselspalten = ("Schlüssel", "Datum")
    freiwillige_spalten = ("Art", "Anlass", "Ergebnis", "Quelle")
    nur_neue = True
    grundlagen = (Mitgliedschaft,)
    beispiele = {"Schlüssel": "14625330", "Datum": "24.04.2023", "Art": "Telefon", "Anlass": "Auftakt"}

    verknuepft = ("kommune",)

    class Meta(FachResource.Meta):
        model = Beratung
        fields = ("kommune", "kommune_name", "am", "kontaktart", "anlass", "ergebnis", "quelle")
        import_id_fields = ("kommune", "am")

    def pruefung(self) -> Beratungspruefung:
        return Beratungspruefung(jetzt=self.jetzt)  # type: ignore[arg-type]

    def lege_an(self, objekte: list[Any]) -> None:
        record_beratungen(beratungen=objekte, by=self.by, jetzt=self.jetzt, pruefung=self.schreibpruefung())  # type: ignore[arg-type]


class EngeZusammenarbeitResource(KommunenSperre, FachResource):
    kommune = kommune_schluessel()
    kommune_name = kommune_name()
    am = UngefaehresDatumFeld("am", "seit")
    bis = tag("bis", "bis", nur_ausgabe=True)
    anlass = text("anlass", "Begründung")
    quelle = text("quelle", "Quelle")

    schluesselspalten = ("Schlüssel", "seit")
    freiwillige_spalten = ("Begründung", "Quelle")
    nur_neue = True
    in_menge = False
    hoechstens = EINZELN
    grundlagen = (Mitgliedschaft,)

    verknuepft = ("kommune",)

    class Meta(FachResource.Meta):
        model = EngeZusammenarbeit
        fields = ("kommune", "kommune_name", "am", "bis", "anlass", "quelle")
        import_id_fields = ("kommune", "am")

    def speichere(self, instance: Any, *, neu: bool) -> None:
        angelegt = start_enge_zusammenarbeit(
            kommune=instance.kommune,
            seit=instance.datum,
            by=self.by,
            jetzt=self.jetzt,  # type: ignore[arg-type]
            anlass=instance.anlass,
            quelle=instance.quelle,
        )
        instance.pk = angelegt.pk


class KonstituiertField(Field):
    """The first step into a state in which the council exists; only a new council takes it from a file."""

    nur_bei_neuen = True

    def clean(self, row: Any, **kwargs: Any) -> UngefaehresDatum | None:
        zelle = str(row.get(self.column_name) or "").strip()
        return lies_datumszelle(zelle) if zelle else None

    def export(self, instance: Any, **kwargs: Any) -> str:
        zeilen = [z for z in instance.verlauf.all() if z.nach in KPR_BESTEHEND and z.uebergang != RUECKNAHME]
        return str(min(zeilen, key=lambda z: z.pk).wirksam) if zeilen else ""


class KprResource(KommunenSperre, FachResource):
    """A new row is a council with its steps, made by the services; of one that exists only name and contact change."""

    kommune = kommune_schluessel()
    kommune_name = kommune_name()
    name = text("name", "Name")
    status = Field(attribute="status", column_name="Status", widget=AuswahlWidget(KPR.choices), readonly=True)
    konstituiert = KonstituiertField(attribute="konstituiert", column_name="Konstituiert am")
    kontakt_funktion = text("kontakt_funktion", "Kontakt: Stelle")
    kontakt_email = text("kontakt_email", "Kontakt: E-Mail")
    kontakt_telefon = text("kontakt_telefon", "Kontakt: Telefon")
    quelle = text("quelle", "Quelle")

    schluesselspalten = ("Schlüssel",)
    freiwillige_spalten = (
        "Name", "Konstituiert am", "Kontakt: Stelle", "Kontakt: E-Mail", "Kontakt: Telefon", "Quelle",
    )  # fmt: skip
    in_menge = False
    hoechstens = EINZELN
    grundlagen = (Mitgliedschaft,)
    bestandteile = ("verlauf",)
    beispiele = {"Schlüssel": "14625330", "Konstituiert am": "März 2021", "Kontakt: Stelle": "Hauptamt"}
    synonyme = {"Konstituiert am": ("gegruendet am", "gruendung", "konstituierung", "gegruendet", "seit")}
    verknuepft = ("kommune",)
    mengen = ("verlauf",)

    class Meta(FachResource.Meta):
        model = KommunalerPraeventionsrat
        fields = (
            "kommune", "kommune_name", "name", "status", "konstituiert", "kontakt_funktion", "kontakt_email",
            "kontakt_telefon", "quelle",
        )  # fmt: skip
        import_id_fields = ("kommune",)

    def get_queryset(self) -> Any:
        return super().get_queryset().exclude(status=KprStatus.AUFGELOEST)

    def speichere(self, instance: Any, *, neu: bool) -> None:
        if not neu:
            instance.save()
            return
        seit = getattr(instance, "konstituiert", None)
        felder = ("kommune", "name", "kontakt_funktion", "kontakt_email", "kontakt_telefon", "quelle")
        angaben: dict[str, Any] = {"by": self.by, "jetzt": self.jetzt}
        angelegt = create_kpr(geplant=seit, **{f: getattr(instance, f) for f in felder}, **angaben)
        if seit is not None:
            step_kpr(kpr=angelegt, uebergang="konstituieren", wirksam=seit, **angaben)
        instance.pk = angelegt.pk

    def nimm_zurueck(self, objekte: list[Any], *, grund: str) -> None:
        for kpr in objekte:
            void_kpr(kpr=kpr, grund=grund, by=self.by, jetzt=self.jetzt)  # type: ignore[arg-type]


class OrtsfeiertagResource(FachResource):
    schluessel = text("kommune__schluessel", "Schlüssel", nur_ausgabe=True)
    kommune = kommune_name()
    ortsteile = text("ortsteile", "Ortsteile", nur_ausgabe=True)
    gilt_am_sitz = Field(
        attribute="gilt_am_sitz", column_name="gilt am Sitz der Verwaltung", widget=JaNeinWidget(), readonly=True
    )
    gueltig_von = tag("gueltig_von", "gültig von", nur_ausgabe=True)
    gueltig_bis = tag("gueltig_bis", "gültig bis", nur_ausgabe=True)
    quelle = text("quelle", "Quelle", nur_ausgabe=True)
    verknuepft = ("kommune",)

    class Meta(FachResource.Meta):
        model = Ortsfeiertag
        fields = ("schluessel", "kommune", "ortsteile", "gilt_am_sitz", "gueltig_von", "gueltig_bis", "quelle")
