import rules

from asskomm.core.rules import add_crud, is_leitung, is_schreibend

add_crud("portal", "kennzahlenfreigabe", "meilenstein", aendern=rules.always_false)
add_crud("portal", "veroeffentlichtezahl", "medieninformation", "presseereignis", "korrektur")
rules.add_perm("portal.prepare_kennzahlen", is_schreibend)
rules.add_perm("portal.release_kennzahlen", is_leitung)
rules.add_perm("portal.announce_meilenstein", is_leitung)
rules.add_perm("portal.write_medieninformation", is_schreibend)
rules.add_perm("portal.release_medieninformation", is_leitung)
