"""XML read from its beginning to its end without a tree: a part of a megabyte may unfold to millions of elements."""

from collections.abc import Callable
from typing import IO
from xml.parsers import expat

MAX_ELEMENTE = 3_000_000  # a table of 50,000 rows and 20 columns has two million
MAX_TIEFE = 1000  # expat remembers every open element
MAX_ANGABE = 1024 * 1024  # bytes of a single start tag or comment
STUECK = 256 * 1024

JeElement = Callable[[str, dict[str, str]], None]
"""Gets the name with its namespace (`…}name`) and the attributes, named alike."""


class UnzulaessigesXml(Exception):
    """A declaration (DTD, and with it entities), or more than anybody writes."""


def lies_xml(strom: IO[bytes], je_element: JeElement | None = None) -> None:
    """Raises UnzulaessigesXml, or ValueError if it is not well-formed."""
    leser = expat.ParserCreate(namespace_separator="}")
    leser.StartDoctypeDeclHandler = _verweigere
    zaehler = _Zaehler(je_element)
    leser.StartElementHandler, leser.EndElementHandler = zaehler.beginn, zaehler.ende
    gelesen = 0
    try:
        while stueck := strom.read(STUECK):
            leser.Parse(stueck, False)
            gelesen += len(stueck)
            if gelesen - leser.CurrentByteIndex > MAX_ANGABE:
                raise UnzulaessigesXml
        leser.Parse(b"", True)
    except expat.ExpatError as fehler:
        raise ValueError(str(fehler)) from None


def _verweigere(*_angaben: object) -> None:
    raise UnzulaessigesXml


class _Zaehler:
    def __init__(self, je_element: JeElement | None) -> None:
        self.je_element, self.anzahl, self.tiefe = je_element, 0, 0

    def beginn(self, name: str, angaben: dict[str, str]) -> None:
        self.anzahl += 1
        self.tiefe += 1
        if self.anzahl > MAX_ELEMENTE or self.tiefe > MAX_TIEFE:
            raise UnzulaessigesXml
        if self.je_element is not None:
            self.je_element(name, angaben)

    def ende(self, _name: str) -> None:
        self.tiefe -= 1
