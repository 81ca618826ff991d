"""What people type for public pages: texts with plain line ends, addresses that are still free."""

from typing import Any

LAENGE = 105  # leaves room for a number


def glatt(text: str) -> str:
    """Browsers send CR LF; stored and compared are plain line ends."""
    return "\n".join(zeile.rstrip() for zeile in text.replace("\r\n", "\n").strip().split("\n"))


def freier_slug(modell: Any, wunsch: str) -> str:
    """The wish itself, or with the first number that no row has yet."""
    basis = wunsch[:LAENGE].strip("-")
    belegt = set(modell.objects.filter(slug__startswith=basis).values_list("slug", flat=True))
    frei = (f"{basis}-{nr}" if nr > 1 else basis for nr in range(1, len(belegt) + 2))
    return next(slug for slug in frei if slug not in belegt)
