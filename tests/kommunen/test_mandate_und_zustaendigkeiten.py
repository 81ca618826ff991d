"""Mandates rest on membership, duties of clerks on roles; organisations are made from the register."""

import datetime as dt

import pytest

from asskomm.core import stellen
from asskomm.core.errors import Ablehnung
from asskomm.core.models import Mandat, Organisation
from asskomm.core.roles import OrganisationArt, Rolle
from kommunen.models import Zustaendigkeit
from kommunen.services.mandate import confirm_mandat, request_mandat
from kommunen.services.organisationen import ensure_organisation
from kommunen.services.zustaendigkeiten import assign_zustaendigkeit, end_zustaendigkeit, move_zustaendigkeiten
from tests.factories.kommunen import verband
from tests.factories.konten import konto
from tests.factories.vereinbarungen import gemeinde, landkreis

pytestmark = pytest.mark.django_db
JETZT = dt.datetime(2024, 5, 15, 12, 0, tzinfo=dt.UTC)
HEUTE = JETZT.date()
MORGEN, GESTERN = HEUTE + dt.timedelta(days=1), HEUTE - dt.timedelta(days=1)


def gruende(funktion, **angaben) -> str:
    with pytest.raises(Ablehnung) as ablehnung:
        funktion(jetzt=JETZT, **angaben)
    return " ".join(ablehnung.value.gruende)


def test_ein_mandat_wirkt_nach_der_bestaetigung() -> None:
    mitglied, sv = gemeinde(), konto(Rolle.SYSTEMVERWALTUNG)
    v = verband(mitglied)
    angaben = {"verband": v, "mitglied": mitglied, "grundlage": "Beschluss 7/2024", "ab": HEUTE}
    antrag = request_mandat(**angaben, by=sv, jetzt=JETZT)
    person = konto(Rolle.KOMMUNE_ZEICHNUNG, fuer=antrag.verband)
    assert person.organisationen(Rolle.KOMMUNE_ZEICHNUNG) == {antrag.verband_id}
    confirm_mandat(antrag=antrag, by=konto(Rolle.LEITUNG), jetzt=JETZT)
    person = type(person).objects.get(pk=person.pk)
    assert person.organisationen(Rolle.KOMMUNE_ZEICHNUNG) == {antrag.verband_id, antrag.mitglied_id}


def test_ohne_mitgliedschaft_an_diesem_tag_kein_mandat() -> None:
    mitglied, fremd = gemeinde(), gemeinde()
    v = verband(mitglied, bis=HEUTE)
    sv, angaben = konto(Rolle.SYSTEMVERWALTUNG), {"verband": v, "grundlage": "Beschluss"}
    assert "nicht Mitglied" in gruende(request_mandat, **angaben, mitglied=fremd, ab=HEUTE, by=sv)
    assert "am 16.05.2024 nicht Mitglied" in gruende(request_mandat, **angaben, mitglied=mitglied, ab=MORGEN, by=sv)
    text = gruende(request_mandat, verband=v, mitglied=v, grundlage="", ab=HEUTE, bis=GESTERN, by=konto(Rolle.LEITUNG))
    for teil in ("für sich selbst", "nur die Systemverwaltung", "schriftliche Grundlage", "Vergangenheit"):
        assert teil in text
    antrag = request_mandat(**angaben, mitglied=mitglied, ab=GESTERN, by=sv, jetzt=JETZT)
    spaeter = JETZT + dt.timedelta(days=3)
    with pytest.raises(Ablehnung, match="nicht Mitglied"):
        confirm_mandat(antrag=antrag, by=konto(Rolle.LEITUNG), jetzt=spaeter)
    assert not Mandat.objects.in_kraft(HEUTE).exists()


