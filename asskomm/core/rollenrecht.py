"""What must be true of a role, and who may request, confirm and end it (fachmodell 4, 6.6). Reasons in German."""

import datetime as dt
from typing import Any

from django.db.models import Q

from .models import Erklaerung, Organisation, Rollenzuordnung, User, Vertretung
from .roles import (
    BEFRISTETE_ROLLEN,
    KOMMUNE_ROLLEN,
    LPR_ROLLEN,
    POLIZEI_ROLLEN,
    SCHRIFTLICHE_ROLLEN,
    VERTRETBARE_ROLLEN,
    VERWALTUNG_ROLLEN,
    Rolle,
    organisation_art,
)
from .stichtag import als_text

UNVERZICHTBAR = frozenset({Rolle.LEITUNG, Rolle.SYSTEMVERWALTUNG})
ZWEI_PERSONEN = (
    "Beantragen und Bestätigen müssen zwei verschiedene Personen erledigen; eine Vertretung zählt wie die Vertretenen."
)
NICHT_FUER_SICH = "In eigener Sache bestätigt niemand, auch nicht in Vertretung."


# --- What is requested


def gruende_der_angaben(zuordnung: Rollenzuordnung, *, umfang: bool, heute: dt.date) -> list[str]:
    """Against the contents of a request. `umfang`: it is said which Kommunen a Prüfung covers, or that it is all."""
    gruende = []
    if zuordnung.organisation.art != organisation_art(zuordnung.rolle):
        gruende.append(f"Die Rolle „{Rolle(zuordnung.rolle).label}“ gibt es nicht für {zuordnung.organisation}.")
    bis = zuordnung.gueltig_bis
    if bis is not None and bis < max(zuordnung.gueltig_von, heute):
        gruende.append("Der letzte Tag der Rolle liegt vor ihrem Beginn oder in der Vergangenheit.")
    if bis is None and zuordnung.rolle in BEFRISTETE_ROLLEN:
        gruende.append("Eine Prüfung ist befristet: Bitte geben Sie ihren letzten Tag an.")
    if zuordnung.rolle in SCHRIFTLICHE_ROLLEN and not zuordnung.grundlage.strip():
        gruende.append("Diese Rolle braucht eine schriftliche Grundlage: Bitte nennen Sie Aktenzeichen und Tag.")
    if zuordnung.rolle == Rolle.PRUEFUNG:
        gruende += [] if zuordnung.bereiche else ["Bitte nennen Sie die Bereiche, die geprüft werden."]
        gruende += [] if umfang else ["Bitte nennen Sie die geprüften Kommunen, oder dass alle geprüft werden."]
    return gruende


def gruende_der_verbindung(zuordnung: Rollenzuordnung, heute: dt.date) -> list[str]:
    """Against this role together with the others of the person."""
    andere = _ab(zuordnung, heute).exclude(pk=zuordnung.pk)
    gruende = []
    if zuordnung.rolle == Rolle.ANORDNUNG and not andere.filter(rolle=Rolle.HAUSHALT).exists():
        gruende.append("Anordnungsbefugt wird nur, wer auch die Rolle „LPR Haushalt“ hat (VwV zu § 70 SäHO).")
    gegenueber = _gegenueber(zuordnung.rolle)
    if gegenueber and andere.filter(rolle__in=gegenueber, organisation=zuordnung.organisation_id).exists():
        if zuordnung.rolle in POLIZEI_ROLLEN:
            gruende.append("Bearbeitung und Zeichnung einer Polizeidirektion liegen nicht in einer Hand.")
        elif not hat_erklaerung(zuordnung.organisation_id, max(zuordnung.gueltig_von, heute)):
            gruende.append(
                f"{zuordnung.user} hätte für {zuordnung.organisation} Bearbeitung und Zeichnung in einer Hand. "
                "Das geht nur, solange eine schriftliche Erklärung der Kommune gilt."
            )
    return gruende


