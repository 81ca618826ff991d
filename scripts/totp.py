"""The code of an authenticator app (RFC 6238), for scripts that sign in with the secrets lade_demo prints."""

import base64
import hashlib
import hmac
import struct
import time


def totp_code(geheimnis: str) -> str:
    """Six digits for the present thirty seconds."""
    schluessel = base64.b32decode(geheimnis)
    summe = hmac.new(schluessel, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    stelle = summe[-1] & 15
    zahl = struct.unpack(">I", summe[stelle : stelle + 4])[0] & 0x7FFFFFFF
    return f"{zahl % 10**6:06d}"
