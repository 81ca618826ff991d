"""Messages for the tests of the outbox."""

import datetime as dt
from typing import Any

from asskomm.core.models import Nachricht
from asskomm.core.services.postausgang import stelle_bereit

JETZT = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)


def bereit(text: str = "Guten Tag,\n\nes gibt etwas Neues.", **angaben: Any) -> Nachricht:
    """By the template of circulars, which shows a text as it is."""
    werte: dict[str, Any] = {
        "an": "an@example.org",
        "betreff": "Betreff",
        "vorlage": "rundschreiben",
        "werte": {"text": text},
        "by": None,
        "jetzt": JETZT,
    }
    return stelle_bereit(**{**werte, **angaben})
