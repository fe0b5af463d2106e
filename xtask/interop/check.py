"""Checks labels and their trust bundle with implementations that share no code with this project.

Usage: check.py DIRECTORY, where `label demo DIRECTORY` wrote

    labels/<id>.cbor   the full form: the credential with its certificate chain
    labels/<id>.txt    the text of the QR symbol, with the compact form as digits
    labels/<id>.png    the QR symbol
    keys/root.pem      the root certificate
    trust.cbor         the trust bundle

Every checker must pass every label and the bundle, and must refuse the same with one bit flipped: a checker
that cannot fail checks nothing. Prints one line of counts per checker; the exit status is 1 on any mismatch.
"""

import argparse
import hashlib
import sys
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cbor2
import cwt
import zxingcpp
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from PIL import Image

import bundle
from common import (
    ALG,
    COSE_SIGN1,
    ED25519,
    ESP256,
    X5CHAIN,
    X5T,
    Mismatch,
    expect,
    flip,
    hint,
    load,
    run,
    verify_chain_openssl,
    verify_cryptography,
    verify_openssl,
)

ISSUED = 6
FORMAT_VERSION = "1"
# Bytes in a group of digits, by the number of digits (seven bytes are a full group).
GROUP_BYTES = {3: 1, 5: 2, 8: 3, 10: 4, 13: 5, 15: 6, 17: 7}


@dataclass(frozen=True)
class Label:
    """One label as the demonstration wrote it."""

    name: str
    full: bytes
    text: str
    picture: Path
    root: Path

    @property
    def parts(self) -> tuple[bytes, dict[int, Any], bytes, bytes]:
        """Protected header, unprotected header, payload and signature."""
        tagged = cbor2.loads(self.full)
        expect(isinstance(tagged, cbor2.CBORTag) and tagged.tag == COSE_SIGN1, "not tagged as COSE_Sign1")
        protected, unprotected, payload, signature = tagged.value
        return protected, unprotected, payload, signature

    @property
    def protected(self) -> dict[int, Any]:
        return dict(cbor2.loads(self.parts[0]))

    @property
    def payload(self) -> bytes:
        return self.parts[2]

    @property
    def signature(self) -> bytes:
        return self.parts[3]

    @property
    def chain(self) -> list[bytes]:
        """The certificates in DER, signer first."""
        chain = self.parts[1][X5CHAIN]
        return [chain] if isinstance(chain, bytes) else list(chain)

    @property
    def signer(self) -> x509.Certificate:
        return load(self.chain[0])

    @property
    def to_be_signed(self) -> bytes:
        """The Sig_structure (RFC 9052, section 4.4) without external data."""
        return cbor2.dumps(["Signature1", self.parts[0], b"", self.payload])


@dataclass(frozen=True)
class Checker:
    """What is checked, and how to spoil a label so that the check must fail."""

    name: str
    check: Callable[[Label], None]
    spoil: Callable[[Label], Label]


# Checks.


def check_structure(label: Label) -> None:
    """The full form holds exactly what the format allows, in deterministic encoding."""
    protected, unprotected, payload, signature = label.parts
    expect(sorted(label.protected) == [ALG, X5T], "protected header has other labels")
    expect(list(unprotected) == [X5CHAIN], "unprotected header has other labels")
    expect(len(signature) == 64, "signature is not 64 bytes")
    expect(cbor2.dumps(cbor2.CBORTag(COSE_SIGN1, list(label.parts))) == label.full, "outer encoding is not deterministic")
    for part in (protected, payload):
        expect(cbor2.dumps(cbor2.loads(part), canonical=True) == part, "inner encoding is not deterministic")


def check_hint(label: Label) -> None:
    """The certificate hint (RFC 9360, x5t) is the truncated digest of the signer certificate."""
    expect(label.protected[X5T] == hint(label.chain[0]), "hint does not match the signer certificate")


def check_digits(label: Label) -> None:
    """The digits in the symbol are the full form without its unprotected header, byte for byte."""
    protected, _, payload, signature = label.parts
    compact = cbor2.dumps(cbor2.CBORTag(COSE_SIGN1, [protected, {}, payload, signature]))
    expect(decode_digits(label.text) == compact, "digits are not the compact form")


def decode_digits(text: str) -> bytes:
    """The bytes in the digits after `#1`: seven bytes as 17 digits each, the rest as fewer."""
    _, separator, fragment = text.rpartition("#")
    expect(separator == "#" and fragment.startswith(FORMAT_VERSION), "no fragment of format version 1")
    digits = fragment[len(FORMAT_VERSION) :]
    expect(digits.isascii() and digits.isdecimal(), "fragment has other characters than digits")
    return b"".join(decode_group(digits[at : at + 17]) for at in range(0, len(digits), 17))


def decode_group(group: str) -> bytes:
    expect(len(group) in GROUP_BYTES, f"no group has {len(group)} digits")
    length = GROUP_BYTES[len(group)]
    expect(int(group) < 1 << (8 * length), "digit group is out of range")
    return int(group).to_bytes(length, "big")


def check_signature_cryptography(label: Label) -> None:
    verify_cryptography(label.signer, label.protected[ALG], label.signature, label.to_be_signed)


def check_signature_cwt(label: Label) -> None:
    """Verifies both forms as COSE_Sign1 messages, without any of the code above."""
    key = cwt.COSEKey.from_pem(label.signer.public_bytes(Encoding.PEM), alg=label.protected[ALG])
    try:
        payloads = {cwt.COSE.new().decode(form, key) for form in (label.full, decode_digits(label.text))}
    except cwt.VerifyError as error:
        raise Mismatch("signature is wrong") from error
    expect(payloads == {label.payload}, "the forms have different payloads")


