"""The tables of the open data: what the public may read, each row marked if it rests on fictitious data."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from typing import Any

from asskomm.core.stichtag import BERLIN
from asskomm.core.tabellenausgabe import ohne_formel
from foerderung.models import Zuwendung
from kommunen.enums import KommuneArt
from kommunen.stats import Koerperschaft
from vereinbarungen.enums import NummerHerkunft, VereinbarungStatus
from vereinbarungen.models import Vereinbarung

from .enums import Kennzahl
from .kennzahlen.bestand import Faktenbestand
from .kennzahlen.definitionen import spannen
from .kennzahlen.tabelle import Tabelle, ja_nein


def csv_text(tabelle: Tabelle) -> str:
    """UTF-8, semicolon, one line a row; no cell starts a formula in a spreadsheet."""
    ausgabe = io.StringIO()
    schreiber = csv.writer(ausgabe, delimiter=";", lineterminator="\r\n")
    kopf, zeilen = tabelle
    schreiber.writerow(kopf)
    schreiber.writerows([_zelle(w) for w in zeile] for zeile in zeilen)
    return ausgabe.getvalue()


def _zelle(wert: Any) -> Any:
    if wert is None:
        return ""
    if isinstance(wert, bool):
        return ja_nein(wert)
    return ohne_formel(wert)


def als_json(tabelle: Tabelle) -> list[dict[str, Any]]:
    kopf, zeilen = tabelle
    return [dict(zip(kopf, zeile, strict=True)) for zeile in zeilen]


VEREINBARUNGEN = [
    *("nummer", "nummer_herkunft", "art", "bezeichnung", "kommunen", "schluessel", "polizeidirektionen", "in_kraft_am"),
    *("genauigkeit", "status", "quelle", "fiktiv"),
]


def vereinbarungen_tabelle(jetzt: dt.datetime) -> Tabelle:
    """Agreements that came into force, without those under a Sperrfrist; a void number stays visible as void."""
    nichtige = Vereinbarung.objects.filter(status=VereinbarungStatus.ANNULLIERT, laufende_nr__isnull=False)
    sichtbar = Vereinbarung.objects.oeffentlich(jetzt) | nichtige.ohne_sperrfrist(jetzt)
    # A text may name a day in force that is yet to come: until then the agreement counts and shows nowhere.
    sichtbar = sichtbar.filter(in_kraft_am__lte=jetzt.astimezone(BERLIN).date())
    alle = sichtbar.order_by("in_kraft_am", "laufende_nr", "pk").prefetch_related(
        "beteiligungen__kommune__landkreis__polizeidirektion"
    )
    return VEREINBARUNGEN, [_vereinbarung(v) for v in alle]


def _vereinbarung(v: Vereinbarung) -> list[Any]:
    kommunen = v.beteiligte
    direktionen = sorted({k.landkreis.polizeidirektion.kuerzel for k in kommunen})
    return [
        v.laufende_nr,
        v.get_nummer_herkunft_display(),
        v.get_art_display(),
        v.bezeichnung,
        "|".join(k.name_eindeutig for k in kommunen),
        "|".join(k.schluessel for k in kommunen),
        "|".join(direktionen),
        v.in_kraft_am.isoformat() if v.in_kraft_am else None,
        v.get_in_kraft_am_genauigkeit_display(),
        v.workflow.zustand(v.status).oeffentlich or v.get_status_display(),
        v.quelle,
        v.fiktiv or v.nummer_herkunft == NummerHerkunft.FIKTIV or any(b.fiktiv for b in v.beteiligungen.all()),
    ]


# Column of the table and the figure whose rows fill it.
_MERKMALE = {
    "beraten": Kennzahl.BERATEN,
    "enge_zusammenarbeit": Kennzahl.ENG,
    "kpr": Kennzahl.KPR,
    "vereinbarung": Kennzahl.KOMMUNEN_MIT_VEREINBARUNG,
    "coaching": Kennzahl.COACHING,
    "sicherheitsanalyse": Kennzahl.ANALYSEN,
}
KOMMUNEN = [
    *("schluessel", "name", "art", "landkreis", "polizeidirektion", "einwohner", "groessenklasse"),
    *_MERKMALE,
    *("vereinbarung_ueber", "stichtag", "fiktiv"),
]


def kommunen_tabelle(*, stichtag: dt.date, jetzt: dt.datetime) -> Tabelle:
    """Every body that exists on the day, with its steps in the network."""
    bestand = Faktenbestand.load(stichtag=stichtag, oeffentlich_um=jetzt)
    wissen = bestand.wissen(jetzt)
    merkmale = {}
    for name, kennzahl in _MERKMALE.items():
        gilt = [s for s in spannen(kennzahl, wissen) if s.gilt_am(stichtag)]
        merkmale[name] = {k for s in gilt for k in s.kommunen}
    # A council of a Landkreis is counted apart, a body bound itself counts with its members.
    merkmale["kpr"] |= {k for s in wissen.kpr if s.gilt_am(stichtag) for k in s.kommunen}
    merkmale["vereinbarung"] |= {k for s in wissen.in_kraft if s.gilt_am(stichtag) for k in s.kommunen}
    ueber = {
        g.kommune: bestand.register[g.ueber].name
        for g in wissen.gebunden
        if g.ueber is not None and g.von <= stichtag and (g.bis is None or stichtag < g.bis)
    }
    zeilen = [
        [
            *_stammdaten(k),
            *(k.id in merkmale[name] for name in _MERKMALE),
            ueber.get(k.id),
            stichtag.isoformat(),
            k.fiktiv or k.id in bestand.fiktive_kommunen,
        ]
        for k in bestand.register.values()
        if k.besteht_am(stichtag)
    ]
    return KOMMUNEN, zeilen


def _stammdaten(k: Koerperschaft) -> Sequence[Any]:
    groesse = str(k.groesse.label) if k.groesse is not None else None
    art = str(KommuneArt(k.art).label)
    return k.schluessel, k.name, art, k.landkreis, k.polizeidirektion, k.einwohner, groesse


ZUWENDUNGEN = [
    *("foerderjahr", "bekannt_gegeben_am", "genauigkeit", "empfaenger", "schluessel", "betrag", "gegenstand"),
    *("quelle", "fiktiv"),
]


def zuwendungen_tabelle(heute: dt.date) -> Tabelle:
    """All grants; recipient, object and source only where the recipient may be named (§ 8, § 9 SächsTranspG)."""
    alle = Zuwendung.objects.mit_nennbarkeit(heute).select_related("kommune").order_by("-foerderjahr", "-am", "-pk")
    return ZUWENDUNGEN, [_zuwendung(z) for z in alle]


def _zuwendung(z: Any) -> list[Any]:
    genannt = [z.kommune.name_eindeutig, z.kommune.schluessel] if z.nennbar else ["nicht genannt", None]
    betrag = f"{z.betrag:.2f}" if z.betrag is not None else None
    inhalt: Iterable[Any] = (z.gegenstand, z.quelle) if z.nennbar else (None, None)
    return [
        z.foerderjahr, z.am.isoformat(), z.get_am_genauigkeit_display(), *genannt, betrag, *inhalt, z.fiktiv,
    ]  # fmt: skip
