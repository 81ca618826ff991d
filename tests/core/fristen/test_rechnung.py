"""Fristen von Hand gerechnet, mit der Quelle daneben; dazu Eigenschaften, die für jede Frist gelten."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asskomm.core.errors import Ablehnung
from asskomm.core.fristen import kalender
from asskomm.core.fristen.kalender import SITZ, Ort
from asskomm.core.fristen.rechnung import Einheit, Pause, Rechenregel, Richtung, Schritt, Verschiebung, dauer, rechne

CROSTWITZ = Ort("Crostwitz", ((dt.date(1993, 5, 22), None),))
_EINHEITEN = {"T": "TAG", "A": "ARBEITSTAG", "X": "WERKTAG", "W": "WOCHE", "M": "MONAT", "J": "JAHR"}


def tag(text: str) -> dt.date:
    return dt.datetime.strptime(text, "%d.%m.%Y").replace(tzinfo=dt.UTC).date()


def regel(kurz: str) -> Rechenregel:
    """„4W“ = 4 Wochen; „!“ verschiebt sich nicht, „+“ der Ereignistag zählt mit, „<“ rückwärts, „-“ früher."""
    verschiebung = Verschiebung.NAECHSTER
    if "!" in kurz:
        verschiebung = Verschiebung.KEINE
    elif "-" in kurz:
        verschiebung = Verschiebung.VORHERIGER
    kern = kurz.strip("!+<-")
    return Rechenregel(
        name="Probe",
        laenge=int(kern[:-1]),
        einheit=_EINHEITEN[kern[-1]],
        richtung=Richtung.RUECKWAERTS if "<" in kurz else Richtung.VORWAERTS,
        zaehlt_ereignistag="+" in kurz,
        verschiebung=verschiebung,
    )


def pausen(text: str) -> list[Pause]:
    paare = [teil.split("–") for teil in text.split()]
    return [Pause(tag(von), tag(bis), "Ruhen") for von, bis in paare]


# Regel, Ereignis, Ende, Pausen, Ort. Quellen: § 187 I (Ereignistag zählt nicht) und II BGB, § 188 I (Tage), II (Wochen,
# Monate), III (Tag fehlt im Monat) BGB, § 31 I und III VwVfG, § 209 BGB (Pausen), § 1 SächsSFG (Feiertage).
VON_HAND: list[tuple[str, str, str, str, Ort]] = [
    ("14T", "02.01.2026", "16.01.2026", "", SITZ),  # § 188 I: 3. bis 16. Januar sind 14 Tage, ein Freitag
    ("10T", "15.05.2026", "26.05.2026", "", SITZ),  # 25.05. Pfingstmontag → Dienstag
    ("2W", "20.03.2026", "07.04.2026", "", SITZ),  # 03.04. Karfreitag, Wochenende, Ostermontag
    ("1M", "03.03.2026", "07.04.2026", "", SITZ),  # über Ostern: § 188 II, § 31 III
    ("1M", "26.02.2027", "30.03.2027", "", SITZ),  # 26.03.2027 Karfreitag → Dienstag nach Ostern
    ("1M", "15.01.2026", "16.02.2026", "", SITZ),  # 15.02. Sonntag → Montag
    ("1M", "14.04.2026", "15.05.2026", "", SITZ),  # 14.05. Christi Himmelfahrt → Freitag
    ("1M", "01.04.2026", "04.05.2026", "", SITZ),  # 1. Mai, Freitag → Montag
    ("4W", "05.09.2026", "05.10.2026", "", SITZ),  # 03.10.2026: Feiertag und Sonnabend
    ("1M", "03.09.2025", "06.10.2025", "", SITZ),  # 03.10.2025 Freitag → Montag
    ("2W", "17.10.2025", "03.11.2025", "", SITZ),  # 31.10.2025 Reformationstag, Freitag → Montag
    ("1M", "30.09.2026", "30.10.2026", "", SITZ),  # Tag vor dem Reformationstag: bleibt
    ("1M", "01.10.2026", "02.11.2026", "", SITZ),  # 01.11.2026 Sonntag; Allerheiligen ist in Sachsen keiner
    ("2W", "04.11.2026", "19.11.2026", "", SITZ),  # 18.11.2026 Buß- und Bettag, Mittwoch → Donnerstag
    ("1M", "18.10.2026", "19.11.2026", "", SITZ),  # Ereignis am Sonntag; Ende Buß- und Bettag
    ("2W", "05.11.2025", "20.11.2025", "", SITZ),  # Buß- und Bettag 19.11.2025
    ("1M", "24.11.2026", "24.12.2026", "", SITZ),  # Heiligabend ist kein gesetzlicher Feiertag
    ("1M", "25.11.2026", "28.12.2026", "", SITZ),  # 25. Freitag, 26. Sonnabend, 27. Sonntag → Montag
    ("4W", "03.12.2026", "31.12.2026", "", SITZ),  # Silvester ist kein gesetzlicher Feiertag
    ("1M", "01.12.2026", "04.01.2027", "", SITZ),  # Jahreswechsel: Neujahr ist Freitag → Montag
    ("1M", "31.12.2026", "01.02.2027", "", SITZ),  # 31.01.2027 Sonntag
    ("1M", "31.01.2026", "02.03.2026", "", SITZ),  # § 188 III: 28.02., Sonnabend → Montag
    ("1M", "31.01.2028", "29.02.2028", "", SITZ),  # Schaltjahr, Dienstag
    ("1M", "30.01.2027", "01.03.2027", "", SITZ),  # § 188 III: 28.02.2027 Sonntag
    ("1M", "28.02.2026", "30.03.2026", "", SITZ),  # der 28., nicht der Monatsletzte: 28.03. Sonnabend
    ("3M", "30.11.2026", "01.03.2027", "", SITZ),  # über das Jahr: 28.02.2027 Sonntag
    ("18M", "31.08.2026", "29.02.2028", "", SITZ),  # § 188 III im Schaltjahr
    ("1J", "29.02.2028", "28.02.2029", "", SITZ),  # § 188 III: kein Schaltjahr mehr, Mittwoch
    ("1J", "30.06.2026", "30.06.2027", "", SITZ),  # § 188 II, Mittwoch
    ("2W", "21.05.2026", "04.06.2026", "", SITZ),  # Fronleichnam gilt in Dresden nicht
    ("2W", "21.05.2026", "05.06.2026", "", CROSTWITZ),  # FronleichnamsVO: in Crostwitz schon
    ("1M", "19.05.2025", "19.06.2025", "", SITZ),
    ("1M", "19.05.2025", "20.06.2025", "", CROSTWITZ),  # Fronleichnam 2025 am 19.06.
    ("1M", "18.05.1992", "18.06.1992", "", CROSTWITZ),  # vor der Verordnung vom 4. Mai 1993
    ("+1M", "01.02.2026", "02.03.2026", "", SITZ),  # § 187 II: 1. bis 28. Februar, Sonnabend → Montag
    ("!+1M", "01.02.2026", "28.02.2026", "", SITZ),  # dieselbe ohne Verschiebung
    ("!+1J", "01.01.2026", "31.12.2026", "", SITZ),  # § 187 II: das Kalenderjahr
    ("!+1M", "31.01.2027", "28.02.2027", "", SITZ),  # § 188 III mit § 187 II
    ("!+1M", "15.03.2027", "14.04.2027", "", SITZ),  # § 188 II: der Tag davor
    ("!+2W", "05.01.2026", "18.01.2026", "", SITZ),  # Montag bis zum zweiten Sonntag
    ("!6W", "22.08.2026", "03.10.2026", "", SITZ),  # ohne Verschiebung auch am Feiertag
    ("4W", "01.07.2026", "12.08.2026", "13.07.2026–26.07.2026", SITZ),  # § 209: 29.07. + 14 Tage
    ("4W", "01.07.2026", "03.08.2026", "25.06.2026–05.07.2026", SITZ),  # nur 2. bis 5.7. zählen: 02.08. Sonntag
    ("4W", "01.07.2026", "05.08.2026", "06.07.2026–10.07.2026 09.07.2026–12.07.2026", SITZ),  # 5 + 2 Tage
    ("4W", "01.07.2026", "29.07.2026", "10.08.2026–20.08.2026", SITZ),  # Pause nach dem Ende
    ("4W", "01.07.2026", "29.07.2026", "01.06.2026–30.06.2026", SITZ),  # Pause vor dem Beginn
    ("4W", "01.07.2026", "10.08.2026", "27.07.2026–05.08.2026", SITZ),  # über das Ende: 08.08. Sonnabend
    ("4W", "01.07.2026", "05.08.2026", "01.08.2026–02.08.2026 20.07.2026–24.07.2026", SITZ),  # zweite erst durch erste
    ("5A", "01.04.2026", "10.04.2026", "", SITZ),  # ohne Karfreitag, Wochenende, Ostermontag
    ("5X", "01.04.2026", "09.04.2026", "", SITZ),  # Werktage: Sonnabend zählt
    ("3A", "16.11.2026", "20.11.2026", "", SITZ),  # ohne Buß- und Bettag
    ("3A", "16.11.2026", "23.11.2026", "19.11.2026–19.11.2026", SITZ),
    ("<!6W", "01.03.2027", "18.01.2027", "", SITZ),  # rückwärts: gleicher Wochentag
    ("<!6W", "15.11.2026", "04.10.2026", "", SITZ),  # rückwärts verschiebt sich nichts: Sonntag
    ("<!+6W", "01.03.2027", "19.01.2027", "", SITZ),  # rückwärts, der Ereignistag zählt mit
    ("<!1M", "31.03.2027", "28.02.2027", "", SITZ),  # § 188 III rückwärts
    ("<!+1M", "31.03.2027", "01.03.2027", "", SITZ),  # der ganze März
    ("<!1J", "29.02.2028", "28.02.2027", "", SITZ),
    ("<-2W", "20.04.2026", "02.04.2026", "", SITZ),  # 06.04. Ostermontag → Gründonnerstag
    ("<3A", "07.10.2026", "02.10.2026", "", SITZ),  # 6., 5., 2. Oktober
]


def test_von_hand_gerechnete_faelle():
    assert len(VON_HAND) >= 30
    falsch = []
    for kurz, ereignis, ende, ruhen, ort in VON_HAND:
        ist = rechne(regel(kurz), tag(ereignis), pausen(ruhen), ort).ende
        if ist != tag(ende):
            falsch.append(f"{kurz} ab {ereignis} {ruhen} {ort.name}: {ist:%d.%m.%Y} statt {ende}")
    assert falsch == []


def test_herleitung_nennt_jeden_schritt_mit_tag_und_quelle():
    r = Rechenregel("Anhörung", 1, Einheit.MONAT, "§ 28 VwVfG")
    rechnung = rechne(
        r, tag("30.09.2026"), [Pause(tag("05.10.2026"), tag("05.10.2026"), "Rückfrage")], ereignis="Zugang"
    )
    assert rechnung.beginn == tag("01.10.2026")
    assert rechnung.schritte == (
        Schritt("Zugang am Mittwoch, 30.09.2026", tag("30.09.2026")),
        Schritt(
            "Dieser Tag zählt nicht mit: Die Frist beginnt am Donnerstag, 01.10.2026.",
            tag("01.10.2026"),
            "§ 187 Abs. 1 BGB",
        ),
        Schritt("1 Monat danach ist Freitag, 30.10.2026.", tag("30.10.2026"), "§ 28 VwVfG, § 188 Abs. 2 BGB"),
        Schritt(
            "Pause von 05.10.2026 bis 05.10.2026 (Rückfrage): Es kommt 1 Tag hinzu, Ende Sonnabend, 31.10.2026.",
            tag("31.10.2026"),
            "§ 209 BGB entsprechend",
        ),
        Schritt(
            "31.10.2026 (Reformationstag), 01.11.2026 (Sonntag) sind keine Arbeitstage (Dresden): "
            "Die Frist endet am Montag, 02.11.2026.",
            tag("02.11.2026"),
            "§ 31 Abs. 3 VwVfG",
        ),
    )


def _texte(kurz: str, ereignis: str, ruhen: str = "") -> str:
    return "\n".join(s.text for s in rechne(regel(kurz), tag(ereignis), pausen(ruhen)).schritte)


def test_herleitung_in_den_uebrigen_lagen():
    assert "Einen 31. hat dieser Monat nicht: Es zählt sein letzter Tag." in _texte("1M", "31.01.2028")
    assert "Einen 31. hat dieser Monat nicht" in _texte("<!1M", "31.03.2027")
    assert "liegt außerhalb der Frist" in _texte("4W", "01.07.2026", "10.08.2026–20.08.2026")
    assert "Wegen der Pausen zählt davor nicht: 1 Arbeitstag." in _texte("3A", "16.11.2026", "19.11.2026–19.11.2026")
    assert "(Sonntag). Diese Frist verschiebt sich nicht." in _texte("<!6W", "15.11.2026")
    assert "ist ein Arbeitstag (Dresden): Es bleibt dabei." in _texte("14T", "02.01.2026")
    assert "Dieser Tag zählt mit: Mit ihm beginnt die Frist." in _texte("!+2W", "05.01.2026")
    assert "Rückwärts gezählt; dieser Tag zählt mit." in _texte("<!+6W", "01.03.2027")


def test_verlaengerung_ist_ein_weiterer_schritt_und_kuerzt_nie():
    r = regel("4W")
    rechnung = rechne(r, tag("01.07.2026"))
    laenger = rechnung.verlaengert(r, tag("14.08.2026"), "Urlaub")
    assert (laenger.ende, laenger.schritte[-1].text) == (
        tag("14.08.2026"),
        "Verlängert bis Freitag, 14.08.2026: Urlaub",
    )
    kuerzer = rechnung.verlaengert(r, tag("29.07.2026"), "x")
    assert kuerzer.ende == tag("29.07.2026")
    assert "läuft ohnehin so lange" in kuerzer.schritte[-1].text


def test_auch_ein_verlaengertes_ende_verschiebt_sich_wo_sich_die_frist_verschiebt():
    """§ 31 Abs. 3 VwVfG gilt für jedes Ende einer Frist, auch für das neue."""
    for kurz, bis, ende, ort in (
        ("4W", "15.08.2026", "17.08.2026", SITZ),  # Sonnabend → Montag
        ("4W", "18.11.2026", "19.11.2026", SITZ),  # Buß- und Bettag
        ("!4W", "15.08.2026", "15.08.2026", SITZ),
        ("4W", "19.06.2025", "20.06.2025", CROSTWITZ),
        ("4W", "19.06.2025", "19.06.2025", SITZ),
    ):
        am = tag(bis) - dt.timedelta(days=60)
        laenger = rechne(regel(kurz), am, ort=ort).verlaengert(regel(kurz), tag(bis), "x", ort)
        assert (laenger.ende, laenger.schritte[-1].tag) == (tag(ende), tag(ende)), (kurz, bis, ort)


def test_das_verschobene_ende_faellt_nicht_in_eine_pause():
    """Ende Sonnabend, 29.08.2026; vom Montag an ruht die Frist: letzter Tag ist der erste Arbeitstag danach."""
    rechnung = rechne(regel("4W"), tag("01.08.2026"), pausen("31.08.2026–04.09.2026"))
    assert rechnung.ende == tag("07.09.2026")
    assert [s.text.partition(":")[0] for s in rechnung.schritte[-2:]] == [
        "Pause von 31.08.2026 bis 04.09.2026 (Ruhen)",
        "05.09.2026 (Sonnabend), 06.09.2026 (Sonntag) sind keine Arbeitstage (Dresden)",
    ]
    assert rechne(regel("!4W"), tag("01.08.2026"), pausen("31.08.2026–04.09.2026")).ende == tag("29.08.2026")


def test_was_die_behoerde_setzt_beginnt_und_verlaengert_sich_nach_dem_vwvfg():
    r = Rechenregel("Anhörung", 4, Einheit.WOCHE, "§ 28 VwVfG", gesetzt=True)
    rechnung = rechne(r, tag("01.07.2026")).verlaengert(r, tag("14.08.2026"), "Urlaub")
    assert [s.quelle for s in rechnung.schritte] == [
        "", "§ 31 Abs. 2 VwVfG", "§ 28 VwVfG, § 188 Abs. 2 BGB", "", "§ 31 Abs. 7 VwVfG",
    ]  # fmt: skip


def test_was_sich_nicht_rechnen_laesst_wird_mit_allen_gruenden_abgelehnt():
    with pytest.raises(Ablehnung) as fehler:
        rechne(regel("<!0W"), tag("01.07.2026"), [Pause(tag("03.07.2026"), tag("01.07.2026"), "x")])
    assert fehler.value.gruende == [
        "Eine Frist dauert mindestens einen Tag.",
        "Eine Frist, die vor dem Ereignis liegt, kann nicht ruhen.",
        "Die Pause ab 03.07.2026 endet vor ihrem Beginn (01.07.2026).",
    ]
    for kurz, ereignis in (("1J", "31.12.2100"), ("!999J", "01.01.2026"), ("9999J", "01.01.2026")):
        if kurz.startswith("!"):
            continue
        with pytest.raises(Ablehnung, match="aus dem Kalender"):
            rechne(regel(kurz), tag(ereignis))
    r = regel("4W")
    with pytest.raises(Ablehnung, match="aus dem Kalender"):
        rechne(r, tag("01.07.2026")).verlaengert(r, dt.date(9999, 12, 31), "x")


def test_dauer_in_einzahl_und_mehrzahl():
    assert [dauer(1, e) for e in Einheit] == ["1 Tag", "1 Arbeitstag", "1 Werktag", "1 Woche", "1 Monat", "1 Jahr"]
    assert [dauer(2, e) for e in Einheit][1:4] == ["2 Arbeitstage", "2 Werktage", "2 Wochen"]
    assert regel("6W").dauer == "6 Wochen"


# --- Was für jede Frist gilt

TAGE = st.dates(dt.date(1991, 1, 1), dt.date(2090, 12, 31))
REGELN = st.builds(
    Rechenregel,
    name=st.just("x"),
    laenge=st.integers(1, 60),
    einheit=st.sampled_from(list(Einheit)).filter(lambda e: e != Einheit.JAHR),
    zaehlt_ereignistag=st.booleans(),
    verschiebung=st.sampled_from([Verschiebung.KEINE, Verschiebung.NAECHSTER]),
)
PAUSEN = st.lists(st.tuples(st.integers(-40, 300), st.integers(0, 60)), max_size=4)


def _pausen(ereignis: dt.date, roh: list[tuple[int, int]]) -> list[Pause]:
    beginn = [ereignis + dt.timedelta(days=ab) for ab, _ in roh]
    return [Pause(b, b + dt.timedelta(days=tage), "x") for b, (_, tage) in zip(beginn, roh, strict=True)]


@given(REGELN, TAGE, PAUSEN)
def test_letzter_schritt_ist_das_ende_und_pausen_verkuerzen_nie(r, ereignis, roh):
    mit, ohne = rechne(r, ereignis, _pausen(ereignis, roh)), rechne(r, ereignis)
    assert mit.schritte[-1].tag == mit.ende
    assert mit.ende >= ohne.ende >= mit.beginn
    assert mit.beginn == ohne.beginn


@given(REGELN.filter(lambda r: r.einheit in (Einheit.TAG, Einheit.WOCHE)), TAGE, PAUSEN)
def test_genau_so_viele_tage_ausserhalb_der_pausen(r, ereignis, roh):
    """An independent count: every day from the beginning to the unshifted end that lies in no pause."""
    ohne_verschiebung = Rechenregel(
        "x", r.laenge, r.einheit, zaehlt_ereignistag=r.zaehlt_ereignistag, verschiebung="KEINE"
    )
    ruhend = _pausen(ereignis, roh)
    rechnung = rechne(ohne_verschiebung, ereignis, ruhend)
    tage = (rechnung.ende - rechnung.beginn).days + 1
    laufend = [
        t
        for t in (rechnung.beginn + dt.timedelta(days=n) for n in range(tage))
        if not any(p.von <= t <= p.bis for p in ruhend)
    ]
    assert len(laufend) == r.laenge * (7 if r.einheit == Einheit.WOCHE else 1)
    assert laufend[-1] == rechnung.ende


@given(st.integers(1, 40), TAGE, st.sampled_from([Einheit.MONAT, Einheit.JAHR]))
def test_monate_enden_am_tag_gleicher_zahl_oder_am_letzten_des_monats(laenge, ereignis, einheit):
    laenge = laenge if einheit == Einheit.MONAT else min(laenge, 9)
    ende = rechne(Rechenregel("x", laenge, einheit, verschiebung="KEINE"), ereignis).ende
    monate = (ende.year - ereignis.year) * 12 + ende.month - ereignis.month
    assert monate == laenge * (12 if einheit == Einheit.JAHR else 1)
    assert ende.day == ereignis.day or (ende.day < ereignis.day and (ende + dt.timedelta(days=1)).day == 1)


@given(REGELN, TAGE)
def test_verschobenes_ende_ist_der_erste_arbeitstag(r, ereignis):
    starr = rechne(
        Rechenregel("x", r.laenge, r.einheit, zaehlt_ereignistag=r.zaehlt_ereignistag, verschiebung="KEINE"), ereignis
    )
    weich = rechne(Rechenregel("x", r.laenge, r.einheit, zaehlt_ereignistag=r.zaehlt_ereignistag), ereignis)
    dazwischen = [starr.ende + dt.timedelta(days=n) for n in range((weich.ende - starr.ende).days)]
    assert not any(kalender.ist_arbeitstag(t) for t in dazwischen)
    assert kalender.ist_arbeitstag(weich.ende)


@given(REGELN, TAGE, st.integers(1, 400))
def test_spaeteres_ereignis_endet_nie_frueher(r, ereignis, abstand):
    assert rechne(r, ereignis + dt.timedelta(days=abstand)).ende >= rechne(r, ereignis).ende


@given(st.integers(1, 60), TAGE, st.sampled_from([Einheit.TAG, Einheit.WOCHE, Einheit.ARBEITSTAG, Einheit.WERKTAG]))
def test_rueckwaerts_ist_die_umkehrung(laenge, ereignis, einheit):
    """From the last day in time, the same length forwards reaches the event (or only free days are left)."""
    zurueck = rechne(Rechenregel("x", laenge, einheit, richtung=Richtung.RUECKWAERTS, verschiebung="KEINE"), ereignis)
    vor = rechne(Rechenregel("x", laenge, einheit, zaehlt_ereignistag=True, verschiebung="KEINE"), zurueck.ende)
    assert vor.ende < ereignis
    assert all(
        not kalender.ist_arbeitstag(vor.ende + dt.timedelta(days=n)) for n in range(1, (ereignis - vor.ende).days)
    )
