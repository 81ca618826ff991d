import datetime as dt
from copy import copy
from functools import cached_property
from typing import ClassVar, Self

import rules
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

# Uhr: welche Rollen gelten, fragt jede Anfrage für heute; ein Konto ohne diesen Tag wüsste nicht, was es darf.
from .. import clock
from ..befugnis import Befugnis
from ..roles import KOMMUNE_ROLLEN, VERWALTUNG_ROLLEN, ZWEITER_FAKTOR
from ..sichtbarkeit import SichtbarQuerySet
from .facts import Fiktiv
from .suchbar import Suchbar


class UserManager(BaseUserManager.from_queryset(SichtbarQuerySet)["User"]):  # type: ignore[misc]
    def create_user(
        self, email: str, password: str | None = None, *, anmeldename: str = "", **felder: object
    ) -> "User":
        email = self.normalize_email(email)
        user = self.model(email=email, anmeldename=(anmeldename or email).lower(), **felder)
        user.set_password(password)  # None = no usable password until the invitation is accepted
        user.full_clean(exclude=["password"])
        user.save()
        return user

    def get_by_natural_key(self, anmeldename: str | None) -> "User":
        return self.get(anmeldename__iexact=anmeldename)


class User(Suchbar, Fiktiv, AbstractBaseUser):
    """A person. Roles are dated rows (Rollenzuordnung); rights come from rules.py of the apps."""

    suchfelder = ("name", "anmeldename", "email")

    anmeldename = models.CharField(
        "Anmeldename",
        max_length=254,
        unique=True,
        help_text="Meist die eigene E-Mail-Adresse. Wer sich ein Postfach teilt, wählt einen eigenen Namen.",
    )
    email = models.EmailField(
        "E-Mail-Adresse", help_text="Wohin Nachrichten gehen. Mehrere Konten dürfen sich ein Postfach teilen."
    )
    name = models.CharField("Name", max_length=150, blank=True)
    is_active = models.BooleanField("aktiv", default=True, help_text="Gesperrte Konten können sich nicht anmelden.")
    zugang_bis = models.DateField(
        "Zugang bis", null=True, blank=True, help_text="Letzter Tag nach einer Übergabe; danach ist das Konto gesperrt."
    )
    # Uhr: rein technischer Zeitpunkt, geht in keine Kennzahl ein
    angelegt_zeitpunkt = models.DateTimeField("angelegt", auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "anmeldename"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["email"]

    class Meta:
        verbose_name = "Konto"
        verbose_name_plural = "Konten"
        ordering = ["anmeldename"]
        constraints = [models.UniqueConstraint(Lower("anmeldename"), name="user_anmeldename_ohne_gross_klein")]

    def __str__(self) -> str:
        return self.name or self.anmeldename

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    @cached_property
    def tag(self) -> dt.date:
        """The day for which this loaded account answers."""
        return clock.today()

    @cached_property
    def befugnisse(self) -> tuple[Befugnis, ...]:
        """The roles in force today, own ones first; one query for each loaded account."""
        from .rollen import load_befugnisse  # Rollenzuordnung points to this model

        return load_befugnisse(self, self.tag)

    @cached_property
    def mandate(self) -> dict[int, frozenset[int]]:
        """Organisation -> organisations for which its staff acts by a mandate in force today."""
        from .rollen import load_mandate  # as above

        return load_mandate(self, self.tag)

    @cached_property
    def befangen(self) -> frozenset[int]:
        """Organisations in whose matters this person must not act for the LPR: declared ones, and its own."""
        erklaert = self.befangenheiten.am(self.tag).values_list("organisation_id", flat=True)  # type: ignore[attr-defined]
        return frozenset(erklaert) | self.organisationen(*KOMMUNE_ROLLEN)

    @property
    def hat_angenommen(self) -> bool:
        """Has set a password, or comes through the sign-in provider of the authority."""
        return self.has_usable_password() or self.last_login is not None

    @property
    def hat_zugang(self) -> bool:
        """Neither locked nor past the last day that a handover has set."""
        return self.is_active and (self.zugang_bis is None or self.tag <= self.zugang_bis)

    def hat_rolle(self, *rollen: str) -> bool:
        return any(b.rolle in rollen for b in self.befugnisse)

    def organisationen(self, *rollen: str) -> frozenset[int]:
        """The organisations for which this person acts in one of these roles, mandates included."""
        eigene = frozenset(b.organisation_id for b in self.befugnisse if b.rolle in rollen)
        return eigene.union(*(self.mandate.get(o, frozenset()) for o in eigene)) if eigene else eigene

    def nur(self, *befugnisse: Befugnis) -> Self:
        """The same person with these roles only: what would they permit by themselves?"""
        allein = copy(self)
        allein.__dict__["befugnisse"] = befugnisse
        return allein

    def befugnis_fuer(self, recht: str, objekt: models.Model | None = None) -> Befugnis | None:
        """The role that grants the right; a role of one's own before one as a deputy. None: not permitted."""
        return next((b for b in self.befugnisse if self.nur(b).has_perm(recht, objekt)), None)

    @property
    def braucht_zweiten_faktor(self) -> bool:
        """LPR staff, auditors, system administration and everybody who signs (BSI ORP.4.A23)."""
        return self.hat_rolle(*ZWEITER_FAKTOR)

    @property
    def is_staff(self) -> bool:
        """May enter the back office."""
        return self.is_active and self.hat_rolle(*VERWALTUNG_ROLLEN)

    @property
    def is_superuser(self) -> bool:
        """Nobody stands above the rules."""
        return False

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        if not self.is_active:
            return False
        return rules.has_perm(perm, self, obj)

    def has_perms(self, perm_list: list[str], obj: models.Model | None = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff
