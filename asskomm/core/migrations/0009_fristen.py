import datetime as dt

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SEIT = dt.date(2019, 1, 1)  # ASSKomm began
ERFASST = dt.datetime(2026, 11, 26, tzinfo=dt.UTC)
ANNAHME = "(inf) Unsere Annahme, zu bestätigen."
NACHGESEHEN = "(mem) Aus dem Gedächtnis, zu bestätigen."
VWVFG = "§ 31 Abs. 3 VwVfG"

# Key, name, source, origin, length, unit, event, hint; then what differs from the usual.
REGELN = [
    ("anhoerung", "Anhörung", "§ 28 Abs. 1 VwVfG", "BEHOERDLICH", 4, "WOCHE", "Zugang der Anhörung",
     f"Das Gesetz verlangt eine angemessene Frist; vier Wochen: {ANNAHME}", {}),
    ("nachforderung", "Nachforderung von Unterlagen", "§ 26 Abs. 2 VwVfG", "BEHOERDLICH", 4, "WOCHE",
     "Zugang der Nachforderung", f"Vier Wochen: {ANNAHME}", {}),
    ("rueckmeldung_entwurf", "Rückmeldung zum Vereinbarungsentwurf", "Arbeitsweise des LPR, keine gesetzliche Frist",
     "INTERN", 6, "WOCHE", "Versand des Entwurfs",
     f"Verschiebt sich nicht von Gesetzes wegen, sondern weil wir es so halten. {ANNAHME}",
     {"verschiebung_quelle": "Arbeitsweise des LPR", "ort": "KOMMUNE"}),
    ("klagefrist", "Klagefrist", "§ 74 Abs. 1 VwGO", "GESETZLICH", 1, "MONAT", "Bekanntgabe des Bescheids",
     f"Beginn und Ende nach § 57 Abs. 2 VwGO, § 222 ZPO. {NACHGESEHEN}",
     {"verschiebung_quelle": "§ 57 Abs. 2 VwGO, § 222 Abs. 2 ZPO"}),
    ("vn_vollstaendigkeit", "Vollständigkeit des Verwendungsnachweises prüfen", "VVK Nr. 7.1, 11.2", "GESETZLICH", 1,
     "MONAT", "Eingang des Verwendungsnachweises", "Beginnt mit jeder Ergänzung neu. Zu bestätigen.", {}),
    ("vorhabensbeginn", "Beginn des Vorhabens", "VVK Nr. 8.2 bis 8.4", "GESETZLICH", 1, "JAHR", "Zugang des Bescheids",
     "Nicht begonnen: Widerruf in der Regel, außer ohne Verschulden. Zu bestätigen.", {}),
    ("antrag_vor_beginn", "Antrag sechs Wochen vor Beginn", "RL KommPräv", "GESETZLICH", 6, "WOCHE",
     "Beginn des Vorhabens", f"Letzter Tag, an dem mindestens sechs Wochen bleiben. {ANNAHME}",
     {"richtung": "RUECK", "verschiebung": "KEINE", "verschiebung_quelle": ""}),
    ("bekanntgabe_post", "Bekanntgabe durch einfachen Brief", "§ 41 Abs. 2 VwVfG", "GESETZLICH", 3, "TAG",
     "Aufgabe zur Post", f"Bis Ende 2024 der dritte Tag; er verschiebt sich nicht. {NACHGESEHEN}",
     {"verschiebung": "KEINE", "verschiebung_quelle": "", "gueltig_bis": dt.date(2024, 12, 31)}),
    ("bekanntgabe_post", "Bekanntgabe durch einfachen Brief", "§ 41 Abs. 2 VwVfG", "GESETZLICH", 4, "TAG",
     "Aufgabe zur Post", f"Seit 2025 der vierte Tag; er verschiebt sich nicht. {NACHGESEHEN}",
     {"verschiebung": "KEINE", "verschiebung_quelle": "", "gueltig_von": dt.date(2025, 1, 1)}),
]


def create_regeln(apps, schema_editor):
    """Rules as dated rows; each waits for the confirmation by Leitung."""
    modell = apps.get_model("core", "Fristregel")
    for schluessel, bezeichnung, quelle, herkunft, laenge, einheit, ereignis, hinweis, anders in REGELN:
        werte = {"richtung": "VOR", "verschiebung": "NAECHSTER", "verschiebung_quelle": VWVFG, "gueltig_von": SEIT}
        modell.objects.create(
            schluessel=schluessel, bezeichnung=bezeichnung, rechtsquelle=quelle, herkunft=herkunft, laenge=laenge,
            einheit=einheit, ereignis=ereignis, hinweis=hinweis, erfasst_zeitpunkt=ERFASST, **(werte | anders),
        )


