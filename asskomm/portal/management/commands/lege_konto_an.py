import datetime as dt
from argparse import ArgumentParser
from typing import Any

from asskomm.core import clock
from asskomm.core.befehl import Befehl
from asskomm.core.errors import Ablehnung
from asskomm.core.models import Organisation
from asskomm.core.protokoll import vorgang
from asskomm.core.roles import (
    BEDEUTUNG,
    OrganisationArt,
    Pruefbereich,
    Rolle,
    find_rolle,
    organisation_art,
)
from asskomm.core.services.einladung import GILT_TAGE, create_konto, issue_einladung
from asskomm.core.services.rollen import grant_rolle, house_organisation
from kommunen.services.organisationen import organisation_of_kommune, organisation_of_polizeidirektion


class Command(Befehl):
    help = "Legt ein Konto an und druckt den Einladungslink. Rollen: " + "; ".join(
        f"{r.value} = {r.label} ({BEDEUTUNG[r]})" for r in Rolle
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rolle", required=True, help=", ".join(Rolle.values))
        parser.add_argument("--email", required=True, help="Postfach; ohne --anmeldename auch der Anmeldename")
        parser.add_argument("--name", default="")
        parser.add_argument("--anmeldename", default="", help="wenn sich mehrere Personen ein Postfach teilen")
        parser.add_argument("--kommune", default="", help="AGS oder Schlüssel, für KB und KZ")
        parser.add_argument("--polizeidirektion", default="", help="Kurzname, für PB und PZ")
        parser.add_argument("--traeger", default="", help="Name des Trägers, für CO")
        parser.add_argument("--bis", type=dt.date.fromisoformat, default=None, help="letzter Tag, Pflicht für PR")
        parser.add_argument("--grundlage", default="", help="Schreiben oder Auftrag, Pflicht für PR und AO")

    def handle(self, *args: Any, **o: Any) -> None:
        rolle = find_rolle(o["rolle"])
        if rolle is None:
            erlaubt = ", ".join(f"{r.value} ({r.label})" for r in Rolle)
            raise Ablehnung(f"Die Rolle „{o['rolle']}“ gibt es nicht. Möglich sind: {erlaubt}.")
        self._pruefe(rolle, o)
        jetzt = clock.now()
        with vorgang():
            organisation = self._organisation(rolle, o)
            user = create_konto(email=o["email"], name=o["name"], anmeldename=o["anmeldename"], by=None, jetzt=jetzt)
            grant_rolle(
                user=user,
                rolle=rolle,
                organisation=organisation,
                ab=clock.today(),
                bis=o["bis"],
                grundlage=o["grundlage"],
                bereiche=Pruefbereich.values if rolle == Rolle.PRUEFUNG else (),
                by=None,
                jetzt=jetzt,
            )
            link = issue_einladung(user=user, by=None, jetzt=jetzt)
        self.stdout.write(f"Konto angelegt: {user.anmeldename}, {Rolle(rolle).label}, {organisation}")
        self.stdout.write(f"Einladungslink, {GILT_TAGE} Tage gültig, nur einmal verwendbar:")
        self.stdout.write(link)

    def _pruefe(self, rolle: str, o: dict[str, Any]) -> None:
        gruende = []
        if rolle == Rolle.PRUEFUNG and o["bis"] is None:
            gruende.append("Eine Prüfung ist befristet: Bitte geben Sie mit --bis ihren letzten Tag an.")
        if rolle in (Rolle.PRUEFUNG, Rolle.ANORDNUNG) and not o["grundlage"].strip():
            gruende.append("Diese Rolle braucht eine schriftliche Grundlage: Bitte nennen Sie sie mit --grundlage.")
        if o["bis"] is not None and o["bis"] < clock.today():
            gruende.append("Der letzte Tag der Rolle liegt in der Vergangenheit.")
        if gruende:
            raise Ablehnung(gruende)

    def _organisation(self, rolle: str, o: dict[str, Any]) -> Organisation:
        art = organisation_art(rolle)
        if art == OrganisationArt.KOMMUNE:
            return organisation_of_kommune(schluessel=o["kommune"], by=None)
        if art == OrganisationArt.POLIZEI:
            return organisation_of_polizeidirektion(kuerzel=o["polizeidirektion"], by=None)
        if art == OrganisationArt.TRAEGER:
            if not o["traeger"].strip():
                raise Ablehnung("Bitte nennen Sie mit --traeger, für welchen Träger der Coach arbeitet.")
            name = o["traeger"].strip()
            return Organisation.objects.get_or_create(
                schluessel=f"traeger:{name.casefold()}"[:80], defaults={"art": art, "name": name}
            )[0]
        organisation = house_organisation(rolle=rolle, by=None)
        assert organisation is not None  # noqa: S101 - every other kind is handled above
        return organisation
