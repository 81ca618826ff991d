"""Word document (OOXML transitional), written part by part."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from .bloecke import Absatz, Block, Lauf, Liste, Tabelle

MIMETYP = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_KOPF = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_PAKET = "http://schemas.openxmlformats.org/package/2006"
_BEZUG = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ART = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_GROESSEN = {1: 40, 2: 30, 3: 24}  # half points
_BREITE = 9070  # of the text, in twentieths of a point


def als_docx(bloecke: Sequence[Block], *, titel: str) -> bytes:
    teile = {
        "[Content_Types].xml": _typen(),
        "_rels/.rels": _verweise(
            (f"{_BEZUG}/officeDocument", "word/document.xml"),
            (f"{_PAKET}/relationships/metadata/core-properties", "docProps/core.xml"),
        ),
        "docProps/core.xml": (
            f'{_KOPF}<cp:coreProperties xmlns:cp="{_PAKET}/metadata/core-properties" '
            f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(titel)}</dc:title>'
            "<dc:language>de-DE</dc:language></cp:coreProperties>"
        ),
        "word/document.xml": _dokument(bloecke),
        "word/styles.xml": _stile(),
        "word/numbering.xml": _nummern(bloecke),
        "word/_rels/document.xml.rels": _verweise(
            (f"{_BEZUG}/styles", "styles.xml"), (f"{_BEZUG}/numbering", "numbering.xml")
        ),
    }
    ziel = io.BytesIO()
    with zipfile.ZipFile(ziel, "w", zipfile.ZIP_DEFLATED) as archiv:
        for name, text in teile.items():
            archiv.writestr(name, text)
    return ziel.getvalue()


def _typen() -> str:
    teile = {
        "/word/document.xml": f"{_ART}.document.main+xml",
        "/word/styles.xml": f"{_ART}.styles+xml",
        "/word/numbering.xml": f"{_ART}.numbering+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    return (
        f'{_KOPF}<Types xmlns="{_PAKET}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        + "".join(f'<Override PartName="{name}" ContentType="{art}"/>' for name, art in teile.items())
        + "</Types>"
    )


def _verweise(*ziele: tuple[str, str]) -> str:
    zeilen = "".join(
        f'<Relationship Id="r{nr}" Type="{art}" Target="{ziel}"/>' for nr, (art, ziel) in enumerate(ziele, 1)
    )
    return f'{_KOPF}<Relationships xmlns="{_PAKET}/relationships">{zeilen}</Relationships>'


def _dokument(bloecke: Sequence[Block]) -> str:
    text = "".join(_block(b) for b in bloecke)
    seite = (
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1418" w:right="1418" w:bottom="1418" w:left="1418" w:header="709" w:footer="709" '
        'w:gutter="0"/></w:sectPr>'
    )
    return f"{_KOPF}<w:document {_W}><w:body>{text}{seite}</w:body></w:document>"


def _block(block: Block) -> str:
    if isinstance(block, Liste):
        return _liste(block)
    return _tabelle(block) if isinstance(block, Tabelle) else _absatz(block)


def _absatz(absatz: Absatz, eigenschaften: str = "") -> str:
    stil = f'<w:pStyle w:val="Heading{absatz.ebene}"/>' if absatz.ebene else ""
    return f"<w:p><w:pPr>{stil}{eigenschaften}</w:pPr>{_laeufe(absatz.laeufe)}</w:p>"


def _laeufe(laeufe: Sequence[Lauf]) -> str:
    return "".join(
        f"<w:r><w:rPr>{'<w:b/>' if fett else ''}{'<w:i/>' if kursiv else ''}</w:rPr>"
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
        for text, fett, kursiv in laeufe
    )


def _liste(liste: Liste) -> str:
    """The first paragraph of an item bears its number; what follows stands below it."""
    teile = []
    for punkt in liste.punkte:
        for nr, teil in enumerate(punkt):
            if isinstance(teil, Liste):
                teile.append(_liste(teil))
            elif nr:
                teile.append(_absatz(teil, f'<w:ind w:left="{_einzug(liste.tiefe)}"/>'))
            else:
                zahl = f'<w:numPr><w:ilvl w:val="{liste.tiefe}"/><w:numId w:val="{liste.nummer}"/></w:numPr>'
                teile.append(_absatz(teil, zahl))
    return "".join(teile)


def _tabelle(tabelle: Tabelle) -> str:
    breite = _BREITE // len(tabelle.zeilen[0])
    spalten = f'<w:gridCol w:w="{breite}"/>' * len(tabelle.zeilen[0])
    zeilen = "".join(_zeile(z, breite, kopf=not nr) for nr, z in enumerate(tabelle.zeilen))
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="Raster"/><w:tblW w:w="0" w:type="auto"/>'
        '<w:tblLook w:val="0020" w:firstRow="1"/></w:tblPr>'
        f"<w:tblGrid>{spalten}</w:tblGrid>{zeilen}</w:tbl><w:p/>"
    )


def _zeile(zeile: Sequence[Sequence[Lauf]], breite: int, *, kopf: bool) -> str:
    zellen = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{breite}" w:type="dxa"/></w:tcPr>'
        f"{_absatz(Absatz([(t, f or kopf, k) for t, f, k in zelle]))}</w:tc>"
        for zelle in zeile
    )
    return f"<w:tr>{'<w:trPr><w:tblHeader/></w:trPr>' if kopf else ''}{zellen}</w:tr>"


def _nummern(bloecke: Sequence[Block]) -> str:
    """One definition for bullets and one for numbers; every list begins anew."""
    formen = {False: ("bullet", "•"), True: ("decimal", "%{}.")}
    arten = "".join(
        f'<w:abstractNum w:abstractNumId="{int(mit_zahlen)}"><w:multiLevelType w:val="hybridMultilevel"/>'
        + "".join(
            f'<w:lvl w:ilvl="{tiefe}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
            f'<w:lvlText w:val="{text.format(tiefe + 1)}"/><w:lvlJc w:val="left"/>'
            f'<w:pPr><w:ind w:left="{_einzug(tiefe)}" w:hanging="360"/></w:pPr></w:lvl>'
            for tiefe in range(3)
        )
        + "</w:abstractNum>"
        for mit_zahlen, (form, text) in formen.items()
    )
    listen = "".join(
        f'<w:num w:numId="{liste.nummer}"><w:abstractNumId w:val="{int(liste.mit_zahlen)}"/>'
        f'<w:lvlOverride w:ilvl="{liste.tiefe}"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        for liste in _listen(bloecke)
    )
    return f"{_KOPF}<w:numbering {_W}>{arten}{listen}</w:numbering>"


def _listen(teile: Sequence[Block]) -> Iterator[Liste]:
    for teil in teile:
        if isinstance(teil, Liste):
            yield teil
            for punkt in teil.punkte:
                yield from _listen(punkt)


def _einzug(tiefe: int) -> int:
    return 454 * (tiefe + 1)


def _stile() -> str:
    ueberschriften = "".join(
        f'<w:style w:type="paragraph" w:styleId="Heading{e}"><w:name w:val="heading {e}"/><w:basedOn w:val="Normal"/>'
        f'<w:next w:val="Normal"/><w:qFormat/><w:pPr><w:keepNext/><w:spacing w:before="280" w:after="120"/>'
        f'<w:outlineLvl w:val="{e - 1}"/></w:pPr><w:rPr><w:b/><w:sz w:val="{groesse}"/></w:rPr></w:style>'
        for e, groesse in _GROESSEN.items()
    )
    kanten = "".join(
        f'<w:{kante} w:val="single" w:sz="4" w:space="0" w:color="5B6470"/>'
        for kante in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return (
        f"{_KOPF}<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr>"
        '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/><w:sz w:val="22"/><w:lang w:val="de-DE"/>'
        '</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="276" w:lineRule="auto"/></w:pPr>'
        '</w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal">'
        f'<w:name w:val="Normal"/><w:qFormat/></w:style>{ueberschriften}'
        '<w:style w:type="table" w:styleId="Raster"><w:name w:val="Table Grid"/>'
        f"<w:tblPr><w:tblBorders>{kanten}</w:tblBorders></w:tblPr></w:style></w:styles>"
    )
