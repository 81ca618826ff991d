"""The kinds of rows on the worklist, from all apps. Rows of the core itself are registered by the core."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    F,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, LPad

from asskomm.core.admin.arbeitsvorrat import Vorratsart, WartetAuf, register_art
from asskomm.core.roles import LPR_ROLLEN, SCHREIBENDE_ROLLEN
from kommunen import namen as namen_kommunen
from kommunen.enums import KprStatus
from kommunen.models import KommunalerPraeventionsrat
from vereinbarungen import namen
from vereinbarungen.enums import AnalyseStatus, CoachingStatus, Parteirolle, UebernahmeStatus, VereinbarungStatus
from vereinbarungen.models import (
    Coachingprozess,
    Sicherheitsanalyse,
    Uebernahme,
    Unterzeichnung,
    Vereinbarung,
    Vertragspartei,
)

from ..enums import Inhaltsart, InhaltStatus, PresseStatus
from ..models import Inhalt, Inhaltsfassung, Medieninformation, Zahlenvorlage

VORSCHAU_TAGE = 60
LIEGT_TAGE = 30
RUHT_TAGE = 182
"""After half a year without a step a running coaching is asked about (no session data before the grants)."""

Auswahl = Callable[[Any, dt.date], QuerySet | None]


def register_arten() -> None:
    for art in (*_freigaben(), *_vereinbarungen(), *_begleitung(), *_entwuerfe()):
        register_art(art)


def _im_haus(auswahl: Callable[[Any, dt.date], QuerySet]) -> Auswahl:
    """For the LPR only: a Prüfung reads, nothing waits for it."""
    return lambda user, heute: auswahl(user, heute) if user.hat_rolle(*LPR_ROLLEN) else None


def _schreibend(auswahl: Callable[[Any, dt.date], QuerySet]) -> Auswahl:
    return lambda user, heute: auswahl(user, heute) if user.hat_rolle(*SCHREIBENDE_ROLLEN) else None


def seit_stand(modell: Any) -> Any:
    """Since which day the case has been in its present state: the last step into it that was not taken back."""
    verlauf = modell._meta.get_field("verlauf").related_model._base_manager
    schritte = verlauf.filter(objekt=OuterRef("pk"), nach=OuterRef("status"), aufgehoben_durch__isnull=True)
    return Subquery(schritte.order_by("-wirksam_am", "-pk").values("wirksam_am")[:1], output_field=DateField())


def stand_wort(modell: Any) -> Any:
    """The label of the state."""
    return Case(
        *(When(status=z.name, then=Value(z.label)) for z in modell.workflow.zustaende),
        default=Value(""),
        output_field=CharField(),
    )


def gebunden(auswahl: QuerySet) -> QuerySet:
    """With the Kommunen bound by the agreement, wrong entries left out."""
    return auswahl.annotate(
        gebunden=FilteredRelation("beteiligungen", condition=Q(beteiligungen__annulliert_zeitpunkt__isnull=True))
    )


# --- Waits for a second person


def _wer_gibt_frei(auswahl: QuerySet, user: Any, recht: str, vorgelegt_durch: str) -> QuerySet:
    """`wer`: this person, unless it submitted the row itself or may not approve; then the Leitung."""
    return _wer_entscheidet(auswahl, user, recht, Q(**{vorgelegt_durch: user.pk}))


def _wer_entscheidet(auswahl: QuerySet, user: Any, recht: str, ausgeschlossen: Any) -> QuerySet:
    if not user.has_perm(recht):
        return auswahl.annotate(wer=Value(WartetAuf.LEITUNG))
    eigene = When(ausgeschlossen, then=Value(WartetAuf.LEITUNG))
    return auswahl.annotate(wer=Case(eigene, default=Value(WartetAuf.ICH), output_field=CharField()))


def _inhalte(user: Any, heute: dt.date) -> QuerySet:
    """Whoever submitted a text or wrote a part of it since the last release does not release it."""
    fassungen = Inhaltsfassung.objects.filter(inhalt=OuterRef("pk"))
    frei = fassungen.filter(freigegeben_zeitpunkt__isnull=False).order_by("-nr").values("nr")[:1]
    schritte = Inhalt._meta.get_field("verlauf").related_model._base_manager.filter(objekt=OuterRef("pk"))
    vorlage = schritte.filter(uebergang="vorlegen").order_by("-pk").values("erfasst_durch")[:1]
    offen = Inhalt.objects.visible_to(user).filter(status=InhaltStatus.VORGELEGT)  # type: ignore[attr-defined]
    offen = offen.annotate(zuletzt_frei=Coalesce(Subquery(frei), 0), vorgelegt_von=Subquery(vorlage))
    geschrieben = Exists(fassungen.filter(nr__gt=OuterRef("zuletzt_frei"), erfasst_durch=user.pk))
    return _wer_entscheidet(offen, user, "portal.release_inhalt", Q(vorgelegt_von=user.pk) | Q(geschrieben))


_EILT = Case(When(wer=WartetAuf.ICH, then=Value(1)), default=Value(0), output_field=IntegerField())


def _freigaben() -> list[Vorratsart]:
    gemeinsam: dict[str, Any] = {
        "name": "freigaben", "titel": "Freigaben", "marke": Value("wartet auf Freigabe"), "wartet_auf": "wer",
        "dringend": _EILT, "reihenfolge": 10,
    }  # fmt: skip

    def uebernahmen(user: Any, heute: dt.date) -> QuerySet:
        offen = Uebernahme.objects.visible_to(user).filter(status=UebernahmeStatus.VORGELEGT)
        return _wer_gibt_frei(offen, user, "vereinbarungen.approve_uebernahme", "vorgelegt_durch")

    def texte(user: Any, heute: dt.date) -> QuerySet:
        offen = Medieninformation.objects.visible_to(user).filter(status=PresseStatus.VORGELEGT)
        return _wer_gibt_frei(presse_gebunden(offen), user, "portal.release_medieninformation", "vorgelegt_durch")

    def zahlen(user: Any, heute: dt.date) -> QuerySet:
        offen = Zahlenvorlage.objects.visible_to(user).filter(  # type: ignore[attr-defined]
            bestaetigt_zeitpunkt__isnull=True, abgelehnt_zeitpunkt__isnull=True
        )
        return _wer_gibt_frei(offen, user, "portal.release_kennzahlen", "beantragt_durch")

    def analysen(user: Any, heute: dt.date) -> QuerySet:
        offen = Sicherheitsanalyse.objects.visible_to(user).filter(status=AnalyseStatus.INTERESSE)
        wer = WartetAuf.ICH if user.has_perm("vereinbarungen.select_analyse") else WartetAuf.LEITUNG
        return offen.annotate(wer=Value(wer))

    return [
        Vorratsart(
            kennung="uebernahme", auswahl=_im_haus(uebernahmen), seit=seit_stand(Uebernahme),
            text=Concat(Value("Übernahme „"), F("bezeichnung"), Value("“")), **gemeinsam,
        ),
        Vorratsart(
            kennung="presse", auswahl=_im_haus(texte), seit=seit_stand(Medieninformation), text=PRESSETITEL,
            kommune="gebunden__kommune", **gemeinsam,
        ),
        Vorratsart(
            kennung="inhalt", auswahl=_im_haus(_inhalte), seit=seit_stand(Inhalt), text="titel", kommune="kommune",
            zusatz=_INHALTSART, **gemeinsam,
        ),
        Vorratsart(
            kennung="zahlen", auswahl=_im_haus(zahlen), seit="beantragt_zeitpunkt",
            text=Concat(Value("Zahlenstand "), _tag_text("stichtag"), Value(": "), F("anlass")), **gemeinsam,
        ),
        Vorratsart(
            kennung="analyse", auswahl=_im_haus(analysen), seit=seit_stand(Sicherheitsanalyse), text="bezeichnung",
            kommune="kommunen", **{**gemeinsam, "marke": Value("Interesse bekundet")},
        ),
    ]  # fmt: skip


_INHALTSART = Case(
    *(When(art=art, then=Value(str(art.label))) for art in Inhaltsart), default=Value(""), output_field=CharField()
)
PRESSETITEL = Case(
    When(titel="", then=Concat(Value("Medieninformation "), F("vereinbarung__bezeichnung"))),
    default=F("titel"),
    output_field=CharField(),
)


def presse_gebunden(texte: QuerySet) -> QuerySet:
    return texte.annotate(
        gebunden=FilteredRelation(
            "vereinbarung__beteiligungen",
            condition=Q(vereinbarung__beteiligungen__annulliert_zeitpunkt__isnull=True),
        )
    )


def _tag_text(feld: str) -> Any:
    """24.04.2023, on both databases."""
    tag, monat = (LPad(Cast(f"{feld}__{teil}", CharField()), 2, Value("0")) for teil in ("day", "month"))
    jahr = Cast(f"{feld}__year", CharField())
    return Concat(tag, Value("."), monat, Value("."), jahr, output_field=CharField())


# --- Agreements on their way


def _vereinbarungen() -> list[Vorratsart]:
    gemeinsam: dict[str, Any] = {
        "text": namen.VEREINBARUNG,
        "kommune": "gebunden__kommune",
        "seit": seit_stand(Vereinbarung),
    }
    im_stand = {
        "beschluss": ("Beschluss steht aus", VereinbarungStatus.BESCHLUSS_AUSSTEHEND, WartetAuf.KOMMUNE, 30),
        "abstimmung": ("In Abstimmung", VereinbarungStatus.IN_ABSTIMMUNG, WartetAuf.KOMMUNE, 32),
    }
    return [
        Vorratsart(
            name="unterschriften", titel="Unterschriften fehlen", reihenfolge=20, faellig="geplant_am",
            auswahl=_im_haus(lambda user, heute: _im_zustand(user, VereinbarungStatus.IN_ZEICHNUNG)),
            zusatz=Concat(_anzahl(_GELEISTET), Value(" von "), _anzahl(_NOETIG), Value(" Unterschriften liegen vor")),
            wartet_auf=_WER_FEHLT, **gemeinsam,
        ),
        Vorratsart(
            name="unterzeichnungen", titel="Unterzeichnung geplant", reihenfolge=22, faellig="geplant_am",
            auswahl=_im_haus(_geplante), zusatz="geplant_ort", **gemeinsam,
        ),
        *(
            Vorratsart(
                name=name, titel=titel, reihenfolge=stelle, wartet_auf=Value(wer),
                auswahl=_im_haus(_stand(status)), **gemeinsam,
            )
            for name, (titel, status, wer, stelle) in im_stand.items()
        ),
        Vorratsart(
            name="termin-fehlt", titel="Termin fehlt", reihenfolge=34, marke=Value("zeichnungsreif"),
            auswahl=_im_haus(
                lambda user, heute: _im_zustand(user, VereinbarungStatus.ZEICHNUNGSREIF).filter(geplant_am=None)
            ),
            **gemeinsam,
        ),
        Vorratsart(
            name="laufzeiten", titel="Laufzeiten", reihenfolge=40, faellig="laufzeit_bis",
            auswahl=_im_haus(
                lambda user, heute: gebunden(Vereinbarung.objects.visible_to(user).erinnerung_faellig(heute))
            ),
            marke=Value("Laufzeit endet"), **{**gemeinsam, "seit": "in_kraft_am"},
        ),
    ]  # fmt: skip


def _stand(status: str) -> Callable[[Any, dt.date], QuerySet]:
    return lambda user, heute: _im_zustand(user, status)


def _im_zustand(user: Any, status: str) -> QuerySet:
    return gebunden(Vereinbarung.objects.visible_to(user).filter(status=status))


def _geplante(user: Any, heute: dt.date) -> QuerySet:
    """Where signing has begun, the missing signatures say so already."""
    grenze = heute + dt.timedelta(days=VORSCHAU_TAGE)
    geplant = Vereinbarung.objects.visible_to(user).geplant().filter(geplant_am__lte=grenze)
    return gebunden(geplant.exclude(status=VereinbarungStatus.IN_ZEICHNUNG))


def _anzahl(zeilen: QuerySet) -> Any:
    return Cast(Coalesce(Subquery(zeilen.values("anzahl")[:1], output_field=IntegerField()), 0), CharField())


_NOETIG = (
    Vertragspartei.objects.filter(vereinbarung=OuterRef("pk"), erforderlich=True)
    .order_by()
    .values("vereinbarung")
    .annotate(anzahl=Count("pk"))
)
_GELEISTET = (
    Unterzeichnung.objects.filter(
        partei__vereinbarung=OuterRef("pk"), partei__erforderlich=True, annulliert_zeitpunkt__isnull=True
    )
    .order_by()
    .values("partei__vereinbarung")
    .annotate(anzahl=Count("pk"))
)


def _fehlt(rolle: str) -> Any:
    gezeichnet = Unterzeichnung.objects.filter(partei=OuterRef("pk"), annulliert_zeitpunkt__isnull=True)
    parteien = Vertragspartei.objects.filter(vereinbarung=OuterRef("pk"), rolle=rolle, erforderlich=True)
    return Exists(parteien.filter(~Exists(gezeichnet)))


_WER_FEHLT = Case(
    When(_fehlt(Parteirolle.KOMMUNE), then=Value(WartetAuf.KOMMUNE)),
    When(_fehlt(Parteirolle.POLIZEI), then=Value(WartetAuf.POLIZEI)),
    default=Value(WartetAuf.LEITUNG),
    output_field=CharField(),
)


# --- Coaching, councils


def _begleitung() -> list[Vorratsart]:
    def stehende(user: Any, heute: dt.date) -> QuerySet:
        stehend = (CoachingStatus.ANGEFRAGT, CoachingStatus.PAUSIERT)
        return Coachingprozess.objects.visible_to(user).filter(status__in=stehend)

    def ruhende(user: Any, heute: dt.date) -> QuerySet:
        grenze = heute - dt.timedelta(days=RUHT_TAGE)
        aktive = Coachingprozess.objects.visible_to(user).filter(status=CoachingStatus.AKTIV)
        return aktive.annotate(letzter_schritt=seit_stand(Coachingprozess)).filter(letzter_schritt__lt=grenze)

    def raete(user: Any, heute: dt.date) -> QuerySet:
        zustaende = (KprStatus.GEPLANT, KprStatus.RUHEND)
        return KommunalerPraeventionsrat.objects.visible_to(user).filter(status__in=zustaende)

    coaching = {"text": namen.COACHING, "kommune": "kommune", "seit": seit_stand(Coachingprozess)}
    return [
        Vorratsart(
            name="coaching", titel="Coaching angefragt oder pausiert", auswahl=_schreibend(stehende), reihenfolge=50,
            marke=stand_wort(Coachingprozess), zusatz="anliegen",
            wartet_auf=Case(
                When(status=CoachingStatus.PAUSIERT, then=Value(WartetAuf.KOMMUNE)),
                default=Value(WartetAuf.SACHBEARBEITUNG), output_field=CharField(),
            ),
            **coaching,
        ),
        Vorratsart(
            name="coaching-ruht", titel="Coaching ohne Bewegung", auswahl=_schreibend(ruhende), reihenfolge=52,
            zusatz=Value("seit sechs Monaten kein Schritt"), wartet_auf=Value(WartetAuf.COACH), **coaching,
        ),
        Vorratsart(
            name="praeventionsraete", titel="Präventionsräte", auswahl=_schreibend(raete), reihenfolge=54,
            text=namen_kommunen.KPR, kommune="kommune", seit=seit_stand(KommunalerPraeventionsrat),
            marke=stand_wort(KommunalerPraeventionsrat), wartet_auf=Value(WartetAuf.KOMMUNE),
        ),
    ]  # fmt: skip


# --- Drafts that lie


def _entwuerfe() -> list[Vorratsart]:
    gemeinsam: dict[str, Any] = {
        "name": "entwuerfe", "titel": "Entwürfe, die liegen", "reihenfolge": 60,
        "zusatz": Value(f"seit mehr als {LIEGT_TAGE} Tagen unverändert"),
    }  # fmt: skip

    def liegend(modell: Any, status: str, aufbereitet: Callable[[QuerySet], QuerySet] = lambda a: a) -> Auswahl:
        def auswahl(user: Any, heute: dt.date) -> QuerySet:
            entwuerfe = modell.objects.visible_to(user).filter(status=status).annotate(letzter_tag=seit_stand(modell))
            return aufbereitet(entwuerfe.filter(letzter_tag__lt=heute - dt.timedelta(days=LIEGT_TAGE)))

        return _schreibend(auswahl)

    return [
        Vorratsart(
            kennung="vereinbarung", auswahl=liegend(Vereinbarung, VereinbarungStatus.ENTWURF, gebunden),
            text=namen.VEREINBARUNG, seit=seit_stand(Vereinbarung), kommune="gebunden__kommune", **gemeinsam,
        ),
        Vorratsart(
            kennung="presse", auswahl=liegend(Medieninformation, PresseStatus.ENTWURF, presse_gebunden),
            text=PRESSETITEL, seit=seit_stand(Medieninformation), kommune="gebunden__kommune", **gemeinsam,
        ),
        Vorratsart(
            kennung="uebernahme", auswahl=liegend(Uebernahme, UebernahmeStatus.ENTWURF),
            text="bezeichnung", seit=seit_stand(Uebernahme), **gemeinsam,
        ),
        Vorratsart(
            kennung="inhalt", auswahl=liegend(Inhalt, InhaltStatus.ENTWURF), text="titel", seit=seit_stand(Inhalt),
            kommune="kommune", **gemeinsam,
        ),
    ]  # fmt: skip
