"""Predicates on roles that the rules.py of every app are built from, and the rights on accounts and roles."""

import rules

from .leserkreis import KREISE_KOMMUNE, KREISE_LPR, KREISE_POLIZEI
from .roles import (
    KOMMUNE_ROLLEN,
    LPR_ROLLEN,
    POLIZEI_ROLLEN,
    SCHREIBENDE_ROLLEN,
    VERTRETBARE_ROLLEN,
    VERWALTUNG_ROLLEN,
    Rolle,
)
from .sichtbarkeit import Sicht, sichtbar


def hat_rolle(name: str, *rollen: str) -> rules.Predicate:
    """True for whoever has one of these roles today, in own right or as a deputy."""
    return rules.predicate(lambda user: user.is_active and user.hat_rolle(*rollen), name=name)


is_verwaltung = hat_rolle("is_verwaltung", *VERWALTUNG_ROLLEN)
is_lpr = hat_rolle("is_lpr", *LPR_ROLLEN)
is_schreibend = hat_rolle("is_schreibend", *SCHREIBENDE_ROLLEN)
is_leitung = hat_rolle("is_leitung", Rolle.LEITUNG)
is_haushalt = hat_rolle("is_haushalt", Rolle.HAUSHALT)
is_lesezugriff = hat_rolle("is_lesezugriff", Rolle.LESEZUGRIFF)
is_systemverwaltung = hat_rolle("is_systemverwaltung", Rolle.SYSTEMVERWALTUNG)
is_pruefung = hat_rolle("is_pruefung", Rolle.PRUEFUNG)
is_kommune = hat_rolle("is_kommune", *KOMMUNE_ROLLEN)
is_kommune_zeichnung = hat_rolle("is_kommune_zeichnung", Rolle.KOMMUNE_ZEICHNUNG)
is_polizei = hat_rolle("is_polizei", *POLIZEI_ROLLEN)
is_coach = hat_rolle("is_coach", Rolle.COACH)

LESENDE = LPR_ROLLEN  # every LPR role reads, unless a model says otherwise
KONTEN_LESENDE = frozenset({Rolle.LEITUNG, Rolle.SYSTEMVERWALTUNG})


def add_crud(
    app_label: str,
    *modelle: str,
    ansehen=is_lpr | is_pruefung,
    aendern=is_schreibend,
    loeschen=rules.always_false,
) -> None:
    """The four rights of Django's admin for each model; nothing that counts is ever deleted."""
    for modell in modelle:
        rules.add_perm(f"{app_label}.view_{modell}", ansehen)
        rules.add_perm(f"{app_label}.add_{modell}", aendern)
        rules.add_perm(f"{app_label}.change_{modell}", aendern)
        rules.add_perm(f"{app_label}.delete_{modell}", loeschen)


@rules.predicate
def is_antragsteller(user, antrag) -> bool:
    """Whoever asked for an erasure does not approve it."""
    return antrag is not None and antrag.beantragt_durch_id == user.pk


_konten = is_systemverwaltung | is_leitung
add_crud("core", "user", ansehen=_konten, aendern=is_systemverwaltung)
add_crud(
    "core", "organisation", "rollenzuordnung", "mandat", "erklaerung", "einladung",
    ansehen=_konten, aendern=is_systemverwaltung,
)  # fmt: skip
add_crud("core", "dokument")
# Inside a Kommune and a Polizeidirektion: colleagues invite each other, who signs for it confirms (fachmodell 6.6).
_EINLADENDE = {Rolle.KOMMUNE_BEARBEITUNG: KOMMUNE_ROLLEN, Rolle.POLIZEI_BEARBEITUNG: POLIZEI_ROLLEN}
_BESTAETIGENDE = {
    Rolle.KOMMUNE_BEARBEITUNG: {Rolle.KOMMUNE_ZEICHNUNG},
    Rolle.POLIZEI_BEARBEITUNG: {Rolle.POLIZEI_ZEICHNUNG},
}
_BEENDENDE = {
    **dict.fromkeys(KOMMUNE_ROLLEN, frozenset({Rolle.KOMMUNE_ZEICHNUNG})),
    **dict.fromkeys(POLIZEI_ROLLEN, frozenset({Rolle.POLIZEI_ZEICHNUNG})),
}


def _im_haus(name: str, wer: dict) -> rules.Predicate:
    """True for whoever has one of the roles named for this role, in the same organisation."""

    def pruefe(user, zuordnung) -> bool:
        return zuordnung is not None and any(
            b.rolle in wer.get(zuordnung.rolle, ()) and b.organisation_id == zuordnung.organisation_id
            for b in user.befugnisse
        )

    return rules.predicate(pruefe, name=name)


