"""First accounts of an installation, and the accounts of the demo data."""

import datetime as dt
import re

import pytest
from allauth.mfa.models import Authenticator

from asskomm.core.models import Einladung, Erklaerung, Mandat, Organisation, Rollenzuordnung, User, Vertretung
from asskomm.core.roles import ZWEITER_FAKTOR, OrganisationArt, Rolle
from asskomm.core.rollenrecht import darf_zeichnen
from kommunen.models import Kommune, Zustaendigkeit
from tests.factories.bestand import _rufe
from vereinbarungen.models import Coachingprozess, Vereinbarung

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bestand_register")]


def lege_an(rolle: str, **angaben: object) -> str:
    return _rufe("lege_konto_an", rolle=rolle, **{"email": "erste@example.org", **angaben})


def abgelehnt(capsys: pytest.CaptureFixture[str], rolle: str, **angaben: object) -> str:
    with pytest.raises(SystemExit) as ende:
        lege_an(rolle, **angaben)
    assert ende.value.code == 1
    assert not User.objects.exists()
    return capsys.readouterr().err


def test_das_erste_konto_hat_rolle_und_link() -> None:
    ausgabe = lege_an("SV", anmeldename="verwaltung")
    assert re.search(r"/konto/einladung/\S{40,}/$", ausgabe.strip())
    user = User.objects.get(anmeldename="verwaltung")
    assert user.hat_rolle(Rolle.SYSTEMVERWALTUNG)
    assert Einladung.objects.get().user == user


def test_kommune_polizei_und_traeger_werden_genannt() -> None:
    lege_an("KB", kommune="14524160")
    lege_an("KZ", kommune="14524160", email="zweite@example.org")
    lege_an("PB", polizeidirektion="chemnitz", email="dritte@example.org")
    lege_an("CO", traeger="Institut B3", email="vierte@example.org")
    arten = Organisation.objects.order_by("pk").values_list("art", "name")
    assert list(arten) == [
        (OrganisationArt.KOMMUNE, "Lichtenstein/Sa."),
        (OrganisationArt.POLIZEI, "Polizeidirektion Chemnitz"),
        (OrganisationArt.TRAEGER, "Institut B3"),
    ]
    assert Kommune.objects.get(schluessel="14524160").organisation is not None


@pytest.mark.parametrize(
    ("rolle", "angaben", "grund"),
    [
        ("KB", {}, "Bitte nennen Sie ihren AGS"),
        ("KB", {"kommune": "99999999"}, "steht nicht im Register"),
        ("PZ", {"polizeidirektion": "Berlin"}, "Bitte nennen Sie eine Polizeidirektion: Chemnitz"),
        ("PZ", {}, "Bitte nennen Sie eine Polizeidirektion: Chemnitz"),
        ("CO", {}, "für welchen Träger"),
        ("PR", {}, "mit --bis ihren letzten Tag"),
        ("AO", {}, "braucht eine schriftliche Grundlage"),
        ("SB", {"bis": dt.date(2020, 1, 1)}, "in der Vergangenheit"),
    ],
)
def test_was_fehlt_wird_gesagt(capsys, rolle, angaben, grund) -> None:
    assert grund in abgelehnt(capsys, rolle, **angaben)


def test_die_demo_hat_fuer_jede_rolle_genug_personen() -> None:
    _rufe("lade_historie")
    ausgabe = _rufe("lade_demo")
    muster = re.compile(r"  (\S+) +(\S{16}) +([A-Z2-7]{32}|-) +([A-Z+]+) +(\S.*)")
    zeilen = [treffer.groups() for z in ausgabe.splitlines() if (treffer := muster.fullmatch(z))]
    konten = {u.anmeldename: u for u in User.objects.all()}
    assert [z[0] for z in zeilen if not konten[z[0]].check_password(z[1])] == []
    rollen = [r for z in zeilen for r in z[3].split("+")]
    assert {r: rollen.count(r) for r in ("SB", "LT", "SV", "AO", "LZ", "PR", "CO")} == {
        "SB": 2, "LT": 2, "SV": 2, "AO": 1, "LZ": 1, "PR": 1, "CO": 1,
    }  # fmt: skip
    assert set(rollen) == set(Rolle.values)
    for anmeldename, _, totp, kuerzel, _ in zeilen:
        faktor = Authenticator.objects.filter(user=konten[anmeldename]).first()
        assert (totp != "-") == bool(ZWEITER_FAKTOR & set(kuerzel.split("+"))), anmeldename
        assert (faktor is not None) == (totp != "-")
        assert faktor is None or totp not in str(faktor.data)  # kept encrypted
    assert konten["lichtenstein.kb"].email == konten["lichtenstein.kz"].email == "gemeinde@lichtenstein.demo.example"
    leubsdorf = Erklaerung.objects.get().organisation
    assert darf_zeichnen(konten["leubsdorf@demo.example"], leubsdorf)
    assert len(konten["kb2@demo.example"].organisationen(Rolle.KOMMUNE_BEARBEITUNG)) == 2
    mandat = Mandat.objects.get()
    assert darf_zeichnen(konten["wildenstein.kz@demo.example"], mandat.mitglied)
    heute = konten["hh@demo.example"].tag
    vertretung = Vertretung.objects.in_kraft(heute).get()
    assert str(vertretung) == "Demo Haushalt für Demo Anordnung: LPR Anordnungsbefugnis"
    assert Zustaendigkeit.objects.am(heute).count() == 4
    assert Coachingprozess.objects.visible_to(konten["co@demo.example"]).count() == 1
    assert Vereinbarung.objects.visible_to(konten["lichtenstein.kb"]).count() == 1
    assert Vereinbarung.objects.visible_to(konten["zwickau.pz@demo.example"]).count() > 1
    assert Rollenzuordnung.objects.offen().count() == 2
