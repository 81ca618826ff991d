"""A press text from the first edit to its release and corrections. Until then it is derived from the data."""

import datetime as dt
from typing import Any

from django.core.files.base import ContentFile
from django.utils.text import slugify

from asskomm.core import workflow
from asskomm.core.datenstand import mark_changed
from asskomm.core.errors import Ablehnung
from asskomm.core.models import User
from asskomm.core.protokoll import protokolliere, vorgang
from asskomm.core.stichtag import BERLIN, als_text_lang
from asskomm.core.uploads import store_dokument
from vereinbarungen.models import Vereinbarung

from ..documents.medieninformation import dateiname, render_medieninformation
from ..eingaben import freier_slug, glatt
from ..enums import PresseStatus
from ..models import Korrektur, Medieninformation
from ..presse.fassung import entwurf_zu, fassung_zu, gespeicherte_fassung

SCHREIBEN = "portal.write_medieninformation"


@vorgang
def edit_medieninformation(
    *,
    vereinbarung: Vereinbarung,
    titel: str,
    text: str,
    kontakt: str,
    sperrfrist_bis: dt.datetime | None,
    by: User,
    jetzt: dt.datetime,
) -> Medieninformation:
    """Stores what somebody wrote; an unchanged derived text stays derived."""
    gruende = [
        f"Bitte geben Sie {was} an." for was, wert in (("eine Überschrift", titel), ("einen Text", text)) if not wert
    ]
    _refuse(by, SCHREIBEN, gruende)
    zeile = _locked_or_new(vereinbarung=vereinbarung, by=by, jetzt=jetzt)
    if zeile.status != PresseStatus.ENTWURF:
        raise Ablehnung("Der Text ist nicht mehr im Entwurf; er muss erst zur Überarbeitung zurückgegeben werden.")
    zeile.ist_bearbeitet = zeile.ist_bearbeitet or _weicht_ab(vereinbarung, titel, text, kontakt, jetzt)
    vorher = _fassung(zeile)
    zeile.titel, zeile.text, zeile.kontakt = titel.strip(), glatt(text), glatt(kontakt)
    zeile.sperrfrist_bis = sperrfrist_bis
    zeile.save()
    if geaendert := {feld for feld, wert in _fassung(zeile).items() if wert != vorher[feld]}:
        alt, neu = ({feld: fassung[feld] for feld in sorted(geaendert)} for fassung in (vorher, _fassung(zeile)))
        angaben: dict[str, Any] = {"objekt": zeile, "vorher": alt, "nachher": neu, "recht": SCHREIBEN}
        protokolliere(ereignis="eintrag.geaendert", by=by, jetzt=jetzt, **angaben)
    return zeile


def _fassung(zeile: Medieninformation) -> dict[str, Any]:
    return {feld: getattr(zeile, feld) for feld in ("titel", "text", "kontakt", "sperrfrist_bis")}


@vorgang
def submit_medieninformation(
    *, objekt: Medieninformation, by: User, jetzt: dt.datetime, wirksam: Any = None, grund: str = ""
) -> Medieninformation:
    """Freezes the text, also a derived one, so that the second person releases what was submitted."""
    zeile = _lock(objekt)
    fassung = fassung_zu(vereinbarung=zeile.vereinbarung, jetzt=jetzt)
    workflow.execute(objekt=zeile, uebergang="vorlegen", by=by, jetzt=jetzt, wirksam=wirksam, grund=grund)
    zeile.titel, zeile.text, zeile.kontakt = fassung.titel, fassung.text, fassung.kontakt
    zeile.sperrfrist_bis, zeile.fiktiv, zeile.vorgelegt_durch = fassung.sperrfrist_bis, fassung.fiktiv, by
    zeile.save()
    return zeile


@vorgang
def submit_entwurf(*, vereinbarung: Vereinbarung, by: User, jetzt: dt.datetime) -> Medieninformation:
    """Submits the derived text as it stands, without an edit before."""
    _refuse(by, SCHREIBEN, [])
    zeile = _locked_or_new(vereinbarung=vereinbarung, by=by, jetzt=jetzt)
    return submit_medieninformation(objekt=zeile, by=by, jetzt=jetzt)


