"""Import and export of the lists. Agreements come in by the takeover only; state and steps never by an import."""

from typing import Any

from import_export.fields import Field

from asskomm.core.resources import FachResource
from asskomm.core.stichtag import UngefaehresDatum
from asskomm.core.tabellenwerte import (
    AuswahlWidget,
    JaNeinWidget,
    MengeWidget,
    UngefaehresDatumFeld,
    lies_datumszelle,
)
from asskomm.core.workflow import execute
from kommunen.resources import EINZELN, kommune_name, kommune_schluessel, tag, text
from kommunen.tabellenwerte import mehrere_kommunen

from .enums import COACHING_BEENDET, Analyseformat, NummerHerkunft, VereinbarungArt
from .models import Analysemodul, Coachingprozess, Sicherheitsanalyse, Vereinbarung
from .services.begleitung import create_analyse, create_coaching
from .workflows import ANALYSE, COACHING, VEREINBARUNG


class BeteiligteField(Field):
    """The keys of every Kommune that is or was bound."""

    def export(self, instance: Vereinbarung, **kwargs: Any) -> str:
        return " | ".join(k.schluessel for k in instance.beteiligte)


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
    kommunen = BeteiligteField(attribute="beteiligte", column_name="Kommunen", readonly=True)
    status = zustand(VEREINBARUNG.choices)
    in_kraft_am = UngefaehresDatumFeld(attribute="in_kraft_am", column_name="In Kraft seit", readonly=True)
    laufzeit_bis = tag("laufzeit_bis", "Laufzeit bis", nur_ausgabe=True)
    geplant_am = tag("geplant_am", "Geplant am", nur_ausgabe=True)
    geschaeftszeichen = text("geschaeftszeichen", "Geschäftszeichen", nur_ausgabe=True)
    quelle = text("quelle", "Quelle", nur_ausgabe=True)

    mengen = ("beteiligungen__kommune",)

    class Meta(FachResource.Meta):
        model = Vereinbarung
        fields = (
            "nummer", "herkunft", "art", "bezeichnung", "kommunen", "status", "in_kraft_am", "laufzeit_bis",
            "geplant_am", "geschaeftszeichen", "quelle",
        )  # fmt: skip


class BeginnField(Field):
    """The day of the first log row; where a file leaves it out, that of the import counts."""

    def clean(self, row: Any, **kwargs: Any) -> UngefaehresDatum | None:
        zelle = str(row.get(self.column_name) or "").strip()
        return lies_datumszelle(zelle) if zelle else None

    def export(self, instance: Any, **kwargs: Any) -> str:
        zeilen = sorted(instance.verlauf.all(), key=lambda z: z.pk) if instance.pk else []
        return str(zeilen[0].wirksam) if zeilen else ""


class AbbruchImRuecklauf:
    """Cases that only ever began by the import end with it: their first row is lifted, no later figure counts them."""

    def nimm_zurueck(self, objekte: list[Any], *, grund: str) -> None:
        angaben: dict[str, Any] = {"by": self.by, "jetzt": self.jetzt, "grund": grund}  # type: ignore[attr-defined]
        for objekt in objekte:
            erste = objekt.verlauf.order_by("pk")[0]
            execute(objekt=objekt, uebergang="abbrechen", wirksam=erste.wirksam, hebt_auf=erste, **angaben)


class CoachingResource(AbbruchImRuecklauf, FachResource):
    """A new row is a request, made by the service; the running process of a Kommune is left as it is."""

    kommune = kommune_schluessel()
    kommune_name = kommune_name()
    wirksam = BeginnField(attribute="wirksam", column_name="Angefragt am")
    status = zustand(COACHING.choices)
    anliegen = text("anliegen", "Anliegen")
    traeger = text("traeger", "Träger")
    ansprechstelle = text("ansprechstelle", "Ansprechstelle")
    quelle = text("quelle", "Quelle")

    schluesselspalten = ("Schlüssel",)
    freiwillige_spalten = ("Angefragt am", "Anliegen", "Träger", "Ansprechstelle", "Quelle")
    nur_neue = True
    in_menge = False
    hoechstens = EINZELN
    bestandteile = ("verlauf",)
    verknuepft = ("kommune",)
    mengen = ("verlauf",)

    class Meta(FachResource.Meta):
        model = Coachingprozess
        fields = (
            "kommune", "kommune_name", "wirksam", "status", "anliegen", "traeger", "ansprechstelle", "quelle",
        )  # fmt: skip
        import_id_fields = ("kommune",)

    def get_queryset(self) -> Any:
        return super().get_queryset().exclude(status__in=COACHING_BEENDET)

    def speichere(self, instance: Any, *, neu: bool) -> None:
        felder = ("kommune", "wirksam", "anliegen", "traeger", "ansprechstelle", "quelle")
        angaben = {f: getattr(instance, f, None) for f in felder}
        instance.pk = create_coaching(by=self.by, jetzt=self.jetzt, **angaben).pk  # type: ignore[arg-type]


class AnalyseResource(AbbruchImRuecklauf, FachResource):
    """A new row is an expression of interest, made by the service; an analysis of that name is left as it is."""

    bezeichnung = text("bezeichnung", "Bezeichnung")
    format = Field(
        attribute="format",
        column_name="Format",
        widget=AuswahlWidget(Analyseformat.choices, leer=Analyseformat.VOLLANALYSE),
    )
    kommunen = Field(attribute="kommunen", column_name="Kommunen", widget=mehrere_kommunen())
    module = Field(attribute="module", column_name="Module", widget=MengeWidget(Analysemodul, "name"))
    wirksam = BeginnField(attribute="wirksam", column_name="Interesse bekundet am")
    status = zustand(ANALYSE.choices)
    auftragnehmer = text("auftragnehmer", "Auftragnehmer")
    quelle = text("quelle", "Quelle")

    schluesselspalten = ("Bezeichnung",)
    freiwillige_spalten = ("Format", "Module", "Interesse bekundet am", "Auftragnehmer", "Quelle")
    nur_neue = True
    in_menge = False
    hoechstens = EINZELN
    bestandteile = ("verlauf",)
    mengen = ("kommunen", "module", "verlauf")

    class Meta(FachResource.Meta):
        model = Sicherheitsanalyse
        fields = ("bezeichnung", "format", "kommunen", "module", "wirksam", "status", "auftragnehmer", "quelle")
        import_id_fields = ("bezeichnung",)

    def speichere(self, instance: Any, *, neu: bool) -> None:
        angaben = {
            f: getattr(instance, f, None) for f in ("bezeichnung", "format", "wirksam", "auftragnehmer", "quelle")
        }
        instance.pk = create_analyse(by=self.by, jetzt=self.jetzt, **instance.genannte, **angaben).pk  # type: ignore[arg-type]


class AnalysemodulResource(FachResource):
    name = text("name", "Name")
    beschreibung = text("beschreibung", "Beschreibung")
    aktiv = Field(attribute="aktiv", column_name="aktiv", widget=JaNeinWidget())

    schluesselspalten = ("Name",)
    freiwillige_spalten = ("Beschreibung",)

    class Meta(FachResource.Meta):
        model = Analysemodul
        fields = ("name", "beschreibung", "aktiv")
        import_id_fields = ("name",)
