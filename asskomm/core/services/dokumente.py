"""Quarantine and signatures: what becomes of a stored file after its upload."""

import datetime as dt
import logging
from functools import partial

from django.db import transaction

from .. import (
    clock,  # Uhr: Der Arbeiter läuft ohne Anfrage
    sicherheitslog,
)
from ..errors import Ablehnung
from ..models import Dokument, Signaturbefund, User
from ..models.files import OHNE_SIGNATUR, UNENTSCHIEDEN, WIEDER_NACH, Pruefstand
from ..protokoll import protokolliere, vorgang
from ..schadmeldung import benachrichtige
from ..signaturen import store_signaturbefund
from ..virenpruefung import ARBEIT, SPAETER, Pruefstoerung, durchsuche, ist_angeschlossen
from ..warteschlange import register_arbeit, register_pflege, reihe_ein

log = logging.getLogger(__name__)
STAPEL = 50


def scan_dokument(*, dokument_pk: int, by: User | None = None) -> None:
    """Called by the worker, as often as needed. Without an answer of the scanner the file stays where it is."""
    dokument = Dokument.objects.filter(pk=dokument_pk, pruefstand__in=UNENTSCHIEDEN).first()
    if dokument is None or not ist_angeschlossen():
        return
    try:
        with dokument.datei.open("rb") as datei:
            fund = durchsuche(datei, frist=SPAETER)
    except (Pruefstoerung, FileNotFoundError) as fehler:
        log.warning("Virenprüfung von Dokument %s: %s", dokument_pk, fehler)
        return
    _halte_fest(dokument_pk, fund, clock.now())


@vorgang
def _halte_fest(pk: int, fund: str, jetzt: dt.datetime) -> None:
    dokument = Dokument.objects.select_for_update().get(pk=pk)
    if dokument.pruefstand not in UNENTSCHIEDEN:
        return
    dokument.pruefstand = Pruefstand.INFIZIERT if fund else Pruefstand.SAUBER
    dokument.pruefbefund, dokument.geprueft_zeitpunkt = fund[:200], jetzt
    dokument.save(update_fields=["pruefstand", "pruefbefund", "geprueft_zeitpunkt"])
    if not fund:
        protokolliere(ereignis="datei.freigegeben", by=None, jetzt=jetzt, objekt=dokument)
        return
    angaben = {"datei": dokument.name, "fund": fund}
    protokolliere(ereignis="datei.infiziert", by=None, jetzt=jetzt, objekt=dokument, nachher=angaben)
    benachrichtige(fund=fund, name=dokument.name, by=dokument.erfasst_durch, jetzt=jetzt)
    transaction.on_commit(partial(_loesche, dokument, fund))


def _loesche(dokument: Dokument, fund: str) -> None:
    dokument.datei.storage.delete(str(dokument.datei.name))
    sicherheitslog.melde(
        "datei.infiziert", request=None, ergebnis="geloescht", konto=dokument.erfasst_durch_id, fund=fund,
        dokument=dokument.pk,
    )  # fmt: skip


def rescan_dokumente(*, by: User | None = None, jetzt: dt.datetime) -> None:
    """Called about once a minute: what is still in quarantine, and what was taken in before there was a scanner."""
    if not ist_angeschlossen():
        return
    wartende = Dokument.objects.filter(pruefstand__in=UNENTSCHIEDEN, erfasst_zeitpunkt__lt=jetzt - WIEDER_NACH)
    with vorgang():
        for pk in wartende.order_by("-pruefstand", "pk").values_list("pk", flat=True)[:STAPEL]:
            reihe_ein(ARBEIT, dokument_pk=pk)


# --- Signatures


@vorgang
def check_signatur(*, dokument: Dokument, by: User, jetzt: dt.datetime) -> Signaturbefund:
    """Once more, with the version installed now; the earlier results stay."""
    if not dokument.ist_frei or dokument.mimetype != "application/pdf":
        raise Ablehnung("Geprüft werden PDF-Dateien, die nicht in Quarantäne sind.")
    with dokument.datei.open("rb") as datei:
        befund = store_signaturbefund(dokument=dokument, datei=datei, jetzt=jetzt)
    nachher = {"ergebnis": befund.ergebnis, "programm": befund.programm}
    protokolliere(ereignis="signatur.geprueft", by=by, jetzt=jetzt, objekt=dokument, nachher=nachher)
    return befund


@vorgang
def confirm_signatur(*, dokument: Dokument, vermerk: str = "", by: User, jetzt: dt.datetime) -> Signaturbefund:
    """A clerk has looked at the certificate and vouches for it; only then does the signature count."""
    befund = Signaturbefund.objects.select_for_update(of=("self",)).filter(dokument=dokument).order_by("-pk").first()
    gruende = befund.hinderungen if befund else [OHNE_SIGNATUR]
    if not by.has_perm("core.confirm_signatur"):
        gruende.insert(0, "Ihre Rolle darf Signaturen nicht bestätigen.")
    if gruende or befund is None:
        raise Ablehnung(gruende)
    befund.bestaetigt_durch, befund.bestaetigt_zeitpunkt, befund.bestaetigt_vermerk = by, jetzt, vermerk.strip()
    befund.save(update_fields=["bestaetigt_durch", "bestaetigt_zeitpunkt", "bestaetigt_vermerk"])
    nachher = {"ergebnis": befund.ergebnis, "angaben": befund.angaben, "vermerk": befund.bestaetigt_vermerk}
    protokolliere(
        ereignis="signatur.bestaetigt", by=by, jetzt=jetzt, objekt=dokument, nachher=nachher,
        recht="core.confirm_signatur",
    )  # fmt: skip
    return befund


def register_dokumente() -> None:
    register_arbeit(ARBEIT, lambda dokument_pk: scan_dokument(dokument_pk=dokument_pk))
    register_pflege("dokumente", lambda jetzt: rescan_dokumente(jetzt=jetzt))
