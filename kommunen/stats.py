"""What the figures need of the register and of the facts of this app; two queries, whatever their number.

The spans returned here carry the rules of counting; their text for readers stands in asskomm.portal.kennzahlen.
"""

import datetime as dt
from dataclasses import dataclass

from asskomm.core import fakten as f
from asskomm.core.fakten import Fakten, Spanne

from .enums import GEMEINDE_ARTEN, KPR_BESTEHEND, Groessenklasse, KommuneArt
from .models import Beratung, EngeZusammenarbeit, Kommune, KprEreignis, Mitgliedschaft

BERATUNG, ENG, KPR, MITGLIED = "beratung", "eng", "kpr", "mitglied"


@dataclass(frozen=True, slots=True)
class Koerperschaft:
    """A body of the register, with its population as of the key date of the load."""

    id: int
    name: str
    slug: str
    sortiername: str
    art: str
    schluessel: str
    landkreis: str
    landkreis_slug: str
    polizeidirektion: str
    polizeidirektion_slug: str
    einwohner: int | None
    gueltig_von: dt.date | None
    gueltig_bis: dt.date | None
    fiktiv: bool

    @property
    def ist_gemeinde(self) -> bool:
        return self.art in GEMEINDE_ARTEN

    @property
    def ist_landkreis(self) -> bool:
        return self.art == KommuneArt.LANDKREIS

    @property
    def groesse(self) -> Groessenklasse | None:
        return Groessenklasse.zu(self.einwohner)

    def besteht_am(self, tag: dt.date) -> bool:
        return (self.gueltig_von is None or self.gueltig_von <= tag) and (
            self.gueltig_bis is None or self.gueltig_bis >= tag
        )


def load_register(stichtag: dt.date) -> dict[int, Koerperschaft]:
    """Every body ever recorded, by its id; one query."""
    zeilen = Kommune.objects.mit_einwohnern(stichtag).order_by("sortiername", "pk")
    spalten = (
        *("pk", "name_eindeutig", "slug", "sortiername", "art", "schluessel", "landkreis__name", "landkreis__slug"),
        *("landkreis__polizeidirektion__kuerzel", "landkreis__polizeidirektion__slug"),
        *("einwohner", "gueltig_von", "gueltig_bis", "fiktiv"),
    )
    return {zeile[0]: Koerperschaft(*zeile) for zeile in zeilen.values_list(*spalten)}


def load_fakten() -> Fakten:
    """All consultations, flags of close cooperation, steps of the KPR and memberships; one query."""
    return f.load(
        f.select(
            EngeZusammenarbeit.objects, ENG, objekt="kommune_id", kommune="kommune_id",
            bis="bis", bis_erfasst="bis_erfasst_zeitpunkt", **f.TATSACHE,
        ),
        f.select(Beratung.objects, BERATUNG, objekt="kommune_id", kommune="kommune_id", **f.TATSACHE),
        f.select(KprEreignis.objects, KPR, objekt="objekt_id", kommune="objekt__kommune_id", **f.EREIGNIS),
        f.select(
            Mitgliedschaft.objects, MITGLIED, objekt="verband_id", kommune="mitglied_id",
            am="gueltig_von", bis="gueltig_bis", erfasst="erfasst_zeitpunkt", bis_erfasst="austritt_erfasst_zeitpunkt",
            zurueck="annulliert_zeitpunkt", fiktiv="fiktiv",
        ),
    )  # fmt: skip


def beraten(fakten: Fakten, wissensstand: dt.datetime) -> list[Spanne]:
    """A body counts from its first consultation on."""
    return [
        Spanne(koerperschaft, liste[0].am, None, (koerperschaft,), liste[0].genauigkeit)
        for koerperschaft, liste in f.je_objekt(f.bekannt(fakten[BERATUNG], wissensstand)).items()
        if liste[0].am is not None
    ]


def eng(fakten: Fakten, wissensstand: dt.datetime) -> list[Spanne]:
    """A body counts while the flag is set, its last day included."""
    return [
        Spanne(flag.objekt, flag.am, f.tag_danach(flag.bis), (flag.objekt,), flag.genauigkeit)
        for flag in f.bekannt(fakten[ENG], wissensstand)
        if flag.am is not None
    ]


def kpr(fakten: Fakten, wissensstand: dt.datetime) -> list[Spanne]:
    """A body counts while its council is constituted or reactivated."""
    spannen = []
    for schritte in f.je_objekt(f.bekannt(fakten[KPR], wissensstand)).values():
        for von, bis, schritt in f.zustandszeiten(schritte, KPR_BESTEHEND):
            koerperschaft = schritt.kommune or 0
            spannen.append(Spanne(koerperschaft, von, bis, (koerperschaft,), schritt.genauigkeit))
    return spannen


def mitglieder(
    fakten: Fakten, wissensstand: dt.datetime
) -> dict[int, list[tuple[int, dt.date | None, dt.date | None]]]:
    """Members of each association with the span of their membership (half-open), as known at that moment."""
    bekannt = f.je_objekt(f.bekannt(fakten[MITGLIED], wissensstand))
    return {
        verband: [(m.kommune, m.am, f.tag_danach(m.bis)) for m in zeilen if m.kommune is not None]
        for verband, zeilen in bekannt.items()
    }
