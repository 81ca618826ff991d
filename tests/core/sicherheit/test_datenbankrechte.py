"""The rights that deploy/datenbankrechte.sql gives the service: rows, not tables; a chain that only grows."""

from collections.abc import Iterator

import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse

from asskomm.core.models import Protokolleintrag
from asskomm.core.protokoll.pruefung import pruefe
from kommunen.models import Beratung
from tests.factories.konten import angemeldet
from tests.factories.vereinbarungen import gemeinde
from tests.house.quelltext import WURZEL

pytestmark = [pytest.mark.django_db, pytest.mark.nur_postgresql]
DIENST = "asskomm_test_dienst"
KEIN_RECHT = "42501"  # insufficient_privilege
VERWEHRT = (
    "ALTER TABLE core_protokolleintrag DISABLE TRIGGER ALL",
    "DROP TRIGGER protokoll_kein_leeren ON core_protokolleintrag",
    "TRUNCATE core_protokolleintrag",
    "TRUNCATE kommunen_beratung",
    "DROP TABLE kommunen_beratung",
    "ALTER TABLE kommunen_beratung ADD COLUMN x integer",
    "DELETE FROM core_protokolleintrag",
    "UPDATE core_protokolleintrag SET rolle = 'LT'",
    "UPDATE core_protokolleintrag SET pruefsumme = 'x'",
    "DELETE FROM core_protokollkopf",
    "INSERT INTO django_migrations (app, name, applied) VALUES ('core', '9999', now())",
    "CREATE ROLE fremd SUPERUSER",
    "SET session_replication_role = replica",
)


def sql(anweisung: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(anweisung)


@pytest.fixture
def als_dienst() -> Iterator[None]:
    """This connection has only the rights of the service, until the test ends."""
    rechte = (WURZEL / "deploy/datenbankrechte.sql").read_text(encoding="utf-8")
    sql(f"CREATE ROLE {DIENST}")
    sql(rechte.replace("asskomm;", f"{DIENST};"))
    sql(f"SET LOCAL ROLE {DIENST}")
    yield
    sql("RESET ROLE")


def _gelingt(anweisung: str) -> bool:
    try:
        with transaction.atomic():
            sql(anweisung)
    except ProgrammingError as fehler:
        if fehler.__cause__.sqlstate != KEIN_RECHT:
            raise
        return False
    return True


@pytest.mark.usefixtures("als_dienst")
def test_der_dienst_arbeitet_mit_seinen_rechten(client):
    angemeldet(client)
    kommune = gemeinde("Probestadt")
    vorher = Protokolleintrag.objects.count()
    angaben = {"kommune": kommune.name_eindeutig, "am": "05.03.2024", "kontaktart": "GESPRAECH"}
    assert client.post(reverse("admin:kommunen_beratung_add"), angaben).status_code == 302
    assert Beratung.objects.filter(kommune=kommune).exists()
    assert Protokolleintrag.objects.count() > vorher
    assert pruefe().anzahl == Protokolleintrag.objects.count()


@pytest.mark.usefixtures("als_dienst")
def test_der_dienst_kann_ausloeser_und_tabellen_nicht_anfassen():
    assert [anweisung for anweisung in VERWEHRT if _gelingt(anweisung)] == []


def test_die_eigentuemerin_koennte_es():
    """Why the service should not own its tables: the owner switches the triggers of the chain off."""
    assert _gelingt("ALTER TABLE core_protokolleintrag DISABLE TRIGGER ALL")
    sql("ALTER TABLE core_protokolleintrag ENABLE TRIGGER ALL")
