"""lade_demo: every published row comes out at once, and what is fictitious says so."""

import datetime as dt

import pytest
from django.apps import apps
from django.db.models import Min
from django.test import Client
from django.urls import reverse

from asskomm.core.models import Fiktiv
from asskomm.core.stichtag import BERLIN
from asskomm.portal.enums import Stufe
from asskomm.portal.models import Kennzahlenfreigabe, Medieninformation
from asskomm.portal.netzwerk import Netz
from asskomm.portal.stats import compute_kennzahlen
from kommunen.enums import VERBAND_ARTEN, KprStatus
from kommunen.models import Beratung, EngeZusammenarbeit, KommunalerPraeventionsrat, Kommune, Mitgliedschaft
from vereinbarungen.enums import CoachingStatus, NummerHerkunft, UebernahmeStatus, VereinbarungStatus
from vereinbarungen.models import Beteiligung, Coachingprozess, Sicherheitsanalyse, Uebernahme, Vereinbarung
from vereinbarungen.nummern import raenge, voraussichtliche_nummer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bestand_alles")]
WISSEN = dt.datetime(2100, 1, 1, tzinfo=BERLIN)

TABELLE: dict[str, dict[str, int]] = {
    "2020-02-12": {"beraten": 64, "kpr": 16},
    "2021-01-17": {"beraten": 99},
    "2021-01-18": {"beraten": 100},
    "2021-02-06": {"beraten": 102, "kpr": 19, "coaching": 24},
    "2021-05-24": {"vereinbarungen": 20},
    "2021-05-25": {"beraten": 109, "vereinbarungen": 21},
    "2021-06-25": {"kpr": 21},
    "2021-09-01": {"beraten": 121, "eng": 43, "kpr": 25},
    "2021-11-30": {
        "beraten": 126, "kpr": 26, "kpr_landkreise": 2, "vereinbarungen": 29, "coaching": 32,
        "analysen": 12, "analysen_kommunen": 13,
    },
    "2021-12-01": {"vereinbarungen": 30},
    "2023-02-22": {"vereinbarungen": 46},
    "2023-02-23": {"vereinbarungen": 47},
    "2023-04-24": {"beraten": 141, "eng": 62, "kpr": 31, "vereinbarungen": 49, "coaching": 44, "analysen": 25},
    "2023-04-25": {
        "beraten": 141, "eng": 62, "kpr": 31, "vereinbarungen": 50, "coaching": 44, "analysen": 25,
        "gefoerdert": 25, "foerdermittel": 1_100_000,
    },
    "2023-09-14": {"vereinbarungen": 54},
    "2023-12-31": {"gefoerdert": 25, "foerdermittel": 1_100_000},
    "2024-02-29": {"analysen": 25},
    "2025-04-10": {"vereinbarungen": 59},
    "2025-04-11": {"vereinbarungen": 60},
}  # fmt: skip


@pytest.mark.parametrize("tag", TABELLE)
def test_veroeffentlichte_zahlen_kommen_heraus(tag: str) -> None:
    zahlen = compute_kennzahlen(stichtag=dt.date.fromisoformat(tag), wissensstand=WISSEN)
    assert {name: getattr(zahlen, name) for name in TABELLE[tag]} == TABELLE[tag]


def test_nummern_folgen_den_tagen_lueckenlos() -> None:
    koop = Vereinbarung.objects.kooperationsvereinbarungen().exclude(laufende_nr=None)
    reihe = list(koop.order_by("in_kraft_am", "laufende_nr").values_list("laufende_nr", flat=True))
    assert reihe == list(range(1, 61))
    bekannt = koop.filter(nummer_herkunft=NummerHerkunft.UEBERNOMMEN).order_by("laufende_nr")
    assert list(bekannt.values_list("laufende_nr", "bezeichnung")) == [
        (21, "Lohsa"), (30, "Crimmitschau"), (47, "Oelsnitz/Erzgeb."), (50, "Meerane"), (60, "Leutersdorf"),
    ]  # fmt: skip
    assert koop.filter(fiktiv=True).count() == 39
    assert koop.get(bezeichnung="Bannewitz").nummer_text == "48 (fiktiv)"
    assert all(rang == koop.get(pk=pk).laufende_nr for pk, rang in raenge().items())


def test_seifhennersdorf_ist_die_hundertste_beratene_kommune() -> None:
    erste = Beratung.objects.exclude(kommune__art="LANDKREIS").values("kommune").annotate(am=Min("am"))
    am_tag = [zeile["kommune"] for zeile in erste if zeile["am"] == dt.date(2021, 1, 18)]
    assert am_tag == [Kommune.objects.get(slug="seifhennersdorf").pk]


def test_alle_modellkommunen_sind_bis_november_2021_beraten() -> None:
    modell = Kommune.objects.filter(ist_modellkommune=True)
    assert modell.filter(beratungen__am__lte="2021-11-30").distinct().count() == 8