def _ab(zuordnung: Rollenzuordnung, heute: dt.date) -> Any:
    """The other confirmed roles of the person that last when this one begins, or begin while it lasts."""
    ab = max(zuordnung.gueltig_von, heute)
    laufend = Rollenzuordnung.objects.filter(
        Q(gueltig_bis__isnull=True) | Q(gueltig_bis__gte=ab),
        user=zuordnung.user_id,
        bestaetigt_zeitpunkt__isnull=False,
        entzogen_zeitpunkt__isnull=True,
    )
    return laufend if zuordnung.gueltig_bis is None else laufend.filter(gueltig_von__lte=zuordnung.gueltig_bis)


def _gegenueber(rolle: str) -> frozenset[str]:
    for paar in (KOMMUNE_ROLLEN, POLIZEI_ROLLEN):
        if rolle in paar:
            return paar - {rolle}
    return frozenset()


def gibt_es_schon(zuordnung: Rollenzuordnung) -> bool:
    """Whether the person has or awaits this role for this body in the same days."""
    gleiche = Rollenzuordnung.objects.filter(
        Q(gueltig_bis__isnull=True) | Q(gueltig_bis__gte=zuordnung.gueltig_von),
        user=zuordnung.user_id,
        rolle=zuordnung.rolle,
        organisation=zuordnung.organisation_id,
        abgelehnt_zeitpunkt__isnull=True,
        entzogen_zeitpunkt__isnull=True,
    )
    if zuordnung.gueltig_bis is not None:
        gleiche = gleiche.filter(gueltig_von__lte=zuordnung.gueltig_bis)
    return gleiche.exists()


# --- The second person


def gruende_der_zweiten_person(antrag: Any, by: User, recht: str) -> list[str]:
    """Against this person confirming: right, two people, own matters. A deputy is bound like the represented."""
    befugnis = by.befugnis_fuer(recht, antrag)
    if befugnis is None:
        return ["Ihre Rolle darf das nicht bestätigen."]
    handelnde = {by.pk} | befugnis.personen
    gruende = []
    if antrag.beantragt_durch_id in handelnde:
        gruende.append(ZWEI_PERSONEN)
    if handelnde & _betroffene(antrag):
        gruende.append(NICHT_FUER_SICH)
    if befugnis.rolle not in LPR_ROLLEN and antrag.user.hat_rolle(*VERWALTUNG_ROLLEN):
        # Or a Kommune could make a clerk of the LPR one of its own, and biased in its matters.
        gruende.append("Diese Person arbeitet in der Verwaltung des Portals; ihre Rollen bestätigt die Leitung.")
    organisation = getattr(antrag, "organisation_id", None)
    if befugnis.rolle in LPR_ROLLEN and organisation in by.befangen:
        gruende.append("Sie sind in den Angelegenheiten dieser Stelle befangen oder arbeiten für sie.")
    return gruende


def _betroffene(antrag: Any) -> set[int]:
    """Whose power the request is about."""
    if isinstance(antrag, Vertretung):
        return {antrag.vertretung_id, antrag.zuordnung.user_id}
    return {antrag.user_id} if hasattr(antrag, "user_id") else set()


# --- The end


def ist_letzte(zuordnung: Rollenzuordnung, tag: dt.date) -> bool:
    """Whether nobody else who can sign in would be Leitung or Systemverwaltung on that day."""
    if zuordnung.rolle not in UNVERZICHTBAR:
        return False
    # An invited person who has never set a password is no help.
    arbeitsfaehig = Q(user__last_login__isnull=False) | ~Q(user__password__startswith="!")  # noqa: S106 - marks that there is none
    andere = Rollenzuordnung.objects.in_kraft(tag).filter(arbeitsfaehig, rolle=zuordnung.rolle, user__is_active=True)
    andere = andere.filter(Q(user__zugang_bis__isnull=True) | Q(user__zugang_bis__gte=tag))
    return not andere.exclude(user=zuordnung.user_id).exists()


