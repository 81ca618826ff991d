"""Der Arbeitsvorrat: was auf wen wartet, seit wann, bis wann; zuerst der eigene Landkreis; feste Zahl von Abfragen."""

import csv
import datetime as dt
import io
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from asskomm.core.admin import vorratszeilen
from asskomm.core.admin.arbeitsvorrat import Posten, WartetAuf
from asskomm.core.admin.vorratszeilen import lade_posten
from asskomm.core.models import Arbeitslauf, Protokolleintrag, Wiedervorlage
from asskomm.core.roles import Rolle
from asskomm.core.services.vorratsfilter import save_vorratsfilter
from asskomm.core.services.wiedervorlage import create_wiedervorlage
from asskomm.portal.arbeitsvorrat import auswahl, seite
from asskomm.portal.services.inhalte import release_inhalt, revise_inhalt, submit_inhalt
from kommunen.models import Zustaendigkeit
from tests.factories.beteiligte import vertretung
from tests.factories.fakten import zustand
from tests.factories.kommunen import kpr
from tests.factories.konten import angemeldet, konto, melde_an
from tests.factories.vereinbarungen import (
    HEUTE,
    JETZT,
    analyse,
    coaching,
    entwurf,
    gemeinde,
    in_kraft,
    in_zeichnung,
    landkreis,
    unterzeichne_alle,
)
from tests.portal.inhalte.schreibtisch import entwurf as inhalt
from tests.portal.inhalte.schreibtisch import fasse

pytestmark = pytest.mark.django_db
START = reverse("admin:index")
HOECHSTENS_ABFRAGEN = 25
"""Of the start page, whatever the rows: session and roles take seven of them, the Leitung has most kinds."""


@pytest.fixture(autouse=True)
def _an_einem_sonntag() -> Iterator[None]:
    """HEUTE is a Sunday, the last day of its week."""
    with time_machine.travel(JETZT, tick=False):
        yield


def tag(tage: int) -> dt.date:
    return HEUTE + dt.timedelta(days=tage)


def vorlage(fall, by, tage: int = 1, **felder) -> Wiedervorlage:
    werte = {"faellig_am": max(tag(tage), HEUTE), "text": "Rückruf", **felder}
    zeile = create_wiedervorlage(fall=fall, by=by, jetzt=JETZT, **werte)
    Wiedervorlage.objects.filter(pk=zeile.pk).update(faellig_am=tag(tage))
    return zeile


def mit(v, **felder):
    type(v).objects.filter(pk=v.pk).update(**felder)
    v.refresh_from_db()
    return v


def betreut(user, kreis) -> None:
    Zustaendigkeit.objects.create(user=user, landkreis=kreis, gueltig_von=dt.date(2024, 1, 1))


def posten(user) -> dict[str, list[Posten]]:
    nach_art: dict[str, list[Posten]] = {}
    for p in lade_posten(user, HEUTE):
        nach_art.setdefault(p.art, []).append(p)
    return nach_art


# --- The kinds


def test_vereinbarungen_stehen_mit_grund_kommune_und_wartendem_im_vorrat():
    sb = konto()
    fertig = mit(in_zeichnung(gemeinde("Aue"), gemeinde("Zschopau")), geplant_am=tag(5))
    unterzeichne_alle(fertig, ausser=2)
    entworfen = entwurf(gemeinde("Borna"))
    zustand(entworfen, "IN_ABSTIMMUNG", "01.10.2026")
    beschluss = entwurf(gemeinde("Coswig"))
    zustand(beschluss, "BESCHLUSS_AUSSTEHEND", "01.10.2026")
    reif = entwurf(gemeinde("Delitzsch"))
    zustand(reif, "ZEICHNUNGSREIF", "01.10.2026")
    geplant = mit(entwurf(gemeinde("Eilenburg")), geplant_am=tag(9), geplant_ort="Rathaus")
    gefunden = posten(sb)
    (unterschrift,) = gefunden["unterschriften"]
    assert (unterschrift.text, unterschrift.faellig) == (str(fertig), tag(5))
    assert sorted(unterschrift.kommunen) == ["Aue", "Zschopau"]
    assert unterschrift.zusatz.endswith(" Unterschriften liegen vor")
    assert unterschrift.url == reverse("admin:vereinbarungen_vereinbarung_change", args=[fertig.pk])
    (abstimmung,) = gefunden["abstimmung"]
    assert (abstimmung.seit, abstimmung.wartet_auf) == (dt.date(2026, 10, 1), WartetAuf.KOMMUNE)
    assert [p.text for p in gefunden["beschluss"]] == [str(beschluss)]
    assert [p.text for p in gefunden["termin-fehlt"]] == [str(reif)]
    assert [(p.text, p.zusatz, p.faellig) for p in gefunden["unterzeichnungen"]] == [(str(geplant), "Rathaus", tag(9))]


