"""Was das Portal ausgibt, nimmt es unverändert wieder an; und die Regeln für viele sind die für einen."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from asskomm.core.importarten import importart
from asskomm.core.stichtag import UngefaehresDatum
from asskomm.core.tabellenausgabe import als_csv, als_xlsx
from kommunen.enums import Kontaktart
from kommunen.models import Ansprechperson, Beratung, Kommune
from kommunen.verbindungen import Verbindungen
from tests.factories import vereinbarungen as fabrik
from tests.factories.importe import geprueft, zaehler
from tests.factories.kommunen import mitglied, verband
from tests.factories.konten import konto

pytestmark = pytest.mark.django_db
_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=30).map(str.strip)
_TAG = st.dates(dt.date(2019, 3, 1), dt.date(2026, 10, 31))
_DATUM = st.builds(UngefaehresDatum, _TAG, st.sampled_from(["TAG", "MONAT", "JAHR"])).filter(
    lambda d: d.am < dt.date(2026, 11, 1)
)


def ausgabe(art: str, form: str) -> SimpleUploadedFile:
    resource = importart(art).resource()
    spalten, zeilen = resource.ausgabe(resource.get_queryset().order_by("pk"))
    inhalt = als_csv(spalten, zeilen) if form == "csv" else als_xlsx(spalten, zeilen, titel="x")
    return SimpleUploadedFile(f"x.{form}", inhalt)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    daten=st.lists(_DATUM, min_size=1, max_size=4, unique=True),
    texte=st.lists(_TEXT, min_size=4, max_size=4),
    art=st.sampled_from(Kontaktart.values),
    form=st.sampled_from(["csv", "xlsx"]),
)
def test_ausgegebene_beratungen_sind_beim_import_unveraendert(daten, texte, art, form):
    ort, person = _ort(), konto()
    Beratung.objects.all().delete()
    for datum, text in zip(daten, texte, strict=False):
        Beratung.objects.create(
            kommune=ort, am=datum.am, am_genauigkeit=datum.genauigkeit, kontaktart=art, anlass=text,
            erfasst_zeitpunkt=dt.datetime(2026, 11, 1, tzinfo=dt.UTC),
        )  # fmt: skip
    zum_import = geprueft("kommunen.beratung", ausgabe("kommunen.beratung", form), by=person)
    assert zaehler(zum_import) == (0, 0, len(daten), 0)
    assert all(z.aenderungen == {} for z in zum_import.zeilen.all())


def _ort() -> Kommune:
    return Kommune.objects.filter(name_eindeutig="Lohsa").first() or fabrik.gemeinde("Lohsa")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_ausgegebene_ansprechpersonen_sind_beim_import_unveraendert(form):
    ort = fabrik.gemeinde("Lohsa")
    for telefon, oeffentlich in (("+49 351 1-0", True), ("", False)):
        Ansprechperson.objects.create(
            kommune=ort, funktion=f"Amt {oeffentlich}", telefon=telefon, oeffentlich=oeffentlich,
            gueltig_von=dt.date(2020, 1, 1),
        )  # fmt: skip
    zum_import = geprueft("kommunen.ansprechperson", ausgabe("kommunen.ansprechperson", form), by=konto())
    assert zaehler(zum_import) == (0, 0, 2, 0)


def test_verbindungen_im_speicher_sind_die_der_datenbank():
    orte = [fabrik.gemeinde(f"Ort {nr}") for nr in range(3)]
    bund, anderer = verband(orte[0]), verband()
    mitglied(anderer, orte[1], von=dt.date(2022, 1, 1))
    tage = [dt.date(2019, 1, 1), dt.date(2021, 12, 31), dt.date(2022, 1, 1), dt.date(2024, 5, 5)]
    alle, einzeln = Verbindungen.laden(), Verbindungen.laden([orte[1]])
    for kommune in (*orte, bund, anderer):
        for tag in tage:
            erwartet: Any = set(Kommune.objects.verbunden_mit(kommune, tag, tag).values_list("pk", flat=True))
            assert alle.von(kommune, tag, tag) == erwartet
    assert einzeln.alle == {anderer.pk, orte[1].pk}
