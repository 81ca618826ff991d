"""Every event the protocol knows, with its German label. Names stay for ever: old entries carry them."""

INHALT_GELOESCHT = "protokoll.inhalt_geloescht"
"""Its payload can never be erased itself (the verification rests on it), so it carries no names of people."""

EREIGNISSE: dict[str, str] = {
    # Signing in and accounts
    "anmeldung.erfolgreich": "Angemeldet",
    "anmeldung.fehlgeschlagen": "Anmeldung fehlgeschlagen",
    "anmeldung.gesperrt": "Anmeldung wegen zu vieler Versuche gesperrt",
    "abmeldung": "Abgemeldet",
    "sitzung.beendet": "Sitzung beendet",
    "passwort.geaendert": "Passwort geändert",
    "passwort.zurueckgesetzt": "Passwort zurückgesetzt",
    "faktor.hinzugefuegt": "Zweiten Faktor eingerichtet",
    "faktor.entfernt": "Zweiten Faktor entfernt",
    "faktor.ruecksetzung_beantragt": "Zurücksetzen des zweiten Faktors beantragt",
    "faktor.ruecksetzung_abgelehnt": "Zurücksetzen des zweiten Faktors abgelehnt",
    "faktor.zurueckgesetzt": "Zweiten Faktor zurückgesetzt",
    "faktor.wiederherstellungscodes": "Wiederherstellungscodes erzeugt",
    "konto.eingeladen": "Konto eingeladen",
    "konto.einladung_angenommen": "Einladung angenommen",
    "konto.einladung_zurueckgezogen": "Einladung zurückgezogen",
    "konto.angelegt": "Konto angelegt",
    "konto.geaendert": "Konto geändert",
    "konto.gesperrt": "Konto gesperrt",
    "konto.entsperrt": "Konto entsperrt",
    "konto.uebergeben": "Aufgaben an eine andere Person übergeben",
    "konto.anonymisiert": "Konto anonymisiert",
    # Powers
    "rolle.beantragt": "Rolle beantragt",
    "rolle.bestaetigt": "Rolle bestätigt",
    "rolle.abgelehnt": "Rolle abgelehnt",
    "rolle.zugeordnet": "Rolle zugeordnet",
    "rolle.geaendert": "Rollenzuordnung geändert",
    "rolle.beendet": "Rolle beendet",
    "vertretung.beantragt": "Vertretung beantragt",
    "vertretung.abgelehnt": "Vertretung abgelehnt",
    "vertretung.eingerichtet": "Vertretung eingerichtet",
    "vertretung.beendet": "Vertretung beendet",
    "mandat.beantragt": "Mandat zur Bestätigung vorgelegt",
    "mandat.abgelehnt": "Mandat abgelehnt",
    "mandat.erteilt": "Mandat erteilt",
    "mandat.beendet": "Mandat beendet",
    "erklaerung.beantragt": "Erklärung „Bearbeitung = Zeichnung“ zur Bestätigung vorgelegt",
    "erklaerung.abgelehnt": "Erklärung „Bearbeitung = Zeichnung“ nicht anerkannt",
    "erklaerung.abgegeben": "Erklärung „Bearbeitung = Zeichnung“ erfasst",
    "erklaerung.beendet": "Erklärung „Bearbeitung = Zeichnung“ beendet",
    "postfach.beantragt": "Änderung des Postfachs beantragt",
    "postfach.abgelehnt": "Änderung des Postfachs abgelehnt",
    "postfach.geaendert": "Postfach geändert",
    "befangenheit.erklaert": "Befangenheit festgehalten",
    "befangenheit.beendet": "Befangenheit beendet",
    "zustaendigkeit.zugewiesen": "Zuständigkeit zugewiesen",
    "zustaendigkeit.beendet": "Zuständigkeit beendet",
    "ansicht_als.begonnen": "Ansicht als andere Person begonnen",
    "ansicht_als.beendet": "Ansicht als andere Person beendet",
    # Cases
    "schritt.ausgefuehrt": "Schritt ausgeführt",
    "schritt.angepasst": "Tag eines Schritts angepasst",
    "schritt.zurueckgenommen": "Schritt zurückgenommen",
    "schritt.uebernommen": "Stand aus der Zeit vor dem Portal übernommen",
    "eintrag.angelegt": "Eintrag angelegt",
    "eintrag.geaendert": "Eintrag geändert",
    "tatsache.annulliert": "Eintrag annulliert",
    "nummer.vergeben": "Laufende Nummer vergeben",
    "unterzeichnung.erfasst": "Unterschrift erfasst",
    "aktion.ausgefuehrt": "Aktion ausgeführt",
    # Releases
    "zahlen.vorgelegt": "Zahlenstand zur Freigabe vorgelegt",
    "zahlen.freigegeben": "Zahlenstand freigegeben",
    "zahlen.abgelehnt": "Vorgelegten Zahlenstand zurückgegeben",
    "meilenstein.freigegeben": "Meilenstein freigegeben",
    "presse.freigegeben": "Medieninformation freigegeben",
    "presse.korrigiert": "Korrektur zu einer Medieninformation veröffentlicht",
    # Stock
    "daten.importiert": "Tabelle importiert",
    "register.geladen": "Register geladen",
    "historie.geladen": "Veröffentlichte Angaben geladen",
    "demo.geladen": "Demodaten geladen",
    "demo.entfernt": "Demodaten entfernt",
    "bestand.uebernommen": "Bestand übernommen",
    "pruefung.zugriff": "Einsicht im Rahmen einer Prüfung",
    # The protocol itself
    "protokoll.loeschung_beantragt": "Löschung von Protokollinhalten beantragt",
    "protokoll.loeschung_abgelehnt": "Löschung von Protokollinhalten abgelehnt",
    INHALT_GELOESCHT: "Protokollinhalte gelöscht",
}

_ANFAENGE: dict[str, tuple[str, ...]] = {
    "Anmeldung und Konten": ("anmeldung.", "abmeldung", "sitzung.", "passwort.", "faktor.", "konto.", "postfach."),
    "Rollen und Vertretung": (
        *("rolle.", "vertretung.", "mandat.", "erklaerung.", "befangenheit.", "zustaendigkeit.", "ansicht_als."),
    ),
    "Vorgänge und Einträge": ("schritt.", "eintrag.", "tatsache.", "nummer.", "unterzeichnung.", "aktion."),
    "Freigaben": ("zahlen.", "meilenstein.", "presse."),
    "Bestand": ("daten.", "register.", "historie.", "demo.", "bestand."),
    "Einsicht": ("pruefung.",),
    "Protokoll": ("protokoll.",),
}
WEITERE = "Weitere"
GRUPPEN = (*_ANFAENGE, WEITERE)
"""For the filter of the list."""


def namen_der_gruppe(gruppe: str) -> list[str]:
    if gruppe != WEITERE:
        return [name for name in EREIGNISSE if name.startswith(_ANFAENGE[gruppe])]
    bekannte = tuple(anfang for anfaenge in _ANFAENGE.values() for anfang in anfaenge)
    return [name for name in EREIGNISSE if not name.startswith(bekannte)]