def test_fehlende_unterschrift_nennt_auf_wen_sie_wartet():
    v = in_zeichnung(gemeinde())
    sb = konto()
    for rolle, erwartet in (("LPR", WartetAuf.KOMMUNE), ("KOMMUNE", WartetAuf.POLIZEI), ("POLIZEI", WartetAuf.LEITUNG)):
        if rolle == "LPR":
            assert posten(sb)["unterschriften"][0].wartet_auf == erwartet
            continue
        v.parteien.filter(rolle=rolle).update(erforderlich=False)
        assert posten(sb)["unterschriften"][0].wartet_auf == erwartet


def test_laufzeit_coaching_rat_und_liegende_entwuerfe():
    sb = konto()
    v = mit(in_kraft(gemeinde()), laufzeit_bis=tag(30), erinnerung_tage=60)
    mit(in_kraft(gemeinde()), laufzeit_bis=tag(300), erinnerung_tage=60)
    angefragt, aktiv, frisch = coaching(gemeinde("Aue")), coaching(gemeinde("Borna")), coaching(gemeinde("Coswig"))
    zustand(aktiv, "AKTIV", "01.02.2026")
    zustand(frisch, "AKTIV", "01.11.2026")
    rat = kpr(gemeinde("Döbeln"))
    zustand(rat, "RUHEND", "01.05.2026")
    alt = entwurf(gemeinde("Elsterberg"))
    type(alt.verlauf.get())._base_manager.filter(objekt=alt).update(wirksam_am=tag(-31))
    entwurf(gemeinde("Freital"))
    gefunden = posten(sb)
    assert [(p.text, p.faellig, p.seit) for p in gefunden["laufzeiten"]] == [(str(v), tag(30), v.in_kraft_am)]
    assert [(p.text, p.marke) for p in gefunden["coaching"]] == [(str(angefragt), "angefragt")]
    assert [(p.text, p.seit) for p in gefunden["coaching-ruht"]] == [(str(aktiv), dt.date(2026, 2, 1))]
    assert [(p.text, p.marke) for p in gefunden["praeventionsraete"]] == [(str(rat), "ruhend")]
    assert [(p.text, p.seit) for p in gefunden["entwuerfe"]] == [(str(alt), tag(-31))]


def test_analyse_wartet_auf_die_leitung_und_nur_bei_ihr_auf_sie_selbst():
    eine = analyse(gemeinde("Aue"), gemeinde("Borna"))
    (bei_sb,) = posten(konto())["freigaben"]
    (bei_leitung,) = posten(konto(Rolle.LEITUNG))["freigaben"]
    assert (bei_sb.text, bei_sb.wartet_auf, bei_sb.dringend) == (str(eine), WartetAuf.LEITUNG, False)
    assert (bei_leitung.wartet_auf, bei_leitung.dringend) == (WartetAuf.ICH, True)
    assert sorted(bei_sb.kommunen) == ["Aue", "Borna"]


