"""Die mitgelieferten Muster: brauchbare Texte, aus denen eine Vorlage mit ihren Dateien wird."""

from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from asskomm.core.roles import Rolle
from asskomm.core.textdokument import lies_bloecke
from asskomm.core.textdokument.bloecke import Absatz
from asskomm.portal import muster as modul
from asskomm.portal.inhaltstext import textmaengel
from asskomm.portal.models import Inhalt
from asskomm.portal.muster import MUSTER, find_muster
from asskomm.portal.services.inhalte import release_inhalt, submit_inhalt
from tests.factories.konten import angemeldet, konto

from .schreibtisch import JETZT


@pytest.mark.parametrize("muster", MUSTER, ids=lambda m: m.name)
def test_jedes_muster_ist_ein_gegliederter_text_mit_platzhaltern(muster: Any) -> None:
    text = (modul._ORDNER / f"{muster.name}.md").read_text(encoding="utf-8")
    ueberschriften = [b.ebene for b in lies_bloecke(text) if isinstance(b, Absatz) and b.ebene]
    assert ueberschriften[0] == 1
    assert len(ueberschriften) > 8
    assert all(b <= a + 1 for a, b in pairwise(ueberschriften))
    assert "[" in text
    assert "demo" not in text.casefold()
    assert textmaengel(text.partition("\n")[2], dateien=[]) == []
    assert [(d.name, d.size > 3000) for _, d in muster.dateien()] == [
        (f"{muster.name}.docx", True),
        (f"{muster.name}.odt", True),
    ]


def test_es_gibt_beschluss_vereinbarung_und_geschaeftsordnung_und_zu_jedem_text_ein_muster() -> None:
    namen = [m.name for m in MUSTER]
    assert namen == ["beschlussvorlage", "kooperationsvereinbarung", "kpr-geschaeftsordnung"]
    assert sorted(p.stem for p in modul._ORDNER.glob("*.md")) == namen
    assert find_muster("gibt-es-nicht") is None


@pytest.mark.django_db
def test_vom_muster_zur_veroeffentlichten_vorlage(client: Client) -> None:
    person = angemeldet(client, Rolle.SACHBEARBEITUNG)
    liste = client.get(reverse("admin:portal_inhalt_changelist")).content.decode()
    neu = f"{reverse('admin:portal_inhalt_add')}?muster=beschlussvorlage"
    assert neu in liste
    formular = client.get(neu)
    assert "beschlussvorlage.docx und beschlussvorlage.odt" in formular.content.decode()
    anfang = formular.context["adminform"].form.initial
    assert (anfang["art"], anfang["titel"]) == ("VORLAGE", "Muster einer Beschlussvorlage")
    werte = {"art": "VORLAGE", "titel": anfang["titel"], "zusammenfassung": anfang["zusammenfassung"], "text": ""}
    client.post(neu, werte)
    inhalt = Inhalt.objects.get()
    assert [d.dokument.name for d in inhalt.aktuelle_dateien] == ["beschlussvorlage.docx", "beschlussvorlage.odt"]
    submit_inhalt(objekt=inhalt, by=person, jetzt=JETZT)
    release_inhalt(objekt=inhalt, by=konto(Rolle.LEITUNG), jetzt=JETZT)
    seite = Client().get(reverse("portal:vorlagen")).content.decode()
    assert "beschlussvorlage.docx" in seite
    assert "Muster einer Beschlussvorlage, OpenDocument" in seite
