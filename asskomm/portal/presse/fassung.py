"""The text of a press release as it stands now: derived from the data until someone has edited it."""

import datetime as dt
import re
from dataclasses import dataclass

from asskomm.core.errors import Ablehnung
from vereinbarungen.models import Vereinbarung

from ..enums import PresseStatus
from ..models import Medieninformation
from .entwurf import Entwurf, formuliere
from .grundlage import grundlage_zu
from .pruefung import massstab, pruefe_text


@dataclass(frozen=True)
class Fassung:
    """`tag`: of the signing, done or planned. `zeile`: the stored row, if there is one."""

    titel: str
    text: str
    kontakt: str
    sperrfrist_bis: dt.datetime | None
    tag: dt.date
    fiktiv: bool
    ist_freigegeben: bool
    zeile: Medieninformation | None
    hinweise: tuple[str, ...] = ()


def fassung_zu(*, vereinbarung: Vereinbarung, jetzt: dt.datetime) -> Fassung:
    """Ablehnung if nothing is stored and nothing can be derived (no signing planned, annulled, withdrawn)."""
    zeile = Medieninformation.objects.filter(vereinbarung=vereinbarung).first()
    if zeile is None or _folgt_den_daten(zeile):
        return _abgeleitet(entwurf_zu(vereinbarung=vereinbarung, jetzt=jetzt), zeile)
    return gespeicherte_fassung(zeile)


def gespeicherte_fassung(zeile: Medieninformation) -> Fassung:
    vereinbarung = zeile.vereinbarung
    tag = vereinbarung.in_kraft_am or vereinbarung.geplant_am
    if tag is None:
        raise Ablehnung("Der Tag der Unterzeichnung ist nicht mehr eingetragen; ohne ihn gibt es keinen Pressetext.")
    return Fassung(
        titel=zeile.titel,
        text=zeile.text,
        kontakt=zeile.kontakt,
        sperrfrist_bis=zeile.sperrfrist_bis,
        tag=tag,
        fiktiv=zeile.fiktiv,
        ist_freigegeben=zeile.status == PresseStatus.FREIGEGEBEN,
        zeile=zeile,
    )


def entwurf_zu(*, vereinbarung: Vereinbarung, jetzt: dt.datetime) -> Entwurf:
    try:
        return formuliere(grundlage_zu(vereinbarung, jetzt=jetzt))
    except ValueError as fehler:
        raise Ablehnung(str(fehler)) from None


def hinweise_zum_text(*, fassung: Fassung, jetzt: dt.datetime) -> list[str]:
    """For the writer of an edited text: figures in it that are not, or no longer, those of the day."""
    if fassung.zeile is None or _folgt_den_daten(fassung.zeile):
        return list(fassung.hinweise)
    gegen = massstab(stichtag=fassung.tag, wissensstand=jetzt)
    abgeleitet = entwurf_zu(vereinbarung=fassung.zeile.vereinbarung, jetzt=jetzt)
    # before the ceremony the draft counts the planned signing in, which the stock does not know yet
    vorgesehen = {(b.wortlaut, b.text) for b in pruefe_text(f"{abgeleitet.titel}\n\n{abgeleitet.text}", gegen=gegen)}
    befunde = pruefe_text(f"{fassung.titel}\n\n{fassung.text}", gegen=gegen)
    hinweise = [f"„{b.wortlaut}“ – {b.text}" for b in befunde if (b.wortlaut, b.text) not in vorgesehen]
    hinweise += _zeitform(fassung)
    return hinweise + [h for h in abgeleitet.hinweise if h not in hinweise]


_NOCH_GEPLANT = re.compile(r"voraussichtlich|\bgeplant\b|Unterzeichnen werden", re.IGNORECASE)


def _zeitform(fassung: Fassung) -> list[str]:
    """A text written before the ceremony appears only after it: it must not still speak of a plan."""
    treffer = _NOCH_GEPLANT.search(f"{fassung.titel}\n\n{fassung.text}")
    if treffer is None:
        return []
    return [
        f"Der Text spricht von der Unterzeichnung noch als Vorhaben („{treffer[0]}“). Öffentlich wird er erst, wenn "
        "die Vereinbarung in Kraft ist; bitte passen Sie die Zeitform vor der Freigabe an."
    ]


def _folgt_den_daten(zeile: Medieninformation) -> bool:
    return zeile.status == PresseStatus.ENTWURF and not zeile.ist_bearbeitet


def _abgeleitet(entwurf: Entwurf, zeile: Medieninformation | None) -> Fassung:
    sperrfrist = (zeile.sperrfrist_bis if zeile else None) or entwurf.sperrfrist_bis
    return Fassung(
        titel=entwurf.titel,
        text=entwurf.text,
        kontakt=entwurf.kontakt,
        sperrfrist_bis=sperrfrist,
        tag=entwurf.tag,
        fiktiv=entwurf.fiktiv,
        ist_freigegeben=False,
        zeile=zeile,
        hinweise=entwurf.hinweise,
    )
