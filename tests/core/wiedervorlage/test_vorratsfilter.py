"""Gemerkte Filter: jede Person ihre eigenen, einer davon öffnet sich mit der Startseite."""

import pytest
from django.db import IntegrityError

from asskomm.core.errors import Ablehnung
from asskomm.core.models import GespeicherterFilter
from asskomm.core.services import vorratsfilter as dienst
from tests.factories.konten import konto

pytestmark = pytest.mark.django_db


def gruende(**angaben) -> list[str]:
    with pytest.raises(Ablehnung) as ablehnung:
        dienst.save_vorratsfilter(**angaben)
    return list(ablehnung.value.gruende)


def test_ein_filter_hat_einen_eigenen_namen_und_nur_einer_ist_standard():
    sb, andere = konto(), konto()
    erster = dienst.save_vorratsfilter(name="  Mein   Kreis ", abfrage="landkreis=1", by=sb, ist_standard=True)
    zweiter = dienst.save_vorratsfilter(name="Coaching", abfrage="art=coaching", by=sb, ist_standard=True)
    dienst.save_vorratsfilter(name="Coaching", abfrage="", by=andere)
    assert [(f.name, f.ist_standard) for f in GespeicherterFilter.objects.visible_to(sb)] == [
        ("Coaching", True), ("Mein Kreis", False)
    ]  # fmt: skip
    assert str(erster) == "Mein Kreis"
    dienst.choose_vorratsfilter(filter=erster, by=sb)
    assert GespeicherterFilter.objects.get(user=sb, ist_standard=True) == erster
    dienst.choose_vorratsfilter(filter=None, by=sb)
    assert not GespeicherterFilter.objects.filter(ist_standard=True).exists()
    dienst.rename_vorratsfilter(filter=zweiter, name="Begleitung", by=sb)
    dienst.delete_vorratsfilter(filter=erster, by=sb)
    assert [f.name for f in GespeicherterFilter.objects.visible_to(sb)] == ["Begleitung"]


def test_name_fehlt_ist_zu_lang_oder_vergeben_und_es_sind_zu_viele():
    sb = konto()
    assert gruende(name=" \x00 ", abfrage="", by=sb) == ["Bitte geben Sie dem Filter einen Namen."]
    assert gruende(name="x" * 61, abfrage="y" * 1001, by=sb) == [
        "Der Name darf höchstens 60 Zeichen haben.", "Diese Auswahl ist zu lang."
    ]  # fmt: skip
    for nr in range(dienst.HOECHSTENS):
        letzter = dienst.save_vorratsfilter(name=f"Nr. {nr}", abfrage="", by=sb)
    assert gruende(name="Nr. 0", abfrage="", by=sb) == [
        "Einen Filter mit diesem Namen haben Sie schon.",
        "Es lassen sich höchstens 20 Filter merken. Bitte löschen Sie einen.",
    ]
    with pytest.raises(Ablehnung):
        dienst.rename_vorratsfilter(filter=letzter, name="Nr. 0", by=sb)
    dienst.rename_vorratsfilter(filter=letzter, name="Nr. 19", by=sb)


def test_fremde_filter_bleiben_wie_sie_sind():
    sb, andere = konto(), konto()
    fremder = dienst.save_vorratsfilter(name="Fremd", abfrage="", by=andere)
    dienst.rename_vorratsfilter(filter=fremder, name="Gekapert", by=sb)
    dienst.choose_vorratsfilter(filter=fremder, by=sb)
    dienst.delete_vorratsfilter(filter=fremder, by=sb)
    fremder.refresh_from_db()
    assert (fremder.name, fremder.ist_standard) == ("Fremd", False)
    assert not GespeicherterFilter.objects.visible_to(sb).exists()


def test_datenbank_laesst_keinen_zweiten_mit_demselben_namen_zu():
    sb = konto()
    dienst.save_vorratsfilter(name="Eins", abfrage="", by=sb)
    with pytest.raises(IntegrityError):
        GespeicherterFilter.objects.create(user=sb, name="Eins")
