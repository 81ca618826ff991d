"""The head of the protocol, to be kept by somebody outside: a later rewriting or a cut tail shows against it."""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from django.conf import settings

from asskomm.core.errors import Ablehnung
from asskomm.core.models import Nummernkreis, Protokolleintrag, Protokollkopf

from . import kette


@dataclass(frozen=True)
class Siegel:
    nr: int
    pruefsumme: str
    zeitpunkt: str
    base_url: str
    nummern: dict[str, int] = field(default_factory=dict)
    """The last number given, per Nummernkreis: a restore must not give it again. Seals of older versions have none."""

    def als_zeile(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


def make_siegel(*, jetzt: dt.datetime) -> Siegel:
    """The head as it is now. Refused when it does not fit the last entry: such a seal would witness a damage."""
    kopf = Protokollkopf.objects.filter(pk=1).first()
    letzter = Protokolleintrag.objects.filter(nr=kopf.nr).first() if kopf else None
    if kopf is None or (letzter.pruefsumme if letzter else kette.ANFANG if kopf.nr == 0 else "") != kopf.pruefsumme:
        raise Ablehnung("Der Kopf passt nicht zum letzten Eintrag. Bitte das Protokoll mit pruefe_protokoll prüfen.")
    # Read after the head: a number given meanwhile may stand here too early, never too late.
    nummern = dict(Nummernkreis.objects.order_by("schluessel").values_list("schluessel", "letzte_nr"))
    return Siegel(kopf.nr, kopf.pruefsumme, kette.zeit(jetzt), settings.BASE_URL, nummern)


def lies_siegel(text: str) -> list[Siegel]:
    """One seal per line, as `siegel` prints and appends them; Ablehnung names the first line that is none."""
    siegel = list(_siegel(text))
    if not siegel:
        raise Ablehnung("Die Datei enthält kein Siegel.")
    return siegel


def lies_siegeldatei(datei: str) -> list[Siegel]:
    try:
        return lies_siegel(Path(datei).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as fehler:
        raise Ablehnung(f"Die Datei {datei} ist nicht lesbar: {fehler}") from None


def _siegel(text: str) -> Iterator[Siegel]:
    for nummer, zeile in enumerate(text.splitlines(), start=1):
        if not zeile.strip():
            continue
        try:
            werte = json.loads(zeile)
            yield Siegel(
                nr=int(werte["nr"]),
                pruefsumme=str(werte["pruefsumme"]),
                zeitpunkt=str(werte["zeitpunkt"]),
                base_url=str(werte.get("base_url", "")),
                nummern={str(kreis): int(nr) for kreis, nr in werte.get("nummern", {}).items()},
            )
        except (ValueError, TypeError, KeyError, AttributeError):
            raise Ablehnung(f"Zeile {nummer} der Datei ist kein Siegel.") from None
