"""sichere: was hineinkommt, was gemeldet wird, und dass nie etwas Halbes liegen bleibt."""

import errno
import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from asskomm.core.errors import Ablehnung
from asskomm.core.models import Nummernkreis
from asskomm.core.sicherung import ablage, sichern
from asskomm.core.sicherung import manifest as m
from asskomm.core.sicherung.archiv import Schreiber, geoeffnet
from asskomm.core.sicherung.sichern import sichere
from asskomm.core.sicherung.umfang import OHNE, alle_modelle, gesicherte_modelle, grundbestand
from tests.core.protokoll.kettenbau import JETZT, schreibe
from tests.core.sicherung.uebungsplatz import lege_dokument_ab, lies_teile, rufe

pytestmark = pytest.mark.django_db
OHNE_MODELL = {"django_migrations", "zwischenspeicher"}


def test_jede_tabelle_ist_gesichert_oder_steht_mit_grund_ausserhalb():
    with connection.cursor() as cursor:
        vorhanden = set(connection.introspection.table_names(cursor))
    gesichert = {x._meta.db_table for x in gesicherte_modelle()}
    ausserhalb = {x._meta.db_table for x in alle_modelle() if x._meta.label_lower in OHNE}
    assert vorhanden == gesichert | ausserhalb | OHNE_MODELL
    assert len(ausserhalb) == len(OHNE)


def test_eine_frisch_migrierte_datenbank_hat_zeilen_nur_im_grundbestand():
    """Wer in einer Migration Zeilen anlegt, meldet die Tabelle mit register_grundbestand an."""
    belegt = {x._meta.label_lower for x in gesicherte_modelle() if x._base_manager.exists()}
    assert belegt - {"core.protokollkopf"} <= grundbestand()
    assert grundbestand() <= {x._meta.label_lower for x in alle_modelle()}


def test_das_verzeichnis_sagt_was_im_archiv_ist(tmp_path: Path, settings: Any):
    schreibe(2)
    Nummernkreis.objects.create(schluessel="probe", letzte_nr=7)
    dokument = lege_dokument_ab()
    status, ausgabe, fehler = rufe("sichere", tmp_path / "s.tar")
    assert (status, fehler) == (0, "")
    assert "1 Dateien" in ausgabe
    teile = lies_teile(tmp_path / "s.tar")
    verzeichnis = json.loads(teile[m.NAME])
    assert (verzeichnis["protokoll_nr"], verzeichnis["nummern"]["probe"]) == (2, 7)
    assert (verzeichnis["datenbank"], verzeichnis["version"]) == (connection.vendor, m.programmversion())
    assert ["core", "0002_protokoll"] in verzeichnis["migrationen"]
    assert verzeichnis["teile"].keys() | {m.NAME, m.PRUEFSUMME} == teile.keys()
    assert verzeichnis["teile"][f"dateien/{dokument.datei.name}"]["sha256"] == dokument.sha256
    assert list(teile)[-2:] == [m.NAME, m.PRUEFSUMME]  # an archive that was cut off has no manifest
    assert stat.S_IMODE((tmp_path / "s.tar").stat().st_mode) == 0o600
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_fehlende_veraenderte_und_fremde_dateien_werden_gemeldet_und_der_rest_gesichert(tmp_path: Path, settings: Any):
    fehlt, anders, heil = (lege_dokument_ab(f"{name}.pdf", name.encode()) for name in ("fehlt", "anders", "heil"))
    wurzel = Path(settings.MEDIA_ROOT)
    (wurzel / fehlt.datei.name).unlink()
    (wurzel / anders.datei.name).write_bytes(b"etwas anderes")
    (wurzel / "verweis").symlink_to("/etc/passwd")
    (wurzel / "ordnerverweis").symlink_to("/etc")
    status, ausgabe, _ = rufe("sichere", tmp_path / "s.tar")
    assert status == 1
    assert ausgabe.splitlines()[2:] == [
        "- Nicht gesichert: ordnerverweis ist keine Datei, sondern eine Verknüpfung oder etwas anderes.",
        "- Nicht gesichert: verweis ist keine Datei, sondern eine Verknüpfung oder etwas anderes.",
        f"- Verändert: {anders.datei.name} hat nicht den Inhalt, mit dem sie abgelegt wurde.",
        f"- Es fehlt: {fehlt.datei.name} steht in der Datenbank, aber nicht in MEDIA_ROOT.",
    ]
    with geoeffnet(tmp_path / "s.tar") as archiv:
        assert archiv.manifest.dateien.keys() == {anders.datei.name, heil.datei.name}
        assert len(archiv.manifest.befunde) == 4


def test_ein_name_der_kein_text_ist_wird_gemeldet(tmp_path: Path, settings: Any):
    wurzel = Path(settings.MEDIA_ROOT)
    wurzel.mkdir()
    (wurzel / os.fsdecode(b"kaputt-\xff")).write_bytes(b"x")
    [(_, hindernis)] = ablage.alle_dateien()
    assert hindernis == "hat einen Namen, der kein Text ist"


