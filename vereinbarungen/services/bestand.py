"""Agreements from before the portal: original numbers, days and precision; one by one, or a file that two approve."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.files import File

from asskomm.core import workflow
from asskomm.core.datenstand import mark_changed
from asskomm.core.errors import Ablehnung
from asskomm.core.models import User
from asskomm.core.numbering import raise_nummernkreis
from asskomm.core.protokoll import protokolliere, vorgang
from asskomm.core.stichtag import UngefaehresDatum
from asskomm.core.tabellendatei import Befund, Tabellenfehler, Tabellenzeile, lies_tabelle
from asskomm.core.uploads import store_dokument
from kommunen.models import Kommune

from ..bestandsdatei import MIMETYPEN, SPALTEN, Bestandszeile, pruefe_zeilen
from ..enums import NummerHerkunft, UebernahmeStatus, VereinbarungArt, VereinbarungStatus
from ..models import Uebernahme, Uebernahmezeile, Vereinbarung, VereinbarungEreignis
from ..nummern import NUMMERNKREIS
from ..pruefung import heute, recht_gruende, refuse
from .anlage import align_parteien, bind_kommune


@vorgang
def take_over_vereinbarung(
    *,
    art: str,
    bezeichnung: str,
    kommunen: Iterable[Kommune],
    in_kraft: UngefaehresDatum,
    by: User | None,
    jetzt: dt.datetime,
    nummer: int | None = None,
    herkunft: str = "",
    status: str = VereinbarungStatus.IN_KRAFT,
    beendet: UngefaehresDatum | None = None,
    laufzeit_bis: dt.date | None = None,
    geschaeftszeichen: str = "",
    quelle: str = "",
    grund: str = "Bestand vor Einführung des Portals",
    fiktiv: bool = False,
) -> Vereinbarung:
    """One agreement with its original number ("nicht überliefert" without one); the counter goes on above it.

    `herkunft` overrides UEBERNOMMEN (fictitious numbers of the demo data). No permission is asked for: only load
    commands and the approved takeover call this.
    """
    vereinbarung = Vereinbarung(
        art=art,
        bezeichnung=bezeichnung,
        laufende_nr=nummer,
        nummer_herkunft=_herkunft(art, nummer, herkunft),
        in_kraft_am=in_kraft.am,
        in_kraft_am_genauigkeit=in_kraft.genauigkeit,
        laufzeit_bis=laufzeit_bis,
        geschaeftszeichen=geschaeftszeichen,
        quelle=quelle,
        fiktiv=fiktiv,
    )
    vereinbarung.save()
    for kommune in kommunen:
        bind_kommune(vereinbarung=vereinbarung, kommune=kommune, by=by, jetzt=jetzt)
    align_parteien(vereinbarung=vereinbarung, by=by)
    angaben: Any = {"objekt": vereinbarung, "by": by, "jetzt": jetzt, "grund": grund}
    workflow.take_over(status=VereinbarungStatus.IN_KRAFT, wirksam=in_kraft, **angaben)
    if status != VereinbarungStatus.IN_KRAFT:
        workflow.take_over(status=status, wirksam=beendet or in_kraft, **angaben)
    if nummer is not None:
        raise_nummernkreis(kreis=NUMMERNKREIS, mindestens=nummer)
    mark_changed()
    return vereinbarung


@vorgang
def create_uebernahme(
    *,
    datei: File,
    by: User,
    jetzt: dt.datetime,
    bezeichnung: str = "",
    fiktiv: bool = False,
    zeilen: list[Tabellenzeile] | None = None,
) -> Uebernahme:
    """Stores a file of existing agreements if every row is clean; else raises Tabellenfehler with all findings.

    `zeilen`: the rows of the file under our headings, where an import has read them with a mapping of its columns.
    """
    refuse(recht_gruende(by, "vereinbarungen.submit_uebernahme"))
    zeilen = lies_tabelle(datei, SPALTEN) if zeilen is None else zeilen
    _, befunde = pruefe_zeilen(zeilen, heute=heute(jetzt))
    if befunde:
        raise Tabellenfehler(befunde)
    mimetype = MIMETYPEN[(datei.name or "").lower().rpartition(".")[2]]
    uebernahme = Uebernahme.objects.create(
        bezeichnung=bezeichnung.strip() or f"Übernahme vom {heute(jetzt):%d.%m.%Y}",
        dokument=store_dokument(datei=datei, mimetype=mimetype, by=by, jetzt=jetzt, fiktiv=fiktiv),
        erfasst_zeitpunkt=jetzt,
        erfasst_durch=by,
        fiktiv=fiktiv,
    )
    Uebernahmezeile.objects.bulk_create(
        Uebernahmezeile(uebernahme=uebernahme, zeile=z.nummer, werte=z.werte) for z in zeilen
    )
    workflow.enter_start(objekt=uebernahme, by=by, jetzt=jetzt)
    return uebernahme


@vorgang
def submit_uebernahme(*, uebernahme: Uebernahme, by: User, jetzt: dt.datetime) -> Uebernahme:
    """Submits a takeover; somebody else approves it."""
    gesperrt = _lock(uebernahme)
    workflow.execute(objekt=gesperrt, uebergang="vorlegen", by=by, jetzt=jetzt)
    gesperrt.vorgelegt_durch = by
    gesperrt.save(update_fields=["vorgelegt_durch"])
    uebernahme.refresh_from_db()
    return uebernahme


@vorgang
def approve_uebernahme(*, uebernahme: Uebernahme, by: User, jetzt: dt.datetime) -> list[Vereinbarung]:
    """Checks every row again and takes all of them over, or none (Tabellenfehler with the findings)."""
    gesperrt = _lock(uebernahme)
    workflow.execute(objekt=gesperrt, uebergang="freigeben", by=by, jetzt=jetzt)
    gesperrt.freigegeben_durch = by
    gesperrt.save(update_fields=["freigegeben_durch"])
    raise_nummernkreis(kreis=NUMMERNKREIS, mindestens=0)  # holds the counter: no number is given meanwhile
    zeilen, befunde = pruefe_zeilen(stored_zeilen(uebernahme=gesperrt, by=by), heute=heute(jetzt))
    if befunde:
        raise Tabellenfehler([Befund("Seit der Vorlage hat sich der Bestand geändert."), *befunde])
    vereinbarungen = [_take_over_zeile(zeile, gesperrt, by=by, jetzt=jetzt) for zeile in zeilen]
    angaben = {"vereinbarungen": len(vereinbarungen), "sha256": gesperrt.dokument.sha256}
    protokolliere(ereignis="bestand.uebernommen", by=by, jetzt=jetzt, objekt=gesperrt, nachher=angaben)
    uebernahme.refresh_from_db()
    return vereinbarungen


def stored_zeilen(*, uebernahme: Uebernahme, by: User | None) -> list[Tabellenzeile]:
    """The rows as they were read from the file."""
    zeilen = Uebernahmezeile.objects.filter(uebernahme=uebernahme).order_by("zeile")
    return [Tabellenzeile(z.zeile, z.werte) for z in zeilen]


def taken_over(*, uebernahme: Uebernahme, by: User | None) -> list[Vereinbarung]:
    """The agreements that the approval of this takeover has made; none before it."""
    freigabe = uebernahme.verlauf.filter(uebergang="freigeben").order_by("-pk").first()
    if freigabe is None:
        return []
    zeilen = VereinbarungEreignis.objects.filter(
        uebergang=workflow.UEBERNEHMEN,
        erfasst_zeitpunkt=freigabe.erfasst_zeitpunkt,
        grund__startswith=_grund(uebernahme, ""),
    )
    return list(Vereinbarung.objects.filter(pk__in=zeilen.values("objekt")).order_by("pk"))


def _grund(uebernahme: Uebernahme, zeile: int | str) -> str:
    return f"Übernahme „{uebernahme.bezeichnung}“, Zeile {zeile}"[:500]


def _herkunft(art: str, nummer: int | None, herkunft: str) -> str:
    if nummer is not None:
        return herkunft or NummerHerkunft.UEBERNOMMEN
    ist_kooperation = art == VereinbarungArt.KOOPERATIONSVEREINBARUNG
    return NummerHerkunft.NICHT_UEBERLIEFERT if ist_kooperation else NummerHerkunft.OHNE


def _lock(uebernahme: Uebernahme) -> Uebernahme:
    gesperrt = Uebernahme.objects.select_for_update().get(pk=uebernahme.pk)
    if gesperrt.status == UebernahmeStatus.FREIGEGEBEN:
        raise Ablehnung("Diese Übernahme ist schon freigegeben und übernommen.")
    return gesperrt


def _take_over_zeile(zeile: Bestandszeile, uebernahme: Uebernahme, *, by: User, jetzt: dt.datetime) -> Vereinbarung:
    return take_over_vereinbarung(
        art=zeile.art,
        bezeichnung=zeile.bezeichnung,
        kommunen=zeile.kommunen,
        in_kraft=zeile.in_kraft,
        nummer=zeile.nummer,
        status=zeile.status,
        beendet=zeile.beendet,
        laufzeit_bis=zeile.laufzeit_bis,
        geschaeftszeichen=zeile.geschaeftszeichen,
        quelle=zeile.quelle,
        grund=_grund(uebernahme, zeile.zeile),
        by=by,
        jetzt=jetzt,
        fiktiv=uebernahme.fiktiv,
    )
