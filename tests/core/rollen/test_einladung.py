"""Invitations: a link once, for fourteen days, only after the second person; the page that takes it."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.urls import reverse

from asskomm.core.errors import Ablehnung
from asskomm.core.models import Einladung, Protokolleintrag, User
from asskomm.core.roles import Rolle
from asskomm.core.services.einladung import (
    GILT_TAGE,
    accept_einladung,
    confirm_zugang,
    create_konto,
    find_einladung,
    invite_person,
    issue_einladung,
    renew_einladung,
    withdraw_einladung,
)
from asskomm.core.services.rollen import house_organisation
from tests.factories.konten import angemeldet, konto, organisation

pytestmark = pytest.mark.django_db
JETZT = dt.datetime(2024, 5, 15, 12, 0, tzinfo=dt.UTC)
NEUES = "Vier blaue Giraffen tanzen"


def lade_ein(by: User, **angaben):
    werte = {
        "anmeldename": "", "email": "neu@example.org", "name": "Neue Person", "rolle": Rolle.SACHBEARBEITUNG,
        "organisation": house_organisation(rolle=Rolle.SACHBEARBEITUNG, by=None), "ab": JETZT.date(), **angaben,
    }  # fmt: skip
    return invite_person(by=by, jetzt=JETZT, **werte)


def grund(funktion, **angaben) -> str:
    with pytest.raises(Ablehnung) as ablehnung:
        funktion(**angaben)
    return " ".join(ablehnung.value.gruende)


def schluessel(link: str) -> str:
    return link.rstrip("/").rsplit("/", 1)[1]


def offener_link(jetzt: dt.datetime = JETZT, **felder) -> tuple[User, str]:
    user = konto(None, **felder)
    user.set_unusable_password()
    user.save()
    return user, schluessel(issue_einladung(user=user, by=None, jetzt=jetzt))


def test_ohne_zweite_person_geht_kein_link_hinaus(django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        antrag = lade_ein(konto(Rolle.SYSTEMVERWALTUNG))
    assert (mail.outbox, Einladung.objects.count()) == ([], 0)
    with django_capture_on_commit_callbacks(execute=True):
        link = confirm_zugang(zuordnung=antrag, by=konto(Rolle.LEITUNG), jetzt=JETZT)
    (nachricht,) = mail.outbox
    assert nachricht.to == ["neu@example.org"]
    assert "Ihr Anmeldename ist: neu@example.org" in nachricht.body
    assert link in nachricht.body
    einladung = Einladung.objects.get()
    assert schluessel(link) not in repr(vars(einladung))  # the digest only
    assert einladung.gueltig_bis_zeitpunkt - JETZT == dt.timedelta(days=GILT_TAGE)


def test_ein_bestehendes_konto_bekommt_die_rolle_ohne_link(django_capture_on_commit_callbacks) -> None:
    alt = konto(Rolle.KOMMUNE_BEARBEITUNG, anmeldename="alt.name", email="gemeinde@example.org", name="Alt")
    antrag = lade_ein(
        konto(Rolle.SYSTEMVERWALTUNG), anmeldename="Alt.Name", email="fremd@example.org", name="Fremd",
        rolle=Rolle.KOMMUNE_BEARBEITUNG, organisation=organisation(name="Zweitstadt"),
    )  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        assert confirm_zugang(zuordnung=antrag, by=konto(Rolle.LEITUNG), jetzt=JETZT) == ""
    alt.refresh_from_db()
    assert (alt.email, alt.name) == ("gemeinde@example.org", "Alt")  # what was typed about it changes nothing
    (nachricht,) = mail.outbox
    assert (nachricht.to, Einladung.objects.count()) == (["gemeinde@example.org"], 0)
    assert "Kommune Bearbeitung für Zweitstadt" in nachricht.body


def test_mehrere_konten_teilen_sich_ein_postfach(django_capture_on_commit_callbacks) -> None:
    sv, lt = konto(Rolle.SYSTEMVERWALTUNG), konto(Rolle.LEITUNG)
    for name in ("eins", "zwei"):
        antrag = lade_ein(sv, anmeldename=name, email="gemeinde@example.org")
        with django_capture_on_commit_callbacks(execute=True):
            confirm_zugang(zuordnung=antrag, by=lt, jetzt=JETZT)
    assert ["Anmeldename ist: eins" in m.body for m in mail.outbox] == [True, False]
    assert {tuple(m.to) for m in mail.outbox} == {("gemeinde@example.org",)}


def test_unlesbare_angaben_und_vergebene_namen_werden_abgelehnt() -> None:
    konto(None, anmeldename="vergeben")
    assert "schon ein Konto" in grund(create_konto, email="a@example.org", anmeldename="Vergeben", by=None, jetzt=JETZT)
    assert "Steuerzeichen" in grund(create_konto, email="a@example.org", name="A\u202eB", by=None, jetzt=JETZT)
    assert grund(create_konto, email="keine-adresse", by=None, jetzt=JETZT)
    _, k = offener_link()
    assert "Steuerzeichen" in grund(accept_einladung, schluessel=k, name="A\nB", passwort=NEUES, by=None, jetzt=JETZT)


def test_ein_link_gilt_einmal_und_vierzehn_tage() -> None:
    user, k = offener_link()
    angaben = {"schluessel": k, "name": " Eva Beispiel ", "passwort": NEUES, "by": None}
    danach = JETZT + dt.timedelta(days=GILT_TAGE)
    assert "abgelaufen" in grund(find_einladung, schluessel=k, by=None, jetzt=danach)
    assert accept_einladung(jetzt=danach - dt.timedelta(seconds=1), **angaben) == user
    user.refresh_from_db()
    assert (user.name, user.check_password(NEUES)) == ("Eva Beispiel", True)
    assert "schon benutzt" in grund(accept_einladung, jetzt=JETZT, **angaben)
    assert Protokolleintrag.objects.filter(ereignis="konto.einladung_angenommen", akteur_id=user.pk).count() == 1


def test_ein_neuer_link_beendet_den_alten_und_gesperrte_konten_haben_keinen() -> None:
    user, erster = offener_link()
    zweiter = schluessel(issue_einladung(user=user, by=None, jetzt=JETZT))
    assert "nicht mehr" in grund(find_einladung, schluessel=erster, by=None, jetzt=JETZT)
    assert find_einladung(schluessel=zweiter, by=None, jetzt=JETZT).user == user
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert "nicht mehr" in grund(find_einladung, schluessel=zweiter, by=None, jetzt=JETZT)


def test_zwei_zugleich_nehmen_einen_link_nicht_zweimal_an(monkeypatch) -> None:
    """Between looking and locking somebody else was quicker."""
    _, k = offener_link()
    offene = find_einladung(schluessel=k, by=None, jetzt=JETZT)
    Einladung.objects.update(angenommen_zeitpunkt=JETZT)
    monkeypatch.setattr("asskomm.core.services.einladung.find_einladung", lambda **_: offene)
    assert "schon benutzt" in grund(accept_einladung, schluessel=k, name="x", passwort=NEUES, by=None, jetzt=JETZT)


def test_erneuern_und_zuruecknehmen_haben_bedingungen(django_capture_on_commit_callbacks) -> None:
    sv, lt = konto(Rolle.SYSTEMVERWALTUNG), konto(Rolle.LEITUNG)
    antrag = lade_ein(sv)
    assert "zweite Person" in grund(renew_einladung, user=antrag.user, by=sv, jetzt=JETZT)
    alt = schluessel(confirm_zugang(zuordnung=antrag, by=lt, jetzt=JETZT))
    with django_capture_on_commit_callbacks(execute=True):
        neu = schluessel(renew_einladung(user=antrag.user, by=sv, jetzt=JETZT))
    assert neu in mail.outbox[-1].body
    assert grund(find_einladung, schluessel=alt, by=None, jetzt=JETZT)
    assert "Systemverwaltung" in grund(renew_einladung, user=antrag.user, by=konto(Rolle.HAUSHALT), jetzt=JETZT)
    offene = Einladung.objects.get(widerrufen_zeitpunkt__isnull=True)
    assert grund(withdraw_einladung, einladung=offene, by=konto(Rolle.HAUSHALT), jetzt=JETZT)
    withdraw_einladung(einladung=offene, by=sv, jetzt=JETZT)
    assert "schon angenommen oder" in grund(withdraw_einladung, einladung=offene, by=sv, jetzt=JETZT)
    User.objects.filter(pk=antrag.user.pk).update(is_active=False, password="md5$x")
    user = User.objects.get(pk=antrag.user.pk)
    assert "gesperrt" in (text := grund(renew_einladung, user=user, by=sv, jetzt=JETZT))
    assert "schon angenommen" in text


# --- The page


def seite(k: str) -> str:
    return reverse("einladung", args=[k])


def test_die_seite_nimmt_name_und_passwort_und_fuehrt_zur_anmeldung(client, time_machine) -> None:
    time_machine.move_to(JETZT)
    _, k = offener_link(anmeldename="eva.beispiel")
    antwort = client.get(seite(k))
    assert "eva.beispiel" in antwort.content.decode()
    assert antwort.headers["Referrer-Policy"] == "strict-origin"
    assert "no-store" in antwort.headers["Cache-Control"]
    eingabe = {"name": "Eva Beispiel", "passwort": NEUES, "passwort_wiederholt": NEUES}
    antwort = client.post(seite(k), eingabe, follow=True)
    assert antwort.redirect_chain == [(reverse("account_login"), 302)]
    assert "Anmeldenamen eva.beispiel" in antwort.content.decode()
    assert client.login(username="eva.beispiel", password=NEUES)


@pytest.mark.parametrize(
    ("eingabe", "fehler"),
    [
        ({"passwort_wiederholt": "Etwas ganz anderes 77"}, "stimmen nicht überein"),
        ({"passwort": "kurz", "passwort_wiederholt": "kurz"}, "zu kurz"),
        ({"passwort": "Eva Beispielperson", "passwort_wiederholt": "Eva Beispielperson"}, "ähnlich"),
        ({"name": ""}, "Dieses Feld ist zwingend erforderlich"),
    ],
)
def test_fehler_stehen_auf_deutsch_am_feld_und_der_link_bleibt_gut(client, time_machine, eingabe, fehler) -> None:
    time_machine.move_to(JETZT)
    user, k = offener_link()
    werte = {"name": "Eva Beispielperson", "passwort": NEUES, "passwort_wiederholt": NEUES, **eingabe}
    antwort = client.post(seite(k), werte)
    assert antwort.status_code == 200
    assert re.search(fehler, antwort.content.decode())
    user.refresh_from_db()
    assert not user.has_usable_password()
    assert find_einladung(schluessel=k, by=None, jetzt=JETZT)


def test_jeder_hinderungsgrund_sagt_was_zu_tun_ist(client, time_machine) -> None:
    time_machine.move_to(JETZT)
    _, alt = offener_link(jetzt=JETZT - dt.timedelta(days=15))
    benutzt_von, benutzt = offener_link()
    accept_einladung(schluessel=benutzt, name="x y", passwort=NEUES, by=None, jetzt=JETZT)
    faelle = ((alt, "abgelaufen"), (benutzt, "Melden Sie sich mit Ihrem Passwort an"), ("gibt-es-nicht", "neuen Link"))
    for k, text in faelle:
        antwort = client.get(seite(k))
        assert (antwort.status_code, text in antwort.content.decode()) == (410, True)
    werte = {"name": "Andere", "passwort": "Ganz andere Giraffen 9", "passwort_wiederholt": "Ganz andere Giraffen 9"}
    assert client.post(seite(benutzt), werte).status_code == 410
    benutzt_von.refresh_from_db()
    assert benutzt_von.check_password(NEUES)


def test_wer_angemeldet_ist_verbraucht_keine_fremde_einladung(client, time_machine) -> None:
    time_machine.move_to(JETZT)
    user, k = offener_link()
    angemeldet(client, Rolle.SYSTEMVERWALTUNG)
    werte = {"name": "Andere", "passwort": NEUES, "passwort_wiederholt": NEUES}
    assert "melden Sie sich zuerst ab" in client.post(seite(k), werte).content.decode()
    user.refresh_from_db()
    assert not user.has_usable_password()


def test_eine_zurueckgenommene_einladung_findet_keine_andere_tuer(client, django_capture_on_commit_callbacks) -> None:
    """Without the exclusion in PasswortVergessenForm the mailbox would get a link of another kind."""
    user, _ = offener_link(email="falsch@example.org")
    withdraw_einladung(einladung=Einladung.objects.get(), by=konto(Rolle.SYSTEMVERWALTUNG), jetzt=JETZT)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("account_reset_password"), {"email": user.email})
    assert mail.outbox == []
    andere = konto(None, email="richtig@example.org")
    client.post(reverse("account_reset_password"), {"email": andere.email})
    assert [m.to for m in mail.outbox] == [["richtig@example.org"]]


def test_raten_wird_gebremst(client, time_machine) -> None:
    time_machine.move_to(JETZT, tick=False)
    zustaende = {client.get(seite(f"geraten-{n}")).status_code for n in range(21)}
    assert zustaende == {410, 429}
