"""The outbox: messages are rows that commit with what caused them; the worker hands them to the mail server."""

import datetime as dt
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, models

from .. import clock  # Uhr: Der Arbeiter läuft ohne Anfrage; jeder Versuch hat seinen Zeitpunkt
from ..errors import Ablehnung
from ..models import Ausgang, Dokument, Nachricht, Poststand, User, Zustellversuch
from ..models.postausgang import OFFENE_POST
from ..nachrichtenform import MAX_BETREFF, MAX_NAME, kopfzeile, rendere
from ..protokoll import protokolliere, vorgang
from ..versand import Antwort, neue_kennung, sende
from ..warteschlange import register_arbeit, register_pflege, reihe_ein

ARBEIT = "nachricht"
ABSTAENDE = tuple(dt.timedelta(minutes=m) for m in (1, 5, 30, 120, 720))
"""Wait after each temporary refusal; after the last one the message is a dead letter."""
BELEGT = dt.timedelta(minutes=15)
"""So long a worker may take for one message; afterwards it counts as dead, and the message is sent again."""
LIEGENGEBLIEBEN = dt.timedelta(minutes=20)
STAPEL = 500


@vorgang
def stelle_bereit(
    *,
    an: str,
    name: str = "",
    betreff: str,
    vorlage: str,
    werte: Mapping[str, Any],
    by: User | None,
    jetzt: dt.datetime,
    fall: models.Model | None = None,
    schluessel: str = "",
    anlagen: Iterable[Dokument] = (),
) -> Nachricht:
    """One message to one recipient, rendered now from templates/email/<vorlage>.txt, sent after commit.

    `schluessel` keeps it from going out twice: with a key that is known already, the earlier row comes back.
    Raises Ablehnung if address, name or subject cannot stand in the head of a mail.
    """
    _pruefe_kopf(an=an, name=name, betreff=betreff)
    name, betreff = kopfzeile(name, MAX_NAME), kopfzeile(betreff, MAX_BETREFF)
    form = rendere(vorlage=vorlage, betreff=betreff, werte=werte)
    neu = Nachricht(
        art=vorlage,
        an=an,
        an_name=name,
        betreff=betreff,
        text=form.text,
        html=form.html,
        kennung=neue_kennung(),
        schluessel=schluessel,
        faellig_zeitpunkt=jetzt,
        eingereiht_zeitpunkt=jetzt,
        fall=fall,
        erfasst_durch=by,
        erfasst_zeitpunkt=jetzt,
        fiktiv=getattr(fall, "fiktiv", False) or getattr(by, "fiktiv", False),
    )
    nachricht, ist_neu = _einmal(neu)
    if ist_neu:
        nachricht.anlagen.set(anlagen)
        reihe_ein(ARBEIT, nachricht_pk=nachricht.pk)
    return nachricht


def _einmal(neu: Nachricht) -> tuple[Nachricht, bool]:
    """The constraint decides between two that come at the same moment."""
    if not neu.schluessel:
        neu.save()
        return neu, True
    vorhandene = Nachricht.objects.filter(schluessel=neu.schluessel)
    if (frueher := vorhandene.first()) is not None:
        return frueher, False
    try:
        with vorgang():
            neu.save()
    except IntegrityError:
        return vorhandene.get(), False
    return neu, True


def _pruefe_kopf(*, an: str, name: str, betreff: str) -> None:
    gruende = []
    try:
        validate_email(an)
    except ValidationError:
        gruende.append(f"„{an}“ ist keine E-Mail-Adresse.")
    if _hat_steuerzeichen(name):
        gruende.append("Der Name darf keine Zeilenumbrüche enthalten.")
    if not kopfzeile(betreff, MAX_BETREFF) or _hat_steuerzeichen(betreff) or len(betreff) > MAX_BETREFF:
        gruende.append("Der Betreff hat 1 bis 200 Zeichen und keine Zeilenumbrüche.")
    if gruende:
        raise Ablehnung(gruende)


def _hat_steuerzeichen(text: str) -> bool:
    return any(unicodedata.category(z) == "Cc" for z in text)


def deliver_nachricht(*, nachricht_pk: int, by: User | None = None) -> None:
    """Called by the worker. The claim commits before the mail server is asked: a second worker finds it taken.

    A worker that dies after the server has accepted leaves the claim; the message then goes out once more under
    the same Message-ID (at least once, never lost).
    """
    versuch = _uebernimm(nachricht_pk, clock.now())
    if versuch is not None:
        _vermerke(versuch, sende(versuch.nachricht), clock.now())


@vorgang
def _uebernimm(pk: int, jetzt: dt.datetime) -> Zustellversuch | None:
    nachricht = Nachricht.objects.select_for_update(of=("self",)).faellig(jetzt).filter(pk=pk).first()
    if nachricht is None:
        return None
    if nachricht.anlaeufe > len(ABSTAENDE):  # each of its workers has died: enough
        nachricht.stand = Poststand.UNZUSTELLBAR
        nachricht.save(update_fields=["stand"])
        return None
    nachricht.anlaeufe += 1
    nachricht.belegt_bis_zeitpunkt = jetzt + BELEGT
    nachricht.save(update_fields=["anlaeufe", "belegt_bis_zeitpunkt"])
    return Zustellversuch.objects.create(nachricht=nachricht, nr=nachricht.versuche.count() + 1, zeitpunkt=jetzt)


