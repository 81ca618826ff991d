from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

ZUGABE = 5 * 1024 * 1024  # the other fields of a form; a file just too large still gets a friendly refusal


class Groessengrenze(FileUploadHandler):
    """First of the handlers: what is far too large is refused before a byte of it reaches the disk.

    Without it anybody could fill the disk, also without an account: the check of the form token reads the body.
    """

    def handle_raw_input(
        self, input_data: Any, META: dict[str, Any], content_length: int, boundary: str, encoding: str | None = None
    ) -> None:
        if content_length > settings.UPLOAD_MAX_BYTES + ZUGABE:
            raise RequestDataTooBig("Die Anfrage ist größer, als das Portal Dateien annimmt.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
