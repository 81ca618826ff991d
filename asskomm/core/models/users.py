from typing import ClassVar

import rules
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from ..roles import LPR_ROLLEN, Rolle
from .facts import Fiktiv


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, rolle: str, password: str | None = None, **felder: object) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), rolle=rolle, **felder)
        user.set_password(password)  # None = no usable password until the invitation is accepted
        user.full_clean(exclude=["password"])
        user.save()
        return user

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)


class User(Fiktiv, AbstractBaseUser):
    """A person with one role. Rights come from rules.py of the apps, never from stored permissions."""

    email = models.EmailField("E-Mail-Adresse", unique=True)
    name = models.CharField("Name", max_length=150, blank=True)
    rolle = models.CharField("Rolle", max_length=2, choices=Rolle)
    is_active = models.BooleanField("aktiv", default=True, help_text="Gesperrte Konten können sich nicht anmelden.")
    # Uhr: rein technischer Zeitpunkt, geht in keine Kennzahl ein
    angelegt_zeitpunkt = models.DateTimeField("angelegt", auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["rolle"]

    class Meta:
        verbose_name = "Konto"
        verbose_name_plural = "Konten"
        ordering = ["email"]
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_ohne_gross_klein")]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    @property
    def is_staff(self) -> bool:
        """May enter the back office."""
        return self.is_active and self.rolle in LPR_ROLLEN

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
