"""Demo accounts for every role, enough for all two-person rules; everything marked `fiktiv`."""

import datetime as dt
import secrets
from dataclasses import dataclass

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from asskomm.core.models import Erklaerung, Mandat, Organisation, Rollenzuordnung, User, Vertretung
from asskomm.core.roles import OrganisationArt, Pruefbereich, Rolle
from asskomm.core.services.einladung import invite_person
from asskomm.core.services.rollen import grant_rolle, house_organisation
from asskomm.core.stichtag import BERLIN
from kommunen.models import Kommune, Landkreis, Zustaendigkeit
from kommunen.services.organisationen import ensure_organisation
from vereinbarungen.models import Coachauftrag, Coachingprozess

from ..bestandsdaten import Kommunenverzeichnis

LICHTENSTEIN, SCHOENECK = "14524160 Lichtenstein/Sa.", "14523370 Schöneck/Vogtl."
NOSSEN, NIESKY = "14627180 Nossen", "14626370 Niesky"
LEUBSDORF = "14522320 Leubsdorf"
VERBAND, MITGLIED = "145215405 Verwaltungsverband Wildenstein", "14521270 Grünhainichen"
COACHING = "14628110 Freital"
_GRUNDLAGE: dict[str, str] = {
    Rolle.ANORDNUNG: "Ermächtigung vom 2. Januar 2026 (Demodaten)",
    Rolle.PRUEFUNG: "Prüfauftrag 12/2026 (Demodaten)",
}
_PRUEFBEREICHE = (Pruefbereich.REGISTER, Pruefbereich.VEREINBARUNG, Pruefbereich.FOERDERUNG)
_PRUEFUNG_TAGE = 120


@dataclass(frozen=True)
class Zugang:
    """One line of what lade_demo prints; without second factor `totp` is empty."""

    anmeldename: str
    passwort: str
    totp: str
    rollen: str
    organisation: str


@dataclass(frozen=True)
class _Konto:
    anmeldename: str
    name: str
    rollen: tuple[str, ...]
    stellen: tuple[str, ...] = ()  # entries of the register; none = the house
    postfach: str = ""


_GEMEINSAM = "gemeinde@lichtenstein.demo.example"
_HAUS: tuple[_Konto, ...] = (
    _Konto("sb1@demo.example", "Demo Sachbearbeitung 1", (Rolle.SACHBEARBEITUNG,)),
    _Konto("sb2@demo.example", "Demo Sachbearbeitung 2", (Rolle.SACHBEARBEITUNG,)),
    _Konto("lt1@demo.example", "Demo Leitung 1", (Rolle.LEITUNG,)),
    _Konto("lt2@demo.example", "Demo Leitung 2", (Rolle.LEITUNG,)),
    _Konto("hh@demo.example", "Demo Haushalt", (Rolle.HAUSHALT,)),
    _Konto("hh2@demo.example", "Demo Haushalt 2", (Rolle.HAUSHALT,)),
    _Konto("ao@demo.example", "Demo Anordnung", (Rolle.HAUSHALT, Rolle.ANORDNUNG)),
    _Konto("lz@demo.example", "Demo Lesezugriff", (Rolle.LESEZUGRIFF,)),
    _Konto("sv@demo.example", "Demo Systemverwaltung", (Rolle.SYSTEMVERWALTUNG,)),
    _Konto("sv2@demo.example", "Demo Systemverwaltung 2", (Rolle.SYSTEMVERWALTUNG,)),
)
_KB, _KZ = Rolle.KOMMUNE_BEARBEITUNG, Rolle.KOMMUNE_ZEICHNUNG
_KOMMUNEN: tuple[_Konto, ...] = (
    _Konto("lichtenstein.kb", "Demo Lichtenstein Bearbeitung", (_KB,), (LICHTENSTEIN,), _GEMEINSAM),
    _Konto("lichtenstein.kz", "Demo Lichtenstein Zeichnung", (_KZ,), (LICHTENSTEIN,), _GEMEINSAM),
    _Konto("schoeneck.kb", "Demo Schöneck Bearbeitung", (_KB,), (SCHOENECK,), "gemeinde@schoeneck.demo.example"),
    _Konto("schoeneck.kz", "Demo Schöneck Zeichnung", (_KZ,), (SCHOENECK,), "gemeinde@schoeneck.demo.example"),
    _Konto("kb2@demo.example", "Demo zwei Kommunen", (_KB,), (NOSSEN, NIESKY)),
    _Konto("leubsdorf@demo.example", "Demo kleine Kommune", (_KB, _KZ), (LEUBSDORF,)),
    _Konto("wildenstein.kb@demo.example", "Demo Verband Bearbeitung", (_KB,), (VERBAND,)),
    _Konto("wildenstein.kz@demo.example", "Demo Verband Zeichnung", (_KZ,), (VERBAND,)),
)
_PB, _PZ = Rolle.POLIZEI_BEARBEITUNG, Rolle.POLIZEI_ZEICHNUNG
# The Polizeidirektion follows from the Kommune named here.
_POLIZEI: tuple[_Konto, ...] = (
    _Konto("zwickau.pb@demo.example", "Demo Polizei Zwickau Bearbeitung", (_PB,), (LICHTENSTEIN,)),
    _Konto("zwickau.pz@demo.example", "Demo Polizei Zwickau Zeichnung", (_PZ,), (LICHTENSTEIN,)),
    _Konto("dresden.pb@demo.example", "Demo Polizei Dresden Bearbeitung", (_PB,), (NOSSEN,)),
    _Konto("dresden.pz@demo.example", "Demo Polizei Dresden Zeichnung", (_PZ,), (NOSSEN,)),
)
_PRUEFUNG = _Konto("pr@demo.example", "Demo Prüfung", (Rolle.PRUEFUNG,))
_COACH = _Konto("co@demo.example", "Demo Coach", (Rolle.COACH,))
_KREISE = {"sb1@demo.example": ("14524", "14523"), "sb2@demo.example": ("14627", "14626")}


