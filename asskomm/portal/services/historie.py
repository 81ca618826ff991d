"""The published, dated facts of ASSKomm, each with its source; running it again adds only what is missing.

A fact is known by what happened, where and when, not by the wording of its source.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Q

from asskomm.core.datenstand import mark_changed
from asskomm.core.errors import Ablehnung
from asskomm.core.models import User
from asskomm.core.protokoll import protokolliere, vorgang
from asskomm.core.stichtag import BERLIN, Genauigkeit, UngefaehresDatum
from asskomm.core.workflow import take_over
from foerderung.models import Haushaltsansatz, Zuwendung
from kommunen.enums import Kontaktart
from kommunen.models import Beratung, Handlungsfeld, KommunalerPraeventionsrat
from kommunen.services.kpr import take_over_kpr
from vereinbarungen.enums import VereinbarungArt, VereinbarungStatus
from vereinbarungen.models import Analysemodul, Sicherheitsanalyse, Vereinbarung
from vereinbarungen.services.bestand import take_over_vereinbarung

from ..bestandsdaten import Kommunenverzeichnis
from ..models import Meilenstein, VeroeffentlichteZahl
from .bestand import record_zeichnung_im_bestand

GRUND = "Bestand vor Einführung des Portals"
Lader = Callable[[dict[str, Any], Kommunenverzeichnis, dt.datetime], Iterator[str]]


def load_historie(*, daten: dict[str, Any], by: User | None, jetzt: dt.datetime) -> Counter[str]:
    """One transaction; returns how many rows of each kind are new. A row that exists is left as it is."""
    with vorgang():
        kommunen = Kommunenverzeichnis()
        neu: Counter[str] = Counter()
        for lade in _LADER:
            neu.update(lade(daten, kommunen, jetzt))
        if neu:
            protokolliere(ereignis="historie.geladen", by=by, jetzt=jetzt, nachher=neu)
            mark_changed()
    return neu


def _lade_stammdaten(daten: dict[str, Any], kommunen: Kommunenverzeichnis, jetzt: dt.datetime) -> Iterator[str]:
    for nummer, eintrag in enumerate(daten["handlungsfelder"], start=1):
        if not Handlungsfeld.objects.filter(slug=eintrag["slug"]).exists():
            Handlungsfeld.objects.create(**eintrag, reihenfolge=nummer * 10)
            yield "Handlungsfeld"
    for eintrag in daten["analysemodule"]:
        if not Analysemodul.objects.filter(name=eintrag["name"]).exists():
            Analysemodul.objects.create(**eintrag)
            yield "Analysemodul"
    modell = daten["modellkommunen"]
    for kommune in kommunen.alle(modell["kommunen"]):
        if not kommune.ist_modellkommune:
            kommune.ist_modellkommune = True
            kommune._history_date = jetzt  # type: ignore[attr-defined]
            kommune._change_reason = f"Modellkommune: {modell['quelle']}"[:100]  # type: ignore[attr-defined]
            kommune.save(update_fields=["ist_modellkommune"])
            yield "Modellkommune"


def _lade_vereinbarungen(daten: dict[str, Any], kommunen: Kommunenverzeichnis, jetzt: dt.datetime) -> Iterator[str]:
    for v in daten["vereinbarungen"]:
        art = v.get("art", VereinbarungArt.KOOPERATIONSVEREINBARUNG)
        in_kraft = UngefaehresDatum.lies(v["in_kraft"])
        if _ist_vorhanden(v, art, in_kraft):
            continue
        vereinbarung = take_over_vereinbarung(
            art=art,
            bezeichnung=v["bezeichnung"],
            kommunen=kommunen.alle(v["kommunen"]),
            in_kraft=in_kraft,
            nummer=v.get("nummer"),
            quelle=v["quelle"],
            by=None,
            jetzt=jetzt,
        )
        if in_kraft.genauigkeit == Genauigkeit.TAG:
            _lade_zeichnung(vereinbarung, v, in_kraft.am, jetzt)
        _ergaenze(vereinbarung, v, in_kraft, jetzt)
        yield str(VereinbarungArt(art).label)


def _ist_vorhanden(v: dict[str, Any], art: str, in_kraft: UngefaehresDatum) -> bool:
    """By its number, or by name and day; raises Ablehnung when another agreement bears the number."""
    if nummer := v.get("nummer"):
        mit_nummer = Vereinbarung.objects.filter(laufende_nr=nummer).first()
        if mit_nummer and mit_nummer.bezeichnung != v["bezeichnung"]:
            raise Ablehnung(
                f"Die Nummer {nummer} trägt schon die Vereinbarung „{mit_nummer.bezeichnung}“; nach der Quelle "
                f"({v['quelle']}) ist es „{v['bezeichnung']}“. Bitte klären Sie das zuerst. Es wurde nichts geladen."
            )
        if mit_nummer:
            return True
    gleich = Vereinbarung.objects.filter(art=art, bezeichnung=v["bezeichnung"], fiktiv=False)
    return gleich.filter(Q(in_kraft_am=in_kraft.am) | Q(quelle=v["quelle"])).exists()


def _lade_zeichnung(vereinbarung: Vereinbarung, v: dict[str, Any], am: dt.date, jetzt: dt.datetime) -> None:
    angaben = {feld: v[feld] for feld in ("form", "ort", "zeugen") if feld in v}
    record_zeichnung_im_bestand(
        vereinbarung=vereinbarung, am=am, by=None, jetzt=jetzt, funktionen=v.get("funktionen", {}), **angaben
    )


def _ergaenze(vereinbarung: Vereinbarung, v: dict[str, Any], in_kraft: UngefaehresDatum, jetzt: dt.datetime) -> None:
    """The note, and the Vorvereinbarung that a Kooperationsvereinbarung replaced."""
    vereinbarung.notiz = v.get("notiz", "")
    if v.get("ersetzt_vorvereinbarung"):
        vereinbarung.ersetzt = Vereinbarung.objects.filter(
            art=VereinbarungArt.VORVEREINBARUNG, bezeichnung=v["bezeichnung"], fiktiv=False
        ).first()
    if vereinbarung.notiz or vereinbarung.ersetzt:
        vereinbarung.save(update_fields=["notiz", "ersetzt"])
    if vereinbarung.ersetzt:
        take_over(
            objekt=vereinbarung.ersetzt,
            status=VereinbarungStatus.ERSETZT,
            by=None,
            jetzt=jetzt,
            wirksam=in_kraft,
            grund="Durch die Kooperationsvereinbarung ersetzt",
        )


def _lade_beratungen(daten: dict[str, Any], kommunen: Kommunenverzeichnis, jetzt: dt.datetime) -> Iterator[str]:
    for b in daten["beratungen"]:
        am = UngefaehresDatum.lies(b["am"])
        schluessel = {"kommune": kommunen[b["kommune"]], "am": am.am, "fiktiv": False}
        if not Beratung.objects.filter(**schluessel).exists():
            Beratung.objects.create(
                **schluessel,
                quelle=b["quelle"],
                am_genauigkeit=am.genauigkeit,
                kontaktart=Kontaktart.UNBEKANNT,
                anlass=b["anlass"],
                erfasst_zeitpunkt=jetzt,
            )
            yield "Beratung"


def _lade_kpr(daten: dict[str, Any], kommunen: Kommunenverzeichnis, jetzt: dt.datetime) -> Iterator[str]:
    for k in daten["kpr"]:
        kommune = kommunen[k["kommune"]]
        if not KommunalerPraeventionsrat.objects.filter(kommune=kommune, fiktiv=False).exists():
            wirksam = UngefaehresDatum.lies(k["am"])
            take_over_kpr(
                kommune=kommune, status=k["status"], wirksam=wirksam, quelle=k["quelle"], by=None, jetzt=jetzt
            )
            yield "Präventionsrat"


def _lade_analysen(daten: dict[str, Any], kommunen: Kommunenverzeichnis, jetzt: dt.datetime) -> Iterator[str]:
    for a in daten["analysen"]:
        if Sicherheitsanalyse.objects.filter(bezeichnung=a["bezeichnung"], fiktiv=False).exists():
            continue
        analyse = Sicherheitsanalyse.objects.create(bezeichnung=a["bezeichnung"], quelle=a["quelle"])
        analyse.kommunen.set(kommunen.alle(a["kommunen"]))
        for status, tag in a["schritte"]:
            wirksam = UngefaehresDatum.lies(tag)
            take_over(objekt=analyse, status=status, by=None, jetzt=jetzt, wirksam=wirksam, grund=GRUND)
        yield "Sicherheitsanalyse"


def _lade_geld(daten: dict[str, Any], kommunen: Kommunenverzeichnis, jetzt: dt.datetime) -> Iterator[str]:
    for h in daten["haushalt"]:
        if not Haushaltsansatz.objects.filter(jahr=h["jahr"]).exists():
            Haushaltsansatz.objects.create(**{**h, "betrag": Decimal(h["betrag"])}, erfasst_zeitpunkt=jetzt)
            yield "Haushaltsansatz"
    for z in daten["zuwendungen"]:
        am = UngefaehresDatum.lies(z["am"])
        schluessel = {
            "kommune": kommunen[z["kommune"]],
            "foerderjahr": z["foerderjahr"],
            "betrag": Decimal(z["betrag"]),
            "fiktiv": False,
        }
        if not Zuwendung.objects.filter(**schluessel).exists():
            Zuwendung.objects.create(
                **schluessel,
                am=am.am,
                am_genauigkeit=am.genauigkeit,
                gegenstand=z["gegenstand"],
                quelle=z["quelle"],
                erfasst_zeitpunkt=jetzt,
            )
            yield "Zuwendung"


def _lade_zahlen(daten: dict[str, Any], kommunen: Kommunenverzeichnis, jetzt: dt.datetime) -> Iterator[str]:
    vorhanden = set(VeroeffentlichteZahl.objects.values_list("stichtag", "kennzahl", "wert"))
    for z in daten["zahlen"]:
        tag, wert = dt.date.fromisoformat(z["stichtag"]), Decimal(z["wert"])
        if (tag, z["kennzahl"], wert) not in vorhanden:
            VeroeffentlichteZahl.objects.create(
                stichtag=tag,
                kennzahl=z["kennzahl"],
                wert=wert,
                wortlaut=z["wortlaut"],
                ist_ungefaehr=z.get("ungefaehr", False),
                quelle=z["quelle"],
                erfasst_zeitpunkt=jetzt,
            )
            yield "veröffentlichte Zahl"


def _lade_meilensteine(daten: dict[str, Any], kommunen: Kommunenverzeichnis, jetzt: dt.datetime) -> Iterator[str]:
    for m in daten["meilensteine"]:
        if Meilenstein.objects.filter(regel=m["regel"], wert=m["wert"]).exists():
            continue
        am = dt.date.fromisoformat(m["am"])
        meilenstein = Meilenstein.objects.create(
            regel=m["regel"],
            wert=m["wert"],
            am=am,
            titel=m["titel"],
            vereinbarung=Vereinbarung.objects.filter(laufende_nr=m["wert"]).first() if "vereinbarung" in m else None,
            # published on the day itself; the hour is not known
            bekanntgegeben_zeitpunkt=dt.datetime.combine(am, dt.time(12), tzinfo=BERLIN),
            quelle=m["quelle"],
        )
        meilenstein.kommunen.set(kommunen.alle(m["kommunen"]))
        yield "Meilenstein"


_LADER: tuple[Lader, ...] = (
    _lade_stammdaten,
    _lade_vereinbarungen,
    _lade_beratungen,
    _lade_kpr,
    _lade_analysen,
    _lade_geld,
    _lade_zahlen,
    _lade_meilensteine,
)
