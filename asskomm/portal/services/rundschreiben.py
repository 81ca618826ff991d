"""Circular mail: from the draft on a frozen selection to one message for each recipient."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse

from asskomm.core.arbeitsarten import Arbeitsart, register_arbeitsart
from asskomm.core.errors import Ablehnung
from asskomm.core.models import Arbeitslauf, Arbeitsposten, Dokument, Nachricht, User
from asskomm.core.models.files import FREI
from asskomm.core.nachrichtenform import MAX_BETREFF, kopfzeile
from asskomm.core.protokoll import protokolliere, vorgang
from asskomm.core.services.arbeitslauf import start_arbeitslauf
from asskomm.core.services.postausgang import stelle_bereit
from asskomm.core.stichtag import BERLIN
from asskomm.core.uploads import check_anlage, store_dokument
from kommunen.models import Kommune

from ..models import Rundschreiben, Rundschreibenziel
from ..rundschreiben import Empfaenger, Verteiler, ersetze, unbekannte_platzhalter, verteiler, zu_lange_betreffe

ART = "rundschreiben"
RECHT = "portal.send_rundschreiben"
HOECHSTENS_ANLAGEN = 5
HOECHSTENS_BYTES = 10 * 1024 * 1024
"""All files of one message: many mail servers refuse more."""
STAPEL = 500


@vorgang
def create_rundschreiben(
    *, ziele: Sequence[tuple[int, int | None]], herkunft: str, by: User, jetzt: dt.datetime
) -> Rundschreiben:
    """A draft on this selection, which no longer changes: pairs of Kommune and contact person (None = by function)."""
    if not ziele:
        raise Ablehnung("Die Auswahl enthält keine Kommune.")
    entwurf = Rundschreiben.objects.create(
        herkunft=herkunft[:300], erfasst_durch=by, erfasst_zeitpunkt=jetzt, fiktiv=by.fiktiv
    )
    zeilen = [Rundschreibenziel(rundschreiben=entwurf, kommune_id=k, ansprechperson_id=p) for k, p in ziele]
    Rundschreibenziel.objects.bulk_create(zeilen, batch_size=STAPEL)
    nachher = {"auswahl": entwurf.herkunft, "ziele": len(zeilen)}
    protokolliere(ereignis="rundschreiben.angelegt", by=by, jetzt=jetzt, objekt=entwurf, nachher=nachher)
    return entwurf


@vorgang
def save_rundschreiben(
    *,
    rundschreiben: Rundschreiben,
    betreff: str,
    text: str,
    funktionen: Sequence[str],
    entfernen: Iterable[Dokument] = (),
    dateien: Sequence[UploadedFile] = (),
    by: User,
    jetzt: dt.datetime,
) -> Rundschreiben:
    """Raises Ablehnung for an unknown placeholder, a file that is refused, or if it has been sent meanwhile."""
    entwurf = _entwurf(rundschreiben)
    gruende = unbekannte_platzhalter(betreff, text)
    if not betreff.isprintable():
        gruende.append("Der Betreff darf keine Zeilenumbrüche enthalten.")
    weg = {d.pk for d in entfernen}
    behalten = [d for d in entwurf.anlagen.all() if d.pk not in weg]
    arten, dateigruende = _pruefe_anlagen(behalten, dateien)
    if gruende + dateigruende:
        raise Ablehnung(gruende + dateigruende)
    neue = [
        store_dokument(datei=d, mimetype=art, by=by, jetzt=jetzt, fiktiv=entwurf.fiktiv)
        for d, art in zip(dateien, arten, strict=True)
    ]
    entwurf.betreff, entwurf.text, entwurf.funktionen = betreff.strip(), text.strip(), list(funktionen)
    entwurf.save()
    entwurf.anlagen.set([*behalten, *neue])
    protokolliere(ereignis="rundschreiben.geaendert", by=by, jetzt=jetzt, objekt=entwurf)
    return entwurf


def _pruefe_anlagen(behalten: Sequence[Dokument], dateien: Sequence[UploadedFile]) -> tuple[list[str], list[str]]:
    """Media types, and reasons."""
    gruende = []
    if len(behalten) + len(dateien) > HOECHSTENS_ANLAGEN:
        gruende.append(f"Mehr als {HOECHSTENS_ANLAGEN} Anlagen lassen sich nicht mitschicken.")
    if sum(d.groesse for d in behalten) + sum(d.size or 0 for d in dateien) > HOECHSTENS_BYTES:
        gruende.append("Die Anlagen sind zusammen größer als 10 MB; viele Postfächer nehmen das nicht an.")
    arten = []
    for datei in dateien[:HOECHSTENS_ANLAGEN]:
        try:
            arten.append(check_anlage(datei))
        except Ablehnung as ablehnung:
            gruende += [f"{datei.name}: {grund}" for grund in ablehnung.gruende]
    return arten, gruende


def _entwurf(rundschreiben: Rundschreiben) -> Rundschreiben:
    zeile = Rundschreiben.objects.select_for_update(of=("self",)).get(pk=rundschreiben.pk)
    if not zeile.ist_entwurf:
        raise Ablehnung("Dieses Rundschreiben ist schon versandt oder verworfen.")
    return zeile


@vorgang
def discard_rundschreiben(*, rundschreiben: Rundschreiben, by: User, jetzt: dt.datetime) -> None:
    entwurf = _entwurf(rundschreiben)
    entwurf.verworfen_zeitpunkt = jetzt
    entwurf.save(update_fields=["verworfen_zeitpunkt"])
    protokolliere(ereignis="rundschreiben.verworfen", by=by, jetzt=jetzt, objekt=entwurf)


def hinderungen(*, rundschreiben: Rundschreiben, by: User | None, jetzt: dt.datetime) -> list[str]:
    """Why it cannot go out now."""
    return _gruende(rundschreiben, verteiler(rundschreiben, _tag(jetzt)))


def _gruende(rundschreiben: Rundschreiben, an: Verteiler) -> list[str]:
    gruende = []
    if not rundschreiben.betreff or not rundschreiben.text:
        gruende.append("Betreff oder Text fehlt.")
    if not an.empfaenger:
        gruende.append("Für keine Kommune der Auswahl gibt es eine Adresse mit den gewählten Funktionen.")
    if any(d.pruefstand not in FREI for d in rundschreiben.anlagen.all()):
        gruende.append("Eine Anlage wird noch auf Viren geprüft. Bitte versuchen Sie es in einigen Minuten erneut.")
    return [
        *gruende,
        *unbekannte_platzhalter(rundschreiben.betreff, rundschreiben.text),
        *zu_lange_betreffe(rundschreiben, an.empfaenger, MAX_BETREFF),
    ]


@vorgang
def send_probe(*, rundschreiben: Rundschreiben, by: User, jetzt: dt.datetime) -> Nachricht:
    """To the acting person, with the values of the first recipient; recorded at no Kommune and counted nowhere."""
    entwurf = _entwurf(rundschreiben)
    an = verteiler(entwurf, _tag(jetzt))
    if gruende := _gruende(entwurf, an):
        raise Ablehnung(gruende)
    werte = an.empfaenger[0].werte
    nachricht = stelle_bereit(
        an=by.email,
        name=by.name,
        betreff=kopfzeile(f"Probe: {ersetze(entwurf.betreff, werte)}", MAX_BETREFF),
        vorlage="rundschreiben",
        werte={"text": ersetze(entwurf.text, werte)},
        by=by,
        jetzt=jetzt,
        anlagen=list(entwurf.anlagen.all()),
    )
    protokolliere(ereignis="rundschreiben.probe", by=by, jetzt=jetzt, objekt=entwurf)
    return nachricht


@vorgang
def send_rundschreiben(*, rundschreiben: Rundschreiben, by: User, jetzt: dt.datetime) -> Rundschreiben:
    """Fixes the recipients of this moment and starts the sending: one item of an Arbeitslauf for each."""
    entwurf = _entwurf(rundschreiben)
    an = verteiler(entwurf, _tag(jetzt))
    if gruende := _gruende(entwurf, an):
        raise Ablehnung(gruende)
    posten = [
        (f"{e.kommune}: {e.wer}", asdict(e), reverse("admin:kommunen_kommune_change", args=[e.kommune_id]))
        for e in an.empfaenger
    ]
    angaben = {"rundschreiben": entwurf.pk}
    entwurf.lauf = start_arbeitslauf(
        art=ART, titel=f"Rundschreiben „{entwurf.betreff}“", posten=posten, angaben=angaben, by=by, jetzt=jetzt
    )
    entwurf.versandt_zeitpunkt, entwurf.versandt_durch = jetzt, by
    entwurf.save()
    nachher = {"betreff": entwurf.betreff, "empfaenger": len(posten), "ohne_adresse": len(an.ohne)}
    protokolliere(ereignis="rundschreiben.versandt", by=by, jetzt=jetzt, objekt=entwurf, nachher=nachher, recht=RECHT)
    return entwurf


def _sende_posten(*, lauf: Arbeitslauf, posten: Arbeitsposten, jetzt: dt.datetime) -> str:
    """One recipient: a row of the outbox, recorded at the Kommune. Its key keeps a second try from sending twice."""
    rundschreiben = Rundschreiben.objects.get(pk=lauf.angaben["rundschreiben"])
    e = Empfaenger(**posten.angaben)
    nachricht = stelle_bereit(
        an=e.an,
        name=e.name,
        betreff=ersetze(rundschreiben.betreff, e.werte),
        vorlage="rundschreiben",
        werte={"text": ersetze(rundschreiben.text, e.werte)},
        by=lauf.erfasst_durch,
        jetzt=jetzt,
        fall=Kommune.objects.get(pk=e.kommune_id),
        schluessel=f"rundschreiben:{rundschreiben.pk}:{e.kommune_id}:{e.an.casefold()}",
        anlagen=list(rundschreiben.anlagen.all()),
    )
    rundschreiben.nachrichten.add(nachricht)
    return f"Bereitgestellt für {e.an}."


def _zum_lauf(lauf: Arbeitslauf) -> Rundschreiben | None:
    return Rundschreiben.objects.filter(lauf=lauf).first()


def _tag(jetzt: dt.datetime) -> dt.date:
    return jetzt.astimezone(BERLIN).date()


def register_rundschreiben() -> None:
    register_arbeitsart(Arbeitsart(name=ART, recht=RECHT, je_posten=_sende_posten, gegenstand=_zum_lauf))
