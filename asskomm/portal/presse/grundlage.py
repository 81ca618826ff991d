"""What a press text about an agreement rests on: read once from the stock, nothing worded yet."""

import datetime as dt
from dataclasses import dataclass

from asskomm.core.stichtag import BERLIN, Genauigkeit, UngefaehresDatum
from kommunen.enums import KommuneArt
from kommunen.models import Handlungsfeld, Kommune, Mitgliedschaft
from vereinbarungen.enums import Parteirolle, VereinbarungArt, VereinbarungStatus, Zeichnungsform
from vereinbarungen.models import Beteiligung, Unterzeichnung, Vereinbarung, Vertragspartei
from vereinbarungen.nummern import voraussichtliche_nummer

from ..kennzahlen.bestand import Faktenbestand
from ..models import VeroeffentlichteZahl
from ..stats import Kennzahlen, compute_kennzahlen

LPR = "der Landespräventionsrat im Freistaat Sachsen"
_MIT_ARTIKEL_DIE = {
    KommuneArt.GEMEINDE: "Gemeinde",
    KommuneArt.STADT: "Stadt",
    KommuneArt.GROSSE_KREISSTADT: "Stadt",
    KommuneArt.KREISFREIE_STADT: "Stadt",
    KommuneArt.VERWALTUNGSGEMEINSCHAFT: "Verwaltungsgemeinschaft",
}


@dataclass(frozen=True)
class Partei:
    """`wer` in the nominative ("die Stadt Meerane"), `fuer` in the accusative ("den Landkreis Zwickau")."""

    wer: str
    fuer: str
    funktion: str = ""
    am: dt.date | None = None
    per_video: bool = False


@dataclass(frozen=True)
class Grundlage:
    ist_vorvereinbarung: bool
    nummer: int | None
    ist_geplant: bool
    namen: tuple[str, ...]
    mitglieder: tuple[str, ...]
    bezeichnung: str
    am: UngefaehresDatum
    ort: str
    parteien: tuple[Partei, ...]
    anwesend: tuple[str, ...]
    davor: Kennzahlen | None  # None: the day is not known exactly, so there is no day before
    am_tag: Kennzahlen
    schwerpunkte: tuple[str, ...]
    handlungsfelder: tuple[str, ...]
    sperrfrist_bis: dt.datetime | None
    fiktiv: bool
    hinweise: tuple[str, ...]

    @property
    def tag(self) -> dt.date:
        return self.am.am

    @property
    def letzte_unterschrift(self) -> dt.date | None:
        return max((p.am for p in self.parteien if p.am), default=None)


def grundlage_zu(vereinbarung: Vereinbarung, *, jetzt: dt.datetime) -> Grundlage:
    """ValueError with a German sentence if there is neither a planned signing nor an agreement in force."""
    geplant = vereinbarung.in_kraft is None
    am = vereinbarung.in_kraft or _geplanter_tag(vereinbarung)
    if vereinbarung.status in (VereinbarungStatus.ANNULLIERT, VereinbarungStatus.ZURUECKGEZOGEN):
        raise ValueError(f"Die Vereinbarung ist {vereinbarung.get_status_display()}; dazu gibt es keinen Pressetext.")
    oeffentlich_um = max(jetzt, vereinbarung.sperrfrist_bis or jetzt)
    bestand = Faktenbestand.load(stichtag=am.am, oeffentlich_um=oeffentlich_um)
    davor, am_tag = _zahlen(bestand, am, geplant=geplant, jetzt=jetzt)
    laufende = Beteiligung.objects.laufend().filter(vereinbarung=vereinbarung)
    beteiligte = [b.kommune for b in laufende.select_related("kommune")]
    return Grundlage(
        ist_vorvereinbarung=vereinbarung.art == VereinbarungArt.VORVEREINBARUNG,
        nummer=voraussichtliche_nummer(vereinbarung) if geplant else vereinbarung.laufende_nr,
        ist_geplant=geplant,
        namen=tuple(k.name_eindeutig for k in beteiligte),
        mitglieder=_mitglieder(beteiligte, am.am),
        bezeichnung=vereinbarung.bezeichnung,
        am=am,
        ort=vereinbarung.geplant_ort,
        parteien=_parteien(vereinbarung),
        anwesend=_anwesend(vereinbarung, geplant=geplant),
        davor=davor,
        am_tag=am_tag,
        schwerpunkte=_felder(beteiligte),
        handlungsfelder=tuple(Handlungsfeld.objects.filter(aktiv=True).values_list("name", flat=True)),
        sperrfrist_bis=vereinbarung.sperrfrist_bis,
        # figures of a stock with demo data are fictitious too, even for a real agreement
        fiktiv=vereinbarung.fiktiv or bestand.enthaelt_fiktives,
        hinweise=_hinweise(vereinbarung, davor, am_tag),
    )


def _geplanter_tag(vereinbarung: Vereinbarung) -> UngefaehresDatum:
    if vereinbarung.geplant_am is None:
        raise ValueError(
            "Die Vereinbarung ist noch nicht in Kraft und eine Unterzeichnung ist noch nicht geplant; "
            "einen Entwurf gibt es, sobald der Tag der Unterzeichnung eingetragen ist."
        )
    return UngefaehresDatum(vereinbarung.geplant_am)


