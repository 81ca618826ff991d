"""Agreements, coaching and analyses in every state, always made by the services."""

import datetime as dt
from itertools import count
from typing import Any

from asskomm.core import workflow
from asskomm.core.models import User
from asskomm.core.stichtag import BERLIN, UngefaehresDatum
from kommunen.enums import KommuneArt
from kommunen.models import Kommune, Landkreis, Polizeidirektion
from vereinbarungen.enums import Parteirolle, VereinbarungArt
from vereinbarungen.models import Coachingprozess, Sicherheitsanalyse, Vereinbarung, Vertragspartei
from vereinbarungen.services import anlage, bestand, zeichnung

JETZT = dt.datetime(2026, 11, 22, 12, 0, tzinfo=BERLIN)
HEUTE = JETZT.date()
_nummer = count(1)

FUNKTION = {
    Parteirolle.KOMMUNE: "Bürgermeisterin",
    Parteirolle.POLIZEI: "Leiter der Polizeidirektion",
    Parteirolle.LPR: "Geschäftsführer des Landespräventionsrates",
}


def landkreis(name: str = "Zwickau", pd: str = "Zwickau", schluessel: str = "14524") -> Landkreis:
    direktion, _ = Polizeidirektion.objects.get_or_create(
        kuerzel=pd, defaults={"name": f"Polizeidirektion {pd}", "slug": f"pd-{pd.lower()}"}
    )
    kreis, _ = Landkreis.objects.get_or_create(
        schluessel=schluessel,
        defaults={"name": name, "slug": f"kreis-{schluessel}", "sitz": name, "polizeidirektion": direktion},
    )
    return kreis


def gemeinde(name: str = "", kreis: Landkreis | None = None, **felder: Any) -> Kommune:
    nr = next(_nummer)
    name = name or f"Musterort {nr}"
    kreis = kreis or landkreis()
    art = felder.pop("art", KommuneArt.STADT)
    ist_gemeinde = art in {KommuneArt.GEMEINDE, KommuneArt.STADT, KommuneArt.GROSSE_KREISSTADT}
    # The keys of the register end with 0, so no made-up Kommune meets one of them.
    ags = f"{kreis.schluessel}{nr // 9 % 100:02d}{nr % 9 + 1}" if ist_gemeinde else ""
    felder = {"schluessel": ags or f"kommune-{nr}", "ags": ags, "slug": f"ort-{nr}", **felder}
    return Kommune.objects.create(name=name, name_eindeutig=name, art=art, landkreis=kreis, **felder)


def entwurf(
    *kommunen: Kommune, art: str = VereinbarungArt.KOOPERATIONSVEREINBARUNG, by: User | None = None, **felder: Any
) -> Vereinbarung:
    felder.setdefault("bezeichnung", f"Vereinbarung {next(_nummer)}")
    felder.setdefault("jetzt", JETZT)
    return anlage.create_vereinbarung(art=art, kommunen=kommunen or [gemeinde()], by=by, **felder)


def in_zeichnung(*kommunen: Kommune, by: User | None = None, **felder: Any) -> Vereinbarung:
    jetzt = felder.get("jetzt", JETZT)
    v = entwurf(*kommunen, by=by, **felder)
    anlage.store_vertragstext(vereinbarung=v, anmerkung="liegt in der E-Akte", by=by, jetzt=jetzt)
    for rolle, funktion in FUNKTION.items():
        v.parteien.filter(rolle=rolle).update(vorgesehen=funktion)
    for schritt in ("abstimmen", "ohne_beschluss", "zeichnung_beginnen"):
        workflow.execute(objekt=v, uebergang=schritt, by=None, jetzt=jetzt, grund="kein Beschluss nötig")
    return v


def unterzeichne(
    v: Vereinbarung, partei: Vertragspartei, *, am: dt.date = HEUTE, by: User | None = None, **felder: Any
) -> Any:
    felder.setdefault("funktion", FUNKTION[Parteirolle(partei.rolle)])
    felder.setdefault("jetzt", JETZT)
    return zeichnung.record_unterzeichnung(vereinbarung=v, partei=partei, am=am, by=by, **felder)


def unterzeichne_alle(v: Vereinbarung, *, am: dt.date = HEUTE, ausser: int = 0, **felder: Any) -> Vereinbarung:
    """All open signatures on that day, but for the last `ausser` ones."""
    offen = list(v.offene_parteien())
    for partei in offen[: len(offen) - ausser]:
        unterzeichne(v, partei, am=am, **felder)
    return v


def in_kraft(*kommunen: Kommune, am: dt.date = HEUTE, **felder: Any) -> Vereinbarung:
    v = in_zeichnung(*kommunen, **felder)
    return unterzeichne_alle(v, am=am, jetzt=felder.get("jetzt", JETZT))


def coaching(kommune: Kommune | None = None, *, by: User | None = None) -> Coachingprozess:
    prozess = Coachingprozess.objects.create(kommune=kommune or gemeinde())
    workflow.enter_start(objekt=prozess, by=by, jetzt=JETZT, wirksam=UngefaehresDatum(dt.date(2026, 1, 1)))
    return prozess


def analyse(*kommunen: Kommune, by: User | None = None) -> Sicherheitsanalyse:
    neue = Sicherheitsanalyse.objects.create(bezeichnung=f"Analyse {next(_nummer)}")
    neue.kommunen.set(kommunen or [gemeinde()])
    workflow.enter_start(objekt=neue, by=by, jetzt=JETZT, wirksam=UngefaehresDatum(dt.date(2026, 1, 1)))
    return neue


def uebernommen(*kommunen: Kommune, am: str = "2020", nummer: int | None = None, **felder: Any) -> Vereinbarung:
    """Stock from before the portal; without a number "nicht überliefert"."""
    felder = {"bezeichnung": f"Bestand {next(_nummer)}", "art": VereinbarungArt.KOOPERATIONSVEREINBARUNG, **felder}
    return bestand.take_over_vereinbarung(
        kommunen=kommunen or [gemeinde()],
        in_kraft=UngefaehresDatum.lies(am),
        nummer=nummer,
        by=None,
        jetzt=JETZT,
        **felder,
    )
