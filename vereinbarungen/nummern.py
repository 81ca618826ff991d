"""Number and rank of an agreement: numbers follow the order of recording, the rank follows the signing day."""

from asskomm.core.numbering import letzte_nummer

from .enums import VereinbarungArt
from .models import Vereinbarung

NUMMERNKREIS = "vereinbarung"


def raenge() -> dict[int, int]:
    """The rank by signing day of every Kooperationsvereinbarung that ever came into force, by primary key."""
    reihe = Vereinbarung.objects.kooperationsvereinbarungen().nach_zeichnung().values_list("pk", flat=True)
    return {pk: rang for rang, pk in enumerate(reihe, start=1)}


def rang_nach_zeichnung(vereinbarung: Vereinbarung) -> int | None:
    """Rank by signing day, ties by number; None when it never came into force or is no Kooperationsvereinbarung."""
    return raenge().get(vereinbarung.pk)


def abweichender_rang(vereinbarung: Vereinbarung) -> int | None:
    """The rank, where it differs from the number."""
    rang = rang_nach_zeichnung(vereinbarung)
    return rang if rang != vereinbarung.laufende_nr else None


def voraussichtliche_nummer(vereinbarung: Vereinbarung) -> int | None:
    """The number if all planned signings take place in the order of their days; None without a planned day."""
    if vereinbarung.art != VereinbarungArt.KOOPERATIONSVEREINBARUNG or vereinbarung.laufende_nr is not None:
        return None
    geplante = Vereinbarung.objects.kooperationsvereinbarungen().geplant().order_by("geplant_am", "pk")
    reihe = list(geplante.values_list("pk", flat=True))
    if vereinbarung.pk not in reihe:
        return None
    return letzte_nummer(kreis=NUMMERNKREIS) + reihe.index(vereinbarung.pk) + 1


def nummer_oder_aussicht(vereinbarung: Vereinbarung) -> str:
    """The number as people read it, or "voraussichtlich Nr. 61" before a planned signing."""
    aussicht = voraussichtliche_nummer(vereinbarung)
    return f"voraussichtlich Nr. {aussicht}" if aussicht else vereinbarung.nummer_text
