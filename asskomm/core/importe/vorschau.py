"""Reads a stored file with its mapping, and stores what each row would do."""

from collections.abc import Iterator
from typing import Any

from ..arbeitsarten import Fortschritt
from ..errors import Ablehnung
from ..models import Import, Importzeile, Zeilenart
from ..protokoll import vorgang
from ..zahlen import ganze_zahl
from .marke import Fingerabdruck
from .probe import Probezeile
from .quelle import lies_quelle
from .zuordnung import Uebersetzer, Zuordnung


class Zaehler(dict[str, int]):
    def __init__(self) -> None:
        super().__init__(dict.fromkeys(Zeilenart.values, 0))

    @property
    def gesamt(self) -> int:
        return sum(self.values())


def lies_zeilen(zum_import: Import, resource: Any) -> Iterator[Probezeile]:
    """The rows of the stored file under our headings, with what the reader found in their cells."""
    with zum_import.oeffne() as datei:
        zuordnung = Zuordnung.aus(zum_import.zuordnung)
        tabelle = lies_quelle(datei, zuordnung.kopfzeile)
        daten, zahlen = resource.besondere_spalten()
        uebersetzer = Uebersetzer(tabelle.kopf, zuordnung, daten=daten, zahlen=zahlen)
        for zeile in tabelle.zeilen:
            probe = Probezeile(zeile.nummer, uebersetzer.werte(zeile))
            for spalte, text in uebersetzer.befunde(zeile):
                probe.melde(spalte, text)
            yield probe


def pruefe(zum_import: Import, resource: Any, fortschritt: Fortschritt) -> tuple[Zaehler, str]:
    """Stores a new preview batch by batch, in transactions of their own. Returns its counts and its fingerprint."""
    Importzeile.objects.filter(zum_import=zum_import).delete()
    zaehler, abdruck = Zaehler(), Fingerabdruck()
    for teil in resource.probe(_begrenzt(lies_zeilen(zum_import, resource), resource)):
        zeilen = [_importzeile(zum_import, zeile) for zeile in teil]
        with vorgang():
            Importzeile.objects.bulk_create(zeilen, batch_size=500)
        for zeile in zeilen:
            zaehler[zeile.art] += 1
            abdruck.nimm(zeile.nr, zeile.art, zeile.objekt_id, zeile.befunde, zeile.vorher, zeile.nachher)
        fortschritt.melde(zaehler.gesamt, 0, f"{ganze_zahl(zaehler.gesamt)} Zeilen geprüft")
    if not zaehler.gesamt:
        raise Ablehnung("Unter der Kopfzeile steht keine Zeile mit Werten.")
    return zaehler, str(abdruck)


def _begrenzt(zeilen: Iterator[Probezeile], resource: Any) -> Iterator[Probezeile]:
    for anzahl, zeile in enumerate(zeilen, 1):
        if anzahl > resource.hoechstens:
            grenze = ganze_zahl(resource.hoechstens)
            raise Ablehnung(f"Ein Import dieser Liste fasst höchstens {grenze} Zeilen. Bitte teilen Sie die Datei auf.")
        yield zeile


def _importzeile(zum_import: Import, zeile: Probezeile) -> Importzeile:
    return Importzeile(
        zum_import=zum_import,
        nr=zeile.nummer,
        art=zeile.art,
        werte=zeile.werte,
        befunde=[list(b) for b in zeile.befunde],
        aenderungen=zeile.aenderungen,
        objekt_id=zeile.objekt.pk if zeile.objekt is not None else None,
        vorher=zeile.vorher if zeile.art == Zeilenart.GEAENDERT else {},
        nachher=zeile.nachher if zeile.art in (Zeilenart.NEU, Zeilenart.GEAENDERT) else {},
    )
