"""Signed objects in COSE_Sign1: docs/FORMAT.md, section 3."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from . import certificates, edwards
from .certificates import ED25519, ESP256, Certificate
from .faults import Fault
from .strict_cbor import Map, Reader, byte_string, decode, is_int, same

ALG, CRIT, TYP, X5CHAIN, X5T, RECEIPTS = 1, 2, 16, 33, 34, 394
MAX_FULL, MAX_COMPACT, MAX_CERTIFICATE = 16_384, 1_024, 4_096


@dataclass(frozen=True)
class Signed:
    """A signed object whose form is right; its signature is not checked yet."""

    protected: bytes
    payload: bytes
    signature: bytes
    algorithm: int
    hint: bytes
    typ: str | None
    bare: bool = True

    def message(self) -> bytes:
        """The bytes that the signature covers."""
        return b"\x84\x6aSignature1" + byte_string(self.protected) + b"\x40" + byte_string(self.payload)

    def signed_by(self, certificate: Certificate) -> bool:
        """True where the key of the certificate made the signature."""
        if self.algorithm == ED25519:
            return edwards.verify(certificate.key, self.signature, self.message())
        r, s = (int.from_bytes(half, "big") for half in (self.signature[:32], self.signature[32:]))
        return certificates.verify(certificate, encode_dss_signature(r, s), self.message())


def _outer(data: bytes) -> list[Any]:
    reader = Reader(data)
    if reader.head() != (6, 18):
        raise Fault("cose_tag")
    value = reader.item()
    reader.end()
    if not isinstance(value, list) or len(value) != 4:
        raise Fault("cose_shape")
    return value


def _check_parts(protected: Any, unprotected: Any, payload: Any, signature: Any) -> None:
    """The kinds of the four parts, before any of them is opened."""
    if not isinstance(protected, bytes):
        raise Fault("cose_protected_shape")
    if not isinstance(payload, bytes) or not payload:
        raise Fault("cose_payload")
    if not isinstance(signature, bytes) or len(signature) != 64:
        raise Fault("cose_signature_length")
    if not isinstance(unprotected, Map):
        raise Fault("cose_unprotected_shape")


def _protected(data: bytes) -> Map:
    if not data:
        raise Fault("cose_protected_shape")
    header = decode(data)
    if not isinstance(header, Map) or not all(is_int(key) for key, _ in header.pairs):
        raise Fault("cose_protected_shape")
    return header


def protected_header(data: bytes, typed: bool = False) -> Map:
    """The protected header of a signer."""
    header = _protected(data)
    _check_protected(header, typed)
    return header


def _check_protected(header: Map, typed: bool) -> None:
    for key, _ in header.pairs:
        if key == CRIT:
            raise Fault("cose_crit")
        if key == TYP and not typed:
            raise Fault("cose_typ")
        if key not in (ALG, TYP, X5T):
            raise Fault("cose_protected_label")
    algorithm = header.get(ALG)
    if not header.has(ALG):
        raise Fault("cose_alg_missing")
    if not is_int(algorithm):
        raise Fault("cose_alg_type")
    if algorithm not in (ED25519, ESP256):
        raise Fault("cose_alg_unsupported")
    if typed and not isinstance(header.get(TYP), str):
        raise Fault("cose_typ")
    hint = header.get(X5T)
    right = isinstance(hint, list) and len(hint) == 2 and same(hint[0], -15)
    if not right or not isinstance(hint[1], bytes) or len(hint[1]) != 8:
        raise Fault("cose_x5t")


def _check_unprotected(header: Map, protected: Map) -> None:
    if not all(is_int(key) for key, _ in header.pairs):
        raise Fault("cose_unprotected_shape")
    if any(protected.has(key) for key, _ in header.pairs):
        raise Fault("cose_label_in_both")
    for key, value in header.pairs:
        if key == X5CHAIN:
            _check_chain(value)
        elif key == RECEIPTS:
            if not isinstance(value, list) or not value or not all(isinstance(one, bytes) for one in value):
                raise Fault("cose_unprotected_shape")
        else:
            raise Fault("cose_unprotected_label")
    chain = header.get(X5CHAIN)
    first = chain[0] if isinstance(chain, list) else chain
    if first is not None and hashlib.sha256(first).digest()[:8] != protected.get(X5T)[1]:
        raise Fault("cose_x5chain_mismatch")


def _check_chain(value: Any) -> None:
    chain = [value] if isinstance(value, bytes) else value
    if not isinstance(chain, list) or (chain is value and not 2 <= len(chain) <= 3):
        raise Fault("cose_unprotected_shape")
    if not all(isinstance(one, bytes) and 1 <= len(one) <= MAX_CERTIFICATE for one in chain):
        raise Fault("cose_unprotected_shape")


def read(data: bytes, typed: bool = False) -> Signed:
    """The parts of a credential, or of another signed object, whose form is right."""
    if not typed and len(data) > MAX_FULL:
        raise Fault("input_too_large")
    protected, unprotected, payload, signature = _outer(data)
    _check_parts(protected, unprotected, payload, signature)
    header = protected_header(protected, typed)
    _check_unprotected(unprotected, header)
    compact = 3 + sum(len(byte_string(part)) for part in (protected, payload, signature))
    if not typed and compact > MAX_COMPACT:
        raise Fault("input_too_large")
    hint, bare = header.get(X5T)[1], not unprotected.pairs
    return Signed(protected, payload, signature, header.get(ALG), hint, header.get(TYP), bare)
