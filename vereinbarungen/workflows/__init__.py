from .analyse import ANALYSE
from .coaching import COACHING
from .uebernahme import UEBERNAHME
from .vereinbarung import VEREINBARUNG

__all__ = ["ANALYSE", "COACHING", "UEBERNAHME", "VEREINBARUNG"]
