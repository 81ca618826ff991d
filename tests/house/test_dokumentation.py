"""Die Dokumentation führt nirgends ins Leere: Verweise, Bilder, genannte Befehle und Spalten gibt es."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.management import get_commands

from asskomm.core.admin.einausgabe import EinAusgabeMixin
from tests.house.quelltext import WURZEL, alle_pfade
from vereinbarungen.bestandsdatei import SPALTEN

_VERWEIS = re.compile(r"!?\[[^\]]*\]\(<?([^)>\s]+)>?\)")
_BEFEHL = re.compile(r"manage\.py ([a-z_]+)")
_MAKE = re.compile(r"`make ([a-z0-9-]+)")
MAX_BILD = 150_000


def texte() -> list[str]:
    return [p for p in alle_pfade() if p.endswith(".md")]


def verweise(text: str) -> list[str]:
    return [ziel for ziel in _VERWEIS.findall(text) if not re.match(r"[a-z]+:", ziel)]


def anker(text: str) -> set[str]:
    """The fragments of the headings as the usual viewers build them."""
    koepfe = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", k.lower()).replace(" ", "-") for k in koepfe}


def ins_leere(pfad: str, text: str) -> list[str]:
    return [f"{pfad}: {ziel}" for ziel in verweise(text) if not _hat_ziel(pfad, text, *ziel.partition("#")[::2])]


def _hat_ziel(pfad: str, text: str, datei: str, fragment: str) -> bool:
    ort = (WURZEL / pfad).parent / datei
    if datei and not ort.exists():
        return False
    if not fragment:
        return True
    return fragment in anker(ort.read_text(encoding="utf-8") if datei else text)


def lies(pfad: str) -> str:
    return (WURZEL / pfad).read_text(encoding="utf-8")


@pytest.mark.parametrize("pfad", texte())
def test_jeder_verweis_hat_ein_ziel(pfad: str) -> None:
    assert ins_leere(pfad, lies(pfad)) == []


def test_verweis_ins_leere_wird_erkannt() -> None:
    text = "# Kopf\n[a](fehlt.md) [b](#kopf) [c](#anders) [d](https://example.org) ![e](bilder/fehlt.png)"
    assert ins_leere("README.md", text) == ["README.md: fehlt.md", "README.md: #anders", "README.md: bilder/fehlt.png"]


def test_jedes_bild_wird_gezeigt_und_ist_klein() -> None:
    gezeigt = {PurePosixPath(z).name for p in texte() for z in verweise(lies(p)) if z.endswith(".png")}
    bilder = sorted((WURZEL / "docs/bilder").glob("*.png"))
    assert {b.name for b in bilder} == gezeigt
    assert [b.name for b in bilder if b.stat().st_size > MAX_BILD] == []


def test_jedes_kapitel_steht_in_der_uebersicht() -> None:
    kapitel = {p.name for p in (WURZEL / "docs/handbuch").glob("*.md")}
    assert {f"handbuch/{name}" for name in kapitel} <= set(verweise(lies("docs/handbuch-lpr.md")))


def test_genannte_befehle_gibt_es() -> None:
    befehle, ziele = set(get_commands()), set(re.findall(r"^([a-z0-9-]+):", lies("Makefile"), flags=re.MULTILINE))
    unbekannt = [
        f"{pfad}: {name}"
        for pfad in texte()
        for muster, bekannt in ((_BEFEHL, befehle), (_MAKE, ziele))
        for name in muster.findall(lies(pfad))
        if name not in bekannt
    ]
    assert unbekannt == []


def tabellenzeilen(pfad: str, ueberschrift: str) -> dict[str, str]:
    """First cell (in lower case) and second cell of the table below a heading."""
    teil = re.split(r"^#", lies(pfad).split(ueberschrift, 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
    zellen = [re.split(r"(?<!\\)\|", z)[1:3] for z in teil.splitlines() if z.startswith("| ")]
    return {name.strip().partition(" (")[0].casefold(): wert.strip() for name, wert in zellen}


def test_spalten_von_import_und_export_stehen_im_handbuch() -> None:
    seite = "docs/handbuch/08-import-und-export.md"
    soll_ein, soll_aus = {}, {}
    for modell, verwaltung in admin.site._registry.items():
        if not isinstance(verwaltung, EinAusgabeMixin):
            continue
        name, quelle = str(modell._meta.verbose_name_plural).casefold(), verwaltung.resource_class
        felder = quelle().fields
        reihe = [*quelle._meta.fields, *(n for n in felder if n not in quelle._meta.fields)]
        soll_aus[name] = ", ".join(felder[n].column_name for n in reihe)
        if verwaltung.importierbar:
            spalten = quelle.dateispalten()
            soll_ein[name] = ", ".join(s.name if s.pflicht else f"*{s.name}*" for s in spalten)
    kopf = {"liste": "Spalten"}
    assert tabellenzeilen(seite, "### Spalten beim Export\n") == kopf | soll_aus
    assert tabellenzeilen(seite, "### Spalten zum Importieren\n") == kopf | soll_ein


def test_spalten_der_uebernahme_stehen_im_handbuch() -> None:
    zeilen = tabellenzeilen("docs/handbuch/07-bestand-uebernehmen.md", "## Spalten\n")
    assert list(zeilen)[1:] == [s.name.casefold() for s in SPALTEN]


def test_bilder_haben_einen_text_fuer_alle() -> None:
    ohne = [f"{p}: {z}" for p in texte() for z in re.findall(r"!\[\s*\]\([^)]+\)", lies(p))]
    assert ohne == []
    assert Path(WURZEL / "docs/bilder").is_dir()


def test_datenmodell_zeigt_jede_verbindung_und_jedes_modell() -> None:
    """Log rows that take back others, files, accounts and the tables of the histories stay out of the picture."""
    text = lies("docs/datenmodell.md")
    gezeigt = {frozenset(paar) for paar in re.findall(r"^  (\w+) \S+ (\w+) :", text, flags=re.MULTILINE)}
    modelle = {
        m
        for app in ("kommunen", "vereinbarungen", "foerderung", "portal")
        for m in apps.get_app_config(app).get_models()
        if not m.__name__.startswith("Historical")
    }
    vorhanden = {
        frozenset((m.__name__, f.related_model.__name__))
        for m in modelle
        for f in (*m._meta.fields, *(n for n in m._meta.many_to_many if n.remote_field.through._meta.auto_created))
        if f.related_model and f.name != "hebt_auf" and f.related_model.__name__ not in ("User", "Dokument")
    }
    assert gezeigt == vorhanden
    assert [m.__name__ for m in modelle if not re.search(rf"\b{m.__name__}\b", text)] == []


# Quoted in the handbook, but not on the screen as they stand: examples, and words that the portal puts together.
BEISPIELE = frozenset(
    {
        *("45000", "ca. 2019", "Drucksache 8/1234", "ist für den 8. Dezember 2026 geplant", "Eindeutige Name"),
        *("Der Gremienbeschluss fehlt noch für: Taucha.", "Neu: Ansprechperson", "Anhörung: 4 Wochen"),
        *("Gliederung nach Polizeidirektion", "Gliederung nach Polizeidirektion (CSV)"),
        "Wie viele Vereinbarungen gab es am 24.04.2023?",
        "Wie viele Kommunen hatten am 24. April 2023 eine Kooperationsvereinbarung, nach Polizeidirektionen?",
    }
)


def bildschirmworte() -> str:
    """All that templates, code and scripts say, with the pieces of long strings joined."""
    quellen = [p for p in alle_pfade() if p.endswith((".py", ".html", ".js")) and not p.startswith(("tests/", "docs/"))]
    alles = " ".join(lies(pfad) for pfad in quellen)
    return re.sub(r"\s+", " ", re.sub(r'"\s*\n\s*f?"', "", alles)).casefold()


def nicht_auf_dem_bildschirm(text: str, worte: str) -> set[str]:
    """What "…" stands in for is put in by the portal: such quotes are left out."""
    zitate = re.findall(r"„([^“]+)“", re.sub(r"\s+", " ", text))
    return {z for z in zitate if "…" not in z and z.casefold() not in worte} - BEISPIELE


def test_was_das_handbuch_in_anfuehrungszeichen_setzt_steht_auf_dem_bildschirm() -> None:
    worte = bildschirmworte()
    seiten = [p for p in texte() if p.startswith("docs/handbuch")]
    assert {p: falsch for p in seiten if (falsch := nicht_auf_dem_bildschirm(lies(p), worte))} == {}
    assert nicht_auf_dem_bildschirm("„Speichern“ und „So heißt kein Knopf“", worte) == {"So heißt kein Knopf"}