def lock_unverzichtbare() -> None:
    """Two who end, lock or hand over the last two of these roles at once wait here; the second one is refused."""
    zeilen = Rollenzuordnung.objects.select_for_update().filter(rolle__in=UNVERZICHTBAR).order_by("pk")
    list(zeilen.values_list("pk"))


def grund_der_letzten(rolle: str) -> str:
    return f"Danach hätte niemand mehr die Rolle „{Rolle(rolle).label}“. Bitte bestätigen Sie zuerst eine Nachfolge."


# --- Acting


def darf_zeichnen(user: User, organisation: Organisation) -> bool:
    """Whether this person signs for this body today; who also prepares for it, only while a declaration lasts."""
    if organisation.pk not in user.organisationen(Rolle.KOMMUNE_ZEICHNUNG, Rolle.POLIZEI_ZEICHNUNG):
        return False
    if organisation.pk in user.organisationen(Rolle.POLIZEI_BEARBEITUNG):
        return False
    if organisation.pk not in user.organisationen(Rolle.KOMMUNE_BEARBEITUNG):
        return True
    return hat_erklaerung(organisation.pk, user.tag)


def hat_erklaerung(organisation_id: int, tag: dt.date) -> bool:
    return Erklaerung.objects.in_kraft(tag).filter(organisation=organisation_id).exists()


# --- Deputies


def gruende_gegen_vertretung(vertretung: Vertretung, heute: dt.date) -> list[str]:
    """Against the contents of a request for a deputy."""
    zuordnung = vertretung.zuordnung
    gruende = []
    if zuordnung.rolle not in VERTRETBARE_ROLLEN:
        gruende.append(f"Die Rolle „{Rolle(zuordnung.rolle).label}“ kennt keine Vertretung.")
    if vertretung.gueltig_bis < max(vertretung.gueltig_von, heute):
        gruende.append("Der letzte Tag der Vertretung liegt vor ihrem Beginn oder in der Vergangenheit.")
    if vertretung.vertretung_id == zuordnung.user_id:
        gruende.append("Niemand vertritt sich selbst.")
    if not _deckt(zuordnung, vertretung):
        gruende.append(f"Die vertretene Rolle gilt nicht während der ganzen Vertretung (seit {_tage(zuordnung)}).")
    gruende += _gruende_der_vertretenden(vertretung, heute)
    return gruende


def _deckt(zuordnung: Rollenzuordnung, vertretung: Vertretung) -> bool:
    if not zuordnung.ist_bestaetigt or zuordnung.entzogen_zeitpunkt is not None:
        return False
    bis = zuordnung.gueltig_bis
    return zuordnung.gueltig_von <= vertretung.gueltig_von and (bis is None or bis >= vertretung.gueltig_bis)


def _tage(zuordnung: Rollenzuordnung) -> str:
    bis = zuordnung.gueltig_bis
    return f"{als_text(zuordnung.gueltig_von)}{f' bis {als_text(bis)}' if bis else ''}"


def _gruende_der_vertretenden(vertretung: Vertretung, heute: dt.date) -> list[str]:
    """Deputies come from the house; for payments only who is trusted with the budget."""
    tag = max(vertretung.gueltig_von, heute)
    rollen = set(
        Rollenzuordnung.objects.in_kraft(tag).filter(user=vertretung.vertretung_id).values_list("rolle", flat=True)
    )
    if not rollen & VERTRETBARE_ROLLEN or not vertretung.vertretung.hat_zugang:
        return ["Vertreten kann nur, wer selbst eine Rolle im Landespräventionsrat hat."]
    if vertretung.zuordnung.rolle == Rolle.ANORDNUNG and Rolle.HAUSHALT not in rollen:
        return ["Die Anordnungsbefugnis vertritt nur, wer die Rolle „LPR Haushalt“ hat."]
    return []
