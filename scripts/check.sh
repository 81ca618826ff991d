#!/usr/bin/env bash
# Alles, was ohne laufende Anwendung prüfbar ist. Läuft bis zum Ende durch und nennt am Schluss, was scheiterte.
set -uo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh dev || exit 1
BIN=.venv/bin
GESCHEITERT=()

pruefe() { # NAME KOMMANDO…
  local name=$1 ausgabe
  shift
  if ausgabe=$("$@" 2>&1); then
    echo "gut      $name"
  else
    echo "SCHLECHT $name"
    echo "$ausgabe" | sed 's/^/    /'
    GESCHEITERT+=("$name")
  fi
}

# Wie im Betrieb: https, eigener Schlüssel, keine Fehlersuche.
wie_im_betrieb() {
  env DEBUG=false BASE_URL=https://portal.example ALLOWED_HOSTS=portal.example DATABASE_URL=sqlite://:memory: \
    CLAMAV_URL=tcp://127.0.0.1:3310 SECRET_KEY="$($BIN/python -c 'import secrets; print(secrets.token_urlsafe(60))')" \
    $BIN/python manage.py "$@"
}

# mypy braucht am längsten und rechnet deshalb neben den anderen Prüfungen.
$BIN/mypy >.build/mypy.txt 2>&1 &
TYPEN=$!

pruefe "Format" $BIN/ruff format --check .
pruefe "Regeln" $BIN/ruff check .
pruefe "Vorlagen" $BIN/djlint --lint --quiet templates
pruefe "Importrichtung" $BIN/lint-imports
pruefe "Migrationen" wie_im_betrieb makemigrations --check --dry-run
pruefe "check --deploy" wie_im_betrieb check --deploy --fail-level WARNING
pruefe "Hausordnung" $BIN/python -m pytest -q -p no:cacheprovider -p no:randomly tests/house
wait "$TYPEN"
pruefe "Typen" bash -c "cat .build/mypy.txt; exit $?"

if [ ${#GESCHEITERT[@]} -gt 0 ]; then
  echo "make check: gescheitert: ${GESCHEITERT[*]}" >&2
  exit 1
fi
echo "make check: alles in Ordnung"
