import rules

from asskomm.core.roles import LPR_ROLLEN, Pruefbereich
from asskomm.core.rules import add_crud, is_coach, is_kommune, is_leitung, is_lpr, is_polizei, is_schreibend
from asskomm.core.sichtbarkeit import Sicht, sichtbar

add_crud("portal", "kennzahlenfreigabe", "zahlenvorlage", "meilenstein", aendern=rules.always_false)
add_crud("portal", "veroeffentlichtezahl", "medieninformation", "presseereignis", "korrektur")
rules.add_perm("portal.enter_bereich", is_kommune | is_polizei | is_coach)
rules.add_perm("portal.list_eigene", is_kommune | is_polizei)
rules.add_perm("portal.prepare_kennzahlen", is_schreibend)
rules.add_perm("portal.release_kennzahlen", is_leitung)
rules.add_perm("portal.announce_meilenstein", is_leitung)
rules.add_perm("portal.write_medieninformation", is_schreibend)
rules.add_perm("portal.release_medieninformation", is_leitung)

# What a press text is about decides which Prüfung reads it; released figures belong to no single Kommune.
_PRESSE = Sicht(
    alle=LPR_ROLLEN,
    bereich=Pruefbereich.ZAHLEN,
    gegenstand="vereinbarung__beteiligungen__kommune__organisation",
    gilt="vereinbarung__beteiligungen__annulliert_zeitpunkt",
)
sichtbar(
    "portal", "kennzahlenfreigabe", "zahlenvorlage", "meilenstein", "veroeffentlichtezahl",
    sicht=Sicht(alle=LPR_ROLLEN, bereich=Pruefbereich.ZAHLEN, allgemein=True),
)  # fmt: skip
sichtbar("portal", "medieninformation", sicht=_PRESSE)
sichtbar("portal", "presseereignis", sicht=_PRESSE.ueber("objekt"))
sichtbar("portal", "korrektur", sicht=_PRESSE.ueber("medieninformation"))

# Editorial content: whoever writes letters writes texts, the Leitung (another person) releases them.
add_crud("portal", "inhalt", aendern=is_schreibend, ansehen=is_lpr)
rules.add_perm("portal.write_inhalt", is_schreibend)
rules.add_perm("portal.release_inhalt", is_leitung)
sichtbar("portal", "inhalt", "inhaltereignis", "inhaltsfassung", "inhaltsdatei", sicht=Sicht(alle=LPR_ROLLEN))

# Circular mail: the whole house reads what went out; whoever writes letters prepares and sends it.
add_crud("portal", "rundschreiben", aendern=is_schreibend, ansehen=is_lpr)
rules.add_perm("portal.send_rundschreiben", is_schreibend)
sichtbar("portal", "rundschreiben", "rundschreibenziel", sicht=Sicht(alle=LPR_ROLLEN))
# Who has how much to do is for the Leitung only.
rules.add_perm("portal.view_lage", is_leitung)
