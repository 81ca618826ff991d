"""Our own line icons: inline SVG in currentColor, so they follow dark mode and forced colours."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# Paths on a 24 x 24 grid, stroke only.
PFADE = {
    "ab": "M6 9l6 6 6-6",
    "anmelden": "M14 4h5v16h-5M4 12h11M11 8l4 4-4 4",
    "auf": "M6 15l6-6 6 6",
    "chevron": "M9 6l6 6-6 6",
    "dokument": "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
    "download": "M12 4v11M7 11l5 5 5-5M5 20h14",
    "fehler": "M8 3h8l5 5v8l-5 5H8l-5-5V8zM12 8v5M12 16.5v.01",
    "gesperrt": "M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3",
    "haken": "M5 12.5l4.5 4.5L19 7.5",
    "hochladen": "M12 15V4M7 9l5-5 5 5M5 20h14",
    "info": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5M12 8v.01",
    "kalender": "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4",
    "karte": "M9 4L4 6v14l5-2 6 2 5-2V4l-5 2zM9 4v14M15 6v14",
    "kreis": "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16z",
    "kreis-haken": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8 12.5l2.8 2.8L16 9.5",
    "links": "M20 12H5M11 6l-6 6 6 6",
    "menue": "M4 7h16M4 12h16M4 17h16",
    "minus": "M6 12h12",
    "ort": "M12 21s7-6 7-11.5a7 7 0 0 0-14 0C5 15 12 21 12 21zM12 7.5a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
    "person": "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 21c0-4 3.5-6 8-6s8 2 8 6",
    "pfeil": "M4 12h15M13 6l6 6-6 6",
    "plus": "M12 5v14M5 12h14",
    "schliessen": "M6 6l12 12M18 6L6 18",
    "sortieren": "M8 9l4-5 4 5M8 15l4 5 4-5",
    "stift": "M4 20l1-5L16 4l4 4L9 19z",
    "suche": "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5L21 21",
    "uhr": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5.5l3.5 2",
    "warnung": "M12 4L2.5 20h19zM12 10v4.5M12 17.3v.01",
}

_FERTIG = {
    name: format_html(
        '<svg class="symbol" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" '
        'stroke-width="2" stroke-linecap="round" stroke-linejoin="round" '
        'aria-hidden="true" focusable="false">'
        '<path d="{}"/></svg>',
        pfad,
    )
    for name, pfad in PFADE.items()
}


def symbol_svg(name: str) -> SafeString:
    """The icon as finished SVG; an empty name gives nothing, an unknown name raises KeyError."""
    return _FERTIG[name] if name else mark_safe("")
