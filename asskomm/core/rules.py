"""Predicates on roles that the rules.py of every app are built from, and the rights on accounts."""

import rules

from .roles import LPR_ROLLEN, SCHREIBENDE_ROLLEN, Rolle


@rules.predicate
def is_lpr(user) -> bool:
    return user.is_active and user.rolle in LPR_ROLLEN


@rules.predicate
def is_schreibend(user) -> bool:
    """Sachbearbeitung or Leitung."""
    return user.is_active and user.rolle in SCHREIBENDE_ROLLEN


@rules.predicate
def is_leitung(user) -> bool:
    return user.is_active and user.rolle == Rolle.LEITUNG


@rules.predicate
def is_haushalt(user) -> bool:
    return user.is_active and user.rolle == Rolle.HAUSHALT


@rules.predicate
def is_administration(user) -> bool:
    return user.is_active and user.rolle == Rolle.ADMINISTRATION


def add_crud(app_label: str, *modelle: str, ansehen=is_lpr, aendern=is_schreibend, loeschen=rules.always_false) -> None:
    """The four rights of Django's admin for each model; nothing that counts is ever deleted."""
    for modell in modelle:
        rules.add_perm(f"{app_label}.view_{modell}", ansehen)
        rules.add_perm(f"{app_label}.add_{modell}", aendern)
        rules.add_perm(f"{app_label}.change_{modell}", aendern)
        rules.add_perm(f"{app_label}.delete_{modell}", loeschen)


add_crud("core", "user", ansehen=is_administration | is_leitung, aendern=is_administration)
add_crud("core", "dokument")