class _Anlage:
    """What all parts of the work share."""

    def __init__(self, kommunen: Kommunenverzeichnis, jetzt: dt.datetime) -> None:
        self.kommunen, self.jetzt = kommunen, jetzt
        self.heute = jetzt.astimezone(BERLIN).date()
        self.zwei_personen = {"beantragt_zeitpunkt": jetzt, "bestaetigt_zeitpunkt": jetzt, "fiktiv": True}
        self.konten: dict[str, User] = {}
        self.je_rolle: dict[str, list[User]] = {}
        self.zugaenge: list[Zugang] = []

    def lege_an(self, konto: _Konto, stellen: list[Organisation], **angaben: object) -> User:
        passwort = secrets.token_urlsafe(12)
        user = User.objects.create_user(
            konto.postfach or konto.anmeldename, passwort, anmeldename=konto.anmeldename, name=konto.name, fiktiv=True
        )
        for rolle in konto.rollen:
            haus = house_organisation(rolle=rolle, by=None)
            for stelle in stellen or ([haus] if haus else []):
                self._gib(user, rolle, stelle, **angaben)
            self.je_rolle.setdefault(rolle, []).append(user)
        totp = ""
        if user.braucht_zweiten_faktor:
            totp = generate_totp_secret()
            TOTP.activate(user, totp)
        namen = ", ".join(dict.fromkeys(b.organisation for b in user.befugnisse))
        self.zugaenge.append(Zugang(konto.anmeldename, passwort, totp, "+".join(konto.rollen), namen))
        self.konten[konto.anmeldename] = user
        return user

    def _gib(self, user: User, rolle: str, stelle: Organisation, **angaben: object) -> None:
        grant_rolle(
            user=user,
            rolle=rolle,
            organisation=stelle,
            ab=self.heute,
            grundlage=_GRUNDLAGE.get(rolle, ""),
            by=None,
            jetzt=self.jetzt,
            fiktiv=True,
            **angaben,  # type: ignore[arg-type]
        )


