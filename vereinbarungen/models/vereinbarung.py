from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from asskomm.core.models import Dokument, Erfasst, Fiktiv, StatusEreignis, Suchbar, Tatsache
from asskomm.core.stichtag import Genauigkeit, UngefaehresDatum
from kommunen.models import Kommune

from ..enums import (
    VOR_INKRAFTTRETEN,
    Gremiumsergebnis,
    NummerHerkunft,
    VereinbarungArt,
    VereinbarungStatus,
)
from ..querysets import BeteiligungQuerySet, VereinbarungQuerySet
from ..workflows import VEREINBARUNG


class Vereinbarung(Suchbar, Fiktiv):
    """A Vor- or Kooperationsvereinbarung between one or more Kommunen, the police and the LPR.

    An agreement is not a municipality: a joint one binds several and counts once.
    """

    workflow = VEREINBARUNG
    suchfelder = ("bezeichnung", "geschaeftszeichen")

    art = models.CharField(
        "Art", max_length=5, choices=VereinbarungArt, default=VereinbarungArt.KOOPERATIONSVEREINBARUNG
    )
    bezeichnung = models.CharField(
        "Bezeichnung",
        max_length=200,
        help_text="Wie die Vereinbarung genannt wird, z. B. „Städtebund Silberberg“.",
    )
    kommunen = models.ManyToManyField(Kommune, through="Beteiligung", related_name="vereinbarungen")
    status = models.CharField(
        "Status", max_length=30, choices=VEREINBARUNG.choices, default=VEREINBARUNG.start, editable=False
    )
    laufende_nr = models.PositiveIntegerField("laufende Nummer", null=True, blank=True, editable=False)
    nummer_herkunft = models.CharField(
        "Herkunft der Nummer",
        max_length=20,
        choices=NummerHerkunft,
        default=NummerHerkunft.OHNE,
        editable=False,
    )
    in_kraft_am = models.DateField("in Kraft seit", null=True, blank=True, editable=False)
    in_kraft_am_genauigkeit = models.CharField(
        "Genauigkeit", max_length=5, choices=Genauigkeit, default=Genauigkeit.TAG, editable=False
    )
    in_kraft_laut_text = models.DateField(
        "Inkrafttreten laut Text",
        null=True,
        blank=True,
        help_text="Nur wenn der Text einen anderen Tag nennt.",
    )
    laufzeit_bis = models.DateField("Laufzeit bis", null=True, blank=True, help_text="Leer = unbefristet.")
    kuendigungsfrist_monate = models.PositiveSmallIntegerField(
        "Kündigungsfrist in Monaten", null=True, blank=True, validators=[MaxValueValidator(60)]
    )
    erinnerung_tage = models.PositiveSmallIntegerField(
        "Erinnerung vor Ende (Tage)", default=90, validators=[MaxValueValidator(730)]
    )
    geplant_am = models.DateField("geplante Unterzeichnung", null=True, blank=True)
    geplant_ort = models.CharField("Ort der Unterzeichnung", max_length=200, blank=True)
    geplant_gaeste = models.TextField("Gäste", blank=True, help_text="Funktionen, nicht Namen; je Zeile ein Gast.")
    sperrfrist_bis = models.DateTimeField(
        "Sperrfrist bis",
        null=True,
        blank=True,
        help_text="Vorher erscheint nichts auf den öffentlichen Seiten.",
    )
    geschaeftszeichen = models.CharField("Geschäftszeichen", max_length=80, blank=True)
    ersetzt = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="ersetzt_durch",
        verbose_name="ersetzt Vorvereinbarung",
        limit_choices_to={"art": VereinbarungArt.VORVEREINBARUNG},
    )
    signierte_fassung = models.ForeignKey(
        Dokument,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="unterzeichnete Fassung",
    )
    notiz = models.TextField("interne Notiz", blank=True)
    quelle = models.CharField("Quelle", max_length=300, blank=True)

    objects = VereinbarungQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["suchtext"], cascade_delete_history=True)

    class Meta:
        verbose_name = "Vereinbarung"
        verbose_name_plural = "Vereinbarungen"
        ordering = ["-in_kraft_am", "-laufende_nr", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["laufende_nr"], name="vereinbarung_nummer_einmalig"),
            models.CheckConstraint(
                name="vereinbarung_nummer_nur_kooperation",
                condition=Q(laufende_nr__isnull=True)
                | Q(art=VereinbarungArt.KOOPERATIONSVEREINBARUNG, in_kraft_am__isnull=False, laufende_nr__gt=0),
            ),
            models.CheckConstraint(
                name="vereinbarung_nummer_mit_herkunft",
                condition=Q(
                    laufende_nr__isnull=True,
                    nummer_herkunft__in=[NummerHerkunft.OHNE, NummerHerkunft.NICHT_UEBERLIEFERT],
                )
                | Q(
                    laufende_nr__isnull=False,
                    nummer_herkunft__in=[
                        NummerHerkunft.VERGEBEN,
                        NummerHerkunft.UEBERNOMMEN,
                        NummerHerkunft.FIKTIV,
                    ],
                ),
            ),
            models.CheckConstraint(
                name="vereinbarung_in_kraft_mit_tag",
                condition=~Q(
                    status__in=[
                        VereinbarungStatus.IN_KRAFT,
                        VereinbarungStatus.ERSETZT,
                        VereinbarungStatus.GEKUENDIGT,
                        VereinbarungStatus.ABGELAUFEN,
                    ]
                )
                | Q(in_kraft_am__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        nummer = f" Nr. {self.laufende_nr}" if self.laufende_nr else ""
        return f"{self.get_art_display()}{nummer} {self.bezeichnung}"

    @property
    def in_kraft(self) -> UngefaehresDatum | None:
        if self.in_kraft_am is None:
            return None
        return UngefaehresDatum(self.in_kraft_am, self.in_kraft_am_genauigkeit)

    @property
    def nummer_text(self) -> str:
        """The number as people read it."""
        if self.status == VereinbarungStatus.ANNULLIERT and self.laufende_nr:
            return f"{self.laufende_nr} (nichtig)"
        if self.laufende_nr:
            return (
                f"{self.laufende_nr} (fiktiv)"
                if self.nummer_herkunft == NummerHerkunft.FIKTIV
                else f"{self.laufende_nr}"
            )
        if self.nummer_herkunft == NummerHerkunft.NICHT_UEBERLIEFERT:
            return str(NummerHerkunft.NICHT_UEBERLIEFERT.label)
        return "noch keine" if self.status in VOR_INKRAFTTRETEN and self.hat_nummernkreis else "keine"

    @property
    def hat_nummernkreis(self) -> bool:
        """Only a Kooperationsvereinbarung is numbered, and counted."""
        return self.art == VereinbarungArt.KOOPERATIONSVEREINBARUNG

    @property
    def beteiligte(self) -> list[Kommune]:
        """Every Kommune that is or was bound, each once; reads prefetched `beteiligungen`."""
        return list(dict.fromkeys(b.kommune for b in self.beteiligungen.all() if not b.ist_annulliert))

    def offene_parteien(self) -> models.QuerySet:
        """Required parties whose signature is not on record."""
        return self.parteien.filter(erforderlich=True).exclude(
            unterzeichnungen__annulliert_zeitpunkt__isnull=True, unterzeichnungen__isnull=False
        )


class Beteiligung(Tatsache):
    """A Kommune bound by an agreement, with the days of joining and leaving (empty = from the start, to the end).

    A leaving that is entered later was not known before: it carries its own moment of entry. A correction is an
    annulment and a new row.
    """

    vereinbarung = models.ForeignKey(Vereinbarung, on_delete=models.PROTECT, related_name="beteiligungen")
    kommune = models.ForeignKey(Kommune, on_delete=models.PROTECT, related_name="beteiligungen", verbose_name="Kommune")
    beitritt_am = models.DateField("Beitritt am", null=True, blank=True, help_text="Leer = von Anfang an.")
    austritt_am = models.DateField("Austritt am", null=True, blank=True)
    austritt_erfasst_zeitpunkt = models.DateTimeField("Austritt erfasst am", null=True, blank=True, editable=False)

    objects = BeteiligungQuerySet.as_manager()  # type: ignore[misc]
    history = HistoricalRecords(cascade_delete_history=True)

    class Meta(Tatsache.Meta):
        verbose_name = "beteiligte Kommune"
        verbose_name_plural = "beteiligte Kommunen"
        ordering = ["vereinbarung_id", "kommune__sortiername"]
        constraints = [
            *Tatsache.Meta.constraints,
            models.UniqueConstraint(
                fields=["vereinbarung", "kommune"],
                condition=Q(austritt_am__isnull=True, annulliert_zeitpunkt__isnull=True),
                name="beteiligung_offen_einmalig",
            ),
            models.CheckConstraint(
                name="beteiligung_austritt_ganz",
                condition=Q(austritt_am__isnull=True, austritt_erfasst_zeitpunkt__isnull=True)
                | Q(austritt_am__isnull=False, austritt_erfasst_zeitpunkt__isnull=False),
            ),
            models.CheckConstraint(
                name="beteiligung_reihenfolge",
                condition=Q(beitritt_am__isnull=True)
                | Q(austritt_am__isnull=True)
                | Q(beitritt_am__lte=F("austritt_am")),
            ),
        ]

    def __str__(self) -> str:
        tage = [f"Beitritt {self.beitritt_am:%d.%m.%Y}"] if self.beitritt_am else []
        tage += [f"Austritt {self.austritt_am:%d.%m.%Y}"] if self.austritt_am else []
        tage += ["annulliert"] if self.ist_annulliert else []
        return f"{self.kommune} ({', '.join(tage)})" if tage else f"{self.kommune}"


class Gremienbeschluss(Fiktiv):
    """Decision of a council (§ 28 Abs. 2 Nr. 3 SächsGemO: usually needed), per Kommune."""

    vereinbarung = models.ForeignKey(Vereinbarung, on_delete=models.PROTECT, related_name="gremienbeschluesse")
    kommune = models.ForeignKey(Kommune, on_delete=models.PROTECT, related_name="+", verbose_name="Kommune")
    gremium = models.CharField("Gremium", max_length=120)
    nummer = models.CharField("Beschlussnummer", max_length=60, blank=True)
    datum = models.DateField("Datum")
    ergebnis = models.CharField(
        "Ergebnis", max_length=12, choices=Gremiumsergebnis, default=Gremiumsergebnis.ZUGESTIMMT
    )

    class Meta:
        verbose_name = "Gremienbeschluss"
        verbose_name_plural = "Gremienbeschlüsse"
        ordering = ["datum", "pk"]

    def __str__(self) -> str:
        return f"{self.kommune}: {self.gremium} {self.datum:%d.%m.%Y}, {self.get_ergebnis_display()}"


class Vertragstext(Fiktiv, Erfasst):
    """A version of the text; frozen by being stored, a change is a new version."""

    vereinbarung = models.ForeignKey(Vereinbarung, on_delete=models.PROTECT, related_name="vertragstexte")
    fassung = models.PositiveSmallIntegerField("Fassung")
    dokument = models.ForeignKey(Dokument, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    anmerkung = models.CharField("Anmerkung", max_length=300, blank=True)

    class Meta:
        verbose_name = "Textfassung"
        verbose_name_plural = "Textfassungen"
        ordering = ["vereinbarung_id", "-fassung"]
        constraints = [
            models.UniqueConstraint(fields=["vereinbarung", "fassung"], name="vertragstext_fassung_einmalig")
        ]

    def __str__(self) -> str:
        return f"Fassung {self.fassung}"


class VereinbarungEreignis(StatusEreignis):
    objekt = models.ForeignKey(
        Vereinbarung, on_delete=models.PROTECT, related_name="verlauf", verbose_name="Vereinbarung"
    )

    class Meta(StatusEreignis.Meta):
        verbose_name = "Statusschritt einer Vereinbarung"
        verbose_name_plural = "Statusschritte der Vereinbarungen"