def test_ein_vorgelegter_inhalt_wartet_auf_eine_leitung_die_nicht_daran_geschrieben_hat():
    sb, schreibt, andere = konto(), konto(Rolle.LEITUNG), konto(Rolle.LEITUNG)
    text = inhalt(by=sb, kommune=gemeinde("Aue"))
    fasse(text, by=schreibt, titel="Neu gefasst")
    submit_inhalt(objekt=text, by=sb, jetzt=JETZT)
    for user, wer in ((sb, WartetAuf.LEITUNG), (schreibt, WartetAuf.LEITUNG), (andere, WartetAuf.ICH)):
        (zeile,) = posten(user)["freigaben"]
        assert (zeile.text, zeile.zusatz, zeile.kommunen, zeile.wartet_auf, zeile.fiktiv) == (
            "Neu gefasst", "Nachricht", ("Aue",), wer, False
        )  # fmt: skip
    release_inhalt(objekt=text, by=andere, jetzt=JETZT)
    revise_inhalt(objekt=text, by=sb, jetzt=JETZT)
    fasse(text, by=andere, text="Noch besser")
    submit_inhalt(objekt=text, by=sb, jetzt=JETZT)
    assert [p.wartet_auf for u in (schreibt, andere) for p in posten(u)["freigaben"]] == [
        WartetAuf.ICH, WartetAuf.LEITUNG
    ]  # fmt: skip
    type(text).objects.update(fiktiv=True)
    assert posten(sb)["freigaben"][0].fiktiv


def test_ein_fehleintrag_bei_den_kommunen_zaehlt_nicht_als_ort():
    v = in_zeichnung(gemeinde("Aue"), gemeinde("Borna"))
    v.beteiligungen.filter(kommune__name="Borna").update(
        annulliert_zeitpunkt=JETZT, annulliert_durch=konto(), annulliert_grund="Irrtum"
    )
    assert posten(konto())["unterschriften"][0].kommunen == ("Aue",)


def test_wiedervorlage_nennt_ihren_vorgang_und_dessen_kommunen():
    sb = konto()
    v = in_kraft(gemeinde("Aue"), gemeinde("Borna"))
    for fall in (v, gemeinde("Coswig"), coaching(gemeinde("Döbeln")), kpr(gemeinde("Eilenburg"))):
        vorlage(fall, sb)
    vorlage(gemeinde("Fremd"), konto())
    gefunden = {p.fall: p for p in posten(sb)["wiedervorlagen"]}
    assert set(gefunden) == {str(v), "Coswig", "Coaching Döbeln", "KPR Eilenburg"}
    assert sorted(gefunden[str(v)].kommunen) == ["Aue", "Borna"]
    assert gefunden["Coaching Döbeln"].kommunen == ("Döbeln",)


# --- Who sees what


def test_jede_rolle_sieht_nur_ihre_arten():
    stadt = gemeinde()
    in_zeichnung(stadt)
    coaching(stadt)
    kpr_rat = kpr(gemeinde())
    zustand(kpr_rat, "RUHEND", "01.05.2026")
    arten = {
        rolle: set(posten(konto(rolle)))
        for rolle in (Rolle.SACHBEARBEITUNG, Rolle.HAUSHALT, Rolle.LESEZUGRIFF, Rolle.PRUEFUNG, Rolle.SYSTEMVERWALTUNG)
    }
    assert arten[Rolle.SACHBEARBEITUNG] == {"unterschriften", "coaching", "praeventionsraete"}
    assert arten[Rolle.HAUSHALT] == arten[Rolle.LESEZUGRIFF] == {"unterschriften"}
    assert arten[Rolle.PRUEFUNG] == arten[Rolle.SYSTEMVERWALTUNG] == set()


def test_startseite_stellt_den_eigenen_landkreis_voran_und_gliedert_nach_faelligkeit(client):
    zwickau, bautzen = landkreis(), landkreis("Bautzen", "Görlitz", "14625")
    sb = angemeldet(client)
    betreut(sb, zwickau)
    fremd = in_zeichnung(gemeinde("Bautzen-Stadt", bautzen))
    hier = mit(in_zeichnung(gemeinde("Meerane", zwickau)), geplant_am=tag(-2))
    vorlage(gemeinde("Werdau", zwickau), sb, tage=20)
    werte = client.get(START).context
    assert [a.titel for a in werte["abschnitte"]] == ["Mein Landkreis: Zwickau", "Alles Übrige"]
    mein, rest = werte["abschnitte"]
    assert [(g.titel, g.anzahl) for g in mein.gruppen] == [("Überfällig", 1), ("Später", 1)]
    (zeile,) = mein.gruppen[0].zeilen
    assert (zeile.posten.text, zeile.bis, zeile.ist_ueberfaellig) == (str(hier), "seit 2 Tagen überfällig", True)
    assert [z.posten.text for g in rest.gruppen for z in g.zeilen] == [str(fremd)]
    assert [(zahl, wort) for zahl, wort, _, _ in werte["zaehler"]] == [
        (1, "überfällig"), (0, "zu entscheiden"), (0, "heute"), (0, "diese Woche"), (2, "wartet auf andere")
    ]  # fmt: skip


