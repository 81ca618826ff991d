"""The wording of a press draft: our own sentences, every figure and share from the stock of the day."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings

from asskomm.core.stichtag import BERLIN, Genauigkeit, als_text_lang

from ..stats import Kennzahlen
from .anteile import anteil_text
from .gliederung import tabelle
from .grundlage import Grundlage, Partei
from .zahlwoerter import betrag_text, zahl_text

_ANLASS = "für mehr Sicherheit vor Ort"
KONTAKT = "Landespräventionsrat im Freistaat Sachsen, Geschäftsstelle\nE-Mail: {email}"


@dataclass(frozen=True)
class Entwurf:
    """`text` in the form of `gliederung`; `hinweise` are for the writer, not for print."""

    titel: str
    text: str
    kontakt: str
    sperrfrist_bis: dt.datetime | None
    tag: dt.date
    ist_geplant: bool
    fiktiv: bool
    hinweise: tuple[str, ...] = ()


def formuliere(g: Grundlage) -> Entwurf:
    return Entwurf(
        titel=_titel(g),
        text="\n\n".join(_absaetze(g)),
        kontakt=KONTAKT.format(email=settings.KONTAKT_EMAIL),
        sperrfrist_bis=g.sperrfrist_bis,
        tag=g.tag,
        ist_geplant=g.ist_geplant,
        fiktiv=g.fiktiv,
        hinweise=g.hinweise,
    )


def aufzaehlung(teile: Iterable[str]) -> str:
    """a, b und c"""
    *vorn, letzter = [t for t in teile if t] or [""]
    return f"{', '.join(vorn)} und {letzter}" if vorn else letzter


def sperrfrist_text(bis: dt.datetime) -> str:
    lokal = bis.astimezone(BERLIN)
    return f"Sperrfrist: frei zur Veröffentlichung ab {als_text_lang(lokal.date())}, {lokal:%H:%M} Uhr"


def _absaetze(g: Grundlage) -> Iterator[str]:
    yield _einstieg(g)
    yield from _unterzeichner(g)
    yield "## Was die Vereinbarung bringt"
    yield _inhalt(g)
    if g.schwerpunkte:
        yield f"Schwerpunkte der gemeinsamen Arbeit sind {aufzaehlung(g.schwerpunkte)}."
    yield "## Hintergrund: ASSKomm in Zahlen"
    yield _netzwerk(g)
    if foerderung := _foerderung(g.am_tag):
        yield foerderung
    yield _zahlentafel(g)
    if g.handlungsfelder:
        yield f"Handlungsfelder der kommunalen Prävention sind zum Beispiel {aufzaehlung(g.handlungsfelder[:6])}."


def _art(g: Grundlage) -> str:
    return "Vorvereinbarung" if g.ist_vorvereinbarung else "Kooperationsvereinbarung"


def _titel(g: Grundlage) -> str:
    gemeinsam = len(g.namen) > 3 and g.bezeichnung
    wer = g.bezeichnung if gemeinsam else aufzaehlung(g.namen)
    verb = "schließt" if gemeinsam or len(g.namen) == 1 else "schließen"
    if g.ist_vorvereinbarung:
        bereitet = verb.replace("schließt", "bereitet").replace("schließen", "bereiten")
        return f"Vorvereinbarung {_ANLASS}: {wer} {bereitet} den Beitritt zu ASSKomm vor"
    die = "Voraussichtlich die" if g.ist_geplant else "Die"
    vorn = f"{die} {g.nummer}. {_art(g)}" if g.nummer else _art(g)
    return f"{vorn} {_ANLASS}: {wer} {verb} sich ASSKomm an"


def _einstieg(g: Grundlage) -> str:
    beteiligte = _gross(aufzaehlung(p.wer for p in g.parteien))
    rahmen = "im Rahmen der Allianz Sichere Sächsische Kommunen (ASSKomm)"
    if g.ist_geplant:
        ort = f" ({g.ort})" if g.ort else ""
        saetze = [
            f"{beteiligte} wollen bei der kommunalen Prävention verbindlich zusammenarbeiten.",
            f"Die Unterzeichnung einer {_art(g)} {rahmen} ist für den {als_text_lang(g.tag)} geplant{ort}.",
        ]
    else:
        saetze = [f"{beteiligte} arbeiten bei der kommunalen Prävention verbindlich zusammen.", _abschluss(g, rahmen)]
    if g.nummer is not None:
        ist = "wäre damit voraussichtlich" if g.ist_geplant else "ist"
        saetze.append(f"Es {ist} die {g.nummer}. Kooperationsvereinbarung im Freistaat Sachsen.")
    if len(g.namen) > 1:
        saetze.append(f"Gemeinsam beteiligt sind {aufzaehlung(g.namen)}; die Vereinbarung zählt als eine.")
    if g.mitglieder:
        saetze.append(f"Zum Verband gehören {aufzaehlung(g.mitglieder)}.")
    return " ".join(saetze)


def _abschluss(g: Grundlage, rahmen: str) -> str:
    if g.letzte_unterschrift is not None and g.letzte_unterschrift != g.tag:
        return f"Die dazu geschlossene {_art(g)} {rahmen} gilt seit dem {als_text_lang(g.tag)}."
    wann = {
        Genauigkeit.TAG: f"Am {als_text_lang(g.tag)}",
        Genauigkeit.MONAT: f"Im {g.am}",
        Genauigkeit.JAHR: f"Im Jahr {g.am}",
    }[Genauigkeit(g.am.genauigkeit)]
    return f"{wann} haben sie dazu eine {_art(g)} {rahmen} unterzeichnet."


def _unterzeichner(g: Grundlage) -> Iterator[str]:
    """By office, not by name; the writer adds names where they are wanted."""
    zeichnende = [p for p in g.parteien if p.funktion]
    if zeichnende:
        yield "Unterzeichnen werden:" if g.ist_geplant else "Unterzeichnet haben:"
        mehrere_tage = len({p.am for p in zeichnende}) > 1
        yield "\n".join(f"- für {p.fuer}: {p.funktion}{_wann_und_wie(p, mehrere_tage)}" for p in zeichnende)
    if g.anwesend:
        verb = "Eingeladen" if g.ist_geplant else "Bei der Unterzeichnung anwesend"
        yield f"{verb}: {', '.join(g.anwesend)}."


def _wann_und_wie(partei: Partei, mehrere_tage: bool) -> str:
    angaben = []
    if mehrere_tage and partei.am:
        angaben.append(f"am {als_text_lang(partei.am)}")
    if partei.per_video:
        angaben.append("per Videokonferenz")
    return f" ({', '.join(angaben)})" if angaben else ""


def _inhalt(g: Grundlage) -> str:
    wo = "den beteiligten Kommunen" if len(g.namen) > 1 else f"{g.namen[0]}" if g.namen else "der Kommune"
    if g.ist_vorvereinbarung:
        return (
            f"Mit der Vorvereinbarung beginnt in {wo} die gemeinsame Vorarbeit: Die Partner klären, welche Fragen von "
            "Sicherheit und Ordnung vor Ort am dringlichsten sind und wie die Prävention organisiert werden soll. "
            "Beratung und Coaching stehen schon in dieser Zeit kostenfrei offen."
        )
    return (
        f"Die Vereinbarung legt fest, wie Kommune, Polizei und Land die Prävention in {wo} gemeinsam voranbringen: Sie "
        "bauen einen Kommunalen Präventionsrat auf oder entwickeln ihn weiter, bestimmen die wichtigsten Themen vor "
        "Ort und stimmen dazu gezielte Maßnahmen ab. Der Landespräventionsrat berät dabei und stellt auf Wunsch ein "
        "kostenfreies Coaching bereit."
    )


def _netzwerk(g: Grundlage) -> str:
    z = g.davor or g.am_tag
    saetze = [f"Stand {als_text_lang(z.stichtag)}: {_beratung(z)}"]
    if z.kpr:
        saetze.append(f"In {_anzahl(z.kpr, 'Kommune', 'Kommunen')} arbeitet ein Kommunaler Präventionsrat.")
    weitere = [
        _anzahl(z.coaching, "Coaching-Prozess", "Coaching-Prozesse") + " begonnen" if z.coaching else "",
        _anzahl(z.analysen, "Sicherheitsanalyse", "Sicherheitsanalysen") + " durchgeführt" if z.analysen else "",
    ]
    if any(weitere):
        wurde = "wurde" if z.coaching == 1 or (z.coaching == 0 and z.analysen == 1) else "wurden"
        saetze.append(f"Bis dahin {wurde} {aufzaehlung(weitere)}.")
    if satz := _vereinbarungen(g):
        saetze.append(satz)
    return " ".join(saetze)


def _beratung(z: Kennzahlen) -> str:
    if not z.beraten:
        return "Der Landespräventionsrat bietet allen Kommunen im Freistaat Beratung zu Sicherheit und Prävention an."
    satz = f"Der Landespräventionsrat hat {_anzahl(z.beraten, 'Kommune', 'Kommunen')} zu Sicherheit und Prävention"
    if not 0 < z.eng <= z.beraten:
        return f"{satz} beraten."
    arbeiten = "arbeitet" if z.eng == 1 else "arbeiten"
    davon = f"{zahl_text(z.eng)} davon ({anteil_text(z.eng, z.beraten)})"
    return f"{satz} beraten; {davon} {arbeiten} eng mit ASSKomm zusammen."


def _vereinbarungen(g: Grundlage) -> str:
    """The day before and the day itself; nothing if the stock lacks agreements that the number proves."""
    if g.davor is None or (g.nummer and not g.ist_geplant and g.am_tag.vereinbarungen < g.nummer):
        return ""
    vorher, am_tag = g.davor.vereinbarungen, _vereinbarungen_am_tag(g)
    if g.ist_vorvereinbarung:
        sind = "ist" if vorher == 1 else "sind"
        return f"Bisher {sind} {_koop(vorher)} geschlossen; Vorvereinbarungen zählen dabei nicht mit."
    if g.ist_geplant:
        return _ausblick(g, vorher, am_tag)
    mit = "mit dieser" if am_tag == vorher + 1 else f"am {als_text_lang(g.tag)}"
    waren, sind = "war" if vorher == 1 else "waren", "ist" if am_tag == 1 else "sind"
    return f"Am Tag vor der Unterzeichnung {waren} {_koop(vorher)} geschlossen, {mit} {sind} es {zahl_text(am_tag)}."


def _ausblick(g: Grundlage, bisher: int, am_tag: int) -> str:
    """Before the ceremony: other planned signings may come first and count as well."""
    davor_geplant = max((g.nummer or am_tag) - am_tag, 0)
    satz = f"Bisher {'ist' if bisher == 1 else 'sind'} {_koop(bisher)} geschlossen; "
    if davor_geplant:
        noch = _anzahl(davor_geplant, "weitere Unterzeichnung", "weitere Unterzeichnungen")
        satz += f"vorher {'ist' if davor_geplant == 1 else 'sind'} {noch} geplant; "
    return f"{satz}mit dieser werden es voraussichtlich {zahl_text(am_tag + davor_geplant)}."


def _koop(zahl: int) -> str:
    return _anzahl(zahl, "Kooperationsvereinbarung", "Kooperationsvereinbarungen")


def _vereinbarungen_am_tag(g: Grundlage) -> int:
    zusaetzlich = 1 if g.ist_geplant and not g.ist_vorvereinbarung else 0
    return g.am_tag.vereinbarungen + zusaetzlich


def _foerderung(z: Kennzahlen) -> str:
    saetze = []
    if z.foerdermittel:
        saetze.append(
            f"Für die Umsetzung vor Ort stellt der Freistaat Sachsen im Jahr {z.stichtag.year} Fördermittel "
            f"in Höhe von {betrag_text(z.foerdermittel)} bereit."
        )
    if z.gefoerdert:
        werden = "wird" if z.gefoerdert == 1 else "werden"
        saetze.append(f"{_anzahl(z.gefoerdert, 'Kommune', 'Kommunen')} {werden} daraus bereits gefördert.")
    return " ".join(saetze)


def _zahlentafel(g: Grundlage) -> str:
    """The figures of the day before beside those of the day."""
    staende = [z for z in (g.davor, g.am_tag) if z]
    kopf = tuple(f"Stand {z.stichtag:%d.%m.%Y}" for z in staende)
    if g.ist_geplant:
        kopf = (kopf[0], "mit dieser Vereinbarung (voraussichtlich)")
    zeilen = [(name, *(_zelle(getattr(z, feld)) for z in staende)) for name, feld in _ZEILEN if _zeigt(feld, g)]
    if g.ist_geplant:
        zeilen = [(n, a, zahl_text(_vereinbarungen_am_tag(g)) if n == _KOOP else b) for n, a, b in zeilen]
    return tabelle(("ASSKomm in Zahlen", *kopf), [*zeilen, *_foerderzeilen(staende)])


_KOOP = "Kooperationsvereinbarungen"
_ZEILEN = (
    ("beratene Kommunen", "beraten"),
    ("Kommunen in enger Zusammenarbeit", "eng"),
    ("Kommunale Präventionsräte", "kpr"),
    (_KOOP, "vereinbarungen"),
    ("Coaching-Prozesse", "coaching"),
    ("Sicherheitsanalysen", "analysen"),
)


def _zeigt(feld: str, g: Grundlage) -> bool:
    return feld != "vereinbarungen" or g.ist_geplant or g.am_tag.vereinbarungen >= (g.nummer or 0)


def _foerderzeilen(staende: list[Kennzahlen]) -> list[tuple[str, ...]]:
    jahr = staende[-1].stichtag.year
    if any(z.stichtag.year != jahr for z in staende):  # on 1 January the two columns would be of two budget years
        staende = [staende[-1]] * len(staende)
    zeilen = []
    if any(z.gefoerdert for z in staende):
        zeilen.append((f"geförderte Kommunen {jahr}", *(_zelle(z.gefoerdert) for z in staende)))
    if any(z.foerdermittel is not None for z in staende):
        zeilen.append((f"Fördermittel {jahr}", *(_zelle(z.foerdermittel) for z in staende)))
    return zeilen


def _zelle(wert: int | Decimal | None) -> str:
    if wert is None:
        return "keine Angabe"
    return betrag_text(wert) if isinstance(wert, Decimal) else zahl_text(wert)


def _anzahl(zahl: int, einzahl: str, mehrzahl: str) -> str:
    return f"{zahl_text(zahl)} {einzahl if zahl == 1 else mehrzahl}"


def _gross(text: str) -> str:
    return text[:1].upper() + text[1:]
