"""A new agreement: participants, parties, texts, council decisions, the planned signing."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Max, Q

from asskomm.core import workflow
from asskomm.core.datenstand import mark_changed
from asskomm.core.models import Richtung, Stueckart, User
from asskomm.core.protokoll import vorgang
from asskomm.core.services.akten import file_dokument
from asskomm.core.uploads import check_scan, store_dokument
from kommunen.models import Kommune

from ..enums import (
    BESTAND,
    VOR_INKRAFTTRETEN,
    VORBEREITUNG,
    Gremiumsergebnis,
    Parteirolle,
    VereinbarungArt,
    VereinbarungStatus,
)
from ..models import Beteiligung, Gremienbeschluss, Vereinbarung, Vertragspartei, Vertragstext
from ..pruefung import (
    bestehen_gruende,
    heute,
    inkrafttreten_gruende,
    laufzeit_gruende,
    lock,
    recht_gruende,
    refuse,
    stand_gruende,
)

_WORK = "vereinbarungen.work_vereinbarung"
_ENTWURF = frozenset({VereinbarungStatus.ENTWURF})  # afterwards text and participants are what is being agreed upon


@vorgang
def create_vereinbarung(
    *,
    art: str,
    bezeichnung: str,
    kommunen: Iterable[Kommune],
    by: User | None,
    jetzt: dt.datetime,
    ersetzt: Vereinbarung | None = None,
    in_kraft_laut_text: dt.date | None = None,
    laufzeit_bis: dt.date | None = None,
    kuendigungsfrist_monate: int | None = None,
    geschaeftszeichen: str = "",
    notiz: str = "",
    quelle: str = "",
    fiktiv: bool = False,
) -> Vereinbarung:
    """A draft with its parties: each Kommune, LPR and, but for a Vorvereinbarung, the PDs of their Landkreise."""
    kommunen = list(dict.fromkeys(kommunen))
    gruende = recht_gruende(by, _WORK)
    if not bezeichnung.strip():
        gruende.append("Bitte geben Sie eine Bezeichnung an.")
    if not kommunen:
        gruende.append("Bitte wählen Sie mindestens eine Kommune.")
    gruende += bestehen_gruende(kommunen, heute(jetzt))
    gruende += _ersetzt_gruende(art, kommunen, ersetzt)
    gruende += inkrafttreten_gruende(in_kraft_laut_text, jetzt) + laufzeit_gruende(in_kraft_laut_text, laufzeit_bis)
    refuse(gruende)
    vereinbarung = Vereinbarung(
        art=art,
        bezeichnung=bezeichnung.strip(),
        ersetzt=ersetzt,
        in_kraft_laut_text=in_kraft_laut_text,
        laufzeit_bis=laufzeit_bis,
        kuendigungsfrist_monate=kuendigungsfrist_monate,
        geschaeftszeichen=geschaeftszeichen,
        notiz=notiz,
        quelle=quelle,
        fiktiv=fiktiv,
    )
    vereinbarung.save()
    for kommune in kommunen:
        bind_kommune(vereinbarung=vereinbarung, kommune=kommune, by=by, jetzt=jetzt)
    align_parteien(vereinbarung=vereinbarung, by=by)
    workflow.enter_start(objekt=vereinbarung, by=by, jetzt=jetzt)
    return vereinbarung


def bind_kommune(
    *, vereinbarung: Vereinbarung, kommune: Kommune, by: User | None, jetzt: dt.datetime, am: dt.date | None = None
) -> Beteiligung:
    """Binds a Kommune; without `am` from the start of the agreement."""
    return Beteiligung.objects.create(
        vereinbarung=vereinbarung,
        kommune=kommune,
        beitritt_am=am,
        erfasst_zeitpunkt=jetzt,
        erfasst_durch=by,
        fiktiv=vereinbarung.fiktiv,
    )


def align_parteien(*, vereinbarung: Vereinbarung, by: User | None) -> None:
    """Makes the parties follow from the participants; what somebody entered on a party that stays is kept."""
    laufende = vereinbarung.beteiligungen.filter(austritt_am=None)
    beteiligt = [
        b.kommune
        for b in laufende.select_related("kommune__landkreis__polizeidirektion").order_by("kommune__sortiername")
    ]
    pds = set()
    if vereinbarung.art == VereinbarungArt.KOOPERATIONSVEREINBARUNG:
        pds = {kommune.landkreis.polizeidirektion for kommune in beteiligt}
    weg = vereinbarung.parteien.filter(
        Q(rolle=Parteirolle.KOMMUNE) & ~Q(kommune__in=beteiligt)
        | Q(rolle=Parteirolle.POLIZEI) & ~Q(polizeidirektion__in=pds)
    )
    weg.filter(unterzeichnungen__isnull=True).delete()
    weg.update(erforderlich=False)  # an annulled signature keeps its party on record
    angaben = {"fiktiv": vereinbarung.fiktiv, "erforderlich": True}
    gemeinsam: Any = {"vereinbarung": vereinbarung, "defaults": {"erforderlich": True}, "create_defaults": angaben}
    for kommune in beteiligt:
        Vertragspartei.objects.update_or_create(rolle=Parteirolle.KOMMUNE, kommune=kommune, **gemeinsam)
    for pd in sorted(pds, key=lambda pd: pd.kuerzel):
        Vertragspartei.objects.update_or_create(rolle=Parteirolle.POLIZEI, polizeidirektion=pd, **gemeinsam)
    Vertragspartei.objects.update_or_create(rolle=Parteirolle.LPR, **gemeinsam)


@vorgang
def add_beteiligung(
    *,
    vereinbarung: Vereinbarung,
    kommune: Kommune,
    by: User | None,
    jetzt: dt.datetime,
    am: dt.date | None = None,
) -> Beteiligung:
    """In the draft the Kommune becomes a party; an agreement in force it joins on the given day."""
    vereinbarung = lock(vereinbarung)
    gruende = recht_gruende(by, _WORK, vereinbarung)
    gruende += stand_gruende(vereinbarung, _ENTWURF | {VereinbarungStatus.IN_KRAFT}, "Eine Kommune aufzunehmen")
    gruende += _schon_beteiligt(vereinbarung, kommune, am)
    gruende += bestehen_gruende([kommune], am or heute(jetzt))
    if vereinbarung.status == VereinbarungStatus.IN_KRAFT:
        gruende += _beitritt_gruende(vereinbarung, am, heute(jetzt))
    else:
        am = None
    refuse(gruende)
    beteiligung = bind_kommune(vereinbarung=vereinbarung, kommune=kommune, by=by, jetzt=jetzt, am=am)
    if vereinbarung.status in VORBEREITUNG:
        align_parteien(vereinbarung=vereinbarung, by=by)
    mark_changed()
    return beteiligung


@vorgang
def remove_beteiligung(*, beteiligung: Beteiligung, by: User | None, jetzt: dt.datetime) -> None:
    """Takes a Kommune out of a draft."""
    vereinbarung = lock(beteiligung.vereinbarung)
    gruende = recht_gruende(by, _WORK, vereinbarung)
    gruende += stand_gruende(vereinbarung, _ENTWURF, "Eine Kommune zu entfernen")
    if vereinbarung.beteiligungen.count() == 1:
        gruende.append("Mindestens eine Kommune muss beteiligt bleiben.")
    refuse(gruende)
    beteiligung.delete()
    align_parteien(vereinbarung=vereinbarung, by=by)


@vorgang
def leave_beteiligung(*, beteiligung: Beteiligung, am: dt.date, by: User | None, jetzt: dt.datetime) -> None:
    """A Kommune leaves an agreement in force; from that day on it is no longer bound."""
    vereinbarung = lock(beteiligung.vereinbarung)
    beteiligung.refresh_from_db()
    gruende = recht_gruende(by, _WORK, vereinbarung)
    gruende += stand_gruende(vereinbarung, frozenset({VereinbarungStatus.IN_KRAFT}), "Ein Austritt")
    if beteiligung.ist_annulliert:
        gruende.append("Der Eintrag ist schon annulliert.")
    if beteiligung.austritt_am:
        gruende.append(f"{beteiligung.kommune} ist schon am {beteiligung.austritt_am:%d.%m.%Y} ausgetreten.")
    beginn = beteiligung.beitritt_am or vereinbarung.in_kraft_am
    if beginn and am < beginn:
        gruende.append(f"Der Austritt am {am:%d.%m.%Y} liegt vor dem Beginn der Bindung ({beginn:%d.%m.%Y}).")
    laufende = Beteiligung.objects.laufend().filter(vereinbarung=vereinbarung)
    if not laufende.exclude(pk=beteiligung.pk).exists():
        gruende.append("Die letzte beteiligte Kommune kann nicht austreten; tragen Sie eine Kündigung ein.")
    refuse(gruende)
    beteiligung.austritt_am = am
    beteiligung.austritt_erfasst_zeitpunkt = jetzt
    beteiligung.save(update_fields=["austritt_am", "austritt_erfasst_zeitpunkt"])
    mark_changed()


@vorgang
def store_vertragstext(
    *,
    vereinbarung: Vereinbarung,
    by: User | None,
    jetzt: dt.datetime,
    datei: UploadedFile | None = None,
    anmerkung: str = "",
) -> Vertragstext:
    """The next version of the text; without a file when it is kept elsewhere (the note then says where)."""
    vereinbarung = lock(vereinbarung)
    gruende = recht_gruende(by, _WORK, vereinbarung)
    gruende += stand_gruende(vereinbarung, _ENTWURF, "Eine neue Textfassung")
    if datei is None and not anmerkung.strip():
        gruende.append("Bitte laden Sie eine Datei hoch oder nennen Sie den Ablageort in der Anmerkung.")
    refuse(gruende)
    letzte = vereinbarung.vertragstexte.aggregate(nr=Max("fassung"))["nr"] or 0
    dokument = None
    if datei is not None:
        art = check_scan(datei)
        dokument = store_dokument(datei=datei, mimetype=art, by=by, jetzt=jetzt, fiktiv=vereinbarung.fiktiv)
        file_dokument(
            fall=vereinbarung, dokument=dokument, art=Stueckart.TEXT, richtung=Richtung.INTERN,
            betreff=f"Text, Fassung {letzte + 1}", by=by, jetzt=jetzt,
        )  # fmt: skip
    return Vertragstext.objects.create(
        vereinbarung=vereinbarung,
        fassung=letzte + 1,
        dokument=dokument,
        anmerkung=anmerkung.strip(),
        erfasst_zeitpunkt=jetzt,
        erfasst_durch=by,
        fiktiv=vereinbarung.fiktiv,
    )


@vorgang
def record_gremienbeschluss(
    *,
    vereinbarung: Vereinbarung,
    kommune: Kommune,
    gremium: str,
    datum: dt.date,
    by: User | None,
    jetzt: dt.datetime,
    nummer: str = "",
    ergebnis: str = Gremiumsergebnis.ZUGESTIMMT,
) -> Gremienbeschluss:
    """The decision of a council (§ 28 Abs. 2 Nr. 3 SächsGemO) on the agreement."""
    vereinbarung = lock(vereinbarung)
    gruende = recht_gruende(by, _WORK, vereinbarung)
    gruende += stand_gruende(vereinbarung, VOR_INKRAFTTRETEN | BESTAND, "Einen Beschluss einzutragen")
    if not Beteiligung.objects.gueltig().filter(vereinbarung=vereinbarung, kommune=kommune).exists():
        gruende.append(f"{kommune} ist an dieser Vereinbarung nicht beteiligt.")
    if not gremium.strip():
        gruende.append("Bitte nennen Sie das Gremium.")
    if datum > heute(jetzt):
        gruende.append(f"Der Tag {datum:%d.%m.%Y} liegt in der Zukunft.")
    refuse(gruende)
    return Gremienbeschluss.objects.create(
        vereinbarung=vereinbarung,
        kommune=kommune,
        gremium=gremium.strip(),
        nummer=nummer.strip(),
        datum=datum,
        ergebnis=ergebnis,
        fiktiv=vereinbarung.fiktiv,
    )


@vorgang
def plan_unterzeichnung(
    *,
    vereinbarung: Vereinbarung,
    am: dt.date | None,
    by: User | None,
    jetzt: dt.datetime,
    ort: str = "",
    gaeste: str = "",
    sperrfrist_bis: dt.datetime | None = None,
) -> None:
    """Day, place, guests and Sperrfrist of the signing; without a day the plan is dropped."""
    vereinbarung_jetzt = lock(vereinbarung)
    gruende = recht_gruende(by, _WORK, vereinbarung_jetzt)
    gruende += stand_gruende(vereinbarung_jetzt, VOR_INKRAFTTRETEN, "Eine Unterzeichnung zu planen")
    if am is not None and am < heute(jetzt) and am != vereinbarung_jetzt.geplant_am:
        gruende.append(f"Der geplante Tag {am:%d.%m.%Y} liegt in der Vergangenheit.")
    gruende += _sperrfrist_gruende(vereinbarung_jetzt, sperrfrist_bis, jetzt)
    refuse(gruende)
    vereinbarung_jetzt.geplant_am = am
    vereinbarung_jetzt.geplant_ort = ort.strip() if am else ""
    vereinbarung_jetzt.geplant_gaeste = gaeste.strip() if am else ""
    vereinbarung_jetzt.sperrfrist_bis = sperrfrist_bis
    felder = ["geplant_am", "geplant_ort", "geplant_gaeste", "sperrfrist_bis"]
    vereinbarung_jetzt.save(update_fields=felder)
    vereinbarung.refresh_from_db(fields=felder)
    mark_changed()


@vorgang
def set_sperrfrist(*, vereinbarung: Vereinbarung, bis: dt.datetime | None, by: User | None, jetzt: dt.datetime) -> None:
    """Sets, moves or lifts the Sperrfrist, also of an agreement that is in force already."""
    vereinbarung_jetzt = lock(vereinbarung)
    gruende = recht_gruende(by, _WORK, vereinbarung_jetzt)
    gruende += stand_gruende(vereinbarung_jetzt, VOR_INKRAFTTRETEN | BESTAND, "Eine Sperrfrist")
    gruende += _sperrfrist_gruende(vereinbarung_jetzt, bis, jetzt)
    refuse(gruende)
    vereinbarung_jetzt.sperrfrist_bis = bis
    vereinbarung_jetzt.save(update_fields=["sperrfrist_bis"])
    vereinbarung.sperrfrist_bis = bis
    mark_changed()


def _ersetzt_gruende(art: str, kommunen: list[Kommune], ersetzt: Vereinbarung | None) -> list[str]:
    if ersetzt is None:
        return []
    gruende = []
    if art != VereinbarungArt.KOOPERATIONSVEREINBARUNG or ersetzt.art != VereinbarungArt.VORVEREINBARUNG:
        gruende.append("Nur eine Kooperationsvereinbarung ersetzt eine Vorvereinbarung.")
    if ersetzt.status != VereinbarungStatus.IN_KRAFT:
        gruende.append(f"Die Vorvereinbarung „{ersetzt.bezeichnung}“ ist nicht in Kraft.")
    if not ersetzt.beteiligungen.filter(kommune__in=kommunen).exists():
        gruende.append("An der Vorvereinbarung ist keine dieser Kommunen beteiligt.")
    return gruende


def _schon_beteiligt(vereinbarung: Vereinbarung, kommune: Kommune, am: dt.date | None) -> list[str]:
    fruehere = Beteiligung.objects.gueltig().filter(vereinbarung=vereinbarung, kommune=kommune)
    if fruehere.filter(austritt_am__isnull=True).exists():
        return [f"{kommune} ist schon beteiligt."]
    ende = fruehere.aggregate(letztes=Max("austritt_am"))["letztes"]
    return [f"{kommune} war bis {ende:%d.%m.%Y} beteiligt."] if ende and am and am < ende else []


def _beitritt_gruende(vereinbarung: Vereinbarung, am: dt.date | None, tag: dt.date) -> list[str]:
    if am is None:
        return ["Bitte geben Sie den Tag des Beitritts an."]
    if am > tag:
        return [f"Der Beitritt am {am:%d.%m.%Y} liegt in der Zukunft."]
    if vereinbarung.in_kraft_am and am < vereinbarung.in_kraft_am:
        return [f"Der Beitritt liegt vor dem Inkrafttreten ({vereinbarung.in_kraft})."]
    return []


def _sperrfrist_gruende(vereinbarung: Vereinbarung, bis: dt.datetime | None, jetzt: dt.datetime) -> list[str]:
    if bis is not None and bis != vereinbarung.sperrfrist_bis and bis <= jetzt:
        return ["Die Sperrfrist liegt in der Vergangenheit."]
    return []
