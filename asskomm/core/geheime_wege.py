"""Addresses whose path is a key: invitations, new passwords, kept input. No log may hold one before it is used."""

import logging
import re

_WEG = re.compile(r"(/konto/(?:einladung|eingaben|passwort/neu)/)[^/\s\"'?]+")


def ohne_schluessel(text: str) -> str:
    return _WEG.sub(r"\1…", text)


class OhneSchluessel(logging.Filter):
    """For every handler: Django names the whole path of a refused request."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if (gekuerzt := ohne_schluessel(text)) != text:
            record.msg, record.args = gekuerzt, ()
        return True
