"""Läuft die Zugriffsmatrix ab: jede Adresse mit jeder Rolle, mit echten Objekten."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from asskomm.core.roles import Rolle
from tests.factories.konten import konto

from .matrix import LESEN, MODELLE, SEITEN, erlaubte_rollen

ROLLEN = ("-", *Rolle.values)
TECHNISCH = "<path:object_id>/"  # Djangos Weiterleitung alter Adressen


def _adressen(muster: list, raum: str = "") -> Iterator[str]:
    for eintrag in muster:
        if isinstance(eintrag, URLResolver):
            yield from _adressen(eintrag.url_patterns, f"{raum}{eintrag.namespace}:" if eintrag.namespace else raum)
        elif isinstance(eintrag, URLPattern) and eintrag.name:
            yield raum + eintrag.name


NAMEN = sorted(set(_adressen(get_resolver().url_patterns)))


def test_jede_adresse_hat_eine_zeile_und_jede_zeile_eine_adresse():
    ohne_zeile = [name for name in NAMEN if erlaubte_rollen(name) is None]
    modelle = {name.removeprefix("admin:").rpartition("_")[0] for name in NAMEN if name.startswith("admin:")}
    assert ohne_zeile == []
    assert set(SEITEN) - set(NAMEN) == set()
    assert set(MODELLE) - modelle == set()


def test_die_pruefung_bemerkt_eine_adresse_ohne_zeile():
    assert erlaubte_rollen("portal:neu") is None
    assert erlaubte_rollen("admin:kommunen_kommune_loeschen") is None


def _werte(name: str) -> dict | list | None:
    """Arguments of an address, taken from the demo data; None if the stock has no such object."""
    fest = {
        "account_reset_password_from_key": {"uidb36": "1", "key": "abc-def"},
        "portal:kommune": {"slug": "meerane"},
        "portal:kennzahl": {"schluessel": "beraten"},
        "admin:app_list": {"app_label": "kommunen"},
    }
    if name in fest:
        return fest[name]
    if name in SEITEN and not name.startswith("admin:"):
        return _presse() if name in ("portal:medieninformation", "portal:presse_pdf") else {}
    return _verwaltungswerte(name)


def _presse() -> dict:
    return {"slug": apps.get_model("portal", "Medieninformation").objects.get(status="FREIGEGEBEN").slug}


def _verwaltungswerte(name: str) -> dict | list | None:
    vereinbarung = apps.get_model("vereinbarungen", "Vereinbarung").objects.exclude(laufende_nr=None).first()
    if name.startswith("admin:portal_medieninformation_") and name in SEITEN:
        return {} if name.endswith("textpruefung") else {"vereinbarung_id": vereinbarung.pk}
    if name == "admin:vereinbarungen_vereinbarung_dokument":
        mit = vereinbarung._meta.model.objects.exclude(signierte_fassung=None).first()
        return {"object_id": mit.pk, "dokument_id": mit.signierte_fassung_id} if mit else None
    app, _, modell = name.removeprefix("admin:").partition("_")
    modell, _, art = modell.partition("_")
    if art in ("change", "history", "schritt", "aktion", "datei"):
        objekt = apps.get_model(app, modell).objects.first()
        if objekt is None:
            return None
        return {"object_id": objekt.pk} | ({"name": "gibt-es-nicht"} if art in ("schritt", "aktion") else {})
    return {}


def _lege_dateien_ab() -> None:
    """Every test has a folder of its own: the files of the demo data are put there again."""
    for dokument in apps.get_model("core", "Dokument").objects.all():
        default_storage.save(dokument.datei.name, ContentFile(b"ags"))


def _urteil(antwort) -> str:
    for schliesse in antwort._resource_closers:  # not close(): its signal would close the connection of the module
        schliesse()
    ziel = antwort.headers.get("Location", "")
    if antwort.status_code == 302 and ("/konto/anmelden/" in ziel or "/verwaltung/login/" in ziel):
        return "Anmeldung"
    return "verwehrt" if antwort.status_code in (403, 404) else str(antwort.status_code)


@pytest.fixture(autouse=True)
def _seitenspeicher(settings) -> Iterator[None]:
    """As in production: a public page is made once and is the same for every role."""
    ort = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "seiten-zugriff"}
    settings.CACHES = {**settings.CACHES, "seiten": ort}
    yield
    caches["seiten"].clear()


@pytest.fixture(scope="module")
def anmeldungen(bestand_alles, django_db_blocker) -> dict[str, Client]:
    clients = {"-": Client()}
    with django_db_blocker.unblock():
        for rolle in Rolle.values:
            clients[rolle] = Client()
            clients[rolle].force_login(konto(rolle), backend="allauth.account.auth_backends.AuthenticationBackend")
    return clients


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMEN)
def test_adresse_oeffnet_sich_genau_fuer_die_erlaubten_rollen(anmeldungen, name):
    werte = _werte(name)
    if werte is None:
        pytest.skip("die Demodaten enthalten kein solches Objekt")
    try:
        adresse = reverse(name, kwargs=werte)
    except NoReverseMatch:
        pytest.fail(f"Die Matrix kennt die Angaben für {name} nicht.")
    erlaubt = erlaubte_rollen(name) or frozenset()
    if name.endswith(("_datei", "_pdf")):
        _lege_dateien_ab()
    for rolle in ROLLEN:
        client = anmeldungen[rolle]
        nur_post = name.endswith("_import_uebernehmen")
        urteil = _urteil(client.post(adresse) if nur_post else client.get(adresse))
        art = name.rpartition("_")[2]
        if name == "admin:login":
            assert urteil == ("Anmeldung" if rolle == "-" else "302"), rolle
        elif rolle in erlaubt:
            gut = {"200", "302"} | ({"verwehrt"} if art in ("aktion", "schritt") else set())
            assert urteil in gut, f"{rolle} darf {adresse}, bekam aber: {urteil}"
        elif rolle == "-":
            assert urteil == "Anmeldung", f"ohne Anmeldung bekam {adresse}: {urteil}"
        else:
            assert urteil == "verwehrt", f"{rolle} darf {adresse} nicht, bekam aber: {urteil}"


@pytest.mark.django_db
@pytest.mark.parametrize("rolle", ["HH", "LZ", "AD"])
def test_lesende_rollen_aendern_mit_keinem_schritt_etwas(anmeldungen, rolle):
    geprueft = 0
    for modell in MODELLE:
        klasse = apps.get_model(*modell.split("_", 1))
        if not hasattr(klasse, "workflow"):
            continue
        for objekt in klasse.objects.all()[:5]:
            for uebergang in klasse.workflow.uebergaenge:
                adresse = reverse(f"admin:{modell}_schritt", kwargs={"object_id": objekt.pk, "name": uebergang.name})
                anmeldungen[rolle].post(adresse, {"wirksam": "01.10.2026", "grund": "Versuch"})
                geprueft += 1
            assert klasse.objects.get(pk=objekt.pk).status == objekt.status
    assert geprueft > 50
    assert "schritt" in LESEN
