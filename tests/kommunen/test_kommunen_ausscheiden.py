import datetime as dt
from collections.abc import Sequence

import pytest

from asskomm.core.errors import Ablehnung
from asskomm.core.roles import Rolle
from asskomm.core.stichtag import UngefaehresDatum
from kommunen.models import Ansprechperson, EngeZusammenarbeit, Kommune, Mitgliedschaft, Nachfolge
from kommunen.services.kommune import add_nachfolger, retire_kommune
from kommunen.services.tatsachen import start_enge_zusammenarbeit
from tests.factories.kommunen import kpr, verband
from tests.factories.konten import konto
from tests.factories.vereinbarungen import JETZT, gemeinde

pytestmark = pytest.mark.django_db
ENDE = dt.date(2026, 12, 31)


def scheide_aus(
    kommune: Kommune, nachfolger: Sequence[Kommune] = (), *, am: dt.date = ENDE, rolle: str = Rolle.LEITUNG
) -> Kommune:
    return retire_kommune(kommune=kommune, letzter_tag=am, nachfolger=nachfolger, by=konto(rolle), jetzt=JETZT)


def test_ausscheiden_schliesst_alles_und_nennt_die_nachfolge() -> None:
    alt, neu = gemeinde("Altort"), gemeinde("Neuort", gueltig_von=dt.date(2027, 1, 1))
    verband(alt)
    Ansprechperson.objects.create(kommune=alt, funktion="Ordnungsamt")
    start_enge_zusammenarbeit(kommune=alt, seit=UngefaehresDatum(dt.date(2023, 1, 1)), by=None, jetzt=JETZT)
    scheide_aus(alt, [neu])
    alt.refresh_from_db()
    assert (alt.gueltig_bis, alt.besteht_am(ENDE), alt.besteht_am(dt.date(2027, 1, 1))) == (ENDE, True, False)
    assert Mitgliedschaft.objects.get(mitglied=alt).gueltig_bis == ENDE
    assert Ansprechperson.objects.get(kommune=alt).gueltig_bis == ENDE
    assert EngeZusammenarbeit.objects.get(kommune=alt).bis == ENDE
    nachfolge = Nachfolge.objects.get(vorgaenger=alt)
    assert (nachfolge.nachfolger, nachfolge.wirksam_am) == (neu, dt.date(2027, 1, 1))
    assert alt.history.get(history_change_reason="ausgeschieden").gueltig_bis == ENDE


def test_nur_die_leitung_und_nur_einmal() -> None:
    alt = gemeinde("Altort")
    with pytest.raises(Ablehnung, match="Nur die Leitung"):
        scheide_aus(alt, rolle=Rolle.SACHBEARBEITUNG)
    scheide_aus(alt)
    with pytest.raises(Ablehnung, match="schon zum 31"):
        scheide_aus(alt)


def test_alle_gruende_auf_einmal() -> None:
    alt = gemeinde("Altort", gueltig_von=dt.date(2027, 1, 1))
    vergangen = gemeinde("Vergangen", gueltig_bis=dt.date(2020, 1, 1))
    verband(alt, von=dt.date(2027, 1, 1))
    with pytest.raises(Ablehnung) as ablehnung:
        scheide_aus(alt, [alt, vergangen])
    assert ablehnung.value.gruende == [
        "Der Tag 31.12.2026 liegt vor dem Beginn der Gültigkeit.",
        "Eine Kommune kann nicht ihre eigene Nachfolgerin sein.",
        "Vergangen besteht am 01.01.2027 nicht.",
        "Eine Mitgliedschaft beginnt erst nach dem 31.12.2026.",
    ]


def test_erst_der_praeventionsrat() -> None:
    alt = gemeinde()
    kpr(alt)
    with pytest.raises(Ablehnung, match="Auflösung des Präventionsrates"):
        scheide_aus(alt)


def test_zusammenarbeit_die_spaeter_beginnt_steht_im_weg() -> None:
    alt = gemeinde()
    start_enge_zusammenarbeit(kommune=alt, seit=UngefaehresDatum(dt.date(2023, 1, 1)), by=None, jetzt=JETZT)
    with pytest.raises(Ablehnung, match="beginnt erst nach dem 31"):
        scheide_aus(alt, am=dt.date(2022, 12, 31))


def test_nachfolgerin_wird_nach_dem_ausscheiden_nachgetragen() -> None:
    """It often comes into the register only with the next file, when the old body has given up its place."""
    alt, leitung = scheide_aus(gemeinde("Altort")), konto(Rolle.LEITUNG)
    neu = gemeinde("Neuort", gueltig_von=dt.date(2027, 1, 1))
    nachfolge = add_nachfolger(kommune=alt, nachfolger=neu, by=leitung, jetzt=JETZT)
    assert (nachfolge.nachfolger, nachfolge.wirksam_am) == (neu, dt.date(2027, 1, 1))
    for nachfolger, grund in ((neu, "schon als Nachfolgerin"), (alt, "ihre eigene Nachfolgerin")):
        with pytest.raises(Ablehnung, match=grund):
            add_nachfolger(kommune=alt, nachfolger=nachfolger, by=leitung, jetzt=JETZT)


def test_nachfolge_traegt_nur_die_leitung_und_nur_nach_dem_ausscheiden_ein() -> None:
    alt, spaeter = gemeinde("Altort"), gemeinde("Spätort", gueltig_von=dt.date(2028, 1, 1))
    with pytest.raises(Ablehnung, match="Nur die Leitung"):
        add_nachfolger(kommune=alt, nachfolger=spaeter, by=konto(Rolle.SACHBEARBEITUNG), jetzt=JETZT)
    with pytest.raises(Ablehnung, match="Altort besteht noch"):
        add_nachfolger(kommune=alt, nachfolger=spaeter, by=konto(Rolle.LEITUNG), jetzt=JETZT)
    scheide_aus(alt)
    with pytest.raises(Ablehnung, match=r"Spätort besteht am 01\.01\.2027 nicht"):
        add_nachfolger(kommune=alt, nachfolger=spaeter, by=konto(Rolle.LEITUNG), jetzt=JETZT)
