import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0012_wiedervorlage")]

    operations = [
        migrations.CreateModel(
            name="Listenansicht",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("liste", models.CharField(max_length=80, verbose_name="Liste")),
                ("spalten", models.JSONField(blank=True, default=list, help_text="In ihrer Reihenfolge; leer = Standard.", verbose_name="Spalten")),
                ("je_seite", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="Einträge je Seite")),
                ("filter", models.JSONField(blank=True, default=list, help_text="Paare aus Name und Abfrage.", verbose_name="Gemerkte Filter")),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="listenansichten", to=settings.AUTH_USER_MODEL, verbose_name="Konto")),
            ],
            options={
                "verbose_name": "Listenansicht",
                "verbose_name_plural": "Listenansichten",
                "ordering": ["user", "liste", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="listenansicht",
            constraint=models.UniqueConstraint(fields=("user", "liste"), name="listenansicht_einmal"),
        ),
    ]
