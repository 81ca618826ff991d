"""Felder und Spalten, die deutsche Angaben lesen: was sie annehmen, was sie wie ablehnen."""

import datetime as dt
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError

from asskomm.core.forms import BetragField, TagField, UngefaehresDatumField
from asskomm.core.stichtag import UngefaehresDatum
from asskomm.core.tabellenausgabe import als_csv, als_xlsx, ohne_apostroph, ohne_formel
from asskomm.core.tabellenwerte import AuswahlWidget, BetragWidget, JaNeinWidget, TagWidget, TextWidget, ZahlWidget
from asskomm.core.zahlen import als_euro

TAG = dt.date(2023, 4, 25)


@pytest.mark.parametrize("eingabe", ["25.04.2023", "2023-04-25", " 25.4.2023 ", TAG])
def test_tag_field_liest_einen_tag(eingabe):
    assert TagField().clean(eingabe) == TAG


def test_tag_field_nimmt_den_tag_eines_zeitpunkts_und_leer_ist_leer():
    assert TagField().clean(dt.datetime(2023, 4, 25, 12, tzinfo=dt.UTC)) == TAG
    assert TagField(required=False).clean("") is None


@pytest.mark.parametrize("eingabe", ["04/2023", "2023", "30.02.2023", "morgen"])
def test_tag_field_lehnt_grobe_und_falsche_tage_ab(eingabe):
    with pytest.raises(ValidationError, match=eingabe):
        TagField().clean(eingabe)


def test_tag_field_raet_zu_keinem_monat_oder_jahr():
    with pytest.raises(ValidationError) as fehler:
        TagField().clean("morgen")
    assert fehler.value.messages == ["„morgen“ ist kein Datum. Bitte TT.MM.JJJJ oder JJJJ-MM-TT angeben."]


@pytest.mark.parametrize(
    ("eingabe", "text"), [("25.04.2023", "25.04.2023"), ("04/2023", "April 2023"), ("2023", "2023")]
)
def test_ungefaehres_datum_field_kennt_die_genauigkeit(eingabe, text):
    feld = UngefaehresDatumField()
    wert = feld.clean(eingabe)
    assert str(wert) == feld.prepare_value(wert) == text
    assert feld.has_changed(wert, text) is False
    assert feld.has_changed(wert, "2019") is True
    assert feld.has_changed(wert, "quatsch") is True


def test_ungefaehres_datum_field_leer():
    assert UngefaehresDatumField(required=False).clean("  ") is None
    with pytest.raises(ValidationError):
        UngefaehresDatumField().clean("")


def test_eingaben_bleiben_im_formular_stehen():
    class Formular(forms.Form):
        am = UngefaehresDatumField()

    assert 'value="31.02.2023"' in str(Formular({"am": "31.02.2023"})["am"])
    assert 'value="April 2023"' in str(Formular(initial={"am": UngefaehresDatum(TAG, "MONAT")})["am"])


@pytest.mark.parametrize(
    ("eingabe", "betrag"),
    [
        ("1.234,56", "1234.56"), ("1234,5", "1234.5"), ("1234.56", "1234.56"), ("1.234", "1234"),
        ("1.100.000 €", "1100000"), ("0", "0"),
    ],
)  # fmt: skip
def test_betrag_liest_deutsche_schreibweise(eingabe, betrag):
    assert BetragWidget().clean(eingabe) == Decimal(betrag)


@pytest.mark.parametrize("eingabe", ["viel", "-5", "1,234.56", "NaN", "1e9", "1.23.4"])
def test_betrag_lehnt_anderes_ab(eingabe):
    with pytest.raises(ValueError, match="kein Betrag"):
        BetragWidget().clean(eingabe)


def test_betrag_field_zeigt_und_liest_deutsche_schreibweise():
    feld = BetragField(max_digits=12, decimal_places=2)
    assert feld.clean("1.100.000,00") == Decimal("1100000.00")
    assert feld.prepare_value(Decimal("21150.00")) == "21150,00"
    assert feld.has_changed(Decimal("21150.00"), "21.150,00") is False
    for falsch in ("", "viel", "1,234"):
        with pytest.raises(ValidationError):
            feld.clean(falsch)


def test_als_euro():
    assert als_euro(Decimal("1100000")) == "1.100.000,00 €"


def test_spalten_lesen_leere_zellen_als_keine_angabe():
    assert BetragWidget().clean("") is None
    assert ZahlWidget().clean(" ") is None
    assert TagWidget().clean("") is None
    assert TextWidget().clean(None) == ""


def test_auswahl_liest_wort_und_namen_und_nennt_die_moeglichkeiten():
    widget = AuswahlWidget([("A", "Apfel"), ("B", "Birne")])
    assert [widget.clean(t) for t in ("apfel", "B", " Birne ")] == ["A", "B", "B"]
    with pytest.raises(ValueError, match="Möglich sind: Apfel, Birne"):
        widget.clean("")
    assert widget.render("A") == "Apfel"


def test_ja_nein():
    widget = JaNeinWidget()
    assert [widget.clean(t) for t in ("Ja", "x", "nein", "")] == [True, True, False, False]
    assert (widget.render(True), widget.render(False), widget.render(None)) == ("ja", "nein", "")
    with pytest.raises(ValueError, match="weder ja noch nein"):
        widget.clean("vielleicht")


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+cmd|x", "-2+cmd", "\t=1"])
def test_formeln_werden_bei_der_ausgabe_entschaerft_und_kommen_zurueck(text):
    assert ohne_formel(text) == f"'{text}"
    assert ohne_apostroph(f"'{text}") == text


@pytest.mark.parametrize("text", ["Meerane", "+49 3764 54-0", "-5", "'s Hof", ""])
def test_gewoehnlicher_text_bleibt_wie_er_ist(text):
    assert ohne_formel(text) == ohne_apostroph(text) == text


def test_csv_schreibt_tage_betraege_und_leeres_deutsch():
    inhalt = als_csv(["a", "b", "c"], [[TAG, Decimal("1.50"), None], ["ä;ö", 3, "\x00x"]])
    assert inhalt.decode("utf-8-sig") == 'a;b;c\r\n25.04.2023;1,50;\r\n"ä;ö";3;x\r\n'


def test_blattname_ohne_verbotene_zeichen():
    assert als_xlsx(["a"], [["b"]], titel="A/B: [lang]" + "x" * 40).startswith(b"PK")
