from django.db import migrations, models

from asskomm.core.suchtext import suchtext

SUCHFELDER = {
    "Vereinbarung": ("bezeichnung", "geschaeftszeichen"),
    "Sicherheitsanalyse": ("bezeichnung", "auftragnehmer"),
    "Coachingprozess": ("anliegen", "traeger"),
}


def fuelle(apps, schema_editor):
    for modell, felder in SUCHFELDER.items():
        zeilen = apps.get_model("vereinbarungen", modell)._base_manager
        for zeile in zeilen.order_by("pk").iterator(chunk_size=500):
            zeile.suchtext = suchtext(*(str(getattr(zeile, feld) or "") for feld in felder))
            zeile.save(update_fields=["suchtext"])


class Migration(migrations.Migration):
    dependencies = [("vereinbarungen", "0004_vier_augen")]

    operations = [
        migrations.AddField(
            model_name="vereinbarung",
            name="suchtext",
            field=models.TextField(default="", editable=False),
        ),
        migrations.AddField(
            model_name="sicherheitsanalyse",
            name="suchtext",
            field=models.TextField(default="", editable=False),
        ),
        migrations.AddField(
            model_name="coachingprozess",
            name="suchtext",
            field=models.TextField(default="", editable=False),
        ),
        migrations.RunPython(fuelle, migrations.RunPython.noop),
    ]
