from collections.abc import Iterable


class Ablehnung(Exception):
    """A refusal that a clerk may read: every reason at once, each a full German sentence."""

    def __init__(self, gruende: str | Iterable[str]) -> None:
        self.gruende = [gruende] if isinstance(gruende, str) else list(gruende)
        super().__init__(" ".join(self.gruende))
