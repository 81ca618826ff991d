import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from ..befugnis import Befugnis
from ..roles import BEFRISTETE_ROLLEN, SCHRIFTLICHE_ROLLEN, VERTRETBARE_ROLLEN, Pruefbereich, Rolle
from .facts import Fiktiv, zeitraum_constraint
from .organisation import BefristetQuerySet, Mandat, Organisation
from .zwei_personen import ZweiPersonen


class Herkunft(models.TextChoices):
    PORTAL = "PORTAL", "im Portal beantragt"
    BEFEHL = "BEFEHL", "auf dem Server angelegt"
    ANBIETER = "ANBIETER", "vom Anmeldedienst der Behörde"


class Rollenzuordnung(ZweiPersonen, Fiktiv):
    """One person has one role for one organisation, from and until a day. Several rows make several roles."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="rollenzuordnungen", verbose_name="Konto"
    )
    rolle = models.CharField("Rolle", max_length=2, choices=Rolle)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="rollenzuordnungen", verbose_name="Organisation"
    )
    gueltig_von = models.DateField("gültig von")
    gueltig_bis = models.DateField("gültig bis", null=True, blank=True)
    grundlage = models.CharField(
        "schriftliche Grundlage",
        max_length=300,
        blank=True,
        help_text="Pflicht für Prüfung (Prüfauftrag) und Anordnungsbefugnis (Ermächtigung).",
    )
    herkunft = models.CharField("Herkunft", max_length=8, choices=Herkunft, default=Herkunft.PORTAL, editable=False)
    bereiche = models.JSONField("Bereiche der Prüfung", default=list, blank=True)
    umfang = models.ManyToManyField(
        Organisation,
        blank=True,
        related_name="+",
        verbose_name="geprüfte Kommunen",
        help_text="Nur für Prüfung; leer = alle Kommunen.",
    )

    objects = BefristetQuerySet.as_manager()

    class Meta(ZweiPersonen.Meta):
        verbose_name = "Rolle einer Person"
        verbose_name_plural = "Rollen der Personen"
        ordering = ["user_id", "rolle", "-gueltig_von", "pk"]
        constraints = [
            *ZweiPersonen.Meta.constraints,
            zeitraum_constraint("rollenzuordnung_reihenfolge"),
            models.CheckConstraint(
                name="rollenzuordnung_nicht_selbst",
                condition=~Q(user=F("bestaetigt_durch")) | Q(bestaetigt_durch__isnull=True),
                violation_error_message="Niemand bestätigt die eigene Rolle.",
            ),
            models.CheckConstraint(
                name="rollenzuordnung_nicht_fuer_sich",
                condition=~Q(user=F("beantragt_durch")) | Q(beantragt_durch__isnull=True),
                violation_error_message="Niemand beantragt eine Rolle für sich selbst.",
            ),
            models.CheckConstraint(
                name="rollenzuordnung_befristet",
                condition=~Q(rolle__in=sorted(BEFRISTETE_ROLLEN)) | Q(gueltig_bis__isnull=False),
                violation_error_message="Eine Prüfung ist befristet: Bitte geben Sie ihr Ende an.",
            ),
            models.CheckConstraint(
                name="rollenzuordnung_schriftlich",
                condition=~Q(rolle__in=sorted(SCHRIFTLICHE_ROLLEN)) | ~Q(grundlage=""),
                violation_error_message="Diese Rolle braucht eine schriftliche Grundlage.",
            ),
            models.UniqueConstraint(
                fields=["user", "rolle", "organisation"],
                condition=Q(
                    gueltig_bis__isnull=True, abgelehnt_zeitpunkt__isnull=True, entzogen_zeitpunkt__isnull=True
                ),
                name="rollenzuordnung_einmal_offen",
                violation_error_message="Diese Rolle hat die Person für diese Organisation schon.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_rolle_display()} ({self.organisation})"

    @property
    def bereiche_in_worten(self) -> str:
        return ", ".join(str(Pruefbereich(b).label) for b in self.bereiche)


class Vertretung(ZweiPersonen, Fiktiv):
    """A dated deputy for one role of one person, bound by the two-person rules of both."""

    zuordnung = models.ForeignKey(
        Rollenzuordnung, on_delete=models.PROTECT, related_name="vertretungen", verbose_name="vertretene Rolle"
    )
    vertretung = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="vertretungen", verbose_name="vertreten durch"
    )
    grund = models.CharField("Anlass", max_length=300, blank=True)
    gueltig_von = models.DateField("gültig von")
    gueltig_bis = models.DateField("gültig bis")

    objects = BefristetQuerySet.as_manager()

    class Meta(ZweiPersonen.Meta):
        verbose_name = "Vertretung"
        verbose_name_plural = "Vertretungen"
        ordering = ["-gueltig_von", "pk"]
        constraints = [
            *ZweiPersonen.Meta.constraints,
            zeitraum_constraint("vertretung_reihenfolge"),
            models.CheckConstraint(
                name="vertretung_nicht_selbst",
                condition=~Q(vertretung=F("bestaetigt_durch")) | Q(bestaetigt_durch__isnull=True),
                violation_error_message="Niemand bestätigt die eigene Vertretungsbefugnis.",
            ),
            models.CheckConstraint(
                name="vertretung_nicht_fuer_sich",
                condition=~Q(vertretung=F("beantragt_durch")) | Q(beantragt_durch__isnull=True),
                violation_error_message="Niemand macht sich selbst zur Vertretung.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vertretung} für {self.zuordnung.user}: {self.zuordnung.get_rolle_display()}"


class Befangenheit(Fiktiv):
    """A person must not act in the matters of an organisation: own or relatives' matters (VwV § 70, § 20 VwVfG)."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="befangenheiten", verbose_name="Konto"
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="Kommune")
    gueltig_von = models.DateField("gültig von")
    gueltig_bis = models.DateField("gültig bis", null=True, blank=True)
    erfasst_zeitpunkt = models.DateTimeField("erfasst am", editable=False)
    erfasst_durch = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="erfasst durch",
    )

    objects = BefristetQuerySet.as_manager()

    class Meta:
        verbose_name = "Befangenheit"
        verbose_name_plural = "Befangenheiten"
        ordering = ["-gueltig_von", "pk"]
        constraints = [zeitraum_constraint("befangenheit_reihenfolge")]

    def __str__(self) -> str:
        return f"{self.user}: {self.organisation}"


