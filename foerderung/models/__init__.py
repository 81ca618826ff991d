from .haushalt import Haushaltsansatz
from .transparenz import Veroeffentlichungsregel
from .zuwendung import Zuwendung

__all__ = ["Haushaltsansatz", "Veroeffentlichungsregel", "Zuwendung"]
