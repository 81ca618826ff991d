import pytest

from tests.factories.bestand import _rufe


@pytest.mark.django_db
@pytest.mark.parametrize("befehl", ["lade_historie", "lade_demo"])
def test_ohne_register_wird_abgelehnt(befehl: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ende:
        _rufe(befehl)
    assert ende.value.code == 1
    assert capsys.readouterr().err


@pytest.mark.django_db
def test_ohne_demodaten_gibt_es_nichts_zu_entfernen() -> None:
    assert _rufe("entferne_demo") == "Es gibt keine Demodaten.\n"
