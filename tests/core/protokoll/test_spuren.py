"""Jede Handlung, auf die es ankommt, hinterlässt ihren Eintrag: Schritte, Freigaben, Importe, Eingaben."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Max
from django.urls import reverse

from asskomm.core import workflow
from asskomm.core.errors import Ablehnung
from asskomm.core.models import Import, Protokolleintrag, User
from asskomm.core.protokoll.pruefung import pruefe
from asskomm.core.roles import Rolle
from asskomm.core.services.importe import apply_import
from asskomm.core.stichtag import BERLIN
from asskomm.portal.services import presse
from asskomm.portal.services.freigabe import release_kennzahlen, submit_kennzahlen
from kommunen.models import Ansprechperson, Beratung, Einwohnerzahl, EngeZusammenarbeit, Kommune
from kommunen.services.tatsachen import annul_tatsache
from tests.factories import bestand
from tests.factories import vereinbarungen as fabrik
from tests.factories.fakten import beraten, vereinbart
from tests.factories.importe import csv_datei, geprueft
from tests.factories.konten import angemeldet, konto
from tests.factories.verwaltung import formulardaten
from vereinbarungen.services.begleitung import create_coaching

pytestmark = pytest.mark.django_db
JETZT = dt.datetime(2026, 11, 22, 12, 0, tzinfo=BERLIN)


@pytest.fixture(autouse=True)
def _uhr():
    with time_machine.travel(JETZT, tick=False):
        yield


class Neue:
    """The entries since the beginning of the test's own act."""

    def __init__(self) -> None:
        self.ab = self._hoechste()

    def _hoechste(self) -> int:
        return Protokolleintrag.objects.aggregate(nr=Max("nr"))["nr"] or 0

    def __call__(self, ereignis: str = "") -> list[Protokolleintrag]:
        alle = Protokolleintrag.objects.filter(nr__gt=self.ab).order_by("nr")
        return [e for e in alle if ereignis in ("", e.ereignis)]

    def namen(self) -> list[str]:
        return [e.ereignis for e in self()]


def test_schritt_nennt_von_nach_tag_grund_rolle_und_gegenstand():
    leitung = konto(Rolle.LEITUNG)
    prozess = create_coaching(kommune=fabrik.gemeinde("Meerane"), by=leitung, jetzt=JETZT)
    neue = Neue()
    workflow.execute(objekt=prozess, uebergang="genehmigen", by=leitung, jetzt=JETZT, grund="Bedarf belegt")
    (eintrag,) = neue()
    assert (eintrag.ereignis, eintrag.akteur_id, eintrag.rolle) == ("schritt.ausgefuehrt", leitung.pk, "LT")
    assert (eintrag.objekt_art, eintrag.objekt_id) == ("vereinbarungen.coachingprozess", str(prozess.pk))
    assert eintrag.angaben["vorher"] == {"status": "ANGEFRAGT"}
    assert eintrag.angaben["nachher"] == {"status": "GENEHMIGT", "schritt": "genehmigen", "wirksam_am": "22.11.2026"}
    assert eintrag.angaben["grund"] == "Bedarf belegt"
    neue = Neue()
    workflow.take_back(objekt=prozess, by=leitung, jetzt=JETZT, grund="verwechselt")
    assert [(e.ereignis, e.angaben["grund"]) for e in neue()] == [("schritt.zurueckgenommen", "verwechselt")]


def test_verweigerter_schritt_hinterlaesst_nichts():
    leitung, haushalt = konto(Rolle.LEITUNG), konto(Rolle.HAUSHALT)
    prozess = create_coaching(kommune=fabrik.gemeinde(), by=leitung, jetzt=JETZT)
    neue = Neue()
    with pytest.raises(Ablehnung):
        workflow.execute(objekt=prozess, uebergang="genehmigen", by=haushalt, jetzt=JETZT)
    assert neue() == []


