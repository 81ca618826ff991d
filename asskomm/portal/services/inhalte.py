"""Editorial content from the first version to its release, its renewal and its withdrawal."""

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.text import slugify

from asskomm.core import workflow
from asskomm.core.datenstand import mark_changed
from asskomm.core.errors import Ablehnung
from asskomm.core.models import User
from asskomm.core.protokoll import protokolliere, vorgang
from asskomm.core.stichtag import BERLIN
from asskomm.core.uploads import check_anlage, store_dokument
from asskomm.core.uploads.namen import sicherer_name
from kommunen.search import fold_umlaut

from ..eingaben import freier_slug, glatt
from ..enums import Inhaltsart
from ..inhaltstext import textmaengel
from ..models import Inhalt, Inhaltsdatei, Inhaltsfassung
from ..muster import Muster
from ..textstellen import textstelle

SCHREIBEN = "portal.write_inhalt"
ZWEI_PERSONEN = "Schreiben und Freigeben müssen zwei verschiedene Personen erledigen."
NICHT_IN_ARBEIT = "Der Text ist nicht in Arbeit. Bitte beginnen Sie zuerst eine neue Fassung."


@vorgang
def create_inhalt(
    *, art: str, werte: dict[str, Any], zuordnung: dict[str, Any], by: User, jetzt: dt.datetime, fiktiv: bool = False
) -> Inhalt:
    """`werte`: the fields of a version. `zuordnung`: textstelle, handlungsfeld, kommune as the kind needs them."""
    inhalt = Inhalt(art=art, fiktiv=fiktiv, erfasst_durch=by, erfasst_zeitpunkt=jetzt, **zuordnung)
    _setze(inhalt, werte)
    _refuse(by, _maengel(inhalt))
    inhalt.slug = inhalt.textstelle or freier_slug(Inhalt, slugify(fold_umlaut(inhalt.titel)) or "inhalt")
    inhalt.save()
    workflow.enter_start(objekt=inhalt, by=by, jetzt=jetzt)
    _neue_fassung(inhalt, dateien=[], by=by, jetzt=jetzt)
    return inhalt


@vorgang
def edit_inhalt(
    *, inhalt: Inhalt, werte: dict[str, Any], zuordnung: dict[str, Any], by: User, jetzt: dt.datetime
) -> Inhalt:
    """Saves a new version; without a change of its words there is none. The kind and the place stay."""
    zeile = _in_arbeit(inhalt, by)
    vorher = zeile.fassungswerte
    _setze(zeile, werte)
    for feld, wert in zuordnung.items():
        setattr(zeile, feld, wert)
    _refuse(by, _maengel(zeile))
    zeile.save()
    if zeile.fassungswerte != vorher:
        _neue_fassung(zeile, dateien=zeile.aktuelle_dateien, by=by, jetzt=jetzt)
    return zeile


@vorgang
def add_datei(*, inhalt: Inhalt, datei: UploadedFile, bezeichnung: str, by: User, jetzt: dt.datetime) -> Inhaltsdatei:
    """A file belongs to the version that it was added in, and to those after it."""
    zeile = _in_arbeit(inhalt, by)
    dateien = zeile.aktuelle_dateien
    name = sicherer_name(str(datei.name or ""))
    if any(d.dokument.name == name for d in dateien):
        raise Ablehnung(f"Eine Datei „{name}“ gibt es hier schon; bitte entfernen Sie zuerst die alte.")
    art = check_anlage(datei)
    dokument = store_dokument(datei=datei, mimetype=art, by=by, jetzt=jetzt, fiktiv=zeile.fiktiv)
    neu = Inhaltsdatei(
        inhalt=zeile, dokument=dokument, bezeichnung=bezeichnung.strip(), fiktiv=zeile.fiktiv,
        erfasst_durch=by, erfasst_zeitpunkt=jetzt,
    )  # fmt: skip
    neu.save()
    _neue_fassung(zeile, dateien=[*dateien, neu], by=by, jetzt=jetzt)
    return neu


@vorgang
def create_aus_muster(*, muster: Muster, werte: dict[str, Any], by: User, jetzt: dt.datetime, fiktiv: bool) -> Inhalt:
    """A template with the documents of a pattern that comes with the portal; `werte` over the words of the pattern."""
    angaben = {"titel": muster.titel, "zusammenfassung": muster.zusammenfassung, "text": "", **werte}
    inhalt = create_inhalt(art=Inhaltsart.VORLAGE, werte=angaben, zuordnung={}, by=by, jetzt=jetzt, fiktiv=fiktiv)
    for bezeichnung, datei in muster.dateien():
        add_datei(inhalt=inhalt, datei=datei, bezeichnung=bezeichnung, by=by, jetzt=jetzt)
    return inhalt


