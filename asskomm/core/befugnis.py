"""In which role somebody acts: a role for an organisation, in own right or as a deputy, on a given day."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Befugnis:
    """One role that is in force today. `vertritt` is the account for which a deputy acts (none = in own right)."""

    rolle: str
    organisation_id: int
    organisation: str = ""
    zuordnung_id: int | None = None
    vertritt: int | None = None
    bereiche: frozenset[str] = frozenset()  # of a Prüfung; empty = no area
    nur_organisationen: frozenset[int] = frozenset()  # of a Prüfung; empty = every Kommune

    @property
    def personen(self) -> frozenset[int]:
        """Beside the acting person: whose part a deputy plays. The two-person rules bind both."""
        return frozenset() if self.vertritt is None else frozenset({self.vertritt})
