"""Deputies, declarations, own matters, mailboxes: each with a second person, each with an end."""

import datetime as dt

import pytest
from django.core import mail

from asskomm.core.errors import Ablehnung
from asskomm.core.models import Erklaerung, Protokolleintrag, Vertretung
from asskomm.core.roles import OrganisationArt, Rolle
from asskomm.core.services.antraege import confirm_antrag, end_antrag, refuse_antrag
from asskomm.core.services.einladung import find_einladung, issue_einladung
from asskomm.core.services.erklaerung import declare_befangenheit, end_befangenheit, request_erklaerung
from asskomm.core.services.postfach import confirm_postfach, request_postfach
from asskomm.core.services.vertretung import confirm_vertretung, request_vertretung
from tests.factories.konten import gib_rolle, konto, organisation

pytestmark = pytest.mark.django_db
JETZT = dt.datetime(2024, 5, 15, 12, 0, tzinfo=dt.UTC)
HEUTE = JETZT.date()
MORGEN, GESTERN = HEUTE + dt.timedelta(days=1), HEUTE - dt.timedelta(days=1)
BIS = HEUTE + dt.timedelta(days=20_000)  # also in force on the day on which the test runs


def gruende(funktion, **angaben) -> str:
    with pytest.raises(Ablehnung) as ablehnung:
        funktion(jetzt=JETZT, **angaben)
    return " ".join(ablehnung.value.gruende)


def frisch(user):
    return type(user).objects.get(pk=user.pk)


def rolle_von(user):
    return user.rollenzuordnungen.order_by("-pk").first()


def beantrage(vertretene, vertretung, *, by=None, **angaben) -> Vertretung:
    tage = {"ab": HEUTE, "bis": BIS, **angaben}
    return request_vertretung(
        zuordnung=rolle_von(vertretene), vertretung=vertretung, by=by or vertretene, jetzt=JETZT, **tage
    )


# --- Deputies


def test_eine_bestaetigte_vertretung_handelt_fuer_die_vertretenen() -> None:
    lt, sb = konto(Rolle.LEITUNG), konto(Rolle.SACHBEARBEITUNG)
    antrag = beantrage(lt, sb)
    assert not frisch(sb).hat_rolle(Rolle.LEITUNG)
    confirm_vertretung(antrag=antrag, by=konto(Rolle.LEITUNG), jetzt=JETZT)
    (befugnis,) = [b for b in frisch(sb).befugnisse if b.rolle == Rolle.LEITUNG]
    assert befugnis.vertritt == lt.pk
    ereignisse = Protokolleintrag.objects.filter(objekt_art="core.vertretung").order_by("nr")
    assert [e.ereignis for e in ereignisse] == ["vertretung.beantragt", "vertretung.eingerichtet"]


def test_weder_vertretung_noch_vertretene_noch_antragsteller_bestaetigen() -> None:
    lt, vertretung = konto(Rolle.LEITUNG), konto(Rolle.LEITUNG)
    antrag = beantrage(lt, vertretung, by=konto(Rolle.SYSTEMVERWALTUNG))
    for person in (lt, vertretung):
        assert "In eigener Sache" in gruende(confirm_vertretung, antrag=antrag, by=person)
    selbst = beantrage(lt, konto(Rolle.SACHBEARBEITUNG))
    assert "zwei verschiedene Personen" in gruende(confirm_vertretung, antrag=selbst, by=lt)
    assert "darf das nicht bestätigen" in gruende(confirm_vertretung, antrag=selbst, by=konto(Rolle.HAUSHALT))


def test_auch_eine_vertretung_der_leitung_bestaetigt_nicht_was_die_vertretene_beantragt_hat() -> None:
    lt, sb, zweite = konto(Rolle.LEITUNG), konto(Rolle.SACHBEARBEITUNG), konto(Rolle.LEITUNG)
    confirm_vertretung(antrag=beantrage(lt, sb), by=zweite, jetzt=JETZT)
    gib_rolle(lt, Rolle.HAUSHALT)
    antrag = beantrage(lt, konto(Rolle.HAUSHALT))
    text = gruende(confirm_vertretung, antrag=antrag, by=frisch(sb))
    assert "eine Vertretung zählt wie die Vertretenen" in text
    assert "auch nicht in Vertretung" in text


