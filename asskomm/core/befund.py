"""Self-check of an installation; each check returns its findings as German sentences (none = in order)."""

import datetime as dt
import os
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

from django.conf import settings
from django.core.mail import get_connection
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from . import virenpruefung
from .arbeitsarten import Fortschritt
from .models import Arbeitslauf, Dokument, Laufstand, Nachricht, Rollenzuordnung, User
from .models.arbeitslauf import LEBENSZEICHEN
from .protokoll.ausloeser import fehlende_ausloeser
from .protokoll.pruefung import pruefe
from .roles import Rolle
from .sicherung.nachweis import check_sicherung
from .stichtag import BERLIN
from .warteschlange import gescheiterte, wartet_seit

MIN_FREI_MB = 500
GEDULD = dt.timedelta(minutes=5)
FRUEHESTE_UHR = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def check_datenbank() -> list[str]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as fehler:
        return [f"Die Datenbank antwortet nicht: {fehler}"]
    return []


def check_migrationen() -> list[str]:
    executor = MigrationExecutor(connection)
    offen = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not offen:
        return []
    return [f"{len(offen)} Migrationen stehen aus; bitte „manage.py migrate“ ausführen."]


def check_einstellungen() -> list[str]:
    befunde = []
    if settings.DEBUG:
        befunde.append("DEBUG ist eingeschaltet; im Betrieb muss es aus sein.")
    if len(settings.SECRET_KEY) < 50:
        befunde.append("SECRET_KEY ist kürzer als 50 Zeichen.")
    host = urlparse(settings.BASE_URL).hostname or ""
    if host not in settings.ALLOWED_HOSTS and "*" not in settings.ALLOWED_HOSTS:
        befunde.append(f"ALLOWED_HOSTS enthält den Rechner aus BASE_URL nicht: {host}")
    if settings.BASE_URL.startswith("http://") and host not in ("127.0.0.1", "localhost"):
        befunde.append("BASE_URL ist nicht verschlüsselt (http://); Cookies und Passwörter wären lesbar.")
    anbieter: Any = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
    for app in anbieter["APPS"]:
        if not app["settings"]["server_url"].startswith("https://"):
            befunde.append("OIDC_SERVER_URL ist nicht verschlüsselt (http://); Anmeldungen ließen sich fälschen.")
    if "*" in settings.ALLOWED_HOSTS:
        befunde.append("ALLOWED_HOSTS erlaubt jeden Rechnernamen.")
    return befunde


def check_ordner() -> list[str]:
    befunde = []
    for name, ordner in (("MEDIA_ROOT", Path(settings.MEDIA_ROOT)), ("STATIC_ROOT", Path(settings.STATIC_ROOT))):
        vorhanden = next(p for p in (ordner, *ordner.parents) if p.exists())
        frei = shutil.disk_usage(vorhanden).free // 1024 // 1024
        if frei < MIN_FREI_MB:
            befunde.append(f"{name}: nur noch {frei} MB frei (mindestens {MIN_FREI_MB}).")
        if name == "MEDIA_ROOT" and not os.access(vorhanden, os.W_OK):
            befunde.append(f"MEDIA_ROOT: {vorhanden} ist nicht beschreibbar; hochgeladene Dateien gingen verloren.")
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not manifest.is_file():
        befunde.append("Die statischen Dateien fehlen; bitte „manage.py collectstatic“ ausführen.")
    return befunde


def check_post() -> list[str]:
    try:
        with get_connection():
            return []
    except OSError as fehler:
        return [f"Der Mailserver ist nicht erreichbar: {fehler}"]


