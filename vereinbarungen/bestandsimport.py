"""Existing agreements as a kind of import: read, mapped and checked like every table, taken over by two people.

What the import writes is an Uebernahme: somebody submits it, somebody else approves it (services/bestand.py).
"""

from collections.abc import Iterable, Iterator
from typing import Any

from import_export.fields import Field

from asskomm.core.importe.probe import Probezeile
from asskomm.core.importe.ruecknahme import verweise
from asskomm.core.models import Import, Zeilenart
from asskomm.core.resources import FachResource
from asskomm.core.tabellendatei import Dateispalte, Tabellenzeile
from asskomm.core.tabellenwerte import TextWidget
from asskomm.core.workflow import execute
from kommunen.models import Kommune

from .bestandsdatei import BEENDET, LAUFZEIT, MAX_ZEILEN, NR, SEIT, SPALTEN, pruefe_zeilen
from .enums import BESTAND, UebernahmeStatus, VereinbarungStatus
from .models import Uebernahme, Vereinbarung
from .pruefung import heute, refuse
from .services.berichtigung import annul_vereinbarung
from .services.bestand import create_uebernahme, taken_over


class BestandResource(FachResource):
    schluesselspalten = (NR,)
    freiwillige_spalten = tuple(s.name for s in SPALTEN if not s.pflicht)
    in_menge = False
    hoechstens = MAX_ZEILEN
    grundlagen = (Kommune,)
    bestandteile = ("verlauf", "beteiligungen", "parteien")
    danach = "Noch zählt nichts davon: Als Nächstes legen Sie die Übernahme zur Freigabe vor."

    class Meta(FachResource.Meta):
        model = Vereinbarung
        fields: tuple[str, ...] = ()

    @classmethod
    def dateispalten(cls) -> list[Dateispalte]:
        return list(SPALTEN)

    def get_import_fields(self) -> list[Field]:
        return [Field(attribute=s.name, column_name=s.name, widget=TextWidget()) for s in SPALTEN]

    def besondere_spalten(self) -> tuple[list[str], list[str]]:
        return [SEIT, BEENDET, LAUFZEIT], []

    def probe(self, zeilen: Iterable[Probezeile]) -> Iterator[list[Probezeile]]:
        alle = list(zeilen)
        nach_nummer = {z.nummer: z for z in alle}
        _, befunde = pruefe_zeilen([_tabellenzeile(z.nummer, z.werte) for z in alle], heute=heute(self.jetzt))  # type: ignore[arg-type]
        for befund in befunde:
            nach_nummer[befund.zeile or alle[0].nummer].melde(befund.spalte, befund.text)
        for zeile in alle:
            zeile.art = Zeilenart.FEHLER if zeile.befunde else Zeilenart.NEU
        yield alle

    def uebernimm(self, zum_import: Import, fortschritt: Any) -> None:
        zeilen = [_tabellenzeile(z.nr, z.werte) for z in zum_import.zeilen.order_by("nr")]
        with zum_import.oeffne() as datei:
            angaben: Any = {"bezeichnung": f"Bestand aus {datei.name}"[:200], "by": self.by, "jetzt": self.jetzt}
            uebernahme = create_uebernahme(datei=datei, zeilen=zeilen, **angaben)
        zum_import.zeilen.update(objekt_id=uebernahme.pk)

    # --- Undo

    def gegen_ruecknahme(self, zum_import: Import) -> list[str]:
        uebernahme = _uebernahme(zum_import)
        if uebernahme.status == UebernahmeStatus.ABGELEHNT:
            return ["Diese Übernahme ist schon abgelehnt; es gibt nichts zurückzunehmen."]
        offene = {v.pk: v for v in self._offene(uebernahme)}
        gruende = [
            f"Die Vereinbarung „{v}“ ist inzwischen im Stand „{v.workflow.zustand(v.status).label}“."
            for v in offene.values()
            if v.status not in BESTAND
        ]
        return gruende + [
            f"Auf der Vereinbarung „{offene[pk]}“ baut schon etwas auf: {name}."
            for pk, name in verweise(Vereinbarung, list(offene), self.bestandteile)
        ]

    def nimm_import_zurueck(self, zum_import: Import, *, grund: str) -> tuple[int, int]:
        """Before the approval the takeover is rejected; after it each agreement is declared a wrong entry."""
        refuse(self.gegen_ruecknahme(zum_import))
        angaben: dict[str, Any] = {"by": self.by, "jetzt": self.jetzt, "grund": grund}
        uebernahme = _uebernahme(zum_import)
        if uebernahme.status != UebernahmeStatus.FREIGEGEBEN:
            execute(objekt=uebernahme, uebergang="ablehnen", **angaben)
            return zum_import.neu, 0
        vereinbarungen = self._offene(uebernahme)
        for vereinbarung in vereinbarungen:
            annul_vereinbarung(vereinbarung=vereinbarung, **angaben)
        return len(vereinbarungen), 0

    def _offene(self, uebernahme: Uebernahme) -> list[Vereinbarung]:
        alle = taken_over(uebernahme=uebernahme, by=self.by)
        return [v for v in alle if v.status != VereinbarungStatus.ANNULLIERT]


def _uebernahme(zum_import: Import) -> Uebernahme:
    erste = zum_import.zeilen.order_by("nr")[0]
    return Uebernahme.objects.get(pk=erste.objekt_id or 0)


def _tabellenzeile(nummer: int, werte: dict[str, str]) -> Tabellenzeile:
    return Tabellenzeile(nummer, {s.name: werte.get(s.name, "") for s in SPALTEN})
