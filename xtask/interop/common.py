"""What the checks share: signatures by two libraries, and how a checker is shown to be able to fail."""

import hashlib
import subprocess
import tempfile
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, utils
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

COSE_SIGN1, COSE_SIGN = 18, 98
ALG, TYP, X5CHAIN, X5T = 1, 16, 33, 34
ED25519, ESP256 = -19, -9
SHA256_64 = -15


class Mismatch(Exception):
    """A checker does not agree with what it checks."""


def expect(condition: bool, message: str) -> None:
    if not condition:
        raise Mismatch(message)


def hint(certificate: bytes) -> list:
    """The certificate hint (RFC 9360, x5t): the truncated digest of the certificate."""
    return [SHA256_64, hashlib.sha256(certificate).digest()[:8]]


def verify_cryptography(signer: x509.Certificate, algorithm: int, signature: bytes, message: bytes) -> None:
    key = signer.public_key()
    try:
        if algorithm == ED25519 and isinstance(key, ed25519.Ed25519PublicKey):
            key.verify(signature, message)
        elif algorithm == ESP256 and isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(der_signature(signature), message, ec.ECDSA(SHA256()))
        else:
            raise Mismatch("algorithm does not belong to the signer's key")
    except InvalidSignature as error:
        raise Mismatch("signature is wrong") from error


def verify_openssl(signer: x509.Certificate, algorithm: int, signature: bytes, message: bytes) -> None:
    ecdsa = algorithm == ESP256
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        (directory / "signer.pem").write_bytes(signer.public_bytes(Encoding.PEM))
        (directory / "message").write_bytes(message)
        (directory / "signature").write_bytes(der_signature(signature) if ecdsa else signature)
        arguments = "pkeyutl -verify -rawin -certin -inkey signer.pem -in message -sigfile signature"
        run("openssl", *arguments.split(), *(["-digest", "sha256"] if ecdsa else []), directory=directory)


def der_signature(signature: bytes) -> bytes:
    """An ECDSA signature as OpenSSL wants it, from r and s of 32 bytes each."""
    return utils.encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))


def verify_chain_openssl(chain: list[bytes], roots: list[bytes], at: int) -> None:
    """The chain leads from the signer to one of the roots and is valid at a time."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        for index, certificate in enumerate(chain):
            (directory / f"{index}.pem").write_bytes(pem(certificate))
        (directory / "roots.pem").write_bytes(b"".join(pem(root) for root in roots))
        untrusted = [word for index in range(1, len(chain)) for word in ("-untrusted", f"{index}.pem")]
        arguments = f"verify -x509_strict -purpose any -attime {at} -no-CApath -no-CAstore -CAfile roots.pem"
        run("openssl", *arguments.split(), *untrusted, "0.pem", directory=directory)


def pem(certificate: bytes) -> bytes:
    return load(certificate).public_bytes(Encoding.PEM)


def load(certificate: bytes) -> x509.Certificate:
    try:
        return x509.load_der_x509_certificate(certificate)
    except ValueError as error:
        raise Mismatch("not a certificate") from error


def run(*command: str, directory: Path) -> str:
    result = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)
    expect(result.returncode == 0, f"{command[0]}: {(result.stderr or result.stdout).strip()}")
    return result.stdout


def flip(data: bytes, at: int = -1) -> bytes:
    """`data` with the lowest bit of byte `at` flipped."""
    changed = bytearray(data)
    changed[at] ^= 1
    return bytes(changed)