def create_konten(
    *, kommunen: Kommunenverzeichnis, by: User | None, jetzt: dt.datetime
) -> tuple[dict[str, list[User]], list[Zugang]]:
    """Accounts by role, and what has to be printed. Passwords and secrets exist only here."""
    anlage = _Anlage(kommunen, jetzt)
    for konto in _HAUS:
        anlage.lege_an(konto, [])
    for konto in _KOMMUNEN:
        anlage.lege_an(konto, [_stelle(anlage, eintrag) for eintrag in konto.stellen])
    for konto in _POLIZEI:
        direktion = kommunen[konto.stellen[0]].landkreis.polizeidirektion
        anlage.lege_an(konto, [ensure_organisation(stelle=direktion, by=by)])
    anlage.lege_an(
        _PRUEFUNG,
        [],
        bis=anlage.heute + dt.timedelta(days=_PRUEFUNG_TAGE),
        bereiche=_PRUEFBEREICHE,
        umfang=[_stelle(anlage, eintrag) for eintrag in (LICHTENSTEIN, SCHOENECK)],
    )
    _coach(anlage)
    _erklaerungen(anlage)
    _vertretung(anlage)
    for anmeldename, kreise in _KREISE.items():
        for kreis in Landkreis.objects.filter(schluessel__in=kreise):
            Zustaendigkeit.objects.create(
                user=anlage.konten[anmeldename], landkreis=kreis, gueltig_von=anlage.heute, fiktiv=True
            )
    _wartende(anlage)
    return anlage.je_rolle, anlage.zugaenge


def assign_coach(*, konten: dict[str, list[User]], by: User | None, jetzt: dt.datetime) -> Coachauftrag:
    """Once the coachings are loaded."""
    prozess = Coachingprozess.objects.filter(kommune__schluessel=COACHING.split(" ", 1)[0]).order_by("-pk")[0]
    coach = konten[Rolle.COACH][0]
    return Coachauftrag.objects.create(
        prozess=prozess, coach=coach, gueltig_von=jetzt.astimezone(BERLIN).date(), fiktiv=True
    )


def _wartende(anlage: _Anlage) -> None:
    """Two requests that wait for a second person: one within a Kommune, one for the Leitung."""
    kb, sv = anlage.konten["lichtenstein.kb"], anlage.konten["sv@demo.example"]
    haus = house_organisation(rolle=Rolle.SACHBEARBEITUNG, by=None)
    for by, anmeldename, rolle, stelle, postfach in (
        (kb, "lichtenstein.neu", Rolle.KOMMUNE_BEARBEITUNG, _stelle(anlage, LICHTENSTEIN), _GEMEINSAM),
        (sv, "sb3@demo.example", Rolle.SACHBEARBEITUNG, haus, "sb3@demo.example"),
    ):
        invite_person(
            anmeldename=anmeldename,
            email=postfach,
            name="Demo neue Person",
            rolle=rolle,
            organisation=stelle,  # type: ignore[arg-type]
            ab=anlage.heute,
            by=by,
            jetzt=anlage.jetzt,
        )


def _stelle(anlage: _Anlage, eintrag: str) -> Organisation:
    kommune: Kommune = anlage.kommunen[eintrag]
    return ensure_organisation(stelle=kommune, by=None)


def _coach(anlage: _Anlage) -> None:
    name = "Demo-Institut für Prävention"
    angaben = {"art": OrganisationArt.TRAEGER, "name": name}
    traeger, _ = Organisation.objects.get_or_create(schluessel=f"traeger:{name.casefold()}"[:80], defaults=angaben)
    anlage.lege_an(_COACH, [traeger])


def _erklaerungen(anlage: _Anlage) -> None:
    """One small Kommune prepares and signs with one person; one association acts for a member."""
    Erklaerung.objects.create(
        organisation=_stelle(anlage, LEUBSDORF),
        grundlage="Schreiben vom 2. Januar 2026 (Demodaten)",
        gueltig_von=anlage.heute,
        **anlage.zwei_personen,
    )
    Mandat.objects.create(
        verband=_stelle(anlage, VERBAND),
        mitglied=_stelle(anlage, MITGLIED),
        grundlage="Beschluss des Gemeinderats vom 12. Januar 2026 (Demodaten)",
        gueltig_von=anlage.heute,
        **anlage.zwei_personen,
    )


def _vertretung(anlage: _Anlage) -> None:
    """The budget office stands in for the person who orders payments, for two weeks from today."""
    Vertretung.objects.create(
        zuordnung=Rollenzuordnung.objects.get(user=anlage.konten["ao@demo.example"], rolle=Rolle.ANORDNUNG),
        vertretung=anlage.konten["hh@demo.example"],
        grund="Urlaub (Demodaten)",
        gueltig_von=anlage.heute,
        gueltig_bis=anlage.heute + dt.timedelta(days=14),
        **anlage.zwei_personen,
    )
