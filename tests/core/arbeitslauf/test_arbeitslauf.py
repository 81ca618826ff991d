"""Long work: every item exactly once, refused ones with their reasons, stop and resume, nothing without the right."""

import datetime as dt
import logging

import pytest

from asskomm.core.arbeitsarten import Arbeitsart, Fortschritt, register_arbeitsart
from asskomm.core.errors import Ablehnung
from asskomm.core.models import Arbeitslauf, Laufstand, Postenstand, Protokolleintrag, Rollenzuordnung
from asskomm.core.numbering import draw_nummer
from asskomm.core.services import arbeitslauf as dienst
from tests.core.arbeitslauf.probe import JETZT, arbeite, ergebnisse, gezogen, im_ganzen, je_posten, lauf_mit
from tests.factories.konten import konto

ERLEDIGT, ABGELEHNT, OFFEN, GESCHEITERT = (
    Postenstand.ERLEDIGT, Postenstand.ABGELEHNT, Postenstand.OFFEN, Postenstand.GESCHEITERT,
)  # fmt: skip


def nummer(**_: object) -> str:
    return f"Nummer {draw_nummer(kreis='probe')}"


def neu(lauf: Arbeitslauf) -> Arbeitslauf:
    return Arbeitslauf.objects.get(pk=lauf.pk)


def spuren(lauf: Arbeitslauf) -> list[str]:
    eintraege = Protokolleintrag.objects.filter(objekt_art="core.arbeitslauf", objekt_id=str(lauf.pk))
    return list(eintraege.order_by("nr").values_list("ereignis", flat=True))


def test_jeder_posten_wird_einmal_ausgefuehrt(art, sb):
    art(je_posten(nummer))
    lauf = lauf_mit(sb)
    assert (lauf.stand, lauf.gesamt, ergebnisse(lauf)) == (Laufstand.WARTET, 3, [(OFFEN, "")] * 3)
    arbeite()
    arbeite()
    lauf = neu(lauf)
    assert ergebnisse(lauf) == [(ERLEDIGT, f"Nummer {nr}") for nr in (1, 2, 3)]
    assert (lauf.stand, lauf.erledigt, lauf.arbeiter, gezogen()) == (Laufstand.FERTIG, 3, "", 3)
    assert lauf.begonnen_zeitpunkt <= lauf.beendet_zeitpunkt
    assert spuren(lauf) == ["arbeitslauf.begonnen", "arbeitslauf.beendet"]


def test_abgelehnte_posten_nennen_alle_gruende_und_halten_niemanden_auf(art, sb):
    def arbeit(posten, **_):
        draw_nummer(kreis="probe")
        if posten.nr == 2:
            raise Ablehnung(["Zu früh.", "Zu spät."])
        return "gut"

    art(je_posten(arbeit))
    lauf = lauf_mit(sb)
    arbeite()
    assert ergebnisse(lauf) == [(ERLEDIGT, "gut"), (ABGELEHNT, "Zu früh. Zu spät."), (ERLEDIGT, "gut")]
    assert (neu(lauf).stand, neu(lauf).erledigt) == (Laufstand.FERTIG, 3)
    assert gezogen() == 2  # what the refused one had done is taken back
    with pytest.raises(Ablehnung):
        dienst.resume_arbeitslauf(lauf=lauf, by=sb, jetzt=JETZT)


