"""Aus der einen Rolle eines Kontos wird eine datierte Rollenzuordnung; Anmeldename wird, was bisher die Adresse war."""

import django.db.models.functions.text
from django.db import migrations, models

ORGANISATIONEN = {
    "lpr": ("LPR", "Landespräventionsrat Sachsen"),
    "aufsicht": ("AUFSICHT", "Sächsisches Staatsministerium des Innern"),
}
NEUE_ROLLE = {"AD": "SV"}  # Fachadministration heißt jetzt Systemverwaltung


def uebernehmen(apps, schema_editor):
    User = apps.get_model("core", "User")
    Organisation = apps.get_model("core", "Organisation")
    Rollenzuordnung = apps.get_model("core", "Rollenzuordnung")
    for user in User.objects.order_by("pk"):
        User.objects.filter(pk=user.pk).update(anmeldename=user.email.lower())
        schluessel = "aufsicht" if user.rolle == "LZ" else "lpr"
        art, name = ORGANISATIONEN[schluessel]
        organisation, _ = Organisation.objects.get_or_create(
            schluessel=schluessel, defaults={"art": art, "name": name}
        )
        Rollenzuordnung.objects.create(
            user=user,
            rolle=NEUE_ROLLE.get(user.rolle, user.rolle),
            organisation=organisation,
            gueltig_von=user.angelegt_zeitpunkt.date(),
            herkunft="BEFEHL",
            beantragt_zeitpunkt=user.angelegt_zeitpunkt,
            bestaetigt_zeitpunkt=user.angelegt_zeitpunkt,
            fiktiv=user.fiktiv,
        )
    if schema_editor.connection.vendor == "postgresql":
        # Sonst verweigert PostgreSQL die folgenden Änderungen an der Tabelle: „pending trigger events“.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [("core", "0003_rollen")]

    operations = [
        migrations.RunPython(uebernehmen, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="user",
            name="anmeldename",
            field=models.CharField(help_text='Meist die eigene E-Mail-Adresse. Wer sich ein Postfach teilt, wählt einen eigenen Namen.', max_length=254, unique=True, verbose_name='Anmeldename'),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower("anmeldename"), name="user_anmeldename_ohne_gross_klein"),
        ),
        migrations.RemoveField(model_name="user", name="rolle"),
    ]
