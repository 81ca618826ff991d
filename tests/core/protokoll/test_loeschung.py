"""Rechtmäßiges Löschen: zwei Personen, nur der Inhalt, und das Protokoll bleibt prüfbar."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from asskomm.core.errors import Ablehnung
from asskomm.core.models import Loeschantrag, Loeschentscheidung, Protokolleintrag, User
from asskomm.core.protokoll.ereignisse import INHALT_GELOESCHT
from asskomm.core.protokoll.pruefung import pruefe
from asskomm.core.roles import Rolle
from asskomm.core.services.loeschung import approve_loeschung, reject_loeschung, request_loeschung
from tests.core.protokoll.kettenbau import JETZT, schreibe
from tests.factories.konten import gib_rolle, konto

pytestmark = pytest.mark.django_db


@pytest.fixture
def beantragt() -> User:
    return konto(Rolle.SYSTEMVERWALTUNG, name="Sven Verwalter")


@pytest.fixture
def leitung() -> User:
    return konto(Rolle.LEITUNG, name="Lena Leiterin")


def beantrage(by: User, **angaben: Any) -> Loeschantrag:
    werte = {"nummern": [], "konto_id": None, "grund": "Widerspruch", "rechtsgrundlage": "Art. 17 DSGVO", **angaben}
    return request_loeschung(by=by, jetzt=JETZT, **werte)


def gruende(handlung: Any, *args: Any, **angaben: Any) -> list[str]:
    with pytest.raises(Ablehnung) as ablehnung:
        handlung(*args, **angaben)
    return ablehnung.value.gruende


def test_nur_der_inhalt_geht_und_der_vermerk_nennt_nummern_aber_keine_namen(beantragt: User, leitung: User):
    eins, zwei, drei = schreibe(3, nachher={"name": "Frau Geheim"})
    antrag = beantrage(beantragt, nummern=[drei.nr, eins.nr, eins.nr])
    assert antrag.nummern == [eins.nr, drei.nr]
    assert approve_loeschung(loeschantrag=antrag, by=leitung, jetzt=JETZT) == 2
    leer = Protokolleintrag.objects.get(nr=eins.nr)
    assert (leer.inhalt, leer.angaben, leer.inhalt_sha256) == (None, {}, eins.inhalt_sha256)
    assert leer.pruefsumme == eins.pruefsumme
    assert Protokolleintrag.objects.get(nr=zwei.nr).inhalt == zwei.inhalt
    vermerk = Protokolleintrag.objects.get(ereignis=INHALT_GELOESCHT)
    assert vermerk.akteur_id == leitung.pk
    assert vermerk.angaben["nachher"] == {"nummern": [eins.nr, drei.nr], "rechtsgrundlage": "Art. 17 DSGVO"}
    assert not {"person", "grund"} & vermerk.angaben.keys()
    assert pruefe().befund is None


def test_alle_eintraege_ueber_ein_konto_als_handelnde_und_als_betroffene_person(beantragt: User, leitung: User):
    person = konto(name="Petra Geheim")
    schreibe(1, by=person)
    schreibe(1, objekt=person, by=leitung)
    (fremd,) = schreibe(1, by=leitung)
    antrag = beantrage(beantragt, konto_id=person.pk)
    approve_loeschung(loeschantrag=antrag, by=leitung, jetzt=JETZT)
    assert not Protokolleintrag.objects.filter(inhalt__contains="Petra").exists()
    assert Protokolleintrag.objects.ueber_konto(person.pk).filter(inhalt__isnull=False).count() == 0
    assert Protokolleintrag.objects.get(nr=fremd.nr).inhalt is not None
    assert pruefe().befund is None


def test_viele_eintraege_auf_einmal(beantragt: User, leitung: User):
    eintraege = schreibe(1100)
    antrag = beantrage(beantragt, nummern=[e.nr for e in eintraege])
    assert approve_loeschung(loeschantrag=antrag, by=leitung, jetzt=JETZT) == 1100
    assert pruefe().befund is None


def test_antrag_nennt_alle_gruende_dagegen(leitung: User):
    assert gruende(beantrage, leitung, grund=" ", rechtsgrundlage="") == [
        "Ihre Rolle darf keine Löschung beantragen.",
        "Bitte nennen Sie entweder Nummern von Einträgen oder ein Konto.",
        "Bitte geben Sie einen Grund an.",
        "Bitte nennen Sie die Rechtsgrundlage.",
    ]


def test_auswahl_muss_etwas_loeschbares_nennen(beantragt: User, leitung: User):
    (eintrag,) = schreibe()
    assert gruende(beantrage, beantragt, nummern=[eintrag.nr], konto_id=5)[0].startswith("Bitte nennen Sie entweder")
    assert gruende(beantrage, beantragt, nummern=[eintrag.nr, 9999]) == [
        "Nicht löschbar, nicht vorhanden oder schon gelöscht: 9999."
    ]
    assert gruende(beantrage, beantragt, konto_id=99999) == ["Über das Konto 99999 gibt es keinen Eintrag mit Inhalt."]
    approve_loeschung(loeschantrag=beantrage(beantragt, nummern=[eintrag.nr]), by=leitung, jetzt=JETZT)
    vermerk = Protokolleintrag.objects.get(ereignis=INHALT_GELOESCHT)
    assert gruende(beantrage, beantragt, nummern=[eintrag.nr, vermerk.nr]) == [
        f"Nicht löschbar, nicht vorhanden oder schon gelöscht: {eintrag.nr}, {vermerk.nr}."
    ]


def test_niemand_beantragt_oder_entscheidet_in_eigener_sache(beantragt: User, leitung: User):
    schreibe(1, by=beantragt)
    schreibe(1, by=leitung)
    assert gruende(beantrage, beantragt, konto_id=beantragt.pk) == [
        "In eigener Sache beantragt jemand anderes die Löschung."
    ]
    antrag = beantrage(beantragt, konto_id=leitung.pk)
    assert gruende(approve_loeschung, loeschantrag=antrag, by=leitung, jetzt=JETZT) == [
        "In eigener Sache entscheidet jemand anderes."
    ]


def test_wer_beantragt_bestaetigt_nicht_auch_mit_beiden_rollen(beantragt: User):
    gib_rolle(beantragt, Rolle.LEITUNG)
    (eintrag,) = schreibe()
    antrag = beantrage(beantragt, nummern=[eintrag.nr])
    assert not beantragt.has_perm("core.approve_loeschung", antrag)
    assert gruende(approve_loeschung, loeschantrag=antrag, by=beantragt, jetzt=JETZT) == [
        "Beantragen und Entscheiden müssen zwei verschiedene Personen erledigen."
    ]
    assert Protokolleintrag.objects.get(nr=eintrag.nr).inhalt is not None
    with pytest.raises(IntegrityError, match="zwei_personen"), transaction.atomic():
        Loeschantrag.objects.filter(pk=antrag.pk).update(
            entscheidung=Loeschentscheidung.BESTAETIGT, entschieden_durch=beantragt, entschieden_zeitpunkt=JETZT
        )


def test_entschieden_wird_einmal_und_von_der_leitung(beantragt: User, leitung: User):
    (eintrag,) = schreibe()
    antrag = beantrage(beantragt, nummern=[eintrag.nr])
    andere = konto(Rolle.SYSTEMVERWALTUNG)
    assert gruende(approve_loeschung, loeschantrag=antrag, by=andere, jetzt=JETZT) == [
        "Ihre Rolle darf über diesen Antrag nicht entscheiden."
    ]
    assert gruende(reject_loeschung, loeschantrag=antrag, grund=" ", by=leitung, jetzt=JETZT) == [
        "Bitte geben Sie einen Grund an."
    ]
    abgelehnt = reject_loeschung(loeschantrag=antrag, grund="Aufbewahrungspflicht", by=leitung, jetzt=JETZT)
    assert (abgelehnt.entscheidung, abgelehnt.entschieden_durch) == (Loeschentscheidung.ABGELEHNT, leitung)
    assert gruende(approve_loeschung, loeschantrag=antrag, by=leitung, jetzt=JETZT) == [
        "Über diesen Antrag ist schon entschieden: abgelehnt."
    ]
    letzter = Protokolleintrag.objects.order_by("-nr")[0]
    assert (letzter.ereignis, letzter.angaben["grund"]) == ("protokoll.loeschung_abgelehnt", "Aufbewahrungspflicht")


def test_was_ein_anderer_antrag_schon_geloescht_hat_bleibt_ohne_wirkung(beantragt: User, leitung: User):
    (eintrag,) = schreibe()
    eins, zwei = beantrage(beantragt, nummern=[eintrag.nr]), beantrage(beantragt, nummern=[eintrag.nr])
    approve_loeschung(loeschantrag=eins, by=leitung, jetzt=JETZT)
    assert gruende(approve_loeschung, loeschantrag=zwei, by=leitung, jetzt=JETZT) == [
        "Es gibt keinen Inhalt mehr, der zu löschen wäre."
    ]
    assert str(zwei) == f"Löschantrag {zwei.pk} (Einträge {eintrag.nr})"
