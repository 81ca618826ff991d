from . import figures, inhalte, presse, rundschreiben

__all__ = ["figures", "inhalte", "presse", "rundschreiben"]
