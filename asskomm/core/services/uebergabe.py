"""Somebody leaves: roles end, duties move, the account closes. What they began stays with the organisation."""

import datetime as dt
from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.db.models import Q

from .. import uebergaben
from ..antraege import lehne_ab
from ..errors import Ablehnung
from ..models import Organisation, Rollenzuordnung, User, Vertretung
from ..protokoll import protokolliere, vorgang
from ..roles import SCHREIBENDE_ROLLEN, ZEICHNENDE_ROLLEN
from ..rollenrecht import (
    UNVERZICHTBAR,
    gruende_gegen_vertretung,
    grund_der_letzten,
    ist_letzte,
    lock_unverzichtbare,
)
from ..stichtag import BERLIN
from .antraege import submit_antrag


@dataclass(frozen=True)
class _Abgang:
    """Who goes when, and who says so."""

    user: User
    letzter_tag: dt.date
    grund: str
    by: User
    jetzt: dt.datetime
    nachfolge: User | None
    sofort: bool

    @property
    def heute(self) -> dt.date:
        return self.jetzt.astimezone(BERLIN).date()

    @property
    def danach(self) -> dt.date:
        return self.letzter_tag + dt.timedelta(days=1)


@vorgang
def hand_over(
    *,
    user: User,
    letzter_tag: dt.date,
    grund: str,
    by: User,
    jetzt: dt.datetime,
    nachfolge: User | None = None,
    organisation: Organisation | None = None,
    sofort: bool = False,
) -> list[str]:
    """Ends every role of the person after the last day (`sofort`: now) and returns in words what has happened.

    With `organisation` only the roles for it end (a Kommune lets its own people go); the account then closes only if
    nothing is left. Raises Ablehnung with every reason.
    """
    User.objects.select_for_update().get(pk=user.pk)
    lock_unverzichtbare()
    abgang = _Abgang(user, letzter_tag, grund.strip(), by, jetzt, nachfolge, sofort)
    rollen = _rollen(user, organisation, abgang.heute)
    if gruende := _gruende(abgang, organisation, rollen):
        raise Ablehnung(gruende)
    ergebnis = [_beende(zeile, abgang) for zeile in rollen]
    if _rollen(user, None, abgang.danach):
        return [*ergebnis, "Das Konto bleibt offen: Die Person hat noch andere Rollen."]
    ergebnis += _bewege_vertretungen(abgang)
    ergebnis += uebergaben.bewege(von=user, an=nachfolge, letzter_tag=letzter_tag, by=by, jetzt=jetzt)
    ergebnis.append(_schliesse(abgang))
    protokolliere(
        ereignis="konto.uebergeben",
        by=by,
        jetzt=jetzt,
        objekt=user,
        nachher={"nachfolge": nachfolge, "letzter_tag": letzter_tag, "sofort": sofort, "folgen": ergebnis},
        grund=abgang.grund,
    )
    return ergebnis


def _rollen(user: User, organisation: Organisation | None, ab: dt.date) -> list[Rollenzuordnung]:
    """Roles in force or still to come on that day, and requests that wait; locked."""
    offen = Rollenzuordnung.objects.filter(
        Q(gueltig_bis__isnull=True) | Q(gueltig_bis__gte=ab),
        user=user,
        abgelehnt_zeitpunkt__isnull=True,
        entzogen_zeitpunkt__isnull=True,
    )
    if organisation is not None:
        offen = offen.filter(organisation=organisation)
    return list(offen.select_for_update(of=("self",)).select_related("organisation", "user").order_by("pk"))