is_vertretbar = hat_rolle("is_vertretbar", *VERTRETBARE_ROLLEN)
rules.add_perm("core.request_rolle", is_systemverwaltung | _im_haus("laedt_im_haus_ein", _EINLADENDE))
rules.add_perm("core.confirm_rolle", is_leitung | _im_haus("bestaetigt_im_haus", _BESTAETIGENDE))
rules.add_perm("core.end_rolle", _konten | _im_haus("beendet_im_haus", _BEENDENDE))
for _antrag in ("vertretung", "mandat", "erklaerung", "postfachaenderung"):
    rules.add_perm(f"core.confirm_{_antrag}", is_leitung)
    rules.add_perm(f"core.end_{_antrag}", _konten)
rules.set_perm("core.end_vertretung", _konten | is_vertretbar)  # the service asks whose it is
add_crud("core", "postfachaenderung", ansehen=_konten, aendern=is_systemverwaltung)
# Whoever can be represented names a deputy; everybody of the house declares that a matter is their own.
add_crud("core", "vertretung", ansehen=_konten | is_vertretbar, aendern=is_systemverwaltung | is_vertretbar)
add_crud("core", "befangenheit", ansehen=_konten | is_lpr, aendern=is_lpr)
rules.add_perm("core.end_befangenheit", is_leitung)
rules.add_perm("core.renew_einladung", _konten)
rules.add_perm("core.lock_konto", _konten)
rules.add_perm("core.hand_over", _konten)
rules.add_perm("core.view_as", is_systemverwaltung)
add_crud("core", "faktorruecksetzung", ansehen=_konten, aendern=is_systemverwaltung)
rules.add_perm("core.request_faktor", is_systemverwaltung)
rules.add_perm("core.confirm_faktor", is_leitung)
add_crud("core", "protokolleintrag", ansehen=_konten, aendern=rules.always_false)
add_crud("core", "loeschantrag", ansehen=_konten, aendern=is_systemverwaltung)
rules.set_perm("core.change_loeschantrag", rules.always_false)
rules.add_perm("core.request_loeschung", is_systemverwaltung)
rules.add_perm("core.approve_loeschung", is_leitung & ~is_antragsteller)

sichtbar("core", "user", sicht=Sicht(alle=KONTEN_LESENDE, konto="pk"))
sichtbar("core", "organisation", sicht=Sicht(alle=KONTEN_LESENDE, kommune="pk", polizei="pk"))
sichtbar(
    "core", "rollenzuordnung",
    sicht=Sicht(alle=KONTEN_LESENDE, kommune="organisation", polizei="organisation", konto="user"),
)  # fmt: skip
sichtbar("core", "vertretung", sicht=Sicht(alle=KONTEN_LESENDE, konto="vertretung zuordnung__user"))
sichtbar("core", "postfachaenderung", sicht=Sicht(alle=KONTEN_LESENDE))
sichtbar("core", "mandat", sicht=Sicht(alle=KONTEN_LESENDE, kommune="verband"))
sichtbar("core", "erklaerung", sicht=Sicht(alle=KONTEN_LESENDE, kommune="organisation"))
sichtbar("core", "befangenheit", sicht=Sicht(alle=KONTEN_LESENDE, konto="user"))
sichtbar("core", "einladung", sicht=Sicht(alle=KONTEN_LESENDE))
sichtbar("core", "protokolleintrag", "loeschantrag", sicht=Sicht(alle=KONTEN_LESENDE))
sichtbar("core", "faktorruecksetzung", sicht=Sicht(alle=KONTEN_LESENDE))
sichtbar("core", "formularablage", sicht=Sicht(konto="konto_id"))
sichtbar("core", "listenansicht", sicht=Sicht(konto="user_id"))
# A file is reached through what it belongs to; by its own number only Leitung finds it.
sichtbar("core", "dokument", "signaturbefund", sicht=Sicht(alle=frozenset({Rolle.LEITUNG})))
# The file of a case is read by whoever sees the case, inside the house; the Prüfung takes it along (§ 91 SäHO).
add_crud("core", "akte", "aktenstueck", "aktenzeichenregel")
rules.set_perm("core.add_aktenzeichenregel", is_leitung)
for _fest in ("core.add_akte", "core.change_akte", "core.add_aktenstueck", "core.change_aktenstueck"):
    rules.set_perm(_fest, rules.always_false)
