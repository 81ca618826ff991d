"""Accounts and roles in the back office: what the pages do with the services, and what they show to whom."""

import datetime as dt

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from asskomm.core.models import (
    Befangenheit,
    Einladung,
    Erklaerung,
    Mandat,
    Organisation,
    Postfachaenderung,
    Rollenzuordnung,
    User,
    Vertretung,
)
from asskomm.core.roles import OrganisationArt, Pruefbereich, Rolle
from asskomm.core.services.einladung import issue_einladung
from asskomm.core.services.uebergabe import lock_konto
from asskomm.core.services.vertretung import request_vertretung
from kommunen.models import Zustaendigkeit
from tests.factories.kommunen import verband
from tests.factories.konten import angemeldet, gib_rolle, konto, melde_an, organisation
from tests.factories.vereinbarungen import gemeinde, landkreis
from tests.factories.verwaltung import exportiere

pytestmark = pytest.mark.django_db
DAMALS = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)


def url(modell: str, was: str, *args: object) -> str:
    app = "kommunen" if modell == "zustaendigkeit" else "core"
    return reverse(f"admin:{app}_{modell}_{was}", args=args)


def text(antwort) -> str:
    return antwort.content.decode()


def rolle(**felder: object) -> dict[str, object]:
    return {
        "rolle": "SB", "stelle": "", "gueltig_von": "26.11.2026", "gueltig_bis": "", "grundlage": "", "kommunen": "",
        **felder,
    }  # fmt: skip


def test_einladen_bestaetigen_und_der_link_steht_nur_auf_dieser_seite(
    client, django_capture_on_commit_callbacks
) -> None:
    angemeldet(client, Rolle.SYSTEMVERWALTUNG)
    kommune = gemeinde()
    eingabe = {
        "email": "gemeinde@example.org", "anmeldename": "Eva.Beispiel", "name": "Eva Beispiel",
        **rolle(rolle="KB", stelle=kommune.name_eindeutig),
    }  # fmt: skip
    client.post(url("user", "add"), eingabe)
    antrag = Rollenzuordnung.objects.get(user__anmeldename="eva.beispiel")
    assert (antrag.organisation.name, antrag.stand) == (kommune.name_eindeutig, "wartet auf Bestätigung")
    bestaetigen = url("rollenzuordnung", "aktion", antrag.pk, "bestaetigen")
    assert client.post(bestaetigen).status_code == 302  # the requester is led back, with reasons
    assert not Einladung.objects.exists()
    melde_an(client, konto(Rolle.LEITUNG))
    assert "Eva Beispiel: Kommune Bearbeitung" in text(client.get(reverse("admin:index")))
    with django_capture_on_commit_callbacks(execute=True):
        seite = text(client.post(bestaetigen))
    link = next(wort for wort in mail.outbox[0].body.split() if "/konto/einladung/" in wort)
    assert link in seite
    schluessel = link.rstrip("/").rsplit("/", 1)[1]
    assert schluessel not in str(client.session.items())
    assert schluessel not in text(client.get(url("user", "change", antrag.user_id)))
    assert "Eva Beispiel: Kommune" not in text(client.get(reverse("admin:index")))


def test_die_systemverwaltung_erneuert_den_link_ohne_ihn_zu_sehen(client, django_capture_on_commit_callbacks) -> None:
    angemeldet(client, Rolle.SYSTEMVERWALTUNG)
    user = konto(Rolle.KOMMUNE_BEARBEITUNG)
    user.set_unusable_password()
    user.save()
    with django_capture_on_commit_callbacks(execute=True):
        antwort = client.post(url("user", "aktion", user.pk, "einladung"), follow=True)
    assert "Der neue Link ist verschickt" in text(antwort)
    assert "/konto/einladung/" not in text(antwort)
    assert "/konto/einladung/" in mail.outbox[0].body
    einladung = Einladung.objects.get()
    assert "offen" in text(client.get(url("einladung", "changelist")))
    client.post(url("einladung", "aktion", einladung.pk, "zuruecknehmen"))
    seite = text(client.get(url("einladung", "change", einladung.pk)))
    assert "zurückgenommen oder ersetzt" in seite
    assert einladung.schluessel_sha256 not in seite


