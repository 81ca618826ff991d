"""A lost second factor: asked for by one person after a call back, taken off by another."""

import datetime as dt

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import IntegrityError

from asskomm.core.errors import Ablehnung
from asskomm.core.kontonachrichten import send_nachricht
from asskomm.core.models import Faktorruecksetzung, User
from asskomm.core.protokoll import protokolliere, vorgang

BEANTRAGEN, BESTAETIGEN = "core.request_faktor", "core.confirm_faktor"
SELBST = "Den eigenen Faktor setzt niemand zurück. Bitte wenden Sie sich an eine andere Person der Systemverwaltung."
DIESELBE = "Beantragen und Bestätigen müssen zwei verschiedene Personen erledigen."


@vorgang
def request_faktorruecksetzung(
    *,
    konto: User,
    grund: str,
    rueckruf_am: dt.date,
    rueckruf_nummer: str,
    rueckruf_notiz: str,
    by: User,
    jetzt: dt.datetime,
) -> Faktorruecksetzung:
    """The first person has called back and says how the caller was recognised. Nothing changes yet."""
    gruende = [] if by.has_perm(BEANTRAGEN) else ["Eine Faktorrücksetzung beantragt nur die Systemverwaltung."]
    if konto.pk == by.pk:
        gruende.append(SELBST)
    if not Authenticator.objects.filter(user=konto).exists():
        gruende.append(f"Für {konto} ist kein zweiter Faktor eingerichtet; es gibt nichts zurückzusetzen.")
    if rueckruf_am > jetzt.date():
        gruende.append("Der Rückruf muss schon stattgefunden haben.")
    if gruende:
        raise Ablehnung(gruende)
    try:
        with vorgang():
            antrag = Faktorruecksetzung.objects.create(
                konto=konto,
                grund=grund.strip(),
                rueckruf_am=rueckruf_am,
                rueckruf_nummer=rueckruf_nummer.strip(),
                rueckruf_notiz=rueckruf_notiz.strip(),
                beantragt_durch=by,
                beantragt_zeitpunkt=jetzt,
                fiktiv=konto.fiktiv,
            )
    except IntegrityError:
        raise Ablehnung(f"Für {konto} wartet schon ein Antrag auf Bestätigung.") from None
    protokolliere(
        ereignis="faktor.ruecksetzung_beantragt", by=by, jetzt=jetzt, objekt=konto, grund=grund, recht=BEANTRAGEN
    )
    return antrag


@vorgang
def confirm_faktorruecksetzung(*, ruecksetzung: Faktorruecksetzung, by: User, jetzt: dt.datetime) -> Faktorruecksetzung:
    """The second person: all factors go, every sign-in of the account ends, its mailbox is told."""
    antrag = _offener_antrag(ruecksetzung, by)
    antrag.bestaetigt_durch, antrag.bestaetigt_zeitpunkt = by, jetzt
    antrag.save(update_fields=["bestaetigt_durch", "bestaetigt_zeitpunkt"])
    Authenticator.objects.filter(user=antrag.konto).delete()
    for sitzung in UserSession.objects.filter(user=antrag.konto):
        sitzung.end()
    protokolliere(
        ereignis="faktor.zurueckgesetzt",
        by=by,
        jetzt=jetzt,
        objekt=antrag.konto,
        nachher={"beantragt_durch": antrag.beantragt_durch_id, "rueckruf_am": antrag.rueckruf_am},
        grund=antrag.grund,
        recht=BESTAETIGEN,
    )
    send_nachricht(konto=antrag.konto, vorlage="faktor_zurueckgesetzt")
    return antrag


@vorgang
def reject_faktorruecksetzung(
    *, ruecksetzung: Faktorruecksetzung, grund: str, by: User, jetzt: dt.datetime
) -> Faktorruecksetzung:
    antrag = _offener_antrag(ruecksetzung, by, dieselbe_erlaubt=True)
    if not grund.strip():
        raise Ablehnung("Bitte geben Sie einen Grund an.")
    antrag.abgelehnt_durch, antrag.abgelehnt_zeitpunkt, antrag.abgelehnt_grund = by, jetzt, grund.strip()
    antrag.save(update_fields=["abgelehnt_durch", "abgelehnt_zeitpunkt", "abgelehnt_grund"])
    protokolliere(
        ereignis="faktor.ruecksetzung_abgelehnt",
        by=by,
        jetzt=jetzt,
        objekt=antrag.konto,
        grund=antrag.abgelehnt_grund,
        recht=BESTAETIGEN,
    )
    return antrag


def _offener_antrag(
    ruecksetzung: Faktorruecksetzung, by: User, *, dieselbe_erlaubt: bool = False
) -> Faktorruecksetzung:
    antrag = Faktorruecksetzung.objects.select_for_update().get(pk=ruecksetzung.pk)
    gruende = [] if by.has_perm(BESTAETIGEN) else ["Über eine Faktorrücksetzung entscheidet nur die Leitung."]
    if not antrag.ist_offen:
        gruende.append("Über diesen Antrag ist schon entschieden.")
    if antrag.beantragt_durch_id == by.pk and not dieselbe_erlaubt:
        gruende.append(DIESELBE)
    if antrag.konto_id == by.pk:
        gruende.append(SELBST)
    if gruende:
        raise Ablehnung(gruende)
    return antrag
