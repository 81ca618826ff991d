"""QR codes as SVG: for papers that come back by post. The readable text stands beside it."""

import base64
import io

import segno


def qr_svg(inhalt: str) -> str:
    """Error correction M survives a fold; a quiet zone of four modules as the standard asks."""
    ziel = io.BytesIO()
    segno.make(inhalt, error="m", micro=False).save(
        ziel, kind="svg", border=4, xmldecl=False, svgns=True, nl=False, omitsize=True
    )
    return ziel.getvalue().decode("utf-8")


def qr_bild(inhalt: str) -> str:
    """As the address of an image; the caller gives it a text alternative."""
    return "data:image/svg+xml;base64," + base64.b64encode(qr_svg(inhalt).encode()).decode()