def test_zustaendigkeiten_werden_zugewiesen_beendet_und_uebergeben() -> None:
    lt, sb, neu, kreis = konto(Rolle.LEITUNG), konto(), konto(), landkreis()
    zeile = assign_zustaendigkeit(user=sb, landkreis=kreis, ab=HEUTE, by=lt, jetzt=JETZT)
    text = gruende(assign_zustaendigkeit, user=sb, landkreis=kreis, ab=MORGEN, bis=HEUTE, by=sb)
    for teil in ("verteilt die Leitung", "vor dem Beginn", "schon zuständig"):
        assert teil in text
    assert "keine Rolle der Sachbearbeitung" in gruende(
        assign_zustaendigkeit, user=konto(Rolle.HAUSHALT), landkreis=kreis, ab=HEUTE, by=lt
    )
    assert move_zustaendigkeiten(von=sb, an=neu, letzter_tag=MORGEN, by=lt, jetzt=JETZT) == [
        f"Zuständigkeit für {kreis}"
    ]
    assert move_zustaendigkeiten(von=neu, an=None, letzter_tag=HEUTE, by=lt, jetzt=JETZT)
    zeile.refresh_from_db()
    assert zeile.gueltig_bis == MORGEN
    text = gruende(end_zustaendigkeit, zustaendigkeit=zeile, bis=GESTERN, by=sb)
    assert "verteilt die Leitung" in text
    assert "vor dem Beginn" in text
    end_zustaendigkeit(zustaendigkeit=zeile, bis=HEUTE, by=lt, jetzt=JETZT)
    Zustaendigkeit.objects.filter(pk=zeile.pk).update(gueltig_von=GESTERN, gueltig_bis=GESTERN)
    assert "schon beendet" in gruende(end_zustaendigkeit, zustaendigkeit=zeile, bis=HEUTE, by=lt)


def test_wer_schon_zustaendig_ist_wird_es_bei_der_uebergabe_nicht_doppelt() -> None:
    lt, sb, neu, kreis = konto(Rolle.LEITUNG), konto(), konto(), landkreis()
    for person in (sb, neu):
        assign_zustaendigkeit(user=person, landkreis=kreis, ab=HEUTE, by=lt, jetzt=JETZT)
    move_zustaendigkeiten(von=sb, an=neu, letzter_tag=HEUTE, by=lt, jetzt=JETZT)
    assert Zustaendigkeit.objects.filter(user=neu).count() == 1


def test_stellen_werden_nach_namen_oder_schluessel_gefunden_und_beim_ersten_gebrauch_angelegt() -> None:
    kommune = gemeinde()
    direktion = kommune.landkreis.polizeidirektion
    for text in (kommune.name_eindeutig.upper(), kommune.schluessel):
        assert stellen.finde(OrganisationArt.KOMMUNE, text).schluessel == kommune.schluessel  # type: ignore[union-attr]
    for text in (direktion.kuerzel, direktion.name):
        stelle = stellen.finde(OrganisationArt.POLIZEI, text)
        assert stellen.organisation_von(stelle, None).name == direktion.name  # type: ignore[arg-type]
    assert stellen.finde(OrganisationArt.KOMMUNE, "Nirgendwo") is None
    assert stellen.finde(OrganisationArt.POLIZEI, "Nirgendwo") is None
    assert stellen.finde(OrganisationArt.KOMMUNE, " ") is None
    assert stellen.finde(OrganisationArt.LPR, "LPR") is None
    traeger = stellen.finde(OrganisationArt.TRAEGER, "Institut  B3")
    assert stellen.organisation_von(traeger, None) == stellen.organisation_von(traeger, None)  # type: ignore[arg-type]
    kommune.refresh_from_db()
    assert ensure_organisation(stelle=kommune, by=None) == ensure_organisation(stelle=kommune, by=None)
    namen = dict(stellen.vorschlaege(OrganisationArt.KOMMUNE, OrganisationArt.POLIZEI, OrganisationArt.TRAEGER))
    assert {kommune.name_eindeutig, direktion.name, "Institut B3"} <= namen.keys()
    assert Organisation.objects.count() == 3
