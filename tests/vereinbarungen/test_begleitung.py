"""Coaching und Sicherheitsanalysen: Anlage, Schritte mit eigenem Tag, Verwaltung."""

from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from asskomm.core import workflow
from asskomm.core.errors import Ablehnung
from asskomm.core.roles import Rolle
from asskomm.core.stichtag import UngefaehresDatum
from tests.factories import importe
from tests.factories import vereinbarungen as fabrik
from tests.factories.fakten import analysiert
from tests.factories.konten import konto, melde_an
from tests.factories.verwaltung import exportiere
from vereinbarungen.enums import Analyseformat
from vereinbarungen.models import Analysemodul, Coachingprozess, Sicherheitsanalyse
from vereinbarungen.rules import COACHING_LESENDE
from vereinbarungen.services import begleitung

pytestmark = pytest.mark.django_db
JETZT = fabrik.JETZT
COACHING, ANALYSE = "/verwaltung/vereinbarungen/coachingprozess/", "/verwaltung/vereinbarungen/sicherheitsanalyse/"


@pytest.fixture(autouse=True)
def _uhr():
    with time_machine.travel(JETZT, tick=False):
        yield


def angemeldet(rolle: str = Rolle.SACHBEARBEITUNG) -> Client:
    client = Client()
    melde_an(client, konto(rolle))
    return client


def schritt(objekt: Any, name: str) -> str:
    return reverse(f"admin:vereinbarungen_{type(objekt)._meta.model_name}_schritt", args=[objekt.pk, name])


def test_coaching_beginnt_mit_dem_tag_der_anfrage():
    ort = fabrik.gemeinde()
    prozess = begleitung.create_coaching(kommune=ort, by=konto(), jetzt=JETZT, wirksam=UngefaehresDatum.lies("03/2026"))
    assert str(prozess.verlauf.get().wirksam) == "März 2026"
    with pytest.raises(Ablehnung, match="schon einen laufenden Coachingprozess"):
        begleitung.create_coaching(kommune=ort, by=konto(), jetzt=JETZT)
    workflow.execute(objekt=prozess, uebergang="abbrechen", by=None, jetzt=JETZT, grund="x")
    assert begleitung.create_coaching(kommune=ort, by=konto(), jetzt=JETZT).status == "ANGEFRAGT"


def test_analyse_nennt_alle_maengel():
    modul = Analysemodul.objects.create(name="Bürgerbefragung")
    with pytest.raises(Ablehnung) as fehler:
        begleitung.create_analyse(bezeichnung="", kommunen=[], module=[modul], by=konto(Rolle.LESEZUGRIFF), jetzt=JETZT)
    assert fehler.value.gruende == [
        "Ihre Rolle darf das nicht.",
        "Bitte geben Sie eine Bezeichnung an.",
        "Bitte wählen Sie mindestens eine Kommune.",
        "Module gehören nur zu einer modularen Analyse.",
    ]


def test_beteiligte_einer_analyse_lassen_sich_aendern_aber_nicht_leeren():
    a, b = fabrik.gemeinde(), fabrik.gemeinde()
    analyse = fabrik.analyse(a)
    begleitung.set_analyse_kommunen(analyse=analyse, kommunen=[a, b, b], by=konto(), jetzt=JETZT)
    assert analyse.kommunen.count() == 2
    with pytest.raises(Ablehnung, match="Mindestens eine Kommune"):
        begleitung.set_analyse_kommunen(analyse=analyse, kommunen=[], by=konto(), jetzt=JETZT)


