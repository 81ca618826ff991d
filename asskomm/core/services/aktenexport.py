"""Taking the file of a case along: started by a person, built by the worker, kept for a week, every step on record."""

import datetime as dt
import tempfile
from functools import partial
from typing import Any, BinaryIO

from django.core.files import File
from django.db import transaction
from django.db.models import Prefetch

from ..aktenpaket import schreibe_paket
from ..aktenteile import teile
from ..arbeitsarten import Arbeitsart, Fortschritt, register_arbeitsart
from ..errors import Ablehnung
from ..models import Akte, Aktenexport, Aktenstueck, Arbeitslauf, Laufstand, Signaturbefund, User
from ..protokoll import protokolliere, vorgang
from ..uploads import sha256
from ..warteschlange import register_pflege
from .arbeitslauf import start_arbeitslauf

ART = "aktenexport"
HALTBAR = dt.timedelta(days=7)
RECHT = "core.export_akte"


@vorgang
def start_aktenexport(*, akte: Akte, by: User, jetzt: dt.datetime) -> Aktenexport:
    """One at a time for each person and case."""
    Akte.objects.select_for_update(of=("self",)).get(pk=akte.pk)
    laufend = Aktenexport.objects.zum_fall(akte.fall).filter(
        erfasst_durch=by, arbeitslauf__stand__in=(Laufstand.WARTET, Laufstand.LAEUFT)
    )
    if not by.has_perm(RECHT, akte):
        raise Ablehnung("Ihre Rolle darf Akten nicht exportieren.")
    if laufend.exists():
        raise Ablehnung("Ein Export dieser Akte wird für Sie gerade erstellt.")
    titel = f"Akte {akte.geschaeftszeichen} exportieren"
    lauf = start_arbeitslauf(art=ART, titel=titel, angaben={"akte": akte.pk}, by=by, jetzt=jetzt)
    export = Aktenexport.objects.create(
        fall=akte.fall, arbeitslauf=lauf, fiktiv=akte.fiktiv, erfasst_durch=by, erfasst_zeitpunkt=jetzt
    )
    protokolliere(ereignis="akte.export_begonnen", by=by, jetzt=jetzt, objekt=akte.fall, recht=RECHT)
    return export


def build_aktenexport(
    *, lauf: Arbeitslauf, fortschritt: Fortschritt, jetzt: dt.datetime, by: User | None = None
) -> dict[str, Any]:
    """Called by the worker: what the person may see now goes in, not what it could see when it began."""
    by = by or lauf.erfasst_durch
    akte = Akte.objects.visible_to(by).mit_faellen().filter(pk=lauf.angaben["akte"]).first()
    if by is None or akte is None or akte.fall is None:
        raise Ablehnung("Diese Akte gibt es nicht.")
    with tempfile.TemporaryFile() as ablage:
        anzahl = _schreibe(ablage, akte, by, fortschritt)
        ablage.seek(0)
        export = _lege_ab(lauf, akte, File(ablage), anzahl, jetzt)
    return {"Geschäftszeichen": akte.geschaeftszeichen, "Dateien": anzahl, "SHA-256": export.sha256}


def _schreibe(ziel: BinaryIO, akte: Akte, by: User, fortschritt: Fortschritt) -> int:
    befunde = Signaturbefund.objects.select_related("bestaetigt_durch").order_by("-pk")
    stuecke = (
        Aktenstueck.objects.zum_fall(akte.fall)
        .visible_to(by)
        .select_related("dokument")
        .prefetch_related(Prefetch("dokument__signaturbefunde", queryset=befunde))
    )
    return schreibe_paket(
        ziel=ziel, akte=akte, stuecke=list(stuecke.order_by("nr")), teile=teile(akte.fall, by), melde=fortschritt.melde
    )


@vorgang
def _lege_ab(lauf: Arbeitslauf, akte: Akte, datei: File, anzahl: int, jetzt: dt.datetime) -> Aktenexport:
    export = Aktenexport.objects.select_for_update().get(arbeitslauf=lauf)
    if export.fertig_zeitpunkt:  # built before, by a worker that died right afterwards
        return export
    export.name = f"{akte.kurzzeichen}.zip"
    export.sha256, export.groesse, export.dateien = sha256(datei), datei.size, anzahl
    export.fertig_zeitpunkt, export.ablauf_zeitpunkt = jetzt, jetzt + HALTBAR
    export.datei.save(export.name, datei, save=True)
    nachher = {"datei": export.name, "sha256": export.sha256, "dateien": anzahl}
    protokolliere(
        ereignis="akte.exportiert", by=lauf.erfasst_durch, jetzt=jetzt, objekt=akte.fall, nachher=nachher, recht=RECHT
    )
    return export


@vorgang
def hand_out_aktenexport(*, export: Aktenexport, by: User, jetzt: dt.datetime) -> Aktenexport:
    """Checks that it may go out now and puts it on record; the caller sends the file."""
    if export.fertig_zeitpunkt is None:
        raise Ablehnung("Der Export ist noch nicht fertig.")
    if not export.datei or export.ablauf_zeitpunkt is None or export.ablauf_zeitpunkt <= jetzt:
        raise Ablehnung("Der Export ist abgelaufen. Bitte starten Sie ihn neu.")
    nachher = {"datei": export.name, "sha256": export.sha256}
    protokolliere(ereignis="akte.heruntergeladen", by=by, jetzt=jetzt, objekt=export.fall, nachher=nachher, recht=RECHT)
    return export


def drop_abgelaufene(*, by: User | None = None, jetzt: dt.datetime) -> None:
    """Called about once a minute: the archive goes, the record of who took it along stays."""
    for export in Aktenexport.objects.abgelaufen(jetzt).order_by("pk"):
        with vorgang():
            name = str(export.datei.name)
            Aktenexport.objects.filter(pk=export.pk).update(datei="")
            transaction.on_commit(partial(export.datei.storage.delete, name))


def _akte(lauf: Arbeitslauf) -> Akte | None:
    return Akte.objects.filter(pk=lauf.angaben["akte"]).first()


def register_aktenexport() -> None:
    # Packing takes minutes and must not hold up other writers; what it leaves behind it writes in one transaction.
    register_arbeitsart(Arbeitsart(ART, RECHT, im_ganzen=build_aktenexport, schreibt=False, gegenstand=_akte))
    register_pflege("aktenexporte", lambda jetzt: drop_abgelaufene(jetzt=jetzt))
