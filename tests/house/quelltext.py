"""Welche Dateien das Haus hat und wie die Prüfungen sie lesen."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

WURZEL = Path(__file__).resolve().parent.parent.parent
CODE = ("asskomm/", "kommunen/", "vereinbarungen/", "foerderung/")


@dataclass(frozen=True)
class Datei:
    """Pfad innerhalb des Hauses und Inhalt; in Tests der Prüfungen ein erfundenes Beispiel."""

    pfad: str
    text: str

    @property
    def zeilen(self) -> list[str]:
        return self.text.splitlines()

    @cached_property
    def baum(self) -> ast.Module:
        return ast.parse(self.text, filename=self.pfad)

    @property
    def teile(self) -> set[str]:
        """Ordner und Modulname: `kommunen/views/liste.py` hat die Teile kommunen, views, liste."""
        return set(self.pfad.removesuffix(".py").split("/"))

    def stelle(self, knoten: ast.AST) -> str:
        return f"{self.pfad}:{getattr(knoten, 'lineno', 1)}"

    def hat_kommentar(self, knoten: ast.AST, stichwort: str = "") -> bool:
        """Steht auf der Zeile davor oder auf den Zeilen des Knotens ein Kommentar (mit dem Stichwort)?"""
        von, bis = getattr(knoten, "lineno", 1), getattr(knoten, "end_lineno", 1) or 1
        return any("#" in zeile and stichwort in zeile.split("#", 1)[1] for zeile in self.zeilen[max(von - 2, 0) : bis])


@cache
def alle_pfade() -> tuple[str, ...]:
    """Alles, was im Repository liegt oder dorthin käme: verfolgt oder neu, aber nicht ignoriert."""
    ausgabe = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=WURZEL,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return tuple(pfad for pfad in sorted(set(ausgabe.splitlines())) if (WURZEL / pfad).is_file())


@cache
def dateien(*endungen: str) -> tuple[Datei, ...]:
    return tuple(
        Datei(pfad, (WURZEL / pfad).read_text(encoding="utf-8")) for pfad in alle_pfade() if pfad.endswith(endungen)
    )


def python() -> list[Datei]:
    """Aller Python-Code außer den erzeugten Migrationen."""
    return [d for d in dateien(".py") if "/migrations/" not in d.pfad]


def hauscode() -> list[Datei]:
    """Nur der Code des Hauses: ohne Tests und Skripte."""
    return [d for d in python() if d.pfad.startswith(CODE)]


def ansichten() -> list[Datei]:
    return [d for d in hauscode() if ist_ansicht(d)]


def ist_ansicht(datei: Datei) -> bool:
    return "views" in datei.teile or datei.pfad.endswith("_views.py")


def dienste() -> list[Datei]:
    return [d for d in hauscode() if "services" in datei_ordner(d) or d.pfad.endswith("/services.py")]


def datei_ordner(datei: Datei) -> set[str]:
    return set(datei.pfad.split("/")[:-1])


def vorlagen() -> list[Datei]:
    return [d for d in dateien(".html") if d.pfad.startswith("templates/")]


def ohne_kommentare(vorlage: str) -> str:
    """Vorlagentext, in dem Kommentare zu Leerzeilen wurden, damit Zeilennummern stimmen."""
    import re

    muster = r"\{#.*?#\}|\{% comment.*?endcomment %\}|<!--.*?-->"
    return re.sub(muster, lambda treffer: "\n" * treffer.group().count("\n"), vorlage, flags=re.DOTALL)


def knoten(datei: Datei, *arten: type[ast.AST]) -> Iterator[ast.AST]:
    return (k for k in ast.walk(datei.baum) if isinstance(k, arten))


def punktname(ausdruck: ast.AST) -> str:
    """`timezone.now` für den Ausdruck timezone.now, sonst leer."""
    if isinstance(ausdruck, ast.Name):
        return ausdruck.id
    if isinstance(ausdruck, ast.Attribute):
        vorn = punktname(ausdruck.value)
        return f"{vorn}.{ausdruck.attr}" if vorn else ""
    return ""
