from . import fakten, kpr, register, zustaendigkeit

__all__ = ["fakten", "kpr", "register", "zustaendigkeit"]
