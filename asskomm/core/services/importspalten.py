"""Of an uploaded file: the row of its headings, and the mapping of its columns that is suggested or kept."""

from dataclasses import replace

from django.core.files import File

from ..importarten import Importart
from ..importe.quelle import finde_kopfzeile, lies_quelle
from ..importe.vorlage import FEHLERSPALTE
from ..importe.zuordnung import Zuordnung, schlage_vor
from ..models import Import, Spaltenzuordnung, User


def read_kopf(*, zum_import: Import, datei: File, art: Importart, by: User, kopfzeile: int | None = None) -> None:
    """Sets the headings of the file, and the mapping that they suggest. Without `kopfzeile` the row is looked for."""
    if kopfzeile is None:
        kopfzeile = finde_kopfzeile(datei, art.resource.dateispalten())
    zum_import.kopf = list(lies_quelle(datei, kopfzeile).kopf)
    zuordnung = suggest_zuordnung(art=art, kopf=zum_import.kopf, by=by)
    zum_import.zuordnung = replace(zuordnung, kopfzeile=kopfzeile).als_angaben()


def suggest_zuordnung(*, art: Importart, kopf: list[str], by: User) -> Zuordnung:
    """The one kept for a file with these headings, the person's own first; else by the words of the headings."""
    for gemerkte in kept_zuordnungen(art=art.name, by=by):
        if set(gemerkte.kopf) - {FEHLERSPALTE} == set(kopf) - {FEHLERSPALTE}:
            return Zuordnung.aus(gemerkte.zuordnung)
    return schlage_vor(kopf, art.resource.dateispalten())


def kept_zuordnungen(*, art: str, by: User) -> list[Spaltenzuordnung]:
    """The person's own ones first, then those for the whole house."""
    zeilen = Spaltenzuordnung.objects.filter(art=art).order_by("name", "pk")
    eigene = [z for z in zeilen if z.erfasst_durch_id == by.pk]
    return eigene + [z for z in zeilen if z.fuer_alle and z.erfasst_durch_id != by.pk]
