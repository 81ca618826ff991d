"""Fictitious editorial content in every state: released, submitted, in work, planned."""

import datetime as dt
from typing import Any

from asskomm.core.models import User
from asskomm.core.stichtag import BERLIN
from kommunen.models import Handlungsfeld

from ..bestandsdaten import Kommunenverzeichnis
from ..enums import Inhaltsart
from ..models import Inhalt
from ..muster import MUSTER
from .inhalte import create_aus_muster, create_inhalt, release_inhalt, submit_inhalt

_AUFTAKT = """
Vertreterinnen und Vertreter aus Städten und Gemeinden haben sich zum Erfahrungsaustausch getroffen (Demodaten). Im
Mittelpunkt standen drei Fragen:

- Wie beginnt ein **Kommunaler Präventionsrat** seine Arbeit?
- Was leistet eine *Sicherheitsanalyse*?
- Wer hilft bei der Förderung?

## Nächste Schritte

Die Unterlagen stehen unter [Vorlagen](/vorlagen/). Fragen beantwortet die Geschäftsstelle: <{KONTAKT}>.
"""
_BEISPIEL = """
## Ausgangslage

Am Bahnhofsvorplatz kam es häufig zu Beschwerden (Demodaten).

## Was die Stadt getan hat

1. Begehung mit Polizei, Ordnungsamt und Anwohnerinnen
2. Bessere Beleuchtung und freie Sichtachsen
3. Streetwork an drei Abenden in der Woche

## Was sich verändert hat

| Was | vorher | nachher |
|---|---|---|
| Beschwerden im Monat | 14 | 5 |
| Begehungen im Jahr | 0 | 4 |
"""


def load_demo_inhalte(*, kommunen: Kommunenverzeichnis, by: User, leitung: User, jetzt: dt.datetime) -> None:
    heute = jetzt.astimezone(BERLIN).date()
    wer: dict[str, Any] = {"by": by, "jetzt": jetzt}
    auftakt = _inhalt(
        Inhaltsart.NACHRICHT,
        "Erfahrungsaustausch der Kommunen in Dresden",
        "Wie Präventionsräte beginnen, was eine Sicherheitsanalyse leistet, wer fördert.",
        _AUFTAKT,
        ab=heute - dt.timedelta(days=12),
        **wer,
    )
    feld = Handlungsfeld.objects.order_by("name").first()
    beispiel = _inhalt(
        Inhaltsart.PRAXISBEISPIEL,
        "Bahnhofsvorplatz: Licht, Sicht und Ansprache",
        "Drei einfache Schritte haben die Beschwerden deutlich verringert.",
        _BEISPIEL,
        ab=heute - dt.timedelta(days=40),
        zuordnung={"handlungsfeld": feld, "kommune": kommunen["14524160 Lichtenstein/Sa."]},
        **wer,
    )
    vorlagen = [create_aus_muster(muster=m, werte={}, fiktiv=True, **wer) for m in MUSTER]
    # Where a scanner is demanded files wait for it, and their texts with them.
    fertige = [auftakt, beispiel, *(v for v in vorlagen if all(d.dokument.ist_frei for d in v.aktuelle_dateien))]
    for fertig in fertige:
        submit_inhalt(objekt=fertig, **wer)
        release_inhalt(objekt=fertig, by=leitung, jetzt=jetzt)
    _offene(heute, wer)


def _offene(heute: dt.date, wer: dict[str, Any]) -> None:
    """One waits for the release, for a day that is to come; one is in work."""
    geplant = _inhalt(
        Inhaltsart.NACHRICHT,
        "Fachtag Kommunale Prävention im Frühjahr",
        "Programm und Anmeldung folgen.",
        "Der Fachtag findet in Chemnitz statt (Demodaten).",
        ab=heute + dt.timedelta(days=30),
        **wer,
    )
    submit_inhalt(objekt=geplant, **wer)
    _inhalt(Inhaltsart.NACHRICHT, "Neue Ansprechperson im Landkreis", "", "Text in Arbeit (Demodaten).", ab=None, **wer)


def _inhalt(
    art: str,
    titel: str,
    zusammenfassung: str,
    text: str,
    *,
    ab: dt.date | None,
    by: User,
    jetzt: dt.datetime,
    zuordnung: dict[str, Any] | None = None,
) -> Inhalt:
    werte = {"titel": titel, "zusammenfassung": zusammenfassung, "text": text, "gueltig_von": ab}
    return create_inhalt(art=art, werte=werte, zuordnung=zuordnung or {}, by=by, jetzt=jetzt, fiktiv=True)
