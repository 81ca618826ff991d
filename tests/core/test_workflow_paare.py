"""Jedes Paar aus Zustand und Schritt: erlaubt ist, was die Tabelle nennt, alles andere wird begründet abgelehnt."""

import datetime as dt
from typing import Any

import pytest

from asskomm.core import workflow
from asskomm.core.errors import Ablehnung
from asskomm.core.models import Dokument
from asskomm.core.roles import Rolle
from asskomm.core.stichtag import UngefaehresDatum
from asskomm.core.workflow import Uebergang, Workflow
from asskomm.portal.models import Medieninformation
from asskomm.portal.workflows import PRESSE
from kommunen.models import KommunalerPraeventionsrat
from kommunen.workflows import KPR
from tests.factories import vereinbarungen as fabrik
from tests.factories.konten import konto
from vereinbarungen.enums import VereinbarungArt
from vereinbarungen.models import Uebernahme, Uebernahmezeile, Vereinbarung
from vereinbarungen.services import anlage
from vereinbarungen.workflows import ANALYSE, COACHING, UEBERNAHME, VEREINBARUNG

pytestmark = pytest.mark.django_db
JETZT = fabrik.JETZT
ANFANG = UngefaehresDatum(dt.date(2026, 1, 1))
ABLAEUFE = (VEREINBARUNG, COACHING, ANALYSE, UEBERNAHME, KPR, PRESSE)


def _vereinbarung() -> Vereinbarung:
    """Mit Text, Beschluss und allen Unterschriften: nur der Zustand entscheidet."""
    art = VereinbarungArt.VORVEREINBARUNG
    v = fabrik.in_zeichnung(art=art)
    kommune = v.beteiligungen.get().kommune
    anlage.record_gremienbeschluss(
        vereinbarung=v, kommune=kommune, gremium="Stadtrat", datum=ANFANG.am, by=None, jetzt=JETZT
    )
    fabrik.unterzeichne_alle(v)
    return v


def _uebernahme() -> Uebernahme:
    dokument = Dokument.objects.create(name="x.csv", mimetype="text/csv", groesse=1, erfasst_zeitpunkt=JETZT)
    neue = Uebernahme.objects.create(bezeichnung="Bestand", dokument=dokument, erfasst_zeitpunkt=JETZT)
    Uebernahmezeile.objects.create(uebernahme=neue, zeile=2, werte={})
    return neue


def _kpr() -> KommunalerPraeventionsrat:
    return KommunalerPraeventionsrat.objects.create(kommune=fabrik.gemeinde())


def _medieninformation() -> Medieninformation:
    return Medieninformation.objects.create(vereinbarung=fabrik.entwurf(), titel="Titel", slug="titel")


FABRIKEN: dict[str, Any] = {
    VEREINBARUNG.name: _vereinbarung,
    COACHING.name: fabrik.coaching,
    ANALYSE.name: fabrik.analyse,
    UEBERNAHME.name: _uebernahme,
    KPR.name: _kpr,
    PRESSE.name: _medieninformation,
}


def objekt_im(ablauf: Workflow, zustand: str) -> Any:
    objekt = FABRIKEN[ablauf.name]()
    workflow.take_over(objekt=objekt, status=zustand, by=None, jetzt=JETZT, wirksam=ANFANG, grund="Test")
    return objekt


def erlaubte_paare() -> list[Any]:
    return [
        pytest.param(ablauf, zustand, schritt, id=f"{ablauf.name}-{zustand}-{schritt.name}")
        for ablauf in ABLAEUFE
        for schritt in ablauf.uebergaenge
        for zustand in sorted(schritt.von)
    ]


def zustaende() -> list[Any]:
    return [pytest.param(a, z.name, id=f"{a.name}-{z.name}") for a in ABLAEUFE for z in a.zustaende]


def versuche(objekt: Any, schritt: Uebergang, by: Any) -> Any:
    return workflow.execute(objekt=objekt, uebergang=schritt.name, by=by, jetzt=JETZT, grund="Grund", wirksam=None)


@pytest.mark.parametrize(("ablauf", "zustand", "schritt"), erlaubte_paare())
def test_erlaubter_schritt_fuehrt_in_seinen_zustand(ablauf: Workflow, zustand: str, schritt: Uebergang):
    objekt = objekt_im(ablauf, zustand)
    versuche(objekt, schritt, konto(Rolle.LEITUNG))
    assert objekt.status == schritt.nach


@pytest.mark.parametrize(("ablauf", "zustand"), zustaende())
def test_jeder_andere_schritt_wird_mit_grund_abgelehnt(ablauf: Workflow, zustand: str):
    objekt, leitung = objekt_im(ablauf, zustand), konto(Rolle.LEITUNG)
    for schritt in ablauf.uebergaenge:
        if zustand in schritt.von:
            continue
        with pytest.raises(Ablehnung) as fehler:
            versuche(objekt, schritt, leitung)
        label = ablauf.zustand(zustand).label
        assert fehler.value.gruende == [f"„{schritt.label}“ ist im Zustand „{label}“ nicht möglich."]
    assert type(objekt)._default_manager.get(pk=objekt.pk).status == zustand


LEITUNG_ALLEIN = {
    ("Vereinbarung", "ohne_beschluss"),
    ("Vereinbarung", "kuendigen"),
    ("Vereinbarung", "ablaufen"),
    ("Vereinbarung", "annullieren"),
    ("Vereinbarung", "berichtigen"),
    ("Sicherheitsanalyse", "auswaehlen"),
    ("Sicherheitsanalyse", "abnehmen"),
    ("Übernahme", "freigeben"),
    ("Medieninformation", "freigeben"),
    ("Medieninformation", "zurueckziehen"),
}


@pytest.mark.parametrize("rolle", list(Rolle))
@pytest.mark.parametrize("ablauf", ABLAEUFE, ids=lambda a: a.name)
def test_welche_rolle_welchen_schritt_darf(ablauf: Workflow, rolle: str):
    person = konto(rolle)
    for schritt in ablauf.uebergaenge:
        erwartet = rolle == Rolle.LEITUNG or (
            rolle == Rolle.SACHBEARBEITUNG and (ablauf.name, schritt.name) not in LEITUNG_ALLEIN
        )
        assert person.has_perm(schritt.recht) is erwartet, schritt.name


def test_vier_augen_wer_vorlegt_gibt_nicht_frei():
    uebernahme = objekt_im(UEBERNAHME, UEBERNAHME.start)
    leitung = konto(Rolle.LEITUNG)
    angaben = {"objekt": uebernahme, "jetzt": JETZT, "grund": "Grund"}
    workflow.execute(uebergang="vorlegen", by=leitung, **angaben)
    with pytest.raises(Ablehnung, match="zwei verschiedene Personen"):
        workflow.execute(uebergang="freigeben", by=leitung, **angaben)
    workflow.execute(uebergang="freigeben", by=konto(Rolle.LEITUNG), **angaben)
