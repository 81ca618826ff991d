"""The own people of a Kommune or Polizeidirektion: only they, two people for each, nothing about anybody else."""

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from asskomm.core.models import Mandat, Rollenzuordnung, User
from asskomm.core.roles import OrganisationArt, Rolle
from kommunen.services.organisationen import ensure_organisation
from tests.factories.kommunen import verband
from tests.factories.konten import angemeldet, gib_rolle, konto, melde_an, organisation
from tests.factories.vereinbarungen import gemeinde

pytestmark = pytest.mark.django_db
LISTE = "/portal/mitarbeitende/"


def adresse(was: str, *args: object) -> str:
    return reverse(f"portal:mitarbeitende_{was}", args=args)


def text(antwort) -> str:
    return antwort.content.decode()


def lade_ein(client, stelle, **felder: str):
    werte = {"stelle": str(stelle.pk), "name": "Max Neu", "email": "neu@example.org", "anmeldename": "", "bis": ""}
    return client.post(adresse("einladen"), {**werte, **felder}, follow=True)


def test_einladen_und_bestaetigen_im_eigenen_haus(client, django_capture_on_commit_callbacks) -> None:
    stelle = organisation()
    kb = angemeldet(client, Rolle.KOMMUNE_BEARBEITUNG, fuer=stelle)
    assert "wartet auf Bestätigung" in text(lade_ein(client, stelle, bis="31.12.2039"))
    antrag = Rollenzuordnung.objects.get(user__email="neu@example.org")
    assert (antrag.rolle, antrag.organisation, antrag.beantragt_durch) == (Rolle.KOMMUNE_BEARBEITUNG, stelle, kb)
    assert "darf das nicht bestätigen" in text(client.post(adresse("bestaetigen", antrag.pk), follow=True))
    antrag.refresh_from_db()
    assert antrag.ist_offen
    melde_an(client, konto(Rolle.KOMMUNE_ZEICHNUNG, fuer=stelle))
    assert client.get(adresse("bestaetigen", antrag.pk)).status_code == 405
    with django_capture_on_commit_callbacks(execute=True):
        seite = text(client.post(adresse("bestaetigen", antrag.pk), follow=True))
    assert "Die Person erhält eine E-Mail" in seite
    assert "/konto/einladung/" not in seite  # the link is for the mailbox
    assert "/konto/einladung/" in mail.outbox[0].body


def test_eine_fremde_rolle_gibt_es_nicht(client) -> None:
    stelle = organisation()
    fremde = konto(Rolle.KOMMUNE_BEARBEITUNG, name="Fremde Person").rollenzuordnungen.get()
    angemeldet(client, Rolle.KOMMUNE_ZEICHNUNG, fuer=stelle)
    vorher = list(Rollenzuordnung.objects.order_by("pk").values())
    werte = {"grund": "x", "letzter_tag": "31.12.2039"}
    for was in ("bestaetigen", "ablehnen", "uebergeben"):
        assert client.post(adresse(was, fremde.pk), werte).status_code == 404
    assert "gültige Auswahl" in text(lade_ein(client, fremde.organisation))
    assert "Fremde Person" not in text(client.get(LISTE))
    assert list(Rollenzuordnung.objects.order_by("pk").values()) == vorher


def test_ein_mandat_macht_niemanden_zum_personal_des_mitglieds(client) -> None:
    mitglied = gemeinde()
    v, m = ensure_organisation(stelle=verband(mitglied), by=None), ensure_organisation(stelle=mitglied, by=None)
    person = angemeldet(client, Rolle.KOMMUNE_ZEICHNUNG, fuer=v)
    zeitpunkt = person.angelegt_zeitpunkt
    Mandat.objects.create(
        verband=v, mitglied=m, grundlage="B", gueltig_von=person.tag, beantragt_zeitpunkt=zeitpunkt,
        bestaetigt_zeitpunkt=zeitpunkt,
    )  # fmt: skip
    dort = konto(Rolle.KOMMUNE_BEARBEITUNG, fuer=m, name="Person im Mitglied")
    assert "Person im Mitglied" not in text(client.get(LISTE))
    assert client.post(adresse("uebergeben", dort.rollenzuordnungen.get().pk)).status_code == 404


def test_wer_schon_ein_konto_hat_erfaehrt_niemand(client) -> None:
    konto(Rolle.KOMMUNE_BEARBEITUNG, anmeldename="geheim", name="Geheimer Name", email="privat@example.org")
    stelle = organisation()
    angemeldet(client, Rolle.KOMMUNE_BEARBEITUNG, fuer=stelle)
    bekannt = text(lade_ein(client, stelle, anmeldename="geheim"))
    neu = text(lade_ein(client, stelle, anmeldename="neuling"))
    for seite in (bekannt, neu):
        assert "Die Einladung wartet auf Bestätigung" in seite
    assert "geheim" in bekannt
    for teil in ("Geheimer Name", "privat@example.org"):
        assert teil not in bekannt


