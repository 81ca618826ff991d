"""Imports: upload, mapping, check, takeover in one go, undo. The long parts run as Arbeitslauf (ADR 0017)."""

import datetime as dt
from dataclasses import replace
from functools import partial
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils.crypto import get_random_string

from ..arbeitsarten import Arbeitsart, Fortschritt, register_arbeitsart
from ..datenstand import mark_changed
from ..errors import Ablehnung
from ..importarten import Importart, importart
from ..importe import vorschau
from ..importe.marke import bestandsmarke
from ..importe.zuordnung import Zuordnung, passt
from ..models import Arbeitslauf, Import, Importstand, Spaltenzuordnung, User
from ..protokoll import protokolliere, vorgang
from ..tabellendatei import Tabellenfehler, lies_rohtabelle
from ..uploads import sha256
from ..warteschlange import register_pflege
from .arbeitslauf import run_arbeitslauf, start_arbeitslauf
from .importspalten import read_kopf

PRUEFEN, UEBERNEHMEN, ZURUECKNEHMEN = "import.pruefen", "import.uebernehmen", "import.zuruecknehmen"
RECHT = "core.add_import"
SOFORT_ZEILEN = 200
"""So many rows are dealt with in the request; more of them wait for the worker."""
SOFORT_BYTES = 1024 * 1024
LIEGEN = dt.timedelta(days=14)
"""After so long an upload that nobody takes over is dropped, file and rows."""
VERSUCHE = 3
VERALTET = (
    "Der Bestand hat sich seit der Vorschau geändert. Es wurde nichts übernommen; bitte sehen Sie die neue Vorschau an."
)


# --- Upload and mapping


@vorgang
def start_import(*, art: str, datei: File, by: User, jetzt: dt.datetime) -> Import:
    """Stores the file with a suggested mapping of its columns; refuses what cannot be read as a table."""
    kind = _verlange_recht(art, by)
    zum_import = Import(
        art=art,
        dateiname=_dateiname(datei),
        sha256=sha256(datei),
        erfasst_zeitpunkt=jetzt,
        erfasst_durch=by,
    )
    read_kopf(zum_import=zum_import, datei=datei, art=kind, by=by)
    endung = zum_import.dateiname.rpartition(".")[2].lower()
    zum_import.datei.save(f"{get_random_string(32)}.{endung}", datei, save=True)
    return zum_import


@vorgang
def choose_kopfzeile(*, zum_import: Import, kopfzeile: int, by: User, jetzt: dt.datetime) -> Import:
    """Another row of the file holds the headings; the mapping begins anew."""
    kind = _verlange_recht(zum_import.art, by)
    gesperrt = _gesperrt(zum_import)
    if gruende := _nicht_mehr_offen(gesperrt):
        raise Ablehnung(gruende)
    with gesperrt.oeffne() as datei:
        read_kopf(zum_import=gesperrt, datei=datei, art=kind, by=by, kopfzeile=kopfzeile)
    gesperrt.stand, gesperrt.hinweis = Importstand.HOCHGELADEN, ""
    gesperrt.save()
    return gesperrt


@vorgang
def map_spalten(
    *,
    zum_import: Import,
    zuordnung: Zuordnung,
    by: User,
    jetzt: dt.datetime,
    name: str = "",
    fuer_alle: bool = False,
) -> Import:
    """Sets the mapping of the file, and keeps it under `name` where one is given."""
    kind = _verlange_recht(zum_import.art, by)
    gesperrt = _gesperrt(zum_import)
    gruende = _nicht_mehr_offen(gesperrt)
    if not passt(zuordnung, gesperrt.kopf):
        gruende.append("Die Zuordnung nennt eine Überschrift, die in der Datei nicht steht.")
    gruende += [f"Die Spalte „{n}“ ist Pflicht." for n in zuordnung.fehlende(kind.resource.dateispalten())]
    if gruende:
        raise Ablehnung(gruende)
    kopfzeile = Zuordnung.aus(gesperrt.zuordnung).kopfzeile
    gesperrt.zuordnung = replace(zuordnung, kopfzeile=kopfzeile).als_angaben()
    gesperrt.stand, gesperrt.hinweis = Importstand.HOCHGELADEN, ""
    gesperrt.save()
    if name.strip():
        Spaltenzuordnung.objects.update_or_create(
            art=gesperrt.art,
            name=name.strip()[:80],
            erfasst_durch=by,
            defaults={
                "fuer_alle": fuer_alle,
                "kopf": gesperrt.kopf,
                "zuordnung": gesperrt.zuordnung,
                "erfasst_zeitpunkt": jetzt,
            },
        )
    return gesperrt


