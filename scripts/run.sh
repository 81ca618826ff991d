#!/usr/bin/env bash
# scripts/run.sh HOST PORT   richtet ein, bereitet die Datenbank vor, startet den Arbeiter und das Portal mit gunicorn
set -euo pipefail
cd "$(dirname "$0")/.."
HOST=$1
PORT=$2
scripts/setup.sh

# Die eigene Adresse folgt HOST und PORT, solange weder die Umgebung noch .env eine andere nennt.
if [ -z "${BASE_URL:-}" ] && ! grep -qs '^BASE_URL=' .env; then
  case "$HOST" in
  0.0.0.0 | ::) export BASE_URL="http://127.0.0.1:$PORT" ;;
  *) export BASE_URL="http://$HOST:$PORT" ;;
  esac
fi

.venv/bin/python scripts/prepare_run.py

# Der Arbeiter (Nachrichten, lange Arbeiten) lebt so lange wie das Portal.
trap 'kill ${portal:-} ${arbeiter:-} 2>/dev/null || true' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
.venv/bin/python manage.py arbeite &
arbeiter=$!
.venv/bin/gunicorn --config deploy/gunicorn.conf.py --bind "$HOST:$PORT" asskomm.wsgi &
portal=$!
wait "$portal"
