"""What a list or a box says about a stored file: scan and signature, each as a badge in words."""

from django.utils.safestring import SafeString

from asskomm.core.models import Dokument
from asskomm.core.models.files import Pruefstand, Signaturergebnis
from asskomm.core.templatetags.kern import plakette

_VIREN = {
    Pruefstand.UNGEPRUEFT: "warnung",
    Pruefstand.OHNE: "neutral",
    Pruefstand.INFIZIERT: "fehler",
}
_SIGNATUR = {
    Signaturergebnis.UNVERAENDERT: "info",
    Signaturergebnis.ERGAENZT: "info",
    Signaturergebnis.GEAENDERT: "fehler",
    Signaturergebnis.NICHT_PRUEFBAR: "warnung",
}


def dokumentmarken(dokument: Dokument) -> list[SafeString]:
    """What is as it should be needs no badge. The signature checks are prefetched, newest first."""
    marken = []
    if (stand := Pruefstand(dokument.pruefstand)) in _VIREN:
        marken.append(plakette(text=str(stand.label), art=_VIREN[stand]))
    befund = next(iter(dokument.signaturbefunde.all()), None)
    if befund is not None and befund.ergebnis in _SIGNATUR:
        ergebnis = Signaturergebnis(befund.ergebnis)
        if befund.bestaetigt_zeitpunkt:
            marken.append(plakette(text="Signatur bestätigt", art="erfolg"))
        else:
            marken.append(plakette(text=str(ergebnis.label), art=_SIGNATUR[ergebnis]))
    return marken
