"""The keyboard alone, as the journeys in the browser use it."""

from typing import Any


def druecke(page: Any, rolle: str, name: str) -> None:
    """Reaches the element with the keyboard and presses Enter."""
    ziel = page.get_by_role(rolle, name=name, exact=True).first
    ziel.focus()
    ziel.press("Enter")
