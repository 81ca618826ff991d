"""Electronic signatures in a PDF, checked by pyHanko without network. Never more is said than was verified:

whether the signed bytes are unaltered, and that the signature fits the certificate it brings along. Whom that
certificate belongs to is its own claim: the chain of trust is not checked (no trust list here).
"""

import datetime as dt
from importlib.metadata import version
from typing import Any

from asn1crypto import cms
from django.core.files import File
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.general import extract_signer_info
from pyhanko.sign.validation import generic_cms
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko.sign.validation.utils import DEFAULT_WEAK_HASH_ALGORITHMS

from .models import Dokument
from .models.files import Signaturbefund, Signaturergebnis
from .stichtag import BERLIN

PROGRAMM = f"pyHanko {version('pyHanko')}"
OHNE_VERTRAUENSKETTE = "Die Vertrauenskette wurde nicht geprüft."
MAX_SIGNATUREN = 50
_RANG = [
    Signaturergebnis.KEINE,
    Signaturergebnis.UNVERAENDERT,
    Signaturergebnis.ERGAENZT,
    Signaturergebnis.NICHT_PRUEFBAR,
    Signaturergebnis.GEAENDERT,
]
_UNVERSEHRT = (Signaturergebnis.UNVERAENDERT, Signaturergebnis.ERGAENZT)
STEMPEL = "Zeitstempel"
# Of a document time stamp: it says when, nobody has signed by it.
_STEMPELTEXT = {
    Signaturergebnis.UNVERAENDERT: "Zeitstempel vorhanden, seither unverändert",
    Signaturergebnis.ERGAENZT: "Zeitstempel vorhanden, danach zulässig ergänzt",
    Signaturergebnis.NICHT_PRUEFBAR: "Zeitstempel nicht prüfbar",
    Signaturergebnis.GEAENDERT: "geändert seit dem Zeitstempel",
}


def store_signaturbefund(*, dokument: Dokument, datei: File, jetzt: dt.datetime) -> Signaturbefund:
    """A new row; the file is at its beginning afterwards."""
    ergebnis, angaben = pruefe_signaturen(datei)
    datei.seek(0)
    return Signaturbefund.objects.create(
        dokument=dokument, ergebnis=ergebnis, angaben=angaben, programm=PROGRAMM, geprueft_zeitpunkt=jetzt
    )


def pruefe_signaturen(datei: Any) -> tuple[Signaturergebnis, list[dict[str, str]]]:
    """The worst result of all signatures, and what is known of each."""
    datei.seek(0)
    try:
        leser = PdfFileReader(datei, strict=False)
        if leser.encrypted:
            return Signaturergebnis.NICHT_PRUEFBAR, [_grund("Das PDF ist verschlüsselt.")]
        signaturen = list(leser.embedded_signatures)
    except Exception:  # the parser of a broken file fails in many ways
        return Signaturergebnis.NICHT_PRUEFBAR, [_grund("Das PDF lässt sich nicht lesen.")]
    if len(signaturen) > MAX_SIGNATUREN:
        return Signaturergebnis.NICHT_PRUEFBAR, [_grund(f"Das PDF enthält mehr als {MAX_SIGNATUREN} Signaturen.")]
    befunde = [_pruefe(signatur) for signatur in signaturen]
    angaben = [angaben for _, angaben in befunde]
    schlechtestes = max([Signaturergebnis.KEINE, *(ergebnis for ergebnis, _ in befunde)], key=_RANG.index)
    nur_stempel = all(a.get("art") == STEMPEL for a in angaben)
    return (Signaturergebnis.KEINE if nur_stempel and schlechtestes in _UNVERSEHRT else schlechtestes), angaben


def _pruefe(signatur: EmbeddedPdfSignature) -> tuple[Signaturergebnis, dict[str, str]]:
    try:
        ergebnis, grund = _unversehrt(signatur)
        angaben = _angaben(signatur)
    except Exception:  # whatever a made-up signature does to the parser
        ergebnis, grund, angaben = Signaturergebnis.NICHT_PRUEFBAR, "Die Signatur ist nicht lesbar.", {}
    kopf = {"ergebnis": ergebnis.value, "text": str(ergebnis.label)}
    if signatur.sig_object.get("/Type") == "/DocTimeStamp":
        kopf |= {"text": _STEMPELTEXT[ergebnis], "art": STEMPEL}
    return ergebnis, {**kopf, **({"grund": grund} if grund else {}), **angaben}


