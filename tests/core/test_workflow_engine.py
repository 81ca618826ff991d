"""Die Engine: Sperren, Rechte, Gründe, Tage, Rücknahme, Wissensstand; gezeigt an Coaching und KPR."""

import datetime as dt

import pytest

from asskomm.core import workflow
from asskomm.core.errors import Ablehnung
from asskomm.core.roles import Rolle
from asskomm.core.stichtag import BERLIN, Genauigkeit, UngefaehresDatum
from asskomm.core.workflow import Uebergang, Workflow, Zustand
from kommunen.enums import KprStatus
from kommunen.models import KommunalerPraeventionsrat
from tests.factories import vereinbarungen as fabrik
from tests.factories.konten import konto
from vereinbarungen.enums import CoachingStatus
from vereinbarungen.models import CoachingEreignis, Coachingprozess

pytestmark = pytest.mark.django_db
JETZT = fabrik.JETZT


def tag(text: str) -> UngefaehresDatum:
    return UngefaehresDatum.lies(text)


def schritt(objekt, name, wirksam=None, *, grund="Grund", by=None, jetzt=JETZT):
    wirksam = tag(wirksam) if wirksam else None
    return workflow.execute(objekt=objekt, uebergang=name, by=by, jetzt=jetzt, wirksam=wirksam, grund=grund)


def aktives_coaching() -> Coachingprozess:
    prozess = fabrik.coaching()
    for name, am in (
        ("genehmigen", "01.02.2026"),
        ("vermitteln", "01.03.2026"),
        ("auftrag_klaeren", "01.04.2026"),
        ("beginnen", "01.05.2026"),
    ):
        schritt(prozess, name, am)
    return prozess


def stand_am(objekt, text: str, wissensstand=JETZT) -> str | None:
    zeilen = objekt.verlauf.model.objects.as_of(tag(text).am, wissensstand).filter(objekt=objekt)
    return zeilen.values_list("nach", flat=True).first()


def test_schritt_schreibt_status_und_eine_zeile_mit_allen_angaben():
    by = konto(Rolle.SACHBEARBEITUNG)
    prozess = fabrik.coaching()
    ereignis = schritt(prozess, "genehmigen", "02/2026", by=by, grund="  passt ")
    assert prozess.status == CoachingStatus.GENEHMIGT == Coachingprozess.objects.get().status
    assert (ereignis.von, ereignis.nach, ereignis.uebergang) == ("ANGEFRAGT", "GENEHMIGT", "genehmigen")
    assert (str(ereignis.wirksam), ereignis.wirksam_am) == ("Februar 2026", dt.date(2026, 2, 28))
    assert (ereignis.erfasst_durch, ereignis.erfasst_zeitpunkt, ereignis.grund) == (by, JETZT, "passt")


def test_ohne_tag_gilt_der_tag_in_sachsen():
    nachts = dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC)
    assert schritt(fabrik.coaching(), "genehmigen", jetzt=nachts).wirksam_am == dt.date(2026, 7, 1)


def test_alle_gruende_stehen_auf_einmal_da():
    prozess = aktives_coaching()
    with pytest.raises(Ablehnung) as fehler:
        schritt(prozess, "pausieren", by=konto(Rolle.LESEZUGRIFF), grund=" ")
    assert fehler.value.gruende == [
        "Ihre Rolle darf „Pausieren“ nicht ausführen.",
        "Bitte geben Sie einen Grund an.",
    ]
    assert Coachingprozess.objects.get().status == CoachingStatus.AKTIV


def test_unbekannter_schritt_wird_benannt():
    with pytest.raises(Ablehnung, match="Den Schritt „fliegen“ gibt es bei „Coaching“ nicht"):
        schritt(fabrik.coaching(), "fliegen")


def test_kuenftiger_tag_wird_abgelehnt_die_laufende_periode_nicht():
    prozess = fabrik.coaching()
    with pytest.raises(Ablehnung, match=r"Der Tag 23\.11\.2026 liegt in der Zukunft"):
        schritt(prozess, "genehmigen", "23.11.2026")
    with pytest.raises(Ablehnung, match="Dezember 2026"):
        schritt(prozess, "genehmigen", "12/2026")
    assert schritt(prozess, "genehmigen", "2026").wirksam_am == dt.date(2026, 12, 31)


def test_tag_vor_dem_letzten_schritt_wird_abgelehnt():
    prozess = aktives_coaching()
    with pytest.raises(Ablehnung, match=r"liegt vor dem letzten Schritt \(„aktiv“, 01\.05\.2026\)"):
        schritt(prozess, "pausieren", "30.04.2026")
    schritt(prozess, "pausieren", "01.05.2026")
    assert stand_am(prozess, "01.05.2026") == CoachingStatus.PAUSIERT


