"""OpenDocument text (ODF 1.3), written part by part."""

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from .bloecke import Absatz, Block, Lauf, Liste, Tabelle

MIMETYP = "application/vnd.oasis.opendocument.text"
_NS = " ".join(
    f'xmlns:{kurz}="{lang}"'
    for kurz, lang in {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
        "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
        "dc": "http://purl.org/dc/elements/1.1/",
        "manifest": "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0",
    }.items()
)
_KOPF = '<?xml version="1.0" encoding="UTF-8"?>\n'
_GROESSEN = {1: 20, 2: 15, 3: 12}
_TEILE = ("content.xml", "styles.xml", "meta.xml")
_AUSZEICHNUNG = (
    '<style:style style:name="F" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="K" style:family="text"><style:text-properties fo:font-style="italic"/></style:style>'
    '<style:style style:name="FK" style:family="text">'
    '<style:text-properties fo:font-weight="bold" fo:font-style="italic"/></style:style>'
    '<style:style style:name="Z" style:family="table-cell">'
    '<style:table-cell-properties fo:border="0.5pt solid #5b6470" fo:padding="0.12cm"/></style:style>'
)
_PUNKTE, _ZAHLEN = 'text:bullet-char="•"', 'style:num-format="1" style:num-suffix="."'


def als_odt(bloecke: Sequence[Block], *, titel: str) -> bytes:
    ziel = io.BytesIO()
    with zipfile.ZipFile(ziel, "w", zipfile.ZIP_DEFLATED) as archiv:
        archiv.writestr("mimetype", MIMETYP, zipfile.ZIP_STORED)  # first and unpacked: readers look for it there
        archiv.writestr("META-INF/manifest.xml", _verzeichnis())
        archiv.writestr("content.xml", _inhalt(bloecke))
        archiv.writestr("styles.xml", _stile())
        archiv.writestr("meta.xml", _kopfdaten(titel))
    return ziel.getvalue()


def _huelle(art: str, inhalt: str) -> str:
    return f'{_KOPF}<office:{art} {_NS} office:version="1.3">{inhalt}</office:{art}>'


def _kopfdaten(titel: str) -> str:
    angaben = f"<dc:title>{escape(titel)}</dc:title><dc:language>de-DE</dc:language>"
    return _huelle("document-meta", f"<office:meta>{angaben}</office:meta>")


def _verzeichnis() -> str:
    zeilen = [("/", MIMETYP), *((teil, "text/xml") for teil in _TEILE)]
    eintraege = "".join(
        f'<manifest:file-entry manifest:full-path="{weg}" manifest:media-type="{art}"/>' for weg, art in zeilen
    )
    return f'{_KOPF}<manifest:manifest {_NS} manifest:version="1.3">{eintraege}</manifest:manifest>'


def _inhalt(bloecke: Sequence[Block]) -> str:
    text = "".join(_block(b, nr) for nr, b in enumerate(bloecke, 1))
    return _huelle(
        "document-content",
        f"<office:automatic-styles>{_AUSZEICHNUNG}{_liststil('Punkte', 'bullet', _PUNKTE)}"
        f"{_liststil('Zahlen', 'number', _ZAHLEN)}</office:automatic-styles>"
        f"<office:body><office:text>{text}</office:text></office:body>",
    )


def _liststil(name: str, art: str, angaben: str) -> str:
    stufen = "".join(_stufe(art, nr, angaben) for nr in (1, 2, 3))
    return f'<text:list-style style:name="{name}">{stufen}</text:list-style>'


def _stufe(art: str, nr: int, angaben: str) -> str:
    einzug = (
        '<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
        '<style:list-level-label-alignment text:label-followed-by="listtab" '
        f'fo:text-indent="-0.6cm" fo:margin-left="{nr * 0.8:.1f}cm"/></style:list-level-properties>'
    )
    return f'<text:list-level-style-{art} text:level="{nr}" {angaben}>{einzug}</text:list-level-style-{art}>'


