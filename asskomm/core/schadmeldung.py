"""Who is told about malware: whoever uploaded it, and Leitung."""

import datetime as dt

from .models import Rollenzuordnung, User
from .roles import Rolle
from .services.postausgang import stelle_bereit
from .stichtag import BERLIN

BETREFF = "Schadsoftware in einer hochgeladenen Datei"


def benachrichtige(*, fund: str, name: str, by: User | None, jetzt: dt.datetime) -> None:
    tag = jetzt.astimezone(BERLIN).date()
    leitung = Rollenzuordnung.objects.in_kraft(tag).filter(rolle=Rolle.LEITUNG, user__is_active=True)
    personen = {z.user for z in leitung.select_related("user")} | ({by} if by else set())
    werte = {"fund": fund, "datei": name, "hochgeladen": str(by or "das System"), "zeitpunkt": jetzt}
    for person in sorted(personen, key=lambda p: p.pk):
        stelle_bereit(
            an=person.email, name=str(person), betreff=BETREFF, vorlage="schadsoftware", werte=werte, by=None,
            jetzt=jetzt,
        )  # fmt: skip