def test_nachtraeglich_erfasster_schritt_zieht_die_anlage_auf_seinen_tag():
    """Sonst stünde der Fall am Tag der Erfassung wieder auf „geplant“."""
    rat = KommunalerPraeventionsrat.objects.create(kommune=fabrik.gemeinde())
    workflow.enter_start(objekt=rat, by=None, jetzt=JETZT)
    schritt(rat, "konstituieren", "25.05.2021")
    assert stand_am(rat, "22.11.2026") == KprStatus.KONSTITUIERT
    assert stand_am(rat, "25.05.2021") == KprStatus.KONSTITUIERT
    assert stand_am(rat, "24.05.2021") is None


def test_veraltetes_objekt_wird_unter_der_sperre_neu_gelesen():
    prozess = fabrik.coaching()
    veraltet = Coachingprozess.objects.get(pk=prozess.pk)
    schritt(prozess, "genehmigen")
    with pytest.raises(Ablehnung, match="im Zustand „genehmigt“ nicht möglich"):
        schritt(veraltet, "genehmigen")


def test_protokollzeilen_lassen_sich_weder_aendern_noch_loeschen():
    zeile = fabrik.coaching().verlauf.get()
    for tat in (
        zeile.save,
        zeile.delete,
        CoachingEreignis.objects.all().delete,
        lambda: CoachingEreignis.objects.update(grund="x"),
    ):
        with pytest.raises(TypeError, match="Protokoll der Zustände"):
            tat()


def test_ruecknahme_fuehrt_zum_zustand_davor_und_laesst_alten_wissensstand_stehen():
    prozess = aktives_coaching()
    schritt(prozess, "pausieren", "01.06.2026")
    spaeter = JETZT + dt.timedelta(hours=1)
    zeile = workflow.take_back(objekt=prozess, by=None, jetzt=spaeter, grund="falscher Fall")
    assert prozess.status == CoachingStatus.AKTIV
    assert (zeile.uebergang, zeile.von, zeile.nach) == ("zuruecknehmen", "PAUSIERT", "AKTIV")
    assert zeile.hebt_auf.nach == CoachingStatus.PAUSIERT
    assert stand_am(prozess, "02.06.2026") == CoachingStatus.PAUSIERT
    assert stand_am(prozess, "02.06.2026", spaeter) == CoachingStatus.AKTIV
    assert stand_am(prozess, "04/2026", spaeter) == CoachingStatus.AUFTRAG_GEKLAERT


def test_zwei_ruecknahmen_lassen_keine_spur_in_den_zahlen():
    """Nach beiden war das Coaching nie aktiv, auch nicht durch die Zeile der ersten Rücknahme."""
    prozess = aktives_coaching()
    schritt(prozess, "pausieren", "01.06.2026")
    for _ in range(2):
        workflow.take_back(objekt=prozess, by=None, jetzt=JETZT, grund="Irrtum")
    assert prozess.status == CoachingStatus.AUFTRAG_GEKLAERT
    assert stand_am(prozess, "22.11.2026") == CoachingStatus.AUFTRAG_GEKLAERT
    assert not CoachingEreignis.objects.jemals({CoachingStatus.AKTIV}, JETZT.date(), JETZT).exists()
    schritt(prozess, "beginnen", "15.04.2026")
    assert stand_am(prozess, "22.11.2026") == CoachingStatus.AKTIV


def test_ruecknahme_braucht_grund_und_das_recht_des_schrittes():
    prozess = aktives_coaching()
    with pytest.raises(Ablehnung) as fehler:
        workflow.take_back(objekt=prozess, by=konto(Rolle.HAUSHALT), jetzt=JETZT, grund="")
    assert fehler.value.gruende == [
        "Ihre Rolle darf „Schritt ‚aktiv‘ zurücknehmen“ nicht ausführen.",
        "Bitte geben Sie einen Grund an.",
    ]


def test_erster_eintrag_laesst_sich_nicht_zuruecknehmen():
    with pytest.raises(Ablehnung, match="keinen Schritt, der sich zurücknehmen lässt"):
        workflow.take_back(objekt=fabrik.coaching(), by=None, jetzt=JETZT, grund="x")


def test_uebernommener_anfang_hat_keinen_schritt_der_ihn_zuruecknaehme():
    prozess = fabrik.coaching()
    angaben = {"by": None, "jetzt": JETZT, "grund": "Bestand", "wirksam": tag("02/2026")}
    workflow.take_over(objekt=prozess, status=CoachingStatus.ANGEFRAGT, **angaben)
    with pytest.raises(Ablehnung, match="keinen Schritt"):
        workflow.take_back(objekt=prozess, by=None, jetzt=JETZT, grund="x")