def test_vertretung_hat_eine_sicht_auf_den_landkreis_und_die_wiedervorlagen_der_vertretenen():
    zwickau, bautzen = landkreis(), landkreis("Bautzen", "Görlitz", "14625")
    sabine, vertreterin = konto(name="Sabine Beispiel"), konto(None)
    betreut(sabine, bautzen)
    vertretung(sabine, vertreterin)
    eine, andere = in_zeichnung(gemeinde("Kamenz", bautzen)), in_zeichnung(gemeinde("Meerane", zwickau))
    vorlage(gemeinde("Werdau", zwickau), sabine, text="Nur für Sabine")
    client = Client()
    melde_an(client, vertreterin)
    werte = client.get(START).context
    assert [(text, zahl) for text, zahl, _, _ in werte["reiter"]] == [
        ("Alles", 3), ("Für Sie", 0), ("In Vertretung für Sabine Beispiel", 2)
    ]  # fmt: skip
    (abschnitt,) = client.get(f"{START}?sicht=v{sabine.pk}").context["abschnitte"]
    assert abschnitt.titel == "In Vertretung für Sabine Beispiel: Bautzen"
    texte = {z.posten.text for g in abschnitt.gruppen for z in g.zeilen}
    assert texte == {str(eine), "Nur für Sabine"}
    assert str(andere) not in texte


def test_filter_reihenfolge_und_zaehler_je_art(client):
    zwickau, bautzen = landkreis(), landkreis("Bautzen", "Görlitz", "14625")
    sb = angemeldet(client)
    a, b = in_zeichnung(gemeinde("Übigau", bautzen)), in_zeichnung(gemeinde("Aue", zwickau))
    mit(a, geplant_am=tag(3))
    coaching(gemeinde("Zschopau", zwickau))
    vorlage(gemeinde("Werdau", zwickau), sb, tage=0)

    def texte(abfrage: str) -> list[str]:
        abschnitte = client.get(f"{START}?{abfrage}").context["abschnitte"]
        return [z.posten.text for s in abschnitte for g in s.gruppen for z in g.zeilen]

    assert texte("art=unterschriften&sort=kommune") == [str(b), str(a)]
    assert texte("art=unterschriften&sort=faellig") == [str(a), str(b)]
    assert texte("q=ubigau") == texte("q=Uebigau") == texte(f"landkreis={bautzen.pk}") == [str(a)]
    assert texte("faellig=heute") == ["Rückruf"]
    assert texte("wartet=ICH") == ["Rückruf"]
    assert set(texte("wartet=andere")) == {str(a), str(b)}
    assert texte("sort=art")[0].startswith("Coaching")
    assert len(texte("sort=seit")) == 4
    assert texte("q=gibtesnicht") == []
    assert len(texte("art=gibtesnicht&landkreis=x")) == 4
    arten = client.get(f"{START}?landkreis={zwickau.pk}&art=coaching").context["arten"]
    assert [(titel, zahl, gesetzt) for titel, zahl, _, gesetzt in arten] == [
        ("Coaching angefragt oder pausiert", 1, True), ("Unterschriften fehlen", 1, False), ("Wiedervorlagen", 1, False)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("tage", "wartet", "gruppe"),
    [
        (-1, "SB", "ueberfaellig"), (0, "SB", "heute"), (1, "SB", "woche"), (4, "SB", "woche"), (5, "SB", "spaeter"),
        (None, "SB", "ohne"), (None, "ICH", "entscheidung"),
    ],
)  # fmt: skip
def test_die_woche_endet_am_sonntag(tage, wartet, gruppe):
    mittwoch = dt.date(2026, 11, 25)
    faellig = None if tage is None else mittwoch + dt.timedelta(days=tage)
    p = Posten("x", "/", faellig=faellig, wartet_auf=wartet)
    assert auswahl.dringlichkeit(p, mittwoch) == gruppe


