"""Certificates and the paths from a signer to a root: docs/FORMAT.md, section 7."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from . import der, edwards
from .der import Der
from .faults import Fault

ED25519, ESP256 = -19, -9
ALGORITHM_ED25519 = bytes.fromhex("300506032b6570")
ALGORITHM_ECDSA = bytes.fromhex("300a06082a8648ce3d040302")
KEY_P256 = bytes.fromhex("301306072a8648ce3d020106082a8648ce3d030107")
SUBJECT_KEY, KEY_USAGE, CONSTRAINTS = b"\x55\x1d\x0e", b"\x55\x1d\x0f", b"\x55\x1d\x13"
AUTHORITY_KEY, EXTENDED_USAGE = b"\x55\x1d\x23", b"\x55\x1d\x25"
ANY_USAGE = b"\x55\x1d\x25\x00"
KNOWN = {SUBJECT_KEY, KEY_USAGE, CONSTRAINTS, AUTHORITY_KEY, EXTENDED_USAGE}
LABELS = bytes.fromhex("2b0601040181fd590201")
STATUS_LISTS = bytes.fromhex("2b0601040181fd590202")
DIGITAL_SIGNATURE, NON_REPUDIATION, KEY_CERT_SIGN = 0, 1, 5


@dataclass(frozen=True)
class Certificate:
    """A certificate as its structure says; whether it follows the rules is asked later."""

    der: bytes
    tbs: bytes
    version: int
    inner_algorithm: bytes
    outer_algorithm: bytes
    signature: bytes
    issuer: bytes
    subject: bytes
    not_before: int
    not_after: int
    key_algorithm: bytes
    key: bytes
    key_info: bytes
    extensions: tuple[tuple[bytes, bool, bytes], ...]

    def extension(self, oid: bytes) -> bytes | None:
        """The content of an extension."""
        return next((value for name, _, value in self.extensions if name == oid), None)

    def hint(self) -> bytes:
        """The digest that x5t holds."""
        return hashlib.sha256(self.der).digest()[:8]

    def key_digest(self) -> bytes:
        """The digest that the certificates of one key have in common."""
        return hashlib.sha256(self.key_info).digest()

    def covers(self, moment: int) -> bool:
        """True where the validity holds the moment."""
        return self.not_before <= moment <= self.not_after


@lru_cache(maxsize=4096)
def parse(data: bytes) -> Certificate:
    """The structure of a certificate in DER."""
    outer = Der(der.only(data, der.SEQUENCE))
    tbs = outer.whole(der.SEQUENCE)
    outer_algorithm = der.algorithm(outer.whole(der.SEQUENCE))
    signature = der.whole_bits(outer.expect(der.BIT_STRING))
    outer.end()
    inner = Der(der.only(tbs, der.SEQUENCE))
    version = der.integer(der.only(inner.expect(0xA0), der.INTEGER)) if inner.peek() == 0xA0 else 0
    if version not in (0, 1, 2):
        raise Fault("cert_malformed")
    der.integer(inner.expect(der.INTEGER))
    inner_algorithm = der.algorithm(inner.whole(der.SEQUENCE))
    issuer = der.name(inner.whole(der.SEQUENCE))
    validity = Der(inner.expect(der.SEQUENCE))
    not_before, not_after = der.time(validity), der.time(validity)
    validity.end()
    subject = der.name(inner.whole(der.SEQUENCE))
    key_info = inner.whole(der.SEQUENCE)
    key = Der(der.only(key_info, der.SEQUENCE))
    key_algorithm = der.algorithm(key.whole(der.SEQUENCE))
    key_bits = der.whole_bits(key.expect(der.BIT_STRING))
    key.end()
    for unique in (0x81, 0x82):
        if inner.peek() == unique:
            inner.element()
    extensions = _extensions(inner.expect(0xA3)) if inner.peek() == 0xA3 else ()
    inner.end()
    return Certificate(
        data, tbs, version + 1, inner_algorithm, outer_algorithm, signature, issuer, subject,
        not_before, not_after, key_algorithm, key_bits, key_info, extensions,
    )  # fmt: skip


def _extensions(data: bytes) -> tuple[tuple[bytes, bool, bytes], ...]:
    listed = Der(der.only(data, der.SEQUENCE))
    found = []
    while listed.more():
        one = Der(listed.expect(der.SEQUENCE))
        oid = der.oid(one.expect(der.OID))
        critical = der.boolean(one.expect(der.BOOLEAN)) if one.peek() == der.BOOLEAN else False
        found.append((oid, critical, one.expect(der.OCTET_STRING)))
        one.end()
    return tuple(found)


def algorithm(certificate: Certificate) -> int:
    """The COSE algorithm that the key implies; refuses keys that are not sound."""
    if certificate.key_algorithm == ALGORITHM_ED25519:
        fault = edwards.key_fault(certificate.key)
        if fault is not None:
            raise Fault(fault)
        return ED25519
    if certificate.key_algorithm != KEY_P256:
        raise Fault("cert_key_unsupported")
    _p256(certificate.key)
    return ESP256


@lru_cache(maxsize=4096)
def _p256(key: bytes) -> ec.EllipticCurvePublicKey:
    if len(key) != 65 or key[0] != 4:
        raise Fault("cert_key_encoding")
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key)
    except ValueError:
        raise Fault("cert_key_encoding") from None


@lru_cache(maxsize=16384)
def verify(certificate: Certificate, signature: bytes, message: bytes) -> bool:
    """True where the certificate's key made the signature; ECDSA in DER as X.509 has it."""
    if algorithm(certificate) == ED25519:
        return edwards.verify(certificate.key, signature, message)
    try:
        _p256(certificate.key).verify(signature, message, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def _constraints(certificate: Certificate) -> tuple[bool, int | None]:
    data = certificate.extension(CONSTRAINTS)
    if data is None:
        return False, None
    reader = Der(der.only(data, der.SEQUENCE))
    authority = der.boolean(reader.expect(der.BOOLEAN)) if reader.peek() == der.BOOLEAN else False
    length = der.integer(reader.expect(der.INTEGER)) if reader.peek() == der.INTEGER else None
    reader.end()
    return authority, length


def _usage(certificate: Certificate) -> set[int]:
    data = certificate.extension(KEY_USAGE)
    return set() if data is None else der.named_bits(der.only(data, der.BIT_STRING))


def _purposes(certificate: Certificate) -> list[bytes] | None:
    data = certificate.extension(EXTENDED_USAGE)
    if data is None:
        return None
    reader, found = Der(der.only(data, der.SEQUENCE)), []
    while reader.more():
        found.append(der.oid(reader.expect(der.OID)))
    return found


def _own_key_id(certificate: Certificate) -> bytes | None:
    """The identifier of the subject's key, where it is stated."""
    data = certificate.extension(SUBJECT_KEY)
    return None if data is None else der.only(data, der.OCTET_STRING)


def _issuer_key_id(certificate: Certificate) -> bytes | None:
    """The identifier of the issuer's key, where it is stated."""
    data = certificate.extension(AUTHORITY_KEY)
    if data is None:
        return None
    reader = Der(der.only(data, der.SEQUENCE))
    return reader.expect(0x80) if reader.peek() == 0x80 else None


def check_common(certificate: Certificate) -> None:
    """The rules for every certificate that need no other one."""
    if certificate.version != 3:
        raise Fault("cert_version")
    names = [name for name, _, _ in certificate.extensions]
    if len(set(names)) != len(names):
        raise Fault("cert_duplicate_extension")
    if any(critical and name not in KNOWN for name, critical, _ in certificate.extensions):
        raise Fault("cert_critical_extension")
    algorithm(certificate)


def check_authority(certificate: Certificate) -> None:
    """The rules for an intermediate or a root."""
    check_common(certificate)
    if not _constraints(certificate)[0]:
        raise Fault("cert_not_ca")
    if KEY_CERT_SIGN not in _usage(certificate):
        raise Fault("cert_key_usage")


def check_root(certificate: Certificate) -> None:
    """The rules for a root."""
    check_authority(certificate)
    if certificate.issuer != certificate.subject or not _key_ids_chain(certificate, certificate):
        raise Fault("cert_issuer")
    _check_signature(certificate, certificate)


def check_signer(certificate: Certificate) -> None:
    """The rules for a signer, but for its purpose."""
    check_common(certificate)
    if _constraints(certificate)[0]:
        raise Fault("cert_is_ca")
    usage = _usage(certificate)
    if DIGITAL_SIGNATURE not in usage or usage - {DIGITAL_SIGNATURE, NON_REPUDIATION}:
        raise Fault("cert_key_usage")


def check_purpose(path: list[Certificate], purpose: bytes) -> None:
    """The signer's one purpose, which a critical extension of an intermediate has to allow."""
    purposes = _purposes(path[0])
    if purposes is None:
        raise Fault("cert_extended_key_usage_missing")
    if purposes != [purpose]:
        raise Fault("cert_extended_key_usage")
    for issuer in path[1:-1]:
        # One that is not critical says nothing, whatever stands in it.
        critical = any(name == EXTENDED_USAGE and critical for name, critical, _ in issuer.extensions)
        if critical and not {purpose, ANY_USAGE} & set(_purposes(issuer) or []):
            raise Fault("cert_extended_key_usage")


def _key_ids_chain(certificate: Certificate, issuer: Certificate) -> bool:
    stated, own = _issuer_key_id(certificate), _own_key_id(issuer)
    return stated is None or own is None or stated == own


def _named(certificate: Certificate, issuer: Certificate) -> bool:
    return certificate.issuer == issuer.subject and _key_ids_chain(certificate, issuer)


def _check_signature(certificate: Certificate, issuer: Certificate) -> None:
    right = ALGORITHM_ED25519 if algorithm(issuer) == ED25519 else ALGORITHM_ECDSA
    if certificate.inner_algorithm != right or certificate.outer_algorithm != right:
        raise Fault("cert_algorithm")
    if not verify(issuer, certificate.signature, certificate.tbs):
        raise Fault("cert_signature")


def _check_issued(certificate: Certificate, issuer: Certificate, below: int) -> None:
    if not _named(certificate, issuer):
        raise Fault("cert_issuer")
    length = _constraints(issuer)[1]
    if length is not None and length < below:
        raise Fault("cert_path_length")
    _check_signature(certificate, issuer)
    if certificate.not_before < issuer.not_before or certificate.not_after > issuer.not_after:
        raise Fault("cert_not_nested")


def check_path(chain: list[Certificate], roots: list[Certificate]) -> list[Certificate]:
    """The path from the signer to a root that holds, root last."""
    if len(chain) > 1 and chain[-1] in roots:
        chain = chain[:-1]
    if not 1 <= len(chain) <= 2:
        raise Fault("chain_length")
    check_signer(chain[0])
    for issuer in chain[1:]:
        check_authority(issuer)
        _check_issued(chain[0], issuer, 0)
    last, first_fault = chain[-1], Fault("chain_no_anchor")
    candidates = [root for root in roots if _named(last, root)]
    for number, root in enumerate(candidates):
        try:
            _check_issued(last, root, len(chain) - 1)
            return [*chain, root]
        except Fault as fault:
            first_fault = fault if number == 0 else first_fault
    raise first_fault
