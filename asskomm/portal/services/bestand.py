"""What load commands know of an agreement beyond its takeover: who signed, how, and who witnessed it."""

import datetime as dt
from collections.abc import Mapping, Sequence

from asskomm.core.models import User
from asskomm.core.protokoll import vorgang
from vereinbarungen.enums import Zeichnungsform
from vereinbarungen.models import Unterzeichnung, Vereinbarung, Zeuge

UNBEKANNTE_FUNKTION = "nicht überliefert"


def record_zeichnung_im_bestand(
    *,
    vereinbarung: Vereinbarung,
    am: dt.date,
    by: User | None,
    jetzt: dt.datetime,
    funktionen: Mapping[str, str],
    form: str = Zeichnungsform.UNBEKANNT,
    ort: str = "",
    zeugen: Sequence[str] = (),
) -> None:
    """All parties signed on that day; `funktionen` maps the role of a party to the function that signed for it."""
    with vorgang():
        Unterzeichnung.objects.bulk_create(
            Unterzeichnung(
                partei=partei,
                funktion=(funktion := funktionen.get(partei.rolle, UNBEKANNTE_FUNKTION)),
                vertretungszusatz="in Vertretung" if funktion.startswith("stellvertretende") else "",
                am=am,
                ort=ort,
                form=form,
                fiktiv=vereinbarung.fiktiv,
                erfasst_zeitpunkt=jetzt,
                erfasst_durch=by,
            )
            for partei in vereinbarung.parteien.order_by("pk")
        )
        Zeuge.objects.bulk_create(
            Zeuge(vereinbarung=vereinbarung, funktion=funktion, fiktiv=vereinbarung.fiktiv) for funktion in zeugen
        )
