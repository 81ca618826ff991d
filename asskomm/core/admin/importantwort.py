"""Where a person goes after a part of an import: to its page if it is done, else to the progress."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from asskomm.core.models import Arbeitslauf, Import, Importstand, Laufstand
from asskomm.core.zahlen import ganze_zahl


def nach_dem_lauf(request: HttpRequest, zum_import: Import, lauf: Arbeitslauf) -> HttpResponse:
    if lauf.ist_offen:
        messages.info(request, "Die Datei ist groß und wird im Hintergrund bearbeitet. Sie können weiterarbeiten.")
        return HttpResponseRedirect(reverse("admin:core_arbeitslauf_change", args=[lauf.pk]))
    if lauf.stand != Laufstand.FERTIG:
        for grund in lauf.fehler.splitlines():
            messages.error(request, grund)
    elif zum_import.stand == Importstand.UEBERNOMMEN:
        messages.success(request, f"Übernommen: {ausgang(zum_import)}.")
    elif zum_import.stand == Importstand.ZURUECKGENOMMEN:
        messages.success(request, "Der Import ist zurückgenommen.")
    return HttpResponseRedirect(reverse("admin:core_import_change", args=[zum_import.pk]))


def ausgang(zum_import: Import) -> str:
    """2 neu, 1 geändert, 0 unverändert"""
    teile = [
        f"{ganze_zahl(zum_import.neu)} neu",
        f"{ganze_zahl(zum_import.geaendert)} geändert",
        f"{ganze_zahl(zum_import.unveraendert)} unverändert",
    ]
    if zum_import.fehler:
        teile.append(f"{ganze_zahl(zum_import.fehler)} fehlerhaft")
    return ", ".join(teile)


def importschritte(aktuell: str) -> list[tuple[str, str]]:
    """For the stepper: what is done, where the person is, what comes."""
    namen = ("Datei", "Spalten", "Vorschau", "Übernahme")
    hier = namen.index(aktuell)
    return [(n, "erledigt" if nr < hier else "aktuell" if nr == hier else "offen") for nr, n in enumerate(namen)]
