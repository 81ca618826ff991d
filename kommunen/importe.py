"""What of this app can come in by a file."""

from asskomm.core.importarten import register_importart

from . import resources

EINMAL = "Zeilen, die es schon gibt, bleiben unverändert; eine Korrektur ist die Annullierung und ein neuer Eintrag."


def register_importe() -> None:
    register_importart(resources.AnsprechpersonResource)
    register_importart(resources.EinwohnerzahlResource)
    register_importart(resources.BeratungResource, hinweise=(EINMAL,))
    register_importart(resources.EngeZusammenarbeitResource, hinweise=(EINMAL,))
    register_importart(resources.MitgliedschaftResource, hinweise=(EINMAL,))
    register_importart(
        resources.KprResource,
        hinweise=(
            "Ohne „Konstituiert am“ ist ein neuer Präventionsrat geplant. Bei einem vorhandenen werden nur Name, "
            "Kontakt und Quelle geändert; seine weiteren Schritte tragen Sie an ihm ein.",
        ),
    )
    register_importart(
        resources.KommuneResource,
        hinweise=("Übernommen werden nur die Handlungsfelder; mehrere in einer Zelle werden mit „|“ getrennt.",),
    )
