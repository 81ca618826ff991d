"""Das Protokoll und die Löschanträge in der Verwaltung."""

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from asskomm.core.admin import protokoll as seite
from asskomm.core.admin.arbeitsvorrat import gruppen
from asskomm.core.models import Loeschantrag, Protokolleintrag, User
from asskomm.core.protokoll.pruefung import pruefe
from asskomm.core.roles import Rolle
from asskomm.core.services.loeschung import request_loeschung
from tests.core.protokoll.kettenbau import JETZT, schreibe, setze
from tests.factories import vereinbarungen as fabrik
from tests.factories.fakten import gecoacht
from tests.factories.konten import angemeldet, konto, melde_an
from tests.factories.verwaltung import exportiere

pytestmark = pytest.mark.django_db
LISTE = reverse("admin:core_protokolleintrag_changelist")


def fall(nr: int) -> str:
    return reverse("admin:core_protokolleintrag_change", args=[nr])


def antrag_seite(was: str, *args: object) -> str:
    return reverse(f"admin:core_loeschantrag_{was}", args=args)


@pytest.fixture
def sv(client: Any) -> User:
    return angemeldet(client, Rolle.SYSTEMVERWALTUNG, name="Sven Verwalter")


def nummern(antwort: Any) -> list[int]:
    return [e.nr for e in antwort.context["cl"].result_list]


@pytest.mark.parametrize(
    ("rolle", "status"),
    [("SV", 200), ("LT", 200), ("SB", 403), ("HH", 403), ("AO", 403), ("LZ", 403), ("KB", 403), ("CO", 403)],
)
def test_wer_das_protokoll_liest(client: Any, rolle: str, status: int):
    angemeldet(client, rolle)
    assert client.get(LISTE).status_code == status
    assert client.get(fall(schreibe(1)[0].nr)).status_code == status


def test_liste_zeigt_das_neueste_zuerst_und_braucht_immer_gleich_viele_abfragen(client: Any, sv: User):
    anzahlen = []
    for anzahl in (1, 20):
        eintraege = schreibe(anzahl, by=sv, objekt=sv)
        client.get(LISTE)
        with CaptureQueriesContext(connection) as abfragen:
            antwort = client.get(LISTE)
        anzahlen.append(len(abfragen))
        assert nummern(antwort)[0] == eintraege[-1].nr
    assert anzahlen[0] == anzahlen[1]
    inhalt = antwort.content.decode()
    assert "Sven Verwalter" in inhalt
    assert "Konto: Sven Verwalter" in inhalt


def test_suche_nach_person_gegenstand_nummer_und_anfrage(client: Any, sv: User):
    person = konto(name="Petra Beispiel")
    (gesucht,) = schreibe(1, by=person)
    schreibe(30)
    for suche in ("Petra Beispiel", str(gesucht.nr)):
        assert gesucht.nr in nummern(client.get(LISTE, {"q": suche}))
    assert nummern(client.get(LISTE, {"q": "gibt es nicht"})) == []
    assert nummern(client.get(LISTE, {"q": "9" * 40})) == []
    (ueber,) = schreibe(1, objekt=person, nachher={"x": "y"})
    assert ueber.nr in nummern(client.get(LISTE, {"q": f"core.user {person.pk}"}))
    assert ueber.nr not in nummern(client.get(LISTE, {"q": f"kommunen.kommune {person.pk}"}))


def test_filter_nach_ereignis_und_rolle(client: Any, sv: User):
    (abgemeldet,) = schreibe(1)
    (freigabe,) = schreibe(1, ereignis="zahlen.freigegeben", by=konto(Rolle.LEITUNG))
    assert freigabe.nr in nummern(client.get(LISTE, {"gruppe": "Freigaben"}))
    assert abgemeldet.nr not in nummern(client.get(LISTE, {"gruppe": "Freigaben"}))
    assert nummern(client.get(LISTE, {"rolle": "LT"})) == [freigabe.nr]
    assert freigabe.nr not in nummern(client.get(LISTE, {"rolle": "ohne"}))
    assert freigabe.nr in nummern(client.get(LISTE, {"rolle": "XX"}, follow=True))
    assert nummern(client.get(LISTE, {"gruppe": "Weitere"})) == []


