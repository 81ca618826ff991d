"""Released sets of figures: who, what, frozen, and the difference to the live computation explained."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from asskomm.core.errors import Ablehnung
from asskomm.core.models import User
from asskomm.core.roles import Rolle
from asskomm.portal.enums import Kennzahl
from asskomm.portal.kennzahlen.bestand import Faktenbestand
from asskomm.portal.kennzahlen.vergleich import Abweichung, stelle_gegenueber, vergleiche_freigabe
from asskomm.portal.models import Kennzahlenfreigabe, VeroeffentlichteZahl
from asskomm.portal.services.freigabe import refuse_kennzahlen, release_kennzahlen, submit_kennzahlen
from kommunen.services.kommune import retire_kommune
from kommunen.services.tatsachen import annul_tatsache
from tests.factories.beteiligte import vertretung
from tests.factories.fakten import beraten, vereinbart
from tests.factories.foerderung import ansatz, zuwendung
from tests.factories.kommunen import mitglied, verband
from tests.factories.konten import konto
from tests.factories.vereinbarungen import JETZT, gemeinde

pytestmark = pytest.mark.django_db
TAG = dt.date(2023, 4, 24)
SPAETER = JETZT + dt.timedelta(hours=1)


@pytest.fixture
def leitung() -> User:
    return konto(Rolle.LEITUNG)


def lege_vor(by: User, tag: dt.date = TAG, anlass: str = "Anfrage des Landtags", jetzt: dt.datetime = JETZT):
    return submit_kennzahlen(stichtag=tag, anlass=anlass, by=by, jetzt=jetzt)


def gib_frei(by: User, tag: dt.date = TAG, anlass: str = "Anfrage des Landtags", jetzt: dt.datetime = JETZT):
    return release_kennzahlen(vorlage=lege_vor(konto(), tag, anlass, jetzt), by=by, jetzt=jetzt)


def abweichungen(freigabe: Kennzahlenfreigabe) -> list[Abweichung]:
    bestand = Faktenbestand.load(stichtag=freigabe.stichtag)
    return vergleiche_freigabe(freigabe, bestand=bestand, jetzt=SPAETER)


def test_freigabe_haelt_werte_name_zeit_und_pruefsumme_fest(leitung: User) -> None:
    beraten()
    freigabe = gib_frei(leitung)
    gelesen = Kennzahlenfreigabe.objects.get()
    assert gelesen.werte["beraten"] == 1
    assert (gelesen.freigegeben_durch, gelesen.freigegeben_zeitpunkt, gelesen.wissensstand) == (leitung, JETZT, JETZT)
    assert gelesen.ist_unversehrt
    assert gelesen.sha256 == freigabe.sha256
    gelesen.werte["beraten"] = 2
    assert not gelesen.ist_unversehrt


def test_freigabe_ist_unveraenderlich(leitung: User) -> None:
    freigabe = gib_frei(leitung)
    for veraendere in (
        freigabe.save,
        freigabe.delete,
        lambda: Kennzahlenfreigabe.objects.update(anlass="x"),
        lambda: Kennzahlenfreigabe.objects.all().delete(),
    ):
        with pytest.raises(TypeError):
            veraendere()


@pytest.mark.parametrize("rolle", [r for r in Rolle if r != Rolle.LEITUNG])
def test_nur_die_leitung_gibt_frei(rolle: str) -> None:
    with pytest.raises(Ablehnung, match="nur die Leitung"):
        gib_frei(konto(rolle))


def test_ablehnung_nennt_alle_gruende_auf_einmal() -> None:
    with pytest.raises(Ablehnung) as fehler:
        lege_vor(konto(Rolle.HAUSHALT), dt.date(2026, 11, 23), " ")
    assert fehler.value.gruende == [
        "Zahlenstände legt nur die Sachbearbeitung vor.",
        "Bitte nennen Sie den Anlass der Freigabe.",
        "Der Stichtag 23.11.2026 liegt in der Zukunft.",
    ]


def test_gleiche_zahlen_werden_nicht_zweimal_freigegeben(leitung: User) -> None:
    gib_frei(leitung)
    with pytest.raises(Ablehnung, match="bereits freigegeben"):
        gib_frei(leitung, jetzt=SPAETER)
    beraten(jetzt=SPAETER)
    assert gib_frei(leitung, jetzt=SPAETER).werte["beraten"] == 1


def test_laufende_sperrfrist_verhindert_die_freigabe(leitung: User) -> None:
    v = vereinbart()
    v.sperrfrist_bis = SPAETER
    v.save()
    with pytest.raises(Ablehnung, match="Sperrfrist"):
        gib_frei(leitung)
    assert gib_frei(leitung, jetzt=SPAETER).werte["vereinbarungen"] == 1


def test_wer_vorlegt_gibt_nicht_frei_auch_nicht_durch_eine_vertretung(leitung: User) -> None:
    """Neither the deputy of whoever submitted, nor whoever is represented by the submitting deputy."""
    vertreterin = konto(Rolle.SACHBEARBEITUNG)
    vertretung(leitung, vertreterin)
    eigene, fuer_sie = lege_vor(leitung), lege_vor(vertreterin, TAG + dt.timedelta(1))
    for vorlage, by in ((eigene, leitung), (eigene, vertreterin), (fuer_sie, vertreterin)):
        with pytest.raises(Ablehnung, match="zwei verschiedene Personen"):
            release_kennzahlen(vorlage=vorlage, by=by, jetzt=JETZT)
    nur_vertretung = konto(None)
    vertretung(leitung, nur_vertretung)
    in_vertretung = lege_vor(nur_vertretung, TAG + dt.timedelta(2))
    assert in_vertretung.vorgelegt_fuer == leitung
    with pytest.raises(Ablehnung, match="zwei verschiedene Personen"):
        release_kennzahlen(vorlage=in_vertretung, by=leitung, jetzt=JETZT)
    assert release_kennzahlen(vorlage=in_vertretung, by=konto(Rolle.LEITUNG), jetzt=JETZT).vorgelegt_durch


@pytest.mark.parametrize(
    "befehl",
    [
        "UPDATE portal_kennzahlenfreigabe SET freigegeben_durch_id = vorgelegt_durch_id",
        "UPDATE portal_zahlenvorlage SET bestaetigt_durch_id = beantragt_durch_id",
    ],
)
def test_datenbank_laesst_keine_freigabe_durch_dieselbe_person_zu(leitung: User, befehl: str) -> None:
    gib_frei(leitung)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(befehl)


def test_geaenderte_zahlen_und_zweite_entscheidung_werden_abgelehnt(leitung: User) -> None:
    vorlage = lege_vor(konto())
    beraten(jetzt=SPAETER)
    with pytest.raises(Ablehnung, match="seit der Vorlage geändert"):
        release_kennzahlen(vorlage=vorlage, by=leitung, jetzt=SPAETER)
    with pytest.raises(Ablehnung, match="wartet schon"):
        lege_vor(konto(), jetzt=SPAETER)
    refuse_kennzahlen(vorlage=vorlage, by=leitung, jetzt=SPAETER, grund="neue Beratung")
    with pytest.raises(Ablehnung, match="schon entschieden"):
        release_kennzahlen(vorlage=vorlage, by=leitung, jetzt=SPAETER)
    assert gib_frei(leitung, jetzt=SPAETER).werte["beraten"] == 1


def test_zurueckgeben_darf_die_leitung_und_wer_vorgelegt_hat(leitung: User) -> None:
    clerk = konto()
    vorlage = lege_vor(clerk)
    with pytest.raises(Ablehnung) as fehler:
        refuse_kennzahlen(vorlage=vorlage, by=konto(), jetzt=JETZT, grund=" ")
    assert fehler.value.gruende == [
        "Zurückgeben darf die Leitung, zurücknehmen die Person, die vorgelegt hat.",
        "Bitte geben Sie einen Grund an.",
    ]
    refuse_kennzahlen(vorlage=vorlage, by=clerk, jetzt=JETZT, grund="Tippfehler")
    vorlage.refresh_from_db()
    assert (vorlage.ist_offen, vorlage.abgelehnt_durch) == (False, clerk)
    with pytest.raises(Ablehnung, match="schon entschieden"):
        refuse_kennzahlen(vorlage=vorlage, by=leitung, jetzt=JETZT, grund="x")


def test_unveraenderter_bestand_weicht_nicht_ab(leitung: User) -> None:
    beraten()
    assert abweichungen(gib_frei(leitung)) == []


def test_abweichung_nennt_nachtraege_und_annullierungen_beim_namen(leitung: User) -> None:
    weg = beraten(gemeinde("Alt"))
    freigabe = gib_frei(leitung)
    annul_tatsache(tatsache=weg, grund="Irrtum", by=leitung, jetzt=SPAETER)
    for name in ("Neu A", "Neu B"):
        beraten(gemeinde(name), jetzt=SPAETER)
    assert abweichungen(freigabe) == [
        Abweichung(
            Kennzahl.BERATEN, 1, 2, ("2 nachträglich erfasst: Neu A, Neu B.", "1 annulliert oder berichtigt: Alt.")
        )
    ]


def test_abweichung_nennt_die_nummer_der_vereinbarung_und_kuerzt_lange_listen(leitung: User) -> None:
    freigabe = gib_frei(leitung)
    for nummer in range(1, 13):
        vereinbart(gemeinde(f"Ort {nummer:02d}"), nummer=nummer, jetzt=SPAETER)
    grund = abweichungen(freigabe)[0].gruende[0]
    assert grund.startswith("12 nachträglich erfasst: Nr. 1 Ort 01, Nr. 2 Ort 02,")
    assert grund.endswith("Nr. 10 Ort 10 und 2 weitere.")


def test_empfaenger_von_zuwendungen_bleiben_ungenannt(leitung: User) -> None:
    freigabe = gib_frei(leitung)
    zuwendung(gemeinde("Kleinort"), betrag=Decimal(500), jetzt=SPAETER)
    ansatz(jetzt=SPAETER)
    gefoerdert, mittel = abweichungen(freigabe)
    assert gefoerdert.gruende == ("1 nachträglich erfasst.",)
    assert (mittel.freigegeben_text, mittel.heute_text) == ("keine Angabe", "1.100.000\u00a0€")
    assert mittel.gruende == ("Der Haushaltsansatz ist nach der Freigabe erfasst oder geändert worden.",)


def test_spaeter_erfasste_mitgliedschaft_wird_beim_namen_genannt(leitung: User) -> None:
    v = verband(gemeinde())
    vereinbart(v)
    freigabe = gib_frei(leitung)
    mitglied(v, gemeinde("Spätling"), jetzt=SPAETER)
    (abweichung,) = abweichungen(freigabe)
    assert (abweichung.freigegeben, abweichung.heute) == (1, 2)
    assert abweichung.gruende == ("1 nachträglich erfasst: Spätling.",)


def test_aenderung_im_register_wird_als_solche_genannt(leitung: User) -> None:
    """The validity of a body has no moment of entry: its retirement also changes what earlier figures rest on."""
    ort = gemeinde()
    vereinbart(ort)
    freigabe = gib_frei(leitung)
    retire_kommune(kommune=ort, letzter_tag=TAG - dt.timedelta(days=1), nachfolger=[], by=leitung, jetzt=SPAETER)
    (abweichung,) = abweichungen(freigabe)
    assert (abweichung.freigegeben, abweichung.heute) == (1, 0)
    assert "Register" in abweichung.gruende[-1]


def test_veroeffentlichte_zahl_steht_neben_der_erfassten() -> None:
    beraten(am="24.04.2023")
    for kennzahl, wert in ((Kennzahl.BERATEN, "141"), (Kennzahl.FOERDERMITTEL, "1100000"), (Kennzahl.KPR, "0")):
        VeroeffentlichteZahl.objects.create(
            stichtag=TAG, kennzahl=kennzahl, wert=wert, quelle="Test", erfasst_zeitpunkt=JETZT
        )
    zahlen = VeroeffentlichteZahl.objects.gueltig().order_by("pk")
    bestand = Faktenbestand.load(stichtag=TAG)
    neben = stelle_gegenueber(zahlen, bestand=bestand, jetzt=JETZT, heute=JETZT.date())
    assert [(g.text, g.erfasst_text, g.stimmt) for g in neben] == [
        ("141", "1", False),
        ("1.100.000\u00a0€", "keine Angabe", False),
        ("0", "0", True),
    ]
