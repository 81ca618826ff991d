"""Was ins Protokoll kommt, wann es geschrieben wird, und was eine Rücknahme davon übrig lässt."""

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from asskomm.core.anfrage import _anfrage
from asskomm.core.befugnis import Befugnis
from asskomm.core.models import Protokolleintrag, Protokollkopf
from asskomm.core.protokoll import gesammelt, kette, protokolliere, vorgang
from asskomm.core.protokoll.pruefung import pruefe
from asskomm.core.roles import Rolle
from tests.core.protokoll.kettenbau import JETZT, schreibe
from tests.factories.konten import gib_rolle, konto

pytestmark = pytest.mark.django_db


def gruende() -> list[str]:
    return [e.angaben["grund"] for e in Protokolleintrag.objects.order_by("nr")]


def notiere(grund: str, **angaben: Any) -> None:
    protokolliere(ereignis="abmeldung", by=None, jetzt=JETZT, grund=grund, **angaben)


def test_eintraege_sind_luckenlos_verkettet_und_der_kopf_nennt_den_letzten():
    eintraege = schreibe(3)
    assert [e.nr for e in eintraege] == [1, 2, 3]
    assert [e.vorgaenger for e in eintraege] == [kette.ANFANG, eintraege[0].pruefsumme, eintraege[1].pruefsumme]
    kopf = Protokollkopf.objects.get()
    assert (kopf.nr, kopf.pruefsumme) == (3, eintraege[2].pruefsumme)
    assert (str(kopf), str(eintraege[0])) == ("Protokoll bis Eintrag 3", "Eintrag 1")


@pytest.mark.parametrize("anzahl", [1, 20])
def test_schreiben_kostet_drei_abfragen_wie_viele_eintraege_es_auch_sind(anzahl: int):
    with CaptureQueriesContext(connection) as abfragen:
        schreibe(anzahl)
    eigene = [a["sql"] for a in abfragen if "core_protokoll" in a["sql"]]
    # The first and the last query are those of this test.
    assert [sql.split()[0] for sql in eigene[1:-1]] == ["SELECT", "INSERT", "UPDATE"]


def test_erst_der_aeusserste_vorgang_schreibt():
    with vorgang():
        with vorgang():
            notiere("innen")
        notiere("aussen")
        assert (Protokollkopf.objects.get().nr, gesammelt()) == (0, 2)
    assert gruende() == ["innen", "aussen"]
    assert gesammelt() == 0


def test_zurueckgenommener_teil_nimmt_nur_seine_eintraege_mit():
    with vorgang():
        notiere("bleibt")
        with pytest.raises(RuntimeError, match="Absturz"), vorgang():  # noqa: PT012
            notiere("geht")
            raise RuntimeError("Absturz")
        notiere("bleibt auch")
    assert gruende() == ["bleibt", "bleibt auch"]


def test_gescheiterter_vorgang_hinterlaesst_nichts():
    with pytest.raises(RuntimeError), vorgang():  # noqa: PT012
        notiere("geht")
        raise RuntimeError
    notiere("danach")
    assert gruende() == ["danach"]


@pytest.mark.parametrize("innen", [True, False])
def test_probelauf_hinterlaesst_nichts(innen: bool):
    with vorgang():
        notiere("Probe")
        if innen:
            with vorgang():
                notiere("geht")
                transaction.set_rollback(True)
        else:
            transaction.set_rollback(True)
    assert gruende() == (["Probe"] if innen else [])


def test_dekorierte_funktion_darf_sich_selbst_aufrufen():
    @vorgang
    def zaehle(bis: int) -> int:
        notiere(str(bis))
        return zaehle(bis - 1) + 1 if bis > 1 else 1

    assert zaehle(3) == 3
    assert gruende() == ["3", "2", "1"]


def test_was_nach_der_transaktion_laeuft_wird_auch_protokolliert(django_capture_on_commit_callbacks: Any):
    with django_capture_on_commit_callbacks(execute=True), vorgang():
        notiere("davor")
        transaction.on_commit(lambda: notiere("danach"))
    assert gruende() == ["davor", "danach"]


def test_unbekanntes_ereignis_ist_ein_fehler_im_programm():
    with pytest.raises(ValueError, match=r"ereignisse\.py"):
        protokolliere(ereignis="erfunden", by=None, jetzt=JETZT)