@pytest.mark.parametrize(
    ("felder", "fehler"),
    [
        ({"rolle": "KB", "stelle": "Nirgendwo"}, "„Nirgendwo“ ist nicht bekannt"),
        ({"rolle": "KB"}, "gilt für eine Stelle der Art „Kommune“"),
        ({"rolle": "SB", "stelle": "Irgendwo"}, "gilt für das Haus"),
        ({"rolle": "PR", "kommunen": "Nirgendwo"}, "„Nirgendwo“ ist nicht bekannt"),
        ({"rolle": "PR", "gueltig_bis": "31.12.2039"}, "schriftliche Grundlage"),
        ({"anmeldename": "schon.da"}, "Dieses Konto gibt es schon"),
    ],
)
def test_fehler_beim_einladen_stehen_am_feld_und_nichts_ist_gespeichert(client, felder, fehler) -> None:
    angemeldet(client, Rolle.SYSTEMVERWALTUNG)
    konto(None, anmeldename="schon.da")
    vorher = User.objects.count()
    eingabe = {"email": "neu@example.org", "anmeldename": "", "name": "", **rolle(), **felder}
    assert fehler in text(client.post(url("user", "add"), eingabe))
    assert (User.objects.count(), Organisation.objects.filter(name="Nirgendwo").exists()) == (vorher, False)


def test_eine_pruefung_wird_mit_bereichen_und_kommunen_beantragt(client) -> None:
    angemeldet(client, Rolle.SYSTEMVERWALTUNG)
    eine, zweite, pruefer = gemeinde(), gemeinde(), konto(None)
    eingabe = {
        "user": pruefer.anmeldename, **rolle(rolle="PR", gueltig_bis="31.12.2039", grundlage="Prüfauftrag 7"),
        "bereiche": [Pruefbereich.FOERDERUNG], "kommunen": f"{eine.name_eindeutig}\n{zweite.schluessel}\n",
    }  # fmt: skip
    client.post(url("rollenzuordnung", "add"), eingabe)
    antrag = Rollenzuordnung.objects.get(user=pruefer)
    seite = text(client.get(url("rollenzuordnung", "change", antrag.pk)))
    for teil in ("Sächsischer Rechnungshof", "Förderung und Haushalt", eine.name_eindeutig, "wartet auf Bestätigung"):
        assert teil in seite
    grund = {"grund": "Versehen"}
    client.post(url("rollenzuordnung", "aktion", antrag.pk, "zuruecknehmen"), grund)
    antrag.refresh_from_db()
    assert antrag.stand == "zurückgenommen"


def test_beenden_uebergeben_sperren_entsperren(client) -> None:
    angemeldet(client, Rolle.SYSTEMVERWALTUNG)
    lt = konto(Rolle.LEITUNG)
    sb, hh = konto(Rolle.SACHBEARBEITUNG), konto(Rolle.HAUSHALT)
    heute = {"bis": "31.12.2039", "grund": "x"}
    zeile = hh.rollenzuordnungen.get()
    client.post(url("rollenzuordnung", "aktion", zeile.pk, "beenden"), {**heute, "sofort": "on"})
    zeile.refresh_from_db()
    assert zeile.stand == "entzogen"
    angaben = {"letzter_tag": "31.12.2039", "nachfolge": "", "grund": "Ruhestand"}
    seite = text(client.post(url("user", "aktion", sb.pk, "uebergabe"), angaben))
    assert "Zugang bis 31.12.2039" in seite
    client.post(url("user", "aktion", sb.pk, "sperren"), {"grund": "Verdacht"})
    assert not User.objects.get(pk=sb.pk).is_active
    client.post(url("user", "aktion", sb.pk, "entsperren"), {"grund": "geklärt"})
    assert User.objects.get(pk=sb.pk).hat_zugang
    letzte = text(client.post(url("user", "aktion", lt.pk, "sperren"), {"grund": "x"}))
    assert "niemand mehr die Rolle" in letzte


def test_am_konto_aendert_die_verwaltung_nur_den_namen(client) -> None:
    sv = angemeldet(client, Rolle.SYSTEMVERWALTUNG)
    user = konto(Rolle.KOMMUNE_BEARBEITUNG, email="alt@example.org")
    adresse = url("user", "change", user.pk)
    fassung = client.get(adresse).context["original"].bearbeitungsfassung
    untergeschoben = {"email": "neu@example.org", "anmeldename": "anders", "is_active": "", "zugang_bis": "01.01.2020"}
    client.post(adresse, {"name": "Neuer Name", "fassung": fassung, **untergeschoben})
    user.refresh_from_db()
    assert (user.name, user.email, user.is_active, user.zugang_bis) == ("Neuer Name", "alt@example.org", True, None)
    assert user.anmeldename == "alt@example.org"
    assert sv.pk != user.pk