@pytest.mark.parametrize(
    ("tage", "text"),
    [(0, "heute"), (1, "in einem Tag"), (12, "in 12 Tagen"), (70, "in 2 Monaten"), (-1, "seit einem Tag überfällig"),
     (-800, "seit 2 Jahren überfällig")],
)  # fmt: skip
def test_dauern_lesen_sich_wie_gesprochen(tage, text):
    zeile = seite.zeile(Posten("x", "/", faellig=tag(tage), kommunen=("A", "B", "C")), HEUTE)
    assert (zeile.bis, zeile.kommune) == (text, "A und 2 weitere")


def test_seit_nennt_tag_und_dauer():
    zeile = seite.zeile(Posten("x", "/", seit=tag(-1), kommunen=("A", "B")), HEUTE)
    assert (zeile.seit, zeile.kommune) == (f"seit {tag(-1):%d.%m.%Y} (1 Tag)", "A, B")
    assert seite.zeile(Posten("x", "/", seit=HEUTE), HEUTE).seit == f"seit {HEUTE:%d.%m.%Y}"


# --- Saved filters, export, paging, queries


def test_gemerkter_standardfilter_oeffnet_sich_mit_der_startseite(client):
    sb = angemeldet(client)
    coaching(gemeinde("Aue"))
    in_zeichnung(gemeinde("Borna"))
    merken = reverse("verwaltung:filter_merken")
    antwort = client.post(merken, {"name": "Coaching", "auswahl": "art=coaching&seite=3&x=1", "standard": "on"})
    assert antwort.headers["Location"] == f"{START}?art=coaching"
    assert client.get(START).headers["Location"] == "?art=coaching"
    werte = client.get(f"{START}?art=coaching").context
    assert werte["filter"] == [("Coaching", "?art=coaching", True)]
    assert client.get(f"{START}?alle=1").context["treffer"] == "2 Einträge"
    doppelt = client.post(merken, {"name": "Coaching", "auswahl": ""}, follow=True)
    assert "Einen Filter mit diesem Namen haben Sie schon." in doppelt.content.decode()
    assert "Coaching" in client.get(reverse("verwaltung:filter")).content.decode()
    eigener = sb.gespeicherte_filter.get()
    weg = reverse("verwaltung:filter_aendern", args=[eigener.pk])
    for tun, erwartet in (("kein-standard", False), ("standard", True)):
        client.post(weg, {"tun": tun})
        eigener.refresh_from_db()
        assert eigener.ist_standard is erwartet
    client.post(weg, {"tun": "umbenennen", "name": "Begleitung"})
    assert sb.gespeicherte_filter.get().name == "Begleitung"
    assert "Bitte geben Sie" in client.post(weg, {"tun": "umbenennen", "name": ""}, follow=True).content.decode()
    assert client.post(weg, {"tun": "quatsch"}).status_code == 404
    client.post(weg, {"tun": "loeschen"})
    assert not sb.gespeicherte_filter.exists()


def test_fremder_filter_ist_nicht_da(client):
    fremder = save_vorratsfilter(name="Fremd", abfrage="", by=konto())
    angemeldet(client)
    assert client.post(reverse("verwaltung:filter_aendern", args=[fremder.pk]), {"tun": "loeschen"}).status_code == 404


@pytest.mark.parametrize("format", ["csv", "xlsx", "ods"])
def test_ausgabe_enthaelt_genau_die_auswahl_und_steht_im_protokoll(client, format):
    angemeldet(client)
    eine = mit(in_zeichnung(gemeinde("Aue")), geplant_am=tag(3))
    coaching(gemeinde("Borna"))
    antwort = client.post(reverse("verwaltung:vorrat_export"), {"format": format, "auswahl": "art=unterschriften"})
    assert antwort.headers["Content-Disposition"] == f'attachment; filename="arbeitsvorrat_{HEUTE}.{format}"'
    if format == "csv":
        kopf, *zeilen = csv.reader(io.StringIO(antwort.content.decode("utf-8-sig")), delimiter=";")
        assert kopf[:4] == ["Art", "Was", "Vorgang", "Kommunen"]
        assert [z[:4] for z in zeilen] == [["Unterschriften fehlen", str(eine), "", "Aue"]]
        assert zeilen[0][8] == f"{tag(3):%d.%m.%Y}"
    eintrag = Protokolleintrag.objects.latest("nr")
    assert eintrag.ereignis == "daten.exportiert"
    assert "Art: Unterschriften fehlen" in str(eintrag.inhalt)


