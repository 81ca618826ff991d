import rules

from asskomm.core.roles import LPR_ROLLEN, Pruefbereich, Rolle
from asskomm.core.rules import (
    add_crud,
    hat_rolle,
    is_leitung,
    is_lpr,
    is_pruefung,
    is_schreibend,
    is_systemverwaltung,
)
from asskomm.core.sichtbarkeit import Sicht, sichtbar

# Fachmodell 6.6: the councils are read by clerks, Leitung and supervision, not by the budget office.
KPR_LESENDE = frozenset({Rolle.SACHBEARBEITUNG, Rolle.LEITUNG, Rolle.LESEZUGRIFF})

add_crud(
    "kommunen",
    "kommune", "landkreis", "polizeidirektion", "mitgliedschaft", "nachfolge", "einwohnerzahl", "ansprechperson",
    "beratung", "engezusammenarbeit", "handlungsfeld",
)  # fmt: skip
# Who looks after which Landkreis: everybody in the house reads it, Leitung and Systemverwaltung decide it.
_verteilt = is_leitung | is_systemverwaltung
add_crud("kommunen", "zustaendigkeit", ansehen=is_lpr | is_systemverwaltung, aendern=_verteilt)
add_crud(
    "kommunen", "kommunalerpraeventionsrat", "kprereignis",
    ansehen=hat_rolle("liest_kpr", *KPR_LESENDE) | is_pruefung,
)  # fmt: skip
add_crud("kommunen", "ortsfeiertag")
rules.add_perm("kommunen.confirm_ortsfeiertag", is_leitung)
rules.add_perm("kommunen.confirm_kpr", is_schreibend)
rules.add_perm("kommunen.annul_tatsache", is_schreibend)
rules.add_perm("kommunen.retire_kommune", is_leitung)

KOMMUNE = Sicht(
    alle=LPR_ROLLEN,
    bereich=Pruefbereich.REGISTER,
    kommune="organisation",
    polizei="landkreis__polizeidirektion__organisation",
)
_ALLGEMEIN = Sicht(alle=LPR_ROLLEN, bereich=Pruefbereich.REGISTER, allgemein=True)
_INTERN = Sicht(alle=LPR_ROLLEN, bereich=Pruefbereich.REGISTER, gegenstand="kommune__organisation")
_KPR = Sicht(**{**KOMMUNE.ueber("kommune").__dict__, "alle": KPR_LESENDE})

sichtbar("kommunen", "kommune", sicht=KOMMUNE)
sichtbar("kommunen", "ortsfeiertag", sicht=_ALLGEMEIN)
sichtbar("kommunen", "ansprechperson", "einwohnerzahl", sicht=KOMMUNE.ueber("kommune"))
sichtbar("kommunen", "landkreis", "polizeidirektion", "handlungsfeld", "nachfolge", sicht=_ALLGEMEIN)
sichtbar("kommunen", "zustaendigkeit", sicht=Sicht(alle=LPR_ROLLEN | {Rolle.SYSTEMVERWALTUNG}))
sichtbar("kommunen", "mitgliedschaft", sicht=KOMMUNE.ueber("mitglied"))
# What the LPR noted about a consultation stays with the LPR.
sichtbar("kommunen", "beratung", "engezusammenarbeit", sicht=_INTERN)
sichtbar("kommunen", "kommunalerpraeventionsrat", sicht=_KPR)
sichtbar("kommunen", "kprereignis", sicht=_KPR.ueber("objekt"))
