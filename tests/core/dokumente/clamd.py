"""Ein nachgebauter clamd, der antwortet, was der Test will, und ein echter mit einer Signatur für EICAR."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from subprocess import DEVNULL, Popen

# Zusammengesetzt, damit kein Virenscanner diese Datei für den Testvirus hält.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}" + b"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SIGNATUR = f"Eicar-Test-Signature:0:*:{EICAR.hex()}\n"
CLAMD = Path("/usr/sbin/clamd")
Verhalten = Callable[[socket.socket], None]


def liest_alles(verbindung: socket.socket) -> bytes:
    """As the protocol says: chunks with their length, until one of length zero."""
    inhalt, rest = b"", _genau(verbindung, 10)
    assert rest == b"zINSTREAM\0"
    while laenge := int.from_bytes(_genau(verbindung, 4), "big"):
        inhalt += _genau(verbindung, laenge)
    return inhalt


def _genau(verbindung: socket.socket, anzahl: int) -> bytes:
    inhalt = b""
    while len(inhalt) < anzahl:
        if not (stueck := verbindung.recv(anzahl - len(inhalt))):
            raise ConnectionError("zu früh zu Ende")
        inhalt += stueck
    return inhalt


def antwortet(text: bytes) -> Verhalten:
    def verhalten(verbindung: socket.socket) -> None:
        liest_alles(verbindung)
        verbindung.sendall(text)

    return verhalten


@contextmanager
def falscher(verhalten: Verhalten) -> Iterator[str]:
    """The address of a server that treats each connection like this."""
    with socket.create_server(("127.0.0.1", 0)) as tuer:
        faden = threading.Thread(target=_bediene, args=(tuer, verhalten), daemon=True)
        faden.start()
        yield f"tcp://127.0.0.1:{tuer.getsockname()[1]}"
        tuer.shutdown(socket.SHUT_RDWR)
        faden.join(5)


def _bediene(tuer: socket.socket, verhalten: Verhalten) -> None:
    while True:
        try:
            verbindung, _ = tuer.accept()
        except OSError:
            return
        with verbindung, suppress(OSError):
            verhalten(verbindung)


@contextmanager
def echter(ordner: Path) -> Iterator[str]:
    """Debian's clamd on a unix socket, with one signature of our own; it starts in a tenth of a second."""
    datenbank, dose, einstellung = ordner / "db", ordner / "clamd.sock", ordner / "clamd.conf"
    datenbank.mkdir()
    (datenbank / "eicar.ndb").write_text(SIGNATUR)
    einstellung.write_text(
        f"DatabaseDirectory {datenbank}\nLocalSocket {dose}\nForeground yes\nLogFile {ordner / 'log'}\n"
        "StreamMaxLength 1M\nConcurrentDatabaseReload no\n"
    )
    dienst = Popen([CLAMD, "--config-file", einstellung], stdout=DEVNULL, stderr=DEVNULL)
    try:
        ende = time.monotonic() + 30
        while not dose.exists() and dienst.poll() is None and time.monotonic() < ende:
            time.sleep(0.02)
        assert dose.exists(), "clamd ist nicht gestartet"
        yield f"unix://{dose}"
    finally:
        dienst.terminate()
        dienst.wait(10)
