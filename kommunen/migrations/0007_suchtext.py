from django.db import migrations, models

from asskomm.core.suchtext import suchtext

SUCHFELDER = {
    "KommunalerPraeventionsrat": ("name",),
    "Ansprechperson": ("funktion", "name", "email"),
    "Beratung": ("anlass",),
}


def fuelle(apps, schema_editor):
    for modell, felder in SUCHFELDER.items():
        zeilen = apps.get_model("kommunen", modell)._base_manager
        for zeile in zeilen.order_by("pk").iterator(chunk_size=500):
            zeile.suchtext = suchtext(*(str(getattr(zeile, feld) or "") for feld in felder))
            zeile.save(update_fields=["suchtext"])


class Migration(migrations.Migration):
    dependencies = [("kommunen", "0006_vier_augen")]

    operations = [
        migrations.AddField(
            model_name="kommunalerpraeventionsrat",
            name="suchtext",
            field=models.TextField(default="", editable=False),
        ),
        migrations.AddField(
            model_name="ansprechperson",
            name="suchtext",
            field=models.TextField(default="", editable=False),
        ),
        migrations.AddField(
            model_name="beratung",
            name="suchtext",
            field=models.TextField(default="", editable=False),
        ),
        migrations.RunPython(fuelle, migrations.RunPython.noop),
    ]
