"""Die Einstellungen: Grundlage, Sicherheit, angebundene Bibliotheken (in dieser Reihenfolge)."""

from .base import *
from .integrations import *
from .security import *
