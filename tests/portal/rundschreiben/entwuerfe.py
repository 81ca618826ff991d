"""Kommunen with contacts, and drafts, for the tests of circulars."""

from typing import Any

from asskomm.core.models import User
from asskomm.portal.models import Rundschreiben
from asskomm.portal.services.rundschreiben import create_rundschreiben, save_rundschreiben
from kommunen.models import Ansprechperson, Kommune
from tests.factories.vereinbarungen import JETZT, gemeinde

BUERGERMEISTER = "Bürgermeister"
TEXT = "{{ anrede }},\n\nfür {{ kommune }} ({{ landkreis }}) gibt es etwas Neues."


def stadt(name: str, *, email: str = "", funktion: str = BUERGERMEISTER, person: str = "", **felder: Any) -> Kommune:
    kommune = gemeinde(name)
    if email:
        Ansprechperson.objects.create(kommune=kommune, funktion=funktion, email=email, name=person, **felder)
    return kommune


def entwurf(by: User, *kommunen: Kommune, **angaben: Any) -> Rundschreiben:
    neu = create_rundschreiben(ziele=[(k.pk, None) for k in kommunen], herkunft="Kommunen", by=by, jetzt=JETZT)
    werte: dict[str, Any] = {"betreff": "Neues für {{ kommune }}", "text": TEXT, "funktionen": [BUERGERMEISTER]}
    return save_rundschreiben(rundschreiben=neu, by=by, jetzt=JETZT, **{**werte, **angaben})
