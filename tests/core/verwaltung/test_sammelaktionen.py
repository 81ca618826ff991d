"""Bulk actions: chosen rows, a preview that is true, one service call per row, nothing for strangers."""

import datetime as dt
from typing import Any

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.urls import reverse

from asskomm.core.admin import sammelaktionen as modul
from asskomm.core.admin.aktionen import Fachaktion
from asskomm.core.admin.auswahl import auswahl_aus
from asskomm.core.admin.sammelaktionen import Auswahlseite, register_sammelaktion
from asskomm.core.admin.sammelansicht import HOECHSTENS
from asskomm.core.models import Arbeitslauf, Arbeitsposten, Postenstand, Protokolleintrag, Rollenzuordnung
from asskomm.core.roles import Rolle
from asskomm.core.services.arbeitslauf import start_arbeitslauf
from asskomm.core.stichtag import UngefaehresDatum
from kommunen.models import Beratung, Handlungsfeld, Kommune
from kommunen.services.kpr import step_kpr
from tests.factories.fakten import rat
from tests.factories.kommunen import kpr, verband
from tests.factories.konten import angemeldet
from tests.factories.vereinbarungen import JETZT, gemeinde

pytestmark = pytest.mark.django_db
KOMMUNEN = reverse("admin:kommunen_kommune_changelist")
KPR = reverse("admin:kommunen_kommunalerpraeventionsrat_changelist")
BERATUNG = {"aktion": "aktion/beratung", "am": "05.03.2024", "kontaktart": "VIDEO", "anlass": "Runde"}
RUHEN = {"aktion": "schritt/ruhen", "wirksam": "05.03.2024", "grund": "Personalwechsel"}


def sende(client, liste: str, auswahl: list[Any], **daten: Any):
    schluessel = [getattr(z, "pk", z) for z in auswahl]
    return client.post(f"{liste}sammelaktion/", {"auswahl": schluessel, **daten}, follow=True)


def vorschau(client, liste: str, auswahl: list[Any], **daten: Any) -> list[tuple[str, str, str]]:
    probe = sende(client, liste, auswahl, **daten, schritt="vorschau").context["probe"]
    return [(z.text, z.stand, z.meldung) for z in probe]


def fuehre_aus(client, liste: str, auswahl: list[Any], **daten: Any) -> Arbeitslauf:
    sende(client, liste, auswahl, **daten, schritt="ausfuehren")
    return Arbeitslauf.objects.latest("pk")


def ergebnis(lauf: Arbeitslauf) -> list[tuple[str, str, str]]:
    call_command("arbeite", "--einmal")
    return list(lauf.posten.order_by("nr").values_list("bezeichnung", "stand", "meldung"))


def test_die_vorschau_schreibt_nichts_und_stimmt(client):
    """Association and member do not both count: the second of them is refused, in the preview as in the run."""
    person = angemeldet(client)
    mitglied, fremd = gemeinde("Aue"), gemeinde("Colditz")
    bund = verband(mitglied, name="Bund")
    vorher = Protokolleintrag.objects.count()
    gezeigt = vorschau(client, KOMMUNEN, [mitglied, bund, fremd], **BERATUNG)
    assert (Beratung.objects.count(), Arbeitslauf.objects.count(), Protokolleintrag.objects.count()) == (0, 0, vorher)
    assert [stand for _, stand, _ in gezeigt].count(Postenstand.ERLEDIGT) == 2
    assert "zählen nicht beide" in " ".join(meldung for *_, meldung in gezeigt)
    lauf = fuehre_aus(client, KOMMUNEN, [mitglied, bund, fremd], **BERATUNG)
    assert ergebnis(lauf) == gezeigt
    assert Beratung.objects.count() == 2
    assert set(Beratung.objects.values_list("anlass", "erfasst_durch")) == {("Runde", person.pk)}
    assert lauf.titel == "Beratung erfassen: 3 Kommunen"