def test_unerwarteter_fehler_trifft_nur_seinen_posten_und_laesst_sich_wiederholen(art, sb, caplog):
    kaputt = [True]

    def arbeit(posten, **_):
        text = nummer()
        if posten.nr == 2 and kaputt:
            raise RuntimeError("geheime Einzelheit")
        return text

    art(je_posten(arbeit))
    lauf = lauf_mit(sb)
    with caplog.at_level(logging.ERROR):
        arbeite()
    assert "geheime Einzelheit" in caplog.text
    assert ergebnisse(lauf) == [(ERLEDIGT, "Nummer 1"), (GESCHEITERT, dienst.FEHLER), (ERLEDIGT, "Nummer 2")]
    kaputt.clear()
    dienst.resume_arbeitslauf(lauf=lauf, by=sb, jetzt=JETZT)
    assert (neu(lauf).stand, neu(lauf).erledigt, neu(lauf).beendet_zeitpunkt) == (Laufstand.WARTET, 2, None)
    arbeite()
    assert [text for _, text in ergebnisse(lauf)] == ["Nummer 1", "Nummer 3", "Nummer 2"]
    assert (neu(lauf).stand, neu(lauf).erledigt, gezogen()) == (Laufstand.FERTIG, 3, 3)


def test_anhalten_laesst_den_posten_zu_ende_gehen_und_fortsetzen_macht_den_rest(art, sb):
    def arbeit(lauf, posten, **_):
        if posten.nr == 2 and not gehalten:
            gehalten.append(1)
            dienst.stop_arbeitslauf(lauf=lauf, by=sb, jetzt=JETZT)
        return nummer()

    gehalten: list[int] = []
    art(je_posten(arbeit))
    lauf = lauf_mit(sb, posten=4)
    arbeite()
    assert [stand for stand, _ in ergebnisse(lauf)] == [ERLEDIGT, ERLEDIGT, OFFEN, OFFEN]
    assert (neu(lauf).stand, neu(lauf).erledigt) == (Laufstand.ANGEHALTEN, 2)
    assert neu(lauf).fehler == f"Angehalten durch {sb}."
    with pytest.raises(Ablehnung, match="läuft nicht mehr"):
        dienst.stop_arbeitslauf(lauf=lauf, by=sb, jetzt=JETZT)
    dienst.resume_arbeitslauf(lauf=lauf, by=sb, jetzt=JETZT)
    arbeite()
    assert (neu(lauf).stand, neu(lauf).fehler, gezogen()) == (Laufstand.FERTIG, "", 4)
    assert spuren(lauf) == [
        *("arbeitslauf.begonnen", "arbeitslauf.angehalten", "arbeitslauf.fortgesetzt", "arbeitslauf.beendet"),
    ]


def test_was_wartet_laesst_sich_anhalten_und_laeuft_dann_nicht(art, sb):
    art(im_ganzen(lambda **_: {"x": 1}))
    lauf = lauf_mit(sb, posten=0)
    dienst.stop_arbeitslauf(lauf=lauf, by=sb, jetzt=JETZT)
    arbeite()
    assert (neu(lauf).stand, neu(lauf).ergebnis) == (Laufstand.ANGEHALTEN, {})


def test_haelt_jemand_an_waehrend_ein_posten_scheitert_bleibt_er_offen(art, sb):
    def arbeit(lauf, posten, **_):
        raise Ablehnung("nein")

    art(je_posten(arbeit))
    lauf = lauf_mit(sb, posten=1)

    def anhalten(*_: object) -> bool:
        antworten.append(len(antworten))
        return len(antworten) == 1

    antworten: list[int] = []
    with pytest.MonkeyPatch.context() as m:
        m.setattr(dienst, "_noch_meiner", anhalten)
        arbeite()
    assert ergebnisse(lauf) == [(OFFEN, "")]


@pytest.mark.parametrize("vorher", [True, False])
def test_ohne_recht_geht_nichts_weiter(art, sb, vorher):
    def entziehe() -> None:
        Rollenzuordnung.objects.filter(user=sb).update(gueltig_bis=dt.date(2020, 1, 1))

    def arbeit(posten, **_):
        if posten.nr == 1 and not vorher:
            entziehe()
        return nummer()

    art(je_posten(arbeit))
    lauf = lauf_mit(sb)
    if vorher:
        entziehe()
    arbeite()
    assert (neu(lauf).stand, neu(lauf).fehler) == (Laufstand.ANGEHALTEN, dienst.OHNE_RECHT)
    assert gezogen() == (0 if vorher else 1)


