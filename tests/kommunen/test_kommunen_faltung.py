import pytest

from kommunen.models import Kommune
from kommunen.search import fold, fold_umlaut, suchtext
from tests.factories.vereinbarungen import gemeinde


@pytest.mark.django_db
@pytest.mark.parametrize("eingabe", ["ubigau", "Übigau", "uebigau", "ÜBIGAU"])
def test_umlaut_in_jeder_schreibweise(eingabe: str) -> None:
    uebigau = gemeinde("Übigau")
    gemeinde("Ubstadt")
    assert list(Kommune.objects.suche(eingabe)) == [uebigau]


def test_faltung() -> None:
    assert fold("Straße im Übel-Đorf") == "strasse im ubel dorf"
    assert fold_umlaut("Übigau") == "uebigau"
    assert suchtext("Übigau", "", "Übigau") == "ubigau uebigau"