def test_seiten_fuehren_vom_kreuz_bis_zum_ergebnis(client):
    angemeldet(client)
    orte = [gemeinde(n) for n in ("Aue", "Colditz")]
    liste = client.get(KOMMUNEN).content.decode()
    assert f'name="auswahl" value="{orte[0].pk}" form="auswahl"' in liste
    assert "Beratung erfassen" in liste
    formular = sende(client, KOMMUNEN, orte, aktion="aktion/beratung")
    assert "2 Kommunen" in formular.content.decode()
    assert 'name="am"' in formular.content.decode()
    falsch = sende(client, KOMMUNEN, orte, **{**BERATUNG, "am": "gestern"}, schritt="vorschau")
    assert "Fehler:" in falsch.content.decode()
    probe = sende(client, KOMMUNEN, [",".join(str(o.pk) for o in orte)], **BERATUNG, schritt="vorschau")
    assert "bei 2 möglich" in probe.content.decode()
    zurueck = sende(client, KOMMUNEN, orte, **BERATUNG, schritt="formular")
    assert 'value="Runde"' in zurueck.content.decode()
    lauf = sende(client, KOMMUNEN, orte, **BERATUNG, schritt="ausfuehren")
    assert lauf.redirect_chain[-1][0] == reverse("admin:core_arbeitslauf_change", args=[Arbeitslauf.objects.get().pk])
    assert [p.url for p in Arbeitsposten.objects.order_by("nr")] == [
        reverse("admin:kommunen_kommune_change", args=[o.pk]) for o in orte
    ]


def test_alle_treffer_meint_die_gefilterte_liste(client):
    angemeldet(client)
    gemeinde("Aue")
    treffer = [gemeinde(f"Burg {nr}") for nr in range(3)]
    seite = client.post(f"{KOMMUNEN}sammelaktion/?q=burg&p=7", {"aktion": "aktion/beratung", "alle": "1"})
    assert [z.pk for z in seite.context["zeilen"]] == [t.pk for t in treffer]


def test_ein_schritt_nennt_woher_und_wohin(client):
    angemeldet(client)
    besteht, ruht = kpr(gemeinde("Aue")), rat(gemeinde("Colditz"), status="RUHEND")
    gezeigt = vorschau(client, KPR, [besteht, ruht], **RUHEN)
    assert gezeigt[0][1:] == (Postenstand.ERLEDIGT, "„konstituiert“ → „ruhend“")
    assert gezeigt[1][1:] == (Postenstand.ABGELEHNT, "„Ruhen eintragen“ ist im Zustand „ruhend“ nicht möglich.")
    assert ergebnis(fuehre_aus(client, KPR, [besteht, ruht], **RUHEN)) == gezeigt
    besteht.refresh_from_db()
    assert besteht.status == "RUHEND"
    assert besteht.verlauf.latest("pk").grund == "Personalwechsel"


def test_wer_inzwischen_schneller_war_steht_mit_grund_im_ergebnis(client):
    person = angemeldet(client)
    raete = [kpr(gemeinde(n)) for n in ("Aue", "Colditz")]
    assert {stand for _, stand, _ in vorschau(client, KPR, raete, **RUHEN)} == {Postenstand.ERLEDIGT}
    lauf = fuehre_aus(client, KPR, raete, **RUHEN)
    tag = UngefaehresDatum.lies("04.03.2024")
    step_kpr(kpr=raete[0], uebergang="aufloesen", wirksam=tag, grund="x", by=person, jetzt=JETZT)
    assert [e[1:] for e in ergebnis(lauf)] == [
        (Postenstand.ABGELEHNT, "„Ruhen eintragen“ ist im Zustand „aufgelöst“ nicht möglich."),
        (Postenstand.ERLEDIGT, "„konstituiert“ → „ruhend“"),
    ]


