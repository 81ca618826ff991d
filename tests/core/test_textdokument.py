"""Ein Text in Markdown als Dokument: Überschriften, Listen und Tabellen sind wirkliche, nicht nur gemalt."""

import io
import re
import zipfile
from xml.etree import ElementTree

from django.core.files.uploadedfile import SimpleUploadedFile
from odf.opendocument import load

from asskomm.core.textdokument import als_docx, als_odt, lies_bloecke
from asskomm.core.textdokument.bloecke import Absatz, Liste, Tabelle
from asskomm.core.uploads import check_anlage
from asskomm.core.uploads.arten import DOCX, ODT

TEXT = """# Titel & mehr

Ein **fetter** und *kursiver*
Absatz.

1. Eins
   - innen
2. Zwei

   Nachsatz

1) Neu

| Was | Wie <viel> |
|---|---|
| a | |
"""
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def test_bloecke_eines_textes():
    titel, absatz, liste, neue, tabelle = lies_bloecke(TEXT)
    assert titel == Absatz([("Titel & mehr", False, False)], 1)
    assert absatz.text == "Ein fetter und kursiver Absatz."
    assert [(t, f, k) for t, f, k in absatz.laeufe if f or k] == [("fetter", True, False), ("kursiver", False, True)]
    innen = Liste(2, False, 1, [[Absatz([("innen", False, False)])]])
    assert liste == Liste(
        1,
        True,
        0,
        [
            [Absatz([("Eins", False, False)]), innen],
            [Absatz([("Zwei", False, False)]), Absatz([("Nachsatz", False, False)])],
        ],
    )
    assert (neue.nummer, neue.mit_zahlen, len(neue.punkte)) == (3, True, 1)
    assert tabelle == Tabelle([[[("Was", False, False)], [("Wie <viel>", False, False)]], [[("a", False, False)], []]])


def test_opendocument_mit_gliederung_sprache_und_titel():
    inhalt = als_odt(lies_bloecke(TEXT), titel="Titel & mehr")
    assert check_anlage(SimpleUploadedFile("x.odt", inhalt)) == ODT
    assert inhalt[30:38] == b"mimetype"  # where readers look for it
    dokument = load(io.BytesIO(inhalt))
    teile = [k.qname[1] for k in dokument.text.childNodes]
    assert teile == ["h", "p", "list", "list", "table", "p"]
    xml = zipfile.ZipFile(io.BytesIO(inhalt)).read("content.xml").decode()
    assert '<text:h text:style-name="Ueberschrift1" text:outline-level="1">Titel &amp; mehr</text:h>' in xml
    assert "<table:table-header-rows>" in xml
    assert "Wie &lt;viel&gt;" in xml
    assert "<dc:title>Titel &amp; mehr</dc:title><dc:language>de-DE</dc:language>" in (
        zipfile.ZipFile(io.BytesIO(inhalt)).read("meta.xml").decode()
    )


def test_word_mit_gliederung_und_listen_die_neu_beginnen():
    inhalt = als_docx(lies_bloecke(TEXT), titel="Titel & mehr")
    assert check_anlage(SimpleUploadedFile("x.docx", inhalt)) == DOCX
    with zipfile.ZipFile(io.BytesIO(inhalt)) as archiv:
        teile = {name: ElementTree.fromstring(archiv.read(name)) for name in archiv.namelist()}  # noqa: S314
    dokument = teile["word/document.xml"]
    assert [s.get(f"{W}val") for s in dokument.iter(f"{W}pStyle")] == ["Heading1"]
    nummern = [n.get(f"{W}val") for n in dokument.iter(f"{W}numId")]
    assert nummern == ["1", "2", "1", "3"]
    assert {n.get(f"{W}numId") for n in teile["word/numbering.xml"].iter(f"{W}num")} == {"1", "2", "3"}
    assert len(list(dokument.iter(f"{W}tblHeader"))) == 1
    assert "".join(t.text for t in dokument.iter(f"{W}t")).startswith("Titel & mehrEin fetter und kursiver Absatz.")
    genannt = {r.get("Target") for name in teile if name.endswith(".rels") for r in teile[name]}
    vorhanden = {re.sub("^word/", "", name) for name in teile} | set(teile)
    assert genannt <= vorhanden