def test_wer_keinen_zugang_mehr_hat_oder_niemand_ist_beginnt_nichts(art, sb):
    art(je_posten(nummer))
    sb.zugang_bis = dt.date(2020, 1, 1)
    sb.save()
    lauf, herrenlos = lauf_mit(sb), lauf_mit(konto(None))
    Arbeitslauf.objects.filter(pk=herrenlos.pk).update(erfasst_durch=None)
    arbeite()
    assert {neu(lauf).stand, neu(herrenlos).stand} == {Laufstand.ANGEHALTEN}
    assert gezogen() == 0


# --- As a whole


def test_im_ganzen_meldet_fortschritt_und_ergebnis(art, sb):
    gesehen = []

    def arbeit(lauf, fortschritt, jetzt):
        for n in range(1, 4):
            fortschritt.melde(n, 3, f"Zeile {n}")
            gesehen.append(Fortschritt(lauf.pk).lies()["text"])
        with pytest.raises(Ablehnung, match="ganz oder gar nicht"):
            dienst.stop_arbeitslauf(lauf=lauf, by=sb, jetzt=JETZT)
        return {"Zeilen": 3}

    art(im_ganzen(arbeit))
    lauf = lauf_mit(sb, posten=0)
    arbeite()
    assert (neu(lauf).stand, neu(lauf).ergebnis) == (Laufstand.FERTIG, {"Zeilen": 3})
    assert gesehen == ["Zeile 1", "Zeile 1", "Zeile 3"]  # at most twice a second, and always the end
    with pytest.raises(Ablehnung, match="nichts fortzusetzen"):
        dienst.resume_arbeitslauf(lauf=lauf, by=sb, jetzt=JETZT)


@pytest.mark.parametrize("fehler", [Ablehnung(["Eins.", "Zwei."]), RuntimeError("x")])
def test_im_ganzen_gescheitert_laesst_nichts_zurueck_und_laesst_sich_wiederholen(art, sb, fehler):
    stoerung = [fehler]

    def arbeit(**_):
        text = nummer()
        if stoerung:
            raise stoerung.pop()
        return {"text": text}

    art(im_ganzen(arbeit))
    lauf = lauf_mit(sb, posten=0)
    arbeite()
    erwartet = "Eins.\nZwei." if isinstance(fehler, Ablehnung) else dienst.FEHLER
    assert (neu(lauf).stand, neu(lauf).fehler, gezogen()) == (Laufstand.GESCHEITERT, erwartet, 0)
    dienst.resume_arbeitslauf(lauf=lauf, by=sb, jetzt=JETZT)
    arbeite()
    assert (neu(lauf).stand, neu(lauf).ergebnis) == (Laufstand.FERTIG, {"text": "Nummer 1"})


def test_im_ganzen_gilt_nicht_wenn_inzwischen_ein_anderer_arbeiter_daran_ist(art, sb, caplog):
    def arbeit(lauf, **_):
        Arbeitslauf.objects.filter(pk=lauf.pk).update(arbeiter="ein anderer")
        return {"text": nummer()}

    art(im_ganzen(arbeit))
    lauf = lauf_mit(sb, posten=0)
    arbeite()
    # rolled back together with what it had written
    assert (neu(lauf).stand, neu(lauf).ergebnis, gezogen()) == (Laufstand.LAEUFT, {}, 0)
    assert "ein anderer Arbeiter" in caplog.text


def test_was_nur_liest_haelt_keine_transaktion(art, sb):
    art(im_ganzen(lambda **_: {"Zeilen": 1}, schreibt=False))
    lauf = lauf_mit(sb, posten=0)
    arbeite()
    assert (neu(lauf).stand, neu(lauf).ergebnis) == (Laufstand.FERTIG, {"Zeilen": 1})


# --- Left lying


