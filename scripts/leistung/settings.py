"""Die Einstellungen des Betriebs, dazu eine nackte Vergleichsansicht."""

from asskomm.settings import *  # noqa: F403 - settings are built from parts

ROOT_URLCONF = "scripts.leistung.urls"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