def test_vertretung_traegt_sb_nur_fuer_eigene_rollen_ein(client) -> None:
    sb = angemeldet(client, Rolle.SACHBEARBEITUNG)
    andere, kb = konto(Rolle.SACHBEARBEITUNG), konto(Rolle.KOMMUNE_BEARBEITUNG)
    seite = text(client.get(url("vertretung", "add")))
    assert andere.anmeldename in seite
    assert kb.anmeldename not in seite  # accounts of Kommunen are none of a clerk's business
    eingabe = {"vertretung": andere.anmeldename, "gueltig_von": "26.11.2026", "gueltig_bis": "31.12.2039", "grund": ""}
    fremd = {**eingabe, "zuordnung": andere.rollenzuordnungen.get().pk}
    assert client.post(url("vertretung", "add"), fremd).status_code == 200
    client.post(url("vertretung", "add"), {**eingabe, "zuordnung": sb.rollenzuordnungen.get().pk})
    antrag = Vertretung.objects.get()
    assert (antrag.vertretung, antrag.beantragt_durch) == (andere, sb)
    melde_an(client, konto(Rolle.LEITUNG))
    client.post(url("vertretung", "aktion", antrag.pk, "bestaetigen"))
    client.post(url("vertretung", "aktion", antrag.pk, "beenden"), {"bis": "31.12.2038", "grund": "früher zurück"})
    antrag.refresh_from_db()
    assert (antrag.ist_bestaetigt, antrag.gueltig_bis) == (True, dt.date(2038, 12, 31))
    seite = text(client.get(url("vertretung", "change", antrag.pk)))
    assert "LPR Sachbearbeitung" in seite


def test_erklaerung_mandat_postfach_und_zustaendigkeit_ueber_ihre_seiten(client) -> None:
    angemeldet(client, Rolle.SYSTEMVERWALTUNG)
    kommune, sb, kreis = gemeinde(), konto(Rolle.SACHBEARBEITUNG), landkreis()
    v = verband(kommune)
    tage = {"gueltig_von": "26.11.2026", "gueltig_bis": ""}
    client.post(url("erklaerung", "add"), {"kommune": kommune.name_eindeutig, "grundlage": "Az. 1", **tage})
    falsch = {"verband_kommune": kommune.name_eindeutig, "mitglied_kommune": v.name_eindeutig, "grundlage": "B", **tage}
    assert "ist kein Verband" in text(client.post(url("mandat", "add"), falsch))
    client.post(
        url("mandat", "add"), {**falsch, "verband_kommune": v.schluessel, "mitglied_kommune": kommune.name_eindeutig}
    )
    client.post(url("postfachaenderung", "add"), {"user": sb.anmeldename, "email": "neu@example.org", "grund": "Umzug"})
    zustaendig = {"user": sb.anmeldename, "landkreis": kreis.pk, **tage}
    client.post(url("zustaendigkeit", "add"), zustaendig)
    assert Zustaendigkeit.objects.get().user == sb
    melde_an(client, konto(Rolle.LEITUNG))
    for modell, zeile in (
        ("erklaerung", Erklaerung.objects.get()), ("mandat", Mandat.objects.get()),
        ("postfachaenderung", Postfachaenderung.objects.get()),
    ):  # fmt: skip
        assert str(zeile) in text(client.get(reverse("admin:index")))
        client.post(url(modell, "aktion", zeile.pk, "bestaetigen"))
        zeile.refresh_from_db()
        assert zeile.ist_bestaetigt, modell
    assert User.objects.get(pk=sb.pk).email == "neu@example.org"
    zeile = Zustaendigkeit.objects.get()
    client.post(url("zustaendigkeit", "aktion", zeile.pk, "beenden"), {"bis": "31.12.2039"})
    assert Zustaendigkeit.objects.get().gueltig_bis == dt.date(2039, 12, 31)
    assert kreis.name in text(client.get(url("zustaendigkeit", "changelist") + "?stand=heute"))


def test_befangenheit_erklaert_man_fuer_sich_und_nur_die_leitung_fuer_andere(client) -> None:
    sb = angemeldet(client, Rolle.SACHBEARBEITUNG)
    andere, kommune = konto(Rolle.SACHBEARBEITUNG), gemeinde()
    eingabe = {"kommune": kommune.name_eindeutig, "gueltig_von": "26.11.2026", "gueltig_bis": ""}
    assert andere.anmeldename not in text(client.get(url("befangenheit", "add")))
    assert client.post(url("befangenheit", "add"), {**eingabe, "user": andere.anmeldename}).status_code == 200
    client.post(url("befangenheit", "add"), {**eingabe, "user": sb.anmeldename})
    zeile = Befangenheit.objects.get()
    client.post(url("befangenheit", "aktion", zeile.pk, "beenden"), {"bis": "31.12.2039", "grund": "x"})
    zeile.refresh_from_db()
    assert zeile.gueltig_bis is None
    melde_an(client, konto(Rolle.LEITUNG))
    client.post(url("befangenheit", "add"), {**eingabe, "user": andere.anmeldename})
    client.post(url("befangenheit", "aktion", zeile.pk, "beenden"), {"bis": "31.12.2039", "grund": "x"})
    zeile.refresh_from_db()
    assert (zeile.gueltig_bis, Befangenheit.objects.count()) == (dt.date(2039, 12, 31), 2)