def _unversehrt(signatur: EmbeddedPdfSignature) -> tuple[Signaturergebnis, str]:
    if signatur.md_algorithm in DEFAULT_WEAK_HASH_ALGORITHMS:
        return Signaturergebnis.NICHT_PRUEFBAR, f"Das Verfahren ({signatur.md_algorithm.upper()}) gilt als gebrochen."
    signatur.compute_integrity_info()
    inhalt = signatur.signed_data["encap_content_info"]["content_type"].native
    unversehrt, passend = _integritaet(signatur, inhalt)
    if not unversehrt:
        return Signaturergebnis.GEAENDERT, "Der unterschriebene Inhalt ist nicht mehr derselbe."
    if not passend:
        return Signaturergebnis.NICHT_PRUEFBAR, "Die Signatur passt nicht zu ihrem Zertifikat."
    if signatur.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return Signaturergebnis.UNVERAENDERT, ""
    if signatur.coverage != SignatureCoverageLevel.ENTIRE_REVISION:
        return Signaturergebnis.GEAENDERT, "Die Signatur umfasst nicht das ganze Dokument."
    return _nachtraege(signatur)


def _nachtraege(signatur: EmbeddedPdfSignature) -> tuple[Signaturergebnis, str]:
    """What came after the signature: further signatures and form fields may be allowed by it, anything else is not."""
    unterschied = signatur.diff_result
    erlaubt = bool(signatur.summarise_integrity_info()["docmdp_ok"]) and isinstance(unterschied, DiffResult)
    if not erlaubt:
        return Signaturergebnis.GEAENDERT, "Nach der Signatur wurde das Dokument verändert."
    if isinstance(unterschied, DiffResult) and unterschied.modification_level == ModificationLevel.NONE:
        return Signaturergebnis.UNVERAENDERT, ""
    return (
        Signaturergebnis.ERGAENZT,
        "Später kamen weitere Signaturen, Prüfangaben oder Einträge in Formularfelder hinzu.",
    )


def _integritaet(signatur: EmbeddedPdfSignature, inhalt: str) -> tuple[bool, bool]:
    info, zertifikat = signatur.signer_info, signatur.signer_cert
    if inhalt == "tst_info":  # a document time stamp signs a digest of the document
        angaben = signatur.signed_data["encap_content_info"]["content"].parsed
        passt = angaben["message_imprint"]["hashed_message"].native == signatur.compute_digest()
        unversehrt, echt = _marke_echt(signatur.signed_data)
        return passt and unversehrt, echt
    return generic_cms.validate_sig_integrity(
        info, zertifikat, expected_content_type="data", actual_digest=signatur.compute_digest()
    )


def _marke_echt(signed_data: cms.SignedData) -> tuple[bool, bool]:
    info = extract_signer_info(signed_data)
    zertifikat = generic_cms.extract_certs_for_validation(signed_data).signer_cert
    verfahren = info["digest_algorithm"]["algorithm"].native
    roh = bytes(signed_data["encap_content_info"]["content"])
    pruefer = generic_cms.get_hash_spec_for_tst_digest(verfahren)
    summe = generic_cms.hashes.Hash(pruefer)
    summe.update(roh)
    return generic_cms.validate_sig_integrity(
        info, zertifikat, expected_content_type="tst_info", actual_digest=summe.finalize()
    )


def _angaben(signatur: EmbeddedPdfSignature) -> dict[str, str]:
    zertifikat = signatur.signer_cert
    angaben = {
        "unterzeichner": _name(zertifikat.subject),
        "aussteller": _name(zertifikat.issuer),
        "zertifikat_bis": zertifikat.not_valid_after.astimezone(BERLIN).date().isoformat(),
    }
    if marke := _zeitstempel(signatur):
        return {**angaben, "zeitpunkt": marke.isoformat(), "zeitquelle": STEMPEL}
    if behauptet := signatur.self_reported_timestamp:
        return {**angaben, "zeitpunkt": behauptet.isoformat(), "zeitquelle": "behauptet"}
    return angaben


def _zeitstempel(signatur: EmbeddedPdfSignature) -> dt.datetime | None:
    """Of a token that fits this signature and its own certificate; otherwise the time is only a claim."""
    if signatur.signed_data["encap_content_info"]["content_type"].native == "tst_info":
        return signatur.signed_data["encap_content_info"]["content"].parsed["gen_time"].native
    soll = generic_cms.message_imprint_checker(signatur.signer_info)
    for marke in generic_cms.extract_tst_data_iter(signatur.signer_info, signed=False):
        angaben = marke["encap_content_info"]["content"].parsed
        abdruck = angaben["message_imprint"]
        passt = soll(abdruck["hash_algorithm"]["algorithm"].native) == abdruck["hashed_message"].native
        if passt and all(_marke_echt(marke)):
            return angaben["gen_time"].native
    return None


def _name(name: Any) -> str:
    """What the certificate says, shortened: common name and organisation."""
    teile = name.native
    worte = [teile.get("common_name"), teile.get("organization_name")]
    text = ", ".join(str(w) for w in worte if w) or name.human_friendly
    return "".join(z for z in text if z.isprintable())[:200]


def _grund(text: str) -> dict[str, str]:
    ergebnis = Signaturergebnis.NICHT_PRUEFBAR
    return {"ergebnis": ergebnis.value, "text": str(ergebnis.label), "grund": text}
