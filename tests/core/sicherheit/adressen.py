"""Läuft über alle Adressen des Portals; die Angaben darin sind erfunden, aber von der richtigen Form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

_BEISPIEL = {"int": 1, "app_label": "kommunen", "uuid": "8a0a6d4e-5a0f-4c3b-9c7f-0f3b5a5c1d2e"}
_TEXT = "x"


@dataclass(frozen=True)
class Adresse:
    name: str
    pfad: str
    ansicht: Any


def adressen() -> list[Adresse]:
    """Every named address; one that cannot be built fails here instead of escaping the walk."""
    return list(_laufe(get_resolver().url_patterns, "", {}))


def ohne_namen() -> list[str]:
    """Addresses that the walk above leaves out: only Django's way from an old admin address to the new one."""
    return [str(m.pattern) for m in _muster(get_resolver().url_patterns) if not m.name]


def _muster(muster: list[Any]) -> Iterator[URLPattern]:
    for eintrag in muster:
        if isinstance(eintrag, URLResolver):
            yield from _muster(eintrag.url_patterns)
        else:
            yield eintrag


def _laufe(muster: list[Any], raum: str, angaben: dict[str, Any]) -> Iterator[Adresse]:
    for eintrag in muster:
        alle = {**angaben, **_angaben(eintrag.pattern)}
        if isinstance(eintrag, URLResolver):
            yield from _laufe(eintrag.url_patterns, f"{raum}{eintrag.namespace}:" if eintrag.namespace else raum, alle)
        elif eintrag.name:
            yield Adresse(raum + eintrag.name, reverse(raum + eintrag.name, kwargs=alle), eintrag.callback)


def _angaben(pattern: Any) -> dict[str, Any]:
    """Example values for the placeholders of a path() or, all of them text, of a re_path()."""
    wandler = {name: _art(w) for name, w in pattern.converters.items()}
    gruppen = {} if wandler else dict.fromkeys(pattern.regex.groupindex, "")
    return {name: _BEISPIEL.get(name, _BEISPIEL.get(art, _TEXT)) for name, art in {**gruppen, **wandler}.items()}


def _art(wandler: Any) -> str:
    return type(wandler).__name__.removesuffix("Converter").lower()
