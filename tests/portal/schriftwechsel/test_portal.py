"""Der Schriftwechsel auf den Seiten der Kommunen und der Polizei."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from asskomm.core.leserkreis import Leserkreis
from asskomm.core.models import Lesevermerk, Mitteilung
from asskomm.core.roles import Rolle
from tests.factories import vereinbarungen as fabrik
from tests.factories.beteiligte import als, vergiss
from tests.factories.dateien import PDF, pdf_datei
from tests.factories.konten import gib_rolle
from tests.portal.schriftwechsel.mitteilungen import schreibe


def faden(fall, kennung: str = "KV") -> str:
    return reverse("portal:schriftwechsel", args=[kennung, fall.pk])


def text(client, adresse: str) -> str:
    antwort = client.get(adresse)
    assert antwort.status_code == 200
    return antwort.content.decode()


def test_lesen_und_antworten(faelle):
    schreibe(faelle.sb, faelle.vereinbarung, text="Intern besprochen", leserkreis=Leserkreis.INTERN)
    frage = schreibe(faelle.sb, faelle.vereinbarung, text="Wann passt es?", dateien=[pdf_datei()])
    client, adresse = als(faelle.kb), faden(faelle.vereinbarung)
    assert "1 ungelesene Mitteilung" in text(client, "/portal/schriftwechsel/")
    assert adresse in text(client, reverse("portal:eigene_vereinbarung", args=[faelle.vereinbarung.pk]))
    seite = text(client, adresse)
    assert "Wann passt es?" in seite
    assert "Intern besprochen" not in seite
    assert "Sabine Bach" not in seite  # Namen des LPR bleiben im Haus
    datei = client.get(f"{adresse}anlage/{frage.anlagen.get().dokument_id}/")
    assert b"".join(datei.streaming_content) == PDF
    client.post(f"{adresse}gelesen/", {"bis": frage.pk})
    assert Lesevermerk.objects.get().konto_id == faelle.kb.pk
    antwort = client.post(adresse, {"text": "Am Montag.", "leserkreis": "KOMMUNE"})
    assert antwort.headers["Location"] == adresse
    neue = Mitteilung.objects.order_by("-pk")[0]
    assert (neue.seite, neue.stelle, neue.erfasst_durch_id) == ("KOMMUNE", "Musterstadt", faelle.kb.pk)


def test_die_polizei_liest_nur_ihres(faelle):
    schreibe(faelle.sb, faelle.vereinbarung, text="An die Stadt")
    schreibe(faelle.sb, faelle.vereinbarung, Leserkreis.ALLE, text="An alle")
    seite = text(als(faelle.pb), faden(faelle.vereinbarung))
    assert "An alle" in seite
    assert "An die Stadt" not in seite


def test_wo_es_nur_einen_kreis_gibt_wird_nicht_gefragt(faelle):
    client, adresse = als(faelle.kb), faden(faelle.coaching, "CO")
    assert "Wer das liest" not in text(client, adresse)
    client.post(adresse, {"text": "Frage zum Coaching"})
    assert Mitteilung.objects.get().leserkreis == Leserkreis.KOMMUNE


def test_die_eigene_kommune_ist_der_anfang_fuer_alles_andere(faelle):
    client = als(faelle.kb)
    assert faden(faelle.stadt, "KO") in text(client, "/portal/schriftwechsel/")
    client.post(faden(faelle.stadt, "KO"), {"text": "Allgemeine Frage", "leserkreis": "KOMMUNE"})
    assert "Musterstadt" in text(client, "/portal/schriftwechsel/")


def test_fehler_und_getipptes(faelle):
    client, adresse = als(faelle.kb), faden(faelle.vereinbarung)
    seite = client.post(adresse, {"text": "Bleibt", "leserkreis": "INTERN"}).content.decode()
    assert "Fehler: " in seite
    assert "Bleibt" in seite
    seite = client.post(adresse, {"text": "x", "leserkreis": "KOMMUNE", "dateien": [pdf_datei("a.exe")]})
    assert "a.exe: " in seite.content.decode()
    assert not Mitteilung.objects.exists()
    client.post(f"{adresse}gelesen/", {"bis": "x"})
    assert not Lesevermerk.objects.exists()


def test_fremdes_gibt_es_nicht(faelle):
    m = schreibe(faelle.sb, faelle.vereinbarung, dateien=[pdf_datei()])
    adresse = faden(faelle.vereinbarung)
    datei = f"{adresse}anlage/{m.anlagen.get().dokument_id}/"
    fremd = als(faelle.fremd)
    for weg in (
        adresse,
        datei,
        f"{adresse}zurueckziehen/{m.pk}/",
        faden(faelle.stadt, "XX"),
        faden(faelle.stadt, "UE"),
    ):
        assert fremd.get(weg).status_code == 404, weg
    assert fremd.post(adresse, {"text": "x", "leserkreis": "KOMMUNE"}).status_code == 404
    assert als(faelle.kb).get(f"{adresse}anlage/999999/").status_code == 404
    assert als(faelle.kb).get(f"{adresse}zurueckziehen/999999/").status_code == 404
    assert als(faelle.coach).get(faden(faelle.coaching, "CO")).status_code == 403
    assert faden(faelle.coaching, "CO") not in text(
        als(faelle.coach), reverse("portal:eigenes_coaching", args=[faelle.coaching.pk])
    )


def test_wer_auch_beim_lpr_arbeitet_sieht_im_portal_nicht_mehr(faelle):
    gib_rolle(faelle.kb, Rolle.SACHBEARBEITUNG)
    vergiss(faelle.kb)
    schreibe(faelle.sb, faelle.vereinbarung, Leserkreis.INTERN, text="Intern besprochen")
    assert "Intern besprochen" not in text(als(faelle.kb), faden(faelle.vereinbarung))


def test_zurueckziehen(faelle):
    m = schreibe(faelle.kb, faelle.vereinbarung, text="Falsch verbunden")
    client, weg = als(faelle.kb), f"{faden(faelle.vereinbarung)}zurueckziehen/{m.pk}/"
    assert "Falsch verbunden" in text(client, weg)
    assert "Fehler: " in client.post(weg, {"grund": ""}).content.decode()
    client.post(weg, {"grund": "Irrtum"})
    seite = text(client, faden(faelle.vereinbarung))
    assert "Irrtum" in seite
    assert "Falsch verbunden" not in seite
    assert "schon zurückgezogen" in client.post(weg, {"grund": "noch einmal"}).content.decode()


def test_die_liste_kostet_gleich_viel_bei_einem_und_bei_drei_faeden(faelle):
    client, gezaehlt = als(faelle.kb), []
    for faelle_jetzt in ([faelle.vereinbarung], [fabrik.in_kraft(faelle.stadt), fabrik.in_kraft(faelle.stadt)]):
        for fall in faelle_jetzt:
            schreibe(faelle.sb, fall)
        client.get("/portal/schriftwechsel/")
        with CaptureQueriesContext(connection) as abfragen:
            client.get("/portal/schriftwechsel/")
        gezaehlt.append(len(abfragen))
    assert gezaehlt[0] == gezaehlt[1]


@pytest.mark.parametrize("person", ["kb", "pb"])
def test_vor_der_ersten_mitteilung(faelle, person):
    assert "Noch keine Mitteilung" in text(als(getattr(faelle, person)), "/portal/schriftwechsel/")
