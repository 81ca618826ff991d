from . import figures, presse

__all__ = ["figures", "presse"]
