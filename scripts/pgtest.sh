#!/usr/bin/env bash
# Wegwerf-PostgreSQL für Tests: eigener Cluster im temporären Ordner, nur über Unix-Socket erreichbar.
# Läuft als root (wechselt zu einem Benutzer ohne Rechte) und als jeder andere Benutzer.
#   D=$(scripts/pgtest.sh start); DATABASE_URL="postgres://portal@/portal?host=$D" …; scripts/pgtest.sh stop "$D"
set -euo pipefail
BIN=$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -1 || true)
[ -n "$BIN" ] || { echo "pgtest: PostgreSQL 15 oder neuer fehlt (apt-get install postgresql-15)" >&2; exit 1; }

# als BENUTZER KOMMANDO…: PostgreSQL weigert sich, als root zu laufen.
als() {
  local benutzer=$1
  shift
  if [ "$(id -u)" = 0 ]; then
    setpriv --reuid "$benutzer" --regid "$(id -gn "$benutzer")" --clear-groups env HOME=/tmp "$@"
  else
    "$@"
  fi
}

case "${1:-}" in
start)
  D=$(mktemp -d "${TMPDIR:-/tmp}/portal-pg.XXXXXX")
  BENUTZER=$(id -un)
  if [ "$(id -u)" = 0 ]; then
    BENUTZER=$(id -un postgres 2>/dev/null || echo nobody)
    chown "$BENUTZER" "$D"
  fi
  cd "$D"
  als "$BENUTZER" "$BIN/initdb" -D "$D/data" -U portal -A trust --no-sync -E UTF8 \
    --locale-provider=icu --icu-locale=de-DE --locale=C.UTF-8 >"$D/initdb.log"
  # Ohne fsync: Der Cluster lebt nur für diesen Lauf.
  # autovacuum sähe die Zeilen einer offenen Transaktion nicht, hielte Tabellen für leer und ließe Abfragen Minuten dauern.
  als "$BENUTZER" "$BIN/pg_ctl" -D "$D/data" -l "$D/log" -w \
    -o "-k $D -c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=100 -c autovacuum=off" \
    start >/dev/null
  als "$BENUTZER" "$BIN/createdb" -h "$D" -U portal portal
  echo "$D"
  ;;
stop)
  D=${2:?Ordner des Clusters fehlt}
  EIGENTUEMER=$(stat -c %U "$D/data")
  cd /
  als "$EIGENTUEMER" "$BIN/pg_ctl" -D "$D/data" -m immediate -w stop >/dev/null
  rm -rf "$D"
  ;;
*)
  echo "Aufruf: scripts/pgtest.sh start | stop ORDNER" >&2
  exit 2
  ;;
esac
