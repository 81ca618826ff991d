"""Signing in and the checks that every page passes, shared by the browser tests."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from asskomm.core.roles import Rolle
from tests.factories.konten import konto, melde_an


@pytest.fixture
def anmelden(live_server: Any) -> Callable[..., Client]:
    """Puts the session of `user`, or of a new account, into a browser context; returns a client with the same."""

    def setze(kontext: Any, rolle: str = Rolle.SACHBEARBEITUNG, user: Any = None) -> Client:
        client = Client()
        melde_an(client, user or konto(rolle))
        name = settings.SESSION_COOKIE_NAME
        kontext.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        return client

    return setze


@pytest.fixture
def angemeldet(live_server: Any, context: Any, anmelden: Callable[..., Client]) -> str:
    """The default page belongs to a clerk; gives the address of the server."""
    anmelden(context)
    return live_server.url


@pytest.fixture
def ohne_skript(browser: Any, live_server: Any) -> Any:
    """A page on a phone with JavaScript switched off; paths are relative to the server."""
    kontext = browser.new_context(
        java_script_enabled=False, viewport={"width": 390, "height": 800}, base_url=live_server.url, locale="de-DE"
    )
    yield kontext.new_page()
    kontext.close()


class Mithoerer:
    """What a page must not do: complain on the console (content policy!) or call another host."""

    def __init__(self, page: Any, server: str) -> None:
        self.server = server
        self.meldungen: list[str] = []
        page.on("console", self._konsole)
        page.on("pageerror", lambda fehler: self.meldungen.append(f"Fehler: {fehler}"))
        page.on("request", self._anfrage)

    def _konsole(self, meldung: Any) -> None:
        # The browser reports the status of error pages, too; the status itself is checked by the caller.
        if meldung.type in ("error", "warning") and "the server responded with a status of" not in meldung.text:
            self.meldungen.append(f"Konsole: {meldung.text}")

    def _anfrage(self, anfrage: Any) -> None:
        if not anfrage.url.startswith((self.server, "data:", "about:")):
            self.meldungen.append(f"fremder Rechner: {anfrage.url}")

    def leere(self) -> list[str]:
        meldungen, self.meldungen = self.meldungen, []
        return meldungen


@pytest.fixture
def mithoerer(live_server: Any) -> Callable[[Any], Mithoerer]:
    return lambda page: Mithoerer(page, live_server.url)


GRUNDREGELN = """() => {
  const befunde = []
  const zahl = document.querySelectorAll('h1').length
  if (zahl !== 1) befunde.push(`${zahl} h1`)
  const sprung = document.querySelector('a.sprunglink')
  if (!sprung || !document.querySelector(sprung.getAttribute('href'))) befunde.push('Sprunglink ohne Ziel')
  if (!document.title.includes('ASSKomm')) befunde.push('Titel ohne ASSKomm')
  const zuviel = document.documentElement.scrollWidth - innerWidth
  if (zuviel > 0) befunde.push(`ragt ${zuviel} px hinaus`)
  return befunde
}"""


@pytest.fixture
def grundregeln() -> Callable[[Any], list[str]]:
    """One main heading, a skip link with a target, a title, nothing sticks out."""

    def pruefe(page: Any) -> list[str]:
        page.wait_for_load_state()
        return page.evaluate(GRUNDREGELN)

    return pruefe
