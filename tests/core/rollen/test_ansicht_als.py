"""The view as another person: for reading, announced, logged, and closed where it must be."""

import datetime as dt

import pytest
from django.urls import reverse

from asskomm.core import sicherheitslog
from asskomm.core.errors import Ablehnung
from asskomm.core.models import Protokolleintrag, User
from asskomm.core.roles import Rolle
from asskomm.core.services.ansicht import begin_ansicht
from tests.factories.konten import angemeldet, konto

pytestmark = pytest.mark.django_db
JETZT = dt.datetime(2026, 11, 25, 12, 0, tzinfo=dt.UTC)
BANNER = "Sie sehen das Portal als"
BEENDEN = "/konto/ansicht/beenden/"


@pytest.fixture
def gesehen() -> User:
    return konto(Rolle.SACHBEARBEITUNG, name="Eva Beispiel")


@pytest.fixture
def sv(client, time_machine) -> User:
    time_machine.move_to(JETZT, tick=False)
    return angemeldet(client, Rolle.SYSTEMVERWALTUNG, name="Sven Verwalter")


def beginne(client, user: User):
    return client.post(reverse("admin:core_user_aktion", args=[user.pk, "ansicht"]), {"grund": "Rückfrage am Telefon"})


def ereignisse() -> list[str]:
    return [e.ereignis for e in Protokolleintrag.objects.filter(ereignis__startswith="ansicht_als").order_by("nr")]


def test_seiten_zeigen_was_die_andere_person_sieht_mit_ansage_auf_jeder(client, sv, gesehen) -> None:
    liste = reverse("admin:vereinbarungen_vereinbarung_changelist")
    assert client.get(liste).status_code == 403
    assert beginne(client, gesehen).headers["Location"] == reverse("admin:index")
    for adresse in (reverse("admin:index"), liste, reverse("admin:core_befangenheit_changelist")):
        text = client.get(adresse).content.decode()
        assert BANNER in text
        assert "Eva Beispiel" in text
    assert client.get(reverse("admin:core_user_changelist")).status_code == 403  # not hers
    spur = Protokolleintrag.objects.get(ereignis="ansicht_als.begonnen")
    assert (spur.akteur_id, spur.objekt_id, spur.angaben["grund"]) == (sv.pk, str(gesehen.pk), "Rückfrage am Telefon")


def test_beenden_fuehrt_zum_eigenen_konto_zurueck(client, sv, gesehen) -> None:
    beginne(client, gesehen)
    assert client.get(BEENDEN).status_code == 405
    assert client.post(BEENDEN).headers["Location"] == reverse("admin:core_user_change", args=[gesehen.pk])
    assert BANNER not in client.get(reverse("admin:core_user_changelist")).content.decode()
    assert client.post(BEENDEN).headers["Location"] == reverse("konto")  # a second click does nothing
    assert ereignisse() == ["ansicht_als.begonnen", "ansicht_als.beendet"]


def test_abmelden_beendet_auch_die_ansicht(client, sv, gesehen) -> None:
    beginne(client, gesehen)
    client.post(reverse("account_logout"))
    assert ereignisse() == ["ansicht_als.begonnen", "ansicht_als.beendet"]
    assert client.get(reverse("konto")).status_code == 302


def test_nichts_laesst_sich_aendern(client, sv, gesehen) -> None:
    beginne(client, gesehen)
    vorher = Protokolleintrag.objects.count()
    adressen = (
        reverse("admin:core_befangenheit_add"), reverse("admin:core_user_aktion", args=[sv.pk, "ansicht"]),
        reverse("account_change_password"),
    )  # fmt: skip
    for adresse in adressen:
        for methode in ("post", "put", "patch", "delete", "options"):
            antwort = getattr(client, methode)(adresse)
            assert antwort.status_code in (403, 405), (methode, adresse)
    assert BANNER in client.post(adressen[0]).content.decode()
    assert Protokolleintrag.objects.count() == vorher


def test_das_konto_der_anderen_person_bleibt_zu(client, sv, gesehen) -> None:
    beginne(client, gesehen)
    for name in ("konto", "mfa_index", "usersessions_list", "account_change_password"):
        antwort = client.get(reverse(name))
        assert antwort.status_code == 403
        assert gesehen.email not in antwort.content.decode()
    assert client.get(reverse("konto_aktiv")).status_code == 200  # the clock of the own session goes on


