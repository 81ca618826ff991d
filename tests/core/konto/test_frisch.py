"""Decisive acts ask again who is there; what was typed survives."""

import pytest
import rules
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from asskomm.core.frisch import ALLTAG, ENTSCHEIDENDE_VERBEN, ist_entscheidend
from asskomm.core.roles import Rolle
from foerderung.models import Haushaltsansatz
from tests.factories import vereinbarungen as fabrik
from tests.factories.anmeldung import ganz_anmelden, mit_app, totp_code
from tests.factories.foerderung import ansatz
from tests.factories.konten import PASSWORT, konto

pytestmark = pytest.mark.django_db
# Verbs of rights that decide nothing by themselves; whoever invents a new verb puts it here or in core/frisch.py.
OHNE_ENTSCHEIDUNG = {
    "add",
    "change",
    "delete",
    "enter",
    "export",
    "file",
    "list",
    "prepare",
    "renew",
    "request",
    "send",
    "set",
    "steer",
    "submit",
    "withdraw",
    "view",
    "work",
    "write",
}


def vor_minuten(client, minuten: int) -> None:
    """As if the last confirmation were some minutes ago."""
    session = client.session
    eintraege = session["account_authentication_methods"]
    for eintrag in eintraege:
        eintrag["at"] -= minuten * 60
    session["account_authentication_methods"] = eintraege
    session.save()


@pytest.fixture
def leitung(client):
    person = konto(Rolle.LEITUNG)
    person.geheimnis = mit_app(person)
    ganz_anmelden(client, person, person.geheimnis)
    return person


@pytest.fixture
def adresse():
    return reverse("admin:foerderung_haushaltsansatz_aktion", args=[ansatz().pk, "annullieren"])


def ist_annulliert() -> bool:
    return Haushaltsansatz.objects.get().ist_annulliert


def test_kurz_nach_der_anmeldung_fragt_niemand_noch_einmal(client, leitung, adresse):
    assert client.get(adresse).status_code == 200
    client.post(adresse, {"grund": "Nachtrag"})
    assert ist_annulliert()


def test_nach_fuenf_minuten_fragt_schon_das_oeffnen_und_fuehrt_zurueck(client, leitung, adresse):
    vor_minuten(client, 4)
    assert client.get(adresse).status_code == 200
    vor_minuten(client, 2)
    antwort = client.get(adresse)
    assert antwort["Location"] == f"{reverse('account_reauthenticate')}?next={adresse}"
    seite = client.get(antwort["Location"]).content.decode()
    assert "Mit App oder Ersatzcode bestätigen" in seite
    assert f'value="{adresse}"' in seite
    weiter = client.post(reverse("account_reauthenticate"), {"password": PASSWORT, "next": adresse})
    assert weiter["Location"] == adresse
    assert client.get(adresse).status_code == 200


def test_abgesendetes_wird_nach_der_bestaetigung_ausgefuehrt(client, leitung, adresse):
    vor_minuten(client, 6)
    antwort = client.post(f"{adresse}?von=liste", {"grund": "Nachtrag zum Haushalt"})
    assert antwort["Location"] == f"{reverse('account_reauthenticate')}?next={adresse}"
    assert not ist_annulliert()
    falsch = client.post(reverse("account_reauthenticate"), {"password": "falsch", "next": adresse})
    assert "Das Passwort ist falsch." in falsch.content.decode()
    assert not ist_annulliert()
    client.post(reverse("account_reauthenticate"), {"password": PASSWORT, "next": adresse})
    assert Haushaltsansatz.objects.get().annulliert_grund == "Nachtrag zum Haushalt"


def test_liegengelassenes_wird_beim_naechsten_oeffnen_nicht_nachgeholt(client, leitung, adresse):
    vor_minuten(client, 6)
    client.post(adresse, {"grund": "doch lieber nicht"})
    client.get(reverse("admin:index"))
    client.get(adresse)
    weiter = client.post(reverse("account_reauthenticate"), {"password": PASSWORT, "next": adresse})
    assert weiter["Location"] == adresse
    assert not ist_annulliert()


def test_abgesendetes_mit_fehler_kommt_mit_den_eingaben_auf_der_richtigen_seite_heraus(client, leitung, adresse):
    vor_minuten(client, 6)
    client.post(adresse, {"grund": "x" * 501})
    seite = client.post(
        reverse("mfa_reauthenticate"), {"code": totp_code(leitung.geheimnis), "next": adresse}
    ).content.decode()
    assert "x" * 501 in seite
    assert f'action="{adresse}"' in seite
    assert not ist_annulliert()


