"""Accessible PDF documents: one file that is PDF/A-3a (archive) and PDF/UA-1 (accessible) at once.

WeasyPrint writes either of the two; the finisher adds what PDF/A-3a lacks of PDF/UA-1: the identification in the
metadata, the scope of table headers, printable annotations. Nothing is fetched but our own style sheet and fonts.
"""

import base64
import threading
import warnings
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

STIL = "css/pdf.css"
_BASIS = "intern://dokument/"
_RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
_PDFA = "http://www.aiim.org/pdfa/ns"
_UA_XMP = (
    f'<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" {_RDF}>'
    "<pdfuaid:part>1</pdfuaid:part></rdf:Description>\n"
    f'<rdf:Description rdf:about="" {_RDF} xmlns:pdfaExtension="{_PDFA}/extension/"'
    f' xmlns:pdfaSchema="{_PDFA}/schema#" xmlns:pdfaProperty="{_PDFA}/property#">'
    '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    "<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>"
    '<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    "<pdfaProperty:category>internal</pdfaProperty:category>"
    "<pdfaProperty:description>PDF/UA version identifier</pdfaProperty:description>"
    "<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    "</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
).encode()
# Fontconfig is not safe for parallel use within one process; a letter takes a fifth of a second.
_schloss = threading.Lock()


class _EigeneDateien(URLFetcher):
    """Only fonts of the build folder and static files of this project; no network, no other file of the machine."""

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        teile = urlsplit(url)
        if teile.scheme == "data":
            return URLFetcher(allowed_protocols=["data"]).fetch(url, headers)
        pfad = self._pfad(unquote(teile.path).lstrip("/")) if teile.scheme == "intern" else None
        if pfad is None or not pfad.is_file():
            raise FatalURLFetchingError(f"Diese Adresse darf ein Dokument nicht laden: {url}")
        return URLFetcherResponse(url, pfad.read_bytes())

    @staticmethod
    def _pfad(name: str) -> Path | None:
        if name.startswith("schriften/"):
            return Path(settings.SCHRIFTEN_DIR) / Path(name).name
        try:
            gefunden = finders.find(name.removeprefix("static/"))
        except SuspiciousFileOperation:  # "../" leads out of the folders of the project
            return None
        return Path(gefunden) if isinstance(gefunden, str) else None


def render_pdf(*, vorlage: str, werte: dict[str, Any], wasserzeichen: str = "") -> bytes:
    """Renders a template of templates/documents. It needs a title, lang="de" and headings in order.

    `wasserzeichen` is a word printed large and pale behind every page ("ENTWURF").
    """
    html = render_to_string(vorlage, werte)
    with _schloss:
        fonts, stil = _gestaltung()
        stile = [stil]
        if wasserzeichen:
            stile.append(CSS(string=_wasserzeichen(wasserzeichen), url_fetcher=_EigeneDateien(), font_config=fonts))
        dokument = HTML(string=html, base_url=_BASIS, url_fetcher=_EigeneDateien())
        with warnings.catch_warnings():
            # WeasyPrint 70 opens its colour profile for PDF/A and leaves closing it to Python.
            warnings.simplefilter("ignore", ResourceWarning)
            inhalt: bytes = dokument.write_pdf(
                stylesheets=stile, font_config=fonts, pdf_variant="pdf/a-3a", custom_metadata=False, finisher=_finish
            )
    return inhalt


@lru_cache(maxsize=1)
def _gestaltung() -> tuple[FontConfiguration, CSS]:
    """One font configuration for the process: loading the fonts costs more than a letter."""
    if not any(Path(settings.SCHRIFTEN_DIR).glob("*.ttf")):
        raise RuntimeError("Die Schriften für PDF-Dokumente fehlen; „make setup“ legt sie an.")
    fonts = FontConfiguration()
    datei = finders.find(STIL)
    if not isinstance(datei, str):
        raise RuntimeError(f"Die Datei {STIL} fehlt.")
    text = Path(datei).read_text(encoding="utf-8")
    return fonts, CSS(string=text, base_url=_BASIS, url_fetcher=_EigeneDateien(), font_config=fonts)


def _wasserzeichen(wort: str) -> str:
    """As a page background it is an artifact: screen readers skip it, the text says the same in words."""
    groesse = min(96, 1100 // max(len(wort), 1))
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 800" width="600" height="800">'
        f'<text x="300" y="400" transform="rotate(-52 300 400)" text-anchor="middle" font-family="Fira Sans"'
        f' font-weight="600" font-size="{groesse}" fill="#e3e8f1">{escape(wort)}</text></svg>'
    )
    daten = base64.b64encode(svg.encode()).decode()
    return f'@page {{ background: url("data:image/svg+xml;base64,{daten}") no-repeat center; }}'


def _finish(document: Any, pdf: Any) -> None:
    meta = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    inhalt = b"\n".join(meta.stream)
    if inhalt.count(b"</rdf:RDF>") != 1:
        raise RuntimeError("Die Metadaten des PDF haben eine unerwartete Form.")
    meta.stream = [inhalt.replace(b"</rdf:RDF>", _UA_XMP + b"</rdf:RDF>")]
    objekte: list[Any] = [o for o in pdf.objects if isinstance(o, dict)]
    nach_verweis = {o.reference: o for o in objekte if getattr(o, "number", None) is not None}
    for objekt in objekte:
        if objekt.get("Type") == "/Annot":
            objekt["F"] = 4  # printed like the text around it
        if objekt.get("S") == "/TH":
            objekt["A"]["Scope"] = "/Column" if _steht_im_tabellenkopf(objekt, nach_verweis) else "/Row"


def _steht_im_tabellenkopf(objekt: Any, nach_verweis: dict[Any, Any]) -> bool:
    eltern = nach_verweis.get(objekt.get("P"))
    while eltern is not None:
        if eltern.get("S") == "/THead":
            return True
        eltern = nach_verweis.get(eltern.get("P"))
    return False
