"""The rule in force, as a dated row that the office can replace."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import migrations

# SächsTranspG: in force since 1 January 2023 (fachmodell, finding 10); 5 years online by § 9 Abs. 2.
REGEL = {
    "gueltig_von": dt.date(2023, 1, 1),
    "empfaenger_ab_betrag": Decimal("10000.00"),
    "hoechstens_jahre": 5,
    "quelle": "SächsTranspG § 8 Abs. 1 Nr. 15 (Empfänger ab 10.000 Euro), § 9 Abs. 2 (höchstens fünf Jahre)",
}


def create_regel(apps: Any, schema_editor: Any) -> None:
    apps.get_model("foerderung", "Veroeffentlichungsregel").objects.get_or_create(
        gueltig_von=REGEL["gueltig_von"], defaults=REGEL
    )


class Migration(migrations.Migration):
    dependencies = [("foerderung", "0001_initial")]

    operations = [migrations.RunPython(create_regel, migrations.RunPython.noop)]