@vorgang
def return_medieninformation(
    *, objekt: Medieninformation, by: User, jetzt: dt.datetime, grund: str, wirksam: Any = None
) -> Medieninformation:
    zeile = _lock(objekt)
    workflow.execute(objekt=zeile, uebergang="ueberarbeiten", by=by, jetzt=jetzt, wirksam=wirksam, grund=grund)
    zeile.vorgelegt_durch = None
    zeile.save()
    return zeile


@vorgang
def release_medieninformation(
    *, medieninformation: Medieninformation, by: User, jetzt: dt.datetime, sperrfrist_bis: dt.datetime | None = None
) -> Medieninformation:
    """Leitung releases what another person submitted; the PDF is stored with its hash and stays as it is.

    Before the agreement is in force a release needs a Sperrfrist: the text goes to the press ahead of the ceremony
    and appears on /presse/ when the Sperrfrist is over and the agreement in force.
    """
    zeile = _lock(medieninformation)
    if zeile.vereinbarung.in_kraft_am is None and not sperrfrist_bis:
        raise Ablehnung("Die Vereinbarung ist noch nicht in Kraft; vorher ist die Freigabe nur mit Sperrfrist möglich.")
    ende = zeile.vereinbarung.sperrfrist_bis
    if ende and ende > jetzt and (sperrfrist_bis is None or sperrfrist_bis < ende):
        bis = f"{ende.astimezone(BERLIN):%d.%m.%Y, %H:%M} Uhr"
        raise Ablehnung(f"Für die Vereinbarung gilt eine Sperrfrist bis {bis}; der Text darf nicht früher erscheinen.")
    if zeile.vorgelegt_durch_id == by.pk:
        raise Ablehnung("Vorbereiten und Freigeben müssen zwei verschiedene Personen erledigen.")
    workflow.execute(objekt=zeile, uebergang="freigeben", by=by, jetzt=jetzt)
    zeile.sperrfrist_bis = sperrfrist_bis
    zeile.freigegeben_durch, zeile.freigegeben_zeitpunkt = by, jetzt
    fassung = gespeicherte_fassung(zeile)
    datei = ContentFile(render_medieninformation(fassung), name=dateiname(fassung))
    zeile.pdf = store_dokument(
        datei=datei, mimetype="application/pdf", by=by, jetzt=jetzt, fiktiv=zeile.fiktiv, erzeugt=True
    )
    zeile.save()
    angaben = {"titel": zeile.titel, "sperrfrist_bis": sperrfrist_bis, "pdf_sha256": zeile.pdf.sha256}
    protokolliere(ereignis="presse.freigegeben", by=by, jetzt=jetzt, objekt=zeile, nachher=angaben)
    _note_neufassung(zeile, jetzt)
    mark_changed()
    return zeile


def _note_neufassung(zeile: Medieninformation, jetzt: dt.datetime) -> None:
    """Readers of a rewritten text learn that another one was released under this address before."""
    frueher = zeile.verlauf.filter(von=PresseStatus.FREIGEGEBEN, nach=PresseStatus.ZURUECKGEZOGEN).order_by("-pk")
    if (rueckzug := frueher.first()) is not None:
        text = f"Neufassung. Der zuvor freigegebene Text wurde am {als_text_lang(rueckzug.wirksam_am)} zurückgezogen."
        heute = jetzt.astimezone(BERLIN).date()
        Korrektur.objects.create(medieninformation=zeile, am=heute, text=text, fiktiv=zeile.fiktiv)


@vorgang
def withdraw_medieninformation(
    *, objekt: Medieninformation, by: User, jetzt: dt.datetime, grund: str, wirksam: Any = None
) -> Medieninformation:
    """Takes a text off the site; what was released stays on record."""
    zeile = _lock(objekt)
    workflow.execute(objekt=zeile, uebergang="zurueckziehen", by=by, jetzt=jetzt, wirksam=wirksam, grund=grund)
    mark_changed()
    return zeile


