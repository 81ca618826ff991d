import rules

from asskomm.core.rules import add_crud, is_leitung, is_schreibend

add_crud(
    "kommunen",
    "kommune", "landkreis", "polizeidirektion", "mitgliedschaft", "nachfolge", "einwohnerzahl", "ansprechperson",
    "beratung", "engezusammenarbeit", "handlungsfeld", "kommunalerpraeventionsrat", "kprereignis",
)  # fmt: skip
rules.add_perm("kommunen.confirm_kpr", is_schreibend)
rules.add_perm("kommunen.annul_tatsache", is_schreibend)
rules.add_perm("kommunen.retire_kommune", is_leitung)