def test_zeichnung_bis_zur_nummer():
    v = fabrik.in_zeichnung(fabrik.gemeinde())
    neue = Neue()
    fabrik.unterzeichne_alle(v)
    anzahl = len(neue("unterzeichnung.erfasst"))
    assert anzahl == v.parteien.count()
    (nummer,) = neue("nummer.vergeben")
    v.refresh_from_db()
    assert nummer.angaben["nachher"] == {"laufende_nr": v.laufende_nr, "herkunft": v.nummer_herkunft}
    schritte = [e.angaben["nachher"]["status"] for e in neue("schritt.ausgefuehrt")]
    assert schritte[-1] == "IN_KRAFT"


def test_annullierung_mit_grund():
    beratung, leitung = beraten(), konto(Rolle.LEITUNG)
    neue = Neue()
    annul_tatsache(tatsache=beratung, grund="falscher Ort", by=leitung, jetzt=JETZT)
    (eintrag,) = neue()
    assert (eintrag.ereignis, eintrag.objekt_id) == ("tatsache.annulliert", str(beratung.pk))
    assert eintrag.angaben["grund"] == "falscher Ort"


def test_freigabe_nennt_die_pruefsumme():
    vereinbart()
    leitung = konto(Rolle.LEITUNG)
    clerk = konto()
    neue = Neue()
    vorlage = submit_kennzahlen(stichtag=dt.date(2024, 1, 1), anlass="Anfrage", by=clerk, jetzt=JETZT)
    freigabe = release_kennzahlen(vorlage=vorlage, by=leitung, jetzt=JETZT)
    vorgelegt, eintrag = neue()
    assert (vorgelegt.ereignis, vorgelegt.rolle) == ("zahlen.vorgelegt", "SB")
    assert (eintrag.ereignis, eintrag.rolle) == ("zahlen.freigegeben", "LT")
    assert eintrag.angaben["nachher"] == {"stichtag": "2024-01-01", "anlass": "Anfrage", "sha256": freigabe.sha256}


def test_pressetext_nennt_was_geaendert_wurde_freigabe_die_pruefsumme_und_korrektur_den_text():
    v, sb, leitung = fabrik.in_kraft(), konto(), konto(Rolle.LEITUNG)
    fassung = {"titel": "Überschrift", "text": "Ein Text.", "kontakt": "LPR", "sperrfrist_bis": None}
    angaben: dict[str, Any] = {"vereinbarung": v, "by": sb, "jetzt": JETZT}
    presse.edit_medieninformation(**fassung, **angaben)
    neue = Neue()
    presse.edit_medieninformation(**fassung, **angaben)
    assert neue() == []
    zeile = presse.edit_medieninformation(**{**fassung, "titel": "Andere Überschrift"}, **angaben)
    (eintrag,) = neue("eintrag.geaendert")
    assert (eintrag.angaben["vorher"], eintrag.angaben["nachher"]) == (
        {"titel": "Überschrift"}, {"titel": "Andere Überschrift"},
    )  # fmt: skip
    presse.submit_medieninformation(objekt=zeile, by=sb, jetzt=JETZT)
    frei = presse.release_medieninformation(medieninformation=zeile, by=leitung, jetzt=JETZT)
    (freigabe,) = neue("presse.freigegeben")
    assert freigabe.angaben["nachher"]["pdf_sha256"] == frei.pdf.sha256
    presse.add_korrektur(medieninformation=frei, am=JETZT.date(), text="Richtig ist 60.", by=sb, jetzt=JETZT)
    assert [e.angaben["nachher"]["text"] for e in neue("presse.korrigiert")] == ["Richtig ist 60."]


