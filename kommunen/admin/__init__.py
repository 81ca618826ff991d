from . import fakten, kpr, register

__all__ = ["fakten", "kpr", "register"]