@vorgang
def remove_datei(*, inhalt: Inhalt, datei: Inhaltsdatei, by: User, jetzt: dt.datetime) -> None:
    """From the next version; earlier ones keep it."""
    zeile = _in_arbeit(inhalt, by)
    dateien = zeile.aktuelle_dateien
    if datei not in dateien:
        raise Ablehnung("Diese Datei gehört nicht zur Fassung in Arbeit.")
    _neue_fassung(zeile, dateien=[d for d in dateien if d != datei], by=by, jetzt=jetzt)


@vorgang
def restore_fassung(*, inhalt: Inhalt, fassung: Inhaltsfassung, by: User, jetzt: dt.datetime) -> Inhalt:
    """An earlier version becomes the newest one, as it was then."""
    zeile = _in_arbeit(inhalt, by)
    if fassung.inhalt_id != zeile.pk:
        raise Ablehnung("Diese Fassung gehört zu einem anderen Inhalt.")
    _setze(zeile, fassung.fassungswerte)
    zeile.save()
    _neue_fassung(zeile, dateien=list(fassung.dateien.all()), by=by, jetzt=jetzt, aus=fassung.nr)
    return zeile


@vorgang
def submit_inhalt(*, objekt: Inhalt, by: User, jetzt: dt.datetime, wirksam: Any = None, grund: str = "") -> Inhalt:
    zeile = _gesperrt(objekt)
    gruende = _vorlagemaengel(zeile)
    if gruende:
        raise Ablehnung(gruende)
    workflow.execute(objekt=zeile, uebergang="vorlegen", by=by, jetzt=jetzt, wirksam=wirksam, grund=grund)
    return zeile


@vorgang
def return_inhalt(*, objekt: Inhalt, by: User, jetzt: dt.datetime, grund: str, wirksam: Any = None) -> Inhalt:
    zeile = _gesperrt(objekt)
    workflow.execute(objekt=zeile, uebergang="ueberarbeiten", by=by, jetzt=jetzt, wirksam=wirksam, grund=grund)
    return zeile


@vorgang
def release_inhalt(*, objekt: Inhalt, by: User, jetzt: dt.datetime, wirksam: Any = None, grund: str = "") -> Inhalt:
    """The version as submitted becomes public, at once or on its day. Refused to whoever wrote any part of it."""
    zeile = _gesperrt(objekt)
    fassung = zeile.letzte_fassung
    if by.pk in _schreibende(zeile):
        raise Ablehnung(ZWEI_PERSONEN)
    workflow.execute(objekt=zeile, uebergang="freigeben", by=by, jetzt=jetzt, wirksam=wirksam, grund=grund)
    vorgelegt = zeile.verlauf.filter(uebergang="vorlegen").order_by("-pk")[0]
    ab = zeile.gueltig_von or jetzt.astimezone(BERLIN).date()
    zeile.gueltig_von = ab  # stays the day of a news item when it is worked on again
    zeile.save(update_fields=["gueltig_von"])
    Inhaltsfassung.objects.filter(pk=fassung.pk).update(
        gueltig_von=ab, vorgelegt_durch=vorgelegt.erfasst_durch, freigegeben_durch=by, freigegeben_zeitpunkt=jetzt
    )
    nachher = {"fassung": fassung.nr, "gueltig_von": ab, "gueltig_bis": zeile.gueltig_bis}
    protokolliere(ereignis="inhalt.freigegeben", by=by, jetzt=jetzt, objekt=zeile, nachher=nachher)
    mark_changed()
    return zeile


@vorgang
def revise_inhalt(*, objekt: Inhalt, by: User, jetzt: dt.datetime, wirksam: Any = None, grund: str = "") -> Inhalt:
    """Work on a new version begins; what is public stays."""
    zeile = _gesperrt(objekt)
    workflow.execute(objekt=zeile, uebergang="neu_fassen", by=by, jetzt=jetzt, wirksam=wirksam, grund=grund)
    return zeile


@vorgang
def withdraw_inhalt(*, objekt: Inhalt, by: User, jetzt: dt.datetime, grund: str, wirksam: Any = None) -> Inhalt:
    """Takes every released version off the site, also those that were to appear later; all stay on record."""
    zeile = _gesperrt(objekt)
    workflow.execute(objekt=zeile, uebergang="zurueckziehen", by=by, jetzt=jetzt, wirksam=wirksam, grund=grund)
    freigegebene = zeile.fassungen.filter(freigegeben_zeitpunkt__isnull=False, zurueckgezogen_zeitpunkt__isnull=True)
    nummern = sorted(freigegebene.values_list("nr", flat=True))
    freigegebene.update(zurueckgezogen_zeitpunkt=jetzt)
    nachher = {"fassungen": nummern}
    protokolliere(ereignis="inhalt.zurueckgezogen", by=by, jetzt=jetzt, objekt=zeile, nachher=nachher, grund=grund)
    mark_changed()
    return zeile


