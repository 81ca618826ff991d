"""Jede Art von Wert steht im Archiv so, dass beide Datenbanken sie genau zurückbekommen."""

import datetime as dt
import decimal
import json
import uuid
from typing import Any

import pytest
from django.db import models
from django.test.utils import isolate_apps

from asskomm.core.errors import Ablehnung
from asskomm.core.models import Dokument, Formularablage
from asskomm.core.sicherung.zeilen import (
    _als_parameter,
    _als_zeile,
    felder,
    lies_tabelle,
    miss,
    schreibe_tabelle,
)

WERTE = [
    (models.CharField(max_length=9), "Größe \n"),
    (models.BooleanField(), True),
    (models.BigIntegerField(), 2**62),
    (models.FloatField(), 0.1),
    (models.DecimalField(max_digits=12, decimal_places=2), decimal.Decimal("1100000.00")),
    (models.DateField(), dt.date(2024, 2, 29)),
    (models.TimeField(), dt.time(23, 59, 59, 999999)),
    (models.DateTimeField(), dt.datetime(2026, 10, 25, 0, 30, 0, 123456, tzinfo=dt.UTC)),
    (models.DurationField(), dt.timedelta(days=2, microseconds=7)),
    (models.UUIDField(), uuid.UUID(int=7)),
    (models.BinaryField(), b"\x00\xff"),
    (models.JSONField(), {"b": [1, None, "ä"], "a": {}}),
]


@isolate_apps("asskomm.core")
@pytest.mark.parametrize(("feld", "wert"), WERTE, ids=lambda x: type(x).__name__)
def test_hin_und_zurueck(feld: models.Field, wert: Any):
    modell = type(
        "Probe",
        (models.Model,),
        {"__module__": __name__, "wert": feld, "Meta": type("Meta", (), {"app_label": "core"})},
    )
    zeile = _als_zeile([1, wert])
    gelesen = json.loads(zeile)[1]
    zurueck = gelesen if isinstance(feld, models.JSONField | models.BinaryField) else feld.to_python(gelesen)
    if not isinstance(feld, models.BinaryField):
        assert zurueck == wert
    assert len(_als_parameter(modell, felder(modell), zeile)) == 2


@pytest.mark.django_db
def test_der_json_wert_null_bleibt_ein_wert():
    moment = dt.datetime(2026, 11, 26, tzinfo=dt.UTC)
    Formularablage.objects.create(
        token="t", konto_id=1, pfad="/", felder=models.Value(None, models.JSONField()), abgelegt_zeitpunkt=moment
    )
    zeilen = list(lies_tabelle(Formularablage))
    Formularablage.objects.all().delete()
    schreibe_tabelle(Formularablage, zeilen)
    assert list(lies_tabelle(Formularablage)) == zeilen


def test_die_summe_haengt_nicht_von_der_reihenfolge_ab_aber_von_jeder_zeile():
    a, b = b"[1]\n", b"[2]\n"
    assert miss([a, b]) == miss([b, a])
    assert len({miss(x).summe for x in ([], [a], [b], [a, b], [a, a, b], [a, b, b])}) == 6


@pytest.mark.parametrize("zeile", [b"kein json", b"[1]", b"{}", b'["x","2026-02-30","","","","","","",""]'])
def test_eine_unlesbare_zeile_wird_abgelehnt(zeile: bytes):
    with pytest.raises(Ablehnung, match="Tabelle „Dokumente“ in der Sicherung ist nicht lesbar"):
        _als_parameter(Dokument, felder(Dokument), zeile)