@vorgang
def rewrite_medieninformation(
    *, objekt: Medieninformation, by: User, jetzt: dt.datetime, grund: str, wirksam: Any = None
) -> Medieninformation:
    """A withdrawn text becomes a draft again; what was released before stays in history, its file with its hash."""
    zeile = _lock(objekt)
    workflow.execute(objekt=zeile, uebergang="neu_fassen", by=by, jetzt=jetzt, wirksam=wirksam, grund=grund)
    zeile.vorgelegt_durch = zeile.freigegeben_durch = zeile.freigegeben_zeitpunkt = zeile.pdf = None
    zeile.save()
    return zeile


@vorgang
def add_korrektur(
    *, medieninformation: Medieninformation, am: dt.date, text: str, by: User, jetzt: dt.datetime
) -> Korrektur:
    """A dated correction beside a released text, which itself is never changed."""
    zeile = _lock(medieninformation)
    gruende = [] if text.strip() else ["Bitte geben Sie den Text der Korrektur an."]
    if zeile.status != PresseStatus.FREIGEGEBEN:
        gruende.append("Korrekturen gibt es nur zu freigegebenen Texten; einen Entwurf ändern Sie direkt.")
    if am > jetzt.astimezone(BERLIN).date():
        gruende.append(f"Der Tag {am:%d.%m.%Y} liegt in der Zukunft.")
    _refuse(by, SCHREIBEN, gruende)
    korrektur = Korrektur(medieninformation=zeile, am=am, text=glatt(text), fiktiv=zeile.fiktiv)
    korrektur.save()
    angaben = {"am": am, "text": korrektur.text}
    protokolliere(ereignis="presse.korrigiert", by=by, jetzt=jetzt, objekt=zeile, nachher=angaben, recht=SCHREIBEN)
    mark_changed()
    return korrektur


def _refuse(by: User, recht: str, gruende: list[str]) -> None:
    if not by.has_perm(recht):
        gruende = ["Ihre Rolle darf Medieninformationen nicht bearbeiten.", *gruende]
    if gruende:
        raise Ablehnung(gruende)


def _lock(objekt: Medieninformation) -> Medieninformation:
    return Medieninformation.objects.select_for_update().get(pk=objekt.pk)


def _locked_or_new(*, vereinbarung: Vereinbarung, by: User, jetzt: dt.datetime) -> Medieninformation:
    """The row of the agreement is locked, so that two first edits at once give one text."""
    Vereinbarung.objects.select_for_update().get(pk=vereinbarung.pk)
    zeile = Medieninformation.objects.select_for_update().filter(vereinbarung=vereinbarung).first()
    if zeile is not None:
        return zeile
    entwurf = entwurf_zu(vereinbarung=vereinbarung, jetzt=jetzt)
    zeile = Medieninformation(
        vereinbarung=vereinbarung,
        titel=entwurf.titel,
        text=entwurf.text,
        kontakt=entwurf.kontakt,
        sperrfrist_bis=entwurf.sperrfrist_bis,
        fiktiv=entwurf.fiktiv,
        slug=freier_slug(Medieninformation, f"{entwurf.tag:%Y-%m-%d}-{slugify(vereinbarung.bezeichnung)}"),
    )
    zeile.save()
    workflow.enter_start(objekt=zeile, by=by, jetzt=jetzt)
    return zeile


def _weicht_ab(vereinbarung: Vereinbarung, titel: str, text: str, kontakt: str, jetzt: dt.datetime) -> bool:
    entwurf = entwurf_zu(vereinbarung=vereinbarung, jetzt=jetzt)
    eingabe = tuple(map(glatt, (titel, text, kontakt)))
    return eingabe != tuple(map(glatt, (entwurf.titel, entwurf.text, entwurf.kontakt)))
