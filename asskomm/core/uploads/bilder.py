"""Images are opened by Pillow, and only in the format that their head names."""

from django.core.files import File
from PIL import Image, ImageFile

from .arten import BILDER

MAX_PUNKTE = 75_000_000  # A3 at 600 dpi has 70 million; each takes up to four bytes of memory
MAX_SEITEN = 300
ZU_GROSS = (
    "Das Bild hat ungewöhnlich viele Bildpunkte und wird nicht geöffnet. "
    "Bitte scannen Sie mit höchstens 600 dpi oder speichern Sie als PDF."
)


def bild_gruende(datei: File, art: str, rat: str) -> list[str]:
    """The size stands in the head: it is judged before a single point is unpacked."""
    try:
        with Image.open(datei, formats=[BILDER[art]]) as bild:
            if bild.width * bild.height > MAX_PUNKTE or getattr(bild, "n_frames", 1) > MAX_SEITEN:
                return [ZU_GROSS]
            bild.verify()
        datei.seek(0)
        with Image.open(datei, formats=[BILDER[art]]) as bild:
            ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint allows them, for the whole process
            bild.draft("L", (256, 256))  # a JPEG is unpacked small; verify() does not notice when one is cut off
            bild.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return [ZU_GROSS]
    except Exception:  # Pillow raises whatever its decoders meet in a broken file
        return [f"Die Datei ist unvollständig oder beschädigt. {rat}"]
    return []