@vorgang
def discard_import(*, zum_import: Import, by: User | None, jetzt: dt.datetime) -> None:
    """Drops the file and the preview; that there was an upload stays visible."""
    if by is not None:
        _verlange_recht(zum_import.art, by)
    gesperrt = _gesperrt(zum_import)
    if gruende := _nicht_mehr_offen(gesperrt):
        raise Ablehnung(gruende)
    gesperrt.stand = Importstand.VERWORFEN
    gesperrt.zeilen.all().delete()
    _lege_datei_weg(gesperrt)
    gesperrt.save()


# --- Long parts: begun by a person, carried out by the worker or at once


def check_import(*, zum_import: Import, by: User, jetzt: dt.datetime) -> Arbeitslauf:
    """Reads and checks the file again. The run is finished on return where the file is small."""
    _verlange_recht(zum_import.art, by)
    return _starte(PRUEFEN, f"„{zum_import.dateiname}“ prüfen", zum_import, by=by, jetzt=jetzt, gruende=())


def apply_import(*, zum_import: Import, by: User, jetzt: dt.datetime) -> Arbeitslauf:
    """Takes over all rows, or none. Refused with errors in the preview, or if it was done already."""
    _verlange_recht(zum_import.art, by)
    zum_import.refresh_from_db()
    titel = f"„{zum_import.dateiname}“ übernehmen"
    return _starte(UEBERNEHMEN, titel, zum_import, by=by, jetzt=jetzt, gruende=_gegen_uebernahme(zum_import))


def undo_import(*, zum_import: Import, grund: str, by: User, jetzt: dt.datetime) -> Arbeitslauf:
    """Takes the whole import back while nothing builds on it."""
    _verlange_recht(zum_import.art, by)
    zum_import.refresh_from_db()
    # A large import is looked through by the worker.
    gruende = _gegen_ruecknahme(zum_import, ganz=_ist_klein(zum_import))
    if not grund.strip():
        gruende.append("Bitte geben Sie einen Grund an.")
    titel = f"Import „{zum_import.dateiname}“ zurücknehmen"
    angaben = {"grund": grund.strip()[:200]}
    return _starte(ZURUECKNEHMEN, titel, zum_import, by=by, jetzt=jetzt, gruende=gruende, **angaben)


def _starte(
    art: str, titel: str, zum_import: Import, *, by: User, jetzt: dt.datetime, gruende: Any, **angaben: Any
) -> Arbeitslauf:
    with vorgang():
        gesperrt = _gesperrt(zum_import)
        if gesperrt.lauf is not None and gesperrt.lauf.ist_offen:
            raise Ablehnung("Dieser Import wird gerade bearbeitet.")
        if gruende:
            raise Ablehnung(gruende)
        angaben["import_pk"] = gesperrt.pk
        lauf = start_arbeitslauf(art=art, titel=titel, angaben=angaben, by=by, jetzt=jetzt)
        gesperrt.lauf = lauf
        gesperrt.save(update_fields=["lauf"])
    if _ist_klein(gesperrt):
        run_arbeitslauf(lauf_pk=lauf.pk)
        lauf.refresh_from_db()
    zum_import.refresh_from_db()
    return lauf


def _ist_klein(zum_import: Import) -> bool:
    """Not read yet: by its size and, if that is small, by its rows."""
    if zum_import.stand != Importstand.HOCHGELADEN:
        return zum_import.zeilenzahl <= SOFORT_ZEILEN
    if zum_import.datei.size > SOFORT_BYTES:
        return False
    with zum_import.oeffne() as datei:
        try:
            return sum(1 for _ in lies_rohtabelle(datei).zeilen) <= SOFORT_ZEILEN
        except Tabellenfehler:
            return True  # the check says what is wrong


# --- What the runs do


def run_check(*, lauf: Arbeitslauf, fortschritt: Fortschritt, jetzt: dt.datetime, by: Any = None) -> dict[str, Any]:
    by = by or lauf.erfasst_durch
    zum_import = _des_laufs(lauf, by)
    _verlange_stand(zum_import, Importstand.HOCHGELADEN, Importstand.GEPRUEFT)
    try:
        _pruefe(zum_import, by=by, jetzt=jetzt, fortschritt=fortschritt)
    except Ablehnung as ablehnung:
        zum_import.stand, zum_import.hinweis = Importstand.HOCHGELADEN, "\n".join(ablehnung.gruende)
        zum_import.save()
        raise
    return _angaben(zum_import)


