"""Die Zugriffsmatrix: je Adresse die Rollen, die sie öffnen dürfen. Eine Adresse ohne Zeile lässt den Test scheitern.

OEFFENTLICH öffnet jeder, auch ohne Anmeldung. Sonst steht hier, wer hinein darf; alle anderen angemeldeten Rollen
bekommen 403 oder 404, und wer nicht angemeldet ist, die Anmeldung. Schritte und Aktionen eines Vorgangs darf jeder
öffnen, der ihn lesen darf: Die Seite sagt, warum ein Schritt verwehrt ist; dass er dann nichts ändert, prüft
test_zugriff.py.
"""

from asskomm.core.roles import Rolle

OEFFENTLICH = frozenset({"-", *Rolle.values})
ANGEMELDET = frozenset(Rolle.values)
SCHREIBT = frozenset({"SB", "LT"})
LEITUNG = frozenset({"LT"})
KONTEN_LESEN = frozenset({"LT", "AD"})
KONTEN = frozenset({"AD"})
FOERDERUNG = frozenset({"HH", "LT"})
NIEMAND: frozenset[str] = frozenset()

SEITEN: dict[str, frozenset[str]] = {
    "gesundheit": OEFFENTLICH,
    "gesundheit_bereit": OEFFENTLICH,
    "konto": ANGEMELDET,
    "account_login": OEFFENTLICH,
    "account_logout": OEFFENTLICH,
    "account_inactive": OEFFENTLICH,
    "account_change_password": ANGEMELDET,
    "account_reset_password": OEFFENTLICH,
    "account_reset_password_done": OEFFENTLICH,
    "account_reset_password_from_key": OEFFENTLICH,
    "account_reset_password_from_key_done": OEFFENTLICH,
    "portal:start": OEFFENTLICH,
    "portal:mitmachen": OEFFENTLICH,
    "portal:karte": OEFFENTLICH,
    "portal:kommunen": OEFFENTLICH,
    "portal:kommunen_csv": OEFFENTLICH,
    "portal:kommune": OEFFENTLICH,
    "portal:statistik": OEFFENTLICH,
    "portal:kennzahl": OEFFENTLICH,
    "portal:meilensteine": OEFFENTLICH,
    "portal:presse": OEFFENTLICH,
    "portal:medieninformation": OEFFENTLICH,
    "portal:presse_pdf": OEFFENTLICH,
    "portal:daten": OEFFENTLICH,
    "portal:daten_kennzahlen_json": OEFFENTLICH,
    "portal:daten_kennzahlen_csv": OEFFENTLICH,
    "portal:daten_vereinbarungen_csv": OEFFENTLICH,
    "portal:daten_kommunen_csv": OEFFENTLICH,
    "portal:daten_kommunen_json": OEFFENTLICH,
    "portal:daten_zuwendungen_csv": OEFFENTLICH,
    "portal:impressum": OEFFENTLICH,
    "portal:datenschutz": OEFFENTLICH,
    "portal:barrierefreiheit": OEFFENTLICH,
    "portal:transparenz": OEFFENTLICH,
    "portal:komponenten": OEFFENTLICH,
    "admin:index": ANGEMELDET,
    "admin:login": ANGEMELDET,
    "admin:logout": ANGEMELDET,
    "admin:app_list": ANGEMELDET,
    "admin:vereinbarungen_uebernahme_vorlage": ANGEMELDET,
    "admin:vereinbarungen_uebernahme_datei": ANGEMELDET,
    "admin:vereinbarungen_vereinbarung_dokument": ANGEMELDET,
    "admin:portal_kennzahlenfreigabe_auskunft": ANGEMELDET,
    "admin:portal_medieninformation_textpruefung": ANGEMELDET,
    "admin:portal_medieninformation_entwurf": ANGEMELDET,
    "admin:portal_medieninformation_vorschau": ANGEMELDET,
    "admin:portal_medieninformation_pdf": ANGEMELDET,
}

# Modelle der Verwaltung: wer liest (Liste, Fall, Verlauf, Ausfuhr, Schritte), wer anlegt (auch durch Einfuhr).
MODELLE: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "core_user": (KONTEN_LESEN, KONTEN),
    "kommunen_polizeidirektion": (ANGEMELDET, NIEMAND),
    "kommunen_landkreis": (ANGEMELDET, NIEMAND),
    "kommunen_kommune": (ANGEMELDET, SCHREIBT),
    "kommunen_mitgliedschaft": (ANGEMELDET, SCHREIBT),
    "kommunen_einwohnerzahl": (ANGEMELDET, SCHREIBT),
    "kommunen_ansprechperson": (ANGEMELDET, SCHREIBT),
    "kommunen_beratung": (ANGEMELDET, SCHREIBT),
    "kommunen_engezusammenarbeit": (ANGEMELDET, SCHREIBT),
    "kommunen_handlungsfeld": (ANGEMELDET, SCHREIBT),
    "kommunen_kommunalerpraeventionsrat": (ANGEMELDET, SCHREIBT),
    "vereinbarungen_vereinbarung": (ANGEMELDET, SCHREIBT),
    "vereinbarungen_coachingprozess": (ANGEMELDET, SCHREIBT),
    "vereinbarungen_sicherheitsanalyse": (ANGEMELDET, SCHREIBT),
    "vereinbarungen_analysemodul": (ANGEMELDET, SCHREIBT),
    "vereinbarungen_uebernahme": (ANGEMELDET, SCHREIBT),
    "foerderung_zuwendung": (ANGEMELDET, FOERDERUNG),
    "foerderung_veroeffentlichungsregel": (ANGEMELDET, FOERDERUNG),
    "foerderung_haushaltsansatz": (ANGEMELDET, FOERDERUNG),
    "portal_kennzahlenfreigabe": (ANGEMELDET, LEITUNG),
    "portal_veroeffentlichtezahl": (ANGEMELDET, SCHREIBT),
    "portal_meilenstein": (ANGEMELDET, LEITUNG),
    "portal_medieninformation": (ANGEMELDET, NIEMAND),
}
LESEN = ("changelist", "change", "history", "export", "schritt", "aktion")
ANLEGEN = ("add", "import", "import_uebernehmen")


def erlaubte_rollen(name: str) -> frozenset[str] | None:
    """Who may open the address; None: it has no line."""
    if name in SEITEN:
        return SEITEN[name]
    for modell, (liest, legt_an) in MODELLE.items():
        rest = name.removeprefix(f"admin:{modell}_")
        if rest in LESEN:
            return liest
        if rest in ANLEGEN:
            return legt_an
    return None