def test_eine_datei_die_waehrenddessen_verschwindet_haelt_nichts_auf(tmp_path: Path, monkeypatch: Any):
    lege_dokument_ab()
    monkeypatch.setattr(ablage, "alle_dateien", lambda: iter([("eben/geloescht", "")]))
    befunde = sichere(ziel=tmp_path / "s.tar", jetzt=JETZT).manifest.befunde
    assert [b.partition(":")[0] for b in befunde] == ["Es fehlt"]


def test_wohin_nicht_gesichert_wird(tmp_path: Path, settings: Any):
    Path(settings.MEDIA_ROOT).mkdir()
    (tmp_path / "da.tar").write_bytes(b"alt")
    (tmp_path / "verweis.tar").symlink_to(tmp_path / "nirgends")
    for ziel, text in (
        (tmp_path / "da.tar", "gibt es schon"),
        (tmp_path / "verweis.tar", "gibt es schon"),
        (tmp_path / "fehlt" / "s.tar", "Den Ordner"),
        (Path(settings.MEDIA_ROOT) / "s.tar", "darf nicht in MEDIA_ROOT liegen"),
    ):
        status, ausgabe, fehler = rufe("sichere", ziel)
        assert (status, ausgabe, text in fehler) == (1, "", True), ziel
    assert (tmp_path / "da.tar").read_bytes() == b"alt"


def test_voller_datentraeger_laesst_nichts_liegen(tmp_path: Path, monkeypatch: Any):
    def voll(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Schreiber, "lege_ab", voll)
    status, _, fehler = rufe("sichere", tmp_path / "s.tar")
    assert (status, "Der Platz in" in fehler) == (1, True)
    assert [p for p in tmp_path.iterdir() if p.is_file()] == []


def test_wer_schneller_war_wird_nicht_ueberschrieben(tmp_path: Path, monkeypatch: Any):
    ziel = tmp_path / "s.tar"
    beende = Schreiber.beende

    def inzwischen(selbst: Schreiber, manifest: m.Manifest) -> str:
        ziel.write_bytes(b"von jemand anderem")
        return beende(selbst, manifest)

    monkeypatch.setattr(Schreiber, "beende", inzwischen)
    with pytest.raises(Ablehnung, match="gibt es schon"):
        sichere(ziel=ziel, jetzt=JETZT)
    assert ziel.read_bytes() == b"von jemand anderem"
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_ein_datentraeger_ohne_zweitnamen_bekommt_die_datei_durch_umbenennen(tmp_path: Path, monkeypatch: Any):
    def ohne(*_: Any) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", ohne)
    sichere(ziel=tmp_path / "s.tar", jetzt=JETZT)
    with geoeffnet(tmp_path / "s.tar") as archiv:
        assert archiv.manifest.zeitpunkt.startswith("2026-11-26T08:30")


def test_unbeschreibbarer_ordner_wird_abgelehnt(tmp_path: Path, monkeypatch: Any):
    def verboten(**_: Any) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(sichern.tempfile, "mkstemp", verboten)
    with pytest.raises(Ablehnung, match="ist gescheitert"):
        sichere(ziel=tmp_path / "s.tar", jetzt=JETZT)


@pytest.mark.django_db(transaction=True)
def test_ausserhalb_einer_transaktion_gilt_ein_augenblick_und_nichts_wird_geschrieben(tmp_path: Path):
    schreibe(1)
    with CaptureQueriesContext(connection) as abfragen:
        sichere(ziel=tmp_path / "s.tar", jetzt=JETZT)
    texte = [a["sql"] for a in abfragen.captured_queries]
    assert texte[0].startswith("BEGIN")
    assert "ROLLBACK" in texte[-1]
    assert [t for t in texte if t.startswith(("INSERT", "UPDATE", "DELETE"))] == []
    schreibe(1)  # the connection is as usable as before


def test_der_commit_der_installation_steht_dabei_wenn_es_einen_gibt(tmp_path: Path, settings: Any):
    settings.BASE_DIR = tmp_path
    assert m.quelltext() == ""
    (tmp_path / ".git/refs/heads").mkdir(parents=True)
    (tmp_path / ".git/HEAD").write_text("ref: refs/heads/main\n")
    (tmp_path / ".git/refs/heads/main").write_text("a" * 40 + "\n")
    assert m.quelltext() == "a" * 40
    (tmp_path / ".git/refs/heads/main").unlink()
    (tmp_path / ".git/packed-refs").write_text(f"# pack-refs\n{'d' * 40} refs/heads/x\n{'c' * 40} refs/heads/main\n")
    assert m.quelltext() == "c" * 40
    (tmp_path / ".git/HEAD").write_text("b" * 40 + "\n")
    assert m.quelltext() == "b" * 40
