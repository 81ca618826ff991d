"""Signatures, and what the last required one brings about: force, number, the end of the Vorvereinbarung."""

import datetime as dt

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Max

from asskomm.core import annullierung, workflow
from asskomm.core.datenstand import mark_changed
from asskomm.core.models import Stueckart, User
from asskomm.core.numbering import draw_nummer
from asskomm.core.protokoll import protokolliere, vorgang
from asskomm.core.services.akten import file_dokument
from asskomm.core.stichtag import UngefaehresDatum
from asskomm.core.uploads import check_scan, store_dokument

from ..enums import BESTAND, NummerHerkunft, VereinbarungStatus, Zeichnungsform
from ..models import Unterzeichnung, Vereinbarung, Vertragspartei
from ..nummern import NUMMERNKREIS
from ..pruefung import heute, laufzeit_gruende, lock, recht_gruende, refuse, stand_gruende, tag_gruende
from ..vertretung import vertretung_gruende

_SIGN = "vereinbarungen.sign_vereinbarung"
_IN_ZEICHNUNG = frozenset({VereinbarungStatus.IN_ZEICHNUNG})


@vorgang
def record_unterzeichnung(
    *,
    vereinbarung: Vereinbarung,
    partei: Vertragspartei,
    funktion: str,
    am: dt.date,
    by: User | None,
    jetzt: dt.datetime,
    person: str = "",
    amtsbezeichnung: str = "",
    vertretungszusatz: str = "",
    ort: str = "",
    form: str = Zeichnungsform.PAPIER,
) -> Unterzeichnung:
    """Records the signature of a party; with the last required one the agreement is in force.

    Raises Ablehnung with every reason against it. Source: § 60 SächsGemO, § 56 SächsLKrO (see vertretung.py).
    """
    gesperrt = lock(vereinbarung)
    gruende = recht_gruende(by, _SIGN, gesperrt)
    gruende += stand_gruende(gesperrt, _IN_ZEICHNUNG, "Eine Unterschrift zu erfassen")
    gruende += _partei_gruende(gesperrt, partei)
    if not funktion.strip():
        gruende.append("Bitte geben Sie an, in welcher Funktion unterzeichnet wurde.")
    gruende += tag_gruende(am, "Der Tag der Unterschrift", jetzt)
    gruende += vertretung_gruende(partei, funktion, amtsbezeichnung, vertretungszusatz, form)
    refuse(gruende)
    unterzeichnung = Unterzeichnung.objects.create(
        partei=partei,
        funktion=funktion.strip(),
        person=person.strip(),
        amtsbezeichnung=amtsbezeichnung.strip(),
        vertretungszusatz=vertretungszusatz.strip(),
        am=am,
        ort=ort.strip(),
        form=form,
        erfasst_zeitpunkt=jetzt,
        erfasst_durch=by,
        fiktiv=gesperrt.fiktiv,
    )
    _protokolliere(unterzeichnung, by=by, jetzt=jetzt)
    if not gesperrt.offene_parteien().exists():
        _bring_into_force(gesperrt, by=by, jetzt=jetzt)
    vereinbarung.refresh_from_db()
    mark_changed()
    return unterzeichnung


def _protokolliere(unterzeichnung: Unterzeichnung, *, by: User | None, jetzt: dt.datetime) -> None:
    namen = ("funktion", "vertretungszusatz", "am", "form")
    angaben = {"partei": unterzeichnung.partei, **{name: getattr(unterzeichnung, name) for name in namen}}
    protokolliere(
        ereignis="unterzeichnung.erfasst", by=by, jetzt=jetzt, objekt=unterzeichnung, nachher=angaben, recht=_SIGN
    )


@vorgang
def annul_unterzeichnung(*, unterzeichnung: Unterzeichnung, by: User, jetzt: dt.datetime, grund: str) -> None:
    """Takes a wrongly recorded signature back before the agreement is in force."""
    vereinbarung = lock(unterzeichnung.partei.vereinbarung)
    gruende = recht_gruende(by, _SIGN, vereinbarung)
    if vereinbarung.status not in _IN_ZEICHNUNG:
        gruende.append(
            "Die Vereinbarung ist nicht mehr in Zeichnung. Nach dem Inkrafttreten berichtigt die Leitung "
            "den Tag der Unterschrift oder annulliert die Vereinbarung als Fehleintrag."
        )
    refuse(gruende)
    annullierung.annul(tatsache=unterzeichnung, by=by, jetzt=jetzt, grund=grund)
    mark_changed()


