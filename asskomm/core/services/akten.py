"""The file of a case: opening it, giving it its Geschäftszeichen, taking papers to it."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.db.models import Max

from ..errors import Ablehnung
from ..fallarten import Fallart, fallart_von, fallarten
from ..models import Akte, Aktenstueck, Aktenzeichenregel, Dokument, Richtung, Stueckart, User
from ..numbering import FIKTIV, draw_nummer, lock_nummernkreis
from ..papiere import papierart
from ..protokoll import protokolliere, vorgang
from ..stichtag import BERLIN
from ..uploads import check_anlage, store_dokument
from ..warteschlange import register_pflege

STAPEL = 200
MAX_JE_FORMULAR = 10
MAX_JE_FALL = 500
OHNE_REGEL = "Es gibt keine Regel für Geschäftszeichen; die Leitung trägt sie unter „Aktenzeichenregeln“ ein."
KEINE_AKTE = "Zu diesem Fall wird keine eigene Akte geführt."


def find_akte(*, fall: models.Model, by: User | None = None) -> Akte | None:
    return Akte.objects.zum_fall(fall).first()


@vorgang
def ensure_akte(*, fall: models.Model, by: User | None, jetzt: dt.datetime) -> Akte:
    """The file of the case, opened now if there is none. Kinds without files of their own are refused."""
    art = fallart_von(fall)
    if art is None or not art.akte:
        raise Ablehnung(KEINE_AKTE)
    if (akte := find_akte(fall=fall)) is not None:
        return akte
    akte = _lege_an(art, fall.pk, fiktiv=bool(getattr(fall, "fiktiv", False)), by=by, jetzt=jetzt)
    nachher = {"geschaeftszeichen": akte.geschaeftszeichen}
    protokolliere(ereignis="akte.angelegt", by=by, jetzt=jetzt, objekt=fall, nachher=nachher)
    return akte


def _lege_an(art: Fallart, pk: int, *, fiktiv: bool, by: User | None, jetzt: dt.datetime) -> Akte:
    """The counter is locked before the look whether there is a file: of two at once the second finds the first's."""
    tag = jetzt.astimezone(BERLIN).date()
    kreis = _kreis(art.kennung, tag.year, fiktiv=fiktiv)
    lock_nummernkreis(kreis=kreis)
    inhaltstyp = ContentType.objects.get_for_model(art.modell)
    if (akte := Akte.objects.filter(fall_art=inhaltstyp, fall_id=pk).first()) is not None:
        return akte
    regel = Aktenzeichenregel.objects.am(tag, art.kennung)
    if regel is None:
        raise Ablehnung(OHNE_REGEL)
    nummer = draw_nummer(kreis=kreis)
    zeichen = f"{regel.organisationskennzeichen}-{regel.aktenplankennzeichen}"
    laufend = f"{art.kennung}-{tag.year}-{'F' * fiktiv}{nummer:04}"
    return Akte.objects.create(
        fall_art=inhaltstyp,
        fall_id=pk,
        geschaeftszeichen=f"{zeichen}/{laufend}",
        kurzzeichen=f"{zeichen}-{laufend}",
        kennung=art.kennung,
        jahr=tag.year,
        nummer=nummer,
        fiktiv=fiktiv,
        erfasst_durch=by,
        erfasst_zeitpunkt=jetzt,
    )


def _kreis(kennung: str, jahr: int, *, fiktiv: bool) -> str:
    """Fictitious cases count by themselves: the real numbers stay without a gap when they are removed."""
    return f"akte-{kennung}-{jahr}{FIKTIV * fiktiv}"


def complete_akten(*, by: User | None = None, jetzt: dt.datetime) -> None:
    """Called about once a minute: cases that came by an import or a load command get their file. One entry a batch."""
    for art in fallarten():
        if art.akte and (offen := _ohne_akte(art)):
            with vorgang():
                akten = [_lege_an(art, pk, fiktiv=fiktiv, by=by, jetzt=jetzt) for pk, fiktiv in offen]
                zeichen = {"anzahl": len(akten), "von": akten[0].geschaeftszeichen, "bis": akten[-1].geschaeftszeichen}
                protokolliere(ereignis="akte.angelegt", by=by, jetzt=jetzt, nachher=zeichen)


def _ohne_akte(art: Fallart) -> list[tuple[int, bool]]:
    inhaltstyp = ContentType.objects.get_for_model(art.modell)
    vorhandene = Akte.objects.filter(fall_art=inhaltstyp).values("fall_id")
    ohne = art.modell._default_manager.exclude(pk__in=vorhandene).order_by("pk")
    return [(fall.pk, bool(getattr(fall, "fiktiv", False))) for fall in ohne[:STAPEL]]


# --- Papers


@vorgang
def file_dokument(
    *,
    fall: models.Model,
    dokument: Dokument,
    art: str,
    betreff: str,
    by: User | None,
    jetzt: dt.datetime,
    richtung: str = Richtung.EINGANG,
    absender: str = "",
    datum: dt.date | None = None,
    eingang_am: dt.date | None = None,
    papierart: str = "",
    zu_papier: Aktenstueck | None = None,
    nr: int | None = None,
) -> Aktenstueck:
    """Takes a stored file to the file of the case, under the next number; `nr` as given out by next_nr."""
    ensure_akte(fall=fall, by=by, jetzt=jetzt)
    stueck = Aktenstueck.objects.create(
        fall=fall,
        nr=nr or next_nr(fall=fall, by=by),
        art=art,
        richtung=richtung,
        betreff=betreff.strip()[:200] or dokument.name,
        absender=absender.strip(),
        datum=datum,
        eingang_am=eingang_am,
        dokument=dokument,
        papierart=papierart,
        zu_papier=zu_papier,
        fiktiv=dokument.fiktiv,
        erfasst_durch=by,
        erfasst_zeitpunkt=jetzt,
    )
    nachher = {"nr": stueck.nr, "art": art, "betreff": stueck.betreff, "sha256": dokument.sha256}
    protokolliere(ereignis="akte.abgelegt", by=by, jetzt=jetzt, objekt=fall, nachher=nachher)
    return stueck


