"""stelle_her: lehnt alles ab, was nicht ganz, nicht unversehrt oder nicht für ein leeres System ist."""

import errno
import io
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from asskomm.core.models import Dokument, Nummernkreis, Protokolleintrag
from asskomm.core.protokoll.pruefung import pruefe
from asskomm.core.sicherung import ablage
from asskomm.core.sicherung import manifest as m
from tests.core.protokoll.kettenbau import schreibe, setze, ungeschuetzt
from tests.core.sicherung.uebungsplatz import (
    alle_dateien,
    alle_zeilen,
    leere_system,
    lege_dokument_ab,
    rufe,
    schreibe_teile,
    unterschreibe,
    veraendert,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def archiv(tmp_path: Path) -> Path:
    """A small stock, saved; the system is empty again."""
    schreibe(3)
    lege_dokument_ab("a.pdf", b"eins")
    lege_dokument_ab("b.pdf", b"zwei")
    Nummernkreis.objects.create(schluessel="probe", letzte_nr=4)
    assert rufe("sichere", tmp_path / "s.tar")[0] == 0
    leere_system()
    return tmp_path / "s.tar"


def abgelehnt(archiv: Path, **angaben: Any) -> str:
    """Refused, and nothing of it is there. Returns the reasons."""
    vorher = (alle_zeilen(), alle_dateien())
    status, ausgabe, fehler = rufe("stelle_her", archiv, **angaben)
    assert (status, ausgabe) == (1, "")
    assert (alle_zeilen(), alle_dateien()) == vorher
    assert not (ablage.wurzel() / ablage.ZWISCHEN).exists()
    return fehler


def test_ein_heiles_archiv_kommt_zurueck_und_warnt_ohne_siegel(archiv: Path):
    status, ausgabe, _ = rufe("stelle_her", archiv)
    assert status == 0
    assert "2 Dateien, Protokoll bis Eintrag 3." in ausgabe
    assert "Achtung: Ohne ein Siegel" in ausgabe
    assert sorted(alle_dateien().values()) == [b"eins", b"zwei"]
    assert pruefe().befund is None
    assert "Das System ist nicht leer" in abgelehnt(archiv)


def test_was_schon_bei_der_sicherung_fehlte_wird_wieder_gesagt(archiv: Path):
    with veraendert(archiv) as teile:
        unterschreibe(teile, lambda w: w["befunde"].append("Es fehlt: weg.pdf"))
    assert "Schon bei der Sicherung: Es fehlt: weg.pdf" in rufe("stelle_her", archiv)[1]


@pytest.mark.parametrize("anteil", [0.0, 0.3, 0.7, 0.99])
def test_ein_abgeschnittenes_archiv(archiv: Path, anteil: float):
    inhalt = archiv.read_bytes()
    archiv.write_bytes(inhalt[: int(len(inhalt) * anteil)])
    fehler = abgelehnt(archiv)  # an der Grenze eines Blocks fehlt nur, was danach käme
    assert "abgeschnitten oder beschädigt" in fehler or "Ihr Verzeichnis fehlt" in fehler


def test_ein_anderes_byte_in_einer_datei_oder_tabelle(archiv: Path):
    heil = archiv.read_bytes()
    for name in ("dateien/", "daten/core.dokument"):
        archiv.write_bytes(heil)
        with veraendert(archiv) as teile:
            ganzer = next(n for n in teile if n.startswith(name))
            teile[ganzer] = teile[ganzer][:-1] + bytes([teile[ganzer][-1] ^ 1])
        assert abgelehnt(archiv) == f"Beschädigt: {ganzer}\n"


def _fehlt(teile: dict[str, bytes]) -> None:
    del teile["daten/core.user.jsonl.gz"]


def _fremd(teile: dict[str, bytes]) -> None:
    teile["dateien/fremd"] = b"x"


def _ohne_tabelle(teile: dict[str, bytes]) -> None:
    del teile["daten/core.user.jsonl.gz"]
    unterschreibe(teile, lambda w: w["teile"].pop("daten/core.user.jsonl.gz"))


def _falsch_unterschrieben(teile: dict[str, bytes]) -> None:
    teile[m.NAME] += b" "


def _umgeleitet(name: str) -> Callable[[dict[str, bytes]], None]:
    def aendere(teile: dict[str, bytes]) -> None:
        alt = next(n for n in teile if n.startswith("dateien/"))
        teile[name] = teile.pop(alt)
        unterschreibe(teile, lambda w: w["teile"].update({name: w["teile"].pop(alt)}))

    return aendere


def _kein_verzeichnis(teile: dict[str, bytes]) -> None:
    unterschreibe(teile, lambda w: w.pop("tabellen"))


def _anderes_format(teile: dict[str, bytes]) -> None:
    unterschreibe(teile, lambda w: w.update(format=2))


def _andere_spalten(teile: dict[str, bytes]) -> None:
    unterschreibe(teile, lambda w: w["tabellen"][0]["spalten"].append("neu"))


def _andere_migrationen(teile: dict[str, bytes]) -> None:
    unterschreibe(teile, lambda w: w["migrationen"].append(["core", "9999_kuenftig"]))


def _aeltere_migrationen(teile: dict[str, bytes]) -> None:
    unterschreibe(teile, lambda w: (w["migrationen"].remove(["core", "0002_protokoll"]), w.update(quelltext="abc")))


def _falsche_zeilen(teile: dict[str, bytes]) -> None:
    unterschreibe(
        teile, lambda w: next(t for t in w["tabellen"] if t["name"] == "core.dokument").update(summe="0" * 64)
    )


@pytest.mark.parametrize(
    ("aendere", "text"),
    [
        (_fehlt, "In der Sicherung fehlt: daten/core.user.jsonl.gz"),
        (_fremd, "etwas Fremdes: dateien/fremd"),
        (_ohne_tabelle, "fehlen Tabellen: daten/core.user.jsonl.gz"),
        (_falsch_unterschrieben, "passt nicht zu seiner Prüfsumme"),
        (_umgeleitet("dateien/../../boese"), "etwas Fremdes: dateien/../../boese"),
        (_umgeleitet("dateien//etc/boese"), "etwas Fremdes: dateien//etc/boese"),
        (_umgeleitet("/etc/boese"), "etwas Fremdes: /etc/boese"),
        (_umgeleitet("dateien/a\\..\\boese"), "etwas Fremdes"),
        (_kein_verzeichnis, "manifest.json) ist nicht lesbar"),
        (_anderes_format, "Das Format 2 der Sicherung"),
        (_andere_spalten, "andere Spalten"),
        (_andere_migrationen, "nur in der Sicherung: core 9999_kuenftig"),
        (_aeltere_migrationen, "nur hier: core 0002_protokoll"),
        (_falsche_zeilen, "Die Tabelle core.dokument ist nicht so angekommen"),
    ],
)
def test_ein_archiv_an_dem_jemand_war(archiv: Path, aendere: Callable[[dict[str, bytes]], None], text: str):
    with veraendert(archiv) as teile:
        aendere(teile)
    assert text in abgelehnt(archiv)


def test_verknuepfungen_und_doppelte_namen_im_archiv(archiv: Path, tmp_path: Path):
    doppelt, verweis = tmp_path / "doppelt.tar", tmp_path / "verweis.tar"
    shutil.copy(archiv, doppelt)
    with tarfile.open(doppelt, "a") as tar:
        tar.addfile(tarfile.TarInfo(m.NAME), io.BytesIO())
    assert "enthält zweimal: manifest.json" in abgelehnt(doppelt)
    shutil.copy(archiv, verweis)
    with tarfile.open(verweis, "a") as tar:
        angaben = tarfile.TarInfo("dateien/verweis")
        angaben.type, angaben.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(angaben)
    assert "etwas anderes als Dateien: dateien/verweis" in abgelehnt(verweis)


def test_was_kein_archiv_ist(tmp_path: Path):
    (tmp_path / "text").write_text("kein Archiv" * 200)
    schreibe_teile(tmp_path / "anderes.tar", {"datei": b"x"})
    assert "ist keine Sicherung des Portals" in abgelehnt(tmp_path / "text")
    assert "unvollständig: Ihr Verzeichnis fehlt" in abgelehnt(tmp_path / "anderes.tar")
    assert "gibt es nicht" in abgelehnt(tmp_path / "fehlt.tar")


def test_ein_system_das_nicht_leer_ist_nennt_alles_was_im_weg_steht(archiv: Path):
    Nummernkreis.objects.create(schluessel="x")
    schreibe(1)
    lege_dokument_ab("neu.pdf", b"drei")
    text = abgelehnt(archiv)
    for grund in ("Das Protokoll hat schon", "Nummernkreise (1 Zeilen)", "Dokumente (1", "MEDIA_ROOT ist nicht leer"):
        assert grund in text


def test_reste_eines_abgebrochenen_versuchs_stehen_nicht_im_weg(archiv: Path):
    with tarfile.open(archiv) as tar:
        for eines in tar:
            if eines.name.startswith("dateien/") and eines.name.endswith("a.pdf"):
                ziel = ablage.wurzel() / eines.name.removeprefix("dateien/")
                ziel.parent.mkdir(parents=True, exist_ok=True)
                ziel.write_bytes(tar.extractfile(eines).read())  # type: ignore[union-attr]
    assert rufe("stelle_her", archiv)[0] == 0
    assert len(alle_dateien()) == 2


def test_ein_gefaelschter_protokolleintrag_im_archiv(tmp_path: Path):
    schreibe(3)
    with ungeschuetzt():
        setze(2, rolle="LT")
        assert rufe("sichere", tmp_path / "s.tar")[0] == 0
    leere_system()
    assert "Protokoll der Sicherung ist beschädigt: Eintrag 2 wurde geändert." in abgelehnt(tmp_path / "s.tar")


def test_zu_wenig_platz_wird_vorher_gesagt(archiv: Path, monkeypatch: Any):
    monkeypatch.setattr(ablage.shutil, "disk_usage", lambda _: SimpleNamespace(free=1024))
    assert "fehlt Platz" in abgelehnt(archiv)


def test_ein_fehler_nach_dem_einsetzen_nimmt_die_dateien_zurueck(archiv: Path, monkeypatch: Any):
    setze_ein = ablage.Bereitstellung.setze_ein

    def voll(selbst: ablage.Bereitstellung) -> None:
        setze_ein(selbst)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(ablage.Bereitstellung, "setze_ein", voll)
    assert "gescheitert, nichts wurde geändert" in abgelehnt(archiv)
    assert list(ablage.wurzel().rglob("*")) == []
    monkeypatch.undo()


def test_die_rechte_der_dateien_sind_wie_beim_hochladen(archiv: Path, settings: Any):
    rufe("stelle_her", archiv)
    pfad = ablage.wurzel() / Dokument.objects.order_by("pk")[0].datei.name
    assert pfad.stat().st_mode & 0o777 == settings.FILE_UPLOAD_PERMISSIONS


def test_die_zeile_im_protokoll_nennt_sicherung_und_kopf(archiv: Path):
    rufe("stelle_her", archiv)
    nachher = Protokolleintrag.objects.get(nr=4).angaben["nachher"]
    assert sorted(nachher) == ["bis_eintrag", "dateien", "pruefsumme", "sicherung_zeitpunkt"]
    assert (nachher["bis_eintrag"], nachher["dateien"]) == (3, 2)
    assert nachher["pruefsumme"] == Protokolleintrag.objects.get(nr=3).pruefsumme
