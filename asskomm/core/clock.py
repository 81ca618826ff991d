"""The only place that reads the clock; called by views and commands, which pass the moment on."""

import datetime as dt

from django.utils import timezone


def now() -> dt.datetime:
    return timezone.now()


def today() -> dt.date:
    """The day in Saxony (Europe/Berlin), not in UTC."""
    return timezone.localdate()
