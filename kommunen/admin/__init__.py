from . import fakten, kpr, ortsfeiertage, register, zustaendigkeit

__all__ = ["fakten", "kpr", "ortsfeiertage", "register", "zustaendigkeit"]
