"""Error pages: they must render without request, session and database."""

import pytest
from django.template.loader import render_to_string


@pytest.mark.parametrize(
    ("vorlage", "ueberschrift"),
    [
        ("400.html", "Diese Anfrage verstehen wir nicht"),
        ("403.html", "Dafür reichen Ihre Rechte nicht aus"),
        ("403_csrf.html", "Das Formular ist abgelaufen"),
        ("404.html", "Diese Seite gibt es nicht"),
        ("405.html", "Diese Adresse lässt sich so nicht aufrufen"),
        ("500.html", "Bei uns ist etwas schiefgegangen"),
    ],
)
def test_error_page_says_what_happened_and_what_to_do(vorlage, ueberschrift):
    html = render_to_string(vorlage)
    assert html.count("<h1>") == 1
    assert ueberschrift in html
    assert "Was Sie tun können" in html
    assert 'lang="de"' in html
    assert 'href="#inhalt"' in html


def test_page_for_failures_does_not_ask_for_demo_data():
    class Explodiert:
        def __bool__(self):
            raise AssertionError("500.html must not look at the database")

    render_to_string("500.html", {"fiktive_daten": Explodiert()})
    assert "Vorführsystem" in render_to_string("404.html", {"fiktive_daten": True})


@pytest.mark.django_db
def test_wrong_method_gets_our_page_with_the_methods_that_are_allowed(client):
    antwort = client.options("/impressum/")
    assert antwort.status_code == 405
    assert antwort.headers["Allow"] == "GET, HEAD"
    assert antwort.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "Diese Adresse lässt sich so nicht aufrufen" in antwort.content.decode()