def test_entzogene_rechte_und_verschwundene_zeilen_gelten_beim_ausfuehren(client, monkeypatch):
    person = angemeldet(client)
    orte = [gemeinde("Aue"), gemeinde("Colditz")]
    lauf = fuehre_aus(client, KOMMUNEN, orte, **BERATUNG)
    lauf.posten.filter(nr=1).update(angaben={"pk": "999999"})
    assert ergebnis(lauf)[0][1:] == (Postenstand.ABGELEHNT, modul.WEG)
    assert Beratung.objects.count() == 1
    zweiter = fuehre_aus(client, KOMMUNEN, orte, **{**BERATUNG, "am": "06.03.2024"})
    Rollenzuordnung.objects.filter(user=person).update(rolle=Rolle.HAUSHALT)  # may run work, not this
    assert {e[1:] for e in ergebnis(zweiter)} == {
        (Postenstand.ABGELEHNT, "Ihre Rolle darf diese Aktion nicht ausführen.")
    }
    dritter = fuehre_aus_mit_daten(person, orte)
    Rollenzuordnung.objects.filter(user=person).update(rolle=Rolle.SACHBEARBEITUNG)
    assert ergebnis(dritter)[0][1] == Postenstand.ABGELEHNT


def fuehre_aus_mit_daten(person, orte) -> Arbeitslauf:
    """What the form would not let through (an entry that has gone since) is refused by the run as well."""
    angaben = {"liste": "kommunen.kommune", "aktion": "aktion/beratung", "daten": "am=unsinn"}
    posten = [("Aue", {"pk": str(orte[0].pk)}, "")]
    return start_arbeitslauf(
        art=modul.ARBEIT, titel="x", posten=posten, angaben=angaben, by=person, jetzt=dt.datetime.now(dt.UTC)
    )


def test_ohne_auswahl_ohne_aktion_oder_mit_fremden_schluesseln_geschieht_nichts(client, monkeypatch):
    angemeldet(client)
    ort = gemeinde("Aue")
    for daten, text in (
        ({"aktion": "aktion/beratung"}, "Bitte kreuzen Sie Einträge an"),
        ({"auswahl": ort.pk}, "Bitte wählen Sie, was"),
        ({"auswahl": ort.pk, "aktion": "aktion/ausscheiden"}, "Bitte wählen Sie, was"),  # not declared for many
        ({"auswahl": ["x", "99999"], "aktion": "aktion/beratung"}, "Keiner der gewählten Einträge"),
    ):
        assert text in client.post(f"{KOMMUNEN}sammelaktion/", daten, follow=True).content.decode()
    ungueltig = client.post(f"{KOMMUNEN}sammelaktion/?farbe=blau", {"aktion": "aktion/beratung", "alle": "1"})
    assert ungueltig.status_code == 302
    monkeypatch.setattr("asskomm.core.admin.sammelansicht.HOECHSTENS", 0)
    assert "fasst höchstens 0" in sende(client, KOMMUNEN, [ort], aktion="aktion/beratung").content.decode()
    assert client.get(f"{KOMMUNEN}sammelaktion/?q=a").url == f"{KOMMUNEN}?q=a"
    assert (Arbeitslauf.objects.count(), HOECHSTENS) == (0, 500)


def test_wer_nur_liest_bekommt_keine_aktion_angeboten(client):
    angemeldet(client, Rolle.LESEZUGRIFF)
    ort = gemeinde("Aue")
    assert 'name="aktion"' not in client.get(KOMMUNEN).content.decode()
    sende(client, KOMMUNEN, [ort], **BERATUNG, schritt="ausfuehren")
    assert not Arbeitslauf.objects.exists()


def test_handlungsfelder_kommen_hinzu(client):
    angemeldet(client)
    ort, schon = gemeinde("Aue"), gemeinde("Colditz")
    a, b = (Handlungsfeld.objects.create(name=n, slug=n.lower(), reihenfolge=1) for n in ("Gewalt", "Sucht"))
    ort.handlungsfelder.add(a)
    schon.handlungsfelder.add(a, b)
    lauf = fuehre_aus(client, KOMMUNEN, [ort, schon], aktion="aktion/handlungsfelder", felder=[a.pk, b.pk])
    assert ergebnis(lauf) == [
        ("Aue", Postenstand.ERLEDIGT, "Handlungsfelder hinzufügen"),
        ("Colditz", Postenstand.ABGELEHNT, "Diese Handlungsfelder sind schon eingetragen."),
    ]
    assert set(ort.handlungsfelder.all()) == {a, b}
    spur = Protokolleintrag.objects.filter(ereignis="eintrag.geaendert", objekt_id=str(ort.pk)).get().angaben
    assert (spur["vorher"], spur["nachher"]) == (
        {"handlungsfelder": ["Gewalt"]},
        {"handlungsfelder": ["Gewalt", "Sucht"]},
    )


