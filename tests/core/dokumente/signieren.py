"""Eine eigene Zertifizierungsstelle für die Tests: Zertifikat, Unterschrift, Zeitstempel."""

import datetime as dt
import io

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko import keys
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests.factories.dateien import PDF

BEGINN, ENDE = dt.datetime(2026, 1, 1, tzinfo=dt.UTC), dt.datetime(2036, 1, 1, tzinfo=dt.UTC)


def _name(text: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.COMMON_NAME, text), x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Stadt Meerane")]
    )


Schluessel = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def _zertifikat(name: str, *, marke: bool = False) -> tuple[Schluessel, x509.Certificate]:
    """The time stamper of the library knows RSA only."""
    schluessel: Schluessel = rsa.generate_private_key(65537, 2048) if marke else ec.generate_private_key(ec.SECP256R1())
    bau = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name("Prüfstelle Test"))
        .public_key(schluessel.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(BEGINN)
        .not_valid_after(ENDE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    )
    if marke:
        bau = bau.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return schluessel, bau.sign(schluessel, hashes.SHA256())


def _laden(schluessel: Schluessel, zertifikat: x509.Certificate):
    der = schluessel.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pem = zertifikat.public_bytes(serialization.Encoding.PEM)
    return (
        keys.load_private_key_from_pemder_data(der, passphrase=None),
        next(iter(keys.load_certs_from_pemder_data(pem))),
    )


def unterzeichner(name: str = "Erika Muster") -> signers.SimpleSigner:
    schluessel, zertifikat = _laden(*_zertifikat(name))
    return signers.SimpleSigner(signing_cert=zertifikat, signing_key=schluessel, cert_registry=SimpleCertificateStore())


def zeitstempler() -> DummyTimeStamper:
    schluessel, zertifikat = _laden(*_zertifikat("Zeitstelle", marke=True))
    fest = dt.datetime(2026, 5, 4, 10, 30, tzinfo=dt.UTC)
    return DummyTimeStamper(
        tsa_cert=zertifikat, tsa_key=schluessel, certs_to_embed=SimpleCertificateStore(), fixed_dt=fest
    )


def signiert(
    inhalt: bytes = PDF,
    *,
    name: str = "Erika Muster",
    feld: str = "Unterschrift1",
    marke: bool = False,
    verfahren: str = "sha256",
) -> bytes:
    schreiber = IncrementalPdfFileWriter(io.BytesIO(inhalt))
    fields.append_signature_field(schreiber, fields.SigFieldSpec(feld))
    angaben = signers.PdfSignatureMetadata(field_name=feld, md_algorithm=verfahren)
    ziel = io.BytesIO()
    signers.sign_pdf(
        schreiber, angaben, signer=unterzeichner(name), timestamper=zeitstempler() if marke else None, output=ziel
    )
    return ziel.getvalue()


def gestempelt(inhalt: bytes = PDF) -> bytes:
    """A document time stamp: no person signs, a time stamp covers the whole file."""
    ziel = io.BytesIO()
    signers.PdfTimeStamper(timestamper=zeitstempler()).timestamp_pdf(
        IncrementalPdfFileWriter(io.BytesIO(inhalt)), "sha256", output=ziel
    )
    return ziel.getvalue()


def ergaenzt(inhalt: bytes, titel: str = "anders") -> bytes:
    """An incremental update that changes the page."""
    from pyhanko.pdf_utils import generic

    schreiber = IncrementalPdfFileWriter(io.BytesIO(inhalt))
    seite = schreiber.root["/Pages"]["/Kids"][0]
    seite["/Contents"] = schreiber.add_object(generic.StreamObject(stream_data=f"% {titel}".encode()))
    schreiber.update_container(seite)
    ziel = io.BytesIO()
    schreiber.write(ziel)
    return ziel.getvalue()