@vorgang
def _vermerke(versuch: Zustellversuch, antwort: Antwort, jetzt: dt.datetime) -> None:
    versuch.ausgang, versuch.antwort = antwort.ausgang, antwort.text
    versuch.save(update_fields=["ausgang", "antwort"])
    nachricht = _gesperrt(versuch.nachricht_id)
    if not nachricht.ist_offen or nachricht.versuche.filter(nr__gt=versuch.nr).exists():
        return  # somebody has taken it back meanwhile, or another worker has taken it over
    nachricht.belegt_bis_zeitpunkt = None
    if antwort.ausgang == Ausgang.ANGENOMMEN:
        nachricht.stand, nachricht.gesendet_zeitpunkt = Poststand.GESENDET, jetzt
    elif antwort.ausgang == Ausgang.ENDGUELTIG or nachricht.anlaeufe > len(ABSTAENDE):
        nachricht.stand = Poststand.UNZUSTELLBAR
    else:
        nachricht.stand = Poststand.WIEDERHOLEN
        nachricht.faellig_zeitpunkt = jetzt + ABSTAENDE[nachricht.anlaeufe - 1]
        _reihe_ein(nachricht, jetzt)
    nachricht.save()


def _gesperrt(pk: int) -> Nachricht:
    return Nachricht.objects.select_for_update(of=("self",)).get(pk=pk)


def _reihe_ein(nachricht: Nachricht, jetzt: dt.datetime) -> None:
    nachricht.eingereiht_zeitpunkt = max(jetzt, nachricht.faellig_zeitpunkt)
    reihe_ein(ARBEIT, ab=nachricht.faellig_zeitpunkt, nachricht_pk=nachricht.pk)


def _verlange_unbelegt(nachricht: Nachricht, jetzt: dt.datetime) -> None:
    if nachricht.belegt_bis_zeitpunkt and nachricht.belegt_bis_zeitpunkt > jetzt:
        raise Ablehnung("Diese Nachricht wird gerade gesendet. Bitte versuchen Sie es in einer Minute erneut.")


@vorgang
def retry_nachricht(*, nachricht: Nachricht, by: User, jetzt: dt.datetime) -> None:
    """Once more from the start, with all waits."""
    nachricht = _gesperrt(nachricht.pk)
    if nachricht.stand not in (Poststand.UNZUSTELLBAR, Poststand.VERWORFEN, Poststand.WIEDERHOLEN):
        raise Ablehnung("Diese Nachricht ist schon gesendet oder wartet auf ihren ersten Versuch.")
    if nachricht.ist_geleert:
        raise Ablehnung("Der Inhalt dieser Nachricht ist nach Ablauf der Aufbewahrung gelöscht.")
    _verlange_unbelegt(nachricht, jetzt)
    nachricht.stand, nachricht.grund, nachricht.anlaeufe = Poststand.WARTET, "", 0
    nachricht.faellig_zeitpunkt = jetzt
    _reihe_ein(nachricht, jetzt)
    nachricht.save()
    protokolliere(ereignis="nachricht.erneut", by=by, jetzt=jetzt, objekt=nachricht)


@vorgang
def discard_nachricht(*, nachricht: Nachricht, grund: str, by: User, jetzt: dt.datetime) -> None:
    """It is not sent (any more); the row stays with the reason."""
    nachricht = _gesperrt(nachricht.pk)
    if nachricht.stand in (Poststand.GESENDET, Poststand.VERWORFEN):
        raise Ablehnung("Diese Nachricht ist schon gesendet oder verworfen.")
    _verlange_unbelegt(nachricht, jetzt)
    nachricht.stand, nachricht.grund = Poststand.VERWORFEN, grund
    nachricht.save()
    protokolliere(ereignis="nachricht.verworfen", by=by, jetzt=jetzt, objekt=nachricht, grund=grund)


@vorgang
def requeue_liegengebliebene(*, by: User | None = None, jetzt: dt.datetime) -> int:
    """Messages whose call of the worker was lost, or whose worker has died. Returns how many."""
    grenze = jetzt - LIEGENGEBLIEBEN
    faellig = Nachricht.objects.faellig(jetzt).filter(eingereiht_zeitpunkt__lte=grenze).order_by("pk")[:STAPEL]
    pks = list(faellig.values_list("pk", flat=True))
    for pk in pks:
        reihe_ein(ARBEIT, nachricht_pk=pk)
    Nachricht.objects.filter(pk__in=pks).update(eingereiht_zeitpunkt=jetzt)
    return len(pks)


@vorgang
def purge_inhalte(*, by: User | None = None, jetzt: dt.datetime) -> int:
    """Empties what no case keeps, once it is old: the fact that it was sent stays. Returns how many."""
    grenze = jetzt - dt.timedelta(days=settings.POST_AUFBEWAHRUNG_TAGE)
    alte = Nachricht.objects.filter(
        fall_art__isnull=True, geleert_zeitpunkt__isnull=True, erfasst_zeitpunkt__lt=grenze
    ).exclude(stand__in=OFFENE_POST)
    pks = list(alte.order_by("pk").values_list("pk", flat=True)[:STAPEL])
    Nachricht.anlagen.through.objects.filter(nachricht__in=pks).delete()
    return Nachricht.objects.filter(pk__in=pks).update(text="", html="", geleert_zeitpunkt=jetzt)


def register_post() -> None:
    register_arbeit(ARBEIT, lambda nachricht_pk: deliver_nachricht(nachricht_pk=nachricht_pk))
    register_pflege("nachrichten", _pflege)


def _pflege(jetzt: dt.datetime) -> None:
    requeue_liegengebliebene(jetzt=jetzt)
    purge_inhalte(jetzt=jetzt)
