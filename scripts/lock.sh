#!/usr/bin/env bash
# Löst die Abhängigkeiten neu auf. Keine Sperrdatei nennt eine Adresse, jede nennt Prüfsummen.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh dev
loese() { # NAME weitere-Angaben…
  local name=$1
  shift
  .tools/bin/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
    "$@" "requirements/$name.in" -o "requirements/$name.txt"
}
loese uv
loese node
loese prod
loese dev --constraint requirements/prod.txt
npm update --silent --package-lock-only
# npm schreibt Spendenadressen der Pakete in die Sperrdatei; sie gehören nicht ins Repository.
.venv/bin/python - <<'PYTHON'
import json
from pathlib import Path

datei = Path("package-lock.json")
lock = json.loads(datei.read_text(encoding="utf-8"))
for paket in lock["packages"].values():
    for feld in ("funding", "resolved"):
        paket.pop(feld, None)
datei.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
PYTHON
scripts/setup.sh dev
