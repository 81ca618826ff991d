from .ansicht import ansicht_beenden
from .codes import codes, codes_datei
from .eingaben import eingaben, eingaben_verwerfen
from .einladung import einladung
from .konto import aktiv, konto
from .passkeys import passkey_bestaetigen, passkey_entfernen, passkeys
from .sitzungen import sitzungen

__all__ = [
    "aktiv",
    "ansicht_beenden",
    "codes",
    "codes_datei",
    "eingaben",
    "eingaben_verwerfen",
    "einladung",
    "konto",
    "passkey_bestaetigen",
    "passkey_entfernen",
    "passkeys",
    "sitzungen",
]
