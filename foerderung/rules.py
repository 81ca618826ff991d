from asskomm.core.roles import LPR_ROLLEN, Pruefbereich
from asskomm.core.rules import add_crud, is_haushalt, is_leitung
from asskomm.core.sichtbarkeit import Sicht, sichtbar

add_crud("foerderung", "haushaltsansatz", "zuwendung", "veroeffentlichungsregel", aendern=is_haushalt | is_leitung)

_FOERDERUNG = Sicht(alle=LPR_ROLLEN, bereich=Pruefbereich.FOERDERUNG, allgemein=True)
sichtbar("foerderung", "haushaltsansatz", "veroeffentlichungsregel", sicht=_FOERDERUNG)
sichtbar(
    "foerderung", "zuwendung",
    sicht=Sicht(alle=LPR_ROLLEN, bereich=Pruefbereich.FOERDERUNG, kommune="kommune__organisation"),
)  # fmt: skip
