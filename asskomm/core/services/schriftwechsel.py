"""The correspondence of a case: writing, taking back, marking as read, telling those concerned."""

import datetime as dt
from collections.abc import Sequence

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import models

from ..errors import Ablehnung
from ..fallarten import fallart_von, fallseite, portalweg
from ..leserkreis import Seite
from ..models import Dokument, Lesevermerk, Mitteilung, Mitteilungsanlage, User
from ..nachrichtenform import MAX_BETREFF, kopfzeile
from ..protokoll import protokolliere, vorgang
from ..schriftpartner import ROLLEN, Absender, absender, betreuende, empfaenger, leserkreise
from ..stichtag import BERLIN
from ..uploads import check_anlage, store_dokument
from .postausgang import stelle_bereit

HOECHSTENS_ZEICHEN = 10_000
HOECHSTENS_DATEIEN = 5


@vorgang
def write_mitteilung(
    *,
    fall: models.Model,
    text: str,
    leserkreis: str,
    dateien: Sequence[UploadedFile] = (),
    im_haus: bool,
    by: User,
    jetzt: dt.datetime,
) -> Mitteilung:
    """A new entry; those concerned get a mail without its text.

    `im_haus`: written in the back office, for the LPR.
    Raises Ablehnung if the person has no part in the case, the circle is not theirs to choose, or a file is refused.
    """
    von = absender(by, fall, im_haus=im_haus)
    if von is None or not by.has_perm("core.write_mitteilung"):
        raise Ablehnung("Ihre Rolle darf in diesem Fall nicht schreiben.")
    text = text.strip()
    arten = _pruefe(fall, text, leserkreis, dateien, von)
    mitteilung = Mitteilung(
        fall=fall,
        leserkreis=leserkreis,
        seite=von.seite,
        stelle=von.stelle,
        text=text,
        erfasst_durch=by,
        erfasst_zeitpunkt=jetzt,
        fiktiv=getattr(fall, "fiktiv", False) or by.fiktiv,
    )
    mitteilung.save()
    for datei, art in zip(dateien, arten, strict=True):
        dokument = store_dokument(datei=datei, mimetype=art, by=by, jetzt=jetzt, fiktiv=mitteilung.fiktiv)
        Mitteilungsanlage.objects.create(mitteilung=mitteilung, dokument=dokument)
    nachher = {"leserkreis": mitteilung.get_leserkreis_display(), "dateien": len(arten)}
    protokolliere(ereignis="mitteilung.geschrieben", by=by, jetzt=jetzt, objekt=fall, nachher=nachher)
    _melde(mitteilung, fall, by=by, jetzt=jetzt)
    return mitteilung


def _pruefe(
    fall: models.Model, text: str, leserkreis: str, dateien: Sequence[UploadedFile], von: Absender
) -> list[str]:
    """Returns the media types of the files."""
    gruende = []
    if not text:
        gruende.append("Bitte schreiben Sie einen Text.")
    if len(text) > HOECHSTENS_ZEICHEN:
        gruende.append("Der Text ist länger als 10.000 Zeichen. Bitte kürzen Sie ihn oder hängen Sie eine Datei an.")
    if leserkreis not in leserkreise(fall, von.seite):
        gruende.append("Diesen Leserkreis gibt es in diesem Fall für Sie nicht.")
    if len(dateien) > HOECHSTENS_DATEIEN:
        gruende.append(f"Mehr als {HOECHSTENS_DATEIEN} Dateien lassen sich nicht anhängen.")
    arten = []
    for datei in dateien[:HOECHSTENS_DATEIEN]:
        try:
            arten.append(check_anlage(datei))
        except Ablehnung as ablehnung:
            gruende += [f"{datei.name}: {grund}" for grund in ablehnung.gruende]
    if gruende:
        raise Ablehnung(gruende)
    return arten


