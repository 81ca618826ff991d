from . import konten

__all__ = ["konten"]
