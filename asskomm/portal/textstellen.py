"""The places of public pages whose words the office keeps itself, each with the words it starts with.

Only words that carry no rule of their own: figures, buttons, labels and legal notices stay in the templates.
"""

from dataclasses import dataclass

KONTAKT = "{KONTAKT}"
"""Stands in a text for the contact address of the installation."""


@dataclass(frozen=True)
class Textstelle:
    """`einfach`: one paragraph without Markdown. `seite`: name of the address where it stands."""

    schluessel: str
    bezeichnung: str
    seite: str
    vorgabe: str
    einfach: bool = False

    @property
    def kurz(self) -> str:
        """Its name within the page."""
        return self.schluessel.partition("-")[2]


_SCHRITTE = f"""
1. **Schreiben Sie uns.** Eine formlose E-Mail an <{KONTAKT}> genügt. Nennen Sie Ihre Kommune, Ihre Funktion und worum \
es Ihnen geht. Für jeden Landkreis gibt es in der Geschäftsstelle eine zuständige Person.
2. **Wir kommen ins Gespräch.** Wir sehen uns gemeinsam an, welche Netzwerke es bei Ihnen schon gibt und was Ihrer \
Kommune nützt. Die Beratung verpflichtet zu nichts.
3. **Sie entscheiden über die Zusammenarbeit.** Eine Kooperationsvereinbarung schließen die Kommune, die \
Polizeidirektion und der Landespräventionsrat. In der Regel beschließt vorher der Stadt- oder Gemeinderat.
"""
_ANGEBOTE = """
- **Beratung und Vernetzung** mit anderen Kommunen, die vor ähnlichen Fragen stehen.
- **Begleitendes Coaching**, zum Beispiel beim Aufbau eines Kommunalen Präventionsrates.
- **Sicherheitsanalyse** mit Befragung der Bevölkerung und Empfehlungen für Ihre Kommune.
- **Förderung** von Projekten und Koordinierungsstellen nach der Richtlinie Kommunale Prävention. Einer Förderung geht \
eine Beratung voraus.

Die Angebote sind freiwillig und können in beliebiger Reihenfolge beginnen. Auch Landkreise und Verwaltungsverbände \
können Partner sein.
"""
_ANSCHRIFT = f"""
Landespräventionsrat im Freistaat Sachsen, Geschäftsstelle\\
Sächsisches Staatsministerium des Innern\\
Wilhelm-Buck-Straße 2, 01097 Dresden\\
E-Mail: <{KONTAKT}>
"""
_MAENGEL = """
- Hochgeladene Scans unterzeichneter Vereinbarungen sind Bilder. Sie stehen nur der Verwaltung zur Verfügung; die \
Angaben daraus (Parteien, Tage, Orte) stehen als Text daneben.
- Inhalte in Leichter Sprache und in Deutscher Gebärdensprache liegen noch nicht vor (§ 2 Abs. 2 BfWebG stellt sie \
frei).
"""

TEXTSTELLEN: tuple[Textstelle, ...] = (
    Textstelle(
        "start-einleitung",
        "Startseite, Einleitung",
        "start",
        "Von der Gemeinde mit einigen hundert Einwohnern bis zur Großstadt: Sachsens Kommunen beugen vor, mit "
        "Beratung, Coaching, Sicherheitsanalyse und Förderung.",
        einfach=True,
    ),
    Textstelle(
        "mitmachen-einleitung",
        "Mitmachen, Einleitung",
        "mitmachen",
        "Am Anfang steht ein Gespräch mit dem Landespräventionsrat. Beratung, Coaching und Sicherheitsanalyse kosten "
        "die Kommune nichts.",
        einfach=True,
    ),
    Textstelle("mitmachen-schritte", "Mitmachen, Schritte ins Netzwerk", "mitmachen", _SCHRITTE.strip()),
    Textstelle("mitmachen-angebote", "Mitmachen, was Sie erwarten können", "mitmachen", _ANGEBOTE.strip()),
    Textstelle("mitmachen-kontakt", "Mitmachen, Kontakt", "mitmachen", _ANSCHRIFT.strip()),
    Textstelle(
        "barrierefreiheit-maengel",
        "Barrierefreiheit, was noch nicht barrierefrei ist",
        "barrierefreiheit",
        _MAENGEL.strip(),
    ),
    Textstelle(
        "aktuelles-einleitung",
        "Aktuelles, Einleitung",
        "aktuelles",
        "Nachrichten aus der Allianz Sichere Sächsische Kommunen.",
        einfach=True,
    ),
    Textstelle(
        "praxisbeispiele-einleitung",
        "Praxisbeispiele, Einleitung",
        "praxisbeispiele",
        "Was Kommunen in Sachsen ausprobiert haben und was sich davon bewährt hat, nach Handlungsfeldern.",
        einfach=True,
    ),
    Textstelle(
        "vorlagen-einleitung",
        "Vorlagen, Einleitung",
        "vorlagen",
        "Muster für Beschlüsse, Vereinbarungen und Geschäftsordnungen, zum Herunterladen und Anpassen.",
        einfach=True,
    ),
)


def textstelle(schluessel: str) -> Textstelle | None:
    return next((t for t in TEXTSTELLEN if t.schluessel == schluessel), None)


def stellen_der_seite(seite: str) -> list[Textstelle]:
    return [t for t in TEXTSTELLEN if t.seite == seite]
