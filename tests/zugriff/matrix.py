"""Die Zugriffsmatrix: je Adresse, wer sie öffnet, wer den eigenen und wer den fremden Fall sieht.

Eine Adresse ohne Zeile lässt den Test scheitern. `tuer` geht durch die Tür der Seite (sonst 403, ohne Anmeldung die
Anmeldung). Gehört zur Adresse ein Fall, dann sehen ihn `eigen` (der Kommune der Person) und `fremd` (einer anderen
Kommune); wer durch die Tür kommt und den Fall nicht sieht, bekommt 404: Fremdes gibt es nicht.

Schritte und Aktionen eines Vorgangs darf jeder öffnen, der ihn lesen darf: Die Seite sagt, warum ein Schritt verwehrt
ist. Dass dann nichts geschieht, prüft test_fremde_schluessel.py.
"""

from dataclasses import dataclass

from asskomm.core.roles import Rolle

Rollen = frozenset[str]

# Wer steht wo in der Matrix: die zwölf Rollen, dazu Personen, für die dasselbe gilt wie für eine Rolle.
WIE: dict[str, str] = {
    "-": "-",
    "ohne": "ohne",
    **{r: r for r in Rolle.values},
    "Vertretung": "LT",
    "Mandat": "KB",
    "Abgelaufen": "ohne",
}
ANGEMELDET: Rollen = frozenset({*Rolle.values, "ohne"})
OEFFENTLICH: Rollen = ANGEMELDET | {"-"}
LPR: Rollen = frozenset({"SB", "LT", "HH", "AO", "LZ"})
HAUS: Rollen = LPR | {"SV", "PR"}
LIEST: Rollen = LPR | {"PR"}
SCHREIBT: Rollen = frozenset({"SB", "LT"})
LEITUNG: Rollen = frozenset({"LT"})
KONTEN: Rollen = frozenset({"LT", "SV"})
SYSTEM: Rollen = frozenset({"SV"})
IMPORT: Rollen = frozenset({"SB", "LT", "HH"})
FOERDERUNG: Rollen = frozenset({"HH", "LT"})
KOMMUNE: Rollen = frozenset({"KB", "KZ"})
POLIZEI: Rollen = frozenset({"PB", "PZ"})
PORTAL: Rollen = KOMMUNE | POLIZEI | {"CO"}
NIEMAND: Rollen = frozenset()
GUT = frozenset({200, 302})


@dataclass(frozen=True)
class Zeile:
    """`gut`: the answers that count as open."""

    tuer: Rollen
    eigen: Rollen | None = None  # None: no case belongs to the address
    fremd: Rollen = NIEMAND
    methode: str = "get"
    gut: frozenset[int] = GUT
    weg: frozenset[int] = frozenset({404})
    mandat: bool = True  # a mandate counts here as a role of one's own Kommune

    def erwartet(self, person: str, wo: str) -> frozenset[int]:
        """The status codes for this person; an empty set means: to the sign-in."""
        rolle = WIE[person]
        if person == "Mandat" and not self.mandat and self.eigen is not None:
            return self.weg
        if rolle not in self.tuer:
            return frozenset({403}) if rolle != "-" else frozenset()
        if self.eigen is None:
            return self.gut
        return self.gut if rolle in (self.eigen if wo == "eigen" else self.fremd) else self.weg


def _alle(namen: str, tuer: Rollen, **angaben: object) -> dict[str, Zeile]:
    return {name: Zeile(tuer, **angaben) for name in namen.split()}  # type: ignore[arg-type]


