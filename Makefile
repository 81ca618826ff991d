# Alle Ziele: README.md, Abschnitt „Befehle“. Die Arbeit selbst steht in scripts/.
SHELL := /bin/bash
.DEFAULT_GOAL := hilfe
HOST ?= 127.0.0.1
PORT ?= 8000

.PHONY: hilfe setup run test test-schnell abdeckung a11y check advisories bench lock fix

hilfe: ## diese Übersicht
	@grep -E '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: ## .venv, KERN und Schriften einrichten (sofort fertig, wenn nichts fehlt)
	@scripts/setup.sh

run: ## Portal starten; leere Datenbank mit Register, Historie und Demo füllen (HOST, PORT, DATABASE_URL)
	@scripts/run.sh "$(HOST)" "$(PORT)"

test: ## alle Tests auf SQLite (mit Browser) und auf PostgreSQL
	@scripts/test.sh alles

test-schnell: ## Tests auf SQLite ohne Browser
	@scripts/test.sh schnell

abdeckung: ## Tests auf SQLite ohne Browser mit Zeilenabdeckung (95 %, Fachlogik 100 %)
	@scripts/test.sh abdeckung

a11y: ## alle Seiten im Browser mit axe prüfen
	@scripts/test.sh a11y

check: ## Format, Regeln, Typen, Importrichtung, Hausordnung, Migrationen, check --deploy
	@scripts/check.sh

advisories: ## bekannte Schwachstellen der festgelegten Pakete (fragt den Dienst OSV; ohne Netz: nicht geprüft)
	@scripts/setup.sh
	@.venv/bin/python scripts/advisories.py

bench: ## Leistungszahlen messen, schreibt bench.json
	@scripts/setup.sh bench
	@.venv/bin/python scripts/bench.py

lock: ## Sperrdateien neu auflösen (requirements/*.txt, package-lock.json)
	@scripts/lock.sh

fix: ## Python formatieren und einfache Regelverstöße beheben
	@scripts/setup.sh dev
	@.venv/bin/ruff format --quiet .
	@.venv/bin/ruff check --quiet --fix .
