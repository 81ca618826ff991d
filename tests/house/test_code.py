"""Die Hausordnung für Python: jede Regel gilt überall, und jede Regel kann anschlagen."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.house import quelltext
from tests.house import regeln_code as regeln
from tests.house.quelltext import Datei

Regel = Callable[[Datei], Iterator[str]]

GELTUNG: dict[Regel, Callable[[], list[Datei]]] = {
    regeln.zeilenzahl: quelltext.python,
    regeln.funktionslaenge: quelltext.python,
    regeln.modulname: quelltext.python,
    regeln.keine_uhr: quelltext.python,
    regeln.uhr_nur_am_rand: quelltext.hauscode,
    regeln.status_nur_durch_engine: quelltext.python,
    regeln.ansicht_nimmt_sichtbares: quelltext.ansichten,
    regeln.dienst_signatur: quelltext.dienste,
    regeln.fremdschluessel_geschuetzt: quelltext.hauscode,
    regeln.umgebung_nur_in_env: quelltext.hauscode,
    regeln.transaktion_ist_vorgang: quelltext.hauscode,
}

VERSTOESSE: list[tuple[Regel, str, str]] = [
    (regeln.zeilenzahl, "kommunen/stats.py", "x = 1\n" * 401),
    (regeln.zeilenzahl, "tests/test_lang.py", "x = 1\n" * 601),
    (regeln.funktionslaenge, "kommunen/stats.py", "def f():\n" + "    x = 1\n" * 50),
    (regeln.funktionslaenge, "kommunen/views/liste.py", "def f():\n" + "    x = 1\n" * 25),
    (regeln.modulname, "kommunen/utils.py", ""),
    (regeln.modulname, "tests/common/test_x.py", ""),
    (regeln.keine_uhr, "kommunen/stats.py", "heute = date.today()"),
    (regeln.keine_uhr, "kommunen/models.py", "am = models.DateTimeField(default=timezone.now)"),
    (regeln.keine_uhr, "kommunen/models.py", "am = models.DateTimeField(auto_now_add=True)"),
    (regeln.keine_uhr, "kommunen/querysets.py", "qs.filter(am__lte=Now())"),
    (regeln.uhr_nur_am_rand, "kommunen/services/kpr.py", "from asskomm.core.clock import now"),
    (regeln.uhr_nur_am_rand, "kommunen/stats.py", "from asskomm.core import clock"),
    (regeln.status_nur_durch_engine, "kommunen/services/kpr.py", "kpr.status = 'ruhend'"),
    (regeln.status_nur_durch_engine, "tests/factories/kpr.py", "qs.update(status='ruhend')"),
    (regeln.status_nur_durch_engine, "kommunen/admin/kpr.py", "setattr(kpr, 'status', 'ruhend')"),
    (regeln.ansicht_nimmt_sichtbares, "kommunen/views/a.py", "Kommune.objects.get(pk=1)"),
    (regeln.ansicht_nimmt_sichtbares, "kommunen/views/a.py", "Kommune.objects.all()"),
    (regeln.ansicht_nimmt_sichtbares, "kommunen/views/a.py", "get_object_or_404(Kommune, pk=1)"),
    (regeln.dienst_signatur, "kommunen/services/a.py", "def f(kommune: int, *, by: int) -> None: pass"),
    (regeln.dienst_signatur, "kommunen/services/a.py", "def f(*, kommune: int) -> None: pass"),
    (regeln.dienst_signatur, "kommunen/services/a.py", "def f(*, kommune, by: int) -> None: pass"),
    (
        regeln.fremdschluessel_geschuetzt,
        "kommunen/models.py",
        "k = models.ForeignKey(K, on_delete=models.CASCADE)",
    ),
    (regeln.umgebung_nur_in_env, "kommunen/stats.py", "os.environ['DEBUG']"),
    (regeln.transaktion_ist_vorgang, "kommunen/services/a.py", "with transaction.atomic(): pass"),
    (regeln.transaktion_ist_vorgang, "kommunen/services/a.py", "@transaction.atomic\ndef f(): pass"),
]

ERLAUBTES: list[tuple[Regel, str, str]] = [
    (regeln.uhr_nur_am_rand, "kommunen/views/a.py", "from asskomm.core import clock"),
    (
        regeln.uhr_nur_am_rand,
        "kommunen/jobs.py",
        "from asskomm.core import clock  # Uhr: Start eines Auftrags",
    ),
    (regeln.status_nur_durch_engine, "asskomm/core/workflow.py", "objekt.status = nach"),
    (regeln.status_nur_durch_engine, "kommunen/views/a.py", "antwort = HttpResponse(status=404)"),
    (
        regeln.ansicht_nimmt_sichtbares,
        "kommunen/views/a.py",
        "get_object_or_404(Kommune.objects.visible_to(u))",
    ),
    (regeln.transaktion_ist_vorgang, "kommunen/services/a.py", "with vorgang(): pass"),
    (regeln.dienst_signatur, "kommunen/services/a.py", "def _intern(kommune): pass"),
    (
        regeln.fremdschluessel_geschuetzt,
        "kommunen/models.py",
        "# gehört zur Zeile und geht mit ihr\nk = models.ForeignKey(K, on_delete=models.CASCADE)",
    ),
]


@pytest.mark.parametrize("regel", GELTUNG, ids=lambda regel: regel.__name__)
def test_haus_haelt_die_regel(regel: Regel) -> None:
    befunde = [befund for datei in GELTUNG[regel]() for befund in regel(datei)]
    assert not befunde, "\n".join(befunde)


@pytest.mark.parametrize(("regel", "pfad", "text"), VERSTOESSE)
def test_regel_erkennt_den_verstoss(regel: Regel, pfad: str, text: str) -> None:
    assert list(regel(Datei(pfad, text)))


@pytest.mark.parametrize(("regel", "pfad", "text"), ERLAUBTES)
def test_regel_laesst_erlaubtes_zu(regel: Regel, pfad: str, text: str) -> None:
    assert list(regel(Datei(pfad, text))) == []


def test_jede_regel_hat_ein_schlechtes_beispiel() -> None:
    assert {regel for regel, *_ in VERSTOESSE} == set(GELTUNG)