def next_nr(*, fall: models.Model, by: User | None) -> int:
    """Under the lock of the file, inside the caller's transaction."""
    Akte.objects.zum_fall(fall).select_for_update().get()
    return (Aktenstueck.objects.zum_fall(fall).aggregate(nr=Max("nr"))["nr"] or 0) + 1


@vorgang
def file_uploads(
    *,
    akte: Akte,
    dateien: Sequence[UploadedFile],
    art: str,
    by: User,
    jetzt: dt.datetime,
    richtung: str = Richtung.EINGANG,
    betreff: str = "",
    absender: str = "",
    datum: dt.date | None = None,
    eingang_am: dt.date | None = None,
) -> list[Aktenstueck]:
    """All of them or none; each file that is refused is named with its reasons."""
    fall: Any = akte.fall
    arten, gruende = _pruefe(akte, dateien)
    if not by.has_perm("core.file_aktenstueck"):
        gruende.insert(0, "Ihre Rolle darf Dokumente nicht zur Akte nehmen.")
    if art not in (Stueckart.SCHREIBEN, Stueckart.ANLAGE, Stueckart.VERMERK, Stueckart.BESCHLUSS):
        gruende.append("Diese Art von Dokument entsteht im Portal und wird nicht von Hand abgelegt.")
    if gruende:
        raise Ablehnung(gruende)
    stuecke = []
    for datei, mimetype in zip(dateien, arten, strict=True):
        dokument = store_dokument(datei=datei, mimetype=mimetype, by=by, jetzt=jetzt, fiktiv=akte.fiktiv)
        stuecke.append(
            file_dokument(
                fall=fall, dokument=dokument, art=art, richtung=richtung, betreff=betreff, absender=absender,
                datum=datum, eingang_am=eingang_am, by=by, jetzt=jetzt,
            )
        )  # fmt: skip
    return stuecke


def _pruefe(akte: Akte, dateien: Sequence[UploadedFile]) -> tuple[list[str], list[str]]:
    arten: list[str] = []
    gruende: list[str] = []
    if not dateien:
        gruende.append("Bitte wählen Sie mindestens eine Datei aus.")
    if len(dateien) > MAX_JE_FORMULAR:
        gruende.append(f"Bitte höchstens {MAX_JE_FORMULAR} Dateien auf einmal, ausgewählt sind {len(dateien)}.")
        return arten, gruende
    vorhanden = Aktenstueck.objects.filter(fall_art=akte.fall_art_id, fall_id=akte.fall_id).count()
    if vorhanden + len(dateien) > MAX_JE_FALL:
        gruende.append(f"Eine Akte fasst hier höchstens {MAX_JE_FALL} Dokumente; sie hat schon {vorhanden}.")
    for datei in dateien:
        try:
            arten.append(check_anlage(datei))
        except Ablehnung as ablehnung:
            gruende += [f"„{datei.name}“: {grund}" for grund in ablehnung.gruende]
    return arten, gruende


@vorgang
def store_scan(*, stueck: Aktenstueck, datei: UploadedFile, by: User, jetzt: dt.datetime) -> Aktenstueck:
    """The signed paper comes home: its kind says what becomes of the scan (and refuses, where it does not fit)."""
    art = papierart(stueck.papierart)
    if art is None:
        raise Ablehnung("Zu diesem Dokument wird kein Scan erwartet.")
    if not by.has_perm(art.recht, stueck.fall):
        raise Ablehnung("Ihre Rolle darf diesen Scan nicht zuordnen.")
    dokument = art.nimm_scan(fall=stueck.fall, datei=datei, by=by, jetzt=jetzt)
    scan, _ = Aktenstueck.objects.update_or_create(dokument=dokument, defaults={"zu_papier": stueck})
    return scan


@vorgang
def add_aktenzeichenregel(
    *,
    gueltig_von: dt.date,
    kennung: str,
    organisationskennzeichen: str,
    aktenplankennzeichen: str,
    quelle: str,
    by: User,
    jetzt: dt.datetime,
) -> Aktenzeichenregel:
    """Holds for files opened from that day on; a day in the past would have no effect and is refused."""
    if gueltig_von < jetzt.astimezone(BERLIN).date():
        raise Ablehnung("Eine Regel gilt frühestens ab heute: Vergebene Geschäftszeichen ändern sich nicht mehr.")
    regel = Aktenzeichenregel(
        gueltig_von=gueltig_von,
        kennung=kennung,
        organisationskennzeichen=organisationskennzeichen,
        aktenplankennzeichen=aktenplankennzeichen,
        quelle=quelle,
        erfasst_durch=by,
        erfasst_zeitpunkt=jetzt,
    )
    regel.full_clean()
    regel.save()
    nachher = {"gilt_ab": gueltig_von, "regel": str(regel), "quelle": quelle}
    protokolliere(ereignis="aktenzeichen.geregelt", by=by, jetzt=jetzt, objekt=regel, nachher=nachher)
    return regel


def register_akten() -> None:
    register_pflege("akten", lambda jetzt: complete_akten(jetzt=jetzt))
