#!/usr/bin/env bash
# scripts/test.sh alles|schnell|a11y|abdeckung [weitere Angaben für pytest]
set -euo pipefail
cd "$(dirname "$0")/.."
ART=${1:-alles}
[ $# -gt 0 ] && shift
scripts/setup.sh dev
mkdir -p .build/coverage
# Was Zahlen, Nummern und Zustände entscheidet, ist ganz abgedeckt (Hausordnung, „Limits“).
FACHLOGIK="*/services/*,*/stats.py,*/workflows.py,*/workflows/*,*/rules.py,asskomm/core/workflow.py,asskomm/core/stichtag.py"
FACHLOGIK+=",asskomm/core/numbering.py,asskomm/core/errors.py,asskomm/core/fakten.py,asskomm/core/annullierung.py,asskomm/core/protokoll/*"
FACHLOGIK+=",asskomm/portal/kennzahlen/*,vereinbarungen/nummern.py,vereinbarungen/pruefung.py"
PYTEST=(.venv/bin/python -m pytest -q -p no:cacheprovider)

# postgresql ANGABEN…: ein eigener Server nur für diesen Lauf, auch nach Fehlern wieder weg
postgresql() {
  local ordner rueckgabe=0
  ordner=$(scripts/pgtest.sh start)
  # shellcheck disable=SC2064  # der Ordner steht jetzt fest
  trap "scripts/pgtest.sh stop '$ordner'" EXIT
  DATABASE_URL="postgres://portal@/portal?host=$ordner" "${PYTEST[@]}" -n 2 --dist worksteal -m "not e2e and not a11y" "$@" || rueckgabe=$?
  scripts/pgtest.sh stop "$ordner"
  trap - EXIT
  return $rueckgabe
}

unset DATABASE_URL
case "$ART" in
schnell)
  "${PYTEST[@]}" -n 2 -m "not e2e and not a11y" "$@"
  ;;
a11y)
  "${PYTEST[@]}" -n 2 --dist worksteal -m a11y "$@"
  ;;
alles)
  echo "== SQLite"
  ergebnis=0
  "${PYTEST[@]}" -n 2 --dist worksteal -m "not e2e and not a11y" "$@" || ergebnis=$?
  echo "== SQLite, im Browser" # eigener Lauf: siehe tests/conftest.py
  "${PYTEST[@]}" -n 2 --dist worksteal -m "e2e and not a11y" "$@" || ergebnis=$?
  echo "== PostgreSQL"
  postgresql "$@" || ergebnis=$?
  exit $ergebnis
  ;;
abdeckung)
  # Getrennt, denn das Mitzählen der Zeilen verdoppelt die Laufzeit.
  "${PYTEST[@]}" -n 2 --dist worksteal -m "not e2e and not a11y" --cov --cov-report=term --cov-fail-under=95 "$@"
  echo "== Fachlogik"
  .venv/bin/coverage report --show-missing --fail-under=100 --include="$FACHLOGIK"
  ;;
*)
  echo "Aufruf: scripts/test.sh alles|schnell|a11y|abdeckung" >&2
  exit 2
  ;;
esac