def test_fall_nennt_alles_in_worten_und_fuehrt_zum_gegenstand_wer_ihn_sehen_darf(client: Any):
    leitung = angemeldet(client, Rolle.LEITUNG)
    prozess = gecoacht(fabrik.gemeinde("Meerane"))
    (eintrag,) = schreibe(
        1, ereignis="schritt.ausgefuehrt", by=leitung, objekt=prozess, vorher={"status": "ANGEFRAGT"},
        nachher={"status": "GENEHMIGT", "schritt": "genehmigen", "wirksam_am": "1.2.2026", "liste": [1, True],
                 "leer": None}, grund="Bedarf belegt",
    )  # fmt: skip
    inhalt = client.get(fall(eintrag.nr)).content.decode()
    ablauf = prozess.workflow
    alt, neu = ablauf.zustand("ANGEFRAGT").label, ablauf.zustand("GENEHMIGT").label
    for text in (f"{alt} → {neu}", ablauf.uebergang("genehmigen").label, "Wirksam am: 1.2.2026", "Liste: 1, ja",
                 "Leer: leer", "Bedarf belegt", "LPR Leitung", eintrag.pruefsumme):  # fmt: skip
        assert text in inhalt, text
    verweis = reverse("admin:vereinbarungen_coachingprozess_change", args=[prozess.pk])
    assert f'href="{verweis}"' in inhalt
    angemeldet(client, Rolle.SYSTEMVERWALTUNG)
    assert f'href="{verweis}"' not in client.get(fall(eintrag.nr)).content.decode()


def test_eintrag_ohne_gegenstand_und_mit_fremdem_namen(client: Any, sv: User):
    ohne, unbekannt = schreibe(1)[0], schreibe(1, nachher={"tief": {"a": False}})[0]
    assert "System" in client.get(fall(ohne.nr)).content.decode()
    assert "Tief: a: nein" in client.get(fall(unbekannt.nr)).content.decode()


def test_geloeschter_inhalt_steht_als_solcher_da(client: Any, sv: User):
    (eintrag,) = schreibe(1, by=konto(name="Petra Geheim"))
    setze(eintrag.nr, inhalt=None)
    inhalt = client.get(fall(eintrag.nr)).content.decode()
    assert "Inhalt rechtmäßig gelöscht" in inhalt
    assert f"Konto {eintrag.akteur_id}" in inhalt


def test_nichts_laesst_sich_anlegen_aendern_oder_loeschen(client: Any, sv: User):
    (eintrag,) = schreibe(1)
    assert client.post(fall(eintrag.nr), {"grund": "anders"}).status_code == 403
    assert client.get(reverse("admin:core_protokolleintrag_add")).status_code == 403
    client.post(f"/verwaltung/core/protokolleintrag/{eintrag.nr}/delete/", {"post": "yes"})
    assert Protokolleintrag.objects.filter(nr=eintrag.nr).exists()
    assert pruefe().befund is None


def test_ausfuhr_mit_allen_spalten_und_grenze(client: Any, sv: User, monkeypatch: pytest.MonkeyPatch):
    schreibe(2, by=sv, nachher={"name": "Ä"}, objekt=sv)
    adresse = reverse("admin:core_protokolleintrag_export")
    antwort = exportiere(client, adresse, {"q": '"Probe 1"'})
    (zeile,) = list(csv.DictReader(io.StringIO(antwort.content.decode("utf-8-sig")), delimiter=";"))
    assert (zeile["Ereignis"], zeile["Person"], zeile["Rolle"], zeile["Grund"]) == (
        "Abgemeldet", "Sven Verwalter", "SV", "Probe 1",
    )  # fmt: skip
    assert (zeile["nachher"], zeile["vorher"], zeile["Gegenstand"]) == ('{"name": "Ä"}', "", "Sven Verwalter")
    assert zeile["Zeitpunkt (UTC)"] == "2026-11-26T08:30:00+00:00"
    monkeypatch.setattr(seite.ProtokollAdmin, "hoechstens_ausfuhr", 1)
    antwort = client.post(adresse, {"format": "csv"}, follow=True)
    assert "Eine Ausfuhr fasst höchstens 1 Einträge." in antwort.content.decode()
    assert exportiere(client, adresse, {"gibtesnicht": "1"}).status_code == 302


