"""Tags of the portal for Kommunen, police and coaches."""

from typing import Any

from django import template
from django.urls import reverse

from asskomm.core.roles import KOMMUNE_ROLLEN, POLIZEI_ROLLEN

register = template.Library()


@register.simple_tag
def portalpunkte(user: Any) -> list[tuple[str, str, bool]]:
    """Word, address and "this page only" of the navigation: only what the person may open."""
    if not user.is_authenticated or not user.has_perm("portal.enter_bereich"):
        return []
    punkte = [("Mein Bereich", reverse("portal:bereich"), True)]
    if user.hat_rolle(*KOMMUNE_ROLLEN, *POLIZEI_ROLLEN):
        punkte.append(("Vereinbarungen", reverse("portal:eigene_vereinbarungen"), False))
        punkte.append(("Schriftwechsel", reverse("portal:schriftwechsel_liste"), False))
    if user.hat_rolle(*POLIZEI_ROLLEN) or len(user.organisationen(*KOMMUNE_ROLLEN)) > 1:
        punkte.append(("Kommunen", reverse("portal:eigene_kommunen"), False))
    punkte.append(("Vorlagen", reverse("portal:vorlagen"), False))
    if user.hat_rolle(*KOMMUNE_ROLLEN, *POLIZEI_ROLLEN):
        punkte.append(("Mitarbeitende", reverse("portal:mitarbeitende"), False))
    return punkte
