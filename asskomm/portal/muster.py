"""The patterns that come with the portal: texts that a Kommune fills in, for Word and for OpenDocument.

Their words stand as Markdown in daten/muster. They are what the office begins with; what the public downloads are the
files of a released version, which the office replaces by its own without any deployment.
"""

from dataclasses import dataclass
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from asskomm.core.textdokument import als_docx, als_odt, lies_bloecke

_ORDNER = Path(__file__).parent / "daten" / "muster"
_FORMATE = (("docx", "Word", als_docx), ("odt", "OpenDocument", als_odt))


@dataclass(frozen=True)
class Muster:
    """`name`: of its file in daten/muster, and of the documents."""

    name: str
    titel: str
    zusammenfassung: str

    def dateien(self) -> list[tuple[str, SimpleUploadedFile]]:
        """Label and document of each format."""
        bloecke = lies_bloecke((_ORDNER / f"{self.name}.md").read_text(encoding="utf-8"))
        return [
            (f"{self.titel}, {wort}", SimpleUploadedFile(f"{self.name}.{endung}", schreibe(bloecke, titel=self.titel)))
            for endung, wort, schreibe in _FORMATE
        ]


MUSTER = (
    Muster(
        "beschlussvorlage",
        "Muster einer Beschlussvorlage",
        "Für den Stadt- oder Gemeinderat: Beschlussvorschlag, Begründung, Kosten und Rechtsgrundlage des Beitritts.",
    ),
    Muster(
        "kooperationsvereinbarung",
        "Muster einer Kooperationsvereinbarung",
        "Zwischen Kommune, Polizeidirektion und Landespräventionsrat: Beiträge der Partner, Datenschutz, Laufzeit.",
    ),
    Muster(
        "kpr-geschaeftsordnung",
        "Muster der Geschäftsordnung eines Kommunalen Präventionsrates",
        "Aufgaben, Mitglieder, Lenkungsgruppe, Arbeitsgruppen, Sitzungen und Beschlüsse.",
    ),
)


def find_muster(name: str) -> Muster | None:
    return next((m for m in MUSTER if m.name == name), None)