def test_ablehnen_und_zuruecknehmen(client) -> None:
    stelle = organisation()
    angemeldet(client, Rolle.KOMMUNE_BEARBEITUNG, fuer=stelle)
    lade_ein(client, stelle)
    antrag = Rollenzuordnung.objects.get(user__email="neu@example.org")
    assert "Ablehnen oder zurücknehmen" in text(client.get(LISTE))
    assert "Fehler:" in text(client.post(adresse("ablehnen", antrag.pk), {"grund": ""}))
    client.post(adresse("ablehnen", antrag.pk), {"grund": "Versehen"})
    antrag.refresh_from_db()
    assert antrag.stand == "zurückgenommen"
    assert client.post(adresse("ablehnen", antrag.pk), {"grund": "x"}).status_code == 404  # no longer on the page
    lade_ein(client, stelle)
    melde_an(client, konto(Rolle.KOMMUNE_BEARBEITUNG, fuer=stelle))
    offen = Rollenzuordnung.objects.offen().get()
    assert "darf das nicht" in text(client.post(adresse("ablehnen", offen.pk), {"grund": "x"}))


def test_wer_ausscheidet_stellt_die_zeichnung_fest(client) -> None:
    stelle = organisation()
    kb = konto(Rolle.KOMMUNE_BEARBEITUNG, fuer=stelle)
    weg = adresse("uebergeben", kb.rollenzuordnungen.get().pk)
    angemeldet(client, Rolle.KOMMUNE_BEARBEITUNG, fuer=stelle)
    assert client.get(weg).status_code == 403
    assert "Scheidet aus" not in text(client.get(LISTE))
    kz = angemeldet(client, Rolle.KOMMUNE_ZEICHNUNG, fuer=stelle)
    werte = {"letzter_tag": "31.12.2039", "grund": "Wechsel"}
    assert "in der Vergangenheit" in text(client.post(weg, {**werte, "letzter_tag": "01.01.2020"}))
    assert "Zugang bis 31.12.2039" in text(client.post(weg, werte, follow=True))
    assert User.objects.get(pk=kb.pk).zugang_bis is not None
    eigener = adresse("uebergeben", kz.rollenzuordnungen.get().pk)
    assert "eine andere Person" in text(client.post(eigener, werte))


def test_in_einer_polizeidirektion_ebenso(client) -> None:
    stelle = organisation(OrganisationArt.POLIZEI)
    angemeldet(client, Rolle.POLIZEI_BEARBEITUNG, fuer=stelle)
    lade_ein(client, stelle)
    assert Rollenzuordnung.objects.get(user__email="neu@example.org").rolle == Rolle.POLIZEI_BEARBEITUNG


def test_fuer_alle_anderen_ist_die_seite_zu(client) -> None:
    for rolle in set(Rolle.values) - {"KB", "KZ", "PB", "PZ"}:
        angemeldet(client, rolle)
        for weg in (LISTE, adresse("einladen")):
            assert client.get(weg).status_code == 403, (rolle, weg)


def test_bestaetigen_verlangt_dass_man_gerade_bestaetigt_hat_wer_man_ist(client) -> None:
    stelle = organisation()
    angemeldet(client, Rolle.KOMMUNE_BEARBEITUNG, fuer=stelle)
    lade_ein(client, stelle)
    antrag = Rollenzuordnung.objects.offen().get()
    angemeldet(client, Rolle.KOMMUNE_ZEICHNUNG, fuer=stelle)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": 1_000_000}]
    session.save()
    antwort = client.post(adresse("bestaetigen", antrag.pk))
    assert "/konto/bestaetigen/" in antwort.headers["Location"]
    antrag.refresh_from_db()
    assert antrag.ist_offen


def test_die_liste_braucht_fuer_mehr_leute_nicht_mehr_abfragen(client) -> None:
    stelle, zweite = organisation(), organisation()
    kz = angemeldet(client, Rolle.KOMMUNE_ZEICHNUNG, fuer=stelle)
    gib_rolle(kz, Rolle.KOMMUNE_BEARBEITUNG, fuer=zweite)

    def abfragen() -> int:
        with CaptureQueriesContext(connection) as gezaehlt:
            assert client.get(LISTE).status_code == 200
        return len(gezaehlt)

    def eine_mehr() -> None:
        konto(Rolle.KOMMUNE_BEARBEITUNG, fuer=stelle)
        lade_ein(client, stelle, anmeldename=f"neu{User.objects.count()}")

    eine_mehr()
    abfragen()
    mit_einer = abfragen()
    eine_mehr()
    eine_mehr()
    assert abfragen() == mit_einer <= 14