def test_wer_nicht_vertreten_werden_oder_vertreten_kann() -> None:
    lt, sb = konto(Rolle.LEITUNG), konto(Rolle.SACHBEARBEITUNG)
    sv = konto(Rolle.SYSTEMVERWALTUNG)
    assert "kennt keine Vertretung" in gruende(
        request_vertretung, zuordnung=rolle_von(sv), vertretung=sb, ab=HEUTE, bis=BIS, by=sv
    )
    angaben = {"zuordnung": rolle_von(lt), "vertretung": sb, "ab": HEUTE, "bis": BIS}
    assert "trägt ein, wer vertreten wird" in gruende(request_vertretung, **angaben, by=konto(Rolle.LEITUNG))
    assert "macht sich selbst zur Vertretung" in gruende(request_vertretung, **angaben, by=sb)
    assert "vertritt sich selbst" in gruende(request_vertretung, **{**angaben, "vertretung": lt}, by=sv)
    assert "wer selbst eine Rolle" in gruende(
        request_vertretung, **{**angaben, "vertretung": konto(Rolle.LESEZUGRIFF)}, by=lt
    )
    assert "vor ihrem Beginn" in gruende(request_vertretung, **{**angaben, "ab": MORGEN, "bis": HEUTE}, by=lt)
    befristet = konto(None)
    gib_rolle(befristet, Rolle.HAUSHALT, bis=MORGEN)
    assert "bis 16.05.2024" in gruende(
        request_vertretung, **{**angaben, "zuordnung": rolle_von(befristet)}, by=befristet
    )


def test_anordnungsbefugnis_vertritt_nur_der_haushalt() -> None:
    ao = konto(Rolle.HAUSHALT)
    gib_rolle(ao, Rolle.ANORDNUNG)
    assert "LPR Haushalt" in gruende(
        request_vertretung, zuordnung=rolle_von(ao), vertretung=konto(Rolle.LEITUNG), ab=HEUTE, bis=BIS, by=ao
    )
    beantrage(ao, konto(Rolle.HAUSHALT))


def test_beim_bestaetigen_wird_alles_noch_einmal_gefragt() -> None:
    lt, sb = konto(Rolle.LEITUNG), konto(Rolle.SACHBEARBEITUNG)
    antrag = beantrage(lt, sb)
    zeile = rolle_von(lt)
    zeile.entzogen_zeitpunkt = JETZT
    zeile.save()
    antrag.zuordnung.refresh_from_db()
    assert "gilt nicht während" in gruende(confirm_vertretung, antrag=antrag, by=konto(Rolle.LEITUNG))


def test_ablehnen_zuruecknehmen_und_beenden() -> None:
    lt, sb, zweite = konto(Rolle.LEITUNG), konto(Rolle.SACHBEARBEITUNG), konto(Rolle.LEITUNG)
    abgelehnt, zurueck, laufend = (beantrage(lt, sb) for _ in range(3))
    assert gruende(refuse_antrag, antrag=abgelehnt, grund="x", by=konto(Rolle.HAUSHALT))
    assert refuse_antrag(antrag=abgelehnt, grund="nein", by=zweite, jetzt=JETZT).stand == "abgelehnt"
    assert refuse_antrag(antrag=zurueck, grund="Versehen", by=lt, jetzt=JETZT).stand == "zurückgenommen"
    angaben = {"antrag": laufend, "bis": HEUTE, "grund": "zurück"}
    assert "nicht bestätigt" in gruende(end_antrag, **angaben, by=lt)
    confirm_vertretung(antrag=laufend, by=zweite, jetzt=JETZT)
    assert "schon entschieden" in gruende(confirm_vertretung, antrag=laufend, by=konto(Rolle.LEITUNG))
    dritte = konto(Rolle.SACHBEARBEITUNG)
    assert "wer vertreten wird oder vertritt" in gruende(end_antrag, **angaben, by=dritte)
    assert "nicht beenden" in gruende(end_antrag, **angaben, by=konto(Rolle.LESEZUGRIFF))
    assert "Vergangenheit" in (text := gruende(end_antrag, antrag=laufend, bis=GESTERN, grund="", by=lt))
    assert "Bitte geben Sie einen Grund an." in text
    assert end_antrag(**angaben, by=frisch(sb), jetzt=JETZT).gueltig_bis == HEUTE
    assert end_antrag(**angaben, sofort=True, by=lt, jetzt=JETZT).entzogen_zeitpunkt == JETZT
    assert "schon beendet" in gruende(end_antrag, **angaben, by=lt)


# --- Declarations of a Kommune


