"""The press pages of the back office: draft, edit, submit, release, preview, PDF, text check; for each role."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from asskomm.core.models import User
from asskomm.portal.enums import PresseStatus
from asskomm.portal.models import Medieninformation
from asskomm.portal.services import presse as dienste
from tests.factories import vereinbarungen as fabrik
from tests.factories.konten import konto, melde_an
from vereinbarungen.models import Vereinbarung
from vereinbarungen.services.anlage import plan_unterzeichnung

pytestmark = pytest.mark.django_db
JETZT = fabrik.JETZT
LISTE = "admin:portal_medieninformation_changelist"


@pytest.fixture(autouse=True)
def _uhr() -> Any:
    with time_machine.travel(JETZT, tick=False):
        yield


@pytest.fixture
def meerane() -> Vereinbarung:
    return fabrik.in_kraft(fabrik.gemeinde("Meerane"), bezeichnung="Meerane")


@pytest.fixture
def sb() -> User:
    return konto("SB")


def angemeldet(user: User) -> Client:
    client = Client()
    melde_an(client, user)
    return client


def seite(name: str, v: Vereinbarung) -> str:
    return reverse(f"admin:portal_medieninformation_{name}", args=[v.pk])


def text(antwort: Any) -> str:
    return antwort.content.decode()


def eingaben(client: Client, v: Vereinbarung, **anders: str) -> dict[str, str]:
    """What the browser sends back from the draft form."""
    form = client.get(seite("entwurf", v)).context["form"]
    return {name: form[name].value() or "" for name in form.fields} | anders


def test_liste_bietet_entwuerfe_zu_geplanten_und_neuen_vereinbarungen_an(meerane: Vereinbarung, sb: User) -> None:
    geplante = fabrik.in_zeichnung(bezeichnung="Lohsa")
    plan_unterzeichnung(vereinbarung=geplante, am=dt.date(2026, 12, 8), by=None, jetzt=JETZT)
    fabrik.in_zeichnung(bezeichnung="Ohne Termin")
    inhalt = text(angemeldet(sb).get(reverse(LISTE)))
    assert "Meerane, 1, 22.11.2026" in inhalt
    assert "Lohsa, voraussichtlich Nr. 2, 08.12.2026" in inhalt
    assert "Ohne Termin" not in inhalt


def test_entwurf_zeigt_den_text_und_speichert_nichts(meerane: Vereinbarung, sb: User) -> None:
    inhalt = text(angemeldet(sb).get(seite("entwurf", meerane)))
    assert "Die 1. Kooperationsvereinbarung für mehr Sicherheit vor Ort: Meerane schließt sich ASSKomm an" in inhalt
    assert not Medieninformation.objects.exists()


def test_erste_bearbeitung_legt_den_text_an(meerane: Vereinbarung, sb: User) -> None:
    client = angemeldet(sb)
    antwort = client.post(seite("entwurf", meerane), eingaben(client, meerane, titel="Neu"), follow=True)
    zeile = Medieninformation.objects.get()
    assert (zeile.titel, zeile.ist_bearbeitet, zeile.status) == ("Neu", True, PresseStatus.ENTWURF)
    assert "Der Text ist gespeichert." in text(antwort)
    assert client.get(seite("entwurf", meerane)).status_code == 302


def test_entwurf_laesst_sich_gleich_vorlegen(meerane: Vereinbarung, sb: User) -> None:
    client = angemeldet(sb)
    client.post(seite("entwurf", meerane), eingaben(client, meerane, vorlegen="ja"))
    assert Medieninformation.objects.get().vorgelegt_durch == sb


def test_fehler_behalten_die_eingaben(meerane: Vereinbarung, sb: User) -> None:
    client = angemeldet(sb)
    daten = eingaben(client, meerane, titel="", text="Mein Text", sperrfrist_bis="morgen")
    inhalt = text(client.post(seite("entwurf", meerane), daten))
    assert "Mein Text" in inhalt
    assert "TT.MM.JJJJ HH:MM" in inhalt
    assert not Medieninformation.objects.exists()


def test_ohne_geplanten_tag_sagt_die_seite_warum(sb: User) -> None:
    v = fabrik.entwurf()
    client = angemeldet(sb)
    for name in ("entwurf", "vorschau", "pdf"):
        assert "noch nicht geplant" in text(client.get(seite(name, v), follow=True))


def test_unbekannte_vereinbarung_ist_404(sb: User) -> None:
    adresse = reverse("admin:portal_medieninformation_entwurf", args=[99999])
    assert angemeldet(sb).get(adresse).status_code == 404


@pytest.mark.parametrize("rolle", ["HH", "LZ", "AO"])
def test_lesende_rollen_sehen_den_entwurf_und_schreiben_nicht(meerane: Vereinbarung, rolle: str) -> None:
    client = angemeldet(konto(rolle))
    inhalt = text(client.get(seite("entwurf", meerane)))
    assert "<textarea" not in inhalt
    daten = {"titel": "T", "text": "X", "kontakt": "K"}
    assert "Ihre Rolle darf" in str(client.post(seite("entwurf", meerane), daten).context["form"].errors)
    assert not Medieninformation.objects.exists()


def test_ohne_anmeldung_keine_seite(client: Client, meerane: Vereinbarung) -> None:
    for name in ("entwurf", "vorschau", "pdf"):
        assert client.get(seite(name, meerane)).status_code == 302


def test_vorschau_und_pdf_kennzeichnen_den_entwurf(meerane: Vereinbarung, sb: User) -> None:
    client = angemeldet(sb)
    assert "noch nicht freigegeben" in text(client.get(seite("vorschau", meerane))).lower()
    antwort = client.get(seite("pdf", meerane))
    assert antwort.content.startswith(b"%PDF-")
    assert antwort["Content-Disposition"] == 'attachment; filename="entwurf-medieninformation-2026-11-22.pdf"'


def test_fallseite_aendert_legt_vor_und_gibt_zurueck(meerane: Vereinbarung, sb: User) -> None:
    client = angemeldet(sb)
    client.post(seite("entwurf", meerane), eingaben(client, meerane, titel="Neu"))
    zeile = Medieninformation.objects.get()
    adresse = reverse("admin:portal_medieninformation_change", args=[zeile.pk])
    daten = {
        "fassung": client.get(adresse).context["original"].bearbeitungsfassung,
        "titel": "Noch neuer", "text": "Es gibt 7 Vereinbarungen.", "kontakt": "LPR",
        "sperrfrist_bis": "24.11.2026 14:00",
    }  # fmt: skip
    client.post(adresse, daten)
    zeile.refresh_from_db()
    assert (zeile.titel, zeile.sperrfrist_bis) == ("Noch neuer", dt.datetime(2026, 11, 24, 14, tzinfo=JETZT.tzinfo))
    assert "„7 Vereinbarungen“" in text(client.get(adresse))
    for schritt, grund, status in (
        ("vorlegen", "", PresseStatus.VORGELEGT),
        ("ueberarbeiten", "Tippfehler", PresseStatus.ENTWURF),
        ("vorlegen", "", PresseStatus.VORGELEGT),
        ("zuruecknehmen", "doch nicht", PresseStatus.VORGELEGT),
    ):
        client.post(
            reverse("admin:portal_medieninformation_schritt", args=[zeile.pk, schritt]),
            {"wirksam": "22.11.2026", "grund": grund},
        )
        zeile.refresh_from_db()
        assert zeile.status == status


def test_fallseite_bietet_der_vorlegenden_person_die_freigabe_mit_grund_nicht_an(meerane: Vereinbarung) -> None:
    lt = konto("LT")
    zeile = dienste.submit_entwurf(vereinbarung=meerane, by=lt, jetzt=JETZT)
    inhalt = text(angemeldet(lt).get(reverse("admin:portal_medieninformation_change", args=[zeile.pk])))
    assert "Vorbereiten und Freigeben müssen zwei verschiedene Personen erledigen." in inhalt
    assert "zuruecknehmen" not in inhalt


def test_leitung_gibt_frei_und_ergaenzt_eine_korrektur(meerane: Vereinbarung, sb: User) -> None:
    zeile = dienste.submit_entwurf(vereinbarung=meerane, by=sb, jetzt=JETZT)
    client = angemeldet(konto("LT"))

    def aktion(name: str, **daten: str) -> Any:
        return client.post(reverse("admin:portal_medieninformation_aktion", args=[zeile.pk, name]), daten, follow=True)

    assert "Der Text ist freigegeben." in text(aktion("freigeben", sperrfrist_bis=""))
    zeile.refresh_from_db()
    assert zeile.pdf is not None
    inhalt = text(aktion("korrektur", am="22.11.2026", text="Berichtigt."))
    assert "22.11.2026: Berichtigt." in inhalt
    assert zeile.pdf.sha256 in inhalt
    antwort = client.get(seite("pdf", meerane))
    assert (antwort.content, antwort["Content-Disposition"]) == (
        zeile.pdf_inhalt(), 'attachment; filename="medieninformation-2026-11-22.pdf"',
    )  # fmt: skip


def test_zurueckgezogener_text_wird_auf_der_fallseite_wieder_zum_entwurf(meerane: Vereinbarung, sb: User) -> None:
    zeile = dienste.submit_entwurf(vereinbarung=meerane, by=sb, jetzt=JETZT)
    dienste.withdraw_medieninformation(objekt=zeile, by=konto("LT"), jetzt=JETZT, grund="falsches Bild")
    client, adresse = angemeldet(sb), reverse("admin:portal_medieninformation_change", args=[zeile.pk])
    assert "Neu fassen" in text(client.get(adresse))
    schritt = reverse("admin:portal_medieninformation_schritt", args=[zeile.pk, "neu_fassen"])
    client.post(schritt, {"grund": ""})
    zeile.refresh_from_db()
    assert zeile.status == PresseStatus.ZURUECKGEZOGEN
    client.post(schritt, {"grund": "anderes Bild"})
    zeile.refresh_from_db()
    assert zeile.status == PresseStatus.ENTWURF
    assert "Zur Freigabe vorlegen" in text(client.get(adresse))


def test_entwurf_laesst_sich_auf_der_fallseite_nicht_freigeben(meerane: Vereinbarung, sb: User) -> None:
    zeile = dienste.edit_medieninformation(
        vereinbarung=meerane, titel="T", text="X", kontakt="K", sperrfrist_bis=None, by=sb, jetzt=JETZT
    )
    inhalt = text(angemeldet(konto("LT")).get(reverse("admin:portal_medieninformation_change", args=[zeile.pk])))
    assert "Der Text muss erst zur Freigabe vorgelegt werden." in inhalt


def test_unbearbeiteter_entwurf_zeigt_auf_der_fallseite_die_heutigen_daten(sb: User) -> None:
    v = fabrik.in_zeichnung(fabrik.gemeinde("Meerane"), bezeichnung="Meerane")
    plan_unterzeichnung(vereinbarung=v, am=fabrik.HEUTE, by=None, jetzt=JETZT)
    zeile = dienste.submit_entwurf(vereinbarung=v, by=sb, jetzt=JETZT)
    dienste.return_medieninformation(objekt=zeile, by=sb, jetzt=JETZT, grund="noch zu früh")
    adresse = reverse("admin:portal_medieninformation_change", args=[zeile.pk])
    fabrik.unterzeichne_alle(v)
    assert "Die 1. Kooperationsvereinbarung" in text(angemeldet(sb).get(adresse))
    zeile.refresh_from_db()
    assert zeile.titel.startswith("Voraussichtlich")


def test_fallseite_ohne_tag_nennt_den_grund(sb: User) -> None:
    v = fabrik.in_zeichnung(bezeichnung="Lohsa")
    plan_unterzeichnung(vereinbarung=v, am=dt.date(2026, 12, 8), by=None, jetzt=JETZT)
    zeile = dienste.submit_entwurf(vereinbarung=v, by=sb, jetzt=JETZT)
    dienste.return_medieninformation(objekt=zeile, by=sb, jetzt=JETZT, grund="Termin fällt aus")
    plan_unterzeichnung(vereinbarung=v, am=None, by=None, jetzt=JETZT)
    adresse = reverse("admin:portal_medieninformation_change", args=[zeile.pk])
    assert "noch nicht geplant" in text(angemeldet(sb).get(adresse))


def test_textpruefung_nennt_befunde_und_lobt(meerane: Vereinbarung, sb: User) -> None:
    client = angemeldet(sb)
    adresse = reverse("admin:portal_medieninformation_textpruefung")
    assert 'value="22.11.2026"' in text(client.get(adresse))
    inhalt = text(client.post(adresse, {"text": "Es gibt 7 Kooperationsvereinbarungen.", "stichtag": "22.11.2026"}))
    assert "„7 Kooperationsvereinbarungen“ – Kooperationsvereinbarungen: Am 22.11.2026 ist es 1 (Vortag: 0)." in inhalt
    inhalt = text(client.post(adresse, {"text": "Es gibt eine Vereinbarung.", "stichtag": "2026-11-22"}))
    assert "Keine Beanstandung" in inhalt
    inhalt = text(client.post(adresse, {"text": "a\x00b", "stichtag": "gestern"}))
    assert "gestern" in inhalt
    assert "Keine Beanstandung" not in inhalt


@pytest.mark.parametrize("anzahl", [1, 3])
def test_liste_bleibt_im_budget(sb: User, anzahl: int, django_assert_max_num_queries: Any) -> None:
    for nr in range(anzahl):
        dienste.submit_entwurf(vereinbarung=fabrik.in_kraft(bezeichnung=f"Ort {nr}"), by=sb, jetzt=JETZT)
    client = angemeldet(sb)
    with django_assert_max_num_queries(12):
        antwort = client.get(reverse(LISTE))
    assert len(antwort.content) < 60_000
