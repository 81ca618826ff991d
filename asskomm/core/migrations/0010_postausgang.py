import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("core", "0009_fristen"),
    ]

    operations = [
        migrations.CreateModel(
            name="Lesevermerk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "fiktiv",
                    models.BooleanField(
                        db_index=True,
                        default=False,
                        editable=False,
                        help_text="Demodaten; entferne_demo löscht sie.",
                        verbose_name="fiktiv",
                    ),
                ),
                ("zeitpunkt", models.DateTimeField(verbose_name="gelesen am")),
            ],
            options={
                "verbose_name": "Lesevermerk",
                "verbose_name_plural": "Lesevermerke",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Mitteilung",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "fiktiv",
                    models.BooleanField(
                        db_index=True,
                        default=False,
                        editable=False,
                        help_text="Demodaten; entferne_demo löscht sie.",
                        verbose_name="fiktiv",
                    ),
                ),
                ("erfasst_zeitpunkt", models.DateTimeField(editable=False, verbose_name="erfasst am")),
                ("fall_id", models.PositiveBigIntegerField(editable=False, verbose_name="Schlüssel des Falls")),
                (
                    "leserkreis",
                    models.CharField(
                        choices=[
                            ("INTERN", "nur Landespräventionsrat"),
                            ("KOMMUNE", "Landespräventionsrat und Kommune"),
                            ("POLIZEI", "Landespräventionsrat und Polizei"),
                            ("ALLE", "Landespräventionsrat, Kommune und Polizei"),
                        ],
                        max_length=10,
                        verbose_name="Wer das liest",
                    ),
                ),
                (
                    "seite",
                    models.CharField(
                        choices=[("LPR", "Landespräventionsrat"), ("KOMMUNE", "Kommune"), ("POLIZEI", "Polizei")],
                        max_length=10,
                        verbose_name="geschrieben für",
                    ),
                ),
                ("stelle", models.CharField(blank=True, max_length=200, verbose_name="Stelle")),
                ("text", models.TextField(verbose_name="Text")),
                (
                    "zurueckgezogen_zeitpunkt",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="zurückgezogen am"),
                ),
                (
                    "zurueckgezogen_grund",
                    models.CharField(
                        blank=True, editable=False, max_length=500, verbose_name="Grund des Zurückziehens"
                    ),
                ),
            ],
            options={
                "verbose_name": "Mitteilung",
                "verbose_name_plural": "Mitteilungen",
                "ordering": ["-pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Mitteilungsanlage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
            options={
                "verbose_name": "Anlage einer Mitteilung",
                "verbose_name_plural": "Anlagen von Mitteilungen",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Nachricht",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "fiktiv",
                    models.BooleanField(
                        db_index=True,
                        default=False,
                        editable=False,
                        help_text="Demodaten; entferne_demo löscht sie.",
                        verbose_name="fiktiv",
                    ),
                ),
                ("erfasst_zeitpunkt", models.DateTimeField(editable=False, verbose_name="erfasst am")),
                (
                    "fall_id",
                    models.PositiveBigIntegerField(
                        blank=True, editable=False, null=True, verbose_name="Schlüssel des Falls"
                    ),
                ),
                (
                    "art",
                    models.CharField(
                        help_text="Woraus die Nachricht entstanden ist.", max_length=60, verbose_name="Art"
                    ),
                ),
                ("an", models.EmailField(max_length=254, verbose_name="Adresse")),
                ("an_name", models.CharField(blank=True, max_length=150, verbose_name="Name")),
                ("betreff", models.CharField(max_length=200, verbose_name="Betreff")),
                ("text", models.TextField(blank=True, verbose_name="Text")),
                ("html", models.TextField(blank=True, verbose_name="Text als HTML")),
                ("kennung", models.CharField(max_length=200, unique=True, verbose_name="Message-ID")),
                (
                    "schluessel",
                    models.CharField(blank=True, max_length=320, verbose_name="Schlüssel gegen Doppelversand"),
                ),
                (
                    "stand",
                    models.CharField(
                        choices=[
                            ("WARTET", "wartet"),
                            ("GESENDET", "gesendet"),
                            ("WIEDERHOLEN", "wird wiederholt"),
                            ("UNZUSTELLBAR", "unzustellbar"),
                            ("VERWORFEN", "verworfen"),
                        ],
                        default="WARTET",
                        max_length=12,
                        verbose_name="Stand",
                    ),
                ),
                ("faellig_zeitpunkt", models.DateTimeField(verbose_name="nächster Versuch")),
                ("eingereiht_zeitpunkt", models.DateTimeField(verbose_name="eingereiht")),
                ("anlaeufe", models.PositiveSmallIntegerField(default=0, verbose_name="Anläufe")),
                ("belegt_bis_zeitpunkt", models.DateTimeField(blank=True, null=True, verbose_name="in Arbeit bis")),
                ("gesendet_zeitpunkt", models.DateTimeField(blank=True, null=True, verbose_name="gesendet am")),
                ("geleert_zeitpunkt", models.DateTimeField(blank=True, null=True, verbose_name="Inhalt gelöscht am")),
                ("grund", models.CharField(blank=True, max_length=500, verbose_name="Warum verworfen")),
            ],
            options={
                "verbose_name": "Nachricht",
                "verbose_name_plural": "Nachrichten",
                "ordering": ["-pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Zustellversuch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("nr", models.PositiveSmallIntegerField(verbose_name="Versuch")),
                ("zeitpunkt", models.DateTimeField(verbose_name="am")),
                (
                    "ausgang",
                    models.CharField(
                        choices=[
                            ("UNKLAR", "nicht bekannt"),
                            ("ANGENOMMEN", "angenommen"),
                            ("VORUEBERGEHEND", "vorübergehend abgelehnt"),
                            ("ENDGUELTIG", "endgültig abgelehnt"),
                        ],
                        default="UNKLAR",
                        max_length=15,
                        verbose_name="Ausgang",
                    ),
                ),
                ("antwort", models.CharField(blank=True, max_length=500, verbose_name="Antwort des Mailservers")),
            ],
            options={
                "verbose_name": "Zustellversuch",
                "verbose_name_plural": "Zustellversuche",
                "ordering": ["nachricht", "nr"],
            },
        ),
        migrations.AddField(
            model_name="lesevermerk",
            name="konto",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="gelesen durch",
            ),
        ),
        migrations.AddField(
            model_name="mitteilung",
            name="erfasst_durch",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="erfasst durch",
            ),
        ),
        migrations.AddField(
            model_name="mitteilung",
            name="fall_art",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="contenttypes.contenttype",
                verbose_name="Art des Falls",
            ),
        ),
        migrations.AddField(
            model_name="mitteilung",
            name="zurueckgezogen_durch",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="zurückgezogen durch",
            ),
        ),
        migrations.AddField(
            model_name="lesevermerk",
            name="mitteilung",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="lesevermerke",
                to="core.mitteilung",
                verbose_name="Mitteilung",
            ),
        ),
        migrations.AddField(
            model_name="mitteilungsanlage",
            name="dokument",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="mitteilungsanlage",
                to="core.dokument",
                verbose_name="Datei",
            ),
        ),
        migrations.AddField(
            model_name="mitteilungsanlage",
            name="mitteilung",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="anlagen",
                to="core.mitteilung",
                verbose_name="Mitteilung",
            ),
        ),
        migrations.AddField(
            model_name="nachricht",
            name="anlagen",
            field=models.ManyToManyField(blank=True, related_name="+", to="core.dokument", verbose_name="Anlagen"),
        ),
        migrations.AddField(
            model_name="nachricht",
            name="erfasst_durch",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="erfasst durch",
            ),
        ),
        migrations.AddField(
            model_name="nachricht",
            name="fall_art",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="contenttypes.contenttype",
                verbose_name="Art des Falls",
            ),
        ),
        migrations.AddField(
            model_name="zustellversuch",
            name="nachricht",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="versuche",
                to="core.nachricht",
                verbose_name="Nachricht",
            ),
        ),
        migrations.AddIndex(
            model_name="mitteilung",
            index=models.Index(fields=["fall_art", "fall_id"], name="mitteilung_fall"),
        ),
        migrations.AddConstraint(
            model_name="mitteilung",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("zurueckgezogen_durch__isnull", True),
                        ("zurueckgezogen_grund", ""),
                        ("zurueckgezogen_zeitpunkt__isnull", True),
                    ),
                    models.Q(
                        ("zurueckgezogen_durch__isnull", False),
                        ("zurueckgezogen_zeitpunkt__isnull", False),
                        models.Q(("zurueckgezogen_grund", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="mitteilung_rueckzug_ganz",
            ),
        ),
        migrations.AddConstraint(
            model_name="mitteilung",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("leserkreis", "INTERN"), _negated=True), ("seite", "LPR"), _connector="OR"
                ),
                name="mitteilung_intern_vom_lpr",
            ),
        ),
        migrations.AddConstraint(
            model_name="lesevermerk",
            constraint=models.UniqueConstraint(fields=("mitteilung", "konto"), name="lesevermerk_einmal"),
        ),
        migrations.AddIndex(
            model_name="nachricht",
            index=models.Index(fields=["fall_art", "fall_id"], name="nachricht_fall"),
        ),
        migrations.AddIndex(
            model_name="nachricht",
            index=models.Index(fields=["stand", "faellig_zeitpunkt"], name="nachricht_stand"),
        ),
        migrations.AddConstraint(
            model_name="nachricht",
            constraint=models.UniqueConstraint(
                condition=models.Q(("schluessel", ""), _negated=True),
                fields=("schluessel",),
                name="nachricht_nur_einmal",
            ),
        ),
        migrations.AddConstraint(
            model_name="nachricht",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("gesendet_zeitpunkt__isnull", False), ("stand", "GESENDET")),
                    models.Q(models.Q(("stand", "GESENDET"), _negated=True), ("gesendet_zeitpunkt__isnull", True)),
                    _connector="OR",
                ),
                name="nachricht_gesendet_ganz",
            ),
        ),
        migrations.AddConstraint(
            model_name="nachricht",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("stand", "VERWORFEN"), models.Q(("grund", ""), _negated=True)),
                    models.Q(models.Q(("stand", "VERWORFEN"), _negated=True), ("grund", "")),
                    _connector="OR",
                ),
                name="nachricht_verworfen_mit_grund",
            ),
        ),
        migrations.AddConstraint(
            model_name="nachricht",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("fall_art__isnull", True), ("fall_id__isnull", True)),
                    models.Q(("fall_art__isnull", False), ("fall_id__isnull", False)),
                    _connector="OR",
                ),
                name="nachricht_fall_ganz",
            ),
        ),
        migrations.AddConstraint(
            model_name="zustellversuch",
            constraint=models.UniqueConstraint(fields=("nachricht", "nr"), name="zustellversuch_nr_einmal"),
        ),
    ]
