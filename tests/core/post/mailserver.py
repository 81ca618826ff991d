"""A real SMTP server (aiosmtpd) with a will of its own."""

import asyncio
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Self

from aiosmtpd.controller import Controller


class _Steuerung(Controller):
    def _trigger_server(self) -> None:
        """Port 0 lets the system choose one: now it is known."""
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


class Mailserver:
    """`antworten`: what it says to an address, one answer after the other; `nach_inhalt`: what it says to the text."""

    def __init__(self) -> None:
        self.angenommen: list[tuple[str, EmailMessage]] = []
        self.antworten: dict[str, list[str]] = {}
        self.nach_inhalt: list[str] = []
        self.schlaeft = 0.0
        self._controller = _Steuerung(self, hostname="127.0.0.1", port=0)

    @property
    def port(self) -> int:
        return int(self._controller.port)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    async def handle_RCPT(self, _s: Any, _sitzung: Any, umschlag: Any, adresse: str, _o: Any) -> str:
        if self.schlaeft:
            await asyncio.sleep(self.schlaeft)
        if self.antworten.get(adresse):
            antwort = self.antworten[adresse].pop(0)
            if not antwort.startswith("2"):
                return antwort
        umschlag.rcpt_tos.append(adresse)
        return "250 OK"

    async def handle_DATA(self, _s: Any, _sitzung: Any, umschlag: Any) -> str:
        if self.nach_inhalt and not (antwort := self.nach_inhalt.pop(0)).startswith("2"):
            return antwort
        inhalt = message_from_bytes(umschlag.content, policy=policy.default)
        self.angenommen += [(an, inhalt) for an in umschlag.rcpt_tos]  # type: ignore[misc]
        return "250 angenommen"
