"""What the database should contain according to the register files: pure values, no query."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from ..enums import KommuneArt
from .dateien import Zeile
from .pruefung import Register

ZENSUS_2011 = "Fortschreibung auf Grundlage des Zensus 2011"
ZENSUS_2022 = "Fortschreibung auf Grundlage des Zensus 2022"
STICHTAG_2022 = dt.date(2022, 12, 31)  # Stichtag der Spalte einwohner_2022 (daten/README, Quelle 2)
_ANSCHRIFT = ("verwaltung_strasse", "verwaltung_plz", "verwaltung_ort", "homepage")
_GLEICHNAMIG = ("art", "name", "name_kurz", "name_eindeutig", "name_amtlich", "name_hsb", "namenszusatz")
_LAGE = ("ags", "ars", "slug", "flaeche_km2", "plz", "lat", "lon", *_ANSCHRIFT)


@dataclass(frozen=True)
class Soll:
    """The values of one row, and where they stand (file and line)."""

    ort: str
    werte: dict[str, Any]


def soll_polizeidirektionen(r: Register) -> dict[str, Soll]:
    return {
        z["polizeidirektion"]: Soll(
            f"polizeidirektionen.csv, Zeile {z.nr}", {f: z[f] for f in ("name", "slug", "rechtsgrundlage")}
        )
        for z in r.polizeidirektionen
    }


def soll_landkreise(r: Register, polizeidirektionen: dict[str, Any]) -> dict[str, Soll]:
    return {
        z["kreisschluessel"]: Soll(
            f"kreise.csv, Zeile {z.nr}",
            {
                **{f: z[f] for f in ("name", "name_hsb", "slug", "sitz")},
                "ist_kreisfrei": z["art"] == KommuneArt.KREISFREIE_STADT,
                "polizeidirektion": polizeidirektionen[z["polizeidirektion"]],
            },
        )
        for z in r.kreise
    }


def soll_kommunen(r: Register, landkreise: dict[str, Any]) -> dict[str, Soll]:
    """Municipalities, Landkreise as bodies (a kreisfreie Stadt is one row only), and associations."""
    waben = {z["ags"]: (z["spalte"], z["zeile"]) for z in r.waben}
    soll = {z["ags"]: Soll(f"gemeinden.csv, Zeile {z.nr}", _gemeinde(z, landkreise, waben)) for z in r.gemeinden}
    for z in _kreise_als_kommune(r):
        soll[z["kreisschluessel"]] = Soll(f"kreise.csv, Zeile {z.nr}", _kreis(z, landkreise))
    for datei, z in r.verbaende:
        soll[z["schluessel"]] = Soll(f"{datei}, Zeile {z.nr}", _verband(z, landkreise))
    return soll


def soll_einwohner(r: Register) -> dict[tuple[str, dt.date], Soll]:
    soll = {}
    for datei, feld, zeilen in (
        ("gemeinden.csv", "ags", r.gemeinden),
        ("kreise.csv", "kreisschluessel", _kreise_als_kommune(r)),
    ):
        for z in zeilen:
            soll[z[feld], z["einwohner_stichtag"]] = _einwohner(datei, z)
    for datei, z in r.verbaende:
        soll[z["schluessel"], z["einwohner_stichtag"]] = _einwohner(datei, z)
    for z in r.gemeinden:
        if z["einwohner_2022"] is not None:
            werte = {"anzahl": z["einwohner_2022"], "grundlage": ZENSUS_2011}
            soll[z["ags"], STICHTAG_2022] = Soll(f"gemeinden.csv, Zeile {z.nr}", werte)
    return soll


def soll_mitgliedschaften(r: Register) -> dict[tuple[str, str], str]:
    """Pairs of association and member, with the place in the files."""
    return {(z["schluessel"], ags): f"{datei}, Zeile {z.nr}" for datei, z in r.verbaende for ags in z["mitglieder_ags"]}


def _kreise_als_kommune(r: Register) -> list[Zeile]:
    return [z for z in r.kreise if z["art"] == KommuneArt.LANDKREIS]


def _einwohner(datei: str, z: Zeile) -> Soll:
    return Soll(f"{datei}, Zeile {z.nr}", {"anzahl": z["einwohner"], "grundlage": ZENSUS_2022})


def _gemeinde(z: Zeile, landkreise: dict[str, Any], waben: dict[str, tuple[int, int]]) -> dict[str, Any]:
    werte = {feld: z[feld] for feld in (*_GLEICHNAMIG, *_LAGE)}
    werte["landkreis"] = landkreise[z["kreisschluessel"]]
    werte["wabe_spalte"], werte["wabe_zeile"] = waben[z["ags"]]
    if z["gueltig_von"]:  # fehlt oder leer: ändert einen Eintrag nicht
        werte["gueltig_von"] = z["gueltig_von"]
    if z["sorbisches_siedlungsgebiet"]:  # leer heißt „nicht ermittelt“ und ändert einen Eintrag nicht
        werte["im_sorbischen_siedlungsgebiet"] = True
    return werte


def _kreis(z: Zeile, landkreise: dict[str, Any]) -> dict[str, Any]:
    return {
        **{f: z[f] for f in ("name", "name_hsb", "slug", "flaeche_km2", *_ANSCHRIFT)},
        "art": KommuneArt.LANDKREIS,
        "name_kurz": z["name"].removeprefix("Landkreis "),
        "name_eindeutig": z["name"],
        "landkreis": landkreise[z["kreisschluessel"]],
    }


def _verband(z: Zeile, landkreise: dict[str, Any]) -> dict[str, Any]:
    return {
        **{f: z[f] for f in ("art", "slug", "flaeche_km2")},
        "name": z["name_lang"],
        "name_kurz": z["name"],
        "name_eindeutig": z["name_lang"],
        "landkreis": landkreise[z["kreisschluessel"]],
    }
