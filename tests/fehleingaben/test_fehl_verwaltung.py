"""Die Verwaltung unter unsinnigen Eingaben: jede Liste, jedes Formular, jeder Schritt; nie 500, nie etwas halb."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.template.backends.django import Template
from django.test import Client
from django.urls import reverse

from asskomm.core.models import User
from asskomm.core.roles import Rolle
from kommunen.models import Kommune
from tests.factories.bestand import zurueckgenommen
from tests.factories.fakten import beraten, eng, rat
from tests.factories.foerderung import ansatz, zuwendung
from tests.factories.konten import angemeldet
from tests.factories.vereinbarungen import analyse, coaching, entwurf, gemeinde, in_kraft, in_zeichnung
from tests.factories.verwaltung import formulardaten
from vereinbarungen.models import Vereinbarung

pytestmark = pytest.mark.django_db
MODELLE = sorted(admin.site._registry, key=lambda m: m._meta.label_lower)
ABFRAGEN = (
    *("o=999", "o=1.2.-3.x", "p=abc", "p=-1", "p=99999", "e=1", "all=1", "_popup=1", "_to_field=x", "_facets=x"),
    *("q=%00", "q=%ED%A0%80", "q=99999999999999999999", "q=" + "x" * 2000, "unbekannt=1", "status__exact=x"),
    *("jahr=0000", "jahr=%C2%B2023", "am__year=99999", "am__year=0", "am__year=9999", "stichtag__year=99999"),
    *("am__month=13&am__year=2023", "am__day=99&am__month=2&am__year=2023", "fiktiv__exact=abc", "id__exact=abc"),
    *("kommune__landkreis__id__exact=9999999999999999999999", "erfasst_durch__password__startswith=a", "pk__in=a"),
)
KENNUNGEN = ("abc", "0", "-1", "99999999999999999999", "_00", "1_2F..", "%00", "%F0%9F%98%80")
UNSINN = (
    *("", "\x00", "a\x00b", "x" * 20_000, "-1", "9" * 30, "2023-02-30", "31.12.9999", "²", "٣", "1e400", "NaN"),
    *("<script>alert(1)</script>", "🙂", "November 2021", "=1+1"),
)


def adresse(modell: type[models.Model], name: str, *args: object) -> str:
    return reverse(f"admin:{modell._meta.app_label}_{modell._meta.model_name}_{name}", args=args)


@pytest.fixture
def leitung(client: Client) -> User:
    return angemeldet(client, Rolle.LEITUNG)


@pytest.fixture(scope="module")
def _bestand(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """One object of each kind, written once for all tests of this file."""
    with django_db_blocker.unblock(), zurueckgenommen():
        ort = gemeinde("Probestadt")
        for erzeuge in (beraten, eng, rat, zuwendung, coaching, analyse, entwurf, in_zeichnung, in_kraft):
            erzeuge(ort)
        ansatz()
        yield


def zustand() -> dict[str, list[Any]]:
    """Every row of every model of the back office, to see that nothing was written."""
    return {m._meta.label: list(m._base_manager.order_by("pk").values()) for m in MODELLE if m is not User}


@pytest.mark.usefixtures("_bestand", "leitung")
@pytest.mark.parametrize("modell", MODELLE, ids=lambda m: m._meta.model_name)
def test_listen_und_kennungen(client: Client, modell: type[models.Model], monkeypatch: pytest.MonkeyPatch) -> None:
    liste = adresse(modell, "changelist")
    for abfrage in ABFRAGEN:
        antwort = client.get(f"{liste}?{abfrage}")
        assert antwort.status_code in {200, 302, 400}, abfrage
        assert b"<script>alert" not in antwort.content
    monkeypatch.setattr(Template, "render", lambda self, *args, **kwargs: "")  # the page of a 404 is always the same
    for kennung in KENNUNGEN:
        assert client.get(f"{liste}{kennung}/change/").status_code in {302, 404}, kennung
        assert client.post(f"{liste}{kennung}/aktion/annullieren/").status_code in {302, 404}, kennung


def ziele(modell: type[models.Model]) -> list[str]:
    """The forms of a model: new, case, import, each step and each action."""
    liste, fall = adresse(modell, "changelist"), modell._default_manager.order_by("pk").first()
    wege = [f"{liste}add/", f"{liste}import/"]
    if fall is not None:
        verwaltung = admin.site._registry[modell]
        schritte = [u.name for u in modell.workflow.uebergaenge] if hasattr(modell, "workflow") else []
        wege += [f"{liste}{fall.pk}/change/"]
        wege += [f"{liste}{fall.pk}/aktion/{a.name}/" for a in getattr(verwaltung, "fachaktionen", ())]
        wege += [f"{liste}{fall.pk}/schritt/{name}/" for name in (*schritte, "gibt-es-nicht")]
    return wege


@pytest.mark.usefixtures("_bestand", "leitung")
@pytest.mark.parametrize("modell", MODELLE, ids=lambda m: m._meta.model_name)
def test_formulare_ohne_und_mit_unsinn(client: Client, modell: type[models.Model]) -> None:
    for ziel in ziele(modell):
        seite = client.get(ziel)
        assert seite.status_code in {200, 302, 403, 404}, ziel
        felder = _felder(seite)
        vorher = zustand()
        assert client.post(ziel, {"fassung": "falsch"} if ziel.endswith("/change/") else {}).status_code < 500, ziel
        if ziel.endswith("/change/"):
            assert zustand() == vorher, ziel
        for i in range(2):
            daten: dict[str, Any] = {f: UNSINN[(n * 5 + i * 3) % len(UNSINN)] for n, f in enumerate(sorted(felder))}
            daten |= {"datei": SimpleUploadedFile("x.pdf", b"MZ\x90\x00")} if "datei" in felder else {}
            antwort = client.post(ziel, daten)
            assert antwort.status_code < 500, (ziel, daten)
            assert b"<script>alert" not in antwort.content, ziel


def _felder(seite: Any) -> set[str]:
    kontext = seite.context if seite.status_code == 200 and seite.context is not None else {}
    felder: set[str] = set()
    for name in ("adminform", "form"):
        if name in kontext and kontext[name] is not None:
            felder |= set(getattr(kontext[name], "form", kontext[name]).fields)
    for liste in kontext.get("inline_admin_formsets", ()):
        felder |= {f"{liste.formset.prefix}-{teil}" for teil in ("TOTAL_FORMS", "INITIAL_FORMS", "0-id", "0-funktion")}
    return felder


@pytest.mark.usefixtures("_bestand")
def test_lesende_aufrufe_schreiben_nichts(client: Client, leitung: User) -> None:
    vorher = zustand()
    for modell in MODELLE:
        for ziel in ziele(modell):
            client.get(ziel)
    assert zustand() == vorher


@pytest.mark.usefixtures("_bestand")
def test_ohne_csrf_zeichen_wird_nichts_angenommen() -> None:
    fremd = Client(enforce_csrf_checks=True)
    angemeldet(fremd, Rolle.LEITUNG)
    vorher = zustand()
    for modell in MODELLE:
        for ziel in ziele(modell):
            assert fremd.post(ziel, {}).status_code == 403, ziel
    assert zustand() == vorher


@pytest.mark.usefixtures("leitung")
def test_alte_fassung_der_seite_speichert_nicht(client: Client) -> None:
    v = entwurf(bezeichnung="Zuerst")
    ziel = adresse(Vereinbarung, "change", v.pk)
    alte = client.get(ziel)
    assert client.post(ziel, formulardaten(alte, bezeichnung="Von der ersten Person")).status_code == 302
    zweite = client.post(ziel, formulardaten(alte, bezeichnung="Von der zweiten Person"))
    assert zweite.status_code == 200
    assert "Der Eintrag wurde geändert, seit Sie diese Seite geöffnet haben" in zweite.content.decode()
    v.refresh_from_db()
    assert v.bezeichnung == "Von der ersten Person"


@pytest.mark.usefixtures("leitung")
@pytest.mark.parametrize("zahl", ["99999", "-1", "abc", "1e9", ""])
def test_verfaelschte_verwaltungsangaben_der_unterzeilen(client: Client, zahl: str) -> None:
    v = entwurf()
    ziel = adresse(Vereinbarung, "change", v.pk)
    daten = formulardaten(client.get(ziel), bezeichnung="Neu")
    antwort = client.post(ziel, {**daten, "zeugen-TOTAL_FORMS": zahl})
    assert antwort.status_code in {200, 302, 400}
    v.refresh_from_db()
    assert v.bezeichnung != "Neu" or antwort.status_code == 302


@pytest.mark.usefixtures("leitung")
def test_sehr_viele_unterzeilen_werden_mit_grund_abgelehnt(client: Client) -> None:
    """The page answers with the rows that are there and a few new ones, not with 99,999 forms."""
    v = entwurf()
    ziel = adresse(Vereinbarung, "change", v.pk)
    daten = formulardaten(client.get(ziel), bezeichnung="Neu")
    antwort = client.post(ziel, {**daten, "zeugen-TOTAL_FORMS": "99999", "zeugen-0-funktion": "Staatsminister"})
    assert "Auf einmal lassen sich höchstens 20 neue Einträge speichern." in antwort.content.decode()
    zeugen = next(i.formset for i in antwort.context["inline_admin_formsets"] if i.formset.prefix == "zeugen")
    assert len(zeugen.forms) == 20
    v.refresh_from_db()
    assert v.bezeichnung != "Neu"
    assert not v.zeugen.exists()


@pytest.mark.usefixtures("leitung")
def test_mehr_bestehende_unterzeilen_als_neue_erlaubt_sind(client: Client) -> None:
    """The limit is for new rows: a case with many rows can still be saved."""
    ort = gemeinde("Vielredner")
    for monat in range(24):
        beraten(ort, am=f"01.{monat % 12 + 1:02d}.{2022 + monat // 12}")
    ziel = adresse(Kommune, "change", ort.pk)
    assert client.post(ziel, formulardaten(client.get(ziel), verwaltung_ort="Neustadt")).status_code == 302


@pytest.mark.usefixtures("leitung")
def test_vertragspartei_laesst_sich_nicht_unterschieben(client: Client) -> None:
    v = entwurf()
    anzahl = v.parteien.count()
    ziel = adresse(Vereinbarung, "change", v.pk)
    daten = formulardaten(client.get(ziel))
    daten |= {"parteien-TOTAL_FORMS": anzahl + 1, f"parteien-{anzahl}-vorgesehen": "untergeschoben"}
    client.post(ziel, daten)
    assert v.parteien.count() == anzahl


@pytest.mark.usefixtures("leitung")
def test_unterzeilen_eines_fremden_vorgangs_bleiben_unberuehrt(client: Client) -> None:
    eigener, fremder = entwurf(), entwurf()
    partei = fremder.parteien.order_by("pk").first()
    assert partei is not None
    ziel = adresse(Vereinbarung, "change", eigener.pk)
    daten = formulardaten(client.get(ziel))
    daten |= {"parteien-0-id": partei.pk, "parteien-0-vorgesehen": "untergeschoben"}
    assert client.post(ziel, daten).status_code in {200, 302, 400}
    partei.refresh_from_db()
    assert partei.vorgesehen != "untergeschoben"
