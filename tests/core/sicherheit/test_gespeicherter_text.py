"""Stored text: whatever somebody has typed into whatever column, no page takes it for markup."""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import DatabaseError, models, transaction
from django.template import base as vorlagen
from django.test import Client
from django.urls import reverse

from asskomm.core.roles import Rolle
from kommunen.models import Kommune
from tests.factories.konten import angemeldet

from .adressen import adressen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bestand_alles")]
MARKE = "<i data-eingeschleust>"
TEXT = f"'\">{MARKE}&amp;"
# Codes of the program, and what the sessions of this test hang on: nobody types them.
KEIN_TEXT = {"password", "von", "nach", "uebergang", "mimetype", "sha256", "zone"}
EIGENE = ("core", "kommunen", "vereinbarungen", "foerderung", "portal")


def textspalten(modell: type[models.Model]) -> Iterator[str]:
    for feld in modell._meta.concrete_fields:
        frei = type(feld) in (models.CharField, models.TextField) and not (feld.choices or feld.unique)
        if frei and feld.name not in KEIN_TEXT and (feld.max_length or len(TEXT)) >= len(TEXT):
            yield feld.name


def schleuse_ein() -> set[str]:
    """Into every free text column of every row; returns the columns that took it (constraints refuse some)."""
    gelungen = set()
    for modell in (m for app in EIGENE for m in apps.get_app_config(app).get_models()):
        for spalte in textspalten(modell):
            try:
                with transaction.atomic():
                    if models.QuerySet(modell).update(**{spalte: TEXT}):
                        gelungen.add(f"{modell.__name__}.{spalte}")
            except (DatabaseError, TypeError):
                continue
    return gelungen


def beteiligte_kommune() -> Kommune:
    return Kommune.objects.filter(vereinbarungen__isnull=False, organisation__isnull=False).earliest("pk")


def seiten() -> Iterator[str]:
    """All addresses without a placeholder, and the first object of each list."""
    yield from (a.pfad for a in adressen() if not a.pfad.endswith(("/x/", "/1/")) and "/x/" not in a.pfad)
    for kommune in Kommune.objects.order_by("pk")[:2]:
        yield reverse("portal:kommune", args=[kommune.slug])
    for vereinbarung in beteiligte_kommune().vereinbarungen.all():
        yield reverse("portal:eigene_vereinbarung", args=[vereinbarung.pk])
    for modell in admin.site._registry:
        name = f"admin:{modell._meta.app_label}_{modell._meta.model_name}"
        for objekt in modell._base_manager.order_by("pk")[:1]:
            yield reverse(f"{name}_change", args=[objekt.pk])
            if hasattr(modell, "history"):
                yield reverse(f"{name}_history", args=[objekt.pk])
            for aktion in getattr(admin.site._registry[modell], "fachaktionen", ()):
                yield reverse(f"{name}_aktion", args=[objekt.pk, aktion.name])


def funde(clients: list[Client], pfade: Iterable[str]) -> tuple[list[str], int]:
    gefunden, gelesen = [], 0
    for pfad in pfade:
        for client in clients:
            antwort = client.get(pfad)
            if antwort.status_code != 200 or "html" not in antwort.headers["Content-Type"]:
                continue
            gelesen += 1
            if MARKE in antwort.content.decode():
                gefunden.append(pfad)
            break  # who else may open it sees the same
    return gefunden, gelesen


@pytest.fixture
def clients() -> list[Client]:
    angemeldete = [Client(), Client(), Client()]
    for client, rolle in zip(angemeldete, (Rolle.LEITUNG, Rolle.SYSTEMVERWALTUNG, Rolle.HAUSHALT), strict=True):
        angemeldet(client, rolle)
    kommune = Client()
    angemeldet(kommune, Rolle.KOMMUNE_BEARBEITUNG, fuer=beteiligte_kommune().organisation)
    return [*angemeldete, kommune]


def test_eingeschleuster_text_bleibt_text(clients):
    spalten = schleuse_ein()
    assert {"Kommune.name", "Ansprechperson.name", "Beratung.anlass", "Vereinbarung.bemerkung"} & spalten
    assert len(spalten) > 30
    gefunden, gelesen = funde(clients, seiten())
    assert gefunden == []
    assert funde(clients[-1:], (p for p in seiten() if p.startswith("/portal/")))[1] > 2
    assert gelesen > 120


def test_ohne_kodierung_der_vorlagen_stuende_er_auf_der_seite(clients, monkeypatch):
    def roh(wert: Any, context: Any) -> str:
        return str(wert)

    monkeypatch.setattr(vorlagen, "render_value_in_context", roh)
    schleuse_ein()
    listen = [reverse("portal:kommunen"), reverse("admin:kommunen_beratung_changelist")]
    assert funde(clients, listen)[0] == listen