def test_ein_unbekanntes_format_gibt_es_nicht(client):
    angemeldet(client)
    assert client.post(reverse("verwaltung:vorrat_export"), {"format": "pdf"}).status_code == 404


def test_lange_listen_stehen_auf_mehreren_seiten(client):
    sb = angemeldet(client)
    stadt = gemeinde()
    for nr in range(seite.JE_SEITE + 1):
        vorlage(stadt, sb, tage=nr, text=f"Nr. {nr:02}")
    erste, zweite = client.get(START).context, client.get(f"{START}?seite=2").context
    assert erste["treffer"] == f"{seite.JE_SEITE + 1} Einträge"
    assert sum(len(g.zeilen) for a in erste["abschnitte"] for g in a.gruppen) == seite.JE_SEITE
    (gruppe,) = [g for a in zweite["abschnitte"] for g in a.gruppen]
    assert [z.posten.text for z in gruppe.zeilen] == [f"Nr. {seite.JE_SEITE:02}"]
    assert gruppe.anzahl > len(gruppe.zeilen)


def test_startseite_kostet_eine_feste_zahl_von_abfragen(client):
    leitung = angemeldet(client, Rolle.LEITUNG)
    kreis = landkreis()
    gezaehlt = []
    for anzahl in (1, 3, 300):
        fehlend = anzahl - Wiedervorlage.objects.count()
        stadt = gemeinde(kreis=kreis)
        in_zeichnung(stadt)
        coaching(stadt)
        analyse(stadt)
        erste = vorlage(stadt, leitung)
        werte = {f.attname: getattr(erste, f.attname) for f in Wiedervorlage._meta.fields if f.attname != "id"}
        Wiedervorlage.objects.bulk_create(Wiedervorlage(**werte) for _ in range(fehlend - 1))
        client.get(START)
        with CaptureQueriesContext(connection) as abfragen:
            assert client.get(START).status_code == 200
        gezaehlt.append(len(abfragen))
    assert gezaehlt[0] == gezaehlt[1] == gezaehlt[2]
    assert gezaehlt[0] <= HOECHSTENS_ABFRAGEN, [a["sql"][:120] for a in abfragen]


def test_alle_arten_zusammen_kosten_zwei_abfragen(django_assert_num_queries):
    sb = konto()
    stadt = gemeinde()
    in_zeichnung(stadt)
    vorlage(stadt, sb)
    assert posten(sb)
    arten = [a for a in vorratszeilen.arten() if a.name not in ("laufzeiten",)]
    with django_assert_num_queries(2):
        vorratszeilen.lade_arten(arten, sb, HEUTE)


def test_ohne_arten_gibt_es_keine_abfrage(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert vorratszeilen.lade_arten([], konto, HEUTE) == []


def test_angehaltene_arbeit_steht_bei_wem_sie_gehoert(client):
    sb = konto()
    angaben = {"art": "x", "erfasst_durch": sb, "erfasst_zeitpunkt": JETZT}
    Arbeitslauf.objects.create(titel="Rundschreiben", stand="ANGEHALTEN", **angaben)
    (p,) = posten(sb)["arbeitslaeufe"]
    assert (p.text, p.marke, p.wartet_auf, p.seit) == ("Rundschreiben", "angehalten", WartetAuf.SACHBEARBEITUNG, HEUTE)
    assert posten(konto(Rolle.SYSTEMVERWALTUNG))["arbeitslaeufe"][0].wartet_auf == WartetAuf.SYSTEM
    assert "arbeitslaeufe" not in posten(konto())


def test_schritte_werden_gegen_die_zeitzone_von_sachsen_gerechnet():
    """22:30 UTC am Vortag ist in Sachsen schon der nächste Tag."""
    sb = konto()
    stadt = gemeinde()
    spaet = dt.datetime(2026, 11, 20, 23, 30, tzinfo=dt.UTC)
    create_wiedervorlage(fall=stadt, faellig_am=tag(1), text="Rückruf", by=sb, jetzt=spaet)
    assert posten(sb)["wiedervorlagen"][0].seit == dt.date(2026, 11, 21)
