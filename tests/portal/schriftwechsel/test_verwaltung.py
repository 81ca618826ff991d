"""Der Schriftwechsel in der Verwaltung: Kasten am Fall, Faden, Liste, Arbeitsvorrat."""

import pytest

from asskomm.core.admin.schriftwechsel import wechselseite
from asskomm.core.leserkreis import Leserkreis
from asskomm.core.models import Lesevermerk, Mitteilung
from asskomm.core.roles import Rolle
from kommunen.models import Handlungsfeld
from tests.factories.beteiligte import als
from tests.factories.dateien import PDF, pdf_datei
from tests.factories.konten import konto
from tests.portal.schriftwechsel.mitteilungen import schreibe


def text(client, adresse: str) -> str:
    antwort = client.get(adresse)
    assert antwort.status_code == 200
    return antwort.content.decode()


def test_schreiben_und_lesen_im_faden(faelle):
    client, adresse = als(faelle.sb), wechselseite(faelle.vereinbarung)
    assert "Noch keine Mitteilung" in text(client, adresse)
    werte = {"text": "Nur für uns", "leserkreis": "INTERN", "dateien": [pdf_datei("eins.pdf"), pdf_datei("zwei.pdf")]}
    assert client.post(adresse, werte).headers["Location"] == adresse
    m = Mitteilung.objects.get()
    assert (m.leserkreis, m.anlagen.count()) == ("INTERN", 2)
    seite = text(client, adresse)
    assert "Nur für uns" in seite
    assert "Sabine Bach" in seite
    datei = client.get(f"{adresse}anlage/{m.anlagen.order_by('pk')[0].dokument_id}/")
    assert datei.headers["Content-Disposition"] == 'attachment; filename="eins.pdf"'
    assert b"".join(datei.streaming_content) == PDF
    assert client.get(f"{adresse}anlage/999999/").status_code == 404


def test_fehler_stehen_oben_und_das_getippte_bleibt(faelle):
    client, adresse = als(faelle.sb), wechselseite(faelle.vereinbarung)
    seite = client.post(adresse, {"text": "Bleibt stehen", "leserkreis": ""}).content.decode()
    assert "Fehler: " in seite
    assert "Bleibt stehen" in seite
    antwort = client.post(adresse, {"text": "Bleibt", "leserkreis": "INTERN", "dateien": [pdf_datei("x.exe")]})
    assert "x.exe: " in antwort.content.decode()
    assert not Mitteilung.objects.exists()


def test_als_gelesen_vermerken_ist_ein_eigener_schritt(faelle):
    m = schreibe(faelle.kb, faelle.vereinbarung)
    client, adresse = als(faelle.sb), wechselseite(faelle.vereinbarung)
    assert "1 ungelesen" in text(client, adresse)
    assert not Lesevermerk.objects.exists()  # eine Seite zu öffnen schreibt nichts
    for bis in ("", "x", "9" * 30):
        client.post(f"{adresse}gelesen/", {"bis": bis})
    assert not Lesevermerk.objects.exists()
    client.post(f"{adresse}gelesen/", {"bis": m.pk})
    assert Lesevermerk.objects.get().konto == faelle.sb
    assert "1 ungelesen" not in text(client, adresse)
    assert client.get(f"{adresse}gelesen/").status_code == 405


def test_wer_nur_liest_schreibt_nicht(faelle):
    client, adresse = als(konto(Rolle.LESEZUGRIFF)), wechselseite(faelle.vereinbarung)
    schreibe(faelle.sb, faelle.vereinbarung)
    seite = text(client, adresse)
    assert "Guten Tag" in seite
    assert "Mitteilung absenden" not in seite
    assert "Zurückziehen" not in seite
    assert client.post(adresse, {"text": "x", "leserkreis": "INTERN"}).status_code == 403