def test_eintrag_nennt_person_rolle_organisation_gegenstand_aenderung_grund_zeit_und_anfrage():
    leitung, gegenstand = konto(Rolle.LEITUNG, name="Erika Beispiel"), konto(name="Max Muster")
    marke = _anfrage.set("anfrage-12345")
    try:
        (eintrag,) = schreibe(
            ereignis="konto.gesperrt",
            by=leitung,
            objekt=gegenstand,
            vorher={"is_active": True},
            nachher={"is_active": False},
            grund="Ausgeschieden",
            recht="core.view_user",
        )
    finally:
        _anfrage.reset(marke)
    assert (eintrag.akteur_id, eintrag.rolle, eintrag.ereignis) == (leitung.pk, "LT", "konto.gesperrt")
    assert (eintrag.objekt_art, eintrag.objekt_id) == ("core.user", str(gegenstand.pk))
    assert (eintrag.zeitpunkt, eintrag.anfrage_id) == (JETZT, "anfrage-12345")
    angaben = eintrag.angaben
    assert len(angaben.pop("salz")) == 32
    assert angaben.pop("organisation") == leitung.befugnisse[0].organisation
    assert angaben == {
        "person": "Erika Beispiel",
        "gegenstand": "Max Muster",
        "vorher": {"is_active": True},
        "nachher": {"is_active": False},
        "grund": "Ausgeschieden",
    }


def test_ohne_bestimmte_befugnis_stehen_alle_rollen_da_mit_befugnis_nur_diese():
    person = konto(Rolle.LEITUNG)
    gib_rolle(person, Rolle.HAUSHALT)
    vertretung = Befugnis(rolle="HH", organisation_id=7, organisation="LPR", vertritt=99)
    ohne, mit, ohne_recht = (
        schreibe(by=person, **angaben)[0] for angaben in ({}, {"befugnis": vertretung}, {"recht": "core.gibt_es_nicht"})
    )
    assert (ohne.rolle, mit.rolle, ohne_recht.rolle) == ("HH,LT", "HH", "HH,LT")
    assert mit.angaben["in_vertretung_fuer_konto"] == 99
    assert "in_vertretung_fuer_konto" not in ohne.angaben


def test_werte_werden_so_abgelegt_dass_beide_datenbanken_dasselbe_lesen():
    person = konto(name="Zoë")
    werte = {
        "tag": dt.date(2026, 1, 2),
        "zeit": JETZT,
        "betrag": Decimal("1100000.00"),
        "liste": (1, None, person),
        "tief": {"ja": True},
        "datei": ContentFile(b"x", name="Scan.pdf"),
        "text": "a\ud800\x00" + "x" * 3000,
    }
    (eintrag,) = schreibe(nachher=werte)
    nachher = eintrag.angaben["nachher"]
    assert nachher.pop("text").startswith("a?\x00xxx")
    assert nachher == {
        "tag": "2026-01-02",
        "zeit": "2026-11-26T08:30:00.123456Z",
        "betrag": "1100000.00",
        "liste": [1, None, "Zoë"],
        "tief": {"ja": True},
        "datei": "Scan.pdf",
    }
    assert json.loads(eintrag.inhalt or "") == eintrag.angaben
    assert pruefe().befund is None


def test_geheimnisse_kommen_nicht_hinein():
    (eintrag,) = schreibe(nachher={"password": "geheim", "neues_passwort": "x", "token": "y", "name": "Z"})
    assert eintrag.angaben["nachher"] == {"name": "Z"}


def test_nicht_angemeldete_person_ist_niemand():
    from django.contrib.auth.models import AnonymousUser

    (eintrag,) = schreibe(by=AnonymousUser())
    assert (eintrag.akteur_id, eintrag.rolle) == (None, "")
    assert "person" not in eintrag.angaben


def test_jedes_ereignis_hat_seine_gruppe_und_passt_in_die_spalte():
    from asskomm.core.protokoll.ereignisse import EREIGNISSE, GRUPPEN, WEITERE, namen_der_gruppe

    namen = [name for gruppe in GRUPPEN for name in namen_der_gruppe(gruppe)]
    assert sorted(namen) == sorted(EREIGNISSE)
    assert max(map(len, EREIGNISSE)) <= 60
    assert namen_der_gruppe(WEITERE) == []