def run_apply(*, lauf: Arbeitslauf, fortschritt: Fortschritt, jetzt: dt.datetime, by: Any = None) -> dict[str, Any]:
    """If the stock has changed, the check runs again outside of the transaction; a new outcome is shown first."""
    by = by or lauf.erfasst_durch
    zum_import = _des_laufs(lauf, by)
    for _ in range(VERSUCHE):
        if _uebernimm(zum_import, by=by, jetzt=jetzt, fortschritt=fortschritt):
            return _angaben(zum_import)
        vorher = zum_import.fingerabdruck
        _pruefe(zum_import, by=by, jetzt=jetzt, fortschritt=fortschritt)
        if zum_import.fingerabdruck != vorher:
            break
    raise Ablehnung(VERALTET)


def run_undo(*, lauf: Arbeitslauf, fortschritt: Fortschritt, jetzt: dt.datetime, by: Any = None) -> dict[str, Any]:
    by = by or lauf.erfasst_durch
    zum_import = _des_laufs(lauf, by)
    grund = f"Import „{zum_import.dateiname}“ zurückgenommen: {lauf.angaben['grund']}"[:300]
    with vorgang():
        _reihe_auf(zum_import)
        gesperrt = _gesperrt(zum_import)
        if gruende := _gegen_ruecknahme(gesperrt, ganz=False):
            raise Ablehnung(gruende)
        resource = _resource(gesperrt, by=by, jetzt=jetzt, anlass=grund)
        resource.sperre()
        zurueck, wieder = resource.nimm_import_zurueck(gesperrt, grund=grund)
        gesperrt.stand = Importstand.ZURUECKGENOMMEN
        gesperrt.zurueckgenommen_zeitpunkt, gesperrt.zurueckgenommen_durch = jetzt, by
        gesperrt.zurueckgenommen_grund = grund
        gesperrt.save()
        nachher = {"liste": _kind(gesperrt).titel, "zurückgenommen": zurueck, "wiederhergestellt": wieder}
        ereignis = "import.zurueckgenommen"
        protokolliere(ereignis=ereignis, by=by, jetzt=jetzt, objekt=gesperrt, nachher=nachher, grund=grund)
        mark_changed()
    return {"zurückgenommen": zurueck, "alte Werte wiederhergestellt": wieder}


def _pruefe(zum_import: Import, *, by: Any, jetzt: dt.datetime, fortschritt: Fortschritt) -> None:
    resource = _resource(zum_import, by=by, jetzt=jetzt)
    # Before the check: what changes meanwhile shows at the takeover.
    zum_import.bestandsmarke = bestandsmarke(resource.bezugstabellen())
    zaehler, zum_import.fingerabdruck = vorschau.pruefe(zum_import, resource, fortschritt)
    zum_import.neu, zum_import.geaendert = zaehler["NEU"], zaehler["GEAENDERT"]
    zum_import.unveraendert, zum_import.fehler = zaehler["UNVERAENDERT"], zaehler["FEHLER"]
    zum_import.stand, zum_import.hinweis = Importstand.GEPRUEFT, ""
    zum_import.save()


@vorgang
def _uebernimm(zum_import: Import, *, by: Any, jetzt: dt.datetime, fortschritt: Fortschritt) -> bool:
    """All of it in one transaction; False if the stock is not the one that the preview was made from."""
    _reihe_auf(zum_import)
    gesperrt = _gesperrt(zum_import)
    if gruende := _gegen_uebernahme(gesperrt):
        raise Ablehnung(gruende)
    resource = _resource(gesperrt, by=by, jetzt=jetzt)
    resource.sperre()
    if bestandsmarke(resource.bezugstabellen()) != gesperrt.bestandsmarke:
        return False
    resource.uebernimm(gesperrt, fortschritt)
    gesperrt.stand, gesperrt.uebernommen_zeitpunkt, gesperrt.uebernommen_durch = Importstand.UEBERNOMMEN, jetzt, by
    _lege_datei_weg(gesperrt)
    gesperrt.save()
    angaben = {"liste": _kind(gesperrt).titel, "datei": gesperrt.dateiname, "sha256": gesperrt.sha256}
    recht = _kind(gesperrt).recht
    anzahl = ("neu", "geaendert", "unveraendert")
    nachher = {**angaben, **{n: getattr(gesperrt, n) for n in anzahl}}
    protokolliere(ereignis="daten.importiert", by=by, jetzt=jetzt, objekt=gesperrt, nachher=nachher, recht=recht)
    mark_changed()
    return True


# --- Parts


def _kind(zum_import: Import) -> Importart:
    return importart(zum_import.art)


def _resource(zum_import: Import, *, by: Any, jetzt: dt.datetime, anlass: str = "") -> Any:
    anlass = anlass or f"Importiert aus {zum_import.dateiname}"
    return _kind(zum_import).resource(by=by, jetzt=jetzt, anlass=anlass[:100])


def _verlange_recht(art: str, by: User) -> Importart:
    kind = importart(art)
    if not kind.darf(by):
        raise Ablehnung(f"Ihre Rolle darf in „{kind.titel}“ nichts erfassen.")
    return kind


