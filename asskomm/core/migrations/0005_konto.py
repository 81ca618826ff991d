from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0004_rollen_uebernehmen")]

    operations = [
        # The table of CACHES["default"] (django.core.cache.backends.db): the same columns as createcachetable makes,
        # and no model, because nobody but the cache reads it.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.CreateModel(
                    name="Zwischenspeicher",
                    fields=[
                        ("cache_key", models.CharField(max_length=255, primary_key=True, serialize=False)),
                        ("value", models.TextField()),
                        ("expires", models.DateTimeField(db_index=True)),
                    ],
                    options={"db_table": "zwischenspeicher"},
                ),
            ],
        ),
        migrations.CreateModel(
            name="Formularablage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.CharField(max_length=43, unique=True, verbose_name="Kennung")),
                ("konto_id", models.BigIntegerField(db_index=True, verbose_name="Konto")),
                ("pfad", models.CharField(max_length=2000, verbose_name="Adresse")),
                ("felder", models.JSONField(default=dict, verbose_name="Felder")),
                (
                    "dateien",
                    models.JSONField(blank=True, default=list, verbose_name="Dateien, die neu auszuwählen sind"),
                ),
                ("abgelegt_zeitpunkt", models.DateTimeField(db_index=True, verbose_name="abgelegt")),
            ],
            options={
                "verbose_name": "Formularablage",
                "verbose_name_plural": "Formularablagen",
                "ordering": ["-pk"],
            },
        ),
    ]