# --- Requests for erasure


def stelle_antrag(client: Any, **angaben: Any) -> Any:
    daten = {"nummern": "", "konto_id": "", "grund": "Widerspruch", "rechtsgrundlage": "Art. 17 DSGVO", **angaben}
    return client.post(antrag_seite("add"), daten)


def test_antrag_und_bestaetigung_ueber_die_seiten(client: Any, sv: User):
    eintraege = schreibe(4)
    ab = eintraege[0].nr
    antwort = stelle_antrag(client, nummern=f"{ab}, {ab + 2}–{ab + 3}")
    assert antwort.status_code == 302, antwort.context["fehlerformulare"]
    antrag = Loeschantrag.objects.get()
    assert (antrag.nummern, antrag.beantragt_durch) == ([ab, ab + 2, ab + 3], sv)
    eigene = client.post(antrag_seite("aktion", antrag.pk, "bestaetigen"))
    assert eigene.status_code == 302
    assert Loeschantrag.objects.get().entscheidung == ""

    leitung = melde_an(client, konto(Rolle.LEITUNG))
    (gruppe,) = [g for g in gruppen(leitung, JETZT.date()) if g.titel == "Löschanträge"]
    assert [p.url for p in gruppe.posten] == [antrag_seite("change", antrag.pk)]
    assert "3 weitere" not in client.get(antrag_seite("changelist")).content.decode()
    client.post(antrag_seite("aktion", antrag.pk, "bestaetigen"))
    antrag.refresh_from_db()
    assert (antrag.entscheidung, antrag.entschieden_durch) == ("bestaetigt", leitung)
    assert (
        list(Protokolleintrag.objects.filter(inhalt=None).order_by("nr").values_list("nr", flat=True)) == antrag.nummern
    )
    assert pruefe().befund is None
    assert "bestätigt" in client.get(antrag_seite("change", antrag.pk)).content.decode()


def test_antrag_ueber_ein_konto_und_ablehnung(client: Any, sv: User):
    person = konto(name="Petra Geheim")
    schreibe(1, by=person)
    assert stelle_antrag(client, konto_id=person.pk).status_code == 302
    antrag = Loeschantrag.objects.get()
    angemeldet(client, Rolle.LEITUNG)
    assert f"alle Einträge über das Konto {person.pk}" in client.get(antrag_seite("changelist")).content.decode()
    client.post(antrag_seite("aktion", antrag.pk, "ablehnen"), {"grund": "Aufbewahrungspflicht"})
    antrag.refresh_from_db()
    assert antrag.entscheidung == "abgelehnt"


@pytest.mark.parametrize(
    ("angaben", "text"),
    [
        ({"nummern": "eins"}, "Bitte nennen Sie ganze Zahlen"),
        ({"nummern": "0"}, "Bitte nennen Sie ganze Zahlen"),
        ({"nummern": "1-99999999999999999999"}, "höchstens 10.000"),
        ({"nummern": "99999999999999999999"}, "Bitte nennen Sie ganze Zahlen"),
        ({"nummern": "999999"}, "Nicht löschbar, nicht vorhanden oder schon gelöscht: 999999."),
        ({}, "Bitte nennen Sie entweder Nummern von Einträgen oder ein Konto."),
    ],
)
def test_unbrauchbarer_antrag_sagt_warum(client: Any, sv: User, angaben: dict[str, str], text: str):
    antwort = stelle_antrag(client, **angaben)
    assert antwort.status_code == 200
    assert text in antwort.content.decode()
    assert not Loeschantrag.objects.exists()


def test_viele_nummern_stehen_gekuerzt_da(client: Any, sv: User):
    eintraege = schreibe(12)
    request_loeschung(
        nummern=[e.nr for e in eintraege], konto_id=None, grund="x", rechtsgrundlage="y", by=sv, jetzt=JETZT
    )
    assert "und 2 weitere" in client.get(antrag_seite("changelist")).content.decode()
