import pytest

from kommunen.models import Kommune


@pytest.mark.django_db
@pytest.mark.usefixtures("bestand_register")
@pytest.mark.parametrize(
    ("eingabe", "slug"),
    [
        ("budysin", "bautzen"),
        ("Budyšin", "bautzen"),
        ("BUDYŠIN", "bautzen"),
        ("mužakow", "bad-muskau"),
        ("muzakow", "bad-muskau"),
        ("Běła Woda", "weisswasser-o-l"),
        ("weißwasser", "weisswasser-o-l"),
        ("weisswasser", "weisswasser-o-l"),
        ("Lößnitz", "loessnitz"),
        ("loessnitz", "loessnitz"),
        ("lossnitz", "loessnitz"),
        ("goerlitz", "goerlitz"),
        ("14524190", "meerane"),
        ("08393", "meerane"),
        ("wildenstein", "vv-wildenstein"),
        ("verwaltungsgemeinschaft olbersdorf", "vg-olbersdorf"),
        ("Auerbach/Vogtl.", "auerbach-vogtl"),
        ("  vogtl   auerbach ", "auerbach-vogtl"),
    ],
)
def test_suche_findet(eingabe: str, slug: str) -> None:
    assert slug in [k.slug for k in Kommune.objects.suche(eingabe)]


@pytest.mark.django_db
@pytest.mark.usefixtures("bestand_register")
def test_suche_ohne_treffer_und_sonderzeichen() -> None:
    assert not Kommune.objects.suche("gibtesnicht").exists()
    assert Kommune.objects.suche("%_'\"").count() == Kommune.objects.count()


@pytest.mark.django_db
@pytest.mark.usefixtures("bestand_register")
def test_sortierung_kennt_umlaute() -> None:
    namen = list(Kommune.objects.filter(slug__in=["loebau", "lohsa", "leutersdorf"]).values_list("slug", flat=True))
    assert namen == ["leutersdorf", "loebau", "lohsa"]
