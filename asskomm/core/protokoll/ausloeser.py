"""Triggers that make the database itself refuse to change or remove protocol entries, on SQLite and PostgreSQL.

The only lawful change is the erasure of a payload: `inhalt` from a value to NULL, every other column as before. The
head may only go forward. A table that a later migration rebuilds loses its triggers on SQLite: such a migration calls
`create_ausloeser` again, and `befund` names what is missing.
"""

from typing import Any, NamedTuple

EINTRAG, KOPF = "core_protokolleintrag", "core_protokollkopf"
_FEST = (
    "nr", "zeitpunkt", "ereignis", "akteur_id", "rolle", "objekt_art", "objekt_id", "anfrage_id",
    "inhalt_sha256", "vorgaenger", "pruefsumme",
)  # fmt: skip
_TEXT = "Das Protokoll wird nur fortgeschrieben"

# "OR REPLACE" removes rows on SQLite without asking the delete trigger; the insert trigger closes that door.
_SQLITE = {
    "protokoll_kein_loeschen": f"BEFORE DELETE ON {EINTRAG} BEGIN",
    "protokoll_kein_aendern": (
        f"BEFORE UPDATE ON {EINTRAG} WHEN NOT (OLD.inhalt IS NOT NULL AND NEW.inhalt IS NULL AND "
        + " AND ".join(f"NEW.{spalte} IS OLD.{spalte}" for spalte in _FEST)
        + ") BEGIN"
    ),
    "protokoll_nur_anhaengen": (
        f"BEFORE INSERT ON {EINTRAG} WHEN EXISTS (SELECT 1 FROM {EINTRAG} WHERE nr >= NEW.nr "  # noqa: S608 - own names
        "OR vorgaenger = NEW.vorgaenger OR pruefsumme = NEW.pruefsumme) BEGIN"
    ),
    "protokollkopf_kein_loeschen": f"BEFORE DELETE ON {KOPF} BEGIN",
    "protokollkopf_nur_vorwaerts": f"BEFORE UPDATE ON {KOPF} WHEN NEW.id IS NOT OLD.id OR NEW.nr <= OLD.nr BEGIN",
    "protokollkopf_nur_einmal": (
        f"BEFORE INSERT ON {KOPF} WHEN EXISTS (SELECT 1 FROM {KOPF}) BEGIN"  # noqa: S608 - own names
    ),
}
_POSTGRESQL = {
    "protokoll_kein_loeschen": f"BEFORE DELETE ON {EINTRAG} FOR EACH ROW",
    "protokoll_kein_leeren": f"BEFORE TRUNCATE ON {EINTRAG} FOR EACH STATEMENT",
    "protokoll_kein_aendern": (
        f"BEFORE UPDATE ON {EINTRAG} FOR EACH ROW WHEN (NOT (OLD.inhalt IS NOT NULL AND NEW.inhalt IS NULL AND "
        + " AND ".join(f"NEW.{spalte} IS NOT DISTINCT FROM OLD.{spalte}" for spalte in _FEST)
        + "))"
    ),
    "protokollkopf_kein_loeschen": f"BEFORE DELETE ON {KOPF} FOR EACH ROW",
    "protokollkopf_kein_leeren": f"BEFORE TRUNCATE ON {KOPF} FOR EACH STATEMENT",
    "protokollkopf_nur_vorwaerts": (
        f"BEFORE UPDATE ON {KOPF} FOR EACH ROW WHEN (NEW.id <> OLD.id OR NEW.nr <= OLD.nr)"
    ),
}
_FUNKTION = "protokoll_verweigern"
_VERWEIGERE = (
    f"CREATE OR REPLACE FUNCTION {_FUNKTION}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    f"RAISE EXCEPTION '{_TEXT}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
)


class _Dialekt(NamedTuple):
    """Everything in which the databases differ, as statements: no code runs on one of them only."""

    ausloeser: dict[str, str]
    vorbereitung: tuple[str, ...]
    anlegen: str
    entfernen: str
    vorhanden: str


_DIALEKTE = {
    "sqlite": _Dialekt(
        ausloeser=_SQLITE,
        vorbereitung=(),
        anlegen=f"CREATE TRIGGER {{name}} {{wann}} SELECT RAISE(ABORT, '{_TEXT}'); END",
        entfernen="DROP TRIGGER IF EXISTS {name}",
        vorhanden="SELECT name FROM sqlite_master WHERE type = 'trigger'",
    ),
    "postgresql": _Dialekt(
        ausloeser=_POSTGRESQL,
        vorbereitung=(_VERWEIGERE,),
        anlegen=f"CREATE TRIGGER {{name}} {{wann}} EXECUTE FUNCTION {_FUNKTION}()",
        entfernen="DROP TRIGGER IF EXISTS {name} ON {tabelle}",
        vorhanden=(
            "SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A') AND tgrelid IN "
            "('core_protokolleintrag'::regclass, 'core_protokollkopf'::regclass)"
        ),
    ),
}


def create_ausloeser(verbindung: Any) -> None:
    dialekt = _DIALEKTE[verbindung.vendor]
    anweisungen = [dialekt.anlegen.format(name=name, wann=wann) for name, wann in dialekt.ausloeser.items()]
    _fuehre_aus(verbindung, [*dialekt.vorbereitung, *anweisungen])


def drop_ausloeser(verbindung: Any) -> None:
    """Only for migrations that rebuild the tables, and for tests that empty or damage them on purpose."""
    dialekt = _DIALEKTE[verbindung.vendor]
    tabellen = {name: KOPF if name.startswith("protokollkopf") else EINTRAG for name in dialekt.ausloeser}
    _fuehre_aus(verbindung, [dialekt.entfernen.format(name=n, tabelle=t) for n, t in tabellen.items()])


def fehlende_ausloeser(verbindung: Any) -> list[str]:
    """Names of the triggers that the database lacks or does not obey."""
    dialekt = _DIALEKTE[verbindung.vendor]
    with verbindung.cursor() as cursor:
        cursor.execute(dialekt.vorhanden)
        vorhanden = {name for (name,) in cursor.fetchall()}
    return sorted(dialekt.ausloeser.keys() - vorhanden)


def _fuehre_aus(verbindung: Any, anweisungen: list[str]) -> None:
    with verbindung.cursor() as cursor:
        for anweisung in anweisungen:
            cursor.execute(anweisung)
