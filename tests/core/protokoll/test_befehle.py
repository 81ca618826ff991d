"""pruefe_protokoll und siegel: Ausgaben und Rückgabewerte, wie schnittstellen.md sie nennt."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import connection

from asskomm.core.befund import check_protokoll
from asskomm.core.errors import Ablehnung
from asskomm.core.models import Protokolleintrag
from asskomm.core.protokoll.ausloeser import drop_ausloeser
from asskomm.core.protokoll.siegel import lies_siegel
from tests.core.protokoll.kettenbau import loesche, schreibe, setze, setze_kopf, ungeschuetzt

pytestmark = pytest.mark.django_db


def rufe(befehl: str, **angaben: Any) -> tuple[int, str, str]:
    """Exit status, output, errors."""
    ausgabe, fehler = StringIO(), StringIO()
    try:
        call_command(befehl, stdout=ausgabe, stderr=fehler, **angaben)
    except SystemExit as ende:
        return int(ende.code or 0), ausgabe.getvalue(), fehler.getvalue()
    return 0, ausgabe.getvalue(), fehler.getvalue()


def test_unversehrtes_protokoll():
    schreibe(3)
    assert rufe("pruefe_protokoll") == (0, "Das Protokoll ist unversehrt: 3 Einträge.\n", "")


def test_beschaedigtes_protokoll_nennt_den_ersten_eintrag():
    schreibe(4)
    with ungeschuetzt():
        setze(4, rolle="LT")
        setze(3, rolle="LT")
        text = "Eintrag 3 wurde geändert.\nGeprüft und unversehrt: 2 Einträge davor.\n"
        assert rufe("pruefe_protokoll") == (1, text, "")
        assert check_protokoll()[-1] == "Protokoll beschädigt: Eintrag 3 wurde geändert."


def test_siegel_ist_eine_zeile_json(settings: Any):
    settings.BASE_URL = "https://portal.example"
    schreibe(2)
    status, ausgabe, _ = rufe("siegel")
    assert (status, ausgabe.count("\n")) == (0, 1)
    siegel = json.loads(ausgabe)
    assert sorted(siegel) == ["base_url", "nr", "nummern", "pruefsumme", "zeitpunkt"]
    assert (siegel["nr"], siegel["base_url"]) == (2, "https://portal.example")
    assert siegel["pruefsumme"] == Protokolleintrag.objects.get(nr=2).pruefsumme
    assert siegel["zeitpunkt"].endswith("Z")


def test_siegel_in_einer_datei_sammeln_und_alle_pruefen(tmp_path: Path):
    datei = tmp_path / "siegel.jsonl"
    for _ in range(2):
        schreibe(2)
        assert rufe("siegel", datei=str(datei))[0] == 0
    assert [s.nr for s in lies_siegel(datei.read_text())] == [2, 4]
    status, ausgabe, _ = rufe("pruefe_protokoll", siegel=str(datei))
    assert (status, ausgabe.count("stimmt")) == (0, 2)
    assert "(Eintrag 4) stimmt." in ausgabe
    with ungeschuetzt():
        loesche(3, 4)
        setze_kopf(2, Protokolleintrag.objects.get(nr=2).pruefsumme)
        assert rufe("pruefe_protokoll")[0] == 0
        status, ausgabe, _ = rufe("pruefe_protokoll", siegel=str(datei))
        assert status == 1
        assert ausgabe.startswith("Das Ende ist abgeschnitten: Das Siegel vom ")


def test_siegel_als_mail_an_die_genannte_oder_die_eingestellte_adresse(settings: Any):
    schreibe(1)
    _, ausgabe, _ = rufe("siegel", mail="zeuge@example.org")
    assert mail.outbox[0].to == ["zeuge@example.org"]
    assert ausgabe.strip() in mail.outbox[0].body
    settings.SIEGEL_EMAIL = "datenschutz@example.org"
    ausgabe_mit_vorgabe = StringIO()
    call_command("siegel", "--mail", stdout=ausgabe_mit_vorgabe)
    assert mail.outbox[1].to == ["datenschutz@example.org"]
    assert mail.outbox[1].subject == "ASSKomm-Portal: Siegel des Protokolls, Eintrag 1"


def test_siegel_ohne_adresse_ohne_ort_oder_ohne_post_wird_abgelehnt(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    schreibe(1)
    assert rufe("siegel", mail="")[0::2] == (
        1, "Bitte geben Sie hinter --mail eine Adresse an oder setzen Sie SIEGEL_EMAIL.\n",
    )  # fmt: skip
    status, _, fehler = rufe("siegel", datei=str(tmp_path / "fehlt" / "siegel"))
    assert (status, "lässt sich nicht nach" in fehler) == (1, True)

    def scheitere(*_: Any) -> None:
        raise ConnectionRefusedError("abgelehnt")

    monkeypatch.setattr(EmailBackend, "send_messages", scheitere)
    status, _, fehler = rufe("siegel", mail="zeuge@example.org")
    assert (status, "ließ sich nicht an zeuge@example.org schicken" in fehler) == (1, True)


def test_siegel_bezeugt_keinen_schaden():
    schreibe(2)
    with ungeschuetzt():
        loesche(2)
        assert rufe("siegel")[0] == 1
    with ungeschuetzt():
        setze_kopf(2, "f" * 64)
        status, ausgabe, fehler = rufe("siegel")
        assert (status, ausgabe) == (1, "")
        assert fehler.startswith("Der Kopf passt nicht zum letzten Eintrag.")


@pytest.mark.parametrize(
    ("inhalt", "text"),
    [
        ("", "Die Datei enthält kein Siegel."),
        ("\n \n", "Die Datei enthält kein Siegel."),
        ("kein json", "Zeile 1 der Datei ist kein Siegel."),
        ('{"nr": 1}', "Zeile 1 der Datei ist kein Siegel."),
        ("[1]", "Zeile 1 der Datei ist kein Siegel."),
    ],
)
def test_was_kein_siegel_ist_wird_abgelehnt(inhalt: str, text: str, tmp_path: Path):
    datei = tmp_path / "siegel"
    datei.write_text(inhalt)
    assert rufe("pruefe_protokoll", siegel=str(datei)) == (1, "", f"{text}\n")
    with pytest.raises(Ablehnung, match=text):
        lies_siegel(inhalt)


def test_unlesbare_siegeldatei_wird_abgelehnt(tmp_path: Path):
    (tmp_path / "binaer").write_bytes(b"\xff\xfe")
    for datei in (tmp_path / "fehlt", tmp_path / "binaer"):
        status, ausgabe, fehler = rufe("pruefe_protokoll", siegel=str(datei))
        assert (status, ausgabe) == (1, "")
        assert "ist nicht lesbar" in fehler


def test_befund_nennt_fehlende_ausloeser():
    assert check_protokoll() == []
    with ungeschuetzt():
        drop_ausloeser(connection)
        befunde = check_protokoll()
        assert "Auslöser protokoll_kein_loeschen" in " ".join(befunde)
