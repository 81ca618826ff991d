"""Der Vermerk über die letzte Sicherung, und was befund daraus macht."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from asskomm.core.befund import collect_befunde
from asskomm.core.sicherung.nachweis import check_sicherung
from asskomm.core.sicherung.sichern import sichere
from tests.core.protokoll.kettenbau import JETZT
from tests.core.sicherung.uebungsplatz import lege_dokument_ab, rufe

pytestmark = pytest.mark.django_db


def nach(stunden: float) -> dt.datetime:
    return JETZT + dt.timedelta(hours=stunden)


def test_ohne_einstellung_schweigt_der_befund(settings: Any, tmp_path: Path):
    assert settings.SICHERUNG_NACHWEIS == ""
    sichere(ziel=tmp_path / "s.tar", jetzt=JETZT)
    assert check_sicherung(nach(1000)) == []


def test_der_befund_kennt_alter_und_maengel_der_letzten_sicherung(settings: Any, tmp_path: Path):
    settings.SICHERUNG_NACHWEIS = str(tmp_path / "letzte.json")
    assert [b for b in collect_befunde(jetzt=JETZT) if "noch keine Sicherung vermerkt" in b] == check_sicherung(JETZT)
    sichere(ziel=tmp_path / "1.tar", jetzt=JETZT)
    assert check_sicherung(nach(26)) == []
    assert check_sicherung(nach(26.5)) == ["Die letzte Sicherung ist 26 Stunden alt."]
    dokument = lege_dokument_ab()
    Path(dokument.datei.path).unlink()
    sichere(ziel=tmp_path / "2.tar", jetzt=nach(26))
    assert check_sicherung(nach(27)) == ["Die letzte Sicherung hat 1 fehlende oder veränderte Dateien gemeldet."]


def test_ein_unlesbarer_oder_unschreibbarer_vermerk_wird_gesagt(settings: Any, tmp_path: Path):
    settings.SICHERUNG_NACHWEIS = str(tmp_path)
    assert check_sicherung(JETZT) == ["Der Vermerk über die letzte Sicherung (SICHERUNG_NACHWEIS) ist nicht lesbar."]
    status, _, fehler = rufe("sichere", tmp_path / "s.tar")
    assert (status, "ist vollständig, aber SICHERUNG_NACHWEIS" in fehler) == (1, True)
    assert (tmp_path / "s.tar").is_file()
