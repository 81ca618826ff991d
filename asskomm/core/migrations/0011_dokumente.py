import datetime as dt

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


ERFASST = dt.datetime(2026, 11, 26, tzinfo=dt.UTC)


def create_regel(apps, schema_editor):
    """Die Kennzeichen des Aktenplans nennt die Leitung, bevor echte Akten entstehen (docs/offene-fragen.md)."""
    apps.get_model("core", "Aktenzeichenregel").objects.get_or_create(
        gueltig_von=dt.date(2019, 1, 1),
        kennung="",
        defaults={
            "organisationskennzeichen": "LPR",
            "aktenplankennzeichen": "ASSKOMM",
            "quelle": "Vorgabe des Portals bis zur Festlegung nach dem Aktenplan",
            "erfasst_zeitpunkt": ERFASST,
        },
    )


class Migration(migrations.Migration):

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('core', '0010_postausgang'),
    ]

    operations = [
        migrations.CreateModel(
            name='Akte',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fiktiv', models.BooleanField(db_index=True, default=False, editable=False, help_text='Demodaten; entferne_demo löscht sie.', verbose_name='fiktiv')),
                ('erfasst_zeitpunkt', models.DateTimeField(editable=False, verbose_name='erfasst am')),
                ('fall_id', models.PositiveBigIntegerField(editable=False, verbose_name='Schlüssel des Falls')),
                ('geschaeftszeichen', models.CharField(editable=False, max_length=60, unique=True, verbose_name='Geschäftszeichen')),
                ('kurzzeichen', models.CharField(editable=False, max_length=60, unique=True, verbose_name='Kurzzeichen')),
                ('kennung', models.CharField(editable=False, max_length=3, verbose_name='Art')),
                ('jahr', models.PositiveSmallIntegerField(editable=False, verbose_name='Jahr')),
                ('nummer', models.PositiveIntegerField(editable=False, verbose_name='Nummer')),
            ],
            options={
                'verbose_name': 'Akte',
                'verbose_name_plural': 'Akten',
                'ordering': ['-jahr', 'kennung', '-nummer', '-pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Aktenexport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fiktiv', models.BooleanField(db_index=True, default=False, editable=False, help_text='Demodaten; entferne_demo löscht sie.', verbose_name='fiktiv')),
                ('erfasst_zeitpunkt', models.DateTimeField(editable=False, verbose_name='erfasst am')),
                ('fall_id', models.PositiveBigIntegerField(editable=False, verbose_name='Schlüssel des Falls')),
                ('datei', models.FileField(blank=True, upload_to='aktenexporte/', verbose_name='Datei')),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='Dateiname')),
                ('groesse', models.PositiveBigIntegerField(default=0, verbose_name='Größe in Byte')),
                ('sha256', models.CharField(blank=True, max_length=64, verbose_name='SHA-256')),
                ('dateien', models.PositiveIntegerField(default=0, verbose_name='Dateien')),
                ('fertig_zeitpunkt', models.DateTimeField(blank=True, null=True, verbose_name='fertig am')),
                ('ablauf_zeitpunkt', models.DateTimeField(blank=True, null=True, verbose_name='verfügbar bis')),
            ],
            options={
                'verbose_name': 'Aktenexport',
                'verbose_name_plural': 'Aktenexporte',
                'ordering': ['-pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Aktenstueck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fiktiv', models.BooleanField(db_index=True, default=False, editable=False, help_text='Demodaten; entferne_demo löscht sie.', verbose_name='fiktiv')),
                ('erfasst_zeitpunkt', models.DateTimeField(editable=False, verbose_name='erfasst am')),
                ('fall_id', models.PositiveBigIntegerField(editable=False, verbose_name='Schlüssel des Falls')),
                ('nr', models.PositiveIntegerField(editable=False, verbose_name='Nr. in der Akte')),
                ('art', models.CharField(choices=[('SCHREIBEN', 'Schreiben'), ('ANLAGE', 'Anlage'), ('VERMERK', 'Vermerk'), ('BESCHLUSS', 'Beschluss'), ('TEXT', 'Textfassung'), ('PAPIER', 'Papier mit QR-Code'), ('SCAN', 'unterzeichnete Fassung')], default='ANLAGE', max_length=10, verbose_name='Art')),
                ('richtung', models.CharField(choices=[('EINGANG', 'Eingang'), ('AUSGANG', 'Ausgang'), ('INTERN', 'intern')], default='EINGANG', max_length=8, verbose_name='Richtung')),
                ('betreff', models.CharField(max_length=200, verbose_name='Betreff')),
                ('absender', models.CharField(blank=True, max_length=200, verbose_name='Absender')),
                ('datum', models.DateField(blank=True, null=True, verbose_name='Datum des Dokuments')),
                ('eingang_am', models.DateField(blank=True, null=True, verbose_name='eingegangen am')),
                ('papierart', models.CharField(blank=True, editable=False, max_length=40, verbose_name='Papierart')),
            ],
            options={
                'verbose_name': 'Aktenstück',
                'verbose_name_plural': 'Aktenstücke',
                'ordering': ['-pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Aktenzeichenregel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('erfasst_zeitpunkt', models.DateTimeField(editable=False, verbose_name='erfasst am')),
                ('gueltig_von', models.DateField(verbose_name='gilt ab')),
                ('kennung', models.CharField(blank=True, help_text='Kennung der Fallart, z. B. „KV“; leer = alle Fälle ohne eigene Regel.', max_length=3, validators=[django.core.validators.RegexValidator('^[A-Z]{2,3}$', 'Zwei oder drei Großbuchstaben.')], verbose_name='Art des Falls')),
                ('organisationskennzeichen', models.CharField(max_length=20, validators=[django.core.validators.RegexValidator('^[A-Z0-9]+([.-][A-Z0-9]+)*$', 'Erlaubt sind Großbuchstaben, Ziffern und einzelne Punkte oder Bindestriche.')], verbose_name='Organisationskennzeichen')),
                ('aktenplankennzeichen', models.CharField(max_length=20, validators=[django.core.validators.RegexValidator('^[A-Z0-9]+([.-][A-Z0-9]+)*$', 'Erlaubt sind Großbuchstaben, Ziffern und einzelne Punkte oder Bindestriche.')], verbose_name='Aktenplankennzeichen')),
                ('quelle', models.CharField(help_text='z. B. „Aktenplan des LPR, Fassung 2026“', max_length=300, verbose_name='Quelle')),
            ],
            options={
                'verbose_name': 'Aktenzeichenregel',
                'verbose_name_plural': 'Aktenzeichenregeln',
                'ordering': ['-gueltig_von', 'kennung', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Signaturbefund',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ergebnis', models.CharField(choices=[('KEINE', 'keine elektronische Signatur'), ('UNVERAENDERT', 'Signatur vorhanden, seither unverändert'), ('ERGAENZT', 'Signatur vorhanden, danach zulässig ergänzt'), ('GEAENDERT', 'geändert seit der Signatur'), ('NICHT_PRUEFBAR', 'Signatur nicht prüfbar')], max_length=15, verbose_name='Ergebnis')),
                ('angaben', models.JSONField(blank=True, default=list, verbose_name='Angaben')),
                ('programm', models.CharField(max_length=60, verbose_name='geprüft mit')),
                ('geprueft_zeitpunkt', models.DateTimeField(verbose_name='geprüft am')),
                ('bestaetigt_zeitpunkt', models.DateTimeField(blank=True, null=True, verbose_name='bestätigt am')),
                ('bestaetigt_vermerk', models.CharField(blank=True, max_length=300, verbose_name='Vermerk')),
            ],
            options={
                'verbose_name': 'Signaturprüfung',
                'verbose_name_plural': 'Signaturprüfungen',
                'ordering': ['-pk'],
            },
        ),
        migrations.AddField(
            model_name='dokument',
            name='geprueft_zeitpunkt',
            field=models.DateTimeField(blank=True, null=True, verbose_name='auf Viren geprüft am'),
        ),
        migrations.AddField(
            model_name='dokument',
            name='pruefbefund',
            field=models.CharField(blank=True, max_length=200, verbose_name='Befund der Virenprüfung'),
        ),
        migrations.AddField(
            model_name='dokument',
            name='pruefstand',
            field=models.CharField(choices=[('UNGEPRUEFT', 'wird gerade auf Viren geprüft'), ('SAUBER', 'auf Viren geprüft'), ('OHNE', 'nicht auf Viren geprüft'), ('ERZEUGT', 'vom Portal erzeugt'), ('INFIZIERT', 'Schadsoftware gefunden, Datei gelöscht')], default='OHNE', max_length=10, verbose_name='Virenprüfung'),
        ),
        migrations.AddIndex(
            model_name='dokument',
            index=models.Index(condition=models.Q(('pruefstand__in', ['UNGEPRUEFT', 'OHNE'])), fields=['id'], name='dokument_ungeprueft'),
        ),
        migrations.AddConstraint(
            model_name='dokument',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('geprueft_zeitpunkt__isnull', False), ('pruefstand__in', ['SAUBER', 'INFIZIERT'])), models.Q(models.Q(('pruefstand__in', ['SAUBER', 'INFIZIERT']), _negated=True), ('geprueft_zeitpunkt__isnull', True)), _connector='OR'), name='dokument_geprueft_mit_zeitpunkt'),
        ),
        migrations.AddField(
            model_name='akte',
            name='erfasst_durch',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='erfasst durch'),
        ),
        migrations.AddField(
            model_name='akte',
            name='fall_art',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contenttypes.contenttype', verbose_name='Art des Falls'),
        ),
        migrations.AddField(
            model_name='aktenexport',
            name='arbeitslauf',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='aktenexport', to='core.arbeitslauf', verbose_name='Arbeitslauf'),
        ),
        migrations.AddField(
            model_name='aktenexport',
            name='erfasst_durch',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='erfasst durch'),
        ),
        migrations.AddField(
            model_name='aktenexport',
            name='fall_art',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contenttypes.contenttype', verbose_name='Art des Falls'),
        ),
        migrations.AddField(
            model_name='aktenstueck',
            name='dokument',
            field=models.OneToOneField(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='aktenstueck', to='core.dokument', verbose_name='Dokument'),
        ),
        migrations.AddField(
            model_name='aktenstueck',
            name='erfasst_durch',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='erfasst durch'),
        ),
        migrations.AddField(
            model_name='aktenstueck',
            name='fall_art',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contenttypes.contenttype', verbose_name='Art des Falls'),
        ),
        migrations.AddField(
            model_name='aktenstueck',
            name='zu_papier',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='scans', to='core.aktenstueck', verbose_name='Scan von'),
        ),
        migrations.AddField(
            model_name='aktenzeichenregel',
            name='erfasst_durch',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='erfasst durch'),
        ),
        migrations.AddField(
            model_name='signaturbefund',
            name='bestaetigt_durch',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='bestätigt durch'),
        ),
        migrations.AddField(
            model_name='signaturbefund',
            name='dokument',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signaturbefunde', to='core.dokument', verbose_name='Dokument'),
        ),
        migrations.AddIndex(
            model_name='akte',
            index=models.Index(fields=['fall_art', 'fall_id'], name='akte_fall'),
        ),
        migrations.AddConstraint(
            model_name='akte',
            constraint=models.UniqueConstraint(fields=('fall_art', 'fall_id'), name='akte_eine_je_fall'),
        ),
        migrations.AddConstraint(
            model_name='akte',
            constraint=models.UniqueConstraint(fields=('kennung', 'jahr', 'nummer', 'fiktiv'), name='akte_nummer_einmal'),
        ),
        migrations.AddIndex(
            model_name='aktenexport',
            index=models.Index(fields=['fall_art', 'fall_id'], name='aktenexport_fall'),
        ),
        migrations.AddConstraint(
            model_name='aktenexport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ablauf_zeitpunkt__isnull', True), ('fertig_zeitpunkt__isnull', True), ('sha256', '')), models.Q(('ablauf_zeitpunkt__isnull', False), ('fertig_zeitpunkt__isnull', False), models.Q(('sha256', ''), _negated=True)), _connector='OR'), name='aktenexport_fertig_ganz'),
        ),
        migrations.AddIndex(
            model_name='aktenstueck',
            index=models.Index(fields=['fall_art', 'fall_id'], name='aktenstueck_fall'),
        ),
        migrations.AddConstraint(
            model_name='aktenstueck',
            constraint=models.UniqueConstraint(fields=('fall_art', 'fall_id', 'nr'), name='aktenstueck_nr_einmal'),
        ),
        migrations.AddConstraint(
            model_name='aktenstueck',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('art', 'PAPIER'), models.Q(('papierart', ''), _negated=True)), models.Q(models.Q(('art', 'PAPIER'), _negated=True), ('papierart', '')), _connector='OR'), name='aktenstueck_papier_mit_art'),
        ),
        migrations.AddConstraint(
            model_name='aktenzeichenregel',
            constraint=models.UniqueConstraint(fields=('gueltig_von', 'kennung'), name='aktenzeichenregel_eine_je_tag_und_art'),
        ),
        migrations.AddConstraint(
            model_name='signaturbefund',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('bestaetigt_durch__isnull', True), ('bestaetigt_zeitpunkt__isnull', True)), models.Q(('bestaetigt_durch__isnull', False), ('bestaetigt_zeitpunkt__isnull', False)), _connector='OR'), name='signaturbefund_bestaetigung_ganz'),
        ),
        migrations.RunPython(create_regel, migrations.RunPython.noop),
    ]