def test_beratung_geht_jeder_unterschrift_voraus() -> None:
    for b in Beteiligung.objects.filter(vereinbarung__in_kraft_am__isnull=False).select_related("vereinbarung"):
        erste = Beratung.objects.filter(kommune=b.kommune_id).aggregate(am=Min("am"))["am"]
        assert erste < b.vereinbarung.in_kraft_am, b


def test_nie_verband_und_mitglied_fuer_dieselbe_tatsache() -> None:
    paare = list(Mitgliedschaft.objects.values_list("verband", "mitglied"))
    for modell in (Beratung, EngeZusammenarbeit, KommunalerPraeventionsrat, Beteiligung):
        koerperschaften = set(modell.objects.values_list("kommune", flat=True))
        assert [p for p in paare if set(p) <= koerperschaften] == []


def test_demodaten_reichen_in_alle_kreise_und_arten() -> None:
    gebunden = Kommune.objects.filter(vereinbarungen__laufende_nr__isnull=False)
    assert gebunden.values("landkreis").distinct().count() == 13
    beraten = Kommune.objects.filter(beratungen__isnull=False)
    assert beraten.values("landkreis").distinct().count() == 13
    assert beraten.filter(art__in=VERBAND_ARTEN).distinct().count() == 4


def test_arbeitsfaelle_in_jedem_zustand() -> None:
    arbeit = Vereinbarung.objects.filter(in_kraft_am=None)
    assert set(arbeit.values_list("status", flat=True)) == {
        VereinbarungStatus.ENTWURF,
        VereinbarungStatus.IN_ABSTIMMUNG,
        VereinbarungStatus.BESCHLUSS_AUSSTEHEND,
        VereinbarungStatus.ZEICHNUNGSREIF,
        VereinbarungStatus.IN_ZEICHNUNG,
    }
    in_zeichnung = arbeit.get(status=VereinbarungStatus.IN_ZEICHNUNG)
    assert [p.rolle for p in in_zeichnung.offene_parteien()] == ["LPR"]
    geplant = arbeit.get(geplant_am__isnull=False)
    assert voraussichtliche_nummer(geplant) == 61
    assert geplant.sperrfrist_bis is not None
    assert Uebernahme.objects.get().status == UebernahmeStatus.VORGELEGT
    assert set(Coachingprozess.objects.values_list("status", flat=True)) >= {
        CoachingStatus.ANGEFRAGT, CoachingStatus.AKTIV, CoachingStatus.PAUSIERT, CoachingStatus.ABGESCHLOSSEN,
    }  # fmt: skip
    assert set(KommunalerPraeventionsrat.objects.values_list("status", flat=True)) == {
        KprStatus.GEPLANT, KprStatus.KONSTITUIERT, KprStatus.REAKTIVIERT, KprStatus.RUHEND,
    }  # fmt: skip
    assert Vereinbarung.objects.filter(laufzeit_bis__isnull=False, status=VereinbarungStatus.IN_KRAFT).exists()


def test_status_passt_zum_letzten_schritt() -> None:
    for modell in (Vereinbarung, Coachingprozess, Sicherheitsanalyse, KommunalerPraeventionsrat):
        for objekt in modell.objects.prefetch_related("verlauf"):
            schritte = list(objekt.verlauf.all())
            assert schritte[-1].nach == objekt.status, objekt
            assert [s.von for s in schritte] == ["", *(s.nach for s in schritte[:-1])]


def test_alles_neue_ist_als_fiktiv_gekennzeichnet() -> None:
    echt = {
        m.__name__: m._default_manager.filter(fiktiv=False).count() for m in apps.get_models() if issubclass(m, Fiktiv)
    }
    assert {name: echt[name] for name in ("Vereinbarung", "Beratung", "Zuwendung", "Coachingprozess", "Dokument")} == {
        "Vereinbarung": 22, "Beratung": 1, "Zuwendung": 2, "Coachingprozess": 0, "Dokument": 0,
    }  # fmt: skip
    assert not Beratung.objects.filter(fiktiv=True).exclude(quelle__startswith="Demodaten").exists()


def test_presse_zahlenstand_und_stufe_der_engen_zusammenarbeit_sind_nicht_leer(client: Client) -> None:
    text = Medieninformation.objects.get()
    assert text.fiktiv
    assert text.sperrfrist_bis is not None
    assert text.sperrfrist_bis < text.freigegeben_zeitpunkt
    assert text.titel in client.get(reverse("portal:presse")).content.decode()
    seite = client.get(reverse("portal:medieninformation", args=[text.slug])).content.decode()
    assert "Beispiel einer Korrektur (Demodaten)" in seite
    zahlenstand = Kennzahlenfreigabe.objects.get()
    assert zahlenstand.fiktiv
    assert "stimmt damit überein" in client.get("/statistik/?stichtag=2023-12-31").content.decode()
    heute = dt.date(2026, 11, 22)
    netz = Netz.load(stichtag=heute, jetzt=WISSEN)
    assert sum(z.stufe == Stufe.ENG for z in netz.gemeinden) > 8
    assert any(z.stufe == Stufe.ENG and z.stufe_ueber for z in netz.gemeinden)
