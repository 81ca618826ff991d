"""Cases that do not move: longer in a state than this state usually lasts."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Q, QuerySet, Value

from asskomm.core.admin.arbeitsvorrat import Posten, Vorratsart, WartetAuf
from asskomm.core.admin.vorratszeilen import lade_arten
from kommunen import namen as namen_kommunen
from kommunen.enums import KprStatus
from kommunen.models import KommunalerPraeventionsrat
from vereinbarungen import namen
from vereinbarungen.enums import AnalyseStatus, CoachingStatus, UebernahmeStatus, VereinbarungStatus
from vereinbarungen.models import Coachingprozess, Sicherheitsanalyse, Uebernahme, Vereinbarung

from ..enums import InhaltStatus, PresseStatus
from ..models import Inhalt, Medieninformation
from .arten import PRESSETITEL, RUHT_TAGE, gebunden, presse_gebunden, seit_stand, stand_wort

# Days after which the Leitung wants to hear of a case. No legal period: where the house draws the line between "is
# taking its time" and "has been forgotten". Councils meet every four to eight weeks, so a resolution gets four months.
GRENZEN: dict[Any, dict[str, int]] = {
    Vereinbarung: {
        VereinbarungStatus.ENTWURF: 60,
        VereinbarungStatus.IN_ABSTIMMUNG: 90,
        VereinbarungStatus.BESCHLUSS_AUSSTEHEND: 120,
        VereinbarungStatus.ZEICHNUNGSREIF: 60,
        VereinbarungStatus.IN_ZEICHNUNG: 60,
    },
    Coachingprozess: {
        CoachingStatus.ANGEFRAGT: 30,
        CoachingStatus.GENEHMIGT: 60,
        CoachingStatus.COACH_VERMITTELT: 60,
        CoachingStatus.AUFTRAG_GEKLAERT: 60,
        CoachingStatus.AKTIV: RUHT_TAGE,
        CoachingStatus.PAUSIERT: 182,
    },
    Sicherheitsanalyse: {
        AnalyseStatus.INTERESSE: 90,
        AnalyseStatus.AUSGEWAEHLT: 90,
        AnalyseStatus.KICKOFF: 60,
        AnalyseStatus.DATENERHEBUNG: 90,
        AnalyseStatus.BEFRAGUNG_LAEUFT: 90,
        AnalyseStatus.AUSWERTUNG: 90,
        AnalyseStatus.BERICHTSENTWURF: 60,
        AnalyseStatus.ABGENOMMEN: 90,
    },
    KommunalerPraeventionsrat: {KprStatus.GEPLANT: 365, KprStatus.RUHEND: 365},
    Uebernahme: {UebernahmeStatus.ENTWURF: 30, UebernahmeStatus.VORGELEGT: 14},
    Medieninformation: {PresseStatus.ENTWURF: 30, PresseStatus.VORGELEGT: 14},
    Inhalt: {InhaltStatus.ENTWURF: 60, InhaltStatus.VORGELEGT: 14},
}
_TEXTE: dict[Any, tuple[Any, str | None]] = {
    Vereinbarung: (namen.VEREINBARUNG, "gebunden__kommune"),
    Coachingprozess: (namen.COACHING, "kommune"),
    Sicherheitsanalyse: ("bezeichnung", "kommunen"),
    KommunalerPraeventionsrat: (namen_kommunen.KPR, "kommune"),
    Uebernahme: ("bezeichnung", None),
    Medieninformation: (PRESSETITEL, "gebunden__kommune"),
    Inhalt: ("titel", "kommune"),
}


_AUFBEREITET: dict[Any, Callable[[QuerySet], QuerySet]] = {
    Vereinbarung: gebunden,
    Medieninformation: presse_gebunden,
}


def stockende_faelle(user: Any, heute: dt.date) -> list[Posten]:
    """The longest waiting first; one query."""
    posten = lade_arten(list(_arten()), user, heute)
    return sorted(posten, key=lambda p: (p.seit or heute, p.text, p.url))


def _arten() -> Iterator[Vorratsart]:
    for modell, grenzen in GRENZEN.items():
        text, kommune = _TEXTE[modell]
        yield Vorratsart(
            name=modell._meta.model_name,
            titel=str(modell._meta.verbose_name),
            auswahl=_stockend(modell, grenzen),
            text=text,
            marke=stand_wort(modell),
            seit=seit_stand(modell),
            kommune=kommune,
            wartet_auf=Value(WartetAuf.SACHBEARBEITUNG),
        )


def _stockend(modell: Any, grenzen: dict[str, int]) -> Callable[[Any, dt.date], QuerySet]:
    def auswahl(user: Any, heute: dt.date) -> QuerySet:
        zu_lange = Q(pk__in=[])
        for status, tage in grenzen.items():
            zu_lange |= Q(status=status, letzter_schritt__lt=heute - dt.timedelta(days=tage))
        faelle = modell.objects.visible_to(user).annotate(letzter_schritt=seit_stand(modell)).filter(zu_lange)
        return _AUFBEREITET[modell](faelle) if modell in _AUFBEREITET else faelle

    return auswahl
