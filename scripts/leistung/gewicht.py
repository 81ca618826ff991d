"""Was eine Seite über die Leitung kostet: HTML, Stile, Schriften, Bilder, Skripte, komprimiert wie im Browser."""

import re
from urllib.parse import urljoin

from .last import hole

_VERWEIS = re.compile(r'<(?:link|script|img)[^>]+?(?:href|src)="(/static/[^"]+)"')
_IM_STIL = re.compile(r"url\(([^)]+)\)")


def seitengewicht(basis: str, pfad: str) -> int:
    """Bytes of the page with everything it names, also the fonts that its style sheets name."""
    _, _, html = hole(basis + pfad, **{"Accept-Encoding": "identity"})
    adressen = set(_VERWEIS.findall(html.decode()))
    for stil in [a for a in adressen if a.endswith(".css")]:
        _, _, css = hole(basis + stil, **{"Accept-Encoding": "identity"})
        bezuege = (b.strip("'\" ") for b in _IM_STIL.findall(css.decode()))
        adressen |= {urljoin(stil, b) for b in bezuege if not b.startswith(("data:", "#"))}
    return sum(_laenge(basis + adresse) for adresse in [pfad, *adressen])


def _laenge(adresse: str) -> int:
    _, _, inhalt = hole(adresse, **{"Accept-Encoding": "gzip"})
    return len(inhalt)