class Migration(migrations.Migration):

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('core', '0008_warteschlange'),
    ]

    operations = [
        migrations.CreateModel(
            name='Fristregel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('erfasst_zeitpunkt', models.DateTimeField(editable=False, verbose_name='erfasst am')),
                ('schluessel', models.CharField(help_text='Zeilen mit derselben Kennung lösen einander ab, z. B. „anhoerung“.', max_length=40, validators=[django.core.validators.RegexValidator('^[a-z][a-z0-9_]*\\Z', 'Bitte nur kleine Buchstaben, Ziffern und _.')], verbose_name='Kennung')),
                ('bezeichnung', models.CharField(max_length=120, verbose_name='Bezeichnung')),
                ('rechtsquelle', models.CharField(max_length=200, verbose_name='Rechtsquelle')),
                ('herkunft', models.CharField(choices=[('GESETZLICH', 'vorgeschrieben (nicht verlängerbar)'), ('BEHOERDLICH', 'von der Behörde gesetzt'), ('INTERN', 'Vereinbarung oder eigene Arbeit')], max_length=12, verbose_name='Art der Frist')),
                ('laenge', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1000)], verbose_name='Dauer')),
                ('einheit', models.CharField(choices=[('TAG', 'Tage'), ('ARBEITSTAG', 'Arbeitstage (Montag bis Freitag)'), ('WERKTAG', 'Werktage (Montag bis Sonnabend)'), ('WOCHE', 'Wochen'), ('MONAT', 'Monate'), ('JAHR', 'Jahre')], max_length=10, verbose_name='Einheit')),
                ('richtung', models.CharField(choices=[('VOR', 'ab dem Ereignis'), ('RUECK', 'vor dem Ereignis')], default='VOR', max_length=5, verbose_name='gerechnet')),
                ('zaehlt_ereignistag', models.BooleanField(default=False, help_text='Nein = § 187 Abs. 1 BGB (der Regelfall), ja = § 187 Abs. 2 BGB.', verbose_name='Tag des Ereignisses zählt mit')),
                ('verschiebung', models.CharField(choices=[('KEINE', 'verschiebt sich nicht'), ('NAECHSTER', 'auf den nächsten Arbeitstag'), ('VORHERIGER', 'auf den Arbeitstag davor')], default='NAECHSTER', max_length=10, verbose_name='Ende am Sonnabend, Sonntag oder Feiertag')),
                ('verschiebung_quelle', models.CharField(blank=True, default='§ 31 Abs. 3 VwVfG', max_length=120, verbose_name='Quelle der Verschiebung')),
                ('ort', models.CharField(choices=[('BEHOERDE', 'Sitz des LPR (Dresden)'), ('KOMMUNE', 'Ort der Kommune')], default='BEHOERDE', max_length=10, verbose_name='Feiertage am')),
                ('ereignis', models.CharField(help_text='Womit die Frist beginnt, z. B. „Bekanntgabe“.', max_length=120, verbose_name='Ereignis')),
                ('hinweis', models.TextField(blank=True, verbose_name='Hinweis')),
                ('gueltig_von', models.DateField(help_text='Für Ereignisse ab diesem Tag.', verbose_name='gilt ab')),
                ('gueltig_bis', models.DateField(blank=True, editable=False, null=True, verbose_name='gilt bis')),
                ('bestaetigt_zeitpunkt', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='bestätigt am')),
                ('bestaetigt_durch', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='bestätigt durch')),
                ('erfasst_durch', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='erfasst durch')),
            ],
            options={
                'verbose_name': 'Fristregel',
                'verbose_name_plural': 'Fristregeln',
                'ordering': ['bezeichnung', '-gueltig_von', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Frist',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fiktiv', models.BooleanField(db_index=True, default=False, editable=False, help_text='Demodaten; entferne_demo löscht sie.', verbose_name='fiktiv')),
                ('erfasst_zeitpunkt', models.DateTimeField(editable=False, verbose_name='erfasst am')),
                ('fall_id', models.PositiveBigIntegerField(editable=False, verbose_name='Schlüssel des Falls')),
                ('bezeichnung', models.CharField(max_length=160, verbose_name='Bezeichnung')),
                ('fallname', models.CharField(default='', editable=False, max_length=200, verbose_name='Fall')),
                ('ereignis_am', models.DateField(verbose_name='Tag des Ereignisses')),
                ('ort', models.CharField(choices=[('BEHOERDE', 'Sitz des LPR (Dresden)'), ('KOMMUNE', 'Ort der Kommune')], max_length=10, verbose_name='Feiertage am')),
                ('ende_am', models.DateField(editable=False, verbose_name='Ende')),
                ('stand', models.CharField(choices=[('OFFEN', 'offen'), ('ERLEDIGT', 'erledigt'), ('AUFGEHOBEN', 'aufgehoben')], default='OFFEN', editable=False, max_length=10, verbose_name='Stand')),
                ('abschluss_am', models.DateField(blank=True, editable=False, null=True, verbose_name='erledigt am')),
                ('abschluss_vermerk', models.CharField(blank=True, editable=False, max_length=500, verbose_name='Vermerk')),
                ('abschluss_durch', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='erledigt durch')),
                ('erfasst_durch', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='erfasst durch')),
                ('fall_art', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contenttypes.contenttype', verbose_name='Art des Falls')),
                ('regel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fristen', to='core.fristregel', verbose_name='Regel')),
            ],
            options={
                'verbose_name': 'Frist',
                'verbose_name_plural': 'Fristen',
                'ordering': ['ende_am', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Fristverlaengerung',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fiktiv', models.BooleanField(db_index=True, default=False, editable=False, help_text='Demodaten; entferne_demo löscht sie.', verbose_name='fiktiv')),
                ('erfasst_zeitpunkt', models.DateTimeField(editable=False, verbose_name='erfasst am')),
                ('annulliert_zeitpunkt', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='annulliert am')),
                ('annulliert_grund', models.CharField(blank=True, editable=False, max_length=500, verbose_name='Grund der Annullierung')),
                ('bis', models.DateField(verbose_name='bis')),
                ('grund', models.CharField(max_length=300, verbose_name='Grund')),
                ('annulliert_durch', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='annulliert durch')),
                ('erfasst_durch', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='erfasst durch')),
                ('frist', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='verlaengerungen', to='core.frist', verbose_name='Frist')),
            ],
            options={
                'verbose_name': 'Verlängerung einer Frist',
                'verbose_name_plural': 'Verlängerungen von Fristen',
                'ordering': ['bis', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Erinnerung',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fiktiv', models.BooleanField(db_index=True, default=False, editable=False, help_text='Demodaten; entferne_demo löscht sie.', verbose_name='fiktiv')),
                ('fall_id', models.PositiveBigIntegerField(editable=False, verbose_name='Schlüssel des Falls')),
                ('art', models.CharField(max_length=40, verbose_name='Art')),
                ('gegenstand_id', models.PositiveBigIntegerField(editable=False, verbose_name='Schlüssel des Gegenstands')),
                ('text', models.CharField(max_length=300, verbose_name='Woran')),
                ('bezug_am', models.DateField(verbose_name='Tag, um den es geht')),
                ('tage', models.SmallIntegerField(help_text='Negativ = vor dem Tag.', verbose_name='Abstand in Tagen')),
                ('faellig_am', models.DateField(verbose_name='fällig am')),
                ('lauf_am', models.DateField(verbose_name='Tag des Laufs')),
                ('zeitpunkt', models.DateTimeField(verbose_name='festgehalten')),
                ('ausgang', models.CharField(choices=[('VERSCHICKT', 'verschickt'), ('UEBERHOLT', 'überholt: eine spätere ging am selben Tag hinaus'), ('NIEMAND', 'an niemanden (abgeschaltet oder keine Adresse)')], max_length=12, verbose_name='Ausgang')),
                ('an', models.CharField(blank=True, max_length=500, verbose_name='an')),
                ('fall_art', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contenttypes.contenttype', verbose_name='Art des Falls')),
                ('gegenstand_art', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contenttypes.contenttype', verbose_name='Art des Gegenstands')),
            ],
            options={
                'verbose_name': 'Erinnerung',
                'verbose_name_plural': 'Erinnerungen',
                'ordering': ['-faellig_am', '-pk'],
                'indexes': [models.Index(fields=['fall_art', 'fall_id'], name='erinnerung_fall')],
                'constraints': [models.UniqueConstraint(fields=('art', 'gegenstand_art', 'gegenstand_id', 'tage', 'faellig_am'), name='erinnerung_einmal')],
            },
        ),
        migrations.CreateModel(
            name='Erinnerungswahl',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('art', models.CharField(max_length=40, verbose_name='Art')),
                ('aktiv', models.BooleanField(default=False, verbose_name='eingeschaltet')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Konto')),
            ],
            options={
                'verbose_name': 'Einstellung zu Erinnerungen',
                'verbose_name_plural': 'Einstellungen zu Erinnerungen',
                'ordering': ['art', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('art', 'user'), name='erinnerungswahl_je_person'), models.UniqueConstraint(condition=models.Q(('user__isnull', True)), fields=('art',), name='erinnerungswahl_fuer_alle')],
            },
        ),
        migrations.CreateModel(
            name='Fristpause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fiktiv', models.BooleanField(db_index=True, default=False, editable=False, help_text='Demodaten; entferne_demo löscht sie.', verbose_name='fiktiv')),
                ('erfasst_zeitpunkt', models.DateTimeField(editable=False, verbose_name='erfasst am')),
                ('annulliert_zeitpunkt', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='annulliert am')),
                ('annulliert_grund', models.CharField(blank=True, editable=False, max_length=500, verbose_name='Grund der Annullierung')),
                ('von', models.DateField(verbose_name='von')),
                ('bis', models.DateField(help_text='Letzter Tag der Pause.', verbose_name='bis')),
                ('grund', models.CharField(max_length=300, verbose_name='Grund')),
                ('annulliert_durch', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='annulliert durch')),
                ('erfasst_durch', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='erfasst durch')),
                ('frist', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pausen', to='core.frist', verbose_name='Frist')),
            ],
            options={
                'verbose_name': 'Pause einer Frist',
                'verbose_name_plural': 'Pausen von Fristen',
                'ordering': ['von', 'pk'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('annulliert_durch__isnull', True), ('annulliert_grund', ''), ('annulliert_zeitpunkt__isnull', True)), models.Q(('annulliert_durch__isnull', False), ('annulliert_zeitpunkt__isnull', False), models.Q(('annulliert_grund', ''), _negated=True)), _connector='OR'), name='core_fristpause_annullierung_ganz'), models.CheckConstraint(condition=models.Q(('von__lte', models.F('bis'))), name='fristpause_reihenfolge', violation_error_message='Die Pause endet vor ihrem Beginn.')],
            },
        ),
        migrations.AddConstraint(
            model_name='fristregel',
            constraint=models.CheckConstraint(condition=models.Q(('gueltig_von__isnull', True), ('gueltig_bis__isnull', True), ('gueltig_von__lte', models.F('gueltig_bis')), _connector='OR'), name='fristregel_reihenfolge', violation_error_message='Das Ende liegt vor dem Beginn.'),
        ),
        migrations.AddConstraint(
            model_name='fristregel',
            constraint=models.UniqueConstraint(condition=models.Q(('gueltig_bis__isnull', True)), fields=('schluessel',), name='fristregel_eine_offene', violation_error_message='Für diese Kennung gilt schon eine Regel.'),
        ),
        migrations.AddConstraint(
            model_name='fristregel',
            constraint=models.CheckConstraint(condition=models.Q(('laenge__gt', 0)), name='fristregel_laenge'),
        ),
        migrations.AddConstraint(
            model_name='fristregel',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('bestaetigt_durch__isnull', True), ('bestaetigt_zeitpunkt__isnull', True)), models.Q(('bestaetigt_durch__isnull', False), ('bestaetigt_zeitpunkt__isnull', False), models.Q(('erfasst_durch__isnull', True), models.Q(('bestaetigt_durch', models.F('erfasst_durch')), _negated=True), _connector='OR')), _connector='OR'), name='fristregel_zwei_personen', violation_error_message='Erfassen und Bestätigen müssen zwei verschiedene Personen erledigen.'),
        ),
        migrations.AddIndex(
            model_name='frist',
            index=models.Index(fields=['fall_art', 'fall_id'], name='frist_fall'),
        ),
        migrations.AddIndex(
            model_name='frist',
            index=models.Index(fields=['stand', 'ende_am'], name='frist_stand_ende'),
        ),
        migrations.AddConstraint(
            model_name='frist',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('abschluss_am__isnull', True), ('abschluss_durch__isnull', True), ('stand', 'OFFEN')), models.Q(models.Q(('stand', 'OFFEN'), _negated=True), ('abschluss_am__isnull', False), ('abschluss_durch__isnull', False)), _connector='OR'), name='frist_abschluss_ganz'),
        ),
        migrations.AddConstraint(
            model_name='fristverlaengerung',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('annulliert_durch__isnull', True), ('annulliert_grund', ''), ('annulliert_zeitpunkt__isnull', True)), models.Q(('annulliert_durch__isnull', False), ('annulliert_zeitpunkt__isnull', False), models.Q(('annulliert_grund', ''), _negated=True)), _connector='OR'), name='core_fristverlaengerung_annullierung_ganz'),
        ),
        migrations.RunPython(create_regeln, migrations.RunPython.noop),
    ]
