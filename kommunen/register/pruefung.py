"""The whole register, read and checked across its files."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from asskomm.core.errors import Ablehnung

from ..enums import KommuneArt
from .dateien import DATEIEN, Zeile, lies_datei


@dataclass(frozen=True)
class Register:
    """Rows of each file; free of contradictions once `lies_register` has returned it."""

    polizeidirektionen: list[Zeile]
    kreise: list[Zeile]
    gemeinden: list[Zeile]
    verbaende: list[tuple[str, Zeile]]  # file name and row
    sorbisch: list[Zeile]
    waben: list[Zeile]
    bekannte_ags: frozenset[str] = frozenset()  # already in the database: may be missing in gemeinden.csv


def lies_register(ordner: Path, bekannte_ags: frozenset[str] = frozenset()) -> Register:
    """Reads all files of the folder; raises Ablehnung with every finding (file, row, column)."""
    if not ordner.is_dir():
        raise Ablehnung(f"Den Ordner „{ordner}“ gibt es nicht.")
    befunde: list[str] = []
    gelesen = {name: lies_datei(ordner / name, befunde) for name in DATEIEN}
    register = Register(
        polizeidirektionen=gelesen["polizeidirektionen.csv"],
        kreise=gelesen["kreise.csv"],
        gemeinden=gelesen["gemeinden.csv"],
        verbaende=[
            (datei, zeile)
            for datei in ("verwaltungsverbaende.csv", "verwaltungsgemeinschaften.csv")
            for zeile in gelesen[datei]
        ],
        sorbisch=gelesen["sorbische_gemeindenamen.csv"],
        waben=gelesen["wabenkarte.csv"],
        bekannte_ags=bekannte_ags,
    )
    for name in DATEIEN:
        if not gelesen[name] and not any(b.startswith(name) for b in befunde):
            befunde.append(f"{name}: Die Datei enthält keine Zeilen.")
    befunde += _doppelte(register)
    if not befunde:  # a row that could not be read would only cause follow-up findings
        for pruefung in (_pruefe_kreise, _pruefe_gemeinden, _pruefe_verbaende, _pruefe_mitglieder, _pruefe_zusaetze):
            befunde += pruefung(register)
    if befunde:
        raise Ablehnung(befunde)
    return register


def _mehrfach(datei: str, zeilen: Iterable[Zeile], spalte: str) -> Iterator[str]:
    erste: dict[Any, int] = {}
    for zeile in zeilen:
        wert = zeile[spalte]
        if wert in erste:
            yield f"{datei}, Zeile {zeile.nr}, Spalte {spalte}: „{wert}“ steht schon in Zeile {erste[wert]}."
        else:
            erste[wert] = zeile.nr


def _doppelte(r: Register) -> Iterator[str]:
    for spalte in ("polizeidirektion", "slug"):
        yield from _mehrfach("polizeidirektionen.csv", r.polizeidirektionen, spalte)
    for spalte in ("kreisschluessel", "slug"):
        yield from _mehrfach("kreise.csv", r.kreise, spalte)
    for spalte in ("ags", "ars", "slug", "name_eindeutig"):
        yield from _mehrfach("gemeinden.csv", r.gemeinden, spalte)
    yield from _mehrfach("sorbische_gemeindenamen.csv", r.sorbisch, "ags")
    yield from _mehrfach("wabenkarte.csv", r.waben, "ags")
    felder: dict[tuple[int, int], int] = {}
    for zeile in r.waben:
        feld = (zeile["spalte"], zeile["zeile"])
        if feld in felder:
            yield f"wabenkarte.csv, Zeile {zeile.nr}: Der Platz {feld} ist schon in Zeile {felder[feld]} vergeben."
        felder[feld] = zeile.nr


def _pruefe_kreise(r: Register) -> Iterator[str]:
    bekannt = {zeile["kreisschluessel"]: zeile for zeile in r.kreise}
    zustaendig: dict[str, str] = {}
    for pd in r.polizeidirektionen:
        for kreis in pd["kreisschluessel"]:
            ort = f"polizeidirektionen.csv, Zeile {pd.nr}, Spalte kreisschluessel"
            if kreis not in bekannt:
                yield f"{ort}: Der Kreis {kreis} steht nicht in kreise.csv."
            if kreis in zustaendig:
                yield f"{ort}: Für den Kreis {kreis} ist schon {zustaendig[kreis]} zuständig."
            zustaendig[kreis] = pd["polizeidirektion"]
    for schluessel, kreis in bekannt.items():
        if zustaendig.get(schluessel) != kreis["polizeidirektion"]:
            yield (
                f"kreise.csv, Zeile {kreis.nr}, Spalte polizeidirektion: „{kreis['polizeidirektion']}“ "
                "passt nicht zu polizeidirektionen.csv."
            )


def _pruefe_gemeinden(r: Register) -> Iterator[str]:
    kreise = {zeile["kreisschluessel"]: zeile for zeile in r.kreise}
    verbaende = {verband["schluessel"]: verband for _, verband in r.verbaende}
    for zeile in r.gemeinden:
        ort, ags = f"gemeinden.csv, Zeile {zeile.nr}", zeile["ags"]
        kreis = kreise.get(zeile["kreisschluessel"])
        if kreis is None:
            yield f"{ort}, Spalte kreisschluessel: Den Kreis {zeile['kreisschluessel']} gibt es in kreise.csv nicht."
        elif (kreis["art"] == KommuneArt.KREISFREIE_STADT) != (zeile["art"] == KommuneArt.KREISFREIE_STADT):
            yield f"{ort}, Spalte art: Art der Gemeinde und Art des Kreises passen nicht zusammen."
        if ags[:5] != zeile["kreisschluessel"]:
            yield f"{ort}, Spalte ags: Der AGS {ags} gehört nicht zum Kreis {zeile['kreisschluessel']}."
        if zeile["ars"][:5] + zeile["ars"][9:] != ags:
            yield f"{ort}, Spalte ars: Der Regionalschlüssel {zeile['ars']} passt nicht zum AGS {ags}."
        verband = zeile["verband_schluessel"]
        if verband and ags not in (verbaende[verband]["mitglieder_ags"] if verband in verbaende else ()):
            yield f"{ort}, Spalte verband_schluessel: Der Verband {verband} führt {ags} nicht als Mitglied."


def _pruefe_verbaende(r: Register) -> Iterator[str]:
    gemeinden = {zeile["ags"] for zeile in r.gemeinden} | r.bekannte_ags
    kreise = {zeile["kreisschluessel"] for zeile in r.kreise}
    vergeben = {wert for z in r.gemeinden for wert in (z["slug"], z["name_eindeutig"])}
    vergeben |= {wert for z in r.kreise for wert in (z["slug"], z["name"]) if z["art"] == KommuneArt.LANDKREIS}
    for datei, zeile in r.verbaende:
        ort = f"{datei}, Zeile {zeile.nr}"
        for spalte in ("schluessel", "slug", "name_lang"):
            if zeile[spalte] in vergeben:
                yield f"{ort}, Spalte {spalte}: „{zeile[spalte]}“ ist schon vergeben."
            vergeben.add(zeile[spalte])
        if zeile["kreisschluessel"] not in kreise:
            yield f"{ort}, Spalte kreisschluessel: Den Kreis {zeile['kreisschluessel']} gibt es nicht."
        if zeile["sitz_ags"] not in gemeinden:
            yield f"{ort}, Spalte sitz_ags: Die Gemeinde {zeile['sitz_ags']} steht nicht in gemeinden.csv."
        if zeile["mitglieder_anzahl"] != len(zeile["mitglieder_ags"]):
            yield f"{ort}, Spalte mitglieder_anzahl: Es sind {len(zeile['mitglieder_ags'])} Mitglieder genannt."


def _pruefe_mitglieder(r: Register) -> Iterator[str]:
    gemeinden = {zeile["ags"]: zeile for zeile in r.gemeinden}
    schon: dict[str, str] = {}
    for datei, zeile in r.verbaende:
        ort, schluessel = f"{datei}, Zeile {zeile.nr}, Spalte mitglieder_ags", zeile["schluessel"]
        for ags in zeile["mitglieder_ags"]:
            if ags in schon:
                yield f"{ort}: {ags} ist schon Mitglied im Verband {schon[ags]}."
            schon[ags] = schluessel
            if ags in gemeinden and gemeinden[ags]["verband_schluessel"] != schluessel:
                yield f"{ort}: {ags} nennt in gemeinden.csv einen anderen Verband."
            elif ags not in gemeinden and ags not in r.bekannte_ags:
                yield f"{ort}: Die Gemeinde {ags} steht nicht in gemeinden.csv."


def _pruefe_zusaetze(r: Register) -> Iterator[str]:
    gemeinden = {zeile["ags"]: zeile for zeile in r.gemeinden}
    for zeile in r.sorbisch:
        ags, ort = zeile["ags"], f"sorbische_gemeindenamen.csv, Zeile {zeile.nr}"
        if ags in gemeinden and gemeinden[ags]["name_hsb"] != zeile["name_hsb"]:
            amtlich = gemeinden[ags]["name_hsb"]
            yield f"{ort}, Spalte name_hsb: „{zeile['name_hsb']}“ weicht von gemeinden.csv ab („{amtlich}“)."
        elif ags not in gemeinden and ags not in r.bekannte_ags:
            yield f"{ort}, Spalte ags: {ags} ist unbekannt."
    for zeile in r.waben:
        if zeile["ags"] not in gemeinden and zeile["ags"] not in r.bekannte_ags:
            yield f"wabenkarte.csv, Zeile {zeile.nr}, Spalte ags: {zeile['ags']} ist unbekannt."
    ohne_wabe = set(gemeinden) - {zeile["ags"] for zeile in r.waben}
    for ags in sorted(ohne_wabe):
        yield f"wabenkarte.csv: Für {gemeinden[ags]['name_eindeutig']} ({ags}) fehlt der Platz auf der Karte."
