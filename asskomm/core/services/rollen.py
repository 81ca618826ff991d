"""Roles of persons: requested by one, confirmed by another; granted directly only on the server or by load commands."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import NotRequired, TypedDict

from ..antraege import lehne_ab, pruefe_offen, pruefe_zweite_person
from ..errors import Ablehnung
from ..models import Herkunft, Organisation, Rollenzuordnung, User
from ..protokoll import protokolliere, vorgang
from ..roles import OrganisationArt, Rolle, organisation_art
from ..rollenrecht import (
    gibt_es_schon,
    gruende_der_angaben,
    gruende_der_verbindung,
    gruende_der_zweiten_person,
    grund_der_letzten,
    ist_letzte,
    lock_unverzichtbare,
)
from ..stichtag import BERLIN


class Rollenangaben(TypedDict):
    """What request_rolle takes beside the person, for callers that hand it on."""

    rolle: str
    organisation: Organisation
    ab: dt.date
    bis: NotRequired[dt.date | None]
    grundlage: NotRequired[str]
    bereiche: NotRequired[Sequence[str]]
    umfang: NotRequired[Sequence[Organisation]]
    alle_kommunen: NotRequired[bool]


BEANTRAGEN, BESTAETIGEN, BEENDEN = "core.request_rolle", "core.confirm_rolle", "core.end_rolle"
LPR = ("lpr", OrganisationArt.LPR, "Landespräventionsrat Sachsen")
AUFSICHT = ("aufsicht", OrganisationArt.AUFSICHT, "Sächsisches Staatsministerium des Innern")
RECHNUNGSHOF = ("rechnungshof", OrganisationArt.AUFSICHT, "Sächsischer Rechnungshof")


def house_organisation(*, rolle: str, by: User | None) -> Organisation | None:
    """The one body for which LPR roles (or supervising ones) act; None where a role needs a named organisation."""
    fest = {OrganisationArt.LPR.value: LPR, OrganisationArt.AUFSICHT.value: AUFSICHT}.get(organisation_art(rolle))
    fest = RECHNUNGSHOF if rolle == Rolle.PRUEFUNG else fest
    if fest is None:
        return None
    schluessel, art, name = fest
    return Organisation.objects.get_or_create(schluessel=schluessel, defaults={"art": art, "name": name})[0]


@vorgang
def grant_rolle(
    *,
    user: User,
    rolle: str,
    organisation: Organisation,
    ab: dt.date,
    by: User | None,
    jetzt: dt.datetime,
    bis: dt.date | None = None,
    grundlage: str = "",
    bereiche: Iterable[str] = (),
    umfang: Iterable[Organisation] = (),
    herkunft: str = Herkunft.BEFEHL,
    fiktiv: bool = False,
) -> Rollenzuordnung:
    """A role in force at once, without a second person: for commands on the server and the sign-in provider."""
    zuordnung = Rollenzuordnung(
        user=user,
        rolle=rolle,
        organisation=organisation,
        gueltig_von=ab,
        gueltig_bis=bis,
        grundlage=grundlage,
        bereiche=list(bereiche),
        herkunft=herkunft,
        fiktiv=fiktiv,
        beantragt_zeitpunkt=jetzt,
        bestaetigt_zeitpunkt=jetzt,
    )
    zuordnung.full_clean()
    zuordnung.save()
    zuordnung.umfang.set(umfang)
    protokolliere(
        ereignis="rolle.zugeordnet",
        by=by,
        jetzt=jetzt,
        objekt=user,
        nachher={"rolle": rolle, "organisation": organisation.schluessel, "ab": ab.isoformat(), "herkunft": herkunft},
        grund=grundlage,
    )
    return zuordnung


@vorgang
def request_rolle(
    *,
    user: User,
    rolle: str,
    organisation: Organisation,
    ab: dt.date,
    by: User,
    jetzt: dt.datetime,
    bis: dt.date | None = None,
    grundlage: str = "",
    bereiche: Sequence[str] = (),
    umfang: Sequence[Organisation] = (),
    alle_kommunen: bool = False,
) -> Rollenzuordnung:
    """The first person: the role waits for a second one. Raises Ablehnung with every reason.

    `umfang` and `alle_kommunen` belong to a Prüfung: which Kommunen it covers, or that it covers all.
    """
    User.objects.select_for_update().get(pk=user.pk)  # two requests at once for the same person wait for each other
    heute = jetzt.astimezone(BERLIN).date()
    antrag = Rollenzuordnung(
        user=user,
        rolle=rolle,
        organisation=organisation,
        gueltig_von=ab,
        gueltig_bis=bis,
        grundlage=grundlage.strip(),
        bereiche=list(bereiche) if rolle == Rolle.PRUEFUNG else [],
        beantragt_zeitpunkt=jetzt,
        beantragt_durch=by,
        fiktiv=user.fiktiv,
    )
    gruende = _gruende_gegen_antrag(antrag, by)
    gruende += gruende_der_angaben(antrag, umfang=bool(umfang) or alle_kommunen, heute=heute)
    if gruende:
        raise Ablehnung(gruende)
    antrag.save()
    antrag.umfang.set(umfang if rolle == Rolle.PRUEFUNG and not alle_kommunen else ())
    _protokolliere("rolle.beantragt", antrag, by, jetzt, BEANTRAGEN, grund=antrag.grundlage)
    return antrag


def _gruende_gegen_antrag(antrag: Rollenzuordnung, by: User) -> list[str]:
    gruende = []
    if not by.has_perm(BEANTRAGEN, antrag):
        gruende.append(f"Ihre Rolle darf „{Rolle(antrag.rolle).label}“ für {antrag.organisation} nicht beantragen.")
    if antrag.user_id == by.pk:
        gruende.append("Für sich selbst beantragt niemand eine Rolle.")
    if not antrag.user.hat_zugang:
        gruende.append(f"Das Konto {antrag.user.anmeldename} ist gesperrt.")
    if gibt_es_schon(antrag):
        gruende.append("Diese Rolle hat die Person für diese Stelle schon, oder sie wartet auf Bestätigung.")
    return gruende


@vorgang
def confirm_rolle(*, zuordnung: Rollenzuordnung, by: User, jetzt: dt.datetime) -> Rollenzuordnung:
    """The second person: from its first day on the role is in force. Raises Ablehnung with every reason."""
    User.objects.select_for_update().get(pk=zuordnung.user_id)
    antrag = Rollenzuordnung.objects.select_for_update(of=("self",)).select_related("user", "organisation").get(
        pk=zuordnung.pk
    )  # fmt: skip
    heute = jetzt.astimezone(BERLIN).date()
    pruefe_offen(antrag)
    gruende = gruende_der_zweiten_person(antrag, by, BESTAETIGEN)
    gruende += gruende_der_angaben(antrag, umfang=True, heute=heute) + gruende_der_verbindung(antrag, heute)
    if not antrag.user.hat_zugang:
        gruende.append(f"Das Konto {antrag.user.anmeldename} ist gesperrt.")
    if gruende:
        raise Ablehnung(gruende)
    antrag.bestaetigt_durch, antrag.bestaetigt_zeitpunkt = by, jetzt
    antrag.save(update_fields=["bestaetigt_durch", "bestaetigt_zeitpunkt"])
    _protokolliere("rolle.bestaetigt", antrag, by, jetzt, BESTAETIGEN)
    return antrag


@vorgang
def refuse_rolle(*, zuordnung: Rollenzuordnung, grund: str, by: User, jetzt: dt.datetime) -> Rollenzuordnung:
    """The second person says no, or the first one takes the request back."""
    antrag = Rollenzuordnung.objects.select_for_update().get(pk=zuordnung.pk)
    pruefe_offen(antrag)
    if antrag.beantragt_durch_id != by.pk:
        pruefe_zweite_person(antrag, by, BESTAETIGEN)
    lehne_ab(antrag, grund, by, jetzt)
    _protokolliere("rolle.abgelehnt", antrag, by, jetzt, BESTAETIGEN, grund=grund)
    return antrag


@vorgang
def end_rolle(
    *, zuordnung: Rollenzuordnung, bis: dt.date, grund: str, by: User, jetzt: dt.datetime, sofort: bool = False
) -> Rollenzuordnung:
    """`bis` is the last day; `sofort` ends the role at this moment. Nobody extends a role that way."""
    heute = jetzt.astimezone(BERLIN).date()
    lock_unverzichtbare()
    zeile = Rollenzuordnung.objects.select_for_update(of=("self",)).select_related("user", "organisation").get(
        pk=zuordnung.pk
    )  # fmt: skip
    gruende = _gruende_gegen_ende(zeile, bis, by, heute)
    if not gruende and ist_letzte(zeile, bis + dt.timedelta(days=1)):
        gruende.append(grund_der_letzten(zeile.rolle))
    if not grund.strip():
        gruende.append("Bitte geben Sie einen Grund an.")
    if gruende:
        raise Ablehnung(gruende)
    vorher = {"bis": zeile.gueltig_bis}
    if sofort or zeile.gueltig_von > bis:
        zeile.entzogen_zeitpunkt = jetzt
    else:
        zeile.gueltig_bis = bis
    zeile.save(update_fields=["gueltig_bis", "entzogen_zeitpunkt"])
    _protokolliere("rolle.beendet", zeile, by, jetzt, BEENDEN, grund=grund.strip(), vorher=vorher)
    return zeile


def _gruende_gegen_ende(zeile: Rollenzuordnung, bis: dt.date, by: User, heute: dt.date) -> list[str]:
    gruende = []
    if not by.has_perm(BEENDEN, zeile):
        gruende.append(f"Ihre Rolle darf „{zeile}“ nicht beenden.")
    if not zeile.ist_bestaetigt:
        gruende.append("Diese Rolle ist nicht bestätigt; ein Antrag wird abgelehnt oder zurückgenommen.")
    if zeile.entzogen_zeitpunkt or (zeile.gueltig_bis is not None and zeile.gueltig_bis < heute):
        gruende.append("Diese Rolle ist schon beendet.")
    if bis < heute:
        gruende.append("Der letzte Tag liegt in der Vergangenheit; „sofort“ beendet die Rolle in diesem Moment.")
    if zeile.gueltig_bis is not None and bis > zeile.gueltig_bis:
        gruende.append("Verlängert wird eine Rolle durch einen neuen Antrag, den eine zweite Person bestätigt.")
    return gruende


def _protokolliere(
    ereignis: str,
    zuordnung: Rollenzuordnung,
    by: User,
    jetzt: dt.datetime,
    recht: str,
    *,
    grund: str = "",
    vorher: Mapping[str, object] | None = None,
) -> None:
    protokolliere(
        ereignis=ereignis,
        by=by,
        jetzt=jetzt,
        objekt=zuordnung.user,
        vorher=vorher,
        nachher={
            "rolle": zuordnung.rolle,
            "organisation": zuordnung.organisation.schluessel,
            "ab": zuordnung.gueltig_von,
            "bis": zuordnung.gueltig_bis,
            "sofort": zuordnung.entzogen_zeitpunkt is not None,
        },
        grund=grund,
        befugnis=by.befugnis_fuer(recht, zuordnung),
    )
