import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from asskomm.core.suchtext import suchtext


def fuelle_konten(apps, schema_editor):
    for konto in apps.get_model("core", "User")._base_manager.order_by("pk").iterator(chunk_size=500):
        konto.suchtext = suchtext(konto.name, konto.anmeldename, konto.email)
        konto.save(update_fields=["suchtext"])


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("core", "0011_dokumente"),
    ]

    operations = [
        migrations.CreateModel(
            name="Wiedervorlage",
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
                ("faellig_am", models.DateField(verbose_name="Wiedervorlage am")),
                ("text", models.CharField(max_length=300, verbose_name="Worum es geht")),
                (
                    "prioritaet",
                    models.CharField(
                        choices=[("NORMAL", "normal"), ("HOCH", "hoch")],
                        default="NORMAL",
                        max_length=8,
                        verbose_name="Priorität",
                    ),
                ),
                (
                    "fuer_rolle",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("SB", "LPR Sachbearbeitung"),
                            ("LT", "LPR Leitung"),
                            ("HH", "LPR Haushalt"),
                            ("AO", "LPR Anordnungsbefugnis"),
                        ],
                        max_length=2,
                        verbose_name="oder für alle mit der Rolle",
                    ),
                ),
                (
                    "stand",
                    models.CharField(
                        choices=[("OFFEN", "offen"), ("ERLEDIGT", "erledigt")],
                        default="OFFEN",
                        max_length=8,
                        verbose_name="Stand",
                    ),
                ),
                (
                    "erledigt_zeitpunkt",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="erledigt am"),
                ),
                ("suchtext", models.TextField(default="", editable=False)),
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
                    "erledigt_durch",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="erledigt durch",
                    ),
                ),
                (
                    "fall_art",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contenttypes.contenttype",
                        verbose_name="Art des Falls",
                    ),
                ),
                (
                    "fuer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wiedervorlagen",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="für",
                    ),
                ),
            ],
            options={
                "verbose_name": "Wiedervorlage",
                "verbose_name_plural": "Wiedervorlagen",
                "ordering": ["faellig_am", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Wiedervorlageschritt",
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
                    "art",
                    models.CharField(
                        choices=[
                            ("ANGELEGT", "angelegt"),
                            ("VERSCHOBEN", "verschoben"),
                            ("UEBERGEBEN", "übergeben"),
                            ("ERLEDIGT", "erledigt"),
                            ("WIEDER_OFFEN", "wieder geöffnet"),
                        ],
                        max_length=12,
                        verbose_name="Vorgang",
                    ),
                ),
                ("faellig_am", models.DateField(verbose_name="Wiedervorlage am")),
                ("text", models.CharField(blank=True, max_length=300, verbose_name="Anmerkung")),
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
                    "wiedervorlage",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="schritte",
                        to="core.wiedervorlage",
                        verbose_name="Wiedervorlage",
                    ),
                ),
            ],
            options={
                "verbose_name": "Schritt einer Wiedervorlage",
                "verbose_name_plural": "Schritte der Wiedervorlagen",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="GespeicherterFilter",
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
                ("name", models.CharField(max_length=60, verbose_name="Name")),
                ("abfrage", models.CharField(blank=True, max_length=1000, verbose_name="Auswahl")),
                ("ist_standard", models.BooleanField(default=False, verbose_name="öffnet sich mit der Startseite")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="gespeicherte_filter",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="Konto",
                    ),
                ),
            ],
            options={
                "verbose_name": "gespeicherter Filter",
                "verbose_name_plural": "gespeicherte Filter",
                "ordering": ["name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "name"),
                        name="gespeicherterfilter_name_einmal",
                        violation_error_message="Einen Filter mit diesem Namen haben Sie schon.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ist_standard", True)),
                        fields=("user",),
                        name="gespeicherterfilter_ein_standard",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="gespeicherterfilter_mit_name"
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="wiedervorlage",
            index=models.Index(fields=["fall_art", "fall_id"], name="wiedervorlage_fall"),
        ),
        migrations.AddIndex(
            model_name="wiedervorlage",
            index=models.Index(fields=["stand", "faellig_am"], name="wiedervorlage_offen"),
        ),
        migrations.AddConstraint(
            model_name="wiedervorlage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("fuer__isnull", False), ("fuer_rolle", "")),
                    models.Q(("fuer__isnull", True), models.Q(("fuer_rolle", ""), _negated=True)),
                    _connector="OR",
                ),
                name="wiedervorlage_person_oder_rolle",
                violation_error_message="Nennen Sie entweder eine Person oder eine Rolle.",
            ),
        ),
        migrations.AddConstraint(
            model_name="wiedervorlage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("erledigt_durch__isnull", True), ("erledigt_zeitpunkt__isnull", True), ("stand", "OFFEN")
                    ),
                    models.Q(
                        ("erledigt_durch__isnull", False), ("erledigt_zeitpunkt__isnull", False), ("stand", "ERLEDIGT")
                    ),
                    _connector="OR",
                ),
                name="wiedervorlage_erledigt_ganz",
            ),
        ),
        migrations.AddConstraint(
            model_name="wiedervorlage",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="wiedervorlage_mit_text"
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="suchtext",
            field=models.TextField(default="", editable=False),
        ),
        migrations.RunPython(fuelle_konten, migrations.RunPython.noop),
    ]
