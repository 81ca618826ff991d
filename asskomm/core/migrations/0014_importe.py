import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0013_listenansicht"),
    ]

    operations = [
        migrations.CreateModel(
            name="Import",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("erfasst_zeitpunkt", models.DateTimeField(editable=False, verbose_name="erfasst am")),
                ("art", models.CharField(max_length=80, verbose_name="Art")),
                ("dateiname", models.CharField(max_length=200, verbose_name="Datei")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("datei", models.FileField(blank=True, max_length=120, upload_to="importe/", verbose_name="Ablage")),
                ("kopf", models.JSONField(blank=True, default=list, verbose_name="Überschriften der Datei")),
                ("zuordnung", models.JSONField(blank=True, default=dict, verbose_name="Zuordnung der Spalten")),
                (
                    "stand",
                    models.CharField(
                        choices=[
                            ("HOCHGELADEN", "hochgeladen"),
                            ("GEPRUEFT", "geprüft"),
                            ("UEBERNOMMEN", "übernommen"),
                            ("ZURUECKGENOMMEN", "zurückgenommen"),
                            ("VERWORFEN", "verworfen"),
                        ],
                        default="HOCHGELADEN",
                        max_length=16,
                        verbose_name="Stand",
                    ),
                ),
                ("neu", models.PositiveIntegerField(default=0, verbose_name="neu")),
                ("geaendert", models.PositiveIntegerField(default=0, verbose_name="geändert")),
                ("unveraendert", models.PositiveIntegerField(default=0, verbose_name="unverändert")),
                ("fehler", models.PositiveIntegerField(default=0, verbose_name="fehlerhaft")),
                ("hinweis", models.TextField(blank=True, verbose_name="Hinweis")),
                ("bestandsmarke", models.CharField(blank=True, max_length=64, verbose_name="Bestand bei der Prüfung")),
                (
                    "fingerabdruck",
                    models.CharField(blank=True, max_length=64, verbose_name="Fingerabdruck der Vorschau"),
                ),
                ("uebernommen_zeitpunkt", models.DateTimeField(blank=True, null=True, verbose_name="übernommen am")),
                (
                    "zurueckgenommen_zeitpunkt",
                    models.DateTimeField(blank=True, null=True, verbose_name="zurückgenommen am"),
                ),
                (
                    "zurueckgenommen_grund",
                    models.CharField(blank=True, max_length=300, verbose_name="Grund der Rücknahme"),
                ),
                (
                    "erfasst_durch",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="erfasst durch",
                    ),
                ),
                (
                    "lauf",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.arbeitslauf",
                        verbose_name="Arbeitslauf",
                    ),
                ),
                (
                    "uebernommen_durch",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="übernommen durch",
                    ),
                ),
                (
                    "zurueckgenommen_durch",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="zurückgenommen durch",
                    ),
                ),
            ],
            options={
                "verbose_name": "Import",
                "verbose_name_plural": "Importe",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Importzeile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("nr", models.PositiveIntegerField(verbose_name="Zeile")),
                (
                    "art",
                    models.CharField(
                        choices=[
                            ("NEU", "neu"),
                            ("GEAENDERT", "geändert"),
                            ("UNVERAENDERT", "unverändert"),
                            ("FEHLER", "Fehler"),
                        ],
                        max_length=12,
                        verbose_name="Vorgang",
                    ),
                ),
                ("werte", models.JSONField(default=dict, verbose_name="Werte der Datei")),
                ("befunde", models.JSONField(default=list, verbose_name="Befunde")),
                ("aenderungen", models.JSONField(default=dict, verbose_name="Änderungen")),
                (
                    "objekt_id",
                    models.PositiveBigIntegerField(blank=True, null=True, verbose_name="Schlüssel des Eintrags"),
                ),
                (
                    "vorher",
                    models.JSONField(
                        default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="vorher"
                    ),
                ),
                (
                    "nachher",
                    models.JSONField(
                        default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="nachher"
                    ),
                ),
                (
                    "zum_import",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="zeilen",
                        to="core.import",
                        verbose_name="Import",
                    ),
                ),
            ],
            options={
                "verbose_name": "Zeile eines Imports",
                "verbose_name_plural": "Zeilen eines Imports",
                "ordering": ["zum_import", "nr"],
            },
        ),
        migrations.CreateModel(
            name="Spaltenzuordnung",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("erfasst_zeitpunkt", models.DateTimeField(editable=False, verbose_name="erfasst am")),
                ("art", models.CharField(max_length=80, verbose_name="Art")),
                ("name", models.CharField(max_length=80, verbose_name="Name")),
                ("fuer_alle", models.BooleanField(default=False, verbose_name="für das ganze Haus")),
                ("kopf", models.JSONField(default=list, verbose_name="Überschriften der Datei")),
                ("zuordnung", models.JSONField(default=dict, verbose_name="Zuordnung der Spalten")),
                (
                    "erfasst_durch",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="erfasst durch",
                    ),
                ),
            ],
            options={
                "verbose_name": "Spaltenzuordnung",
                "verbose_name_plural": "Spaltenzuordnungen",
                "ordering": ["art", "name", "pk"],
            },
        ),
        migrations.AddIndex(
            model_name="import",
            index=models.Index(fields=["art", "stand"], name="import_art_stand"),
        ),
        migrations.AddConstraint(
            model_name="import",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("uebernommen_durch__isnull", True), ("uebernommen_zeitpunkt__isnull", True)),
                    models.Q(("uebernommen_durch__isnull", False), ("uebernommen_zeitpunkt__isnull", False)),
                    _connector="OR",
                ),
                name="import_uebernahme_ganz",
            ),
        ),
        migrations.AddConstraint(
            model_name="import",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("zurueckgenommen_durch__isnull", True),
                        ("zurueckgenommen_grund", ""),
                        ("zurueckgenommen_zeitpunkt__isnull", True),
                    ),
                    models.Q(
                        ("uebernommen_zeitpunkt__isnull", False),
                        ("zurueckgenommen_durch__isnull", False),
                        ("zurueckgenommen_zeitpunkt__isnull", False),
                        models.Q(("zurueckgenommen_grund", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="import_ruecknahme_ganz",
            ),
        ),
        migrations.AddIndex(
            model_name="importzeile",
            index=models.Index(fields=["zum_import", "art", "nr"], name="importzeile_art"),
        ),
        migrations.AddConstraint(
            model_name="importzeile",
            constraint=models.UniqueConstraint(fields=("zum_import", "nr"), name="importzeile_nr_einmal"),
        ),
        migrations.AddConstraint(
            model_name="spaltenzuordnung",
            constraint=models.UniqueConstraint(
                fields=("art", "name", "erfasst_durch"), name="spaltenzuordnung_je_person"
            ),
        ),
    ]
