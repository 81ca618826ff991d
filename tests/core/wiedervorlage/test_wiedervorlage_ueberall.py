"""Eine Wiedervorlage lässt sich von der Seite jedes Objekts legen: an ihm selbst oder an dem Fall, zu dem es gehört."""

import datetime as dt

import pytest
from django.contrib import admin
from django.urls import reverse

from asskomm.core import clock
from asskomm.core.admin.vorratszeilen import lade_posten
from asskomm.core.errors import Ablehnung
from asskomm.core.fallarten import fall_zu, fallseite, traegt_wiedervorlage
from asskomm.core.fristformulare import fallkennung
from asskomm.core.models import Fallbezug, Fristregel, Organisation, Wiedervorlage
from asskomm.core.roles import Rolle
from asskomm.core.services.fristen import set_frist
from asskomm.core.services.wiedervorlage import create_wiedervorlage
from asskomm.portal.models import Rundschreiben
from kommunen.models import Ansprechperson, Handlungsfeld
from tests.factories.fakten import eng
from tests.factories.foerderung import ansatz, zuwendung
from tests.factories.konten import angemeldet, konto
from tests.factories.vereinbarungen import JETZT, gemeinde, in_kraft
from tests.portal.inhalte.schreibtisch import entwurf as inhalt

pytestmark = pytest.mark.django_db
NEU = reverse("admin:core_wiedervorlage_add")
# Records of how the portal works, not of the work itself: nobody wants to see them again on a day.
TECHNIK = {
    "core.aktenzeichenregel", "core.arbeitslauf", "core.arbeitsposten", "core.befangenheit", "core.einladung",
    "core.erklaerung", "core.faktorruecksetzung", "core.import", "core.loeschantrag", "core.mandat",
    "core.postfachaenderung", "core.protokolleintrag", "core.rollenzuordnung", "core.user", "core.vertretung",
    "foerderung.veroeffentlichungsregel", "kommunen.zustaendigkeit", "portal.kennzahlenfreigabe",
    "portal.veroeffentlichtezahl", "portal.zahlenvorlage", "vereinbarungen.analysemodul",
}  # fmt: skip


def morgen() -> dt.date:
    return clock.today() + dt.timedelta(days=1)


def test_jede_liste_der_fachlichen_arbeit_hat_einen_ort_fuer_wiedervorlagen():
    ohne = set()
    for modell in admin.site._registry:
        verweist = any(f.is_relation and traegt_wiedervorlage(f.related_model()) for f in _verweise(modell))
        if not (traegt_wiedervorlage(modell()) or issubclass(modell, Fallbezug) or verweist):
            ohne.add(modell._meta.label_lower)
    assert ohne <= TECHNIK, ohne - TECHNIK


def _verweise(modell):
    """References that `fall_zu` follows."""
    return [f for f in modell._meta.concrete_fields if f.is_relation and f.related_model._meta.app_label != "core"]


def test_was_kein_fall_ist_traegt_sie_selbst_und_steht_mit_namen_im_arbeitsvorrat(client):
    leitung = angemeldet(client, Rolle.LEITUNG)
    ort = gemeinde()
    objekte = [
        ort.landkreis, ort.landkreis.polizeidirektion, Handlungsfeld.objects.create(name="Städtebau"), ansatz(2026),
        inhalt(), Fristregel.objects.order_by("pk")[0], Organisation.objects.order_by("pk")[0],
        Rundschreiben.objects.create(betreff="An alle", herkunft="Kommunen", erfasst_zeitpunkt=JETZT),
    ]  # fmt: skip
    for objekt in objekte:
        weg = fallseite(objekt)
        assert "Wiedervorlage anlegen" in client.get(weg).content.decode(), objekt
        daten = {"zum_fall": fallkennung(objekt), "text": f"Zu {objekt}", "faellig_am": f"{morgen():%d.%m.%Y}"}
        assert client.post(NEU, daten).headers["Location"] == weg
    vorrat = {p.fall for p in lade_posten(leitung, clock.today()) if p.art == "wiedervorlagen"}
    assert vorrat == {str(o) for o in objekte}
    liste = client.get(reverse("admin:core_wiedervorlage_changelist"), {"fall_art": "kommunen.landkreis"})
    assert [z.fallname for z in liste.context["cl"].result_list] == [str(ort.landkreis)]


