"""Writing, for the tests of the correspondence."""

from typing import Any

from asskomm.core.leserkreis import Leserkreis
from asskomm.core.models import Mitteilung, User
from asskomm.core.services.schriftwechsel import write_mitteilung
from tests.factories.vereinbarungen import JETZT


def schreibe(by: User, fall: Any, leserkreis: str = Leserkreis.KOMMUNE, **angaben: Any) -> Mitteilung:
    im_haus = angaben.pop("im_haus", by.is_staff)
    werte: dict[str, Any] = {"text": "Guten Tag", "jetzt": JETZT}
    return write_mitteilung(fall=fall, leserkreis=leserkreis, im_haus=im_haus, by=by, **{**werte, **angaben})
