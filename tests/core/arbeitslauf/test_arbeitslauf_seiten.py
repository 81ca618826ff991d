"""The pages of long work: how far it is, what came of each item, and who sees it."""

import pytest
from django.urls import reverse

from asskomm.core.arbeitsarten import Fortschritt
from asskomm.core.errors import Ablehnung
from asskomm.core.models import Arbeitslauf, Laufstand
from asskomm.core.roles import Rolle
from tests.core.arbeitslauf.probe import arbeite, im_ganzen, je_posten, lauf_mit
from tests.factories.konten import angemeldet
from tests.factories.verwaltung import exportiere

pytestmark = pytest.mark.django_db
LISTE, POSTEN = reverse("admin:core_arbeitslauf_changelist"), reverse("admin:core_arbeitsposten_changelist")


def seite(lauf: Arbeitslauf, zusatz: str = "") -> str:
    return reverse("admin:core_arbeitslauf_change", args=[lauf.pk]).replace("change/", zusatz or "change/")


def wie_weit(client, lauf: Arbeitslauf) -> dict:
    return client.get(reverse("admin:core_arbeitslauf_fortschritt", args=[lauf.pk])).json()


def teils_abgelehnt(posten, **_: object) -> str:
    if posten.nr == 2:
        raise Ablehnung("Der Tag liegt in der Zukunft.")
    return "erledigt wie gewünscht"


def test_die_seite_zaehlt_und_fuehrt_zu_den_posten(client, art):
    art(je_posten(teils_abgelehnt))
    lauf = lauf_mit(angemeldet(client))
    wartend = client.get(seite(lauf)).content.decode()
    assert "data-fortschritt=" in wartend
    assert "fortschritt.js" in wartend
    assert wie_weit(client, lauf)["text"] == "0 von 3 bearbeitet"
    arbeite()
    fertig = client.get(seite(lauf)).content.decode()
    assert "data-fortschritt=" not in fertig
    assert "1 nicht möglich" in fertig
    assert wie_weit(client, lauf) == {
        "offen": False, "stand": "fertig", "erledigt": 3, "gesamt": 3, "text": "3 von 3 bearbeitet",
    }  # fmt: skip
    liste = client.get(f"{POSTEN}?lauf__id__exact={lauf.pk}&stand__exact=ABGELEHNT")
    assert "Der Tag liegt in der Zukunft." in liste.content.decode()
    assert "erledigt wie gewünscht" not in liste.content.decode()
    ausgabe = exportiere(client, f"{POSTEN}export/", {"lauf__id__exact": lauf.pk}).content.decode("utf-8-sig")
    assert ausgabe.splitlines()[2] == "2;Gegenstand 2;nicht möglich;Der Tag liegt in der Zukunft."
    assert "3 von 3" in client.get(LISTE).content.decode()


def test_arbeit_im_ganzen_meldet_sich_neben_der_datenbank(client, art):
    art(im_ganzen(lambda **_: {"Zeilen": 7, "intern": [1]}))
    lauf = lauf_mit(angemeldet(client), posten=0)
    assert wie_weit(client, lauf)["text"] == "wartet auf den Arbeiter"
    Arbeitslauf.objects.filter(pk=lauf.pk).update(stand=Laufstand.LAEUFT)
    Fortschritt(lauf.pk).melde(3, 9, "Zeile 3 von 9")
    assert wie_weit(client, lauf) == {
        "offen": True, "stand": "läuft", "erledigt": 3, "gesamt": 9, "text": "Zeile 3 von 9",
    }  # fmt: skip
    Arbeitslauf.objects.filter(pk=lauf.pk).update(stand=Laufstand.WARTET)
    arbeite()
    fertig = client.get(seite(lauf)).content.decode()
    assert "<dt>Zeilen</dt><dd>7</dd>" in fertig
    assert "intern" not in fertig


def test_anhalten_und_fortsetzen_von_der_seite(client, art):
    art(je_posten(teils_abgelehnt))
    lauf = lauf_mit(angemeldet(client))
    client.post(seite(lauf, "aktion/anhalten/"), {})
    assert Arbeitslauf.objects.get().stand == Laufstand.ANGEHALTEN
    client.post(seite(lauf, "aktion/fortsetzen/"), {})
    assert Arbeitslauf.objects.get().stand == Laufstand.WARTET


def test_andere_sehen_sie_nicht_die_leitung_schon(client, art, sb):
    art(je_posten(teils_abgelehnt))
    lauf = lauf_mit(sb)
    angemeldet(client)
    assert client.get(seite(lauf)).status_code == 404
    assert wie_weit_status(client, lauf) == 404
    assert "Probe" not in client.get(f"{POSTEN}?lauf__id__exact={lauf.pk}").content.decode()
    for unsinn in ("x", "9" * 30):
        assert client.get(f"{POSTEN}?lauf__id__exact={unsinn}").context["cl"].result_count == 0
    angemeldet(client, Rolle.LEITUNG)
    assert client.get(seite(lauf)).status_code == 200


def wie_weit_status(client, lauf: Arbeitslauf) -> int:
    return client.get(reverse("admin:core_arbeitslauf_fortschritt", args=[lauf.pk])).status_code