def test_ladebefehle_und_entfernen_schreiben_zusammenfassungen():
    neue = Neue()
    bestand.lade_register()
    (register,) = neue()
    assert (register.ereignis, register.akteur_id, register.rolle) == ("register.geladen", None, "")
    assert register.angaben["nachher"]["neu"]
    bestand.lade_register()
    assert len(neue()) == 1, "nichts geändert, nichts geschrieben"
    bestand.lade_historie()
    (historie,) = neue("historie.geladen")
    assert sum(historie.angaben["nachher"].values()) > 50
    bestand._rufe("lade_demo")
    bestand._rufe("entferne_demo")
    assert neue.namen()[-1] == "demo.entfernt"
    assert len(neue("demo.geladen")) == 1
    gewesen = [e.objekt_id for e in neue("schritt.ausgefuehrt") if e.objekt_art == "vereinbarungen.vereinbarung"]
    assert gewesen, "Einträge bleiben, wenn ihr Gegenstand verschwindet"
    assert pruefe().befund is None


# --- The back office


def adresse(modell: str, was: str, *args: object, app: str = "kommunen") -> str:
    return reverse(f"admin:{app}_{modell}_{was}", args=args)


@pytest.fixture
def meerane() -> Kommune:
    return fabrik.gemeinde("Meerane", schluessel="14524190", ags="14524190")


@pytest.fixture
def person(client: Any) -> User:
    return angemeldet(client)


def test_neuer_eintrag_und_spaetere_aenderung_nennen_die_felder(client: Any, person: User, meerane: Kommune):
    neue = Neue()
    daten = {"kommune": meerane.schluessel, "name": "Frau Muster", "funktion": "Ordnungsamt", "email": "a@example.org"}
    antwort = client.post(adresse("ansprechperson", "add"), daten, headers={"X-Request-ID": "anfrage-0001"})
    assert antwort.status_code == 302, antwort.context["fehlerformulare"]
    kontakt = Ansprechperson.objects.get()
    (eintrag,) = neue()
    assert (eintrag.ereignis, eintrag.akteur_id, eintrag.rolle) == ("eintrag.angelegt", person.pk, "SB")
    assert (eintrag.objekt_id, eintrag.anfrage_id) == (str(kontakt.pk), "anfrage-0001")
    assert "vorher" not in eintrag.angaben
    nachher = eintrag.angaben["nachher"]
    assert (nachher["kommune"], nachher["name"], nachher["email"]) == (str(meerane), "Frau Muster", "a@example.org")

    neue = Neue()
    seite = adresse("ansprechperson", "change", kontakt.pk)
    andere = fabrik.gemeinde("Crimmitschau", schluessel="14524060", ags="14524060")
    aenderung = formulardaten(client.get(seite), funktion="Kämmerei", kommune=andere.schluessel)
    assert client.post(seite, aenderung).status_code == 302
    (eintrag,) = neue()
    assert eintrag.ereignis == "eintrag.geaendert"
    assert eintrag.angaben["vorher"] == {"kommune": str(meerane), "funktion": "Ordnungsamt"}
    assert eintrag.angaben["nachher"] == {"kommune": str(andere), "funktion": "Kämmerei"}


def test_speichern_ohne_aenderung_und_abgelehntes_hinterlassen_nichts(client: Any, person: User, meerane: Kommune):
    daten = {"kommune": meerane.schluessel, "name": "Frau Muster", "funktion": "Ordnungsamt", "email": "a@example.org"}
    client.post(adresse("ansprechperson", "add"), daten)
    neue = Neue()
    seite = adresse("ansprechperson", "change", Ansprechperson.objects.get().pk)
    assert client.post(seite, formulardaten(client.get(seite))).status_code == 302
    morgen = {"kommune": meerane.schluessel, "am": "23.11.2027", "kontaktart": "GESPRAECH"}
    assert client.post(adresse("beratung", "add"), morgen).status_code == 200
    assert (neue(), Beratung.objects.count()) == ([], 0)


