"""Reminders: what is due and has not gone out yet, to whom, and the run that sends it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.urls import reverse

from ..erinnerungsarten import Empfang, Erinnerungsart, Faellig, erinnerungsart, faellige
from ..errors import Ablehnung
from ..fallarten import fallseite
from ..fristen import umfeld
from ..models import Erinnerung, Erinnerungsausgang, Erinnerungswahl, Rollenzuordnung, User
from ..models.rollen import load_vertretungen
from ..nachrichtenform import MAX_BETREFF, MAX_NAME, kopfzeile
from ..protokoll import protokolliere, vorgang
from ..roles import Rolle
from ..stichtag import als_text
from .postausgang import stelle_bereit

NACHHOLEN = dt.timedelta(days=30)
"""So far back a run looks for what an earlier one has missed; older matters are no reminder any more."""
VORAUS = dt.timedelta(days=400)


@dataclass(frozen=True)
class Adresse:
    """`konto`: None = somebody outside the house; `fuer`: whom a deputy represents."""

    email: str
    name: str
    konto: User | None = None
    fuer: str = ""

    def __str__(self) -> str:
        return f"{self.name} in Vertretung für {self.fuer}" if self.fuer else self.name


@dataclass(frozen=True)
class Vorhaben:
    """What a run does with one due reminder."""

    faellig: Faellig
    ausgang: Erinnerungsausgang
    an: tuple[Adresse, ...]

    def __str__(self) -> str:
        """One line of the preview."""
        an = ", ".join(f"{a} <{a.email}>" for a in self.an) or str(self.ausgang.label)
        return f"{als_text(self.faellig.am)}: {self.faellig.anlass.text} → {an}"


def plan_erinnerungen(*, stichtag: dt.date, by: User | None = None) -> list[Vorhaben]:
    """What a run on that day would send: due by then, within the days that are caught up, and not recorded yet."""
    offen = _offene(stichtag - NACHHOLEN, stichtag)
    if not offen:
        return []
    letzte: dict[Any, Faellig] = {}
    for f in offen:
        letzte[f.sache] = f
    lage = _Lage(
        stichtag,
        abgeschaltet=set(Erinnerungswahl.objects.filter(aktiv=False).values_list("art", "user")),
        vertretungen=load_vertretungen(stichtag),
    )
    return [_vorhaben(f, lage, ist_letzte=letzte[f.sache] is f) for f in offen]


@vorgang
def send_erinnerungen(*, stichtag: dt.date, by: User | None, jetzt: dt.datetime) -> list[Vorhaben]:
    """Records each reminder and enqueues the mails in one transaction: one mail a person, one a matter outside."""
    plan = plan_erinnerungen(stichtag=stichtag)
    Erinnerung.objects.bulk_create([_zeile(v, stichtag, jetzt) for v in plan], batch_size=500)
    je_konto: dict[User, list[tuple[Vorhaben, Adresse]]] = defaultdict(list)
    for v in plan:
        for adresse in v.an:
            if adresse.konto is not None:
                je_konto[adresse.konto].append((v, adresse))
            else:
                _schreibe_hinaus(v, adresse, by, jetzt)
    for konto, post in je_konto.items():
        _schreibe_im_haus(konto, post, stichtag, by, jetzt)
    if plan:
        nachher = {"stichtag": stichtag, "erinnerungen": len(plan), "personen": len(je_konto)}
        protokolliere(ereignis="erinnerung.verschickt", by=by, jetzt=jetzt, nachher=nachher)
    return plan


def next_erinnerung(*, fall: Any, heute: dt.date, by: User | None = None) -> Faellig | None:
    """The next one of a case that has not gone out yet."""
    kommende = list(faellige(heute, heute + VORAUS, fall))
    if not kommende:
        return None
    gewesen = _verschickte(heute, kommende)
    return min((f for f in kommende if f.schluessel not in gewesen), key=lambda f: f.am, default=None)


@vorgang
def set_erinnerung(*, art: str, aktiv: bool, im_haus: bool, by: User, jetzt: dt.datetime) -> None:
    """Switches an optional kind on or off, for oneself or for the whole house."""
    bekannt = erinnerungsart(art)
    gruende = []
    if bekannt is None:
        gruende.append("Diese Art von Erinnerung gibt es nicht.")
    elif not bekannt.optional:
        gruende.append(f"„{bekannt.label}“ lässt sich nicht abschalten.")
    if im_haus and not by.has_perm("core.set_erinnerung_im_haus"):
        gruende.append("Für das ganze Haus schaltet nur die Leitung.")
    if gruende:
        raise Ablehnung(gruende)
    Erinnerungswahl.objects.update_or_create(art=art, user=None if im_haus else by, defaults={"aktiv": aktiv})
    nachher = {"art": art, "aktiv": aktiv, "im_haus": im_haus}
    protokolliere(ereignis="erinnerung.eingestellt", by=by, jetzt=jetzt, nachher=nachher)


# --- What is due


def _offene(von: dt.date, bis: dt.date) -> list[Faellig]:
    """In the order of their days, the latest of a matter last."""
    alle = sorted(faellige(von, bis), key=lambda f: (f.am, f.art.name, f.anlass.gegenstand.pk, f.tage))
    gewesen = _verschickte(von, alle)
    return [f for f in alle if f.schluessel not in gewesen]


def _verschickte(von: dt.date, faellig: Iterable[Faellig]) -> set[Any]:
    arten = {f.art.name for f in faellig}
    zeilen = Erinnerung.objects.filter(art__in=arten, faellig_am__gte=von)
    return set(zeilen.values_list("art", "gegenstand_art", "gegenstand_id", "tage", "faellig_am"))


@dataclass(frozen=True)
class _Lage:
    """What holds for all reminders of a run: who has switched what off, and who represents whom."""

    stichtag: dt.date
    abgeschaltet: set[Any]
    vertretungen: Mapping[int, list[User]]

    def ist_aus(self, art: Erinnerungsart, user_pk: int | None) -> bool:
        return art.optional and (art.name, user_pk) in self.abgeschaltet


def _vorhaben(f: Faellig, lage: _Lage, *, ist_letzte: bool) -> Vorhaben:
    if not ist_letzte:
        return Vorhaben(f, Erinnerungsausgang.UEBERHOLT, ())
    if lage.ist_aus(f.art, None):
        return Vorhaben(f, Erinnerungsausgang.NIEMAND, ())
    konten = _konten(f, lage)
    an = [Adresse(k.email, str(k), k, fuer) for k, fuer in konten.items() if not lage.ist_aus(f.art, k.pk)]
    if Empfang.KONTAKT in f.art.empfang and f.anlass.bitte:
        an += [Adresse(email, name) for email, name in umfeld.kontakte(f.anlass.fall, lage.stichtag)]
    an = [a for a in an if _ist_adresse(a.email)]  # one that is none must not stop the reminders of everybody else
    ausgang = Erinnerungsausgang.VERSCHICKT if an else Erinnerungsausgang.NIEMAND
    return Vorhaben(f, ausgang, tuple(an))


def _ist_adresse(email: str) -> bool:
    try:
        validate_email(email)
    except ValidationError:
        return False
    return True


def _konten(f: Faellig, lage: _Lage) -> dict[User, str]:
    """Accounts that may see the case, and whom they represent (empty = nobody, they are meant themselves).

    Where no clerk is in charge, Leitung must not miss it. Whoever is represented is reminded as well: nobody knows
    which of the two is at the desk.
    """
    konten = list(f.anlass.personen)
    if Empfang.ZUSTAENDIG in f.art.empfang:
        konten += umfeld.zustaendige(f.anlass.fall, lage.stichtag)
    if Empfang.LEITUNG in f.art.empfang or not konten:
        konten += _mit_rolle(Rolle.LEITUNG, lage.stichtag)
    gemeint = {k: "" for k in konten if k.is_active}
    for person in list(gemeint):
        for vertretung in lage.vertretungen.get(person.pk, ()):
            gemeint.setdefault(vertretung, str(person))
    return {k: fuer for k, fuer in gemeint.items() if _sieht(k, f.anlass.fall, lage.stichtag)}


def _sieht(konto: User, fall: Any, stichtag: dt.date) -> bool:
    """With the roles of that day: a preview for next week asks about the deputies of next week."""
    konto.tag = stichtag
    return bool(type(fall)._default_manager.visible_to(konto).filter(pk=fall.pk).exists())


def _mit_rolle(rolle: str, tag: dt.date) -> list[User]:
    zuordnungen = Rollenzuordnung.objects.in_kraft(tag).filter(rolle=rolle)
    return list(User.objects.filter(pk__in=zuordnungen.values("user"), is_active=True).order_by("pk"))


# --- Recording and sending


def _zeile(v: Vorhaben, stichtag: dt.date, jetzt: dt.datetime) -> Erinnerung:
    anlass = v.faellig.anlass
    return Erinnerung(
        art=v.faellig.art.name,
        fall=anlass.fall,
        gegenstand_art=ContentType.objects.get_for_model(anlass.gegenstand),
        gegenstand_id=anlass.gegenstand.pk,
        text=anlass.text[:300],
        bezug_am=anlass.bezug_am,
        tage=v.faellig.tage,
        faellig_am=v.faellig.am,
        lauf_am=stichtag,
        zeitpunkt=jetzt,
        ausgang=v.ausgang,
        an=", ".join(str(a) for a in v.an)[:500],
        fiktiv=getattr(anlass.fall, "fiktiv", False),
    )


def _kennung(v: Vorhaben) -> str:
    return "-".join(str(teil) for teil in v.faellig.schluessel)


def _schreibe_im_haus(
    konto: User, post: list[tuple[Vorhaben, Adresse]], stichtag: dt.date, by: User | None, jetzt: dt.datetime
) -> None:
    erste = post[0][0]
    betreff = erste.faellig.anlass.text if len(post) == 1 else f"{len(post)} Erinnerungen"
    posten = [
        {"text": v.faellig.anlass.text, "fuer": adresse.fuer, "weg": fallseite(v.faellig.anlass.fall)}
        for v, adresse in post
    ]
    stelle_bereit(
        an=konto.email,
        name=kopfzeile(str(konto), MAX_NAME),
        betreff=kopfzeile(f"ASSKomm-Portal: {betreff}", MAX_BETREFF),
        vorlage="erinnerungen",
        werte={"posten": posten, "einstellungen": reverse("admin:core_erinnerung_einstellungen")},
        by=by,
        jetzt=jetzt,
        schluessel=f"erinnerungen:{konto.pk}:{stichtag}:{_kennung(erste)}",
    )


def _schreibe_hinaus(v: Vorhaben, adresse: Adresse, by: User | None, jetzt: dt.datetime) -> None:
    anlass = v.faellig.anlass
    stelle_bereit(
        an=adresse.email,
        name=kopfzeile(adresse.name, MAX_NAME),
        betreff=kopfzeile(f"ASSKomm: {anlass.text}", MAX_BETREFF),
        vorlage="erinnerung_kommune",
        werte={"text": anlass.text, "bitte": anlass.bitte},
        by=by,
        jetzt=jetzt,
        fall=anlass.fall,
        schluessel=f"erinnerung:{_kennung(v)}:{adresse.email}",
    )
