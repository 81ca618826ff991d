"""What the register tells the core about a case: the place whose holidays count, the clerk, the official contacts."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from asskomm.core.fallarten import fallart_von
from asskomm.core.fristen.kalender import Ort
from asskomm.core.fristen.umfeld import Empfaenger, Umfeld, register_umfeld
from asskomm.core.models import User

from .models import Ansprechperson, KommunalerPraeventionsrat, Kommune, Ortsfeiertag, Zustaendigkeit


def register_kommunen_umfeld() -> None:
    register_umfeld(Umfeld(ort=ort, zustaendige=zustaendige, kontakte=kontakte))


def kommunen_von(fall: Any) -> QuerySet[Kommune]:
    """The Kommunen of a case by the way that its kind names; none where it has no way."""
    art = fallart_von(fall)
    if art is None or art.kommune is None:
        return Kommune.objects.none()
    if art.kommune == "":
        return Kommune.objects.filter(pk=fall.pk)
    kommunen = art.faelle().filter(pk=fall.pk).order_by().values(art.kommune)
    return Kommune.objects.filter(pk__in=kommunen).order_by("sortiername", "pk")


def ort(fall: Any) -> Ort | None:
    """With several Kommunen a holiday of one of them counts: none shall lose a day."""
    kommunen = list(kommunen_von(fall))
    if not kommunen:
        return None
    feiertage = Ortsfeiertag.objects.filter(kommune__in=kommunen, gilt_am_sitz=True).order_by("gueltig_von", "pk")
    zeiten = tuple(feiertage.values_list("gueltig_von", "gueltig_bis"))
    return Ort(", ".join(k.name_eindeutig for k in kommunen[:3]) + (" …" if len(kommunen) > 3 else ""), zeiten)


def zustaendige(fall: Any, tag: dt.date) -> list[User]:
    """Whoever looks after a Landkreis of the case on that day."""
    kreise = kommunen_von(fall).order_by().values("landkreis")
    zuweisungen = Zustaendigkeit.objects.am(tag).filter(landkreis__in=kreise)
    return list(User.objects.filter(pk__in=zuweisungen.values("user"), is_active=True).order_by("pk"))


def kontakte(fall: Any, tag: dt.date) -> list[Empfaenger]:
    """The council's own address, else the contacts of the Kommune that hold office on that day; never twice."""
    if isinstance(fall, KommunalerPraeventionsrat) and fall.kontakt_email:
        return [(fall.kontakt_email, fall.kontakt_funktion or str(fall))]
    personen = Ansprechperson.objects.filter(kommune__in=kommunen_von(fall)).exclude(email="").order_by("pk")
    je_adresse: dict[str, Empfaenger] = {}
    for p in personen:
        if (p.gueltig_von is None or p.gueltig_von <= tag) and (p.gueltig_bis is None or tag <= p.gueltig_bis):
            je_adresse.setdefault(p.email.lower(), (p.email, p.name or p.funktion))
    return list(je_adresse.values())