def test_eine_datei_ist_neu_auszuwaehlen_der_text_bleibt(client, leitung):
    v = fabrik.in_zeichnung()
    adresse = reverse("admin:vereinbarungen_vereinbarung_aktion", args=[v.pk, "unterschrift"])
    vor_minuten(client, 6)
    scan = SimpleUploadedFile("scan.pdf", b"%PDF-1.4", content_type="application/pdf")
    client.post(adresse, {"ort": "Meerane, Rathaus", "scan": scan})
    frage = client.get(f"{reverse('account_reauthenticate')}?next={adresse}").content.decode()
    assert "wählen Sie nach der Bestätigung die Datei noch einmal aus" in frage
    seite = client.post(reverse("account_reauthenticate"), {"password": PASSWORT, "next": adresse})
    assert "Meerane, Rathaus" in seite.content.decode()
    assert f'action="{adresse}"' in seite.content.decode()


def test_neue_zeile_die_selbst_entscheidet_fragt_vor_dem_tippen_und_vor_dem_speichern(client, leitung):
    adresse = reverse("admin:portal_meilenstein_add")
    assert client.get(adresse).status_code == 200
    vor_minuten(client, 6)
    assert client.get(adresse)["Location"].startswith(reverse("account_reauthenticate"))
    client.post(adresse, {"regel": "N_VEREINBARUNG", "wert": "50"})
    seite = client.post(reverse("account_reauthenticate"), {"password": PASSWORT, "next": adresse})
    assert 'value="50"' in seite.content.decode()
    assert f'action="{adresse}"' in seite.content.decode()


def test_lesen_und_alltaegliches_fragt_nie(client, leitung):
    v = fabrik.in_zeichnung()
    vor_minuten(client, 60)
    for adresse in (
        reverse("admin:index"),
        reverse("admin:vereinbarungen_vereinbarung_change", args=[v.pk]),
        reverse("admin:vereinbarungen_vereinbarung_aktion", args=[v.pk, "planen"]),
        reverse("admin:portal_meilenstein_changelist"),
    ):
        assert client.get(adresse).status_code == 200, adresse


def test_faktor_aendern_fragt_ebenfalls(client, leitung):
    vor_minuten(client, 6)
    for name in ("mfa_deactivate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes", "mfa_view_recovery_codes"):
        assert client.get(reverse(name))["Location"].startswith(reverse("account_reauthenticate")), name


def test_jedes_recht_gehoert_zu_einem_verb_ueber_das_entschieden_ist():
    verben = {recht.partition(".")[2].partition("_")[0] for recht in rules.permissions.permissions}
    assert verben - OHNE_ENTSCHEIDUNG - ENTSCHEIDENDE_VERBEN == set()
    assert set() == ENTSCHEIDENDE_VERBEN & OHNE_ENTSCHEIDUNG
    assert set(rules.permissions.permissions) >= ALLTAG


def test_jeder_schritt_der_freigibt_zeichnet_oder_annulliert_fragt():
    """Whatever its right is called: by name and four eyes no releasing or signing step slips through."""
    worte = (
        "freigeb",
        "annull",
        "zeichn",
        "unterschrift",
        "unterschreib",
        "bestätig",
        "genehmig",
        "berichtig",
        "abnehm",
    )
    geprueft, ohne = 0, []
    for verwaltung in admin.site._registry.values():
        schritte = [(a.name, a.label, a.verlangt_frische, "") for a in getattr(verwaltung, "fachaktionen", ())]
        ablauf = getattr(verwaltung.model, "workflow", None)
        schritte += [
            (u.name, u.label, u.entscheidend or ist_entscheidend(u.recht), u.vier_augen_zu)
            for u in (ablauf.uebergaenge if ablauf else ())
        ]
        for name, label, fragt, vier_augen in schritte:
            if vier_augen or any(wort in label.lower() for wort in worte):
                geprueft += 1
                if not fragt:
                    ohne.append(f"{verwaltung.model._meta.label}.{name}: {label}")
    assert geprueft > 20
    assert sorted(ohne) == [  # these prepare a signing and sign nothing
        "vereinbarungen.Vereinbarung.beschluss_liegt_vor: Zeichnungsreif: Beschluss liegt vor",
        "vereinbarungen.Vereinbarung.planen: Unterzeichnung planen",
        "vereinbarungen.Vereinbarung.zeichnung_beginnen: Zeichnung beginnen",
    ]
