"""make advisories gegen einen Dienst auf der eigenen Maschine: findet, zählt, und hält einen Ausfall nie für gut."""

from __future__ import annotations

import importlib.util
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import ModuleType
from typing import Any

import pytest

from tests.house.quelltext import WURZEL

Antwort = Callable[[list[dict[str, Any]]], Any]


@pytest.fixture(scope="module")
def skript() -> ModuleType:
    angabe = importlib.util.spec_from_file_location("advisories", WURZEL / "scripts/advisories.py")
    assert angabe
    assert angabe.loader
    modul = importlib.util.module_from_spec(angabe)
    angabe.loader.exec_module(modul)
    return modul


class Dienst:
    """Answers as told; remembers what it was asked."""

    def __init__(self) -> None:
        self.gefragt: list[list[dict[str, Any]]] = []
        self.antwort: Antwort = lambda fragen: {"results": [{} for _ in fragen]}
        self.server = HTTPServer(("127.0.0.1", 0), self._bearbeiter())
        self.adresse = f"http://127.0.0.1:{self.server.server_port}/v1/querybatch"

    def _bearbeiter(self) -> type[BaseHTTPRequestHandler]:
        dienst = self

        class Bearbeiter(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                fragen = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
                dienst.gefragt.append(fragen)
                inhalt = dienst.antwort(fragen)
                roh = inhalt if isinstance(inhalt, bytes) else json.dumps(inhalt).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(roh)))
                self.end_headers()
                self.wfile.write(roh)

            def log_message(self, *_: Any) -> None:
                return

        return Bearbeiter


@pytest.fixture
def dienst() -> Iterator[Dienst]:
    dienst = Dienst()
    faden = threading.Thread(target=dienst.server.serve_forever, args=(0.01,))
    faden.start()
    yield dienst
    dienst.server.shutdown()
    dienst.server.server_close()
    faden.join()


def test_gefragt_wird_nach_jedem_festgelegten_paket(skript, dienst, capsys):
    assert skript.main(["--dienst", dienst.adresse]) == 0
    ((*fragen,),) = dienst.gefragt
    namen = {(f["package"]["ecosystem"], f["package"]["name"]) for f in fragen}
    assert {("PyPI", "django"), ("PyPI", "pytest"), ("PyPI", "uv"), ("npm", "@kern-ux/native")} <= namen
    dev = (WURZEL / "requirements/dev.txt").read_text(encoding="utf-8")
    assert len(fragen) >= dev.count("==")  # every line that fixes a version
    assert f"{len(fragen)} Pakete geprüft, 0 betroffen" in capsys.readouterr().out


def test_bekannte_schwachstelle_wird_mit_paket_und_verweis_genannt(skript, dienst, capsys):
    def eine(fragen: list[dict[str, Any]]) -> dict[str, Any]:
        return {"results": [{"vulns": [{"id": "PYSEC-1"}]} if f["package"]["name"] == "django" else {} for f in fragen]}

    dienst.antwort = eine
    assert skript.main(["--dienst", dienst.adresse]) == 1
    ausgabe = capsys.readouterr().out
    assert "django 5.2" in ausgabe
    assert "PYSEC-1 https://osv.dev/vulnerability/PYSEC-1" in ausgabe


def test_weitere_seiten_einer_antwort_werden_geholt(skript, dienst, capsys):
    def seitenweise(fragen: list[dict[str, Any]]) -> dict[str, Any]:
        if len(fragen) > 1:
            return {"results": [{"next_page_token": "zwei"}, *({} for _ in fragen[1:])]}
        assert fragen[0]["page_token"] == "zwei"
        return {"results": [{"vulns": [{"id": "SPAET-1"}]}]}

    dienst.antwort = seitenweise
    assert skript.main(["--dienst", dienst.adresse]) == 1
    assert "SPAET-1" in capsys.readouterr().out


@pytest.mark.parametrize("inhalt", [b"", b"<html>", b"[]", b'{"results": []}', b'{"results": null}', b'{"code": 3}'])
def test_eine_unvollstaendige_antwort_ist_keine_bestandene_pruefung(skript, dienst, capsys, inhalt):
    dienst.antwort = lambda fragen: inhalt
    assert skript.main(["--dienst", dienst.adresse]) == 3
    assert "NICHT GEPRÜFT" in capsys.readouterr().err


def test_endlose_seiten_sind_keine_bestandene_pruefung(skript, dienst, capsys):
    dienst.antwort = lambda fragen: {"results": [{"next_page_token": "weiter"} for _ in fragen]}
    assert skript.main(["--dienst", dienst.adresse]) == 3
    assert "hört nicht auf" in capsys.readouterr().err


def test_ein_dienst_der_nicht_antwortet_ist_keine_bestandene_pruefung(skript, capsys):
    assert skript.main(["--dienst", "http://127.0.0.1:9/"]) == 3
    assert "NICHT GEPRÜFT" in capsys.readouterr().err
