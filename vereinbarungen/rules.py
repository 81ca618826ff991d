import rules

from asskomm.core.roles import LPR_ROLLEN, Pruefbereich, Rolle
from asskomm.core.rules import add_crud, hat_rolle, is_leitung, is_pruefung, is_schreibend
from asskomm.core.sichtbarkeit import Sicht, sichtbar

from .enums import VereinbarungStatus

# Fachmodell 6.6: of the coaching, supervision reads the figures only.
COACHING_LESENDE = LPR_ROLLEN - {Rolle.LESEZUGRIFF}

add_crud(
    "vereinbarungen",
    "vereinbarung", "beteiligung", "vertragspartei", "unterzeichnung", "zeuge", "gremienbeschluss", "vertragstext",
    "vereinbarungereignis", "sicherheitsanalyse", "analyseereignis", "analysemodul", "uebernahme", "uebernahmeereignis",
    "uebernahmezeile",
)  # fmt: skip
add_crud(
    "vereinbarungen", "coachingprozess", "coachingereignis", "coachauftrag",
    ansehen=hat_rolle("liest_coaching", *COACHING_LESENDE) | is_pruefung,
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

# A draft is the LPR's own paper until it goes to the parties; a wrong entry never concerned them.
VEREINBARUNG = Sicht(
    alle=LPR_ROLLEN,
    bereich=Pruefbereich.VEREINBARUNG,
    kommune="beteiligungen__kommune__organisation",
    gilt="beteiligungen__annulliert_zeitpunkt",
    polizei="parteien__polizeidirektion__organisation",
    status="status",
    verborgen=frozenset({VereinbarungStatus.ENTWURF, VereinbarungStatus.ANNULLIERT}),
)
ANALYSE = Sicht(
    alle=LPR_ROLLEN,
    bereich=Pruefbereich.BEGLEITUNG,
    kommune="kommunen__organisation",
    polizei="kommunen__landkreis__polizeidirektion__organisation",
)
# Fachmodell 6.2: what happens in a coaching is confidential to the Kommune, its coach and the clerks.
COACHING = Sicht(
    alle=COACHING_LESENDE,
    bereich=Pruefbereich.BEGLEITUNG,
    kommune="kommune__organisation",
    coach="auftraege",
)
_LPR = Sicht(alle=LPR_ROLLEN, bereich=Pruefbereich.VEREINBARUNG)

sichtbar("vereinbarungen", "vereinbarung", sicht=VEREINBARUNG)
sichtbar(
    "vereinbarungen", "beteiligung", "vertragspartei", "zeuge", "gremienbeschluss", "vertragstext",
    sicht=VEREINBARUNG.ueber("vereinbarung"),
)  # fmt: skip
sichtbar("vereinbarungen", "unterzeichnung", sicht=VEREINBARUNG.ueber("partei__vereinbarung"))
sichtbar("vereinbarungen", "vereinbarungereignis", sicht=VEREINBARUNG.ueber("objekt"))
sichtbar("vereinbarungen", "sicherheitsanalyse", sicht=ANALYSE)
sichtbar("vereinbarungen", "analyseereignis", sicht=ANALYSE.ueber("objekt"))
sichtbar(
    "vereinbarungen", "analysemodul",
    sicht=Sicht(alle=LPR_ROLLEN, bereich=Pruefbereich.BEGLEITUNG, allgemein=True),
)  # fmt: skip
sichtbar("vereinbarungen", "coachingprozess", sicht=COACHING)
sichtbar("vereinbarungen", "coachingereignis", sicht=COACHING.ueber("objekt"))
sichtbar("vereinbarungen", "coachauftrag", sicht=COACHING.ueber("prozess"))
sichtbar("vereinbarungen", "uebernahme", "uebernahmezeile", "uebernahmeereignis", sicht=_LPR)
