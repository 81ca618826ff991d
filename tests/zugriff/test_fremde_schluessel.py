"""Kein veränderter Schlüssel in einer Adresse oder einem Feld zeigt oder ändert je Fremdes.

Aufgezählt, nicht ausgewählt: jede Adresse mit einem Schlüssel, jedes Feld eines Formulars, das eine Zeile nimmt, jeder
Filter einer Liste, jede Einfuhr. Verglichen wird der ganze Bestand vorher und nachher.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.db import models, transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from asskomm.core.forms import VorschlagField
from asskomm.core.sichtbarkeit import sicht_von
from kommunen.models import Ansprechperson, Kommune
from tests.factories.verwaltung import exportiere

from .matrix import MODELLE, WIE, zeile
from .test_zugriff import NAMEN, status, werte
from .welt import EIGEN, FREMD, Welt

APPS = ("core", "kommunen", "vereinbarungen", "foerderung", "portal")
# What every access writes by itself: the trace, sign-in times, the page cache's counter.
SPUREN = {"core.protokolleintrag", "core.protokollkopf", "core.datenstand", "core.nummernkreis"}
BEGRENZT = ("PR", "KB", "PZ", "CO", "Mandat")  # one of each kind of limited sight
# Choices that show more than the person's lists do, each with its reason.
MEHR_ALS_SICHTBAR = {
    "CoachWahlForm.coach": "wer einen Coach beauftragt, wählt ihn beim Namen; Konten anderer bleiben verborgen",
    "VertretungForm.vertretung": "wer sich vertreten lässt, wählt die Person beim Namen; ihr Konto bleibt verborgen",
    "WiedervorlageForm.fuer": "wer etwas vorlegt, wählt die Person des Hauses beim Namen; ihr Konto bleibt verborgen",
    "UebergebenForm.fuer": "ebenso, wer eine Wiedervorlage weitergibt",
    "ZustaendigkeitForm.landkreis": "die Systemverwaltung verteilt Landkreise; deren Namen sind öffentlich",
}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_befugnisse")]


def bestand() -> dict[str, list[tuple]]:
    """Every row of our own tables."""
    return {
        m._meta.label_lower: list(m._default_manager.order_by("pk").values_list())
        for m in apps.get_models(include_auto_created=True)
        if m._meta.app_label in APPS and m._meta.label_lower not in SPUREN
    }


def mit_schluessel(welt: Welt) -> Iterator[tuple[str, str]]:
    """Name and foreign address of everything that takes the key of a row."""
    for name in NAMEN:
        z = zeile(name)
        if z is not None and z.eigen is not None:
            try:
                yield name, reverse(name, kwargs=werte(name, welt.seiten[FREMD]))
            except NoReverseMatch:
                continue


def versteckt(name: str, person: str) -> bool:
    return WIE[person] not in zeile(name).fremd


# --- Addresses


@pytest.mark.parametrize("person", BEGRENZT)
def test_fremder_schluessel_in_der_adresse_zeigt_und_aendert_nichts(welt, clients, ablage, settings, person):
    settings.MEDIA_ROOT = ablage
    vorher, geprueft, gefunden = bestand(), 0, []
    fremdes = ("Fremdstadt", "Bund Fremd", "Presse Fremd")
    for name, adresse in mit_schluessel(welt):
        if not versteckt(name, person):
            continue
        for methode in ("get", "post"):
            with transaction.atomic():
                antwort = getattr(clients[person], methode)(adresse, {"grund": "Versuch", "wirksam": "1.10.2026"})
                transaction.set_rollback(methode == "get")
            inhalt = b"" if antwort.streaming else antwort.content
            gefunden += [f"{methode} {adresse}: {wort}" for wort in fremdes if wort in inhalt.decode()]
            if antwort.status_code in (200, 302):
                gefunden.append(f"{methode} {adresse}: {antwort.status_code}")
            geprueft += 1
    assert gefunden == []
    assert geprueft > 40
    assert bestand() == vorher


@pytest.mark.usefixtures("_ohne_vorlagen")
@pytest.mark.parametrize("person", ["HH", "LZ", "SV", "PR", "KB"])
def test_kein_schritt_und_keine_aktion_aendert_etwas_ohne_recht(welt, clients, person):
    """Also at the own case: reading is not deciding."""
    vorher, geprueft = bestand(), 0
    rechte = welt.personen[person]
    for modell in MODELLE:
        klasse = apps.get_model(*modell.split("_", 1))
        verwaltung = admin.site._registry[klasse]
        aufgaben = [("aktion", a.name, a.recht) for a in verwaltung.fachaktionen]
        if hasattr(klasse, "workflow"):
            aufgaben += [("schritt", u.name, u.recht) for u in klasse.workflow.uebergaenge]
        objekt = klasse._default_manager.get(pk=welt.seiten[EIGEN].objekte[modell])
        for art, name, recht in aufgaben:
            if rechte.has_perm(recht, objekt):
                continue
            adresse = reverse(f"admin:{modell}_{art}", kwargs={"object_id": objekt.pk, "name": name})
            clients[person].post(adresse, {"wirksam": "01.10.2026", "grund": "Versuch", "am": "01.10.2026"})
            geprueft += 1
    assert geprueft > 30
    assert bestand() == vorher


# --- Fields


def felder(antwort: Any) -> Iterator[tuple[str, forms.Field]]:
    """Every field of the page that takes a row, with the name of its form."""
    werte_ = antwort.context or {}
    formulare = [werte_["adminform"].form] if "adminform" in werte_ else []
    if "form" in werte_ and isinstance(werte_["form"], forms.BaseForm):
        formulare.append(werte_["form"])
    for inline in werte_.get("inline_admin_formsets", ()):
        formulare += inline.formset.forms
    for formular in formulare:
        for name, feld in formular.fields.items():
            if isinstance(feld, forms.ModelChoiceField) and name != "id":
                yield f"{type(formular).__name__}.{name}", feld


def formularseiten(welt: Welt) -> Iterator[str]:
    """Every page of the back office and the portal with a form for a row."""
    eigene = welt.seiten[EIGEN]
    for modell in MODELLE:
        verwaltung = admin.site._registry[apps.get_model(*modell.split("_", 1))]
        yield reverse(f"admin:{modell}_add")
        yield reverse(f"admin:{modell}_change", args=[eigene.objekte[modell]])
        for aktion in verwaltung.fachaktionen:
            yield reverse(f"admin:{modell}_aktion", args=[eigene.objekte[modell], aktion.name])
    yield reverse("portal:mitarbeitende_einladen")
    yield reverse("portal:mitarbeitende_uebergeben", args=[eigene.kollege])
    yield from (reverse(f"portal:{n}") for n in ("eigene_vereinbarungen", "eigene_kommunen"))


@pytest.mark.usefixtures("_nur_werte")
@pytest.mark.parametrize("person", ["SB", "LT", "HH", "SV", "PR", "KZ", "Mandat"])
def test_kein_feld_nimmt_eine_zeile_die_die_person_nicht_sieht(welt, clients, person):
    user, zuviel, felder_gesehen = welt.personen[person], [], 0
    for adresse in formularseiten(welt):
        antwort = clients[person].get(adresse)
        if antwort.status_code != 200:
            continue
        for name, feld in felder(antwort):
            felder_gesehen += 1
            auswahl: models.QuerySet = feld.queryset
            if name in MEHR_ALS_SICHTBAR or sicht_von(auswahl.model) is None:
                continue
            sichtbar = auswahl.model._default_manager.visible_to(user)
            if auswahl.exclude(pk__in=sichtbar.values("pk")).exists() and not _nur_register(feld, user):
                zuviel.append(f"{adresse} {name}: {auswahl.model._meta.label}")
    assert zuviel == []
    # A Kommune chooses from lists of its own; without the values of the pages the test would see nothing at all.
    assert felder_gesehen > 1 or person in ("PR", "KZ", "Mandat")


def _nur_register(feld: forms.Field, user: Any) -> bool:
    """The names of Kommunen are public: whoever sets up accounts types them, and sees nothing else of them."""
    return isinstance(feld, VorschlagField) and feld.queryset.model is Kommune and user.hat_rolle("SV", "LT")


def test_die_aufzaehlung_bemerkt_ein_zu_weites_feld(welt):
    feld = forms.ModelChoiceField(Kommune.objects.all())
    fremde = feld.queryset.exclude(pk__in=Kommune.objects.visible_to(welt.personen["KB"]).values("pk"))
    assert fremde.exists()
    assert not Kommune.objects.visible_to(AnonymousUser()).exists()


def test_zeile_einer_anderen_kommune_in_den_unterzeilen_bleibt_wie_sie_ist(welt, clients):
    """A hidden id of an inline row that belongs to another page."""
    fremde = Ansprechperson.objects.get(kommune=welt.seiten[FREMD].kommune)
    seite = reverse("admin:kommunen_kommune_change", args=[welt.seiten[EIGEN].kommune.pk])
    vorher = bestand()["kommunen.ansprechperson"]
    daten = {
        "fassung": clients["SB"].get(seite).context["original"].bearbeitungsfassung,
        "ansprechpersonen-TOTAL_FORMS": "1", "ansprechpersonen-INITIAL_FORMS": "1",
        "ansprechpersonen-0-id": str(fremde.pk), "ansprechpersonen-0-kommune": str(fremde.kommune_id),
        "ansprechpersonen-0-funktion": "übernommen",
    }  # fmt: skip
    clients["SB"].post(seite, daten)
    assert bestand()["kommunen.ansprechperson"] == vorher


def test_fremde_stelle_im_formular_der_mitarbeitenden(welt, clients):
    vorher = bestand()
    fremd = welt.seiten[FREMD].objekte["core_organisation"]
    angaben = {"stelle": str(fremd), "email": "x@example.org", "name": "X", "anmeldename": "x@example.org"}
    for person in ("KB", "KZ", "PB", "PZ", "Mandat"):
        antwort = clients[person].post(reverse("portal:mitarbeitende_einladen"), angaben)
        assert antwort.status_code == 200, person
        assert "Fremdstadt" not in antwort.content.decode()
    assert bestand() == vorher


# --- Lists: filters, search, check boxes, files


def abfragen(verwaltung: Any, welt: Welt) -> Iterator[dict[str, Any]]:
    """Each filter of the list with a foreign key, and the search for the foreign name."""
    fremd = welt.seiten[FREMD]
    ziele = {Kommune: fremd.kommune.pk}
    for modell in ("landkreis", "polizeidirektion"):
        ziele[apps.get_model("kommunen", modell)] = fremd.objekte[f"kommunen_{modell}"]
    for filter_ in verwaltung.list_filter:
        weg = filter_ if isinstance(filter_, str) else ""
        if weg and (ziel := _ziel(verwaltung.model, weg)) in ziele:
            yield {f"{weg}__id__exact": ziele[ziel]}
    yield {"q": "Fremd"}
    yield {"kommune__id__exact": fremd.kommune.pk}
    yield {"id__exact": fremd.objekte[f"{verwaltung.opts.app_label}_{verwaltung.opts.model_name}"]}
    yield {"pk__in": "1,2,3,4,5,6,7,8,9"}


def _ziel(modell: type[models.Model], weg: str) -> Any:
    for teil in weg.split("__"):
        modell = modell._meta.get_field(teil).related_model
        if modell is None:
            return None
    return modell


def test_filter_suche_und_ausgabe_zeigen_einer_pruefung_nichts_fremdes(welt, clients):
    client, gefunden, geprueft = clients["PR"], [], 0
    for modell, angaben in MODELLE.items():
        if "PR" not in angaben.liest or "PR" in (angaben.fremd or ()):
            continue
        verwaltung = admin.site._registry[apps.get_model(*modell.split("_", 1))]
        for abfrage in abfragen(verwaltung, welt):
            for art in ("changelist", "export"):
                weg = reverse(f"admin:{modell}_{art}")
                antwort = client.get(weg, abfrage) if art == "changelist" else exportiere(client, weg, abfrage)
                geprueft += 1
                if antwort.status_code == 200 and "Fremdstadt" in antwort.content.decode("utf-8-sig"):
                    gefunden.append(f"{modell} {art} {abfrage}")
    assert gefunden == []
    assert geprueft > 60


@pytest.mark.parametrize("person", ["KB", "PB", "Mandat", "CO"])
def test_abfragen_im_portal_zeigen_nichts_fremdes(welt, clients, person):
    fremd = welt.seiten[FREMD]
    schluessel = ("fuer", "q", "landkreis", "stand", "vereinbarung", "sort", "seite", "stelle", "kommune", "pk", "id")
    werte_ = (fremd.kommune.slug, fremd.kommune.pk, fremd.kommune.landkreis.slug, "Fremd", f"polizei-{fremd.presse}")
    for name in ("bereich", "eigene_vereinbarungen", "eigene_kommunen", "eigene_kommunen_csv", "mitarbeitende"):
        for wert in werte_:
            inhalt = clients[person].get(reverse(f"portal:{name}"), dict.fromkeys(schluessel, wert)).content.decode()
            assert "Fremdstadt" not in inhalt, (name, wert)
            assert "Bund Fremd" not in inhalt, (name, wert)


@pytest.mark.usefixtures("_ohne_vorlagen")
@pytest.mark.parametrize("person", ["SB", "LT", "PR", "SV"])
def test_ankreuzfelder_der_listen_tun_nichts(welt, clients, person):
    vorher = bestand()
    for modell in MODELLE:
        alle = [s.objekte[modell] for s in welt.seiten.values()]
        for aktion in ("delete_selected", "export_admin_action"):
            daten = {"action": aktion, "_selected_action": alle, "post": "yes", "index": "0"}
            clients[person].post(reverse(f"admin:{modell}_changelist"), daten)
    assert bestand() == vorher


def test_wer_einfuehren_darf_sieht_alles_was_eine_zeile_nennen_kann(welt):
    """Rows name Kommunen, agreements and themes by their keys; importing is closed to whoever sees only some."""
    geprueft = 0
    for modell in MODELLE:
        klasse = apps.get_model(*modell.split("_", 1))
        if not getattr(admin.site._registry[klasse], "importierbar", False):
            continue
        genannt = {klasse, Kommune, *(f.related_model for f in klasse._meta.get_fields() if f.many_to_one)}
        for person, user in welt.personen.items():
            recht = f"{klasse._meta.app_label}.add_{klasse._meta.model_name}"
            if user is None or not user.has_perm(recht):
                continue
            for ziel in genannt:
                if sicht_von(ziel) and ziel._meta.app_label != "core":
                    manager = ziel._default_manager
                    assert manager.visible_to(user).count() == manager.count(), (person, modell, ziel)
                    geprueft += 1
    assert geprueft > 20


def test_der_vergleich_bemerkt_eine_aenderung(welt):
    vorher = bestand()
    with transaction.atomic():
        Ansprechperson.objects.update(funktion="anders")
        assert bestand() != vorher
        transaction.set_rollback(True)


def test_ohne_anmeldung_oeffnet_kein_schluessel(welt):
    for _, adresse in mit_schluessel(welt):
        for methode in ("get", "post"):
            assert status(Client(), methode, adresse) == 0, adresse
