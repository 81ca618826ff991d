"""With demo data every page, file and document says so: banner, column, watermark, noindex. New addresses of the
access matrix are walked by themselves."""

import csv
import json
from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from asskomm.core import clock
from asskomm.core.models import Datenstand, Fiktiv
from asskomm.core.roles import Rolle
from asskomm.portal.documents.medieninformation import render_medieninformation
from asskomm.portal.enums import Gliederung, Inhaltsart
from asskomm.portal.models import Inhaltsfassung, Medieninformation
from asskomm.portal.presse.fassung import gespeicherte_fassung
from tests.factories.konten import angemeldet
from tests.factories.verwaltung import exportiere
from tests.zugriff.matrix import MODELLE, oeffentliche
from tests.zugriff.test_zugriff import NAMEN
from vereinbarungen.models import Vereinbarung

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bestand_alles")]
BANNER = "Vorführung mit erfundenen Daten."
OHNE_SEITE = {"portal:presse_pdf", "portal:inhaltsdatei"}  # files of their own: below, and as the editors wrote it


@pytest.fixture(autouse=True)
def _datenstand() -> None:
    """Only a commit writes it, and these tests are rolled back."""
    Datenstand.objects.update_or_create(pk=1, defaults={"version": 1})


def werte_zu(name: str) -> dict[str, str]:
    if name == "portal:medieninformation":
        return {"slug": Medieninformation.objects.get().slug}
    if art := {"portal:nachricht": Inhaltsart.NACHRICHT, "portal:praxisbeispiel": Inhaltsart.PRAXISBEISPIEL}.get(name):
        return {"slug": Inhaltsfassung.objects.oeffentlich(clock.today()).filter(inhalt__art=art)[0].inhalt.slug}
    return {"portal:kommune": {"slug": "meerane"}, "portal:kennzahl": {"schluessel": "beraten"}}.get(name, {})


def namen() -> list[str]:
    return [n for n in oeffentliche("portal:") if n not in OHNE_SEITE]


def kennzeichen(antwort: HttpResponse) -> Iterator[bool]:
    """Of a file: does each row say whether it is fictitious, and does one say yes?"""
    text = antwort.content.decode("utf-8-sig")
    if "json" in antwort.headers["Content-Type"]:
        inhalt = json.loads(text)
        zeilen = inhalt.get("kommunen") or [inhalt]
        yield all(isinstance(z["fiktiv"], bool) for z in zeilen)
        yield any(z["fiktiv"] for z in zeilen)
    else:
        zeilen = list(csv.DictReader(StringIO(text), delimiter=";"))
        assert zeilen, "die Datei ist leer"
        yield all(z.get("fiktiv") in ("ja", "nein") for z in zeilen)
        yield any(z.get("fiktiv") == "ja" for z in zeilen)


@pytest.mark.parametrize("name", namen())
def test_oeffentliche_adresse_ist_gekennzeichnet_und_nicht_fuer_suchmaschinen(client: Client, name: str) -> None:
    antwort = client.get(reverse(name, kwargs=werte_zu(name)))
    assert antwort.status_code == 200
    assert antwort.headers["X-Robots-Tag"] == "noindex, nofollow"
    if antwort.headers["Content-Type"].startswith("text/html"):
        assert BANNER in antwort.content.decode()
        assert '<meta name="robots" content="noindex' in antwort.content.decode()
    else:
        assert list(kennzeichen(antwort)) == [True, True]


@pytest.mark.parametrize("nach", Gliederung.values)
def test_gegliederte_dateien_sind_gekennzeichnet(client: Client, nach: str) -> None:
    for name in ("portal:daten_kennzahlen_csv", "portal:daten_kennzahlen_json"):
        assert list(kennzeichen(client.get(f"{reverse(name)}?nach={nach}"))) == [True, True]


@pytest.mark.parametrize("adresse", ["/gibt-es-nicht/", "/kommunen/gibt-es-nicht/", "/konto/anmelden/"])
def test_fehlerseite_und_anmeldung_tragen_das_banner(client: Client, adresse: str) -> None:
    seite = client.get(adresse).content.decode()
    assert BANNER in seite
    assert "noindex" in seite


def test_verwaltung_traegt_das_banner_und_ihre_ausfuhren_die_spalte(client: Client) -> None:
    angemeldet(client, Rolle.LEITUNG)
    assert BANNER in client.get(reverse("admin:index")).content.decode()
    for modell in MODELLE:
        klasse = apps.get_model(*modell.split("_", 1))
        assert BANNER in client.get(reverse(f"admin:{modell}_changelist")).content.decode(), modell
        fiktive = issubclass(klasse, Fiktiv) and klasse.objects.filter(fiktiv=True).exists()
        if fiktive and f"admin:{modell}_export" in NAMEN:
            ausfuhr = exportiere(client, reverse(f"admin:{modell}_export"))
            if admin.site._registry[klasse].resource_class is None:  # a file of the columns shown: its mark is a word
                assert ";fiktiv" in ausfuhr.content.decode("utf-8-sig"), modell
                continue
            assert list(kennzeichen(ausfuhr)) == [True, True], modell
    auskunft = client.get(reverse("admin:portal_kennzahlenfreigabe_auskunft"), {"format": "csv"})
    assert list(kennzeichen(auskunft)) == [True, True]


def wasserzeichen(inhalt: bytes) -> list[bool]:
    return ["FIKTIV" in seite.extract_text() for seite in PdfReader(BytesIO(inhalt)).pages]


def test_jede_seite_jedes_pdf_traegt_das_wasserzeichen(client: Client, tmp_path: Path) -> None:
    text = Medieninformation.objects.select_related("pdf").get()
    # Every test has a folder of its own: the frozen file is put there again.
    default_storage.save(text.pdf.datei.name, ContentFile(render_medieninformation(gespeicherte_fassung(text))))
    oeffentlich = client.get(reverse("portal:presse_pdf", args=[text.slug]))
    assert oeffentlich.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert set(wasserzeichen(oeffentlich.content)) == {True}
    angemeldet(client, Rolle.LEITUNG)
    meerane = Vereinbarung.objects.get(laufende_nr=50)
    entwurf = client.get(reverse("admin:portal_medieninformation_pdf", args=[meerane.pk]))
    assert set(wasserzeichen(entwurf.content)) == {True}
    call_command("medieninformation", "50", out=str(tmp_path / "nr50.pdf"), stdout=StringIO())
    assert set(wasserzeichen((tmp_path / "nr50.pdf").read_bytes())) == {True}