def test_begonnene_zeichnung_laesst_sich_nur_ohne_unterschriften_zuruecknehmen():
    v = fabrik.unterzeichne_alle(fabrik.in_zeichnung(), ausser=2)
    with pytest.raises(Ablehnung, match="schon Unterschriften erfasst"):
        workflow.take_back(objekt=v, by=konto(), jetzt=JETZT, grund="x")
    leer = fabrik.in_zeichnung()
    workflow.take_back(objekt=leer, by=konto(), jetzt=JETZT, grund="x")
    assert leer.status == "ZEICHNUNGSREIF"


def test_ruecknahme_steht_unter_den_moeglichkeiten_und_laeuft_durch_execute():
    prozess = aktives_coaching()
    by = konto(Rolle.SACHBEARBEITUNG)
    angebot = Coachingprozess.workflow.moeglichkeiten(prozess, by)[-1]
    assert angebot.uebergang.label == "Schritt „aktiv“ zurücknehmen"
    assert angebot.erlaubt
    assert not angebot.uebergang.frage_tag
    schritt(prozess, "zuruecknehmen", by=by)
    assert prozess.status == CoachingStatus.AUFTRAG_GEKLAERT


def test_ruecknahme_der_aufloesung_scheitert_am_neuen_praeventionsrat():
    kommune = fabrik.gemeinde()
    alt = KommunalerPraeventionsrat.objects.create(kommune=kommune)
    workflow.enter_start(objekt=alt, by=None, jetzt=JETZT)
    for name in ("konstituieren", "aufloesen"):
        schritt(alt, name)
    KommunalerPraeventionsrat.objects.create(kommune=kommune)
    with pytest.raises(Ablehnung, match="widerspricht einem anderen, neueren Eintrag"):
        workflow.take_back(objekt=alt, by=None, jetzt=JETZT, grund="x")
    assert KommunalerPraeventionsrat.objects.get(pk=alt.pk).status == KprStatus.AUFGELOEST


def test_uebernommener_zustand_braucht_seinen_namen_im_ablauf():
    prozess = Coachingprozess.objects.create(kommune=fabrik.gemeinde())
    angaben = {"objekt": prozess, "by": None, "jetzt": JETZT, "grund": "Bestand", "wirksam": tag("2020")}
    with pytest.raises(StopIteration):
        workflow.take_over(status="TANZEND", **angaben)
    zeile = workflow.take_over(status=CoachingStatus.AKTIV, **angaben)
    assert (zeile.von, zeile.wirksam_am_genauigkeit) == ("", Genauigkeit.JAHR)
    assert stand_am(prozess, "30.12.2020") is None
    assert stand_am(prozess, "31.12.2020") == CoachingStatus.AKTIV


def test_wissensstand_vor_der_erfassung_kennt_den_schritt_nicht():
    prozess = aktives_coaching()
    davor = dt.datetime(2026, 11, 22, 11, 59, tzinfo=BERLIN)
    assert stand_am(prozess, "22.11.2026", davor) is None


def test_tabelle_mit_unbekanntem_zustand_scheitert_beim_start():
    with pytest.raises(ValueError, match="unbekannte Zustände"):
        Workflow("X", "A", (Zustand("A", "a"),), (Uebergang("u", frozenset({"A"}), "B", "u", "r"),))


def test_schritt_innerhalb_des_genannten_monats_zieht_den_groben_tag_auf_seinen():
    """„November 2026“ zählt vom 30. an; was am 22. folgte, beweist, dass es bis dahin geschehen war."""
    prozess = fabrik.coaching()
    schritt(prozess, "genehmigen", "11/2026")
    schritt(prozess, "vermitteln", "22.11.2026")
    assert (stand_am(prozess, "21.11.2026"), stand_am(prozess, "22.11.2026")) == ("ANGEFRAGT", "COACH_VERMITTELT")
    assert stand_am(prozess, "30.11.2026") == "COACH_VERMITTELT"
    with pytest.raises(Ablehnung, match="vor dem letzten Schritt"):
        schritt(prozess, "auftrag_klaeren", "21.11.2026")


def test_grober_tag_schuetzt_keinen_genauen_davor():
    prozess = fabrik.coaching()
    schritt(prozess, "genehmigen", "20.11.2026")
    schritt(prozess, "vermitteln", "11/2026")
    with pytest.raises(Ablehnung, match=r"genehmigt“, 20\.11\.2026"):
        schritt(prozess, "auftrag_klaeren", "15.11.2026")