def test_entscheidende_schritte_fragen_wer_da_sitzt(client, monkeypatch):
    angemeldet(client)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": 1.0}]
    session.save()
    ort = gemeinde("Aue")
    aktion = Fachaktion("probe", "Probe", "kommunen.add_beratung", lambda **_: None, entscheidend=True)
    monkeypatch.setattr(modul, "_WEITERE", {"kommunen.kommune": [aktion]})
    antwort = client.post(f"{KOMMUNEN}sammelaktion/", {"auswahl": ort.pk, "aktion": "aktion/probe"})
    assert antwort.url.startswith("/konto/")


def test_widerspruch_der_datenbank_ist_eine_ablehnung(client, monkeypatch):
    angemeldet(client)
    orte = [gemeinde("Aue"), gemeinde("Colditz")]

    def doppelt(*, objekt: Kommune, by: Any, jetzt: Any) -> None:
        Kommune.objects.filter(pk=objekt.pk).update(schluessel="gleich")

    aktion = Fachaktion("probe", "Probe", "kommunen.add_beratung", doppelt, hinderungen=lambda o: [])
    monkeypatch.setattr(modul, "_WEITERE", {})
    register_sammelaktion(Kommune, Fachaktion("probe", "wird ersetzt", "kommunen.add_beratung", doppelt))
    register_sammelaktion(Kommune, aktion)
    gezeigt = vorschau(client, KOMMUNEN, orte, aktion="aktion/probe")
    assert gezeigt[0] == ("Aue", Postenstand.ERLEDIGT, "Probe")
    assert gezeigt[1][1:] == (Postenstand.ABGELEHNT, modul.WIDERSPRUCH)
    assert ergebnis(fuehre_aus(client, KOMMUNEN, orte, aktion="aktion/probe")) == gezeigt


def test_eine_eigene_seite_bekommt_genau_die_auswahl(client, rf, monkeypatch):
    person = angemeldet(client)
    monkeypatch.setattr(modul, "_WEITERE", {})
    seite = Auswahlseite("rundbrief", "Rundbrief", "admin:index", "kommunen.view_kommune")
    register_sammelaktion(Kommune, seite)
    orte = [gemeinde(n) for n in ("Aue", "Auerbach", "Colditz")]

    def gefuehrt(**daten: Any) -> list[str] | None:
        antwort = client.post(f"{KOMMUNEN}sammelaktion/?q=aue&p=2", {"aktion": "rundbrief", **daten})
        anfrage = rf.get(antwort.url)
        anfrage.user, anfrage.session, anfrage.resolver_match = person, client.session, None
        zeilen = auswahl_aus(anfrage)
        return None if zeilen is None else [str(z) for z in zeilen]

    assert gefuehrt(alle="1") == ["Aue", "Auerbach"]
    assert gefuehrt(auswahl=[orte[1].pk, orte[2].pk]) == ["Auerbach"]
    for unsinn in ("?liste=gibt.esnicht", "?liste=kommunen.kommune&farbe=blau", ""):
        anfrage = rf.get(f"/{unsinn}")
        anfrage.user, anfrage.session = person, client.session
        assert auswahl_aus(anfrage) is None


def test_jede_erklaerte_sammelaktion_laesst_sich_bereiten():
    """A wrong name or a form that depends on one object would show only when somebody uses it."""
    geprueft = 0
    for modell, verwaltung in admin.site._registry.items():
        for erklaert in verwaltung.sammelaktionen:
            aktion = modul._bereite(verwaltung, erklaert)
            assert aktion.form().fields is not None, (modell, erklaert)
            assert not getattr(aktion.formular, "braucht_objekt", False), (modell, erklaert)
            geprueft += 1
    assert geprueft > 15
