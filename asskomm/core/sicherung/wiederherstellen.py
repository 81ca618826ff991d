"""Restoring into an empty system: verified first, then all or nothing, then verified again."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import DatabaseError, connection, models

from asskomm.core.errors import Ablehnung
from asskomm.core.models import Datenstand, Protokollkopf
from asskomm.core.protokoll import protokolliere, vorgang
from asskomm.core.protokoll.ereignisse import WIEDERHERGESTELLT
from asskomm.core.protokoll.pruefung import pruefe
from asskomm.core.protokoll.siegel import Siegel

from . import ablage
from . import manifest as m
from .archiv import Archiv, geoeffnet
from .nummern import Reserviert, reserviere_nummern
from .schluessel import setze_schluessel
from .umfang import KOPF, OHNE, alle_modelle, gesicherte_modelle, grundbestand
from .zeilen import lies_tabelle, miss, schreibe_tabelle, spalten


@dataclass(frozen=True)
class Wiederherstellung:
    manifest: m.Manifest
    reserviert: list[Reserviert]
    juengeres_siegel: bool
    """Whether a seal made after the backup told which numbers had been given since."""


def stelle_her(
    *, quelle: Path, siegel: Sequence[Siegel] = (), nummern: dict[str, int], by: None = None, jetzt: dt.datetime
) -> Wiederherstellung:
    """`siegel`: kept outside; older ones must fit the backup, newer ones tell the numbers given since.

    `nummern`: the last number known from paper, per Nummernkreis.
    """
    with geoeffnet(quelle) as archiv:
        manifest = archiv.manifest
        _check_stand(manifest)
        letzte = _letzte_nummern(siegel, nummern)
        try:
            with ablage.Bereitstellung() as dateien:
                reserviert = _stelle_her(archiv, dateien, siegel=siegel, letzte=letzte, by=by, jetzt=jetzt)
        except (DatabaseError, OSError) as fehler:
            raise Ablehnung(f"Die Wiederherstellung ist gescheitert, nichts wurde geändert: {fehler}") from None
    cache.clear()
    ContentType.objects.clear_cache()
    return Wiederherstellung(manifest, reserviert, any(s.nr > manifest.protokoll_nr for s in siegel))


@vorgang
def _stelle_her(
    archiv: Archiv,
    dateien: ablage.Bereitstellung,
    *,
    siegel: Sequence[Siegel],
    letzte: dict[str, int],
    by: None,
    jetzt: dt.datetime,
) -> list[Reserviert]:
    manifest = archiv.manifest
    Protokollkopf.objects.select_for_update().filter(pk=1).first()  # from now on nobody else can act
    _check_leer({name: teil.sha256 for name, teil in manifest.dateien.items()})
    ablage.check_platz(ablage.wurzel(), sum(teil.groesse for teil in manifest.dateien.values()))
    for name in manifest.dateien:
        with archiv.oeffne(m.DATEIEN + name) as datei:
            dateien.nimm_auf(name, datei)
    _lade_tabellen(archiv)
    _check_ergebnis(manifest, siegel)
    _raise_datenstand(jetzt)
    nachher = {
        "sicherung_zeitpunkt": manifest.zeitpunkt,
        "bis_eintrag": manifest.protokoll_nr,
        "pruefsumme": manifest.protokoll_pruefsumme,
        "dateien": len(manifest.dateien),
    }
    protokolliere(ereignis=WIEDERHERGESTELLT, by=by, jetzt=jetzt, nachher=nachher)
    reserviert = reserviere_nummern(letzte=letzte, by=by, jetzt=jetzt)
    dateien.setze_ein()
    return reserviert


def _check_stand(manifest: m.Manifest) -> None:
    """Rows fit only the tables they came from; the way to a newer state is in docs/betrieb.md."""
    hier, dort = ({tuple(x) for x in stand} for stand in (m.migrationsstand(), manifest.migrationen))
    if hier != dort:
        nur_hier, nur_dort = (ablage.nenne([f"{a} {n}" for a, n in sorted(d)]) for d in (hier - dort, dort - hier))
        raise Ablehnung(
            [
                "Die Sicherung gehört zu einem anderen Stand der Tabellen"
                + (f" (nur hier: {nur_hier})" if nur_hier else "")
                + (f" (nur in der Sicherung: {nur_dort})" if nur_dort else "")
                + ".",
                f"Bitte stellen Sie mit dem Quelltext der Sicherung wieder her (Version {manifest.version}"
                + (f", Commit {manifest.quelltext}" if manifest.quelltext else "")
                + ") und aktualisieren Sie danach (docs/betrieb.md, „Wiederherstellen“).",
            ]
        )
    erwartet = {x._meta.label_lower: spalten(x) for x in gesicherte_modelle()}
    if erwartet != {t.name: t.spalten for t in manifest.tabellen}:
        raise Ablehnung("Die Tabellen der Sicherung haben andere Spalten als die dieses Systems.")


def _letzte_nummern(siegel: Sequence[Siegel], nummern: dict[str, int]) -> dict[str, int]:
    letzte = dict(nummern)
    for eines in siegel:
        for kreis, nr in eines.nummern.items():
            letzte[kreis] = max(nr, letzte.get(kreis, 0))
    return letzte


def _check_leer(summen: dict[str, str]) -> None:
    """Nothing but what migrations write: whoever restores over existing work would lose it."""
    gruende = []
    if Protokollkopf.objects.filter(nr__gt=0).exists():
        gruende.append("Das Protokoll hat schon Einträge.")
    belegt = []
    for modell in gesicherte_modelle():
        if modell._meta.label_lower not in grundbestand() | {KOPF, "core.protokolleintrag"}:
            anzahl = _zeilen(modell).count()
            belegt += [f"{modell._meta.verbose_name_plural} ({anzahl} Zeilen)"] if anzahl else []
    gruende += [f"Nicht leer: {ablage.nenne(belegt)}."] if belegt else []
    if fremd := ablage.fremde_dateien(summen):
        gruende.append(f"MEDIA_ROOT ist nicht leer: {ablage.nenne(fremd)}.")
    if gruende:
        raise Ablehnung(["Das System ist nicht leer; wiederhergestellt wird nur in ein leeres.", *gruende])


def _lade_tabellen(archiv: Archiv) -> None:
    """Foreign keys are checked at the end; the database must allow that in every table (Django makes them so)."""
    modelle = {x._meta.label_lower: x for x in alle_modelle()}
    for name in OHNE | grundbestand():
        _zeilen(modelle[name])._raw_delete(connection.alias)
    for tabelle in archiv.manifest.tabellen:
        if tabelle.name == KOPF:
            continue
        schreibe_tabelle(modelle[tabelle.name], archiv.zeilen(tabelle))
        setze_schluessel(modelle[tabelle.name], tabelle.schluessel)
    if archiv.manifest.protokoll_nr:  # the head exists, and may only go forward
        Protokollkopf.objects.filter(pk=1).update(
            nr=archiv.manifest.protokoll_nr, pruefsumme=archiv.manifest.protokoll_pruefsumme
        )
    connection.check_constraints()


def _check_ergebnis(manifest: m.Manifest, siegel: Sequence[Siegel]) -> None:
    """Row by row what was saved, and a protocol that is whole and fits the seals made before the backup."""
    modelle = {x._meta.label_lower: x for x in alle_modelle()}
    gruende = []
    for tabelle in manifest.tabellen:
        if miss(lies_tabelle(modelle[tabelle.name])) != (tabelle.zeilen, tabelle.summe):
            gruende.append(f"Die Tabelle {tabelle.name} ist nicht so angekommen, wie sie gesichert wurde.")
    ergebnis = pruefe(siegel=[s for s in siegel if s.nr <= manifest.protokoll_nr])
    if ergebnis.befund:
        gruende.append(f"Das Protokoll der Sicherung ist beschädigt: {ergebnis.befund}")
    if gruende:
        raise Ablehnung(gruende)


def _raise_datenstand(jetzt: dt.datetime) -> None:
    """Above any version given before the loss: visitors may still hold pages under those."""
    if not Datenstand.objects.filter(pk=1).update(version=int(jetzt.timestamp())):
        Datenstand.objects.bulk_create([Datenstand(pk=1, version=int(jetzt.timestamp()))])


def _zeilen(modell: type[models.Model]) -> models.QuerySet[Any]:
    return models.QuerySet(modell)
