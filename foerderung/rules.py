from asskomm.core.rules import add_crud, is_haushalt, is_leitung

add_crud("foerderung", "haushaltsansatz", "zuwendung", "veroeffentlichungsregel", aendern=is_haushalt | is_leitung)