rules.set_perm("core.change_aktenzeichenregel", rules.always_false)
rules.add_perm("core.file_aktenstueck", is_schreibend)
rules.add_perm("core.confirm_signatur", is_schreibend)
rules.add_perm("core.export_akte", is_lpr | is_pruefung)
_AKTE = Sicht(am_fall=True, nur=LPR_ROLLEN | {Rolle.PRUEFUNG})
sichtbar("core", "akte", "aktenstueck", sicht=_AKTE)
sichtbar("core", "aktenexport", sicht=Sicht(alle=frozenset({Rolle.LEITUNG}), konto="erfasst_durch"))
sichtbar("core", "aktenzeichenregel", sicht=Sicht(alle=LPR_ROLLEN | {Rolle.PRUEFUNG}))
# Long work: seen by whoever began it, and by those who answer for the house and for the machine.
add_crud("core", "arbeitslauf", "arbeitsposten", ansehen=is_lpr | is_systemverwaltung, aendern=rules.always_false)
rules.add_perm("core.steer_arbeitslauf", is_schreibend | is_haushalt | is_systemverwaltung)
sichtbar("core", "arbeitslauf", sicht=Sicht(alle=KONTEN_LESENDE, konto="erfasst_durch"))
sichtbar("core", "arbeitsposten", sicht=Sicht(alle=KONTEN_LESENDE, konto="lauf__erfasst_durch"))
# Imports: the right of the list is asked besides. Rows show what was in the file, so that not all of the LPR see them.
add_crud("core", "import", ansehen=is_schreibend | is_haushalt, aendern=is_schreibend | is_haushalt)
sichtbar("core", "import", sicht=Sicht(alle=SCHREIBENDE_ROLLEN, konto="erfasst_durch"))
sichtbar("core", "importzeile", sicht=Sicht(alle=SCHREIBENDE_ROLLEN, konto="zum_import__erfasst_durch"))
sichtbar("core", "spaltenzuordnung", sicht=Sicht(konto="erfasst_durch"))
# Follow-ups are notes of the LPR to itself: whoever sees the case sees them, but only inside the house.
add_crud("core", "wiedervorlage", "wiedervorlageschritt", ansehen=is_lpr, aendern=is_vertretbar)
_VORLEGENDE = Sicht(am_fall=True, auch_ohne_fall=True, nur=LPR_ROLLEN)
sichtbar("core", "wiedervorlage", sicht=_VORLEGENDE)
sichtbar(
    "core", "wiedervorlageschritt", sicht=Sicht(alle=frozenset({Rolle.LEITUNG}))
)  # others: with their Wiedervorlage
sichtbar("core", "gespeicherterfilter", sicht=Sicht(konto="user"))
# The outbox: a message is addressed to one recipient, so that a case opens it to the house only.
add_crud("core", "nachricht", ansehen=is_lpr, aendern=rules.always_false)
rules.add_perm("core.steer_nachricht", is_schreibend)
_POST = Sicht(alle=SCHREIBENDE_ROLLEN, am_fall=True, stufen=((LPR_ROLLEN, frozenset()),))
sichtbar("core", "nachricht", sicht=_POST)
sichtbar("core", "zustellversuch", sicht=_POST.ueber("nachricht"))
# The correspondence: who sees the case reads what is meant for the own side; a coach and a Prüfung read nothing of it.
add_crud("core", "mitteilung", ansehen=is_lpr, aendern=rules.always_false)
rules.add_perm("core.write_mitteilung", is_schreibend | is_kommune | is_polizei)
rules.add_perm("core.withdraw_mitteilung", is_schreibend | is_kommune | is_polizei)  # the service asks whose it is
_SCHRIFTWECHSEL = Sicht(
    alle=SCHREIBENDE_ROLLEN,
    am_fall=True,
    stufe="leserkreis",
    stufen=(
        (LPR_ROLLEN, KREISE_LPR),
        (KOMMUNE_ROLLEN, KREISE_KOMMUNE),
        (POLIZEI_ROLLEN, KREISE_POLIZEI),
    ),
)
sichtbar("core", "mitteilung", sicht=_SCHRIFTWECHSEL)
sichtbar("core", "mitteilungsanlage", sicht=_SCHRIFTWECHSEL.ueber("mitteilung"))
sichtbar("core", "lesevermerk", sicht=Sicht(konto="konto"))
# Deadlines are matters of the house; a rule is entered by clerks and confirmed by Leitung, another person.
add_crud("core", "frist", "fristregel")
add_crud("core", "erinnerung", ansehen=is_lpr | is_pruefung, aendern=rules.always_false)
rules.add_perm("core.work_frist", is_schreibend)
rules.add_perm("core.confirm_fristregel", is_leitung)
rules.add_perm("core.set_erinnerung", is_lpr)
rules.add_perm("core.set_erinnerung_im_haus", is_leitung)
_FRIST = Sicht(am_fall=True, nur=LPR_ROLLEN | {Rolle.PRUEFUNG})
sichtbar("core", "frist", "erinnerung", sicht=_FRIST)
sichtbar("core", "fristpause", "fristverlaengerung", sicht=_FRIST.ueber("frist"))
sichtbar("core", "fristregel", sicht=Sicht(alle=LPR_ROLLEN | {Rolle.PRUEFUNG}))
sichtbar("core", "erinnerungswahl", sicht=Sicht(konto="user"))
