"""Die kleine Welt der Zugriffsmatrix: alles zweimal, einmal für die eigene Kommune, einmal für eine fremde.

Die Personen mit begrenzter Sicht gehören zur eigenen: ihre Kommune, deren Polizeidirektion, ihr Coach, ihr Verband,
und eine Prüfung, die nur sie umfasst.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from asskomm.core import workflow
from asskomm.core.leserkreis import Leserkreis
from asskomm.core.models import (
    Aktenexport,
    Aktenzeichenregel,
    Arbeitslauf,
    Arbeitsposten,
    Befangenheit,
    Erinnerung,
    Erklaerung,
    Faktorruecksetzung,
    Import,
    Loeschantrag,
    Postfachaenderung,
    Protokolleintrag,
    Rollenzuordnung,
    User,
)
from asskomm.core.protokoll import protokolliere
from asskomm.core.roles import Pruefbereich, Rolle
from asskomm.core.services import fristen
from asskomm.core.services.akten import ensure_akte
from asskomm.core.services.einladung import issue_einladung
from asskomm.core.services.postausgang import stelle_bereit
from asskomm.core.services.schriftwechsel import write_mitteilung
from asskomm.core.services.wiedervorlage import create_wiedervorlage
from asskomm.core.stichtag import UngefaehresDatum
from asskomm.core.uploads import store_dokument
from asskomm.portal.enums import Inhaltsart, Kennzahl
from asskomm.portal.models import (
    Kennzahlenfreigabe,
    Medieninformation,
    Meilenstein,
    VeroeffentlichteZahl,
    Zahlenvorlage,
)
from asskomm.portal.services import inhalte
from asskomm.portal.services.rundschreiben import create_rundschreiben
from foerderung.models import Veroeffentlichungsregel
from kommunen.models import Ansprechperson, Einwohnerzahl, Handlungsfeld, Kommune, Ortsfeiertag, Zustaendigkeit
from kommunen.services.organisationen import ensure_organisation
from tests.factories import vereinbarungen as fabrik
from tests.factories.beteiligte import coach_von, konto_der, mandat, vertretung
from tests.factories.dateien import PDF
from tests.factories.fakten import beraten, eng
from tests.factories.foerderung import ansatz, zuwendung
from tests.factories.importe import csv_datei, geprueft
from tests.factories.kommunen import kpr, mitglied, verband
from tests.factories.konten import gib_rolle, konto
from vereinbarungen.models import Analysemodul, Vereinbarung
from vereinbarungen.services import anlage, zeichnung

JETZT = fabrik.JETZT
EIGEN, FREMD = "eigen", "fremd"
NAME = {EIGEN: "Eigenstadt", FREMD: "Fremdstadt"}


@dataclass
class Seite:
    """All that belongs to one of the two Kommunen. `objekte`: key of a row by model, as "kommunen_kommune"."""

    kommune: Kommune
    objekte: dict[str, int] = field(default_factory=dict)
    vereinbarung_id: int = 0
    dokument_id: int = 0
    inhaltsdatei: int = 0
    presse: str = ""
    anlage_id: int = 0  # a file in the correspondence of the agreement
    zeichen: str = ""  # of the file of the agreement
    paket: int = 0
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
    _inhalte(seite)
    _konten(seite)
    _post(seite)
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
        Ortsfeiertag.objects.create(kommune=k, gueltig_von=dt.date(2024, 1, 1), quelle="Test"),
        zuwendung(k), ansatz(2023 if wo == EIGEN else 2024), *_fristen(k),
        create_wiedervorlage(fall=k, faellig_am=JETZT.date(), text="Rückruf", by=konto(), jetzt=JETZT),
        Veroeffentlichungsregel.objects.order_by("pk")[0],
    )  # fmt: skip


def _fristen(kommune: Kommune) -> tuple[Any, ...]:
    """A deadline of the Kommune, its rule, and a reminder of it."""
    tag = JETZT.date()
    regel = fristen.find_regel(schluessel="anhoerung", tag=tag)
    frist = fristen.set_frist(fall=kommune, regel=regel, ereignis_am=tag, by=None, jetzt=JETZT)
    erinnerung = Erinnerung.objects.create(
        fall=kommune, gegenstand=frist, art="frist", text="Frist", bezug_am=tag, tage=0, faellig_am=tag, lauf_am=tag,
        zeitpunkt=JETZT, ausgang="NIEMAND",
    )  # fmt: skip
    return frist, regel, erinnerung


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
    seite.merke(v, _uebernahme(seite.kommune), *_akte(seite, v))
    _presse(seite, v)


def _akte(seite: Seite, v: Any) -> tuple[Any, ...]:
    """The file of the agreement, its newest piece, and an export that another clerk has asked for."""
    akte = ensure_akte(fall=v, by=None, jetzt=JETZT)
    lauf = Arbeitslauf.objects.create(art="aktenexport", titel="x", erfasst_durch=konto("SB"), erfasst_zeitpunkt=JETZT)
    export = Aktenexport(
        fall=v, arbeitslauf=lauf, name="a.zip", sha256=hashlib.sha256(PDF).hexdigest(), fertig_zeitpunkt=JETZT,
        ablauf_zeitpunkt=dt.datetime(2099, 1, 1, tzinfo=dt.UTC), erfasst_durch=lauf.erfasst_durch,
        erfasst_zeitpunkt=JETZT,
    )  # fmt: skip
    export.datei.save("a.zip", _pdf())
    seite.zeichen, seite.paket = akte.kurzzeichen, export.pk
    return akte, v.signierte_fassung.aktenstueck, Aktenzeichenregel.objects.get()


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


def _inhalte(seite: Seite) -> None:
    """Released texts of every kind; they belong to no Kommune."""
    feld = Handlungsfeld.objects.get(pk=seite.objekte["kommunen_handlungsfeld"])
    sb, lt = konto(), konto("LT")
    for art, titel, zuordnung in (
        (Inhaltsart.NACHRICHT, f"Nachricht {seite.kommune.slug}", {}),
        (Inhaltsart.PRAXISBEISPIEL, f"Praxis {seite.kommune.slug}", {"handlungsfeld": feld}),
        (Inhaltsart.VORLAGE, f"Vorlage {seite.kommune.slug}", {}),
    ):
        werte = {"titel": titel, "text": "Text", "zusammenfassung": ""}
        inhalt = inhalte.create_inhalt(art=art, werte=werte, zuordnung=zuordnung, by=sb, jetzt=JETZT)
        datei = SimpleUploadedFile("muster.txt", b"Muster")
        seite.inhaltsdatei = inhalte.add_datei(inhalt=inhalt, datei=datei, bezeichnung="Muster", by=sb, jetzt=JETZT).pk
        inhalte.submit_inhalt(objekt=inhalt, by=sb, jetzt=JETZT)
        seite.merke(inhalte.release_inhalt(objekt=inhalt, by=lt, jetzt=JETZT))


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
        *_arbeitslauf(),
        _import(),
    )  # fmt: skip


def _post(seite: Seite) -> None:
    """What the Kommune has written in the case of its agreement, an e-mail to it, a circular."""
    k = seite.kommune
    mitteilung = write_mitteilung(
        fall=Vereinbarung.objects.get(pk=seite.vereinbarung_id), text="Frage", leserkreis=Leserkreis.ALLE,
        dateien=[_pdf()], im_haus=False, by=konto_der(k), jetzt=JETZT,
    )  # fmt: skip
    seite.anlage_id = mitteilung.anlagen.get().dokument_id
    seite.merke(
        mitteilung,
        stelle_bereit(
            an="amt@example.org", betreff="Neues", vorlage="rundschreiben", werte={"text": "x"}, fall=k, by=None,
            jetzt=JETZT,
        ),
        create_rundschreiben(ziele=[(k.pk, None)], herkunft="Kommunen", by=konto(), jetzt=JETZT),
    )  # fmt: skip


def _arbeitslauf() -> tuple[Arbeitslauf, Arbeitsposten]:
    """Of another clerk: nobody but Leitung and Systemverwaltung sees it."""
    lauf = Arbeitslauf.objects.create(
        art="x", titel="Lauf", gesamt=1, erfasst_durch=konto("SB"), erfasst_zeitpunkt=JETZT
    )
    return lauf, Arbeitsposten.objects.create(lauf=lauf, nr=1, bezeichnung="Posten")


def _import() -> Import:
    """Of another clerk, not yet taken over."""
    zeile = f"{Kommune.objects.order_by('pk')[0].schluessel};2020"
    return geprueft("kommunen.beratung", csv_datei("Schlüssel;Datum", zeile), by=konto("SB"))


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
