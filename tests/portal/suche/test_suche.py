"""Die Suche über alles, was eine Person sehen darf: Namen, Nummern, AGS, Geschäftszeichen; eine Abfrage für alles."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from asskomm.core import clock
from asskomm.core.models import Fristregel
from asskomm.core.roles import Pruefbereich, Rolle
from asskomm.core.services.akten import ensure_akte
from asskomm.core.services.fristen import set_frist
from asskomm.core.services.wiedervorlage import create_wiedervorlage
from asskomm.portal.models import Rundschreiben
from asskomm.portal.suche.treffer import JE_ART, finde
from asskomm.portal.suche.worte import lies
from kommunen.models import Ansprechperson, Kommune
from kommunen.services.organisationen import ensure_organisation
from tests.factories.fakten import beraten
from tests.factories.foerderung import zuwendung
from tests.factories.kommunen import kpr
from tests.factories.konten import angemeldet, gib_rolle, konto
from tests.factories.vereinbarungen import JETZT, analyse, coaching, entwurf, gemeinde, in_kraft
from tests.portal.inhalte.schreibtisch import entwurf as inhalt

pytestmark = pytest.mark.django_db
SUCHE = reverse("verwaltung:suche")
HOECHSTENS_LESEND = 6


def gefunden(user, text: str) -> dict[str, list[str]]:
    return {g.art.name: [t.text for t in g.treffer] for g in finde(user, lies(text))}


def alles_zu(name: str) -> Kommune:
    stadt = gemeinde(name)
    in_kraft(stadt, bezeichnung=f"Bund {name}")
    coaching(stadt)
    analyse(stadt)
    kpr(stadt)
    beraten(stadt)
    Ansprechperson.objects.create(kommune=stadt, funktion="Ordnungsamt", name="Jürgen Groß")
    return stadt


def test_ein_ortsname_findet_alles_zu_diesem_ort_in_jeder_schreibweise():
    leitung = konto(Rolle.LEITUNG)
    alles_zu("Übigau")
    gemeinde("Aue")
    arten = {
        "kommunen", "vereinbarungen", "coachings", "analysen", "praeventionsraete", "beratungen", "ansprechpersonen"
    }  # fmt: skip
    for schreibweise in ("Übigau", "übigau", "ubigau", "UEBIGAU", "  übi  "):
        assert set(gefunden(leitung, schreibweise)) == arten, schreibweise


def test_personen_werden_ohne_umlaute_gefunden_konten_nur_von_wem_sie_sieht():
    alles_zu("Aue")
    leitung, sb = konto(Rolle.LEITUNG), konto(name="Sabine Größer")
    assert gefunden(sb, "juergen gross") == {"ansprechpersonen": ["Ordnungsamt Jürgen Groß"]}
    assert gefunden(leitung, "groesser") == {"konten": ["Sabine Größer"]}
    assert "konten" not in gefunden(konto(), "groesser")


def test_nummer_ags_und_geschaeftszeichen():
    leitung = konto(Rolle.LEITUNG)
    stadt = gemeinde("Meerane")
    v = in_kraft(stadt)
    type(v).objects.filter(pk=v.pk).update(laufende_nr=50, nummer_herkunft="VERGEBEN")
    v.refresh_from_db()
    akte = ensure_akte(fall=v, by=None, jetzt=JETZT)
    for text in ("Nr. 50", "nr 50", "50", "Nr.50"):
        assert gefunden(leitung, text) == {"vereinbarungen": [str(v)]}, text
    (treffer,) = finde(leitung, lies(f"{int(akte.geschaeftszeichen[-4:])}"))[-1].treffer
    assert (treffer.text, treffer.zusatz) == (akte.geschaeftszeichen, str(v))
    assert gefunden(leitung, stadt.ags)["kommunen"] == ["Meerane"]
    for text in (akte.geschaeftszeichen, akte.kurzzeichen.lower()):
        assert gefunden(leitung, text)["akten"] == [akte.geschaeftszeichen]


def test_auch_was_an_einem_fall_haengt_und_was_keiner_ist_wird_gefunden():
    leitung = konto(Rolle.LEITUNG)
    stadt = gemeinde("Übigau")
    gezahlt = zuwendung(stadt, gegenstand="Öffentlicher Platz")
    create_wiedervorlage(fall=stadt, faellig_am=clock.today(), text="Ölspur", by=leitung, jetzt=clock.now())
    set_frist(
        fall=stadt, regel=Fristregel.objects.order_by("pk")[0], bezeichnung="Ölwechsel", ereignis_am=clock.today(),
        by=leitung, jetzt=clock.now(),
    )  # fmt: skip
    inhalt(titel="Öl im Wasser")
    Rundschreiben.objects.create(betreff="Öl", herkunft="Kommunen", erfasst_zeitpunkt=JETZT)
    assert set(gefunden(leitung, "öl")) == {"wiedervorlagen", "fristen", "inhalte", "rundschreiben"}
    assert gefunden(leitung, "uebigau zuwendung") == {}
    assert gefunden(leitung, "öffentlicher")["zuwendungen"] == [f"Zuwendung Übigau {gezahlt.foerderjahr}"]
    assert "zuwendungen" in gefunden(leitung, "uebigau")
    kreis = stadt.landkreis
    for text in (kreis.name.lower(), kreis.schluessel):
        assert gefunden(leitung, text)["landkreise"] == [kreis.name]
    assert "polizeidirektionen" in gefunden(leitung, kreis.polizeidirektion.name)


def test_genaue_treffer_stehen_vorn_und_jede_zahl_stimmt():
    leitung = konto(Rolle.LEITUNG)
    for nr in range(JE_ART + 3):
        gemeinde(f"Neu Aue {nr}")
    gemeinde("Aue")
    (gruppe,) = finde(leitung, lies("aue"))
    assert (gruppe.treffer[0].text, gruppe.treffer[0].rang) == ("Aue", 0)
    assert (gruppe.anzahl, len(gruppe.treffer), gruppe.rest) == (JE_ART + 4, JE_ART, 4)


def test_mehrere_worte_muessen_alle_vorkommen():
    leitung = konto(Rolle.LEITUNG)
    in_kraft(gemeinde("Aue"), gemeinde("Borna"), bezeichnung="Städtebund")
    in_kraft(gemeinde("Coswig"), bezeichnung="Städtebund Süd")
    assert len(gefunden(leitung, "staedtebund")["vereinbarungen"]) == 2
    assert len(gefunden(leitung, "städtebund borna")["vereinbarungen"]) == 1
    assert gefunden(leitung, "städtebund döbeln") == {}


def test_fremdes_wird_nicht_gefunden():
    stadt, andere = alles_zu("Aue"), alles_zu("Auerbach")
    pruefung = konto(None)
    gib_rolle(
        pruefung, Rolle.PRUEFUNG, bereiche=[Pruefbereich.REGISTER], umfang=[ensure_organisation(stelle=stadt, by=None)]
    )
    gesehen = gefunden(pruefung, "aue")
    assert gesehen["kommunen"] == ["Aue"]
    assert set(gesehen) == {"kommunen", "praeventionsraete", "beratungen", "ansprechpersonen"}
    assert all(len(texte) == 1 for texte in gesehen.values())
    assert "coachings" not in gefunden(konto(Rolle.LESEZUGRIFF), "aue")
    assert "praeventionsraete" not in gefunden(konto(Rolle.HAUSHALT), "aue")
    assert gefunden(konto(Rolle.SYSTEMVERWALTUNG), "aue") == {}
    assert str(andere) in gefunden(konto(), "aue")["kommunen"]


@pytest.mark.parametrize(
    ("text", "hinweis"),
    [
        ("", ""), ("   ", ""), ("a", "mindestens 2 Zeichen"), ("%%% ???", "Buchstaben oder Ziffern"), ("\x00", ""),
        ("x" * 101, "zu lang"), ("7", ""),
    ],
)  # fmt: skip
def test_leere_kurze_lange_und_seltsame_eingaben_werden_erklaert(client, text, hinweis):
    angemeldet(client)
    antwort = client.get(SUCHE, {"q": text})
    assert antwort.status_code == 200
    assert hinweis in antwort.context["hinweis"]
    assert bool(hinweis) == bool(antwort.context["hinweis"])


def test_hoechstens_acht_worte_zaehlen():
    assert [w.roh for w in lies(" ".join(f"w{nr}" for nr in range(12))).worte] == [f"w{nr}" for nr in range(8)]


def test_seite_nennt_gruppen_und_fuehrt_zu_allen_treffern_in_seiten(client):
    angemeldet(client)
    for nr in range(60):
        gemeinde(f"Dorf {nr:02}")
    entwurf(gemeinde("Dorf Alt"))
    text = client.get(SUCHE, {"q": "dorf"}).content.decode()
    assert "62 Treffer in 2 Bereichen" in text
    weg = f"{SUCHE}?q=dorf&amp;art=kommunen"
    assert weg in text
    erste = client.get(SUCHE, {"q": "dorf", "art": "kommunen"})
    assert (erste.context["treffer"], len(erste.context["seite"].object_list)) == ("61 Treffer", 50)
    zweite = client.get(SUCHE, {"q": "dorf", "art": "kommunen", "seite": 2})
    assert len(zweite.context["seite"].object_list) == 11
    assert f"{reverse('admin:kommunen_kommune_changelist')}?q=dorf" in zweite.content.decode()
    (gruppe, _), *_ = client.get(SUCHE, {"q": "dorf 59"}).context["gruppen"]
    assert gruppe.treffer[0].text == "Dorf 59"
    gemeinde("Einzig")
    assert "1 Treffer in einem Bereich" in client.get(SUCHE, {"q": "einzig"}).content.decode()
    leer = client.get(SUCHE, {"q": "gibtesnicht", "art": "quatsch"}).content.decode()
    assert "Nichts gefunden" in leer


def test_suchfeld_steht_auf_jeder_seite_der_verwaltung(client):
    angemeldet(client)
    for pfad in (reverse("admin:index"), reverse("admin:kommunen_kommune_changelist"), SUCHE):
        text = client.get(pfad).content.decode()
        assert f'action="{SUCHE}" role="search"' in text
        assert '<label class="nur-vorlesen" for="kopfsuche">' in text


def test_suche_liest_mit_hoechstens_sechs_abfragen(client):
    angemeldet(client, Rolle.LEITUNG)
    for name in ("Aue", "Auerbach"):
        alles_zu(name)
    client.get(SUCHE, {"q": "aue"})
    for abfrage in ({"q": "aue"}, {"q": "aue", "art": "vereinbarungen"}):
        with CaptureQueriesContext(connection) as abfragen:
            client.get(SUCHE, abfrage)
        lesend = [a["sql"] for a in abfragen if a["sql"].startswith("SELECT")]
        assert len(lesend) <= HOECHSTENS_LESEND, lesend