def test_beteiligte_einer_abgenommenen_analyse_bleiben_wie_sie_gezaehlt_sind():
    analyse = fabrik.analyse(fabrik.gemeinde())
    for name in ("auswaehlen", "beginnen", "erheben", "auswerten", "entwurf_vorlegen", "abnehmen", "zuruecknehmen"):
        workflow.execute(objekt=analyse, uebergang=name, by=None, jetzt=JETZT, grund="falsche Kommune")
    for gezaehlt in (analyse, analysiert(fabrik.gemeinde(), am="24.04.2023")):
        with pytest.raises(Ablehnung, match="abgenommen und zählte"):
            begleitung.set_analyse_kommunen(analyse=gezaehlt, kommunen=[fabrik.gemeinde()], by=konto(), jetzt=JETZT)
        assert gezaehlt.kommunen.count() == 1


@pytest.mark.parametrize("ende", ["abschliessen", "abbrechen"])
def test_eine_kommune_hat_hoechstens_ein_laufendes_coaching(ende):
    """Auch nicht auf dem Weg über Wiederaufnahme oder Rücknahme."""
    prozess = fabrik.coaching(fabrik.gemeinde("Wurzen"))
    for name in ("genehmigen", "vermitteln", "auftrag_klaeren", "beginnen", ende):
        workflow.execute(objekt=prozess, uebergang=name, by=None, jetzt=JETZT, grund="x")
    begleitung.create_coaching(kommune=prozess.kommune, by=konto(), jetzt=JETZT)
    for name in ("wiederaufnehmen", "zuruecknehmen")[ende == "abbrechen" :]:
        with pytest.raises(Ablehnung, match="Für Wurzen gibt es schon einen laufenden Coachingprozess"):
            workflow.execute(objekt=prozess, uebergang=name, by=None, jetzt=JETZT, grund="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Coachingprozess.objects.create(kommune=prozess.kommune)


def test_coaching_ueber_die_seiten_bis_aktiv_und_zurueck():
    client, ort = angemeldet(), fabrik.gemeinde("Wurzen")
    daten = {"kommune": "Wurzen", "anliegen": "KPR aufbauen", "wirksam": "2025"}
    assert client.post(f"{COACHING}add/", daten).status_code == 302
    prozess = Coachingprozess.objects.get(kommune=ort)
    assert str(prozess.verlauf.get().wirksam) == "2025"
    for name in ("genehmigen", "vermitteln", "auftrag_klaeren", "beginnen"):
        assert client.post(schritt(prozess, name), {"wirksam": "01.10.2026", "grund": ""}).status_code == 302
    prozess.refresh_from_db()
    assert prozess.status == "AKTIV"
    seite = client.get(f"{COACHING}{prozess.pk}/change/").content.decode()
    assert "Schritt „aktiv“ zurücknehmen" in seite
    client.post(schritt(prozess, "zuruecknehmen"), {"grund": "Irrtum"})
    prozess.refresh_from_db()
    assert prozess.status == "AUFTRAG_GEKLAERT"


def test_doppeltes_coaching_wird_am_formular_abgelehnt():
    prozess = fabrik.coaching(fabrik.gemeinde("Wurzen"))
    antwort = angemeldet().post(f"{COACHING}add/", {"kommune": "Wurzen", "anliegen": "Getipptes"})
    assert "schon einen laufenden Coachingprozess" in antwort.content.decode()
    assert "Getipptes" in antwort.content.decode()
    assert Coachingprozess.objects.get() == prozess


def test_analyse_ueber_die_seiten_mit_modulen_und_leitung():
    sb, leitung = angemeldet(), angemeldet(Rolle.LEITUNG)
    for name in ("Colditz", "Markkleeberg"):
        fabrik.gemeinde(name)
    modul = Analysemodul.objects.create(name="Bürgerbefragung")
    daten = {
        "bezeichnung": "Muldental", "format": Analyseformat.MODULAR, "module": [modul.pk],
        "kommune_1": "Colditz", "kommune_2": "Markkleeberg", "wirksam": "01.02.2026",
    }  # fmt: skip
    assert sb.post(f"{ANALYSE}add/", daten).status_code == 302
    analyse = Sicherheitsanalyse.objects.get()
    assert (analyse.kommunen.count(), analyse.module.get()) == (2, modul)
    aktion = reverse("admin:vereinbarungen_sicherheitsanalyse_aktion", args=[analyse.pk, "kommunen"])
    assert "Colditz\nMarkkleeberg" in sb.get(aktion).content.decode()
    assert "„Nirgends“ ist nicht bekannt" in sb.post(aktion, {"kommunen": "Colditz\nNirgends"}).content.decode()
    sb.post(aktion, {"kommunen": "Colditz"})
    assert analyse.kommunen.count() == 1
    sb.post(schritt(analyse, "auswaehlen"), {"wirksam": "03/2026", "grund": ""})
    analyse.refresh_from_db()
    assert analyse.status == "INTERESSE"
    leitung.post(schritt(analyse, "auswaehlen"), {"wirksam": "03/2026", "grund": ""})
    analyse.refresh_from_db()
    assert analyse.status == "AUSGEWAEHLT"


@pytest.mark.parametrize("rolle", sorted(COACHING_LESENDE))
def test_seiten_sind_fuer_jede_lesende_rolle_lesbar(rolle):
    client = angemeldet(rolle)
    prozess, analyse = fabrik.coaching(), fabrik.analyse()
    modul = Analysemodul.objects.create(name="Bürgerbefragung")
    weg = "/verwaltung/vereinbarungen/analysemodul/"
    for adresse in (COACHING, ANALYSE, weg, f"{COACHING}{prozess.pk}/change/", f"{ANALYSE}{analyse.pk}/change/",
                    f"{weg}{modul.pk}/change/"):  # fmt: skip
        assert client.get(adresse).status_code == 200
    darf = rolle in (Rolle.SACHBEARBEITUNG, Rolle.LEITUNG)
    assert client.get(f"{COACHING}add/").status_code == (200 if darf else 403)


def test_lesezugriff_sieht_vom_coaching_nur_die_zahlen_aber_die_analysen():
    client = angemeldet(Rolle.LESEZUGRIFF)
    prozess, analyse = fabrik.coaching(), fabrik.analyse()
    assert client.get(f"{COACHING}{prozess.pk}/change/").status_code in (403, 404)
    assert client.get(f"{ANALYSE}{analyse.pk}/change/").status_code == 200


@pytest.mark.parametrize(("liste", "fabrikat"), [(COACHING, fabrik.coaching), (ANALYSE, fabrik.analyse)])
def test_listen_brauchen_gleich_viele_abfragen(liste, fabrikat):
    client = angemeldet()
    fabrikat()
    client.get(liste)
    anzahlen = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as abfragen:
            client.get(liste)
        anzahlen.append(len(abfragen))
        fabrikat(), fabrikat()
    assert anzahlen[0] == anzahlen[1] <= 12


@pytest.mark.parametrize("liste", [COACHING, ANALYSE, "/verwaltung/vereinbarungen/analysemodul/"])
def test_export_gelingt(liste):
    Analysemodul.objects.create(name="Bürgerbefragung")
    fabrik.coaching()
    fabrik.analyse()
    antwort = exportiere(angemeldet(Rolle.HAUSHALT), f"{liste}export/")
    assert antwort.status_code == 200
    assert len(antwort.content.decode().strip().split("\r\n")) == 2


def test_angaben_eines_falles_lassen_sich_aendern():
    client = angemeldet()
    prozess, analyse = fabrik.coaching(), fabrik.analyse()
    for liste, objekt, felder in (
        (COACHING, prozess, {"anliegen": "neu", "auftraege-TOTAL_FORMS": "0", "auftraege-INITIAL_FORMS": "0"}),
        (ANALYSE, analyse, {"bezeichnung": "neu", "format": "VOLLANALYSE"}),
    ):
        adresse = f"{liste}{objekt.pk}/change/"
        fassung = client.get(adresse).context["original"].bearbeitungsfassung
        antwort = client.post(adresse, {"fassung": fassung, **felder})
        assert antwort.status_code == 302, antwort.content.decode()
        objekt.refresh_from_db()
    assert (prozess.anliegen, analyse.bezeichnung) == ("neu", "neu")
    assert prozess.status == "ANGEFRAGT"


def importiere(client: Client, liste: str, *zeilen: str) -> Any:
    art = ".".join(liste.strip("/").split("/")[1:])
    zum_import = importe.pruefe(client, art, importe.csv_datei(*zeilen))
    if gefunden := importe.befunde(zum_import):
        return gefunden
    client.post(reverse("admin:core_import_aktion", args=[zum_import.pk, "uebernehmen"]))
    return zum_import.neu, zum_import.geaendert, zum_import.unveraendert


def test_einfuhr_von_coaching_legt_anfragen_an_und_laesst_laufende_stehen():
    client = angemeldet()
    for name in ("Wurzen", "Grimma", "Borna"):
        fabrik.gemeinde(name)
    kopf = "Schlüssel;Angefragt am;Anliegen;Status"
    assert importiere(client, COACHING, kopf, "Wurzen;03/2026;KPR;aktiv", "Grimma;;;") == (2, 0, 0)
    wurzen, grimma = Coachingprozess.objects.order_by("pk")
    assert (wurzen.status, wurzen.anliegen, str(wurzen.verlauf.get().wirksam)) == ("ANGEFRAGT", "KPR", "März 2026")
    assert str(grimma.verlauf.get().wirksam) == "22.11.2026"
    assert importiere(client, COACHING, kopf, "Wurzen;01.04.2026;Neu;", "Borna;;;") == (1, 0, 1)
    befunde = importiere(client, COACHING, kopf, "Nirgends;;;", "Grimma;31.02.2026;;")
    assert [(b[0], b[1]) for b in befunde] == [("2", "Schlüssel"), ("3", "Angefragt am")]
    assert Coachingprozess.objects.count() == 3


def test_einfuhr_von_analysen_und_modulen():
    client = angemeldet()
    for name in ("Colditz", "Markkleeberg"):
        fabrik.gemeinde(name)
    module = "/verwaltung/vereinbarungen/analysemodul/"
    assert importiere(client, module, "Name;Beschreibung;aktiv", "Befragung;Bürger;ja") == (1, 0, 0)
    assert importiere(client, module, "Name;aktiv", "Befragung;nein") == (0, 1, 0)
    kopf = "Bezeichnung;Format;Kommunen;Module;Interesse bekundet am"
    zeile = "Muldental;modulare Analyse;Colditz | Markkleeberg;Befragung;2025"
    assert importiere(client, ANALYSE, kopf, zeile) == (1, 0, 0)
    analyse = Sicherheitsanalyse.objects.get()
    assert (analyse.kommunen.count(), analyse.module.get().name, analyse.status) == (2, "Befragung", "INTERESSE")
    assert str(analyse.verlauf.get().wirksam) == "2025"
    assert importiere(client, ANALYSE, kopf, zeile) == (0, 0, 1)
    befunde = importiere(client, ANALYSE, kopf, "Neu;Vollanalyse;;Befragung;2030", "Neu 2;Halbanalyse;Nirgends;;")
    assert {b[1] for b in befunde if b[0] == "3"} == {"Format", "Kommunen"}
    assert Sicherheitsanalyse.objects.count() == 1


def test_beginn_in_der_zukunft_wird_abgelehnt():
    for dienst, angaben in (
        (begleitung.create_coaching, {"kommune": fabrik.gemeinde()}),
        (begleitung.create_analyse, {"bezeichnung": "X", "kommunen": [fabrik.gemeinde()]}),
    ):
        with pytest.raises(Ablehnung, match=r"Der Tag 23\.11\.2026 liegt in der Zukunft"):
            dienst(by=konto(), jetzt=JETZT, wirksam=UngefaehresDatum.lies("23.11.2026"), **angaben)
        dienst(by=konto(), jetzt=JETZT, wirksam=UngefaehresDatum.lies("11/2026"), **angaben)
