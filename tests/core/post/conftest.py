import socket
from collections.abc import Iterator

import pytest

from tests.core.post.mailserver import Mailserver


@pytest.fixture
def mailserver(settings) -> Iterator[Mailserver]:
    """Ein echter SMTP-Server auf diesem Rechner; das Portal schickt seine Post an ihn."""
    with Mailserver() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_TIMEOUT = 5
        yield server


@pytest.fixture
def freier_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])
