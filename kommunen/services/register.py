"""Brings the database in line with the register files; repeatable, and a preview is the same run taken back."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from asskomm.core.datenstand import mark_changed
from asskomm.core.errors import Ablehnung
from asskomm.core.models import User
from asskomm.core.protokoll import protokolliere, vorgang
from asskomm.core.stichtag import BERLIN, als_text

from ..enums import KommuneArt
from ..models import Einwohnerzahl, Kommune, Landkreis, Mitgliedschaft, Polizeidirektion
from ..register.pruefung import Register
from ..register.soll import (
    Soll,
    soll_einwohner,
    soll_kommunen,
    soll_landkreise,
    soll_mitgliedschaften,
    soll_polizeidirektionen,
)
from .ortsfeiertage import DATEI, create_ortsfeiertage

ANLASS = "Register geladen"
_EINMALIG: dict[str, Any] = {"slug": "zwischen-{pk}", "name_eindeutig": "zwischen {pk}", "ars": ""}
_RAT = (
    "Eine ausgeschiedene Gemeinde gibt ihren Platz auf der Karte frei: Die Leitung trägt zuerst das Ausscheiden in der "
    "Verwaltung ein. Name und Adresse bleiben bei ihr; die neue Gemeinde braucht in der Datei eigene."
)
_AUS_DEM_REGISTER = frozenset(KommuneArt) - {KommuneArt.VERBUND}
_HOECHSTENS = 500  # lines with old and new values in the entry of the protocol


@dataclass
class Ladebericht:
    """What a run changes: `zeilen` one line per new row or changed field, `hinweise` what a person must decide."""

    neu: dict[str, int] = field(default_factory=dict)
    zeilen: list[str] = field(default_factory=list)
    hinweise: list[str] = field(default_factory=list)
    erstmals: bool = False

    @property
    def hat_aenderungen(self) -> bool:
        return bool(self.neu or self.zeilen)

    def add_neu(self, was: str, ort: str, name: str) -> None:
        self.neu[was] = self.neu.get(was, 0) + 1
        if not self.erstmals:
            self.zeilen.append(f"{ort}: neu: {was} „{name}“")


def load_register(*, register: Register, by: User | None, jetzt: dt.datetime, vorschau: bool = False) -> Ladebericht:
    """One transaction. Nothing is deleted and no municipality retires here: that takes `retire_kommune`."""
    with vorgang():
        bericht = Ladebericht(erstmals=not Kommune.objects.exists())
        pds = _abgleichen(bericht, Polizeidirektion, "kuerzel", soll_polizeidirektionen(register), by=by, jetzt=jetzt)
        kreise = _abgleichen(bericht, Landkreis, "schluessel", soll_landkreise(register, pds), by=by, jetzt=jetzt)
        kommunen = _abgleichen(bericht, Kommune, "schluessel", soll_kommunen(register, kreise), by=by, jetzt=jetzt)
        _lade_einwohner(bericht, kommunen, register, by, jetzt)
        _lade_mitgliedschaften(bericht, kommunen, register, by, jetzt)
        _lade_ortsfeiertage(bericht, kommunen, by)
        if vorschau:
            transaction.set_rollback(True)
        elif bericht.hat_aenderungen:
            angaben = {"neu": bericht.neu, "aenderungen": bericht.zeilen[:_HOECHSTENS], "anzahl": len(bericht.zeilen)}
            protokolliere(ereignis="register.geladen", by=by, jetzt=jetzt, nachher=angaben)
            mark_changed()
    return bericht


def _abgleichen(
    bericht: Ladebericht,
    modell: type[models.Model],
    schluessel: str,
    soll: dict[str, Soll],
    *,
    by: User | None,
    jetzt: dt.datetime,
) -> dict[str, Any]:
    """Creates and changes the rows of one model; returns all of them by their key."""
    alle: dict[str, Any] = {getattr(o, schluessel): o for o in modell._default_manager.select_for_update()}
    _pruefe_belegt(alle, soll)
    neue: list[Any] = [modell(**{schluessel: k}, **s.werte) for k, s in soll.items() if k not in alle]
    aenderungen = {k: _unterschiede(alle[k], s.werte) for k, s in soll.items() if k in alle}
    was = str(modell._meta.verbose_name)
    if modell is Kommune and not bericht.erstmals:
        _beginne(neue, jetzt)
    for objekt in neue:
        bericht.add_neu(was, soll[getattr(objekt, schluessel)].ort, _mit_beginn(objekt))
    for k, unterschiede in aenderungen.items():
        for feld, alt, wert in unterschiede:
            bericht.zeilen.append(f"{soll[k].ort}: {was} „{alle[k]}“, {_label(modell, feld)}: {_als_text(alt, wert)}")
    _schreibe(modell, neue, [(alle[k], u) for k, u in aenderungen.items() if u], by, jetzt)
    if modell is Kommune:
        _nenne_vermisste(bericht, alle, soll)
    return alle | {getattr(o, schluessel): o for o in neue}


def _beginne(neue: list[Any], jetzt: dt.datetime) -> None:
    """A body that is new in a later file did not exist before: without a day of its own it begins today."""
    for kommune in neue:
        kommune.gueltig_von = kommune.gueltig_von or jetzt.astimezone(BERLIN).date()


def _mit_beginn(objekt: Any) -> str:
    von = getattr(objekt, "gueltig_von", None)
    return f"{objekt}, besteht ab {als_text(von)}" if von else str(objekt)


def _schreibe(
    modell: type[models.Model],
    neue: list[Any],
    geaenderte: list[tuple[Any, list[tuple[str, Any, Any]]]],
    by: User | None,
    jetzt: dt.datetime,
) -> None:
    felder = {feld for _, unterschiede in geaenderte for feld, _, _ in unterschiede}
    _mache_platz(modell, geaenderte)  # before the new rows, which may take over a freed name or place
    for objekt, unterschiede in geaenderte:
        for feld, _, wert in unterschiede:
            setattr(objekt, feld, wert)
    if modell is Kommune:
        for objekt in [*neue, *(o for o, _ in geaenderte)]:
            objekt.fill_search_columns()
    objekte = [o for o, _ in geaenderte]
    if objekte and modell is Kommune:
        bulk_update_with_history(
            objekte,
            modell,
            sorted(felder | {"suchtext", "sortiername"}),
            batch_size=200,
            default_user=by,
            default_change_reason=ANLASS,
            default_date=jetzt,
        )
    elif objekte:
        modell._default_manager.bulk_update(objekte, sorted(felder))
    if modell is Kommune:  # the history begins with the first state, else the first change could not say what was
        anlass = {"default_user": by, "default_change_reason": ANLASS, "default_date": jetzt}
        bulk_create_with_history(neue, modell, batch_size=200, **anlass)
    else:
        modell._default_manager.bulk_create(neue, batch_size=200)


def _mache_platz(modell: type[models.Model], geaenderte: list[tuple[Any, list[tuple[str, Any, Any]]]]) -> None:
    """Rows may swap unique values; each lets go of its own before the new ones are written."""
    for objekt, unterschiede in geaenderte:
        felder = {feld for feld, _, _ in unterschiede}
        frei = {f: ersatz.format(pk=objekt.pk) for f, ersatz in _EINMALIG.items() if f in felder}
        if felder & {"wabe_spalte", "wabe_zeile"}:
            frei |= {"wabe_spalte": None, "wabe_zeile": None}
        if frei:
            modell._default_manager.filter(pk=objekt.pk).update(**frei)


def _pruefe_belegt(alle: dict[str, Any], soll: dict[str, Soll]) -> None:
    """A row that is not in the files may hold a name or place that the files give to another."""
    fremde = [o for k, o in alle.items() if k not in soll]
    gruende = []
    for feld in ("slug", "name_eindeutig", "wabe"):
        belegt = {wert: o for o in fremde if (wert := _einmaliger_wert(o, feld)) is not None}
        for s in soll.values():
            wert = _wabe(s.werte) if feld == "wabe" else s.werte.get(feld)
            if wert is not None and wert in belegt:
                gruende.append(f"{s.ort}: {_als_ort(wert)} ist schon vergeben an: {belegt[wert]}.")
    if gruende:
        raise Ablehnung([*gruende, _RAT])


def _einmaliger_wert(objekt: Any, feld: str) -> Any:
    if feld == "wabe":
        return _wabe(vars(objekt)) if getattr(objekt, "gueltig_bis", None) is None else None
    return getattr(objekt, feld, None)


def _als_ort(wert: Any) -> str:
    return f"Der Platz in Spalte {wert[0]}, Zeile {wert[1]} der Karte" if isinstance(wert, tuple) else f"„{wert}“"


def _wabe(werte: dict[str, Any]) -> tuple[int, int] | None:
    spalte = werte.get("wabe_spalte")
    return None if spalte is None else (spalte, werte["wabe_zeile"])


def _unterschiede(objekt: Any, werte: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    unterschiede = []
    for feld, wert in werte.items():
        if isinstance(wert, models.Model):
            gleich = getattr(objekt, f"{feld}_id") == wert.pk
        else:
            gleich = getattr(objekt, feld) == wert
        if not gleich:
            unterschiede.append((feld, getattr(objekt, feld), wert))
    return unterschiede


def _label(modell: type[models.Model], feld: str) -> str:
    return str(modell._meta.get_field(feld).verbose_name)  # type: ignore[union-attr]


def _als_text(alt: Any, neu: Any) -> str:
    def text(wert: Any) -> str:
        if wert in (None, ""):
            return "(leer)"
        return str(getattr(wert, "label", wert))

    return f"{text(alt)} → {text(neu)}"


def _nenne_vermisste(bericht: Ladebericht, alle: dict[str, Any], soll: dict[str, Soll]) -> None:
    for schluessel, kommune in alle.items():
        if schluessel in soll or kommune.art not in _AUS_DEM_REGISTER or kommune.gueltig_bis or kommune.fiktiv:
            continue
        bericht.hinweise.append(
            f"{kommune} ({schluessel}) steht nicht mehr in den Dateien und bleibt bestehen. "
            "Ein Ende mit Nachfolge trägt die Leitung in der Verwaltung ein."
        )


def _lade_einwohner(
    bericht: Ladebericht, kommunen: dict[str, Any], register: Register, by: User | None, jetzt: dt.datetime
) -> None:
    vorhanden = {(e.kommune_id, e.stichtag): e for e in Einwohnerzahl.objects.all()}
    neue, geaenderte = [], []
    for (schluessel, tag), soll in soll_einwohner(register).items():
        kommune = kommunen[schluessel]
        zahl = vorhanden.get((kommune.pk, tag))
        if zahl is None:
            neue.append(Einwohnerzahl(kommune=kommune, stichtag=tag, **soll.werte))
            bericht.add_neu("Einwohnerzahl", soll.ort, f"{kommune}, {als_text(tag)}: {soll.werte['anzahl']}")
        elif unterschiede := _unterschiede(zahl, soll.werte):
            for feld, alt, wert in unterschiede:
                setattr(zahl, feld, wert)
                bericht.zeilen.append(
                    f"{soll.ort}: Einwohnerzahl „{kommune}“ ({als_text(tag)}), "
                    f"{_label(Einwohnerzahl, feld)}: {_als_text(alt, wert)}"
                )
            geaenderte.append(zahl)
    angaben: Any = {"batch_size": 200, "default_user": by, "default_date": jetzt}
    angaben["default_change_reason"] = ANLASS
    bulk_create_with_history(neue, Einwohnerzahl, **angaben)
    bulk_update_with_history(geaenderte, Einwohnerzahl, ["anzahl", "grundlage"], **angaben)


def _lade_mitgliedschaften(
    bericht: Ladebericht, kommunen: dict[str, Any], register: Register, by: User | None, jetzt: dt.datetime
) -> None:
    """A membership that is new in a later file begins on the day of loading; it displaces the member's former one.

    None else ends by itself, and what a person has ended or taken back stays so, even if the files still name it.
    """
    heute = jetzt.astimezone(BERLIN).date()
    soll = soll_mitgliedschaften(register)
    vorhanden = _mitgliedschaften(kommunen)
    neue = []
    for (verband, mitglied), ort in soll.items():
        m = vorhanden.get((verband, mitglied))
        if m is None:
            von = None if bericht.erstmals else heute
            angaben = {"gueltig_von": von, "erfasst_zeitpunkt": jetzt, "erfasst_durch": by}
            neue.append(Mitgliedschaft(verband=kommunen[verband], mitglied=kommunen[mitglied], **angaben))
            bericht.add_neu("Mitgliedschaft", ort, f"{kommunen[mitglied]} in {kommunen[verband]}")
        elif not m.ist_offen:
            ende = None if m.ist_annulliert else m.gueltig_bis
            zustand = f"zum {als_text(ende)} beendet" if ende else "annulliert"
            bericht.hinweise.append(
                f"{ort}: Die Mitgliedschaft {m} ist {zustand} und bleibt es. "
                "Eine neue tragen Sie in der Verwaltung ein."
            )
    entfallene = [m for paar, m in vorhanden.items() if paar not in soll and m.ist_offen]
    _beende_abgeloeste(bericht, entfallene, {m.mitglied_id for m in neue}, jetzt)
    Mitgliedschaft.objects.bulk_create(neue, batch_size=200)


def _beende_abgeloeste(
    bericht: Ladebericht, entfallene: list[Mitgliedschaft], wechsler: set[int], jetzt: dt.datetime
) -> None:
    """A municipality belongs to one association of the register at most: the old one ends the day before."""
    gestern = jetzt.astimezone(BERLIN).date() - dt.timedelta(days=1)
    for m in entfallene:
        if m.mitglied_id in wechsler and (m.gueltig_von is None or m.gueltig_von <= gestern):
            m.gueltig_bis, m.austritt_erfasst_zeitpunkt = gestern, jetzt
            m.save(update_fields=["gueltig_bis", "austritt_erfasst_zeitpunkt"])
            bericht.zeilen.append(f"Mitgliedschaft {m}: endet am {als_text(gestern)}")
        else:
            bericht.hinweise.append(
                f"Die Mitgliedschaft {m} steht nicht mehr in den Dateien und bleibt bestehen. "
                "Ihr Ende tragen Sie in der Verwaltung ein."
            )


def _mitgliedschaften(kommunen: dict[str, Any]) -> dict[tuple[str, str], Mitgliedschaft]:
    """One row for each pair that was ever recorded in an association of the register: the open one, else the latest."""
    namen = {o.pk: k for k, o in kommunen.items()}
    zeilen = Mitgliedschaft.objects.filter(fiktiv=False, verband__art__in=_AUS_DEM_REGISTER)
    nach_alter = sorted(
        zeilen.select_related("verband", "mitglied").order_by("pk"), key=lambda m: (m.ist_offen, not m.ist_annulliert)
    )
    return {(namen[m.verband_id], namen[m.mitglied_id]): m for m in nach_alter}


def _lade_ortsfeiertage(bericht: Ladebericht, kommunen: dict[str, Any], by: User | None) -> None:
    for zeile in create_ortsfeiertage(kommunen=kommunen, by=by):
        bericht.add_neu("Fronleichnam als Feiertag (zu bestätigen)", DATEI.name, str(zeile.kommune))
