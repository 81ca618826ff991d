"""Uploaded files: checked by size, name, ending and content, then stored once with their hash."""

from .ablage import sha256, store_dokument
from .arten import ANLAGE, SCAN, Zweck, endungen
from .empfang import Groessengrenze
from .pruefung import check_anlage, check_scan, check_upload

__all__ = [
    "ANLAGE",
    "SCAN",
    "Groessengrenze",
    "Zweck",
    "check_anlage",
    "check_scan",
    "check_upload",
    "endungen",
    "sha256",
    "store_dokument",
]