SEITEN: dict[str, Zeile] = {
    **_alle("gesundheit gesundheit_bereit", OEFFENTLICH, gut=frozenset({200, 503})),
    # Anmeldung und Konto
    **_alle("account_login account_logout account_inactive account_reset_password", OEFFENTLICH),
    **_alle("account_reset_password_done account_reset_password_from_key_done", OEFFENTLICH),
    "account_reset_password_from_key": Zeile(OEFFENTLICH),
    **_alle("mfa_authenticate mfa_login_webauthn", ANGEMELDET),  # ohne begonnene Anmeldung zurück an den Anfang
    **_alle("openid_connect_login openid_connect_callback", OEFFENTLICH, gut=frozenset({404})),  # abgeschaltet
    "einladung": Zeile(OEFFENTLICH, gut=frozenset({410, 429})),  # ein unbekannter Link; zu viele sind es auch
    **_alle("konto konto_aktiv account_change_password usersessions_list mfa_index", ANGEMELDET),
    **_alle("mfa_activate_totp mfa_list_webauthn mfa_add_webauthn mfa_generate_recovery_codes", ANGEMELDET),
    **_alle("account_reauthenticate mfa_reauthenticate mfa_reauthenticate_webauthn", ANGEMELDET),
    "konto_dienst_bestaetigen": Zeile(ANGEMELDET),
    # Fremde Faktoren und fremde Eingaben gibt es nicht.
    **_alle("mfa_edit_webauthn mfa_remove_webauthn konto_eingaben", ANGEMELDET, gut=frozenset({404})),
    **_alle("mfa_deactivate_totp mfa_view_recovery_codes", ANGEMELDET, gut=frozenset({302, 404})),
    "konto_eingaben_verwerfen": Zeile(ANGEMELDET, methode="post", gut=frozenset({404})),
    "mfa_download_recovery_codes": Zeile(ANGEMELDET, gut=frozenset({405})),  # nur als POST
    "ansicht_beenden": Zeile(ANGEMELDET, methode="post"),
    "wer_darf_was": Zeile(OEFFENTLICH),
    # Öffentliche Seiten
    **_alle("portal:start portal:mitmachen portal:karte portal:kommunen portal:kommunen_csv", OEFFENTLICH),
    **_alle("portal:kommune portal:statistik portal:kennzahl portal:meilensteine portal:presse", OEFFENTLICH),
    **_alle("portal:medieninformation portal:presse_pdf portal:daten portal:daten_kennzahlen_json", OEFFENTLICH),
    **_alle("portal:daten_kennzahlen_csv portal:daten_vereinbarungen_csv portal:daten_kommunen_csv", OEFFENTLICH),
    **_alle("portal:daten_kommunen_json portal:daten_zuwendungen_csv", OEFFENTLICH),
    **_alle("portal:impressum portal:datenschutz portal:barrierefreiheit", OEFFENTLICH),
    **_alle("portal:transparenz portal:komponenten", OEFFENTLICH),
    **_alle("portal:aktuelles portal:nachricht portal:praxisbeispiele portal:praxisbeispiel", OEFFENTLICH),
    **_alle("portal:vorlagen portal:inhaltsdatei", OEFFENTLICH),
    # Eigene Seiten der Kommunen, der Polizei und der Coaches
    "portal:bereich": Zeile(PORTAL),
    **_alle("portal:eigene_vereinbarungen portal:eigene_kommunen portal:eigene_kommunen_csv", KOMMUNE | POLIZEI),
    **_alle("portal:eigene_vereinbarung portal:eigenes_dokument", PORTAL, eigen=KOMMUNE | POLIZEI),
    "portal:eigene_analyse": Zeile(PORTAL, eigen=KOMMUNE | POLIZEI),
    "portal:eigenes_coaching": Zeile(PORTAL, eigen=KOMMUNE | {"CO"}),
    **_alle("portal:mitarbeitende portal:mitarbeitende_einladen", KOMMUNE | POLIZEI),
    # Der Schriftwechsel: wer am Fall beteiligt ist; zurückziehen kann nur die Stelle, die geschrieben hat.
    "portal:schriftwechsel_liste": Zeile(KOMMUNE | POLIZEI),
    **_alle("portal:schriftwechsel portal:schriftwechsel_anlage", KOMMUNE | POLIZEI, eigen=KOMMUNE | POLIZEI),
    "portal:schriftwechsel_gelesen": Zeile(KOMMUNE | POLIZEI, eigen=KOMMUNE | POLIZEI, methode="post"),
    "portal:schriftwechsel_zurueckziehen": Zeile(KOMMUNE | POLIZEI, eigen=KOMMUNE, mandat=False),
    "portal:mitarbeitende_ablehnen": Zeile(KOMMUNE | POLIZEI, eigen=KOMMUNE, mandat=False),
    "portal:mitarbeitende_bestaetigen": Zeile(KOMMUNE | POLIZEI, eigen=KOMMUNE, methode="post", mandat=False),
    # KB der eigenen Kommune kommt durch die Tür, darf aber niemanden verabschieden.
    "portal:mitarbeitende_uebergeben": Zeile(
        KOMMUNE | POLIZEI, eigen=frozenset({"KZ"}), weg=frozenset({403, 404}), mandat=False
    ),
    # Verwaltung
    **_alle("admin:index admin:app_list", HAUS),
    **_alle("admin:handbuch admin:handbuch_kapitel", HAUS),
    "admin:handbuch_bild": Zeile(HAUS),
    # Was auf jemanden wartet, und die Suche: jeder im Haus findet, was er sehen darf. Filter sind immer die eigenen.
    **_alle("verwaltung:suche verwaltung:filter", HAUS),
    **_alle("verwaltung:vorrat_export verwaltung:filter_merken", HAUS, methode="post"),
    "verwaltung:filter_aendern": Zeile(HAUS, methode="post", gut=frozenset({404})),
    "verwaltung:lage": Zeile(LEITUNG),
    "admin:core_erinnerung_einstellungen": Zeile(LPR),
    "admin:login": Zeile(HAUS),
    "admin:logout": Zeile(HAUS),
    # Akten: wer den Fall sieht; der Export gehört dem, der ihn angefordert hat, und der Leitung.
    "admin:core_aktenstueck_datei": Zeile(LIEST, eigen=LIEST, fremd=LPR),
    # Der QR-Code eines Papiers führt auch Kommune und Polizei zu ihrem Fall.
    **_alle("admin:akte admin:akte_papier", LIEST | KOMMUNE | POLIZEI, eigen=LIEST | KOMMUNE | POLIZEI, fremd=LPR),
    "admin:core_akte_paket": Zeile(LIEST, eigen=LEITUNG, fremd=LEITUNG, methode="post"),
    "admin:core_import_zuordnung": Zeile(IMPORT, eigen=SCHREIBT, fremd=SCHREIBT),
    "admin:core_import_datei": Zeile(IMPORT, eigen=SCHREIBT, fremd=SCHREIBT),
    "admin:core_import_fehlerliste": Zeile(IMPORT, eigen=SCHREIBT, fremd=SCHREIBT),
    "admin:core_arbeitslauf_fortschritt": Zeile(LPR | {"SV"}, eigen=KONTEN, fremd=KONTEN),
    **_alle("admin:core_mitteilung_fall admin:core_mitteilung_anlage", LPR, eigen=LPR, fremd=LPR),
    "admin:core_mitteilung_gelesen": Zeile(LPR, eigen=LPR, fremd=LPR, methode="post"),
    "admin:portal_rundschreiben_neu": Zeile(SCHREIBT),
    "admin:portal_rundschreiben_vorschau": Zeile(LPR, eigen=LPR, fremd=LPR),
    # Eine Übernahme beginnt als Import ihrer Datei.
    "admin:vereinbarungen_uebernahme_add": Zeile(NIEMAND),
    "admin:vereinbarungen_uebernahme_datei": Zeile(LPR, eigen=LPR, fremd=LPR),
    "admin:vereinbarungen_vereinbarung_dokument": Zeile(LIEST, eigen=LIEST, fremd=LPR),
    **_alle("admin:portal_kennzahlenfreigabe_auskunft admin:portal_medieninformation_textpruefung", LIEST),
    **_alle("admin:portal_inhalt_vorschau admin:portal_inhalt_vergleich", LPR, eigen=LPR, fremd=LPR),
    "admin:portal_inhalt_datei": Zeile(LPR, eigen=LPR, fremd=LPR),
    **_alle(
        "admin:portal_medieninformation_entwurf admin:portal_medieninformation_vorschau "
        "admin:portal_medieninformation_pdf",
        LIEST, eigen=LIEST, fremd=LPR,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Modell:
    """A list of the back office: who reads it, who adds to it (also by import), whose rows are hidden from whom."""

    liest: Rollen
    legt_an: Rollen = NIEMAND
    eigen: Rollen | None = None  # sees the row of the own Kommune; by default whoever reads
    fremd: Rollen | None = None  # sees the row of another; by default whoever reads, but no Prüfung

    def zeile(self, art: str) -> Zeile:
        if art in ("changelist", "export", "ansicht", "sammelaktion"):
            return Zeile(self.liest, methode="get" if art == "changelist" else "post")
        if art in ("add", "import", "import_vorlage"):
            return Zeile(self.legt_an)
        eigen = self.liest if self.eigen is None else self.eigen
        return Zeile(self.liest, eigen, self.liest - {"PR"} if self.fremd is None else self.fremd)


_FACHLICH = Modell(LIEST, SCHREIBT)
_ALLGEMEIN = Modell(LIEST, SCHREIBT, fremd=LIEST)
_KPR = frozenset({"SB", "LT", "LZ", "PR"})
_COACHING = frozenset({"SB", "LT", "HH", "AO", "PR"})
_ANTRAG = Modell(KONTEN, SYSTEM, fremd=KONTEN)
_VERTRETBAR = frozenset({"SB", "LT", "HH", "AO"})

MODELLE: dict[str, Modell] = {
    "kommunen_polizeidirektion": Modell(LIEST, fremd=LIEST),
    "kommunen_landkreis": Modell(LIEST, fremd=LIEST),
    "kommunen_kommune": _FACHLICH,
    "kommunen_mitgliedschaft": _FACHLICH,
    "kommunen_einwohnerzahl": _FACHLICH,
    "kommunen_ansprechperson": _FACHLICH,
    "kommunen_beratung": _FACHLICH,
    "kommunen_engezusammenarbeit": _FACHLICH,
    "kommunen_handlungsfeld": _ALLGEMEIN,
    "kommunen_kommunalerpraeventionsrat": Modell(_KPR, SCHREIBT),
    "kommunen_ortsfeiertag": _ALLGEMEIN,
    "vereinbarungen_vereinbarung": _FACHLICH,
    "vereinbarungen_coachingprozess": Modell(_COACHING, SCHREIBT),
    "vereinbarungen_sicherheitsanalyse": _FACHLICH,
    "vereinbarungen_analysemodul": _ALLGEMEIN,
    "vereinbarungen_uebernahme": Modell(LPR, SCHREIBT),
    "foerderung_zuwendung": Modell(LIEST, FOERDERUNG),
    "foerderung_veroeffentlichungsregel": Modell(LIEST, FOERDERUNG, fremd=LIEST),
    "foerderung_haushaltsansatz": Modell(LIEST, FOERDERUNG, fremd=LIEST),
    "portal_kennzahlenfreigabe": Modell(LIEST, fremd=LIEST),
    "portal_zahlenvorlage": _ALLGEMEIN,
    "portal_veroeffentlichtezahl": _ALLGEMEIN,
    "portal_meilenstein": Modell(LIEST, LEITUNG, fremd=LIEST),
    "portal_medieninformation": Modell(LIEST),
    "portal_inhalt": Modell(LPR, SCHREIBT),
    # Konten und Befugnisse anderer: nur Leitung und Systemverwaltung
    "core_user": _ANTRAG,
    "core_organisation": Modell(KONTEN, fremd=KONTEN),
    "core_rollenzuordnung": _ANTRAG,
    "core_mandat": _ANTRAG,
    "core_erklaerung": _ANTRAG,
    "core_faktorruecksetzung": _ANTRAG,
    "core_postfachaenderung": _ANTRAG,
    "core_loeschantrag": _ANTRAG,
    "core_akte": Modell(LIEST),
    "core_aktenstueck": Modell(LIEST),
    "core_aktenzeichenregel": Modell(LIEST, LEITUNG, fremd=LIEST),
    # Lange Arbeiten sieht, wer sie begonnen hat, dazu Leitung und Systemverwaltung.
    "core_arbeitslauf": Modell(LPR | {"SV"}, eigen=KONTEN, fremd=KONTEN),
    "core_arbeitsposten": Modell(LPR | {"SV"}, eigen=KONTEN, fremd=KONTEN),
    # Was importiert wurde, sehen Sachbearbeitung und Leitung ganz, die Haushaltsstelle nur das Eigene.
    "core_import": Modell(IMPORT, eigen=SCHREIBT, fremd=SCHREIBT),
    # Fristen und Erinnerungen sieht im Haus, wer den Fall sieht.
    "core_frist": _FACHLICH,
    "core_fristregel": _ALLGEMEIN,
    "core_erinnerung": Modell(LIEST),
    # Wiedervorlagen bleiben im Haus; angelegt werden sie an ihrem Fall, den die Adresse nennt.
    "core_wiedervorlage": Modell(LPR),
    # Post und Schriftwechsel sieht im Haus, wer den Fall sieht; keine Prüfung.
    "core_nachricht": Modell(LPR),
    "core_mitteilung": Modell(LPR),
    "portal_rundschreiben": Modell(LPR),
    "core_einladung": Modell(KONTEN, fremd=KONTEN),
    "core_protokolleintrag": Modell(KONTEN, fremd=KONTEN),
    # Die eigene Vertretung und die eigene Befangenheit trägt jeder selbst ein; die der anderen sieht er nicht.
    "core_vertretung": Modell(KONTEN | _VERTRETBAR, KONTEN | _VERTRETBAR, eigen=KONTEN, fremd=KONTEN),
    "core_befangenheit": Modell(LPR | {"SV"}, LPR, eigen=KONTEN, fremd=KONTEN),
    "kommunen_zustaendigkeit": Modell(LPR | {"SV"}, KONTEN, fremd=LPR | {"SV"}),
}


def zeile(name: str) -> Zeile | None:
    """The line of an address; None: it has none."""
    if name in SEITEN:
        return SEITEN[name]
    for modell, angaben in MODELLE.items():
        art = name.removeprefix(f"admin:{modell}_")
        if art != name and art in ARTEN:
            return angaben.zeile(art)
    return None


def oeffentliche(vorsatz: str) -> list[str]:
    """The addresses that everybody opens."""
    return [name for name, z in SEITEN.items() if name.startswith(vorsatz) and z.tuer == OEFFENTLICH]


LESEN = ("changelist", "change", "history", "export", "ansicht", "sammelaktion", "schritt", "aktion")
ARTEN = (*LESEN, "add", "import", "import_vorlage")