def test_fremdes_und_unbekanntes_gibt_es_nicht(faelle):
    client = als(faelle.sb)
    for adresse in ("XX/1/", "KV/999999/"):
        assert client.get(f"/verwaltung/core/mitteilung/fall/{adresse}").status_code == 404
    assert als(konto(Rolle.SYSTEMVERWALTUNG)).get(wechselseite(faelle.stadt)).status_code == 403
    assert wechselseite(Handlungsfeld()) == ""


def test_eine_pruefung_sieht_am_fall_keinen_schriftwechsel(faelle):
    m = schreibe(faelle.sb, faelle.vereinbarung, text="Nur unter uns", dateien=[pdf_datei()])
    client = als(konto(Rolle.PRUEFUNG))
    assert "Schriftwechsel" not in text(
        client, f"/verwaltung/vereinbarungen/vereinbarung/{faelle.vereinbarung.pk}/change/"
    )
    assert client.get(wechselseite(faelle.vereinbarung)).status_code == 403
    assert str(m.anlagen.get()) == "datei.pdf"


def test_die_zeile_der_liste_fuehrt_an_ihre_stelle_im_faden(faelle):
    erste = schreibe(faelle.kb, faelle.vereinbarung, text="Ganz unten")
    for nr in range(26):
        schreibe(faelle.sb, faelle.vereinbarung, Leserkreis.INTERN, text=f"Vermerk {nr}")
    client = als(faelle.sb)
    assert client.get(f"/verwaltung/core/mitteilung/{erste.pk}/change/").headers["Location"] == (
        f"{wechselseite(faelle.vereinbarung)}?seite=2#mitteilung-{erste.pk}"
    )
    assert "Ganz unten" in text(client, f"{wechselseite(faelle.vereinbarung)}?seite=2")
    liste = text(client, "/verwaltung/core/mitteilung/?ungelesen=ja")
    assert "Ganz unten" in liste
    assert "Vermerk 1" not in liste
    assert "Vermerk 1" in text(client, "/verwaltung/core/mitteilung/?q=Vermerk")


def test_zurueckziehen_aus_dem_faden(faelle):
    m = schreibe(faelle.sb, faelle.vereinbarung, text="Versehen " * 20)
    client = als(faelle.sb)
    weg = f"/verwaltung/core/mitteilung/{m.pk}/aktion/zurueckziehen/"
    assert weg in text(client, wechselseite(faelle.vereinbarung))
    client.post(weg, {"grund": "falsche Stadt"})
    seite = text(client, wechselseite(faelle.vereinbarung))
    assert "falsche Stadt" in seite
    assert "Versehen" in seite  # das LPR liest ihn weiter
    assert "zurückgezogen" in text(client, "/verwaltung/core/mitteilung/")


def test_kasten_am_fall_und_im_arbeitsvorrat(faelle):
    schreibe(faelle.kb, faelle.vereinbarung, text="Wann unterschreiben wir?")
    client = als(faelle.sb)
    fall = text(client, f"/verwaltung/vereinbarungen/vereinbarung/{faelle.vereinbarung.pk}/change/")
    assert "Wann unterschreiben wir?" in fall
    assert wechselseite(faelle.vereinbarung) in fall
    assert "Neue Mitteilungen" in text(client, "/verwaltung/")
    assert "Neue Mitteilungen" not in text(als(konto(Rolle.LESEZUGRIFF)), "/verwaltung/")
    schreibe(faelle.sb, faelle.vereinbarung, text="Im Mai.")
    assert "Neue Mitteilungen" not in text(client, "/verwaltung/")


@pytest.mark.parametrize("anzahl", [1, 3])
def test_der_faden_kostet_gleich_viel_bei_einer_und_bei_drei_mitteilungen(
    faelle, anzahl, django_assert_max_num_queries
):
    for _ in range(anzahl):
        schreibe(faelle.kb, faelle.vereinbarung, dateien=[pdf_datei()])
    client = als(faelle.sb)
    client.get("/verwaltung/core/mitteilung/")
    with django_assert_max_num_queries(16):
        client.get(wechselseite(faelle.vereinbarung))