def _melde(mitteilung: Mitteilung, fall: models.Model, *, by: User, jetzt: dt.datetime) -> None:
    """Never the text: a mailbox is read by others, and the mail crosses foreign servers."""
    heute = jetzt.astimezone(BERLIN).date()
    ziele = {p.pk: (p, portalweg(fall)) for p in empfaenger(fall, mitteilung.leserkreis, heute)}
    if mitteilung.seite != Seite.LPR:
        ziele |= {p.pk: (p, fallseite(fall)) for p in betreuende(fall, heute)}
    ziele.pop(by.pk, None)
    for person, adresse in ziele.values():
        stelle_bereit(
            an=person.email,
            name=person.name,
            betreff=kopfzeile(f"Neue Mitteilung: {fall}", MAX_BETREFF),
            vorlage="neue_mitteilung",
            werte={"person": person, "fall": fall, "art": _art(fall), "adresse": f"{settings.BASE_URL}{adresse}"},
            by=by,
            jetzt=jetzt,
            schluessel=f"mitteilung:{mitteilung.pk}:{person.pk}",
        )


def _art(fall: models.Model) -> str:
    art = fallart_von(fall)
    return art.label if art else str(fall._meta.verbose_name)


@vorgang
def withdraw_mitteilung(*, mitteilung: Mitteilung, grund: str, im_haus: bool, by: User, jetzt: dt.datetime) -> None:
    """A slip: from now on only the LPR reads the text, with the reason beside it."""
    zeile = Mitteilung.objects.select_for_update(of=("self",)).select_related("fall_art").get(pk=mitteilung.pk)
    if zeile.ist_zurueckgezogen:
        raise Ablehnung("Diese Mitteilung ist schon zurückgezogen.")
    von = absender(by, zeile.fall, im_haus=im_haus)
    if von is None or von.seite != zeile.seite or not by.has_perm("core.withdraw_mitteilung"):
        raise Ablehnung("Zurückziehen kann eine Mitteilung nur die Seite, die sie geschrieben hat.")
    if von.seite in ROLLEN and von.stelle != zeile.stelle:
        raise Ablehnung("Zurückziehen kann eine Mitteilung nur die Stelle, die sie geschrieben hat.")
    # A plain queryset: the rows' own refuses to change them.
    zeilen: models.QuerySet[Mitteilung] = models.QuerySet(Mitteilung).filter(pk=zeile.pk)
    zeilen.update(zurueckgezogen_zeitpunkt=jetzt, zurueckgezogen_durch=by, zurueckgezogen_grund=grund.strip())
    protokolliere(ereignis="mitteilung.zurueckgezogen", by=by, jetzt=jetzt, objekt=zeile.fall, grund=grund)


@vorgang
def mark_gelesen(*, fall: models.Model, bis: int, by: User, jetzt: dt.datetime) -> int:
    """What the page has shown (up to the key `bis`); what came meanwhile stays unread. Returns how many."""
    offen = Mitteilung.objects.visible_to(by).zum_fall(fall).filter(pk__lte=bis).ungelesen(by)
    vermerke = [Lesevermerk(mitteilung=m, konto=by, zeitpunkt=jetzt, fiktiv=by.fiktiv) for m in offen]
    Lesevermerk.objects.bulk_create(vermerke, ignore_conflicts=True)
    return len(vermerke)


def find_anlage(*, fall: models.Model, dokument_id: int, by: User) -> Dokument | None:
    """A file of a Mitteilung that the person may read; of one taken back only the LPR sees the files."""
    anlagen = Mitteilungsanlage.objects.visible_to(by).filter(
        dokument=dokument_id, mitteilung__in=Mitteilung.objects.zum_fall(fall).values("pk")
    )
    anlage = anlagen.select_related("dokument", "mitteilung").first()
    if anlage is None or (anlage.mitteilung.ist_zurueckgezogen and not by.has_perm("core.view_mitteilung")):
        return None
    return anlage.dokument
