"""The names of the cases as database expressions: what their `__str__` says, for lists of many kinds in one query."""

from django.db.models import Case, CharField, F, Value, When
from django.db.models.functions import Concat

KPR = Case(
    When(name="", then=Concat(Value("KPR "), F("kommune__name_eindeutig"))),
    default=F("name"),
    output_field=CharField(),
)
BERATUNG = Concat(Value("Beratung "), F("kommune__name_eindeutig"), output_field=CharField())
