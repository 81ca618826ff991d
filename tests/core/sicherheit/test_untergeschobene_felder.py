"""Mass assignment: a field that a form does not show cannot be sent along, in no form of the back office."""

from typing import Any

import pytest
from django.contrib import admin
from django.db import models
from django.test import Client
from django.urls import reverse

from asskomm.core.admin.basis import FachAdmin
from asskomm.core.roles import Rolle
from kommunen.models import Ansprechperson, Beratung
from tests.factories.konten import angemeldet, konto
from tests.factories.vereinbarungen import gemeinde
from tests.factories.verwaltung import formulardaten

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bestand_alles")]
# What only services, the workflow engine or a second person write, in whatever model it stands.
GESCHUETZT = {
    *("status", "fiktiv", "erfasst_durch", "erfasst_zeitpunkt", "annulliert_durch", "annulliert_zeitpunkt"),
    *("password", "is_superuser", "is_staff", "user_permissions", "groups", "last_login", "sha256", "laufende_nr"),
    *("bestaetigt_durch", "beantragt_durch", "pruefsumme", "vorgaenger"),
}


def werte(feld: models.Field) -> str:
    """A value that would show if it were taken over."""
    if feld.choices:
        return str(feld.choices[-1][0])
    if isinstance(feld, models.BooleanField):
        return "on"
    if isinstance(feld, models.DateTimeField):
        return "2001-01-01 00:00"
    if isinstance(feld, models.DateField):
        return "01.01.2001"
    if isinstance(feld, models.DecimalField | models.IntegerField | models.ForeignKey):
        return "1"
    return "untergeschoben"


def stand(objekt: Any, ohne: set[str]) -> dict[str, Any]:
    return {f.attname: getattr(objekt, f.attname) for f in objekt._meta.concrete_fields if f.name not in ohne}


def unterschiebe(client: Client, objekt: Any) -> tuple[int, set[str]]:
    """Saves the page of the object unchanged, with every other column sent along; status and columns that changed."""
    info = objekt._meta.label_lower.replace(".", "_")
    adresse = reverse(f"admin:{info}_change", args=[objekt.pk])
    seite = client.get(adresse)
    if seite.status_code != 200 or not seite.context.get("has_change_permission"):
        return seite.status_code if seite.status_code != 200 else 403, set()
    felder = set(seite.context["adminform"].form.fields)
    fremd = [f for f in objekt._meta.concrete_fields if f.name not in felder and not f.primary_key]
    mitgesandt = {name: werte(f) for f in fremd for name in (f.name, f.attname)}
    vorher = stand(objekt, felder)
    antwort = client.post(adresse, {**mitgesandt, **formulardaten(seite)})
    nachher = stand(type(objekt)._base_manager.get(pk=objekt.pk), felder)
    return antwort.status_code, {name for name, wert in nachher.items() if wert != vorher[name]}


# Between them they may write every list that anybody may write.
SCHREIBENDE = (Rolle.LEITUNG, Rolle.SYSTEMVERWALTUNG, Rolle.HAUSHALT, Rolle.SACHBEARBEITUNG)


@pytest.fixture(scope="module")
def clients(bestand_alles, django_db_blocker) -> dict[str, Client]:
    angemeldete = {rolle: Client() for rolle in SCHREIBENDE}
    with django_db_blocker.unblock():
        for rolle, client in angemeldete.items():
            angemeldet(client, rolle)
    return angemeldete


def test_kein_formular_der_verwaltung_nimmt_fremde_spalten_an(clients):
    gespeichert, veraendert = set(), {}
    for modell in admin.site._registry:
        objekt = modell._base_manager.order_by("pk").first()
        for client in clients.values() if objekt else ():
            status, spalten = unterschiebe(client, objekt)
            if spalten:
                veraendert[modell.__name__] = spalten
            if status == 302:
                gespeichert.add(modell.__name__)
                break
    assert veraendert == {}
    assert {"Kommune", "Ansprechperson", "Landkreis", "User", "Vereinbarung"} <= gespeichert


def test_die_pruefung_bemerkt_wer_alles_uebernimmt_was_gesandt_wird(clients, monkeypatch):
    """The usual mistake: what comes in is written to the column of the same name."""

    def naiv(self: Any, request: Any, obj: Any, form: Any, change: bool) -> None:
        for feld in obj._meta.concrete_fields:
            if isinstance(feld, models.BooleanField | models.CharField) and feld.name in request.POST:
                setattr(obj, feld.name, request.POST[feld.name] == "on" or request.POST[feld.name])
        obj.save()

    Ansprechperson.objects.update(fiktiv=False)
    objekt = Ansprechperson.objects.earliest("pk")
    assert unterschiebe(clients[Rolle.LEITUNG], objekt) == (302, set())
    monkeypatch.setattr(FachAdmin, "save_model", naiv)
    assert "fiktiv" in unterschiebe(clients[Rolle.LEITUNG], objekt)[1]


def _formulare(seite: Any) -> list[Any]:
    if "adminform" not in seite.context:  # a page of our own with a form of its own
        return [seite.context["form"]]
    inlines = [
        f for liste in seite.context["inline_admin_formsets"] for f in (*liste.formset, liste.formset.empty_form)
    ]
    return [seite.context["adminform"].form, *inlines]


def test_keine_seite_und_keine_aktion_zeigt_ein_geschuetztes_feld(clients):
    offen, seiten = [], 0
    for modell, verwaltung in admin.site._registry.items():
        for client in clients.values():
            seite = client.get(reverse(f"admin:{modell._meta.app_label}_{modell._meta.model_name}_add"))
            if seite.status_code != 200:
                continue
            for formular in _formulare(seite):
                offen += [(modell.__name__, name) for name in set(formular.fields) & GESCHUETZT]
            seiten += 1
            break
        for aktion in getattr(verwaltung, "fachaktionen", ()):
            offen += [(aktion.name, name) for name in set(aktion.formular.base_fields) & GESCHUETZT]
    assert offen == []
    assert seiten > 15


def test_neuer_eintrag_nimmt_nur_die_felder_seiner_seite(client):
    person, andere = angemeldet(client), konto()
    mitgesandt = {
        "fiktiv": "on",
        "erfasst_durch": andere.pk,
        "erfasst_durch_id": andere.pk,
        "annulliert_grund": "weg",
        "annulliert_zeitpunkt_0": "01.01.2001",
        "annulliert_zeitpunkt_1": "00:00",
        "id": "4711",
        "pk": "4711",
    }
    kommune = gemeinde("Untergeschoben")
    angaben = {"kommune": kommune.name_eindeutig, "am": "05.03.2024", "kontaktart": "GESPRAECH"}
    antwort = client.post(reverse("admin:kommunen_beratung_add"), {**mitgesandt, **angaben})
    assert antwort.status_code == 302
    beratung = Beratung.objects.get(kommune=kommune)
    assert (beratung.fiktiv, beratung.erfasst_durch, beratung.annulliert_grund) == (False, person, "")
    assert beratung.annulliert_zeitpunkt is None
    assert beratung.pk != 4711
