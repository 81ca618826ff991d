import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0009_fristen'),
        ('kommunen', '0007_suchtext'),
    ]

    operations = [
        migrations.CreateModel(
            name='Ortsfeiertag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fiktiv', models.BooleanField(db_index=True, default=False, editable=False, help_text='Demodaten; entferne_demo löscht sie.', verbose_name='fiktiv')),
                ('ortsteile', models.CharField(blank=True, help_text='Leer = in der ganzen Gemeinde, sonst z. B. „nur Sdier“.', max_length=200, verbose_name='Ortsteile')),
                ('gilt_am_sitz', models.BooleanField(default=True, help_text='Nur dann verschiebt der Tag das Ende einer Frist.', verbose_name='gilt am Sitz der Verwaltung')),
                ('gueltig_von', models.DateField(verbose_name='gültig von')),
                ('gueltig_bis', models.DateField(blank=True, help_text='Letzter Tag; leer = dauert an.', null=True, verbose_name='gültig bis')),
                ('quelle', models.CharField(max_length=300, verbose_name='Quelle')),
                ('bestaetigt_zeitpunkt', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='bestätigt am')),
                ('bestaetigt_durch', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='bestätigt durch')),
                ('kommune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ortsfeiertage', to='kommunen.kommune', verbose_name='Kommune')),
            ],
            options={
                'verbose_name': 'Fronleichnam als Feiertag',
                'verbose_name_plural': 'Fronleichnam als Feiertag',
                'ordering': ['kommune__sortiername', 'gueltig_von', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('gueltig_von__isnull', True), ('gueltig_bis__isnull', True), ('gueltig_von__lte', models.F('gueltig_bis')), _connector='OR'), name='ortsfeiertag_reihenfolge', violation_error_message='Das Ende liegt vor dem Beginn.'), models.UniqueConstraint(condition=models.Q(('gueltig_bis__isnull', True)), fields=('kommune',), name='ortsfeiertag_einer_offen', violation_error_message='Für diese Kommune ist der Feiertag schon eingetragen und dauert an.'), models.CheckConstraint(condition=models.Q(models.Q(('bestaetigt_durch__isnull', True), ('bestaetigt_zeitpunkt__isnull', True)), models.Q(('bestaetigt_durch__isnull', False), ('bestaetigt_zeitpunkt__isnull', False)), _connector='OR'), name='ortsfeiertag_bestaetigung_ganz')],
            },
        ),
    ]