def check_signature_openssl(label: Label) -> None:
    verify_openssl(label.signer, label.protected[ALG], label.signature, label.to_be_signed)


def check_chain_openssl(label: Label) -> None:
    """The chain leads from the signer to the root and is valid when the label was issued."""
    root = x509.load_pem_x509_certificate(label.root.read_bytes()).public_bytes(Encoding.DER)
    verify_chain_openssl(label.chain, [root], cbor2.loads(label.payload)[ISSUED])


# Both scanners look for QR symbols alone: among the modules of one they now and then see a short bar code of digits.


def check_picture_zxing(label: Label) -> None:
    with Image.open(label.picture) as picture:
        texts = [code.text for code in zxingcpp.read_barcodes(picture.convert("L"), zxingcpp.BarcodeFormat.QRCode)]
    expect(texts == [label.text], f"read {texts}")


def check_picture_zbar(label: Label) -> None:
    text = run("zbarimg", "--quiet", "--nodbus", "--raw", "-Sdisable", "-Sqrcode.enable", str(label.picture), directory=Path("."))
    expect(text == label.text + "\n", f"read {text!r}")


# Spoilt labels: one bit differs, in the place that the checker is about.


def spoil_tag(label: Label) -> Label:
    return replace(label, full=flip(label.full, 0))


def spoil_hint(label: Label) -> Label:
    digest = label.protected[X5T][1]
    return replace(label, full=label.full.replace(digest, flip(digest), 1))


def spoil_payload(label: Label) -> Label:
    return replace(label, full=label.full.replace(label.payload, flip(label.payload), 1))


def spoil_certificate(label: Label) -> Label:
    certificate = label.chain[0]
    return replace(label, full=label.full.replace(certificate, flip(certificate), 1))


def spoil_text(label: Label) -> Label:
    """Digits 8 and 9, 6 and 7 and so on differ in their lowest bit."""
    return replace(label, text=label.text[:-1] + str(int(label.text[-1]) ^ 1))


CHECKERS = [
    Checker("structure (cbor2)", check_structure, spoil_tag),
    Checker("certificate hint", check_hint, spoil_hint),
    Checker("digits", check_digits, spoil_text),
    Checker("signature (cryptography)", check_signature_cryptography, spoil_payload),
    Checker("signature (cwt)", check_signature_cwt, spoil_payload),
    Checker("signature (openssl)", check_signature_openssl, spoil_payload),
    Checker("chain (openssl)", check_chain_openssl, spoil_certificate),
    Checker("picture (zxing-cpp)", check_picture_zxing, spoil_text),
    Checker("picture (zbar)", check_picture_zbar, spoil_text),
]


# The run.


def read_labels(directory: Path) -> list[Label]:
    paths = sorted((directory / "labels").glob("*.cbor"))
    return [read_label(path, directory / "keys" / "root.pem") for path in paths]


def read_label(path: Path, root: Path) -> Label:
    text = path.with_suffix(".txt").read_text(encoding="utf-8").removesuffix("\n")
    return Label(path.stem, path.read_bytes(), text, path.with_suffix(".png").resolve(), root.resolve())


def run_checker(checker: Checker, labels: list[Label]) -> list[str]:
    """Checks every label and its spoilt twin; returns what is wrong."""
    wrong = []
    for label in labels:
        if (error := mismatch(checker, label)) is not None:
            wrong.append(f"{label.name}: {checker.name}: {error}")
        elif mismatch(checker, checker.spoil(label)) is None:
            wrong.append(f"{label.name}: {checker.name}: does not notice a flipped bit")
    return wrong


def mismatch(checker: Checker | bundle.BundleChecker, checked: Any) -> str | None:
    try:
        checker.check(checked)
    except Mismatch as error:
        return str(error)
    return None


def read_bundle(directory: Path, labels: list[Label]) -> bundle.Bundle:
    issued = defaultdict(list)
    for label in labels:
        identity = hashlib.sha256(label.to_be_signed).digest()
        issued[label.protected[X5T][1]].append(identity)
    return bundle.read((directory / "trust.cbor").read_bytes(), dict(issued))


def run_bundle_checker(checker: bundle.BundleChecker, whole: bundle.Bundle) -> list[str]:
    """Checks the bundle and every spoilt twin; returns what is wrong."""
    wrong = []
    if (error := mismatch(checker, whole)) is not None:
        wrong.append(f"{checker.name}: {error}")
    for number, spoilt in enumerate(checker.spoil(whole), 1):
        if mismatch(checker, spoilt) is None:
            wrong.append(f"{checker.name}: does not notice flipped bit {number}")
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description="Checks labels and a trust bundle with implementations that share no code.")
    parser.add_argument("directory", type=Path, help="output of `label demo`")
    directory = parser.parse_args().directory
    labels = read_labels(directory)
    if not labels:
        print("check: error: no labels", file=sys.stderr)
        return 1
    algorithms = [label.protected[ALG] for label in labels]
    print(f"{len(labels)} labels: {algorithms.count(ED25519)} Ed25519, {algorithms.count(ESP256)} ESP256")
    failures = 0
    for checker in CHECKERS:
        wrong = run_checker(checker, labels)
        failures += len(wrong)
        print(f"{checker.name:<26} {len(labels) - len(wrong)} passed, {len(wrong)} failed")
        for line in wrong:
            print(f"check: error: {line}", file=sys.stderr)
    whole = read_bundle(directory, labels)
    for checker in bundle.BUNDLE_CHECKERS:
        wrong = run_bundle_checker(checker, whole)
        failures += len(wrong)
        print(f"{checker.name:<26} {'failed' if wrong else 'passed'}")
        for line in wrong:
            print(f"check: error: {line}", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