def _des_laufs(lauf: Arbeitslauf, by: User) -> Import:
    zum_import = Import.objects.get(pk=lauf.angaben["import_pk"])
    if zum_import.lauf_id != lauf.pk:  # a stopped run that goes on beside a newer one would write over its preview
        raise Ablehnung("Dieser Import wird inzwischen von einem anderen Lauf bearbeitet.")
    _verlange_recht(zum_import.art, by)
    return zum_import


def _gesperrt(zum_import: Import) -> Import:
    return Import.objects.select_for_update(of=("self",)).select_related("lauf").get(pk=zum_import.pk)


def _reihe_auf(zum_import: Import) -> None:
    """One takeover or undo of a kind at a time: the oldest row of the kind is the lock."""
    Import.objects.select_for_update(of=("self",)).filter(art=zum_import.art).order_by("pk").first()


def _verlange_stand(zum_import: Import, *staende: str) -> None:
    if zum_import.stand not in staende:
        raise Ablehnung(f"Dieser Import ist schon {zum_import.get_stand_display()}.")


def _nicht_mehr_offen(zum_import: Import) -> list[str]:
    if not zum_import.ist_offen:
        return [f"Dieser Import ist schon {zum_import.get_stand_display()}."]
    if zum_import.lauf is not None and zum_import.lauf.ist_offen:
        return ["Dieser Import wird gerade bearbeitet."]
    return []


def _gegen_uebernahme(zum_import: Import) -> list[str]:
    if zum_import.stand == Importstand.HOCHGELADEN:
        return ["Die Datei ist noch nicht geprüft."]
    if zum_import.stand != Importstand.GEPRUEFT:
        return [f"Dieser Import ist schon {zum_import.get_stand_display()}."]
    if zum_import.fehler:
        return [f"{zum_import.fehler} Zeilen sind fehlerhaft. Übernommen wird alles oder nichts."]
    return []


def _gegen_ruecknahme(zum_import: Import, *, ganz: bool) -> list[str]:
    """`ganz`: with every row; else only the state, and the undo itself looks at the rows."""
    if zum_import.stand != Importstand.UEBERNOMMEN:
        return [f"Zurücknehmen lässt sich nur, was übernommen ist; dieser Import ist {zum_import.get_stand_display()}."]
    return _kind(zum_import).resource().gegen_ruecknahme(zum_import) if ganz else []


def _angaben(zum_import: Import) -> dict[str, int]:
    return {
        "neu": zum_import.neu,
        "geändert": zum_import.geaendert,
        "unverändert": zum_import.unveraendert,
        "fehlerhaft": zum_import.fehler,
    }


def _dateiname(datei: File) -> str:
    name = str(datei.name or "datei").replace("\\", "/").rpartition("/")[2]
    return "".join(z for z in name if z.isprintable())[-200:]


def _lege_datei_weg(zum_import: Import) -> None:
    """The rows stay; the file itself is needed no more and may name people."""
    if name := str(zum_import.datei):
        transaction.on_commit(partial(zum_import.datei.storage.delete, name))
        zum_import.datei = ""


def drop_liegengebliebene(*, by: User | None = None, jetzt: dt.datetime) -> int:
    """Uploads that nobody has taken over for long. Returns how many."""
    offene = Import.objects.filter(
        stand__in=(Importstand.HOCHGELADEN, Importstand.GEPRUEFT), erfasst_zeitpunkt__lt=jetzt - LIEGEN
    )
    anzahl = 0
    for zum_import in offene.select_related("lauf").order_by("pk"):
        if not _nicht_mehr_offen(zum_import):
            discard_import(zum_import=zum_import, by=by, jetzt=jetzt)
            anzahl += 1
    return anzahl


def _pflege(jetzt: dt.datetime) -> None:
    drop_liegengebliebene(jetzt=jetzt)


def _gegenstand(lauf: Arbeitslauf) -> Import | None:
    return Import.objects.filter(pk=lauf.angaben["import_pk"]).first()


def register_importe() -> None:
    # Check and takeover open their transactions themselves: the check must not hold up other writers, and what it
    # says of a refused file has to stay. A second run of a takeover is refused by the state of the import.
    immer: Any = {"recht": RECHT, "gegenstand": _gegenstand}
    register_arbeitsart(Arbeitsart(PRUEFEN, im_ganzen=run_check, schreibt=False, **immer))
    register_arbeitsart(Arbeitsart(UEBERNEHMEN, im_ganzen=run_apply, schreibt=False, **immer))
    register_arbeitsart(Arbeitsart(ZURUECKNEHMEN, im_ganzen=run_undo, **immer))
    register_pflege("importe", _pflege)