def verwaise(lauf: Arbeitslauf) -> None:
    werte = {"stand": Laufstand.LAEUFT, "arbeiter": "weg", "lebenszeichen_zeitpunkt": JETZT - dt.timedelta(hours=1)}
    Arbeitslauf.objects.filter(pk=lauf.pk).update(**werte)


def test_verwaiste_laeufe_nimmt_der_naechste_arbeiter_auf(art, sb):
    art(je_posten(nummer))
    lauf, lebt = lauf_mit(sb), lauf_mit(sb)
    verwaise(lauf)
    verwaise(lebt)
    Fortschritt(lebt.pk).melde(1, 9)  # work as a whole tells its life beside the database
    assert dienst.resume_verwaiste(jetzt=JETZT) == 1
    assert (neu(lauf).stand, neu(lebt).stand) == (Laufstand.WARTET, Laufstand.LAEUFT)
    assert dienst.resume_verwaiste(jetzt=JETZT) == 0
    arbeite()
    assert (neu(lauf).stand, gezogen()) == (Laufstand.FERTIG, 3)


def test_wird_ein_verwaister_lauf_eben_fertig_bleibt_er_es(art, sb, monkeypatch):
    art(je_posten(nummer))
    lauf = lauf_mit(sb)
    verwaise(lauf)

    def lebt_nicht(lauf: Arbeitslauf, jetzt: dt.datetime) -> bool:
        Arbeitslauf.objects.filter(pk=lauf.pk).update(stand=Laufstand.ANGEHALTEN)
        return False

    monkeypatch.setattr(dienst, "_lebt", lebt_nicht)
    assert dienst.resume_verwaiste(jetzt=JETZT) == 0
    assert neu(lauf).stand == Laufstand.ANGEHALTEN


def test_der_zweite_aufruf_und_ein_unbekannter_lauf_tun_nichts(art, sb):
    art(je_posten(nummer))
    lauf = lauf_mit(sb)
    dienst.run_arbeitslauf(lauf_pk=lauf.pk)
    dienst.run_arbeitslauf(lauf_pk=lauf.pk)
    dienst.run_arbeitslauf(lauf_pk=0)
    assert (neu(lauf).stand, gezogen()) == (Laufstand.FERTIG, 3)


def test_uebernimmt_ein_anderer_den_lauf_hoert_der_erste_auf(art, sb):
    def arbeit(lauf, posten, **_):
        Arbeitslauf.objects.filter(pk=lauf.pk).update(arbeiter="ein anderer")
        return nummer()

    art(je_posten(arbeit))
    lauf = lauf_mit(sb)
    arbeite()
    assert [stand for stand, _ in ergebnisse(lauf)] == [ERLEDIGT, OFFEN, OFFEN]
    assert neu(lauf).stand == Laufstand.LAEUFT


def test_ein_posten_den_ein_anderer_erledigt_hat_wird_uebergangen(art, sb, monkeypatch):
    def arbeit(lauf, posten, **_):
        lauf.posten.filter(nr=2).update(stand=Postenstand.ERLEDIGT, meldung="vom anderen")
        if posten.nr == 3:
            monkeypatch.setattr(dienst, "_posten", lambda pk: None)
            raise Ablehnung("zu spät")
        return nummer()

    art(je_posten(arbeit))
    lauf = lauf_mit(sb)
    arbeite()
    assert ergebnisse(lauf) == [(ERLEDIGT, "Nummer 1"), (ERLEDIGT, "vom anderen"), (OFFEN, "")]


def test_eine_arbeitsart_ist_entweder_oder_und_muss_bekannt_sein(sb):
    with pytest.raises(ValueError, match="Entweder"):
        register_arbeitsart(Arbeitsart("keins", "core.steer_arbeitslauf"))
    with pytest.raises(KeyError):
        lauf_mit(sb, art="gibt-es-nicht")
    assert not Arbeitslauf.objects.exists()
