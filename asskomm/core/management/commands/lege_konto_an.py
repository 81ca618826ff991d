from argparse import ArgumentParser
from typing import Any

from asskomm.core.accounts import invite_user
from asskomm.core.befehl import Befehl
from asskomm.core.roles import BEDEUTUNG, Rolle


class Command(Befehl):
    help = "Legt ein Konto an und druckt den Einladungslink. Rollen: " + "; ".join(
        f"{r.value} = {r.label} ({BEDEUTUNG[r]})" for r in Rolle
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rolle", required=True, help=", ".join(Rolle.values))
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", default="")

    def handle(self, *args: Any, **optionen: Any) -> None:
        user, link = invite_user(
            email=optionen["email"], rolle=optionen["rolle"].upper(), name=optionen["name"], by=None
        )
        self.stdout.write(f"Konto angelegt: {user.email} ({user.get_rolle_display()})")
        self.stdout.write("Einladungslink, drei Tage gültig, nur einmal verwendbar:")
        self.stdout.write(link)
