import rules

from asskomm.core.rules import add_crud, is_leitung, is_schreibend

add_crud(
    "vereinbarungen",
    "vereinbarung", "beteiligung", "vertragspartei", "unterzeichnung", "zeuge", "gremienbeschluss", "vertragstext",
    "vereinbarungereignis", "coachingprozess", "coachingereignis", "sicherheitsanalyse", "analyseereignis",
    "analysemodul", "uebernahme", "uebernahmeereignis", "uebernahmezeile",
)  # fmt: skip
rules.add_perm("vereinbarungen.work_vereinbarung", is_schreibend)
rules.add_perm("vereinbarungen.waive_beschluss", is_leitung)
rules.add_perm("vereinbarungen.sign_vereinbarung", is_schreibend)
rules.add_perm("vereinbarungen.end_vereinbarung", is_leitung)
rules.add_perm("vereinbarungen.annul_vereinbarung", is_leitung)
rules.add_perm("vereinbarungen.work_coaching", is_schreibend)
rules.add_perm("vereinbarungen.work_analyse", is_schreibend)
rules.add_perm("vereinbarungen.select_analyse", is_leitung)
rules.add_perm("vereinbarungen.submit_uebernahme", is_schreibend)
rules.add_perm("vereinbarungen.approve_uebernahme", is_leitung)