def _neue_fassung(
    inhalt: Inhalt, *, dateien: list[Inhaltsdatei], by: User, jetzt: dt.datetime, aus: int | None = None
) -> None:
    letzte = inhalt.fassungen.order_by("-nr").values_list("nr", flat=True).first() or 0
    fassung = Inhaltsfassung(
        inhalt=inhalt, nr=letzte + 1, erfasst_durch=by, erfasst_zeitpunkt=jetzt, **inhalt.fassungswerte
    )
    fassung.save()
    fassung.dateien.set(dateien)
    nachher = {"fassung": fassung.nr, "dateien": [d.dokument.sha256 for d in dateien], "wiederhergestellt_aus": aus}
    protokolliere(ereignis="inhalt.gefasst", by=by, jetzt=jetzt, objekt=inhalt, nachher=nachher, recht=SCHREIBEN)


def _setze(inhalt: Inhalt, werte: dict[str, Any]) -> None:
    for feld in Inhalt.FELDER:
        wert = werte.get(feld)
        setattr(inhalt, feld, glatt(wert) if isinstance(wert, str) else wert)


def _maengel(inhalt: Inhalt) -> list[str]:
    gruende = [] if inhalt.titel else ["Bitte geben Sie eine Überschrift an."]
    if inhalt.art == Inhaltsart.SEITENTEXT and textstelle(inhalt.textstelle) is None:
        gruende.append("Bitte wählen Sie die Stelle, an der der Text steht.")
    if inhalt.art != Inhaltsart.SEITENTEXT and inhalt.textstelle:
        gruende.append("Eine Stelle haben nur Texte von Seiten.")
    if inhalt.art == Inhaltsart.PRAXISBEISPIEL and inhalt.handlungsfeld_id is None:
        gruende.append("Ein Praxisbeispiel gehört zu einem Handlungsfeld.")
    if inhalt.gueltig_von and inhalt.gueltig_bis and inhalt.gueltig_bis < inhalt.gueltig_von:
        gruende.append("„Veröffentlichen bis“ liegt vor „Veröffentlichen ab“.")
    return gruende


def _vorlagemaengel(inhalt: Inhalt) -> list[str]:
    """What must be in order before a second person looks at it."""
    dateien = inhalt.aktuelle_dateien
    gruende = textmaengel(inhalt.text, dateien=dateien)
    if inhalt.art == Inhaltsart.VORLAGE and not dateien:
        gruende.append("Eine Vorlage braucht mindestens eine Datei.")
    if inhalt.art != Inhaltsart.VORLAGE and not inhalt.text:
        gruende.append("Bitte schreiben Sie einen Text.")
    stelle = textstelle(inhalt.textstelle)
    if stelle is not None and stelle.einfach and "\n" in inhalt.text:
        gruende.append("Diese Stelle fasst nur einen Absatz ohne Zeilenumbruch.")
    gruende += [
        f"Die Datei „{d.dokument.name}“ wird noch auf Viren geprüft." for d in dateien if not d.dokument.ist_frei
    ]
    return gruende


def _schreibende(inhalt: Inhalt) -> set[int | None]:
    """Everybody who saved a version since the last released one."""
    freigegeben = inhalt.fassungen.filter(freigegeben_zeitpunkt__isnull=False).order_by("-nr").first()
    seither = inhalt.fassungen.filter(nr__gt=freigegeben.nr if freigegeben else 0)
    return set(seither.values_list("erfasst_durch", flat=True))


def _in_arbeit(inhalt: Inhalt, by: User) -> Inhalt:
    zeile = _gesperrt(inhalt)
    _refuse(by, [] if zeile.ist_in_arbeit else [NICHT_IN_ARBEIT])
    return zeile


def _refuse(by: User, gruende: list[str]) -> None:
    if not by.has_perm(SCHREIBEN):
        gruende = ["Ihre Rolle darf Inhalte nicht bearbeiten.", *gruende]
    if gruende:
        raise Ablehnung(gruende)


def _gesperrt(inhalt: Inhalt) -> Inhalt:
    return Inhalt.objects.select_for_update().get(pk=inhalt.pk)