def test_was_zu_einem_fall_gehoert_zeigt_dessen_wiedervorlagen_und_schlaegt_seinen_namen_vor(client):
    sb, ort = angemeldet(client), gemeinde("Meerane")
    person = Ansprechperson.objects.create(kommune=ort, funktion="Ordnungsamt")
    create_wiedervorlage(fall=ort, faellig_am=morgen(), text="Rückruf", by=sb, jetzt=clock.now())
    for objekt in (person, eng(ort), zuwendung(ort)):
        assert fall_zu(objekt) == ort
        text = client.get(fallseite(objekt)).content.decode()
        assert "Wiedervorlagen zu Meerane" in text
        assert "Rückruf</a>" in text
        assert f'value="{fallkennung(ort)}"' in text
        assert f'value="{objekt}: "' in text
    assert fall_zu(Wiedervorlage.objects.get()) == ort
    assert "Wiedervorlagen zu" not in client.get(fallseite(Wiedervorlage.objects.get())).content.decode()
    assert fall_zu(ort.landkreis) is None


def test_wer_den_fall_nicht_sieht_bekommt_keinen_kasten_und_keine_frist_an_dem_was_kein_fall_ist(client):
    sb, ort = konto(), gemeinde()
    regel = Fristregel.objects.order_by("pk")[0]
    with pytest.raises(Ablehnung, match="keine Frist"):
        set_frist(fall=ort.landkreis, regel=regel, ereignis_am=clock.today(), by=sb, jetzt=clock.now())
    frist = f"{reverse('admin:core_frist_add')}?zum_fall={fallkennung(ort.landkreis)}"
    angemeldet(client)
    daten = {"zum_fall": fallkennung(ort.landkreis), "regel": regel.pk, "ereignis_am": "01.02.2026"}
    assert "Diesen Fall gibt es nicht." in client.post(frist, daten).content.decode()
    angemeldet(client, Rolle.SYSTEMVERWALTUNG)
    person = konto(name="Sabine Beispiel")
    assert "Wiedervorlage" not in client.get(fallseite(person)).content.decode()
    zeile = create_wiedervorlage(fall=ort.landkreis, faellig_am=morgen(), text="Rückruf", by=sb, jetzt=clock.now())
    assert not Wiedervorlage.objects.visible_to(konto(Rolle.PRUEFUNG)).exists()
    assert list(Wiedervorlage.objects.visible_to(konto(Rolle.HAUSHALT))) == [zeile]


LISTEN = ("wiedervorlage", "frist", "akte", "aktenstueck", "nachricht", "mitteilung", "erinnerung")


def test_listen_mit_fallbezug_filtern_nach_dem_landkreis_des_falls(client):
    sb = angemeldet(client)
    hier, dort = gemeinde("Aue"), gemeinde("Weit")
    dort.landkreis = type(hier.landkreis).objects.create(
        name="Landkreis Bautzen", schluessel="14625", polizeidirektion=hier.landkreis.polizeidirektion
    )
    dort.save()
    regel = Fristregel.objects.order_by("pk")[0]
    for nr, fall in enumerate((hier, in_kraft(hier), dort)):
        create_wiedervorlage(fall=fall, faellig_am=morgen(), text=f"Nr. {nr}", by=sb, jetzt=clock.now())
        set_frist(fall=fall, regel=regel, ereignis_am=clock.today(), by=sb, jetzt=clock.now())
    for name in LISTEN:
        adresse = reverse(f"admin:core_{name}_changelist")
        for landkreis, anzahl in ((hier.landkreis.pk, 2), (dort.landkreis.pk, 1), (99999, 0)):
            antwort = client.get(adresse, {"landkreis": landkreis})
            assert antwort.status_code == 200, name
            if name in ("wiedervorlage", "frist"):
                assert antwort.context["cl"].result_count == anzahl, (name, landkreis)
    seite = client.get(reverse("admin:core_frist_changelist"), {"landkreis": hier.landkreis.pk})
    assert [(c.name, c.wert) for c in seite.context["chips"]] == [("Landkreis", str(hier.landkreis))]
