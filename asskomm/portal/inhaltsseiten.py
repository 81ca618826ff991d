"""What the public pages show of editorial content on a day, as finished values for the templates."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models import Case, IntegerField, Q, Value, When
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from asskomm.core.stichtag import als_text_lang

from .enums import Inhaltsart
from .inhaltstext import inhalt_als_html, mit_kontakt
from .models import Inhaltsdatei, Inhaltsfassung
from .textstellen import Textstelle, stellen_der_seite

AUF_START = 3
ADRESSEN = {
    Inhaltsart.NACHRICHT: "portal:nachricht",
    Inhaltsart.PRAXISBEISPIEL: "portal:praxisbeispiel",
    Inhaltsart.VORLAGE: "portal:vorlagen",
}


class Vorlage(NamedTuple):
    titel: str
    id: str
    zusammenfassung: str
    html: SafeString
    dateien: list[tuple[str, str, str]]


def oeffentlicher_weg(datei: Inhaltsdatei) -> str:
    return reverse("portal:inhaltsdatei", args=[datei.pk, datei.dokument.name])


def oeffentliche(art: str, heute: dt.date) -> Any:
    return Inhaltsfassung.objects.oeffentlich(heute).art(art)


def seitentexte(seite: str, heute: dt.date) -> dict[str, str | SafeString]:
    """The texts of a page by their short names: released ones, else the words they start with. One query."""
    stellen = [t.schluessel for t in stellen_der_seite(seite)]
    zeilen = Inhaltsfassung.objects.oeffentlich(heute).filter(inhalt__textstelle__in=stellen).select_related("inhalt")
    return texte_aus(seite, zeilen)


def start_inhalte(heute: dt.date) -> tuple[dict[str, str | SafeString], list[dict[str, str]]]:
    """Texts and latest news of the start page, in one query."""
    stellen = [t.schluessel for t in stellen_der_seite("start")]
    zuerst = Case(When(inhalt__art=Inhaltsart.SEITENTEXT, then=Value(0)), default=Value(1), output_field=IntegerField())
    zeilen = (
        Inhaltsfassung.objects.oeffentlich(heute)
        .filter(Q(inhalt__textstelle__in=stellen) | Q(inhalt__art=Inhaltsart.NACHRICHT))
        .select_related("inhalt")
        .order_by(zuerst, "-gueltig_von", "-inhalt__pk")[: AUF_START + len(stellen)]
    )
    texte = [z for z in zeilen if z.inhalt.art == Inhaltsart.SEITENTEXT]
    nachrichten = [z for z in zeilen if z.inhalt.art == Inhaltsart.NACHRICHT][:AUF_START]
    return texte_aus("start", texte), [listeneintrag(z) for z in nachrichten]


def texte_aus(seite: str, zeilen: Iterable[Inhaltsfassung]) -> dict[str, str | SafeString]:
    eigene = {z.inhalt.textstelle: z.text for z in zeilen}
    return {t.kurz: text_der_stelle(t, eigene.get(t.schluessel, t.vorgabe)) for t in stellen_der_seite(seite)}


def text_der_stelle(stelle: Textstelle, text: str) -> str | SafeString:
    return mit_kontakt(text) if stelle.einfach else inhalt_als_html(text, dateien=[], weg=oeffentlicher_weg)


def listeneintrag(fassung: Inhaltsfassung) -> dict[str, str]:
    inhalt = fassung.inhalt
    url = reverse(ADRESSEN[Inhaltsart(inhalt.art)], args=[inhalt.slug])
    return {**_tag(fassung), "titel": fassung.titel, "text": _unterzeile(fassung), "url": url}


def einzelwerte(
    fassung: Inhaltsfassung, *, dateien: Sequence[Inhaltsdatei], weg: Callable[[Inhaltsdatei], str] = oeffentlicher_weg
) -> dict[str, Any]:
    """For the page of one text; also of a version that is not released or not even saved yet."""
    inhalt = fassung.inhalt
    return {
        "titel": fassung.titel,
        "zusammenfassung": fassung.zusammenfassung,
        "html": inhalt_als_html(fassung.text, dateien=dateien, weg=weg),
        "dateien": [(d.bezeichnung, weg(d), d.format) for d in dateien if not d.ist_bild],
        "dachzeile": inhalt.handlungsfeld.name if inhalt.handlungsfeld else inhalt.get_art_display(),
        "kommune": inhalt.kommune,
        "fiktiv": inhalt.fiktiv,
        **_tag(fassung),
    }


def vorlage(
    fassung: Inhaltsfassung, *, dateien: Sequence[Inhaltsdatei], weg: Callable[[Inhaltsdatei], str] = oeffentlicher_weg
) -> Vorlage:
    werte = einzelwerte(fassung, dateien=dateien, weg=weg)
    return Vorlage(werte["titel"], fassung.inhalt.slug, werte["zusammenfassung"], werte["html"], werte["dateien"])


def dateien_der(fassung: Inhaltsfassung) -> list[Inhaltsdatei]:
    return sorted(fassung.dateien.all(), key=lambda d: d.pk)


def mit_dateien(auswahl: Any) -> Any:
    return auswahl.prefetch_related("dateien__dokument")


def uebersicht(art: str) -> dict[str, str]:
    """The list that a text belongs to."""
    if art == Inhaltsart.PRAXISBEISPIEL:
        return {"liste": "portal:praxisbeispiele", "listentitel": "Praxisbeispiele"}
    return {"liste": "portal:aktuelles", "listentitel": "Aktuelles"}


def _tag(fassung: Inhaltsfassung) -> dict[str, str]:
    tag = fassung.gueltig_von
    return {"datum": als_text_lang(tag), "iso": tag.isoformat()} if tag else {"datum": "noch kein Tag", "iso": ""}


def _unterzeile(fassung: Inhaltsfassung) -> str:
    inhalt = fassung.inhalt
    wo = [str(x) for x in (inhalt.handlungsfeld, inhalt.kommune) if x is not None]
    davor = " · ".join(wo)
    return format_html("{}{}{}", davor, ". " if davor and fassung.zusammenfassung else "", fassung.zusammenfassung)