def _zahlen(
    bestand: Faktenbestand, am: UngefaehresDatum, *, geplant: bool, jetzt: dt.datetime
) -> tuple[Kennzahlen | None, Kennzahlen]:
    """The figures of the day before and of the day, as the office knows them now.

    Before a ceremony both are those of the last day that can be known. Agreements under a longer Sperrfrist than
    this text stay out.
    """

    def zahlen(tag: dt.date) -> Kennzahlen:
        return compute_kennzahlen(stichtag=tag, wissensstand=jetzt, bestand=bestand)

    vortag = am.am - dt.timedelta(days=1)
    if geplant:
        stand = zahlen(min(vortag, jetzt.astimezone(BERLIN).date()))
        return stand, stand
    return (zahlen(vortag) if am.genauigkeit == Genauigkeit.TAG else None), zahlen(am.am)


def _parteien(vereinbarung: Vereinbarung) -> tuple[Partei, ...]:
    reihenfolge = {Parteirolle.KOMMUNE: 0, Parteirolle.POLIZEI: 1, Parteirolle.LPR: 2}
    parteien = vereinbarung.parteien.select_related("kommune", "polizeidirektion").order_by("pk")
    zeichen = Unterzeichnung.objects.gueltig().filter(partei__vereinbarung=vereinbarung).order_by("pk")
    unterschriften = {u.partei_id: u for u in zeichen}
    sortiert = sorted(parteien, key=lambda p: reihenfolge[Parteirolle(p.rolle)])
    return tuple(_partei(p, unterschriften.get(p.pk)) for p in sortiert)


def _partei(partei: Vertragspartei, unterschrift: Unterzeichnung | None) -> Partei:
    if partei.kommune:
        wer, fuer = benennung(partei.kommune)
    elif partei.polizeidirektion:
        wer = fuer = f"die {partei.polizeidirektion.name}"
    else:
        wer, fuer = LPR, LPR.replace("der ", "den ", 1)
    if unterschrift is None:
        return Partei(wer, fuer, partei.vorgesehen)
    per_video = unterschrift.form == Zeichnungsform.VIDEO
    zusatz = f" ({unterschrift.vertretungszusatz})" if unterschrift.vertretungszusatz else ""
    funktion = "" if unterschrift.funktion == Zeichnungsform.UNBEKANNT.label else f"{unterschrift.funktion}{zusatz}"
    return Partei(wer, fuer, funktion, unterschrift.am, per_video)


def benennung(kommune: Kommune) -> tuple[str, str]:
    """ "die Stadt Meerane" or "der Landkreis Zwickau", nominative and accusative."""
    name = kommune.name_eindeutig
    art = KommuneArt(kommune.art)
    if art in _MIT_ARTIKEL_DIE:
        wort = _MIT_ARTIKEL_DIE[art]
        voll = f"die {name}" if name.startswith(wort) else f"die {wort} {name}"
        return voll, voll
    if art == KommuneArt.VERBUND:  # its grammatical gender is not known
        return f"„{name}“", f"„{name}“"
    voll = name if art.label in name or name.endswith("kreis") else f"{art.label} {name}"
    return f"der {voll}", f"den {voll}"


def _mitglieder(beteiligte: list[Kommune], tag: dt.date) -> tuple[str, ...]:
    """Members of the associations that are themselves party."""
    verbaende = [k.pk for k in beteiligte if k.ist_verband]
    namen = Mitgliedschaft.objects.filter(verband__in=verbaende).gueltig_am(tag)
    return tuple(namen.order_by("mitglied__sortiername").values_list("mitglied__name_eindeutig", flat=True))


def _anwesend(vereinbarung: Vereinbarung, *, geplant: bool) -> tuple[str, ...]:
    if geplant:
        return tuple(z.strip() for z in vereinbarung.geplant_gaeste.splitlines() if z.strip())
    return tuple(vereinbarung.zeugen.order_by("pk").values_list("funktion", flat=True))


def _felder(beteiligte: list[Kommune]) -> tuple[str, ...]:
    felder = Handlungsfeld.objects.filter(kommunen__in=beteiligte).distinct()
    return tuple(felder.order_by("reihenfolge", "name").values_list("name", flat=True))


def _hinweise(vereinbarung: Vereinbarung, davor: Kennzahlen | None, am_tag: Kennzahlen) -> tuple[str, ...]:
    """What the writer must know: figures published for these days that the stock does not give."""
    staende = {z.stichtag: z for z in (davor, am_tag) if z}
    hinweise = []
    for zahl in VeroeffentlichteZahl.objects.gueltig().filter(stichtag__in=staende, ist_ungefaehr=False):
        berechnet = getattr(staende[zahl.stichtag], zahl.kennzahl)
        if berechnet != zahl.wert:
            name = zahl.get_kennzahl_display()
            hinweise.append(
                f"{name} am {zahl.stichtag:%d.%m.%Y}: veröffentlicht wurde {zahl.wert:.0f}, "
                f"im System erfasst ist {'nichts' if berechnet is None else f'{berechnet:.0f}'}. Quelle: {zahl.quelle}."
            )
    nummer = vereinbarung.laufende_nr
    if nummer and am_tag.vereinbarungen < nummer:
        hinweise.append(
            f"Die Vereinbarung trägt Nr. {nummer}, bis {am_tag.stichtag:%d.%m.%Y} sind aber nur "
            f"{am_tag.vereinbarungen} Kooperationsvereinbarungen erfasst; deren Zahl fehlt deshalb im Entwurf."
        )
    return tuple(hinweise)