class Einladung(Fiktiv):
    """A link by which an invited person sets the first password: once, for fourteen days. Only its digest is kept."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="einladungen", verbose_name="Konto"
    )
    schluessel_sha256 = models.CharField(max_length=64, unique=True, editable=False)
    erfasst_zeitpunkt = models.DateTimeField("ausgestellt am", editable=False)
    erfasst_durch = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="ausgestellt durch",
    )
    gueltig_bis_zeitpunkt = models.DateTimeField("gültig bis", editable=False)
    angenommen_zeitpunkt = models.DateTimeField("angenommen am", null=True, blank=True, editable=False)
    widerrufen_zeitpunkt = models.DateTimeField("widerrufen am", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "Einladung"
        verbose_name_plural = "Einladungen"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="einladung_angenommen_oder_widerrufen",
                condition=Q(angenommen_zeitpunkt__isnull=True) | Q(widerrufen_zeitpunkt__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"Einladung für {self.user}"


class Postfachaenderung(ZweiPersonen, Fiktiv):
    """A new mailbox for an account: whoever reads it can set a new password, so two people decide (fachmodell 2.2)."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="postfachaenderungen", verbose_name="Konto"
    )
    email = models.EmailField("neue E-Mail-Adresse")
    grund = models.CharField("Anlass", max_length=300)

    objects = BefristetQuerySet.as_manager()

    class Meta(ZweiPersonen.Meta):
        verbose_name = "Änderung eines Postfachs"
        verbose_name_plural = "Änderungen von Postfächern"
        ordering = ["-pk"]
        constraints = [
            *ZweiPersonen.Meta.constraints,
            models.CheckConstraint(
                name="postfachaenderung_nicht_selbst",
                condition=~Q(user=F("bestaetigt_durch")) | Q(bestaetigt_durch__isnull=True),
                violation_error_message="Niemand bestätigt das eigene Postfach.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.email}"


def load_befugnisse(user: Any, tag: dt.date) -> tuple[Befugnis, ...]:
    """The roles of an account in force on that day: own ones first, then those held as a deputy."""
    if user.pk is None or not user.hat_zugang:
        return ()
    vertretung = Vertretung.objects.in_kraft(tag).filter(vertretung=user, zuordnung=OuterRef("pk"))
    zeilen = (
        Rollenzuordnung.objects.in_kraft(tag)
        .filter(Q(user=user) | Q(Exists(vertretung), rolle__in=VERTRETBARE_ROLLEN, user__is_active=True))
        .select_related("organisation")
        .order_by("rolle", "pk")
    )
    befugnisse = [_befugnis(z, user.pk) for z in zeilen]
    return tuple(sorted(befugnisse, key=lambda b: b.vertritt is not None))


def load_vertretungen(tag: dt.date) -> dict[int, list[Any]]:
    """The accounts that act for somebody on that day, by the key of whom they represent; one query."""
    rollen = Rollenzuordnung.objects.in_kraft(tag).filter(rolle__in=VERTRETBARE_ROLLEN, user__is_active=True)
    zeilen = Vertretung.objects.in_kraft(tag).filter(zuordnung__in=rollen, vertretung__is_active=True)
    je_person: dict[int, list[Any]] = {}
    for zeile in zeilen.select_related("vertretung", "zuordnung").order_by("vertretung", "pk"):
        je_person.setdefault(zeile.zuordnung.user_id, []).append(zeile.vertretung)
    return je_person


def _befugnis(zeile: Rollenzuordnung, user_pk: int) -> Befugnis:
    ist_pruefung = zeile.rolle == Rolle.PRUEFUNG
    return Befugnis(
        rolle=zeile.rolle,
        organisation_id=zeile.organisation_id,
        organisation=zeile.organisation.name,
        zuordnung_id=zeile.pk,
        vertritt=zeile.user_id if zeile.user_id != user_pk else None,
        bereiche=frozenset(zeile.bereiche) if ist_pruefung else frozenset(),
        nur_organisationen=frozenset(zeile.umfang.values_list("pk", flat=True)) if ist_pruefung else frozenset(),
    )


def load_mandate(user: Any, tag: dt.date) -> dict[int, frozenset[int]]:
    """For each organisation of the account, the organisations that it acts for by mandate."""
    eigene = {b.organisation_id for b in user.befugnisse}
    mandate: dict[int, frozenset[int]] = {}
    paare = Mandat.objects.in_kraft(tag).filter(verband__in=eigene).values_list("verband", "mitglied")
    for verband, mitglied in paare:
        mandate[verband] = mandate.get(verband, frozenset()) | {mitglied}
    return mandate