def test_listen_filtern_nach_rolle_stand_und_tag_und_geben_aus(client) -> None:
    angemeldet(client, Rolle.SYSTEMVERWALTUNG)
    ehemals = konto(None, name="Ehemals")
    gib_rolle(ehemals, Rolle.HAUSHALT, ab=dt.date(2019, 1, 1), bis=dt.date(2020, 6, 30))
    konto(Rolle.HAUSHALT, name="Heutig")
    liste = url("rollenzuordnung", "changelist")
    for filter_, da in (
        ("?am=2020-06-30&rolle__exact=HH", (True, True)), ("?am=2020-07-01&rolle__exact=HH", (False, True)),
        ("?stand=wartet", (False, False)), ("?stand=bestaetigt&organisation__art__exact=LPR", (True, True)),
        ("?stand=abgelehnt", (False, False)), ("?am=unsinn&stand=wartet", (True, True)),
    ):  # fmt: skip
        seite = text(client.get(liste + filter_, follow=True))
        assert ("Ehemals" in seite, "Heutig" in seite) == da, filter_
    ausgabe = text(exportiere(client, url("rollenzuordnung", "export"), {"q": "Ehemals"}))
    assert "LPR Haushalt" in ausgabe
    assert "30.06.2020" in ausgabe
    konten = url("user", "changelist")
    assert "Heutig" in text(client.get(f"{konten}?rolle=HH"))
    assert "Heutig" not in text(client.get(f"{konten}?rolle=-"))
    assert "Ehemals" in text(client.get(f"{konten}?rolle=-"))
    assert "HH (Landespräventionsrat Sachsen)" in text(exportiere(client, url("user", "export")))


@pytest.mark.parametrize(
    "modell", ["user", "rollenzuordnung", "vertretung", "befangenheit", "einladung", "organisation"]
)
def test_listen_brauchen_fuer_drei_zeilen_so_viele_abfragen_wie_fuer_eine(client, modell) -> None:
    lt, hh = angemeldet(client, Rolle.LEITUNG), konto(Rolle.HAUSHALT)

    def eine_mehr() -> None:
        kb = konto(Rolle.KOMMUNE_BEARBEITUNG, fuer=organisation())
        issue_einladung(user=kb, by=None, jetzt=DAMALS)
        Befangenheit.objects.create(
            user=lt,
            organisation=organisation(),
            gueltig_von=lt.tag,
            erfasst_zeitpunkt=DAMALS,
        )
        Vertretung.objects.create(
            zuordnung=lt.rollenzuordnungen.get(), vertretung=hh, gueltig_von=lt.tag, gueltig_bis=lt.tag,
            beantragt_zeitpunkt=DAMALS,
        )  # fmt: skip

    def abfragen() -> int:
        with CaptureQueriesContext(connection) as gezaehlt:
            assert client.get(url(modell, "changelist")).status_code == 200
        return len(gezaehlt)

    eine_mehr()
    abfragen()
    mit_einer = abfragen()
    eine_mehr()
    eine_mehr()
    assert abfragen() == mit_einer


def test_der_verlauf_eines_kontos_kommt_aus_dem_protokoll_und_nur_fuer_die_die_es_lesen(client) -> None:
    sb = angemeldet(client, Rolle.SACHBEARBEITUNG)
    vertretung = request_vertretung(
        zuordnung=sb.rollenzuordnungen.get(), vertretung=konto(Rolle.HAUSHALT), ab=sb.tag, bis=sb.tag, by=sb,
        jetzt=dt.datetime.combine(sb.tag, dt.time(9), tzinfo=dt.UTC),
    )  # fmt: skip
    assert "Vertretung beantragt" not in text(client.get(url("vertretung", "change", vertretung.pk)))
    sv = angemeldet(client, Rolle.SYSTEMVERWALTUNG, name="Sven Verwalter")
    assert "Vertretung beantragt" in text(client.get(url("vertretung", "change", vertretung.pk)))
    lock_konto(user=sb, grund="Verdacht auf Missbrauch", by=sv, jetzt=DAMALS)
    for seite in (url("user", "change", sb.pk), url("rollenzuordnung", "change", sb.rollenzuordnungen.get().pk)):
        inhalt = text(client.get(seite))
        assert "Konto gesperrt" in inhalt
        assert "Sven Verwalter: Verdacht auf Missbrauch" in inhalt


def test_ein_traeger_entsteht_mit_seinem_ersten_coach(client) -> None:
    angemeldet(client, Rolle.SYSTEMVERWALTUNG)
    eingabe = {"email": "coach@example.org", "anmeldename": "", "name": "", **rolle(rolle="CO", stelle="Institut B3")}
    client.post(url("user", "add"), eingabe)
    stelle = Organisation.objects.get(art=OrganisationArt.TRAEGER)
    assert stelle.name == "Institut B3"
