"""Lawful erasure: the payload of protocol entries goes, their digests stay, two people answer for it."""

import datetime as dt
from collections.abc import Iterator, Sequence

from asskomm.core.errors import Ablehnung
from asskomm.core.models import Loeschantrag, Loeschentscheidung, Protokolleintrag, ProtokollQuerySet, User
from asskomm.core.protokoll import protokolliere, vorgang
from asskomm.core.protokoll.ereignisse import INHALT_GELOESCHT

_REQUEST, _APPROVE = "core.request_loeschung", "core.approve_loeschung"
_STUECK = 500


@vorgang
def request_loeschung(
    *, nummern: Sequence[int], konto_id: int | None, grund: str, rechtsgrundlage: str, by: User, jetzt: dt.datetime
) -> Loeschantrag:
    """Asks to erase the payload of the named entries, or of all entries about one account (Art. 17 DSGVO).

    Ablehnung: wrong role, own matter, no reason or legal basis, both or neither kind of selection, nothing to erase.
    """
    gruende = _auswahl_gruende(nummern, konto_id)
    if not by.has_perm(_REQUEST):
        gruende.insert(0, "Ihre Rolle darf keine Löschung beantragen.")
    if konto_id == by.pk:
        gruende.append("In eigener Sache beantragt jemand anderes die Löschung.")
    if not grund.strip():
        gruende.append("Bitte geben Sie einen Grund an.")
    if not rechtsgrundlage.strip():
        gruende.append("Bitte nennen Sie die Rechtsgrundlage.")
    if gruende:
        raise Ablehnung(gruende)
    antrag = Loeschantrag.objects.create(
        nummern=sorted(set(nummern)),
        konto_id=konto_id,
        grund=grund.strip(),
        rechtsgrundlage=rechtsgrundlage.strip(),
        beantragt_durch=by,
        beantragt_zeitpunkt=jetzt,
        fiktiv=by.fiktiv,
    )
    angaben = {"nummern": antrag.nummern, "konto": konto_id, "rechtsgrundlage": antrag.rechtsgrundlage}
    protokolliere(
        ereignis="protokoll.loeschung_beantragt",
        by=by,
        jetzt=jetzt,
        objekt=antrag,
        nachher=angaben,
        grund=antrag.grund,
        recht=_REQUEST,
    )
    return antrag


@vorgang
def approve_loeschung(*, loeschantrag: Loeschantrag, by: User, jetzt: dt.datetime) -> int:
    """Erases; returns how many entries lost their payload. Another person than the one who asked must do this."""
    antrag = _lock(loeschantrag)
    gruende = _entscheidung_gruende(antrag, by)
    nummern = list(_betroffene(antrag.nummern, antrag.konto_id).order_by("nr").values_list("nr", flat=True))
    if not nummern:
        gruende.append("Es gibt keinen Inhalt mehr, der zu löschen wäre.")
    if gruende:
        raise Ablehnung(gruende)
    for stueck in _stuecke(nummern):
        Protokolleintrag.objects.filter(nr__in=stueck)._entleeren()
    _entscheide(antrag, Loeschentscheidung.BESTAETIGT, by, jetzt)
    # The reason may name the person concerned; this entry stays for ever and names only numbers.
    angaben = {"nummern": nummern, "rechtsgrundlage": antrag.rechtsgrundlage}
    protokolliere(ereignis=INHALT_GELOESCHT, by=by, jetzt=jetzt, objekt=antrag, nachher=angaben, recht=_APPROVE)
    return len(nummern)


@vorgang
def reject_loeschung(*, loeschantrag: Loeschantrag, grund: str, by: User, jetzt: dt.datetime) -> Loeschantrag:
    antrag = _lock(loeschantrag)
    gruende = _entscheidung_gruende(antrag, by)
    if not grund.strip():
        gruende.append("Bitte geben Sie einen Grund an.")
    if gruende:
        raise Ablehnung(gruende)
    _entscheide(antrag, Loeschentscheidung.ABGELEHNT, by, jetzt)
    protokolliere(
        ereignis="protokoll.loeschung_abgelehnt", by=by, jetzt=jetzt, objekt=antrag, grund=grund, recht=_APPROVE
    )
    return antrag


def _auswahl_gruende(nummern: Sequence[int], konto_id: int | None) -> list[str]:
    if bool(nummern) == (konto_id is not None):
        return ["Bitte nennen Sie entweder Nummern von Einträgen oder ein Konto."]
    loeschbar = set(_betroffene(nummern, konto_id).values_list("nr", flat=True))
    if konto_id is not None:
        return [] if loeschbar else [f"Über das Konto {konto_id} gibt es keinen Eintrag mit Inhalt."]
    if fehlend := sorted(set(nummern) - loeschbar):
        genannt = ", ".join(map(str, fehlend[:20]))
        return [f"Nicht löschbar, nicht vorhanden oder schon gelöscht: {genannt}."]
    return []


def _betroffene(nummern: Sequence[int], konto_id: int | None) -> ProtokollQuerySet:
    """Entries with a payload; those that record an erasure stay, for the verification rests on them."""
    alle = Protokolleintrag.objects.filter(inhalt__isnull=False).exclude(ereignis=INHALT_GELOESCHT)
    return alle.filter(nr__in=nummern) if konto_id is None else alle.ueber_konto(konto_id)


def _lock(antrag: Loeschantrag) -> Loeschantrag:
    return Loeschantrag.objects.select_for_update().get(pk=antrag.pk)


def _entscheidung_gruende(antrag: Loeschantrag, by: User) -> list[str]:
    gruende = []
    if antrag.entscheidung != Loeschentscheidung.OFFEN:
        gruende.append(f"Über diesen Antrag ist schon entschieden: {antrag.get_entscheidung_display()}.")
    if antrag.beantragt_durch_id == by.pk:
        gruende.append("Beantragen und Entscheiden müssen zwei verschiedene Personen erledigen.")
    elif not by.has_perm(_APPROVE, antrag):
        gruende.append("Ihre Rolle darf über diesen Antrag nicht entscheiden.")
    if antrag.konto_id == by.pk:
        gruende.append("In eigener Sache entscheidet jemand anderes.")
    return gruende


def _entscheide(antrag: Loeschantrag, entscheidung: Loeschentscheidung, by: User, jetzt: dt.datetime) -> None:
    antrag.entscheidung, antrag.entschieden_durch, antrag.entschieden_zeitpunkt = entscheidung, by, jetzt
    antrag.save(update_fields=["entscheidung", "entschieden_durch", "entschieden_zeitpunkt"])


def _stuecke(nummern: list[int]) -> Iterator[list[int]]:
    for beginn in range(0, len(nummern), _STUECK):
        yield nummern[beginn : beginn + _STUECK]
