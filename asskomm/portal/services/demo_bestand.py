"""The fictitious past: facts that fill what the publications leave open, so that every published row comes out."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from asskomm.core.models import User
from asskomm.core.stichtag import UngefaehresDatum
from asskomm.core.workflow import take_over
from foerderung.models import Haushaltsansatz, Zuwendung
from kommunen.models import Ansprechperson, Beratung, EngeZusammenarbeit, Handlungsfeld, KommunalerPraeventionsrat
from vereinbarungen.enums import NummerHerkunft, Parteirolle, VereinbarungArt, Zeichnungsform
from vereinbarungen.models import Coachingprozess, Sicherheitsanalyse, Vereinbarung
from vereinbarungen.services.bestand import take_over_vereinbarung

from ..bestandsdaten import Kommunenverzeichnis
from .bestand import record_zeichnung_im_bestand

QUELLE = "Demodaten, frei erfunden"
GRUND = "Demodaten"
TRAEGER = "Institut B3 e. V."
LAUFZEIT_ENDET_BALD = ("Oschatz", 60)  # name of the agreement, days from the day of loading


def load_tatsachen(
    *, daten: dict[str, Any], kommunen: Kommunenverzeichnis, by: User | None, jetzt: dt.datetime
) -> None:
    gemeinsam: dict[str, Any] = {"fiktiv": True, "quelle": QUELLE, "erfasst_zeitpunkt": jetzt, "erfasst_durch": by}
    Beratung.objects.bulk_create(
        Beratung(kommune=kommunen[k], am=dt.date.fromisoformat(tag), kontaktart=art, anlass=anlass, **gemeinsam)
        for k, tag, art, anlass in daten["beratungen"]
    )
    EngeZusammenarbeit.objects.bulk_create(
        EngeZusammenarbeit(
            kommune=kommunen[k],
            am=dt.date.fromisoformat(tag),
            bis=dt.date.fromisoformat(bis) if bis else None,
            bis_erfasst_zeitpunkt=jetzt if bis else None,
            **gemeinsam,
        )
        for k, tag, bis in daten["enge_zusammenarbeit"]
    )
    Zuwendung.objects.bulk_create(
        Zuwendung(
            kommune=kommunen[k],
            foerderjahr=jahr,
            am=dt.date.fromisoformat(tag),
            betrag=Decimal(betrag),
            gegenstand=zweck,
            **gemeinsam,
        )
        for k, jahr, tag, betrag, zweck in daten["zuwendungen"]
    )
    Haushaltsansatz.objects.bulk_create(
        Haushaltsansatz(jahr=jahr, betrag=Decimal(betrag), **gemeinsam) for jahr, betrag in daten["haushalt"]
    )


def load_kontakte(*, daten: dict[str, Any], kommunen: Kommunenverzeichnis, by: User | None) -> None:
    """Functions with invented addresses, and the fields of action that the map can filter by."""
    for k, stelle, email, oeffentlich in daten["ansprechpersonen"]:
        Ansprechperson.objects.create(
            kommune=kommunen[k], funktion=stelle, email=email, oeffentlich=oeffentlich, fiktiv=True
        )
    felder = {f.slug: f for f in Handlungsfeld.objects.all()}
    for k, slugs in daten["handlungsfelder"]:
        kommunen[k].handlungsfelder.add(*(felder[slug] for slug in slugs))


def load_prozesse(*, daten: dict[str, Any], kommunen: Kommunenverzeichnis, by: User | None, jetzt: dt.datetime) -> None:
    """Prevention councils, coaching and analyses with their steps, taken over in their order."""
    for k, schritte in daten["kpr"]:
        kommune = kommunen[k]
        kpr = KommunalerPraeventionsrat.objects.create(
            kommune=kommune,
            kontakt_funktion="Koordinierungsstelle Prävention",
            kontakt_email=f"kpr.{kommune.slug}@example.org",
            quelle=QUELLE,
            fiktiv=True,
        )
        _schritte(kpr, schritte, by, jetzt)
    for k, anliegen, schritte in daten["coaching"]:
        coaching = Coachingprozess.objects.create(
            kommune=kommunen[k], anliegen=anliegen, traeger=TRAEGER, quelle=QUELLE, fiktiv=True
        )
        _schritte(coaching, schritte, by, jetzt)
    for bezeichnung, beteiligte, analyseformat, schritte in daten["analysen"]:
        analyse = Sicherheitsanalyse.objects.create(
            bezeichnung=bezeichnung, format=analyseformat, quelle=QUELLE, fiktiv=True
        )
        analyse.kommunen.set(kommunen.alle(beteiligte))
        _schritte(analyse, schritte, by, jetzt)


def load_vereinbarungen(
    *, daten: dict[str, Any], kommunen: Kommunenverzeichnis, by: User | None, jetzt: dt.datetime
) -> None:
    """The fictitious agreements in force, numbered together with the real ones in the order of their days."""
    nummern = _number_bestand(daten["vereinbarungen"])
    for v in daten["vereinbarungen"]:
        in_kraft = UngefaehresDatum.lies(v["in_kraft"])
        vereinbarung = take_over_vereinbarung(
            art=VereinbarungArt.KOOPERATIONSVEREINBARUNG,
            bezeichnung=v["bezeichnung"],
            kommunen=kommunen.alle(v["kommunen"]),
            in_kraft=in_kraft,
            nummer=nummern[v["bezeichnung"]],
            herkunft=NummerHerkunft.FIKTIV,
            laufzeit_bis=_laufzeit_bis(v["bezeichnung"], jetzt),
            quelle=QUELLE,
            grund=GRUND,
            fiktiv=True,
            by=by,
            jetzt=jetzt,
        )
        record_zeichnung_im_bestand(
            vereinbarung=vereinbarung,
            am=in_kraft.am,
            by=by,
            jetzt=jetzt,
            funktionen={
                Parteirolle.KOMMUNE: v["funktion_kommune"],
                Parteirolle.POLIZEI: v["funktion_polizei"],
                Parteirolle.LPR: "Geschäftsführung des Landespräventionsrates",
            },
            form=Zeichnungsform.PAPIER,
            ort=v["ort"],
        )


def _number_bestand(fiktive: Iterable[dict[str, Any]]) -> dict[str, int]:
    """Number = place in the order of days. Real agreements whose number nobody knows get a fictitious one.

    The numbers that are known (21, 30, 47, 50, 60) come out again; if not, the data file is wrong.
    """
    reale = list(Vereinbarung.objects.kooperationsvereinbarungen().filter(in_kraft_am__isnull=False, fiktiv=False))
    reihe: list[tuple[dt.date, str, Vereinbarung | None]] = [(v.in_kraft_am, v.bezeichnung, v) for v in reale]  # type: ignore[misc]
    reihe += [(UngefaehresDatum.lies(v["in_kraft"]).am, v["bezeichnung"], None) for v in fiktive]
    nummern = {}
    for nummer, (_, bezeichnung, reale_vereinbarung) in enumerate(sorted(reihe, key=lambda z: z[:2]), start=1):
        if reale_vereinbarung is None:
            nummern[bezeichnung] = nummer
        elif reale_vereinbarung.laufende_nr is None:
            # without a history row: entferne_demo leaves no trace on a real agreement
            Vereinbarung.objects.filter(pk=reale_vereinbarung.pk).update(
                laufende_nr=nummer, nummer_herkunft=NummerHerkunft.FIKTIV
            )
        elif reale_vereinbarung.laufende_nr != nummer:
            raise ValueError(f"{bezeichnung}: Nr. {reale_vereinbarung.laufende_nr} käme als Nr. {nummer} heraus.")
    return nummern


def _laufzeit_bis(bezeichnung: str, jetzt: dt.datetime) -> dt.date | None:
    name, tage = LAUFZEIT_ENDET_BALD
    return (jetzt + dt.timedelta(days=tage)).date() if bezeichnung == name else None


def _schritte(objekt: Any, schritte: list[list[str]], by: User | None, jetzt: dt.datetime) -> None:
    for status, tag in schritte:
        wirksam = UngefaehresDatum.lies(tag)
        take_over(objekt=objekt, status=status, by=by, jetzt=jetzt, wirksam=wirksam, grund=GRUND)
