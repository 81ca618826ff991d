"""The areas of the navigation, in the order of the daily work. A list names another one than its app by `bereich`."""

TAGESGESCHAEFT = "Tagesgeschäft"
KONTEN = "Konten und Rollen"
TECHNIK = "Einstellungen und Technik"

REIHENFOLGE = (TAGESGESCHAEFT, "vereinbarungen", "kommunen", "foerderung", "portal", KONTEN, TECHNIK, "core")
"""Names of areas, and of apps whose lists stay together."""
