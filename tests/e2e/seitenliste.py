"""Every page type of the product, found from the routes, the access matrix and the buttons of the case pages.

A new page type appears here by itself: a public route by its line in the matrix, a back-office list by its model,
a step or action by the link on the case page.
"""

import re
from collections.abc import Collection, Iterator

from django.apps import apps
from django.test import Client
from django.urls import NoReverseMatch, reverse

from asskomm.core.handbuch import kapitel_liste
from asskomm.portal.models import Inhalt, Medieninformation
from tests.zugriff.matrix import MODELLE, oeffentliche, zeile
from tests.zugriff.test_zugriff import NAMEN, werte
from tests.zugriff.welt import EIGEN, Welt
from vereinbarungen.models import Vereinbarung

KEINE_SEITE = re.compile(r"(_csv|_json|_pdf|_vorlage|_?datei|_dokument|^gesundheit.*|logout|^admin:login)$")
SCHRITT = re.compile(r'href="(/verwaltung/[a-z_]+/[a-z_]+/\d+/(?:schritt|aktion)/[a-z_-]+/)"')
EIGENER_FALL = re.compile(r'href="(/portal/(?:vereinbarungen|coachings|analysen)/\d+/)"')
# The same page type in a state that the plain address does not show.
WEITERE = (
    "/karte/?ebene=vereinbarung&stichtag=2023-04-24&landkreis=landkreis-zwickau",
    "/karte/?ebene=gibt-es-nicht",
    "/kommunen/?q=Zwickau",
    "/kommunen/?q=gibtesnicht",
    "/kommunen/bautzen/",
    "/kommunen/bad-dueben/",
    "/statistik/?stichtag=2023-04-24",
    "/statistik/?stichtag=morgen",
    "/statistik/vereinbarungen/?stichtag=2023-04-25",
    "/wer-darf-was/",
    "/komponenten/?fehler=1&kreis=erz",
    "/gibt-es-nicht/",
)
# Of somebody without a factor; what follows from one is in test_konto.py.
EIGENES_KONTO = (
    "konto",
    "account_change_password",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_list_webauthn",
    "mfa_generate_recovery_codes",
    "usersessions_list",
)
EINZELSEITEN = {"portal:medieninformation", "portal:nachricht", "portal:praxisbeispiel"}
FEST = {"portal:kommune": {"slug": "meerane"}, "portal:kennzahl": {"schluessel": "beraten"}}


def oeffentliche_seiten() -> list[str]:
    """Public pages, as a visitor without an account reaches them."""
    return [*(reverse(n, kwargs=FEST.get(n)) for n in _namen("portal:") if n not in EINZELSEITEN),
            reverse("portal:medieninformation", args=[Medieninformation.objects.get(status="FREIGEGEBEN").slug]),
            *(reverse(f"portal:{n}", args=[_freigegeben(n)]) for n in ("nachricht", "praxisbeispiel")),
            *WEITERE]  # fmt: skip


def _freigegeben(art: str) -> str:
    return Inhalt.objects.filter(art=art.upper(), status="FREIGEGEBEN").order_by("pk")[0].slug


def kontoseiten() -> list[str]:
    """Pages around signing in, for a visitor who is not signed in."""
    adressen = [reverse(n) for n in _namen("account_") if "from_key" not in n and "change" not in n]
    return [*adressen, reverse("account_reset_password_from_key", kwargs={"uidb36": "1", "key": "abc-def"})]


def verwaltungsseiten(client: Client, bereiche: Collection[str]) -> list[str]:
    """Back-office pages of these apps for the account of this client: lists, new case, import, cases with buttons."""
    adressen = [reverse("admin:app_list", args=[app]) for app in bereiche]
    if "core" in bereiche:
        adressen += [reverse("admin:index"), *(reverse(name) for name in EIGENES_KONTO)]
        adressen += [reverse("admin:handbuch_kapitel", args=[k.schluessel]) for k in kapitel_liste()]
    if "portal" in bereiche:
        adressen += _pressearbeit()
    for modell in MODELLE:
        if modell.split("_")[0] in bereiche:
            adressen += _vorhandene(client, [f"admin:{modell}_{art}" for art in ("changelist", "add", "import")])
            adressen += _faelle(client, modell)
    return adressen