def test_die_erklaerung_einer_kommune_bestaetigt_die_leitung() -> None:
    sv, stelle = konto(Rolle.SYSTEMVERWALTUNG), organisation()
    angaben = {"organisation": stelle, "grundlage": "Az. 12, 3. Mai 2024", "ab": HEUTE}
    antrag = request_erklaerung(**angaben, by=sv, jetzt=JETZT)
    assert not Erklaerung.objects.in_kraft(HEUTE).exists()
    confirm_antrag(antrag=antrag, by=konto(Rolle.LEITUNG), jetzt=JETZT)
    assert Erklaerung.objects.in_kraft(HEUTE).get() == antrag
    text = gruende(
        request_erklaerung, by=konto(Rolle.LEITUNG), organisation=organisation(OrganisationArt.POLIZEI), grundlage=" ",
        ab=HEUTE, bis=GESTERN,
    )  # fmt: skip
    for teil in ("nur die Systemverwaltung", "nur eine Kommune", "Aktenzeichen", "Vergangenheit"):
        assert teil in text


# --- Own matters


def test_befangenheit_gilt_sofort_und_nur_andere_beenden_sie() -> None:
    sb, lt, stelle = konto(Rolle.SACHBEARBEITUNG), konto(Rolle.LEITUNG), organisation()
    zeile = declare_befangenheit(user=sb, organisation=stelle, ab=HEUTE, by=sb, jetzt=JETZT)
    assert frisch(sb).befangen == {stelle.pk}
    for person in (sb, konto(Rolle.SACHBEARBEITUNG)):
        assert "beendet die Leitung" in gruende(end_befangenheit, befangenheit=zeile, bis=HEUTE, grund="x", by=person)
    text = gruende(end_befangenheit, befangenheit=zeile, bis=GESTERN, grund="", by=lt)
    assert "Vergangenheit" in text
    assert "Grund" in text
    end_befangenheit(befangenheit=zeile, bis=HEUTE, grund="Angehöriger ausgeschieden", by=lt, jetzt=JETZT)
    assert frisch(sb).befangen == frozenset()  # the row stays, for the days on which it was true
    zeile.refresh_from_db()
    zeile.gueltig_von, zeile.gueltig_bis = GESTERN, GESTERN
    zeile.save()
    assert "schon beendet" in gruende(end_befangenheit, befangenheit=zeile, bis=HEUTE, grund="x", by=lt)


def test_fuer_andere_haelt_nur_die_leitung_eine_befangenheit_fest() -> None:
    sb, stelle = konto(Rolle.SACHBEARBEITUNG), organisation()
    text = gruende(
        declare_befangenheit, user=sb, organisation=organisation(OrganisationArt.POLIZEI), ab=HEUTE, bis=GESTERN,
        by=konto(Rolle.SACHBEARBEITUNG),
    )  # fmt: skip
    for teil in ("nur die Leitung", "vor dem Beginn", "einer Kommune"):
        assert teil in text
    declare_befangenheit(user=sb, organisation=stelle, ab=HEUTE, by=konto(Rolle.LEITUNG), jetzt=JETZT)


# --- Mailboxes


def test_ein_postfach_aendern_zwei_personen_und_beide_postfaecher_erfahren_es(
    django_capture_on_commit_callbacks,
) -> None:
    sv, lt, user = konto(Rolle.SYSTEMVERWALTUNG), konto(Rolle.LEITUNG), konto(None, email="alt@example.org")
    schluessel = issue_einladung(user=user, by=None, jetzt=JETZT).rstrip("/").rsplit("/", 1)[1]
    antrag = request_postfach(user=user, email="neu@example.org", grund="Umzug", by=sv, jetzt=JETZT)
    text = gruende(request_postfach, user=user, email="Alt@example.org", grund="", by=lt)
    for teil in ("nur die Systemverwaltung", "schon das Postfach", "Anlass", "wartet schon"):
        assert teil in text
    assert "eine andere Person" in gruende(request_postfach, user=sv, email="n@example.org", grund="x", by=sv)
    assert "darf das nicht" in gruende(confirm_postfach, antrag=antrag, by=sv)
    with django_capture_on_commit_callbacks(execute=True):
        confirm_postfach(antrag=antrag, by=lt, jetzt=JETZT)
    user.refresh_from_db()
    assert user.email == "neu@example.org"
    assert sorted(m.to[0] for m in mail.outbox) == ["alt@example.org", "neu@example.org"]
    assert "nicht mehr" in gruende(find_einladung, schluessel=schluessel, by=None)