@vorgang
def store_signed_scan(
    *, vereinbarung: Vereinbarung, datei: UploadedFile, by: User | None, jetzt: dt.datetime
) -> Vereinbarung:
    """Attaches the scan of the signed agreement; an earlier scan stays stored, the newest one is shown."""
    gesperrt = lock(vereinbarung)
    gruende = recht_gruende(by, _SIGN, gesperrt)
    gruende += stand_gruende(gesperrt, _IN_ZEICHNUNG | BESTAND, "Die unterzeichnete Fassung abzulegen")
    refuse(gruende)
    mimetype = check_scan(datei)
    gesperrt.signierte_fassung = store_dokument(
        datei=datei, mimetype=mimetype, by=by, jetzt=jetzt, fiktiv=gesperrt.fiktiv
    )
    gesperrt.save(update_fields=["signierte_fassung"])
    file_dokument(
        fall=gesperrt, dokument=gesperrt.signierte_fassung, art=Stueckart.SCAN, betreff="Unterzeichnete Fassung",
        eingang_am=heute(jetzt), by=by, jetzt=jetzt,
    )  # fmt: skip
    vereinbarung.refresh_from_db()
    return vereinbarung


def signing_day(*, vereinbarung: Vereinbarung, by: User | None) -> dt.date | None:
    """The latest valid signature on record."""
    gueltig = Unterzeichnung.objects.gueltig().filter(partei__vereinbarung=vereinbarung)
    return gueltig.aggregate(letzte=Max("am"))["letzte"]


def _partei_gruende(vereinbarung: Vereinbarung, partei: Vertragspartei) -> list[str]:
    if partei.vereinbarung_id != vereinbarung.pk:
        return [f"„{partei}“ ist keine Partei dieser Vereinbarung."]
    if partei.unterzeichnungen.filter(annulliert_zeitpunkt__isnull=True).exists():
        return [f"Die Unterschrift von „{partei}“ ist schon erfasst."]
    return []


def _bring_into_force(vereinbarung: Vereinbarung, *, by: User | None, jetzt: dt.datetime) -> None:
    """Called under the lock of the row. In force on the latest signing day unless the text names another."""
    tag = vereinbarung.in_kraft_laut_text or signing_day(vereinbarung=vereinbarung, by=by) or heute(jetzt)
    refuse(laufzeit_gruende(tag, vereinbarung.laufzeit_bis))
    vereinbarung.in_kraft_am = tag
    vereinbarung.in_kraft_am_genauigkeit = UngefaehresDatum(tag).genauigkeit
    vereinbarung.save(update_fields=["in_kraft_am", "in_kraft_am_genauigkeit"])
    workflow.execute(
        objekt=vereinbarung, uebergang="in_kraft_setzen", by=by, jetzt=jetzt, wirksam=UngefaehresDatum(tag)
    )
    if vereinbarung.hat_nummernkreis:
        if vereinbarung.ersetzt is not None:
            _replace_vorvereinbarung(vereinbarung, vereinbarung.ersetzt, by=by, jetzt=jetzt)
        herkunft = NummerHerkunft.FIKTIV if vereinbarung.fiktiv else NummerHerkunft.VERGEBEN
        vereinbarung.laufende_nr = draw_nummer(kreis=NUMMERNKREIS)
        vereinbarung.nummer_herkunft = herkunft
        vereinbarung.save(update_fields=["laufende_nr", "nummer_herkunft"])
        angaben = {"laufende_nr": vereinbarung.laufende_nr, "herkunft": herkunft}
        protokolliere(ereignis="nummer.vergeben", by=by, jetzt=jetzt, objekt=vereinbarung, nachher=angaben)


def _replace_vorvereinbarung(
    vereinbarung: Vereinbarung, vor: Vereinbarung, *, by: User | None, jetzt: dt.datetime
) -> None:
    """The Vorvereinbarung ends with the day on which the Kooperationsvereinbarung is in force (not before its own)."""
    vor = lock(vor)
    if vor.status != VereinbarungStatus.IN_KRAFT or not vor.in_kraft_am or not vereinbarung.in_kraft_am:
        return
    tag = max(vor.in_kraft_am, vereinbarung.in_kraft_am)
    grund = f"ersetzt durch die Kooperationsvereinbarung „{vereinbarung.bezeichnung}“"
    workflow.execute(
        objekt=vor, uebergang="ersetzen", by=by, jetzt=jetzt, wirksam=UngefaehresDatum(tag), grund=grund[:500]
    )