def _gruende(abgang: _Abgang, organisation: Organisation | None, rollen: list[Rollenzuordnung]) -> list[str]:
    gruende = []
    if not darf_uebergeben(by=abgang.by, organisation=organisation):
        gruende.append(
            "Eine Übergabe veranlasst die Leitung oder Systemverwaltung, in einer Kommune, wer für sie zeichnet."
        )
    if abgang.by.pk == abgang.user.pk:
        gruende.append("Die eigenen Aufgaben übergibt eine andere Person.")
    if abgang.letzter_tag < abgang.heute:
        gruende.append("Der letzte Tag liegt in der Vergangenheit; „sofort“ schließt das Konto in diesem Moment.")
    if not abgang.grund:
        gruende.append("Bitte geben Sie einen Anlass an.")
    gruende += _gruende_der_nachfolge(abgang)
    gruende += [grund_der_letzten(z.rolle) for z in rollen if z.ist_bestaetigt and ist_letzte(z, abgang.danach)]
    return gruende


def _gruende_der_nachfolge(abgang: _Abgang) -> list[str]:
    nachfolge = abgang.nachfolge
    if nachfolge is None:
        return []
    if nachfolge.pk == abgang.user.pk or not nachfolge.hat_zugang:
        return ["Die Nachfolge braucht ein anderes, offenes Konto."]
    if uebergaben.offene_aufgaben(abgang.user, abgang.heute) and not nachfolge.hat_rolle(*SCHREIBENDE_ROLLEN):
        return [f"{nachfolge} hat keine Rolle der Sachbearbeitung und kann die Aufgaben nicht übernehmen."]
    return []


def darf_uebergeben(*, by: User, organisation: Organisation | None) -> bool:
    """Leitung and Systemverwaltung; within one organisation also who signs for it, in own right."""
    if by.has_perm("core.hand_over"):
        return True
    return organisation is not None and any(
        b.rolle in ZEICHNENDE_ROLLEN and b.organisation_id == organisation.pk for b in by.befugnisse
    )


def _beende(zeile: Rollenzuordnung, abgang: _Abgang) -> str:
    if zeile.ist_bestaetigt:
        _kuerze(zeile, abgang)
        ereignis, text = "rolle.beendet", f"Rolle {zeile}: beendet"
    else:
        lehne_ab(zeile, abgang.grund, abgang.by, abgang.jetzt)
        ereignis, text = "rolle.abgelehnt", f"Rolle {zeile}: Antrag abgelehnt"
    protokolliere(
        ereignis=ereignis,
        by=abgang.by,
        jetzt=abgang.jetzt,
        objekt=zeile.user,
        nachher={"rolle": zeile.rolle, "organisation": zeile.organisation.schluessel, "bis": abgang.letzter_tag},
        grund=abgang.grund,
    )
    return text


def _kuerze(zeile: Rollenzuordnung | Vertretung, abgang: _Abgang) -> None:
    if abgang.sofort or zeile.gueltig_von > abgang.letzter_tag:
        zeile.entzogen_zeitpunkt = abgang.jetzt
    elif zeile.gueltig_bis is None or zeile.gueltig_bis > abgang.letzter_tag:
        zeile.gueltig_bis = abgang.letzter_tag
    zeile.save(update_fields=["gueltig_bis", "entzogen_zeitpunkt"])


def _bewege_vertretungen(abgang: _Abgang) -> list[str]:
    """Deputies end with the person on either side; for a successor a new one is requested, and waits as usual."""
    laufend = Vertretung.objects.filter(
        Q(vertretung=abgang.user) | Q(zuordnung__user=abgang.user),
        gueltig_bis__gte=abgang.heute,
        abgelehnt_zeitpunkt__isnull=True,
        entzogen_zeitpunkt__isnull=True,
    )
    ergebnis = []
    for zeile in laufend.select_for_update(of=("self",)).select_related("zuordnung__user", "vertretung"):
        bis = zeile.gueltig_bis
        _kuerze(zeile, abgang)
        protokolliere(ereignis="vertretung.beendet", by=abgang.by, jetzt=abgang.jetzt, objekt=zeile)
        ergebnis.append(f"Vertretung {zeile}: beendet")
        if abgang.nachfolge is not None and zeile.vertretung_id == abgang.user.pk and bis > abgang.letzter_tag:
            ergebnis.append(_beantrage_nachfolge(zeile, abgang.nachfolge, bis, abgang))
    return ergebnis


