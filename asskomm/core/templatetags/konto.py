"""For the account pages only."""

from django import template

register = template.Library()
# The first that fits: browsers imitate each other, and the imitated one is named as well.
BROWSER = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEME = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@register.filter
def geraet(kennung: str) -> str:
    """What a browser says of itself, in words: "Firefox auf Windows"."""
    browser = next((name for zeichen, name in BROWSER if zeichen in kennung), "unbekannter Browser")
    system = next((name for zeichen, name in SYSTEME if zeichen in kennung), "")
    return f"{browser} auf {system}" if system else browser
