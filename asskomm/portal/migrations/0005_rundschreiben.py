import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0010_postausgang"),
        ("kommunen", "0006_vier_augen"),
        ("portal", "0004_inhalte"),
    ]

    operations = [
        migrations.CreateModel(
            name="Rundschreiben",
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
                ("betreff", models.CharField(blank=True, max_length=150, verbose_name="Betreff")),
                ("text", models.TextField(blank=True, verbose_name="Text")),
                (
                    "herkunft",
                    models.CharField(
                        help_text="Aus welcher Liste die Empfänger stammen.", max_length=300, verbose_name="Auswahl"
                    ),
                ),
                ("funktionen", models.JSONField(blank=True, default=list, verbose_name="Funktionen")),
                (
                    "versandt_zeitpunkt",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="versandt am"),
                ),
                (
                    "verworfen_zeitpunkt",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="verworfen am"),
                ),
                (
                    "anlagen",
                    models.ManyToManyField(blank=True, related_name="+", to="core.dokument", verbose_name="Anlagen"),
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
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rundschreiben",
                        to="core.arbeitslauf",
                        verbose_name="Versand",
                    ),
                ),
                (
                    "nachrichten",
                    models.ManyToManyField(
                        blank=True,
                        editable=False,
                        related_name="rundschreiben",
                        to="core.nachricht",
                        verbose_name="Nachrichten",
                    ),
                ),
                (
                    "versandt_durch",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="versandt durch",
                    ),
                ),
            ],
            options={
                "verbose_name": "Rundschreiben",
                "verbose_name_plural": "Rundschreiben",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Rundschreibenziel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ansprechperson",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kommunen.ansprechperson",
                        verbose_name="Ansprechperson",
                    ),
                ),
                (
                    "kommune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kommunen.kommune",
                        verbose_name="Kommune",
                    ),
                ),
                (
                    "rundschreiben",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ziele",
                        to="portal.rundschreiben",
                        verbose_name="Rundschreiben",
                    ),
                ),
            ],
            options={
                "verbose_name": "Ziel eines Rundschreibens",
                "verbose_name_plural": "Ziele von Rundschreiben",
                "ordering": ["kommune__sortiername", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="rundschreiben",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("lauf__isnull", True), ("versandt_durch__isnull", True), ("versandt_zeitpunkt__isnull", True)
                    ),
                    models.Q(
                        ("lauf__isnull", False),
                        ("versandt_durch__isnull", False),
                        ("versandt_zeitpunkt__isnull", False),
                        models.Q(("betreff", ""), _negated=True),
                        models.Q(("text", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="rundschreiben_versand_ganz",
            ),
        ),
        migrations.AddConstraint(
            model_name="rundschreiben",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("versandt_zeitpunkt__isnull", True), ("verworfen_zeitpunkt__isnull", True), _connector="OR"
                ),
                name="rundschreiben_versandt_oder_verworfen",
            ),
        ),
        migrations.AddConstraint(
            model_name="rundschreibenziel",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ansprechperson__isnull", True)),
                fields=("rundschreiben", "kommune"),
                name="rundschreibenziel_kommune_einmal",
            ),
        ),
        migrations.AddConstraint(
            model_name="rundschreibenziel",
            constraint=models.UniqueConstraint(
                fields=("rundschreiben", "ansprechperson"), name="rundschreibenziel_person_einmal"
            ),
        ),
    ]
