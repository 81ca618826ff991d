"""Where Fronleichnam is a statutory holiday: the list of the ordinance, put in once and confirmed by Leitung."""

import csv
import datetime as dt
from pathlib import Path
from typing import Any

from asskomm.core.errors import Ablehnung
from asskomm.core.models import User
from asskomm.core.protokoll import protokolliere, vorgang

from ..models import Kommune, Ortsfeiertag

DATEI = Path(__file__).resolve().parents[1] / "daten" / "fronleichnam.csv"
SEIT = dt.date(1993, 5, 22)
QUELLE = (
    "§ 1 Abs. 1 SächsSFG, FronleichnamsVO vom 4. Mai 1993 (SächsGVBl. S. 417), heutige Gemeinden (mem) – zu bestätigen"
)


def create_ortsfeiertage(*, kommunen: dict[str, Kommune], by: User | None) -> list[Ortsfeiertag]:
    """Rows for those of the list that have none yet, ended ones included; `kommunen` by their key (AGS)."""
    with DATEI.open(encoding="utf-8", newline="") as datei:
        liste = list(csv.DictReader(datei, delimiter=";"))
    vorhanden = set(Ortsfeiertag.objects.values_list("kommune__schluessel", flat=True))
    neue = [_zeile(kommunen[z["ags"]], z) for z in liste if z["ags"] in kommunen and z["ags"] not in vorhanden]
    return Ortsfeiertag.objects.bulk_create(neue)


def _zeile(kommune: Kommune, zeile: dict[str, Any]) -> Ortsfeiertag:
    return Ortsfeiertag(
        kommune=kommune,
        ortsteile=zeile["ortsteile"],
        gilt_am_sitz=zeile["gilt_am_sitz"] == "ja",
        gueltig_von=SEIT,
        quelle=QUELLE,
    )


@vorgang
def confirm_ortsfeiertag(*, ortsfeiertag: Ortsfeiertag, by: User, jetzt: dt.datetime) -> None:
    """Leitung has compared the entry with the ordinance."""
    ortsfeiertag = Ortsfeiertag.objects.select_for_update(of=("self",)).get(pk=ortsfeiertag.pk)
    if ortsfeiertag.ist_bestaetigt:
        raise Ablehnung("Dieser Eintrag ist schon bestätigt.")
    ortsfeiertag.bestaetigt_zeitpunkt, ortsfeiertag.bestaetigt_durch = jetzt, by
    ortsfeiertag.save()
    protokolliere(ereignis="ortsfeiertag.bestaetigt", by=by, jetzt=jetzt, objekt=ortsfeiertag)


@vorgang
def save_ortsfeiertag(*, ortsfeiertag: Ortsfeiertag, by: User, jetzt: dt.datetime) -> None:
    """New or changed by hand: it waits for the confirmation (again)."""
    ortsfeiertag.bestaetigt_zeitpunkt = ortsfeiertag.bestaetigt_durch = None
    ortsfeiertag.save()