def _pressearbeit() -> list[str]:
    """Checking a text; the draft of an agreement in force and its preview."""
    letzte = Vereinbarung.objects.filter(status="IN_KRAFT").order_by("-pk")[0]
    fall = [reverse(f"admin:portal_medieninformation_{n}", args=[letzte.pk]) for n in ("entwurf", "vorschau")]
    inhalt = Inhalt.objects.filter(status="ENTWURF").order_by("pk")[0]
    redaktion = [reverse(f"admin:portal_inhalt_{n}", args=[inhalt.pk]) for n in ("vorschau", "vergleich")]
    neu = f"{reverse('admin:portal_inhalt_add')}?textstelle=mitmachen-schritte"
    return [reverse("admin:portal_medieninformation_textpruefung"), *fall, *redaktion, neu]


def _namen(vorsatz: str) -> list[str]:
    return [n for n in oeffentliche(vorsatz) if not KEINE_SEITE.search(n)]


def eigene_seiten(client: Client) -> list[str]:
    """The portal of this client: its own pages, and every case that they lead to, once of each kind."""
    adressen = [
        reverse(f"portal:{n}") for n in ("bereich", "eigene_vereinbarungen", "eigene_kommunen", "mitarbeitende")
    ]
    offen = [a for a in adressen if client.get(a).status_code == 200]
    faelle = {}
    for adresse in offen:
        for weg in EIGENER_FALL.findall(client.get(adresse).content.decode()):
            faelle.setdefault(weg.split("/")[2], weg)
    return offen + list(faelle.values())


def matrixseiten(client: Client, welt: Welt) -> Iterator[str]:
    """Every page of the access matrix that this client may open, at the own case: what the demo stock has no row of."""
    for name in NAMEN:
        angaben = zeile(name)
        if angaben is None or angaben.methode != "get" or KEINE_SEITE.search(name):
            continue
        try:
            adresse = reverse(name, kwargs=werte(name, welt.seiten[EIGEN]))
        except NoReverseMatch:
            continue
        antwort = client.get(adresse)
        for schliesse in antwort._resource_closers:
            schliesse()
        if antwort.status_code == 200 and "html" in antwort.headers["Content-Type"]:
            yield adresse


def _vorhandene(client: Client, namen: list[str]) -> list[str]:
    gefunden = []
    for name in namen:
        try:
            adresse = reverse(name)
        except NoReverseMatch:
            continue
        if client.get(adresse).status_code == 200:
            gefunden.append(adresse)
    return gefunden


def _faelle(client: Client, modell: str) -> list[str]:
    """One case per state (or the newest), its history and a step and each kind of action once."""
    klasse = apps.get_model(*modell.split("_", 1))
    faelle = list(klasse.objects.order_by("-pk")[:1])
    if hasattr(klasse, "workflow"):
        faelle = [klasse.objects.filter(status=s).order_by("-pk").first() for s in _staende(klasse)]
    adressen, knoepfe = [], {}
    for fall in faelle:
        adresse = reverse(f"admin:{modell}_change", args=[fall.pk])
        antwort = client.get(adresse)
        if antwort.status_code != 200:
            continue
        adressen.append(adresse)
        text = antwort.content.decode()
        # All steps share one form; each action has its own.
        knoepfe.update({"schritt" if "/schritt/" in z else z.split("/")[-2]: z for z in SCHRITT.findall(text)})
        verlauf = f"/verwaltung/{modell.replace('_', '/', 1)}/{fall.pk}/history/"
        if verlauf in text and not any(a.endswith("/history/") for a in adressen):
            adressen.append(verlauf)
    return adressen + list(knoepfe.values())


def _staende(klasse: type) -> list[str]:
    return sorted(klasse.objects.order_by().values_list("status", flat=True).distinct())
