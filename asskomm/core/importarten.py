"""What can be imported: each kind with its resource, filled when the apps start. A later kind is one more line."""

from dataclasses import dataclass
from typing import Any

from .resources import FachResource


@dataclass(frozen=True)
class Importart:
    """`name` is that of the list (app_label.model_name); whoever may add its rows by hand may import them."""

    name: str
    resource: type[FachResource]
    titel: str
    hinweise: tuple[str, ...] = ()
    recht: str = ""

    def darf(self, user: Any) -> bool:
        return bool(user.has_perm(self.recht))


_ARTEN: dict[str, Importart] = {}


def register_importart(
    resource: type[FachResource],
    *,
    hinweise: tuple[str, ...] = (),
    liste: Any = None,
) -> None:
    """`liste`: the model whose list offers the import, if it is not the one that the rows are of."""
    meta = (liste or resource._meta.model)._meta
    recht = f"{meta.app_label}.add_{meta.model_name}"
    _ARTEN[meta.label_lower] = Importart(
        meta.label_lower, resource, str(meta.verbose_name_plural), tuple(hinweise), recht
    )


def importart(name: str) -> Importart:
    return _ARTEN[name]


def find_importart(name: str) -> Importart | None:
    return _ARTEN.get(name)


def importarten() -> list[Importart]:
    return sorted(_ARTEN.values(), key=lambda a: a.titel)
