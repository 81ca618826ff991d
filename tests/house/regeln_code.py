"""Regeln für Python-Dateien: jede nimmt eine Datei und nennt die Stellen, die gegen sie verstoßen."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.house.quelltext import Datei, ist_ansicht, knoten, punktname

NAMENLOS = {"utils", "helpers", "common", "misc"}
UHREN = {
    *("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"),
    *(
        "timezone.now",
        "timezone.localdate",
        "timezone.localtime",
        "datetime.datetime.now",
        "datetime.date.today",
    ),
}
# Wer die Uhr lesen darf: Ansichten, Verwaltung, Befehle und was um eine Anfrage herum läuft.
UHR_LESER = {"views", "admin", "commands", "templatetags", "middleware", "context", "clock"}


def zeilenzahl(datei: Datei) -> Iterator[str]:
    grenze = 600 if datei.pfad.startswith("tests/") else 400
    if len(datei.zeilen) > grenze:
        yield f"{datei.pfad}: {len(datei.zeilen)} Zeilen, erlaubt sind {grenze}"


def funktionslaenge(datei: Datei) -> Iterator[str]:
    grenze = 25 if ist_ansicht(datei) else 50
    for funktion in knoten(datei, ast.FunctionDef, ast.AsyncFunctionDef):
        laenge = (funktion.end_lineno or 0) - funktion.lineno + 1
        if laenge > grenze:
            yield f"{datei.stelle(funktion)} {funktion.name}: {laenge} Zeilen, erlaubt sind {grenze}"


def modulname(datei: Datei) -> Iterator[str]:
    if datei.teile & NAMENLOS:
        yield f"{datei.pfad}: Module heißen nach ihrem Gegenstand, nicht {', '.join(sorted(NAMENLOS))}"


def keine_uhr(datei: Datei) -> Iterator[str]:
    if datei.pfad == "asskomm/core/clock.py" or datei.pfad.startswith("scripts/"):  # Skripte laufen ohne Django
        return
    for ausdruck in knoten(datei, ast.Attribute):
        if punktname(ausdruck) in UHREN:
            yield f"{datei.stelle(ausdruck)} {punktname(ausdruck)}: die Uhr liest nur core.clock"
    for aufruf in knoten(datei, ast.Call):
        automatisch = any(k.arg in {"auto_now", "auto_now_add"} for k in aufruf.keywords)
        if automatisch and not datei.hat_kommentar(aufruf, "Uhr:"):
            yield f"{datei.stelle(aufruf)} auto_now: der Zeitpunkt kommt als jetzt= aus Ansicht oder Befehl"
        if punktname(aufruf.func) in {"Now", "functions.Now"}:
            yield f"{datei.stelle(aufruf)} Now(): die Uhr liest nur core.clock"


def uhr_nur_am_rand(datei: Datei) -> Iterator[str]:
    if datei.teile & UHR_LESER or ist_ansicht(datei):
        return
    for einfuhr in knoten(datei, ast.Import, ast.ImportFrom):
        if _nennt_uhr(einfuhr) and not datei.hat_kommentar(einfuhr, "Uhr:"):
            yield f"{datei.stelle(einfuhr)}: core.clock gehört in Ansichten, Verwaltung und Befehle"


def _nennt_uhr(einfuhr: ast.AST) -> bool:
    namen = {f".{name.name}" for name in einfuhr.names}
    modul = getattr(einfuhr, "module", "") or ""
    return modul.endswith("core.clock") or any(n.endswith(".clock") and "core" in f"{modul}{n}" for n in namen)


def status_nur_durch_engine(datei: Datei) -> Iterator[str]:
    if datei.pfad.startswith("asskomm/core/workflow"):
        return
    for zuweisung in knoten(datei, ast.Assign, ast.AugAssign, ast.AnnAssign):
        ziele = getattr(zuweisung, "targets", None) or [zuweisung.target]
        if any(isinstance(ziel, ast.Attribute) and ziel.attr == "status" for ziel in ziele):
            yield f"{datei.stelle(zuweisung)}: den Status ändert nur core.workflow"
    for aufruf in knoten(datei, ast.Call):
        if _schreibt_status(aufruf):
            yield f"{datei.stelle(aufruf)}: den Status schreibt nur core.workflow"


def _schreibt_status(aufruf: ast.Call) -> bool:
    if punktname(aufruf.func) == "setattr" and len(aufruf.args) > 1:
        return isinstance(aufruf.args[1], ast.Constant) and aufruf.args[1].value == "status"
    schreibt = isinstance(aufruf.func, ast.Attribute) and aufruf.func.attr in {"update", "aupdate", "create"}
    return schreibt and any(k.arg == "status" for k in aufruf.keywords)


def ansicht_nimmt_sichtbares(datei: Datei) -> Iterator[str]:
    for aufruf in knoten(datei, ast.Call):
        name = punktname(aufruf.func)
        if name.endswith((".objects.get", ".objects.all", "._default_manager.get", "._default_manager.all")):
            yield f"{datei.stelle(aufruf)} {name}: Ansichten laden durch visible_to oder benannte Auswahl"
        if name == "get_object_or_404" and aufruf.args and punktname(aufruf.args[0])[:1].isupper():
            yield f"{datei.stelle(aufruf)} get_object_or_404: erst eine Auswahl treffen, kein bloßes Modell"


def dienst_signatur(datei: Datei) -> Iterator[str]:
    """Anmeldungen beim Start (`register_…`) handeln für niemanden."""
    for funktion in datei.baum.body:
        if not isinstance(funktion, ast.FunctionDef) or funktion.name.startswith(("_", "register_")):
            continue
        if funktion.args.args or funktion.args.posonlyargs or funktion.args.vararg:
            yield f"{datei.stelle(funktion)} {funktion.name}: Dienste nehmen nur benannte Argumente"
        if "by" not in {argument.arg for argument in funktion.args.kwonlyargs}:
            yield f"{datei.stelle(funktion)} {funktion.name}: es fehlt by=, die handelnde Person"
        if funktion.returns is None or any(a.annotation is None for a in funktion.args.kwonlyargs):
            yield f"{datei.stelle(funktion)} {funktion.name}: Typen an allen Argumenten und am Ergebnis"


def fremdschluessel_geschuetzt(datei: Datei) -> Iterator[str]:
    for aufruf in knoten(datei, ast.Call):
        if punktname(aufruf.func).split(".")[-1] not in {"ForeignKey", "OneToOneField"}:
            continue
        geschuetzt = any(k.arg == "on_delete" and punktname(k.value).endswith("PROTECT") for k in aufruf.keywords)
        if not geschuetzt and not datei.hat_kommentar(aufruf):
            yield f"{datei.stelle(aufruf)}: on_delete ist PROTECT, oder ein Kommentar begründet es"


def transaktion_ist_vorgang(datei: Datei) -> Iterator[str]:
    """Sonst stünde eine zurückgenommene Handlung im Protokoll, oder der Kopf wäre nicht zuletzt gesperrt."""
    if datei.pfad.startswith("asskomm/core/protokoll/"):
        return
    for ausdruck in knoten(datei, ast.Attribute):
        if punktname(ausdruck).endswith("transaction.atomic"):
            yield f"{datei.stelle(ausdruck)} {punktname(ausdruck)}: Transaktionen öffnet core.protokoll.vorgang"


def umgebung_nur_in_env(datei: Datei) -> Iterator[str]:
    if datei.pfad == "asskomm/settings/env.py":
        return
    for ausdruck in knoten(datei, ast.Attribute):
        if punktname(ausdruck) in {"os.environ", "os.getenv"} and not _einstieg(datei):
            yield f"{datei.stelle(ausdruck)} {punktname(ausdruck)}: die Umgebung liest nur settings/env.py"


def _einstieg(datei: Datei) -> bool:
    """wsgi.py nennt Django nur das Einstellungsmodul."""
    return datei.pfad == "asskomm/wsgi.py"
