from . import analyse, coaching, uebernahme, vereinbarung

__all__ = ["analyse", "coaching", "uebernahme", "vereinbarung"]
