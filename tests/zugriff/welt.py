"""Die kleine Welt der Zugriffsmatrix: alles zweimal, einmal für die eigene Kommune, einmal für eine fremde.

Die Personen mit begrenzter Sicht gehören zur eigenen: ihre Kommune, deren Polizeidirektion, ihr Coach, ihr Verband,
und eine Prüfung, die nur sie umfasst.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from asskomm.core import workflow
from asskomm.core.models import (
    Befangenheit,
    Erklaerung,
    Faktorruecksetzung,
    Loeschantrag,
    Postfachaenderung,
    Protokolleintrag,
    Rollenzuordnung,
    User,
)
from asskomm.core.protokoll import protokolliere
from asskomm.core.roles import Pruefbereich, Rolle
from asskomm.core.services.einladung import issue_einladung
from asskomm.core.stichtag import UngefaehresDatum
from asskomm.core.uploads import store_dokument
from asskomm.portal.enums import Kennzahl
from asskomm.portal.models import (
    Kennzahlenfreigabe,
    Medieninformation,
    Meilenstein,
    VeroeffentlichteZahl,
    Zahlenvorlage,
)
from foerderung.models import Veroeffentlichungsregel
from kommunen.models import Ansprechperson, Einwohnerzahl, Handlungsfeld, Kommune, Zustaendigkeit
from kommunen.services.organisationen import ensure_organisation
from tests.factories import vereinbarungen as fabrik
from tests.factories.beteiligte import coach_von, konto_der, mandat, vertretung
from tests.factories.fakten import beraten, eng
from tests.factories.foerderung import ansatz, zuwendung
from tests.factories.kommunen import kpr, mitglied, verband
from tests.factories.konten import gib_rolle, konto
from vereinbarungen.models import Analysemodul
from vereinbarungen.services import anlage, zeichnung

JETZT = fabrik.JETZT
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
EIGEN, FREMD = "eigen", "fremd"
NAME = {EIGEN: "Eigenstadt", FREMD: "Fremdstadt"}


@dataclass
class Seite:
    """All that belongs to one of the two Kommunen. `objekte`: key of a row by model, as "kommunen_kommune"."""

    kommune: Kommune
    objekte: dict[str, int] = field(default_factory=dict)
    vereinbarung_id: int = 0
    dokument_id: int = 0
    presse: str = ""
    verband: Any = None
    coaching: Any = None
    kollege: int = 0  # Rollenzuordnung of a colleague that waits for confirmation

    def merke(self, *zeilen: Any) -> None:
        for zeile in zeilen:
            self.objekte[f"{zeile._meta.app_label}_{zeile._meta.model_name}"] = zeile.pk


@dataclass
class Welt:
    seiten: dict[str, Seite]
    personen: dict[str, User | None]


def baue_welt() -> Welt:
    kreise = {EIGEN: fabrik.landkreis(), FREMD: fabrik.landkreis("Bautzen", "Görlitz", "14625")}
    seiten = {wo: _seite(wo, fabrik.gemeinde(NAME[wo], kreise[wo])) for wo in (EIGEN, FREMD)}
    return Welt(seiten, _personen(seiten[EIGEN]))


def _seite(wo: str, kommune: Kommune) -> Seite:
    seite = Seite(kommune)
    _register(seite, wo)
    _vereinbarung(seite)
    _begleitung(seite)
    _zahlen(seite, 2023 if wo == EIGEN else 2024)
    _konten(seite)
    return seite


def _register(seite: Seite, wo: str) -> None:
    k = seite.kommune
    seite.verband = verband()
    seite.merke(
        k, k.landkreis, k.landkreis.polizeidirektion, beraten(k), eng(k), kpr(k), mitglied(seite.verband, k),
        Ansprechperson.objects.create(kommune=k, funktion="Ordnungsamt"),
        Einwohnerzahl.objects.create(kommune=k, stichtag=dt.date(2024, 12, 31), anzahl=100),
        Handlungsfeld.objects.create(name=f"Feld {wo}", slug=f"feld-{wo}"),
        Zustaendigkeit.objects.create(user=konto(), landkreis=k.landkreis, gueltig_von=dt.date(2024, 1, 1)),
        zuwendung(k), ansatz(2023 if wo == EIGEN else 2024),
        Veroeffentlichungsregel.objects.order_by("pk")[0],
    )  # fmt: skip


def _vereinbarung(seite: Seite) -> None:
    v = fabrik.entwurf(seite.kommune, bezeichnung=f"Bund {seite.kommune}", by=konto())
    anlage.store_vertragstext(vereinbarung=v, datei=_pdf(), by=None, jetzt=JETZT)
    v.parteien.update(vorgesehen="Vorstand")
    for schritt in ("abstimmen", "ohne_beschluss", "zeichnung_beginnen"):
        workflow.execute(objekt=v, uebergang=schritt, by=None, jetzt=JETZT, grund="kein Beschluss nötig")
    fabrik.unterzeichne_alle(v)
    zeichnung.store_signed_scan(vereinbarung=v, datei=_pdf(), by=None, jetzt=JETZT)
    v.refresh_from_db()
    seite.vereinbarung_id, seite.dokument_id = v.pk, v.signierte_fassung_id
    seite.merke(v, _uebernahme(seite.kommune))
    _presse(seite, v)


def _uebernahme(kommune: Kommune) -> Any:
    """Only stored: whether its row is in order is no matter of access."""
    uebernahme = apps.get_model("vereinbarungen", "Uebernahme")
    dokument = store_dokument(
        datei=SimpleUploadedFile("bestand.csv", b"ags"), mimetype="text/csv", by=None, jetzt=JETZT
    )
    neu = uebernahme.objects.create(
        bezeichnung=f"Bestand {kommune}", dokument=dokument, erfasst_zeitpunkt=JETZT, erfasst_durch=konto()
    )
    workflow.enter_start(objekt=neu, by=None, jetzt=JETZT)
    return neu


def _presse(seite: Seite, v: Any) -> None:
    pdf = store_dokument(datei=_pdf(), mimetype="application/pdf", by=None, jetzt=JETZT)
    seite.presse = f"presse-{seite.kommune.slug}"
    text = Medieninformation.objects.create(
        vereinbarung=v, titel=f"Presse {seite.kommune}", text="Text", slug=seite.presse, pdf=pdf,
        vorgelegt_durch=konto(), freigegeben_durch=konto("LT"), freigegeben_zeitpunkt=JETZT,
    )  # fmt: skip
    workflow.take_over(
        objekt=text, status="FREIGEGEBEN", by=None, jetzt=JETZT, wirksam=UngefaehresDatum(JETZT.date()), grund="Test"
    )
    seite.merke(text)


def _begleitung(seite: Seite) -> None:
    seite.coaching = fabrik.coaching(seite.kommune)
    modul = Analysemodul.objects.create(name=f"Modul {seite.kommune}")
    seite.merke(seite.coaching, fabrik.analyse(seite.kommune), modul)


def _zahlen(seite: Seite, jahr: int) -> None:
    tag = dt.date(jahr, 12, 31)
    freigabe = Kennzahlenfreigabe.objects.create(
        stichtag=tag, wissensstand=JETZT, werte={}, sha256="0" * 64, freigegeben_zeitpunkt=JETZT,
        freigegeben_durch=konto("LT"),
    )  # fmt: skip
    zahl = VeroeffentlichteZahl.objects.create(
        stichtag=tag, kennzahl=Kennzahl.BERATEN, wert=jahr, quelle="Test", erfasst_zeitpunkt=JETZT
    )
    stein = Meilenstein.objects.create(
        regel="VEREINBARUNG", wert=jahr, am=tag, titel=f"Stein {jahr}", bekanntgegeben_zeitpunkt=JETZT, quelle="Test"
    )
    vorlage = Zahlenvorlage.objects.create(
        stichtag=tag, wissensstand=JETZT, werte={}, anlass="Test", beantragt_durch=konto(), beantragt_zeitpunkt=JETZT
    )
    seite.merke(freigabe, vorlage, zahl, stein)


def _konten(seite: Seite) -> None:
    """Accounts and powers of other people: nobody without KONTEN_LESENDE sees them, own Kommune or not."""
    stelle = ensure_organisation(stelle=seite.kommune, by=None)
    person, vertretene, vertreterin = konto_der(seite.kommune), konto("SB"), konto("SB")
    issue_einladung(user=person, by=None, jetzt=JETZT)
    antrag = {"beantragt_zeitpunkt": JETZT, "beantragt_durch": konto("SV")}
    kollege = Rollenzuordnung.objects.create(
        user=konto(None), rolle=Rolle.KOMMUNE_BEARBEITUNG, organisation=stelle, gueltig_von=JETZT.date(), **antrag
    )
    seite.kollege = kollege.pk
    protokolliere(ereignis="konto.geaendert", by=None, jetzt=JETZT, objekt=person)
    seite.merke(
        person, stelle, person.rollenzuordnungen.get(), person.einladungen.get(), vertretung(vertretene, vertreterin),
        mandat(verband(), seite.kommune),
        Erklaerung.objects.create(organisation=stelle, grundlage="Schreiben", gueltig_von=JETZT.date(), **antrag),
        Befangenheit.objects.create(
            user=konto(), organisation=stelle, gueltig_von=JETZT.date(), erfasst_zeitpunkt=JETZT
        ),
        Faktorruecksetzung.objects.create(
            konto=person, grund="verloren", rueckruf_am=JETZT.date(), rueckruf_nummer="1", rueckruf_notiz="x", **antrag
        ),
        Loeschantrag.objects.create(
            nummern=[1], grund="x", rechtsgrundlage="y", beantragt_durch=konto("SV"), beantragt_zeitpunkt=JETZT
        ),
        Postfachaenderung.objects.create(user=person, email="neu@example.org", grund="Umzug", **antrag),
        Protokolleintrag.objects.order_by("nr")[0],
    )  # fmt: skip


def _pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("datei.pdf", PDF, content_type="application/pdf")


# --- The people


def _personen(eigen: Seite) -> dict[str, User | None]:
    stelle = ensure_organisation(stelle=eigen.kommune, by=None)
    pd = eigen.kommune.landkreis.polizeidirektion
    personen: dict[str, User | None] = {"-": None, "ohne": konto(None)}
    for rolle in ("SB", "LT", "HH", "AO", "LZ", "SV"):
        personen[rolle] = konto(rolle)
    personen["PR"] = konto(None)
    gib_rolle(personen["PR"], Rolle.PRUEFUNG, bereiche=Pruefbereich.values, umfang=[stelle])
    for rolle in ("KB", "KZ"):
        personen[rolle] = konto_der(eigen.kommune, rolle)
    for rolle in ("PB", "PZ"):
        personen[rolle] = konto_der(pd, rolle)
    personen["CO"] = coach_von(eigen.coaching)
    personen["Vertretung"] = konto(None)
    vertretung(konto("LT"), personen["Vertretung"])
    mandat(eigen.verband, eigen.kommune)
    personen["Mandat"] = konto_der(eigen.verband)
    personen["Abgelaufen"] = konto(None)
    gib_rolle(personen["Abgelaufen"], "LT", bis=dt.date(2019, 12, 31))
    return personen
