"""The names of the cases as database expressions: what their `__str__` says, for lists of many kinds in one query."""

from django.db.models import Case, CharField, F, Value, When
from django.db.models.functions import Cast, Concat

from .enums import VereinbarungArt

VEREINBARUNG = Concat(
    Case(
        *(When(art=art, then=Value(str(art.label))) for art in VereinbarungArt),
        default=Value(""),
        output_field=CharField(),
    ),
    Case(
        When(laufende_nr__isnull=False, then=Concat(Value(" Nr. "), Cast("laufende_nr", CharField()))),
        default=Value(""),
        output_field=CharField(),
    ),
    Value(" "),
    F("bezeichnung"),
    output_field=CharField(),
)
COACHING = Concat(Value("Coaching "), F("kommune__name_eindeutig"), output_field=CharField())