def test_unterzeilen_haben_eigene_eintraege(client: Any, meerane: Kommune):
    angemeldet(client, Rolle.LEITUNG)
    Einwohnerzahl.objects.create(kommune=meerane, stichtag=dt.date(2024, 12, 31), anzahl=100)
    seite = adresse("kommune", "change", meerane.pk)
    daten = formulardaten(client.get(seite))
    feld = next(name for name, wert in daten.items() if name.endswith("-anzahl") and wert == 100)
    neue = Neue()
    antwort = client.post(seite, {**daten, feld: "120"})
    assert antwort.status_code == 302, antwort.context["fehlerformulare"]
    (eintrag,) = neue()
    assert (eintrag.ereignis, eintrag.objekt_art) == ("eintrag.geaendert", "kommunen.einwohnerzahl")
    assert (eintrag.angaben["vorher"], eintrag.angaben["nachher"]) == ({"anzahl": 100}, {"anzahl": 120})


def test_aktion_steht_einmal_da_auch_wenn_ihr_dienst_nichts_schreibt(client: Any, meerane: Kommune):
    leitung = angemeldet(client, Rolle.LEITUNG)
    beratung = beraten(meerane)
    neue = Neue()
    client.post(adresse("beratung", "aktion", beratung.pk, "annullieren"), {"grund": "doppelt"})
    assert neue.namen() == ["tatsache.annulliert"]
    neue = Neue()
    daten = {"seit": "2024", "anlass": "Auftakt"}
    antwort = client.post(adresse("kommune", "aktion", meerane.pk, "eng"), daten)
    assert antwort.status_code == 302, antwort.context["form"].errors
    (eintrag,) = neue()
    assert (eintrag.ereignis, eintrag.akteur_id) == ("aktion.ausgefuehrt", leitung.pk)
    nachher = eintrag.angaben["nachher"]
    assert (nachher["aktion"], nachher["seit"], nachher["anlass"]) == (
        "Enge Zusammenarbeit beginnen",
        "2024",
        "Auftakt",
    )


def test_import_schreibt_einen_eintrag_mit_pruefsumme_und_vorschau_keinen(client: Any, person: User, meerane: Kommune):
    neue = Neue()
    inhalt = b"Schl\xc3\xbcssel;Stichtag;Einwohner\r\n14524190;31.12.2024;13000\r\n14524190;31.12.2025;13100"
    datei = SimpleUploadedFile("zahlen.csv", inhalt)
    client.post(adresse("einwohnerzahl", "import"), {"datei": datei})
    assert ohne_laeufe(neue()) == []
    zum_import = Import.objects.get()
    client.post(reverse("admin:core_import_aktion", args=[zum_import.pk, "uebernehmen"]))
    (eintrag,) = ohne_laeufe(neue())
    assert (eintrag.ereignis, eintrag.akteur_id, eintrag.objekt_art) == ("daten.importiert", person.pk, "core.import")
    import hashlib

    assert eintrag.angaben["nachher"] == {
        "liste": "Einwohnerzahlen",
        "datei": "zahlen.csv",
        "sha256": hashlib.sha256(inhalt).hexdigest(),
        "neu": 2,
        "geaendert": 0,
        "unveraendert": 0,
    }
    assert Einwohnerzahl.objects.count() == 2


def ohne_laeufe(eintraege: list[Any]) -> list[Any]:
    """What the long work before and after it says of itself."""
    return [e for e in eintraege if not e.ereignis.startswith("arbeitslauf.")]


def test_gescheiterter_import_hinterlaesst_nichts(person: User, meerane: Kommune):
    """Rows before the faulty one have been tried out by their service and rolled back with their entries."""
    neue = Neue()
    datei = csv_datei("Schlüssel;seit", "14524190;01.02.2024", "14524190;24.12.2027")
    zum_import = geprueft("kommunen.engezusammenarbeit", datei, by=person)
    assert zum_import.fehler == 1
    with pytest.raises(Ablehnung, match="1 Zeilen sind fehlerhaft"):
        apply_import(zum_import=zum_import, by=person, jetzt=JETZT)
    assert (ohne_laeufe(neue()), EngeZusammenarbeit.objects.count()) == ([], 0)
    assert pruefe().befund is None
