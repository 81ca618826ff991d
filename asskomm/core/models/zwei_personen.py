from django.db import models
from django.db.models import F, Q

from .felder import wer


class ZweiPersonen(models.Model):
    """Somebody requests, somebody else confirms or refuses; only confirmed rows have an effect.

    Without a requesting person the row comes from a command or from the authority's sign-in provider.
    """

    beantragt_zeitpunkt = models.DateTimeField("beantragt am", editable=False)
    beantragt_durch = wer("beantragt durch")
    bestaetigt_zeitpunkt = models.DateTimeField("bestätigt am", null=True, blank=True, editable=False)
    bestaetigt_durch = wer("bestätigt durch")
    abgelehnt_zeitpunkt = models.DateTimeField("abgelehnt am", null=True, blank=True, editable=False)
    abgelehnt_durch = wer("abgelehnt durch")
    abgelehnt_grund = models.CharField("Grund der Ablehnung", max_length=500, blank=True, editable=False)
    # An end by `gueltig_bis` lasts to the end of that day; this ends it at once.
    entzogen_zeitpunkt = models.DateTimeField("sofort entzogen am", null=True, blank=True, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_zwei_personen",
                # What a person requested, another person confirms; only a command needs nobody.
                condition=Q(bestaetigt_zeitpunkt__isnull=True, bestaetigt_durch__isnull=True)
                | Q(bestaetigt_zeitpunkt__isnull=False, beantragt_durch__isnull=True)
                | Q(
                    ~Q(bestaetigt_durch=F("beantragt_durch")),
                    bestaetigt_zeitpunkt__isnull=False,
                    bestaetigt_durch__isnull=False,
                    beantragt_durch__isnull=False,
                ),
                violation_error_message="Beantragen und Bestätigen müssen zwei verschiedene Personen erledigen.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_ablehnung_ganz",
                condition=Q(abgelehnt_zeitpunkt__isnull=True, abgelehnt_durch__isnull=True, abgelehnt_grund="")
                | (
                    Q(abgelehnt_zeitpunkt__isnull=False, abgelehnt_durch__isnull=False)
                    & Q(bestaetigt_zeitpunkt__isnull=True)
                    & ~Q(abgelehnt_grund="")
                ),
            ),
        ]

    @property
    def ist_bestaetigt(self) -> bool:
        return self.bestaetigt_zeitpunkt is not None

    @property
    def ist_offen(self) -> bool:
        """Waits for the second person."""
        return self.bestaetigt_zeitpunkt is None and self.abgelehnt_zeitpunkt is None

    @property
    def stand(self) -> str:
        """In a word, without regard to the day."""
        if self.abgelehnt_zeitpunkt is not None:
            return "zurückgenommen" if self.abgelehnt_durch_id == self.beantragt_durch_id else "abgelehnt"
        if self.entzogen_zeitpunkt is not None:
            return "entzogen"
        return "bestätigt" if self.ist_bestaetigt else "wartet auf Bestätigung"
