"""The organisation for which the staff of a Kommune or Polizeidirektion acts: made when an account needs it."""

from asskomm.core.errors import Ablehnung
from asskomm.core.models import Organisation, User
from asskomm.core.roles import OrganisationArt

from ..models import Kommune, Polizeidirektion


def organisation_of_kommune(*, schluessel: str, by: User | None) -> Organisation:
    """By AGS or key of the register. Raises Ablehnung if there is no such Kommune."""
    if not schluessel.strip():
        raise Ablehnung("Diese Rolle gilt für eine Kommune: Bitte nennen Sie ihren AGS oder Schlüssel.")
    kommune = Kommune.objects.filter(schluessel=schluessel.strip()).first()
    if kommune is None:
        raise Ablehnung(f"Eine Kommune mit dem Schlüssel „{schluessel}“ steht nicht im Register.")
    return ensure_organisation(stelle=kommune, by=by)


def organisation_of_polizeidirektion(*, kuerzel: str, by: User | None) -> Organisation:
    """By short name ("Chemnitz"). Raises Ablehnung if there is no such Polizeidirektion."""
    direktion = Polizeidirektion.objects.filter(kuerzel__iexact=kuerzel.strip()).first() if kuerzel.strip() else None
    if direktion is None:
        namen = ", ".join(Polizeidirektion.objects.values_list("kuerzel", flat=True))
        raise Ablehnung(f"Bitte nennen Sie eine Polizeidirektion: {namen or 'Das Register ist noch leer.'}")
    return ensure_organisation(stelle=direktion, by=by)


def ensure_organisation(*, stelle: Kommune | Polizeidirektion, by: User | None) -> Organisation:
    """The organisation of a body of the register, made on first use."""
    if stelle.organisation is not None:
        return stelle.organisation
    if isinstance(stelle, Kommune):
        art, schluessel, name = OrganisationArt.KOMMUNE, f"kommune:{stelle.schluessel}", stelle.name_eindeutig
    else:
        art, schluessel, name = OrganisationArt.POLIZEI, f"polizei:{stelle.slug}", stelle.name
    organisation, _ = Organisation.objects.get_or_create(
        schluessel=schluessel, defaults={"art": art, "name": name, "fiktiv": getattr(stelle, "fiktiv", False)}
    )
    stelle.organisation = organisation
    type(stelle).objects.filter(pk=stelle.pk).update(organisation=organisation)
    return organisation