def _beantrage_nachfolge(alte: Vertretung, nachfolge: User, bis: dt.date, abgang: _Abgang) -> str:
    neue = Vertretung(
        zuordnung=alte.zuordnung,
        vertretung=nachfolge,
        gueltig_von=max(alte.gueltig_von, abgang.danach),
        gueltig_bis=bis,
        grund=alte.grund,
        fiktiv=alte.fiktiv,
    )
    gruende = gruende_gegen_vertretung(neue, abgang.heute)
    if abgang.by.pk == nachfolge.pk:
        gruende.append("Niemand macht sich selbst zur Vertretung.")
    if gruende:
        return f"Vertretung {neue}: nicht beantragt. {' '.join(gruende)}"
    submit_antrag(antrag=neue, by=abgang.by, jetzt=abgang.jetzt)
    return f"Vertretung {neue}: beantragt, wartet auf Bestätigung"


def _schliesse(abgang: _Abgang) -> str:
    user = abgang.user
    user.zugang_bis, user.is_active = abgang.letzter_tag, not abgang.sofort
    User.objects.filter(pk=user.pk).update(zugang_bis=user.zugang_bis, is_active=user.is_active)
    if not abgang.sofort:
        return f"Konto {user.anmeldename}: Zugang bis {abgang.letzter_tag:%d.%m.%Y}"
    _beende_sitzungen(user)
    return f"Konto {user.anmeldename}: gesperrt, alle Sitzungen beendet"


def _beende_sitzungen(user: User) -> None:
    for sitzung in UserSession.objects.filter(user=user):
        sitzung.end()


@vorgang
def lock_konto(*, user: User, grund: str, by: User, jetzt: dt.datetime) -> User:
    """At once: no sign-in, no session. Roles stay as they are; a handover ends them."""
    zeile = User.objects.select_for_update().get(pk=user.pk)
    heute = jetzt.astimezone(BERLIN).date()
    gruende = [] if by.has_perm("core.lock_konto") else ["Konten sperrt die Leitung oder die Systemverwaltung."]
    if by.pk == zeile.pk:
        gruende.append("Niemand sperrt sich selbst aus.")
    if not zeile.is_active:
        gruende.append("Das Konto ist schon gesperrt.")
    if not grund.strip():
        gruende.append("Bitte geben Sie einen Grund an.")
    lock_unverzichtbare()
    eigene = Rollenzuordnung.objects.in_kraft(heute).filter(user=zeile, rolle__in=UNVERZICHTBAR)
    gruende += [grund_der_letzten(z.rolle) for z in eigene if ist_letzte(z, heute)]
    if gruende:
        raise Ablehnung(gruende)
    zeile.is_active = False
    zeile.save(update_fields=["is_active"])
    _beende_sitzungen(zeile)
    protokolliere(ereignis="konto.gesperrt", by=by, jetzt=jetzt, objekt=zeile, grund=grund.strip())
    return zeile


@vorgang
def unlock_konto(*, user: User, grund: str, by: User, jetzt: dt.datetime) -> User:
    zeile = User.objects.select_for_update().get(pk=user.pk)
    gruende = [] if by.has_perm("core.change_user") else ["Konten entsperrt nur die Systemverwaltung."]
    if by.pk == zeile.pk:
        gruende.append("Niemand entsperrt das eigene Konto.")
    if zeile.is_active and zeile.zugang_bis is None:
        gruende.append("Das Konto ist nicht gesperrt.")
    if not grund.strip():
        gruende.append("Bitte geben Sie einen Grund an.")
    if gruende:
        raise Ablehnung(gruende)
    zeile.is_active, zeile.zugang_bis = True, None
    zeile.save(update_fields=["is_active", "zugang_bis"])
    protokolliere(ereignis="konto.entsperrt", by=by, jetzt=jetzt, objekt=zeile, grund=grund.strip())
    return zeile
