"""What the lists of accounts and roles export. Nothing of it comes in by a file."""

from typing import Any

from import_export.fields import Field

from .models import Rollenzuordnung, User
from .resources import FachResource
from .roles import OrganisationArt, Rolle
from .tabellenwerte import AuswahlWidget, JaNeinWidget, TagWidget, TextWidget


def _text(attribut: str, spalte: str) -> Field:
    return Field(attribute=attribut, column_name=spalte, widget=TextWidget(), readonly=True)


def _tag(attribut: str, spalte: str) -> Field:
    return Field(attribute=attribut, column_name=spalte, widget=TagWidget(), readonly=True)


class KontoResource(FachResource):
    anmeldename = _text("anmeldename", "Anmeldename")
    name = _text("name", "Name")
    email = _text("email", "E-Mail-Adresse")
    rollen = Field(column_name="Rollen heute", readonly=True)
    aktiv = Field(attribute="is_active", column_name="aktiv", widget=JaNeinWidget(), readonly=True)
    zugang_bis = _tag("zugang_bis", "Zugang bis")

    class Meta(FachResource.Meta):
        model = User
        fields = ("anmeldename", "name", "email", "rollen", "aktiv", "zugang_bis")

    def dehydrate_rollen(self, user: Any) -> str:
        """The list has prefetched them."""
        return ", ".join(f"{z.rolle} ({z.organisation})" for z in user.geltende_rollen)


class RollenResource(FachResource):
    konto = _text("user__anmeldename", "Anmeldename")
    name = _text("user__name", "Name")
    rolle = Field(attribute="rolle", column_name="Rolle", widget=AuswahlWidget(Rolle.choices), readonly=True)
    organisation = _text("organisation__name", "Organisation")
    art = Field(
        attribute="organisation__art", column_name="Art", widget=AuswahlWidget(OrganisationArt.choices), readonly=True
    )
    gueltig_von = _tag("gueltig_von", "gültig von")
    gueltig_bis = _tag("gueltig_bis", "gültig bis")
    stand = _text("stand", "Stand")
    grundlage = _text("grundlage", "schriftliche Grundlage")
    beantragt_durch = _text("beantragt_durch__anmeldename", "beantragt durch")
    bestaetigt_durch = _text("bestaetigt_durch__anmeldename", "bestätigt durch")

    verknuepft = ("user", "organisation", "beantragt_durch", "bestaetigt_durch")

    class Meta(FachResource.Meta):
        model = Rollenzuordnung
        fields = (
            *("konto", "name", "rolle", "organisation", "art", "gueltig_von", "gueltig_bis", "stand", "grundlage"),
            *("beantragt_durch", "bestaetigt_durch"),
        )
