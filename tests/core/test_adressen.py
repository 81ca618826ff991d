"""Addresses of list pages."""

from django import forms
from django.http import QueryDict

from asskomm.core.adressen import Chip, aktive_filter, mit_abfrage, sortierung


class Filter(forms.Form):
    q = forms.CharField(label="Name", required=False)
    art = forms.MultipleChoiceField(
        label="Art", required=False, choices=[("Gruppe", [("s", "Stadt"), ("g", "Gemeinde")])]
    )
    tag = forms.DateField(label="Stichtag", required=False)
    modell = forms.BooleanField(label="Modellkommune", required=False)


def test_mit_abfrage_sets_and_removes_keys_and_keeps_the_rest():
    assert mit_abfrage(QueryDict("q=a&seite=2"), seite=None, sort="name") == "?q=a&sort=name"
    assert mit_abfrage(QueryDict("seite=2"), seite=None) == "?"


def test_sortierung_turns_round_and_begins_with_the_first_page():
    abfrage = QueryDict("sort=name&seite=4")
    assert sortierung(abfrage, "name") == ("ascending", "?sort=-name")
    assert sortierung(QueryDict("sort=-name"), "name") == ("descending", "?sort=name")
    assert sortierung(QueryDict(""), "tag", vorgabe="name") == ("none", "?sort=tag")
    assert sortierung(QueryDict(""), "name", vorgabe="name")[0] == "ascending"


def test_aktive_filter_gives_one_chip_for_each_value_with_the_address_without_it():
    abfrage = QueryDict("q=mee&art=s&art=g&tag=2023-04-24&modell=on&seite=3")
    assert aktive_filter(Filter(abfrage), abfrage) == [
        Chip("Name", "mee", "?art=s&art=g&tag=2023-04-24&modell=on"),
        Chip("Art", "Stadt", "?q=mee&art=g&tag=2023-04-24&modell=on"),
        Chip("Art", "Gemeinde", "?q=mee&art=s&tag=2023-04-24&modell=on"),
        Chip("Stichtag", "24.04.2023", "?q=mee&art=s&art=g&modell=on"),
        Chip("Modellkommune", "", "?q=mee&art=s&art=g&tag=2023-04-24"),
    ]


def test_aktive_filter_ignores_invalid_and_unbound():
    abfrage = QueryDict("tag=quatsch&art=x")
    assert aktive_filter(Filter(abfrage), abfrage) == []
    assert aktive_filter(Filter(), QueryDict("q=a")) == []