def _block(block: Block, nr: int) -> str:
    if isinstance(block, Liste):
        return _liste(block)
    return _tabelle(block, nr) if isinstance(block, Tabelle) else _absatz(block)


def _absatz(absatz: Absatz, stil: str = "Standard") -> str:
    if absatz.ebene:
        e = absatz.ebene
        return f'<text:h text:style-name="Ueberschrift{e}" text:outline-level="{e}">{_laeufe(absatz.laeufe)}</text:h>'
    return f'<text:p text:style-name="{stil}">{_laeufe(absatz.laeufe)}</text:p>'


def _laeufe(laeufe: Sequence[Lauf]) -> str:
    teile = []
    for text, fett, kursiv in laeufe:
        stil = ("F" if fett else "") + ("K" if kursiv else "")
        teile.append(f'<text:span text:style-name="{stil}">{escape(text)}</text:span>' if stil else escape(text))
    return "".join(teile)


def _liste(liste: Liste) -> str:
    stil = "Zahlen" if liste.mit_zahlen else "Punkte"
    punkte = "".join(
        "<text:list-item>"
        + "".join(_liste(t) if isinstance(t, Liste) else _absatz(t) for t in punkt)
        + "</text:list-item>"
        for punkt in liste.punkte
    )
    return f'<text:list text:style-name="{stil}">{punkte}</text:list>'


def _tabelle(tabelle: Tabelle, nr: int) -> str:
    kopf, *zeilen = ["".join(_zelle(z, kopf=not i) for z in zeile) for i, zeile in enumerate(tabelle.zeilen)]
    reihen = "".join(f"<table:table-row>{z}</table:table-row>" for z in zeilen)
    return (
        f"<table:table table:name={quoteattr(f'Tabelle {nr}')}>"
        f'<table:table-column table:number-columns-repeated="{len(tabelle.zeilen[0])}"/>'
        f"<table:table-header-rows><table:table-row>{kopf}</table:table-row></table:table-header-rows>{reihen}"
        '</table:table><text:p text:style-name="Standard"/>'
    )


def _zelle(laeufe: Sequence[Lauf], *, kopf: bool) -> str:
    inhalt = _absatz(Absatz([(t, f or kopf, k) for t, f, k in laeufe]), "Zelle")
    return f'<table:table-cell table:style-name="Z" office:value-type="string">{inhalt}</table:table-cell>'


def _stile() -> str:
    schrift = 'fo:font-family="Arial, \'Liberation Sans\', sans-serif" fo:language="de" fo:country="DE"'
    ueberschriften = "".join(
        f'<style:style style:name="Ueberschrift{e}" style:display-name="Überschrift {e}" style:family="paragraph" '
        f'style:parent-style-name="Standard" style:next-style-name="Standard" style:default-outline-level="{e}">'
        '<style:paragraph-properties fo:margin-top="0.5cm" fo:margin-bottom="0.2cm" fo:keep-with-next="always"/>'
        f'<style:text-properties fo:font-size="{groesse}pt" fo:font-weight="bold"/></style:style>'
        for e, groesse in _GROESSEN.items()
    )
    return _huelle(
        "document-styles",
        "<office:styles>"
        f'<style:default-style style:family="paragraph"><style:text-properties {schrift} fo:font-size="11pt"/>'
        "</style:default-style>"
        '<style:style style:name="Standard" style:family="paragraph">'
        '<style:paragraph-properties fo:margin-bottom="0.2cm" fo:line-height="120%"/></style:style>'
        '<style:style style:name="Zelle" style:family="paragraph"/>'
        f"{ueberschriften}</office:styles>"
        '<office:automatic-styles><style:page-layout style:name="Seite"><style:page-layout-properties '
        'fo:page-width="21cm" fo:page-height="29.7cm" fo:margin="2.5cm"/></style:page-layout></office:automatic-styles>'
        '<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="Seite"/>'
        "</office:master-styles>",
    )
