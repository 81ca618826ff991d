from . import fakten

__all__ = ["fakten"]
