import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone


def trage_erfassung_nach(apps, schema_editor):
    """Rows of before count as entered when their table was created, and so do their ends.

    Until now every membership was taken as known at any moment. With a later moment, for instance that of this
    migration, every figure that was computed or released before it would come out differently today. The creation of
    the table is the earliest moment at which a row can have been entered, and no other fact of this database is
    older. (The history of the Kommunen holds no such moment: the register loader writes new rows without one.)
    """
    bank = schema_editor.connection.alias
    angelegt = MigrationRecorder.Migration.objects.using(bank).filter(app="kommunen", name="0001_initial")
    moment = angelegt.values_list("applied", flat=True).first() or timezone.now()
    alle = apps.get_model("kommunen", "Mitgliedschaft").objects.using(bank)
    # Each row is written once: PostgreSQL refuses to alter a table with checks pending from a second change.
    alle.filter(gueltig_bis__isnull=True).update(erfasst_zeitpunkt=moment)
    alle.filter(gueltig_bis__isnull=False).update(erfasst_zeitpunkt=moment, austritt_erfasst_zeitpunkt=moment)


class Migration(migrations.Migration):
    dependencies = [
        ("kommunen", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="mitgliedschaft", name="mitgliedschaft_offen_einmalig"),
        migrations.AddField(
            model_name="mitgliedschaft",
            name="annulliert_durch",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="annulliert durch",
            ),
        ),
        migrations.AddField(
            model_name="mitgliedschaft",
            name="annulliert_grund",
            field=models.CharField(
                blank=True, default="", editable=False, max_length=500, verbose_name="Grund der Annullierung"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="mitgliedschaft",
            name="annulliert_zeitpunkt",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="annulliert am"),
        ),
        migrations.AddField(
            model_name="mitgliedschaft",
            name="austritt_erfasst_zeitpunkt",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="Ende erfasst am"),
        ),
        migrations.AddField(
            model_name="mitgliedschaft",
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
            model_name="mitgliedschaft",
            name="erfasst_zeitpunkt",
            field=models.DateTimeField(editable=False, null=True, verbose_name="erfasst am"),
        ),
        migrations.RunPython(trage_erfassung_nach, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="mitgliedschaft",
            name="erfasst_zeitpunkt",
            field=models.DateTimeField(editable=False, verbose_name="erfasst am"),
        ),
        migrations.AlterField(
            model_name="mitgliedschaft",
            name="gueltig_bis",
            field=models.DateField(
                blank=True, help_text="Letzter Tag; leer = dauert an.", null=True, verbose_name="bis"
            ),
        ),
        migrations.AlterField(
            model_name="mitgliedschaft",
            name="gueltig_von",
            field=models.DateField(blank=True, help_text="Leer = von jeher.", null=True, verbose_name="von"),
        ),
        migrations.AddConstraint(
            model_name="mitgliedschaft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("annulliert_durch__isnull", True),
                        ("annulliert_grund", ""),
                        ("annulliert_zeitpunkt__isnull", True),
                    ),
                    models.Q(
                        ("annulliert_durch__isnull", False),
                        ("annulliert_zeitpunkt__isnull", False),
                        models.Q(("annulliert_grund", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="kommunen_mitgliedschaft_annullierung_ganz",
            ),
        ),
        migrations.AddConstraint(
            model_name="mitgliedschaft",
            constraint=models.UniqueConstraint(
                condition=models.Q(("annulliert_zeitpunkt__isnull", True), ("gueltig_bis__isnull", True)),
                fields=("verband", "mitglied"),
                name="mitgliedschaft_offen_einmalig",
            ),
        ),
        migrations.AddConstraint(
            model_name="mitgliedschaft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("austritt_erfasst_zeitpunkt__isnull", True), ("gueltig_bis__isnull", True)),
                    models.Q(("austritt_erfasst_zeitpunkt__isnull", False), ("gueltig_bis__isnull", False)),
                    _connector="OR",
                ),
                name="mitgliedschaft_austritt_ganz",
            ),
        ),
    ]
