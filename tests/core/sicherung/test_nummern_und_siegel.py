"""Nach der Sicherung vergebene Nummern bleiben vergeben, und jüngere Siegel nennen die Lücke."""

import datetime as dt
import json
from pathlib import Path

import pytest
import time_machine
from django.db import transaction

from asskomm.core.models import Nummernkreis, Protokolleintrag
from asskomm.core.numbering import draw_nummer, letzte_nummer
from asskomm.core.protokoll import luecken, protokolliere
from asskomm.core.protokoll.pruefung import pruefe
from asskomm.core.protokoll.siegel import Siegel, lies_siegeldatei
from tests.core.protokoll.kettenbau import JETZT, schreibe, setze, ungeschuetzt
from tests.core.sicherung.uebungsplatz import leere_system, rufe

pytestmark = pytest.mark.django_db
STUNDE = dt.timedelta(hours=1)


@pytest.fixture
def verlust(tmp_path: Path) -> tuple[Path, Path]:
    """Seal, backup, three numbers and four entries more, seal, loss. Gives archive and seals."""
    archiv, siegel = tmp_path / "s.tar", tmp_path / "siegel"
    Nummernkreis.objects.create(schluessel="vereinbarung", letzte_nr=60)
    schreibe(2)
    with time_machine.travel(JETZT, tick=False):
        rufe("siegel", datei=str(siegel))
    schreibe(1)
    assert rufe("sichere", archiv)[0] == 0
    with transaction.atomic():
        assert [draw_nummer(kreis=k) for k in ("vereinbarung", "vereinbarung", "neu")] == [61, 62, 1]
    schreibe(4)
    with time_machine.travel(JETZT + STUNDE, tick=False):
        rufe("siegel", datei=str(siegel))
    leere_system()
    return archiv, siegel


def test_nummern_bis_zum_siegel_werden_reserviert_und_nie_wieder_vergeben(verlust: tuple[Path, Path]):
    archiv, siegel = verlust
    status, ausgabe, fehler = rufe("stelle_her", archiv, siegel=str(siegel))
    assert (status, fehler) == (0, "")
    assert ausgabe.splitlines()[1:] == ["Reserviert: neu, Nummer 1", "Reserviert: vereinbarung, Nummern 61 bis 62"]
    with transaction.atomic():
        assert draw_nummer(kreis="vereinbarung") == 63
    vermerkt = Protokolleintrag.objects.filter(ereignis="nummer.reserviert").order_by("nr")
    assert [e.angaben["nachher"] for e in vermerkt] == [
        {"nummernkreis": "neu", "von": 1, "bis": 1},
        {"nummernkreis": "vereinbarung", "von": 61, "bis": 62},
    ]
    assert "nicht noch einmal vergeben" in vermerkt[0].angaben["grund"]


def test_das_juengere_siegel_nennt_danach_die_luecke_das_aeltere_stimmt(verlust: tuple[Path, Path]):
    archiv, siegel = verlust
    with time_machine.travel(JETZT + 2 * STUNDE, tick=False):
        rufe("stelle_her", archiv, siegel=str(siegel))
    for weitere in (0, 20):  # shorter than the seal says, and longer
        schreibe(weitere)
        status, ausgabe, _ = rufe("pruefe_protokoll", siegel=str(siegel))
        assert status == 1
        assert ausgabe.startswith("Das Protokoll ist unversehrt: ")
        assert "(Eintrag 2) stimmt." in ausgabe
        assert "(Eintrag 7) stimmt." not in ausgabe
        assert "auf die Sicherung vom 2" in ausgabe
        assert "Die Einträge 4 bis 7, die das Siegel vom 2026-11-26T09:30:00.123456Z bezeugt, sind verloren" in ausgabe
    with time_machine.travel(JETZT + 3 * STUNDE, tick=False):
        rufe("siegel", datei=str(siegel))
    assert rufe("pruefe_protokoll", siegel=str(siegel))[1].count(" stimmt.") == 2
    assert rufe("pruefe_protokoll")[0] == 0


def test_ein_erfundener_vermerk_erklaert_kein_neu_geschriebenes_ende(verlust: tuple[Path, Path]):
    """A seal made after the restore must fit like any other."""
    archiv, siegel = verlust
    with time_machine.travel(JETZT + 2 * STUNDE, tick=False):
        rufe("stelle_her", archiv)
    spaeter = Siegel(5, "f" * 64, "2026-11-26T12:00:00.000000Z", "")
    assert "abgeschnitten" in str(pruefe(siegel=[spaeter]).befund)
    kopf = Protokolleintrag.objects.get(nr=4)
    with ungeschuetzt():
        setze(4, inhalt='{"nachher": 1}')
        assert luecken.ruecksetzungen() == []
        assert "Der Inhalt von Eintrag 4 wurde geändert." in str(pruefe(siegel=lies_siegeldatei(str(siegel))).befund)
    assert kopf.ereignis == "sicherung.wiederhergestellt"


def test_eine_sicherung_die_einem_aelteren_siegel_widerspricht_wird_abgelehnt(verlust: tuple[Path, Path]):
    archiv, siegel = verlust
    zeilen = [json.loads(z) for z in siegel.read_text().splitlines()]
    zeilen[0]["pruefsumme"] = "f" * 64
    siegel.write_text("\n".join(map(json.dumps, zeilen)))
    status, _, fehler = rufe("stelle_her", archiv, siegel=str(siegel))
    assert (status, "stimmt nicht mit dem Siegel" in fehler) == (1, True)
    assert not Protokolleintrag.objects.exists()


def test_nummern_vom_papier_und_alte_siegel_ohne_nummern(verlust: tuple[Path, Path]):
    archiv, siegel = verlust
    alt = [{k: w for k, w in json.loads(z).items() if k != "nummern"} for z in siegel.read_text().splitlines()]
    siegel.write_text("\n".join(map(json.dumps, alt)))
    for falsch in ("vereinbarung", "=3", "vereinbarung=drei", "vereinbarung=-1"):
        with pytest.raises(Exception, match="hat nicht die Form KREIS=NR"):
            rufe("stelle_her", archiv, nummer=[falsch])
    _, ausgabe, _ = rufe("stelle_her", archiv, siegel=str(siegel), nummer=["vereinbarung=70", "probe=0"])
    assert ausgabe.splitlines()[1:] == ["Reserviert: vereinbarung, Nummern 61 bis 70"]
    assert letzte_nummer(kreis="vereinbarung") == 70


def test_zwei_wiederherstellungen_haben_je_ihre_luecke():
    schreibe(2)
    for bis in (2, 3):
        nachher = {"bis_eintrag": bis, "sicherung_zeitpunkt": f"Sicherung {bis}"}
        protokolliere(ereignis="sicherung.wiederhergestellt", by=None, jetzt=JETZT + bis * STUNDE, nachher=nachher)
    frueh, spaet = (Siegel(nr, "f" * 64, f"2026-11-26T{h}:00:00.000000Z", "") for nr, h in ((9, "09"), (7, "11")))
    ergebnis = pruefe(siegel=[frueh, spaet])
    assert ergebnis.befund is None
    assert [f"Sicherung {n}" in satz for n, satz in zip((2, 3), ergebnis.luecken, strict=True)] == [True, True]
    assert "Einträge 3 bis 9" in ergebnis.luecken[0]
    assert "Einträge 4 bis 7" in ergebnis.luecken[1]