def test_oeffentliche_seiten_bleiben_fuer_alle_gleich(client, sv, gesehen, settings) -> None:
    settings.CACHES = {**settings.CACHES, "seiten": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    beginne(client, gesehen)
    waehrend = client.get("/")
    assert BANNER not in waehrend.content.decode()
    assert waehrend.headers["Cache-Control"] == "public, no-cache"
    assert client.get("/").content == waehrend.content


def test_nach_einer_halben_stunde_ist_es_vorbei(client, sv, gesehen, time_machine) -> None:
    beginne(client, gesehen)
    time_machine.move_to(JETZT + dt.timedelta(minutes=29, seconds=59), tick=False)
    assert BANNER in client.get(reverse("admin:index")).content.decode()
    time_machine.move_to(JETZT + dt.timedelta(minutes=30), tick=False)
    text = client.get(reverse("admin:index")).content.decode()
    assert BANNER not in text
    assert "ist beendet" in text
    assert "ansicht_als" not in client.session


@pytest.mark.parametrize("wer", ["gesehen", "sv"])
def test_sie_endet_wenn_einer_von_beiden_nicht_mehr_darf(client, sv, gesehen, wer) -> None:
    beginne(client, gesehen)
    person = gesehen if wer == "gesehen" else sv
    person.rollenzuordnungen.update(entzogen_zeitpunkt=JETZT)
    assert BANNER not in client.get("/konto/").content.decode()


def test_jede_seite_steht_im_sicherheitsprotokoll(client, sv, gesehen, monkeypatch) -> None:
    beginne(client, gesehen)
    zeilen: list[tuple] = []
    monkeypatch.setattr(
        sicherheitslog, "melde", lambda e, *, request, ergebnis, **a: zeilen.append((e, request.path, ergebnis, a))
    )
    client.get(reverse("admin:index"))
    client.get("/konto/")
    assert [z for z in zeilen if z[0] == "ansicht_als.seite"] == [
        ("ansicht_als.seite", "/verwaltung/", "erfolgt", {"konto": sv.pk, "als": gesehen.pk}),
        ("ansicht_als.seite", "/konto/", "abgewiesen", {"konto": sv.pk, "als": gesehen.pk}),
    ]


def test_wer_sie_hat_und_von_wem(client, sv) -> None:
    def gruende(by: User, user: User, grund: str = "x") -> str:
        with pytest.raises(Ablehnung) as ablehnung:
            begin_ansicht(user=user, grund=grund, by=by, jetzt=JETZT)
        return " ".join(ablehnung.value.gruende)

    sb = konto(Rolle.SACHBEARBEITUNG)
    for rolle in set(Rolle.values) - {Rolle.SYSTEMVERWALTUNG}:
        assert "hat nur die Systemverwaltung" in gruende(konto(rolle), sb)
    for rolle in (Rolle.LEITUNG, Rolle.PRUEFUNG, Rolle.SYSTEMVERWALTUNG):
        assert "ausgenommen" in gruende(sv, konto(rolle))
    assert "Ihr eigenes Konto" in gruende(sv, sv)
    assert "keine Rolle" in gruende(sv, konto(None))
    assert "Grund" in gruende(sv, sb, " ")
    antwort = beginne(client, konto(Rolle.LEITUNG))
    assert "ausgenommen" in antwort.content.decode()
    assert ereignisse() == []


def test_nie_durch_einen_blossen_aufruf_und_nur_frisch_bestaetigt(client, sv, gesehen) -> None:
    adresse = reverse("admin:core_user_aktion", args=[gesehen.pk, "ansicht"])
    assert client.get(f"{adresse}?grund=x").status_code == 200
    assert "ansicht_als" not in client.session
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": JETZT.timestamp() - 3600}]
    session.save()
    antwort = beginne(client, gesehen)
    assert antwort.status_code == 302
    assert "/konto/bestaetigen/" in antwort.headers["Location"]
    assert "ansicht_als" not in client.session


def test_eine_kommune_sieht_man_in_ihrem_bereich(client, sv) -> None:
    assert beginne(client, konto(Rolle.KOMMUNE_BEARBEITUNG)).headers["Location"] == "/portal/"
    assert BANNER in client.get("/portal/").content.decode()
