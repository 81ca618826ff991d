"""What the register offers where an organisation is asked for: its Kommunen and Polizeidirektionen."""

from collections.abc import Iterable

from asskomm.core import stellen
from asskomm.core.roles import OrganisationArt

from .models import Kommune, Polizeidirektion
from .services.organisationen import organisation_of_kommune, organisation_of_polizeidirektion


def register_stellen() -> None:
    stellen.register(
        art=OrganisationArt.KOMMUNE,
        eintrag=stellen.Register(
            finde=_finde_kommune,
            vorschlaege=_kommunen,
            lege_an=lambda schluessel, by: organisation_of_kommune(schluessel=schluessel, by=by),
        ),
    )
    stellen.register(
        art=OrganisationArt.POLIZEI,
        eintrag=stellen.Register(
            finde=_finde_polizei,
            vorschlaege=_direktionen,
            lege_an=lambda kuerzel, by: organisation_of_polizeidirektion(kuerzel=kuerzel, by=by),
        ),
    )


def _finde_kommune(text: str) -> stellen.Stelle | None:
    """By unique name or key; a retired body gets no new people."""
    for spalte in ("name_eindeutig__iexact", "schluessel"):
        if kommune := Kommune.objects.filter(gueltig_bis__isnull=True, **{spalte: text}).first():
            return stellen.Stelle(OrganisationArt.KOMMUNE, kommune.schluessel, kommune.name_eindeutig)
    return None


def _finde_polizei(text: str) -> stellen.Stelle | None:
    for spalte in ("kuerzel__iexact", "name__iexact"):
        if direktion := Polizeidirektion.objects.filter(**{spalte: text}).first():
            return stellen.Stelle(OrganisationArt.POLIZEI, direktion.kuerzel, direktion.name)
    return None


def _kommunen() -> Iterable[tuple[str, str]]:
    offen = Kommune.objects.filter(gueltig_bis__isnull=True).order_by("sortiername", "pk")
    return offen.values_list("name_eindeutig", "schluessel")


def _direktionen() -> Iterable[tuple[str, str]]:
    return Polizeidirektion.objects.order_by("kuerzel").values_list("name", "kuerzel")