def check_warteschlange(jetzt: dt.datetime) -> list[str]:
    """No worker, or none that gets on. A long work that gives signs of life keeps the others waiting lawfully."""
    wartet = wartet_seit(jetzt)
    if wartet is None or wartet <= GEDULD or _arbeitet(jetzt):
        return []
    minuten = int(wartet.total_seconds() // 60)
    return [f"Der Arbeiter läuft nicht: In der Warteschlange wartet etwas seit {minuten} Minuten (manage.py arbeite)."]


def _arbeitet(jetzt: dt.datetime) -> bool:
    frisch = jetzt - LEBENSZEICHEN
    for lauf in Arbeitslauf.objects.filter(stand=Laufstand.LAEUFT):
        fortschritt = Fortschritt(lauf.pk).lies()
        zeichen = [lauf.lebenszeichen_zeitpunkt, fortschritt["zeit"] if fortschritt else None]
        if any(z is not None and z >= frisch for z in zeichen):
            return True
    return False


def check_arbeiten() -> list[str]:
    """What the worker could not do: calls that ended with an error, messages that nobody received."""
    befunde = []
    if fehler := gescheiterte():
        befunde.append(f"{fehler} Aufträge der Warteschlange endeten mit einem Fehler; er steht im Log des Arbeiters.")
    if unzustellbar := Nachricht.objects.unzustellbar().count():
        befunde.append(f"{unzustellbar} E-Mails sind unzustellbar (Verwaltung, Nachrichten).")
    return befunde


def check_virenpruefung() -> list[str]:
    """Without a scanner uploads wait in quarantine, or go out unchecked where the setting says so."""
    if not virenpruefung.ist_angeschlossen():
        return [virenpruefung.OHNE_SCANNER] if settings.BASE_URL.startswith("https://") else []
    befunde = []
    if grund := virenpruefung.ausfall():
        befunde.append(f"Der Virenscanner (CLAMAV_URL) ist nicht erreichbar: {grund}")
    return befunde


def check_quarantaene(jetzt: dt.datetime) -> list[str]:
    if anzahl := Dokument.objects.in_quarantaene(jetzt).count():
        return [f"{anzahl} Dateien warten seit mehr als fünf Minuten auf die Virenprüfung (Quarantäne)."]
    return []


def check_uhr(jetzt: dt.datetime) -> list[str]:
    if jetzt < FRUEHESTE_UHR:
        return [f"Die Systemuhr geht falsch: {jetzt:%d.%m.%Y %H:%M} UTC."]
    return []


def check_konten(heute: dt.date) -> list[str]:
    leitung = Rollenzuordnung.objects.in_kraft(heute).filter(rolle=Rolle.LEITUNG, user__is_active=True)
    if not leitung.exists():
        return ["Es gibt kein aktives Konto mit der Rolle Leitung (lege_konto_an --rolle LT)."]
    if User.objects.filter(fiktiv=True).exists() and not settings.BASE_URL.startswith("http://127.0.0.1"):
        return ["Es sind Demodaten geladen (entferne_demo löscht sie)."]
    return []


def check_protokoll() -> list[str]:
    befunde = [
        f"Der Schutz des Protokolls fehlt in der Datenbank: Auslöser {name} (siehe docs/betrieb.md)."
        for name in fehlende_ausloeser(connection)
    ]
    ergebnis = pruefe()
    return [*befunde, *([f"Protokoll beschädigt: {ergebnis.befund}"] if ergebnis.befund else [])]


def collect_befunde(*, jetzt: dt.datetime) -> list[str]:
    """All findings; checks that need tables run only when the database answers and is migrated."""
    befunde = [*check_einstellungen(), *check_ordner(), *check_post(), *check_uhr(jetzt), *check_sicherung(jetzt)]
    befunde += check_virenpruefung()
    datenbank = check_datenbank()
    tabellen = datenbank or check_migrationen()
    return [*befunde, *(tabellen or _check_tabellen(jetzt))]


def _check_tabellen(jetzt: dt.datetime) -> list[str]:
    heute = jetzt.astimezone(BERLIN).date()
    return [
        *check_konten(heute),
        *check_protokoll(),
        *check_warteschlange(jetzt),
        *check_arbeiten(),
        *check_quarantaene(jetzt),
    ]
