"""Anlage und Vorbereitung: Parteien, Beitritt und Austritt, Texte, Beschlüsse, Planung, Fristen."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from asskomm.core import workflow
from asskomm.core.errors import Ablehnung
from asskomm.core.roles import Rolle
from tests.factories import vereinbarungen as fabrik
from tests.factories.dateien import PDF
from tests.factories.konten import konto
from vereinbarungen.enums import Gremiumsergebnis, Parteirolle, VereinbarungArt
from vereinbarungen.models import Uebernahmezeile, Vereinbarung, Zeuge
from vereinbarungen.services import anlage, zeichnung

pytestmark = pytest.mark.django_db
JETZT, HEUTE = fabrik.JETZT, fabrik.HEUTE


def tag(t: int) -> dt.date:
    return dt.date(2026, 11, t)


def abgelehnt(dienst, **angaben) -> list[str]:
    with pytest.raises(Ablehnung) as fehler:
        dienst(by=angaben.pop("by", None), jetzt=JETZT, **angaben)
    return fehler.value.gruende


def goerlitz():
    return fabrik.landkreis("Görlitz", "Görlitz", "14626")


def parteien(v: Vereinbarung) -> list[str]:
    return sorted(str(p) for p in v.parteien.all())


def test_parteien_folgen_aus_kommunen_und_landkreisen():
    v = fabrik.entwurf(fabrik.gemeinde("Meerane"), fabrik.gemeinde("Zittau", goerlitz()))
    assert parteien(v) == [
        "Landespräventionsrat", "Meerane", "Polizeidirektion Görlitz", "Polizeidirektion Zwickau", "Zittau",
    ]  # fmt: skip
    assert (v.status, v.verlauf.get().uebergang) == ("ENTWURF", "anlegen")


def test_anlage_nennt_alle_maengel():
    alt = fabrik.gemeinde("Alt", gueltig_bis=tag(1))
    gruende = abgelehnt(
        anlage.create_vereinbarung,
        art=VereinbarungArt.KOOPERATIONSVEREINBARUNG,
        bezeichnung=" ",
        kommunen=[alt],
        by=konto(Rolle.HAUSHALT),
    )
    assert gruende == [
        "Ihre Rolle darf das nicht.",
        "Bitte geben Sie eine Bezeichnung an.",
        "Alt besteht am 22.11.2026 nicht.",
    ]
    ohne = abgelehnt(anlage.create_vereinbarung, art="KOOP", bezeichnung="X", kommunen=[])
    assert ohne == ["Bitte wählen Sie mindestens eine Kommune."]


def test_ersetzt_wird_nur_eine_geltende_vorvereinbarung_derselben_kommune():
    vor = fabrik.entwurf(art=VereinbarungArt.VORVEREINBARUNG)
    gruende = abgelehnt(
        anlage.create_vereinbarung,
        art=VereinbarungArt.VORVEREINBARUNG,
        bezeichnung="X",
        kommunen=[fabrik.gemeinde()],
        ersetzt=vor,
    )
    assert [g.split()[0] for g in gruende] == ["Nur", "Die", "An"]


def test_aufnahme_und_entfernung_gleichen_die_parteien_an():
    v = fabrik.entwurf(fabrik.gemeinde("Meerane"))
    lpr = v.parteien.get(rolle=Parteirolle.LPR)
    lpr.vorgesehen = "Geschäftsführer"
    lpr.save()
    zittau = fabrik.gemeinde("Zittau", goerlitz())
    beteiligung = anlage.add_beteiligung(vereinbarung=v, kommune=zittau, am=tag(1), by=None, jetzt=JETZT)
    assert beteiligung.beitritt_am is None
    assert "Polizeidirektion Görlitz" in parteien(v)
    assert abgelehnt(anlage.add_beteiligung, vereinbarung=v, kommune=zittau) == ["Zittau ist schon beteiligt."]
    anlage.remove_beteiligung(beteiligung=beteiligung, by=None, jetzt=JETZT)
    assert parteien(v) == ["Landespräventionsrat", "Meerane", "Polizeidirektion Zwickau"]
    assert v.parteien.get(rolle=Parteirolle.LPR).vorgesehen == "Geschäftsführer"
    letzte = v.beteiligungen.get()
    assert abgelehnt(anlage.remove_beteiligung, beteiligung=letzte) == [
        "Mindestens eine Kommune muss beteiligt bleiben."
    ]


def test_partei_mit_annullierter_unterschrift_bleibt_ohne_pflicht_auf_der_akte():
    zittau = fabrik.gemeinde("Zittau", goerlitz())
    v = fabrik.in_zeichnung(fabrik.gemeinde("Meerane"), zittau)
    zeile = fabrik.unterzeichne(v, v.parteien.get(kommune=zittau))
    zeichnung.annul_unterzeichnung(unterzeichnung=zeile, by=konto(), jetzt=JETZT, grund="Irrtum")
    workflow.take_back(objekt=v, by=None, jetzt=JETZT, grund="Zittau zieht zurück")
    workflow.execute(objekt=v, uebergang="ueberarbeiten", by=None, jetzt=JETZT, grund="ohne Zittau")
    beteiligung = v.beteiligungen.get(kommune=zittau)
    anlage.remove_beteiligung(beteiligung=beteiligung, by=None, jetzt=JETZT)
    assert not v.parteien.get(kommune=zittau).erforderlich
    assert not v.parteien.filter(polizeidirektion__kuerzel="Görlitz").exists()
    anlage.add_beteiligung(vereinbarung=v, kommune=zittau, by=None, jetzt=JETZT)
    assert v.parteien.get(kommune=zittau).erforderlich


def test_waehrend_der_zeichnung_bleiben_die_parteien_fest():
    v = fabrik.in_zeichnung()
    assert (
        "„in Zeichnung“ nicht möglich"
        in abgelehnt(anlage.add_beteiligung, vereinbarung=v, kommune=fabrik.gemeinde())[0]
    )


@pytest.mark.parametrize(
    ("am", "erwartet"),
    [(None, "Bitte geben Sie den Tag"), (tag(23), "in der Zukunft"), (tag(9), "vor dem Inkrafttreten")],
)
def test_beitritt_braucht_einen_moeglichen_tag(am, erwartet):
    v = fabrik.in_kraft(am=tag(10))
    assert erwartet in abgelehnt(anlage.add_beteiligung, vereinbarung=v, kommune=fabrik.gemeinde(), am=am)[0]


def test_beitritt_und_austritt_begrenzen_die_bindung():
    v = fabrik.in_kraft(am=tag(1))
    neu = anlage.add_beteiligung(vereinbarung=v, kommune=fabrik.gemeinde(), am=tag(5), by=None, jetzt=JETZT)
    assert abgelehnt(anlage.leave_beteiligung, beteiligung=neu, am=tag(4))[0].startswith(
        "Der Austritt am 04.11.2026 liegt vor"
    )
    anlage.leave_beteiligung(beteiligung=neu, am=tag(15), by=None, jetzt=JETZT)
    zahl = {t: v.beteiligungen.gebunden_am(tag(t)).count() for t in (4, 5, 14, 15)}
    assert zahl == {4: 1, 5: 2, 14: 2, 15: 1}
    erste = v.beteiligungen.get(austritt_am=None)
    assert abgelehnt(anlage.leave_beteiligung, beteiligung=neu, am=tag(16)) == [
        f"{neu.kommune} ist schon am 15.11.2026 ausgetreten."
    ]
    assert abgelehnt(anlage.leave_beteiligung, beteiligung=erste, am=tag(16)) == [
        "Die letzte beteiligte Kommune kann nicht austreten; tragen Sie eine Kündigung ein."
    ]


def test_textfassungen_zaehlen_hoch_und_brauchen_datei_oder_ablageort():
    v = fabrik.entwurf()
    pdf = SimpleUploadedFile("t.pdf", PDF)
    erste = anlage.store_vertragstext(vereinbarung=v, datei=pdf, by=None, jetzt=JETZT)
    zweite = anlage.store_vertragstext(vereinbarung=v, anmerkung="E-Akte", by=None, jetzt=JETZT)
    assert (erste.fassung, erste.dokument.name, zweite.fassung, zweite.dokument) == (1, "t.pdf", 2, None)
    assert "Ablageort" in abgelehnt(anlage.store_vertragstext, vereinbarung=v)[0]
    assert "„in Kraft“" in abgelehnt(anlage.store_vertragstext, vereinbarung=fabrik.in_kraft(), anmerkung="x")[0]


def test_ohne_text_keine_abstimmung():
    v = fabrik.entwurf()
    with pytest.raises(Ablehnung, match="noch keine Textfassung"):
        workflow.execute(objekt=v, uebergang="abstimmen", by=None, jetzt=JETZT)


def beschluss(v, kommune, **felder):
    angaben = {"gremium": "Stadtrat", "datum": tag(20), **felder}
    return anlage.record_gremienbeschluss(vereinbarung=v, kommune=kommune, by=None, jetzt=JETZT, **angaben)


def test_zeichnungsreif_erst_wenn_jedes_gremium_zugestimmt_hat():
    orte = [fabrik.gemeinde("Aue"), fabrik.gemeinde("Lößnitz")]
    v = fabrik.entwurf(*orte)
    anlage.store_vertragstext(vereinbarung=v, anmerkung="x", by=None, jetzt=JETZT)
    for schritt in ("abstimmen", "beschluss_abwarten"):
        workflow.execute(objekt=v, uebergang=schritt, by=None, jetzt=JETZT)
    beschluss(v, orte[0])
    beschluss(v, orte[1], ergebnis=Gremiumsergebnis.VERTAGT)
    with pytest.raises(Ablehnung, match="Gremienbeschluss fehlt noch für: Lößnitz"):
        workflow.execute(objekt=v, uebergang="beschluss_liegt_vor", by=None, jetzt=JETZT)
    beschluss(v, orte[1], nummer="12/2026")
    workflow.execute(objekt=v, uebergang="beschluss_liegt_vor", by=None, jetzt=JETZT)
    assert v.status == "ZEICHNUNGSREIF"


def test_beschluss_nennt_alle_maengel():
    gruende = abgelehnt(
        anlage.record_gremienbeschluss,
        vereinbarung=fabrik.entwurf(),
        kommune=fabrik.gemeinde("Fremd"),
        gremium="",
        datum=tag(23),
    )
    assert gruende == [
        "Fremd ist an dieser Vereinbarung nicht beteiligt.",
        "Bitte nennen Sie das Gremium.",
        "Der Tag 23.11.2026 liegt in der Zukunft.",
    ]


def test_planung_mit_sperrfrist_und_ihr_ende():
    v = fabrik.in_zeichnung()
    bis = JETZT + dt.timedelta(days=3)
    anlage.plan_unterzeichnung(
        vereinbarung=v, am=tag(25), ort=" Rathaus ", gaeste="Minister", sperrfrist_bis=bis, by=None, jetzt=JETZT
    )
    assert (v.geplant_am, v.geplant_ort, v.geplant_gaeste, v.sperrfrist_bis) == (tag(25), "Rathaus", "Minister", bis)
    assert Vereinbarung.objects.geplant().get() == v
    anlage.plan_unterzeichnung(vereinbarung=v, am=None, ort="Rathaus", by=None, jetzt=JETZT)
    assert (v.geplant_am, v.geplant_ort, v.sperrfrist_bis) == (None, "", None)


def test_planung_in_der_vergangenheit_und_nach_inkrafttreten_wird_abgelehnt():
    gruende = abgelehnt(
        anlage.plan_unterzeichnung,
        vereinbarung=fabrik.in_zeichnung(),
        am=tag(21),
        sperrfrist_bis=JETZT - dt.timedelta(hours=1),
    )
    assert gruende == [
        "Der geplante Tag 21.11.2026 liegt in der Vergangenheit.",
        "Die Sperrfrist liegt in der Vergangenheit.",
    ]
    assert "„in Kraft“" in abgelehnt(anlage.plan_unterzeichnung, vereinbarung=fabrik.in_kraft(), am=HEUTE)[0]
    assert abgelehnt(anlage.set_sperrfrist, vereinbarung=fabrik.in_kraft(), bis=JETZT) == [
        "Die Sperrfrist liegt in der Vergangenheit."
    ]


@pytest.mark.parametrize(("tage", "faellig"), [(89, True), (90, True), (91, False)])
def test_erinnerung_vor_dem_ende_der_laufzeit(tage, faellig):
    v = fabrik.in_kraft(laufzeit_bis=HEUTE + dt.timedelta(days=tage))
    fabrik.in_kraft()
    andere = fabrik.in_kraft(laufzeit_bis=HEUTE + dt.timedelta(days=10))
    andere.erinnerung_tage = 5
    andere.save()
    erwartet = [v] if faellig else []
    assert list(Vereinbarung.objects.all().erinnerung_faellig(HEUTE)) == erwartet


def test_sichtbar_ist_alles_fuer_den_lpr():
    fabrik.entwurf()
    assert Vereinbarung.objects.visible_to(konto(Rolle.LESEZUGRIFF)).count() == 1
    gesperrt = konto(Rolle.LESEZUGRIFF, is_active=False)
    assert not Vereinbarung.objects.visible_to(gesperrt).exists()


def test_oeffentlich_ist_nur_der_bestand():
    fabrik.entwurf()
    fabrik.in_zeichnung()
    in_kraft, beendet = fabrik.in_kraft(am=tag(1)), fabrik.in_kraft(am=tag(1))
    workflow.execute(objekt=beendet, uebergang="kuendigen", by=None, jetzt=JETZT, grund="x")
    assert set(Vereinbarung.objects.oeffentlich(JETZT)) == {in_kraft, beendet} == set(Vereinbarung.objects.gezaehlt())


def test_jede_zeile_nennt_sich_selbst():
    v = fabrik.in_kraft(fabrik.gemeinde("Meerane"), bezeichnung="Meerane")
    fassung = v.vertragstexte.get()
    beschluss(v, v.kommunen.get())
    texte = [v, v.gremienbeschluesse.get(), fassung, v.parteien.get(rolle=Parteirolle.LPR).unterzeichnungen.get()]
    assert [str(t) for t in texte] == [
        "Kooperationsvereinbarung Nr. 1 Meerane",
        "Meerane: Stadtrat 20.11.2026, zugestimmt",
        "Fassung 1",
        "Landespräventionsrat: Geschäftsführer des Landespräventionsrates, 22.11.2026",
    ]
    assert str(Zeuge(funktion="Staatssekretär")) == "Staatssekretär"
    assert str(Uebernahmezeile(zeile=3)) == "Zeile 3"


def test_nach_dem_entwurf_bleiben_text_und_beteiligte_bis_zur_ueberarbeitung():
    v = fabrik.entwurf(fabrik.gemeinde(), fabrik.gemeinde())
    anlage.store_vertragstext(vereinbarung=v, anmerkung="E-Akte", by=None, jetzt=JETZT)
    workflow.execute(objekt=v, uebergang="abstimmen", by=None, jetzt=JETZT)
    v.refresh_from_db()
    for dienst, angaben in (
        (anlage.store_vertragstext, {"vereinbarung": v, "anmerkung": "neu"}),
        (anlage.add_beteiligung, {"vereinbarung": v, "kommune": fabrik.gemeinde()}),
        (anlage.remove_beteiligung, {"beteiligung": v.beteiligungen.first()}),
    ):
        assert "im Zustand „in Abstimmung“ nicht möglich" in abgelehnt(dienst, **angaben)[0]
    workflow.execute(objekt=v, uebergang="ueberarbeiten", by=None, jetzt=JETZT, grund="dritte Kommune")
    anlage.add_beteiligung(vereinbarung=v, kommune=fabrik.gemeinde(), by=None, jetzt=JETZT)
    assert anlage.store_vertragstext(vereinbarung=v, anmerkung="neu", by=None, jetzt=JETZT).fassung == 2


def test_der_zuletzt_eingetragene_beschluss_gilt():
    ort = fabrik.gemeinde("Aue")
    v = fabrik.entwurf(ort)
    anlage.store_vertragstext(vereinbarung=v, anmerkung="x", by=None, jetzt=JETZT)
    for schritt in ("abstimmen", "beschluss_abwarten"):
        workflow.execute(objekt=v, uebergang=schritt, by=None, jetzt=JETZT)
    beschluss(v, ort)
    beschluss(v, ort, ergebnis=Gremiumsergebnis.ABGELEHNT, datum=tag(19))
    with pytest.raises(Ablehnung, match="Gremienbeschluss fehlt noch für: Aue"):
        workflow.execute(objekt=v, uebergang="beschluss_liegt_vor", by=None, jetzt=JETZT)
    beschluss(v, ort, datum=tag(18))
    workflow.execute(objekt=v, uebergang="beschluss_liegt_vor", by=None, jetzt=JETZT)


def test_zeichnung_beginnt_erst_wenn_fuer_jede_partei_benannt_ist_wer_unterzeichnet():
    v = fabrik.in_zeichnung(fabrik.gemeinde("Meerane"))
    workflow.take_back(objekt=v, by=None, jetzt=JETZT, grund="zu früh")
    v.parteien.exclude(rolle=Parteirolle.LPR).update(vorgesehen="")
    with pytest.raises(Ablehnung, match="wer unterzeichnet für: Meerane, Polizeidirektion Zwickau"):
        workflow.execute(objekt=v, uebergang="zeichnung_beginnen", by=None, jetzt=JETZT)


def test_inkrafttreten_und_laufzeit_muessen_zusammenpassen():
    angaben = {"art": "KOOP", "bezeichnung": "X", "kommunen": [fabrik.gemeinde()]}
    assert abgelehnt(
        anlage.create_vereinbarung, in_kraft_laut_text=tag(1), laufzeit_bis=dt.date(2020, 1, 1), **angaben
    ) == ["Die Laufzeit endet (01.01.2020) vor dem Inkrafttreten (01.11.2026)."]
    for tag_laut_text, wort in ((dt.date(2099, 1, 1), "mehr als ein Jahr"), (dt.date(2018, 1, 1), "vor dem Beginn")):
        assert wort in abgelehnt(anlage.create_vereinbarung, in_kraft_laut_text=tag_laut_text, **angaben)[0]
    v = fabrik.unterzeichne_alle(fabrik.in_zeichnung(laufzeit_bis=tag(9)), ausser=1)
    with pytest.raises(Ablehnung, match=r"Die Laufzeit endet \(09\.11\.2026\) vor dem Inkrafttreten"):
        fabrik.unterzeichne_alle(v)
    v.refresh_from_db()
    assert (v.status, v.offene_parteien().count()) == ("IN_ZEICHNUNG", 1)


def test_wiedereintritt_nicht_vor_dem_austritt():
    v, ort = fabrik.in_kraft(am=tag(1)), fabrik.gemeinde("Zittau")
    neu = anlage.add_beteiligung(vereinbarung=v, kommune=ort, am=tag(5), by=None, jetzt=JETZT)
    anlage.leave_beteiligung(beteiligung=neu, am=tag(15), by=None, jetzt=JETZT)
    assert abgelehnt(anlage.add_beteiligung, vereinbarung=v, kommune=ort, am=tag(14)) == [
        "Zittau war bis 15.11.2026 beteiligt."
    ]
    anlage.add_beteiligung(vereinbarung=v, kommune=ort, am=tag(15), by=None, jetzt=JETZT)
    assert v.beteiligungen.gebunden_am(tag(15)).count() == 2
    assert [str(b) for b in v.beteiligungen.filter(kommune=ort).order_by("pk")] == [
        "Zittau (Beitritt 05.11.2026, Austritt 15.11.2026)",
        "Zittau (Beitritt 15.11.2026)",
    ]
