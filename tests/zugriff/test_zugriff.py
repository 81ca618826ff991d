"""Läuft die Zugriffsmatrix ab: jede Adresse mit jeder Person, am eigenen und am fremden Fall."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.cache import caches
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from asskomm.core.roles import Rolle

from .matrix import MODELLE, SEITEN, WIE, zeile
from .welt import EIGEN, FREMD, Seite


def _adressen(muster: list, raum: str = "") -> Iterator[str]:
    for eintrag in muster:
        if isinstance(eintrag, URLResolver):
            yield from _adressen(eintrag.url_patterns, f"{raum}{eintrag.namespace}:" if eintrag.namespace else raum)
        elif isinstance(eintrag, URLPattern) and eintrag.name:
            yield raum + eintrag.name


ANMELDUNG = ("/konto/anmelden/", "/verwaltung/login/")  # the second leads on to the first
NAMEN = sorted(set(_adressen(get_resolver().url_patterns)))


def test_jede_adresse_hat_eine_zeile_und_jede_zeile_eine_adresse():
    ohne_zeile = [name for name in NAMEN if zeile(name) is None]
    modelle = {name.removeprefix("admin:").rpartition("_")[0] for name in NAMEN if name.startswith("admin:")}
    assert ohne_zeile == []
    assert set(SEITEN) - set(NAMEN) == set()
    assert set(MODELLE) - modelle == set()
    assert set(Rolle.values) < set(WIE)


def test_die_pruefung_bemerkt_eine_adresse_ohne_zeile():
    assert zeile("portal:neu") is None
    assert zeile("admin:kommunen_kommune_loeschen") is None


# --- Addresses with their values
IM_FADEN = ("admin:core_mitteilung_fall", "admin:core_mitteilung_gelesen", "admin:core_mitteilung_anlage")


def _aktenwerte(seite: Seite) -> dict[str, dict[str, Any]]:
    return {
        "admin:akte": {"zeichen": seite.zeichen},
        "admin:akte_papier": {"zeichen": seite.zeichen, "nr": 1},
        "admin:core_aktenstueck_datei": {"object_id": seite.objekte["core_aktenstueck"]},
        "admin:core_akte_paket": {"object_id": seite.objekte["core_akte"], "paket_id": seite.paket},
    }


def werte(name: str, seite: Seite) -> dict[str, Any]:
    """Arguments of an address, for this side of the world."""
    fest: dict[str, dict[str, Any]] = {
        "account_reset_password_from_key": {"uidb36": "1", "key": "abc-def"},
        "portal:kommune": {"slug": seite.kommune.slug},
        "portal:kennzahl": {"schluessel": "beraten"},
        "portal:medieninformation": {"slug": seite.presse},
        "portal:presse_pdf": {"slug": seite.presse},
        **_inhaltswerte(seite),
        "portal:eigene_vereinbarung": {"pk": seite.vereinbarung_id},
        "portal:eigenes_dokument": {"pk": seite.vereinbarung_id, "dokument_id": seite.dokument_id},
        "portal:eigenes_coaching": {"pk": seite.coaching.pk},
        "portal:eigene_analyse": {"pk": seite.objekte["vereinbarungen_sicherheitsanalyse"]},
        "portal:mitarbeitende_bestaetigen": {"pk": seite.kollege},
        "portal:mitarbeitende_ablehnen": {"pk": seite.kollege},
        "portal:mitarbeitende_uebergeben": {"pk": seite.kollege},
        "mfa_edit_webauthn": {"pk": 1},
        "mfa_remove_webauthn": {"pk": 1},
        "konto_eingaben": {"token": "x"},
        "konto_eingaben_verwerfen": {"token": "x"},
        "einladung": {"schluessel": "x"},
        "openid_connect_login": {"provider_id": "x"},
        "openid_connect_callback": {"provider_id": "x"},
        "admin:handbuch_kapitel": {"schluessel": "02-register"},
        "admin:handbuch_bild": {"name": "arbeitsvorrat.png"},
        "admin:portal_rundschreiben_vorschau": {"object_id": seite.objekte["portal_rundschreiben"]},
        "admin:app_list": {"app_label": "kommunen"},
        "verwaltung:filter_aendern": {"pk": 1},
        **_aktenwerte(seite),
        **{
            f"admin:core_import_{art}": {"object_id": seite.objekte["core_import"]}
            for art in ("zuordnung", "datei", "fehlerliste")
        },
        "admin:core_arbeitslauf_fortschritt": {"object_id": seite.objekte["core_arbeitslauf"]},
        "admin:vereinbarungen_uebernahme_datei": {"object_id": seite.objekte["vereinbarungen_uebernahme"]},
        "admin:vereinbarungen_vereinbarung_dokument": {
            "object_id": seite.vereinbarung_id, "dokument_id": seite.dokument_id,
        },
    }  # fmt: skip
    if "schriftwechsel" in name or name in IM_FADEN:
        return _schriftwechsel(name, seite)
    if name in fest:
        return fest[name]
    if name.startswith("admin:portal_medieninformation_") and name in SEITEN and not name.endswith("textpruefung"):
        return {"vereinbarung_id": seite.vereinbarung_id}
    return _fallwerte(name, seite) if name.startswith("admin:") and name not in SEITEN else {}


def _inhaltswerte(seite: Seite) -> dict[str, dict[str, Any]]:
    inhalt = {"pk": seite.objekte["portal_inhalt"]}
    return {
        "portal:nachricht": {"slug": f"nachricht-{seite.kommune.slug}"},
        "portal:praxisbeispiel": {"slug": f"praxis-{seite.kommune.slug}"},
        "portal:inhaltsdatei": {"pk": seite.inhaltsdatei, "name": "muster.txt"},
        "admin:portal_inhalt_vorschau": inhalt,
        "admin:portal_inhalt_vergleich": inhalt,
        "admin:portal_inhalt_datei": {**inhalt, "datei_id": seite.inhaltsdatei},
    }


def _schriftwechsel(name: str, seite: Seite) -> dict[str, Any]:
    """The thread of the agreement, which Kommune and police both see."""
    if name.endswith("_liste"):
        return {}
    fall = {"kennung": "KV", "fall_id" if name.startswith("admin:") else "pk": seite.vereinbarung_id}
    if name.endswith("_anlage"):
        return {**fall, "dokument_id": seite.anlage_id}
    eigene = {"mitteilung_id": seite.objekte["core_mitteilung"]}
    return {**fall, **eigene} if name.endswith("_zurueckziehen") else fall


def _fallwerte(name: str, seite: Seite) -> dict[str, Any]:
    app, _, rest = name.removeprefix("admin:").partition("_")
    modell, _, art = rest.partition("_")
    if art not in ("change", "history", "schritt", "aktion"):
        return {}
    klasse, schluessel = apps.get_model(app, modell), {"object_id": seite.objekte[f"{app}_{modell}"]}
    if art == "schritt":
        return {**schluessel, "name": klasse.workflow.uebergaenge[0].name}
    aktionen = admin.site._registry[klasse].fachaktionen
    return {**schluessel, "name": aktionen[0].name if aktionen else "keine"} if art == "aktion" else schluessel


def hat_aktion(name: str) -> bool:
    app, _, rest = name.removeprefix("admin:").partition("_")
    return bool(admin.site._registry[apps.get_model(app, rest.partition("_")[0])].fachaktionen)


# --- The walk


@pytest.fixture(autouse=True)
def _seitenspeicher(settings) -> Iterator[None]:
    """As in production: a public page is made once and is the same for everybody."""
    ort = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "seiten-zugriff"}
    settings.CACHES = {**settings.CACHES, "seiten": ort}
    yield
    caches["seiten"].clear()


def status(client: Client, methode: str, adresse: str) -> int:
    """The answer without its effects; 0: to the sign-in."""
    with transaction.atomic():
        antwort = getattr(client, methode)(adresse)
        transaction.set_rollback(True)
    for schliesse in antwort._resource_closers:  # not close(): its signal would close the connection of the module
        schliesse()
    if antwort.status_code == 302 and antwort.headers["Location"].startswith(ANMELDUNG):
        return 0
    return antwort.status_code


@pytest.mark.django_db
@pytest.mark.usefixtures("_ohne_vorlagen", "_befugnisse")
@pytest.mark.parametrize("name", [n for n in NAMEN if zeile(n) is not None])
def test_adresse_antwortet_jeder_person_wie_die_matrix_sagt(welt, clients, ablage, settings, name):
    settings.MEDIA_ROOT = ablage
    z = zeile(name)
    fehler = []
    for wo in (EIGEN, FREMD) if z.eigen is not None else (EIGEN,):
        try:
            adresse = reverse(name, kwargs=werte(name, welt.seiten[wo]))
        except NoReverseMatch:
            pytest.fail(f"Der Test kennt die Angaben für {name} nicht.")
        for person, client in clients.items():
            erwartet = z.erwartet(person, wo) or {0}
            if name.endswith("_aktion") and not hat_aktion(name):
                erwartet = {404 if s in z.gut else s for s in erwartet}
            if (bekam := status(client, z.methode, adresse)) not in erwartet:
                fehler.append(f"{person}, {wo}: {adresse} gab {bekam}, erwartet {sorted(erwartet)}")
    assert not fehler, "\n".join(fehler)
