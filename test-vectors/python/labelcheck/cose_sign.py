"""Signed trust lists in COSE_Sign: docs/FORMAT.md, section 11."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from . import sign1
from .faults import Fault
from .sign1 import CRIT, TYP
from .strict_cbor import Map, Reader, byte_string, decode, is_int

LIST_TYPE = "application/vnd.label.trust-list+cose"
MAX_LIST, MAX_SIGNATURES = 1_024 * 1_024, 32
TAG = 98


@dataclass(frozen=True)
class Sign:
    """A payload and its signatures, of which none is checked yet."""

    payload: bytes
    signatures: list[RootSignature]


@dataclass(frozen=True)
class RootSignature(sign1.Signed):
    """The signature of one root; the body's protected header is signed too."""

    body: bytes = b""

    def message(self) -> bytes:
        """The bytes that the signature covers."""
        parts = (self.body, self.protected, b"", self.payload)
        return b"\x85\x69Signature" + b"".join(byte_string(part) for part in parts)


def read(data: bytes) -> Sign:
    """The payload and the signatures, whose form is right."""
    if len(data) > MAX_LIST:
        raise Fault("input_too_large")
    reader = Reader(data)
    if reader.head() != (6, TAG):
        raise Fault("cose_tag")
    value = reader.item()
    reader.end()
    protected, unprotected, payload, signatures = _parts(value, 4)
    if not isinstance(protected, bytes):
        raise Fault("cose_protected_shape")
    if not isinstance(payload, bytes) or not payload:
        raise Fault("cose_payload")
    if not isinstance(signatures, list) or len(signatures) > MAX_SIGNATURES:
        raise Fault("cose_shape")
    _no_headers(unprotected)
    _check_body(protected)
    return Sign(payload, [_signature(one, protected, payload) for one in signatures])


def _parts(value: Any, count: int) -> list[Any]:
    if not isinstance(value, list) or len(value) != count:
        raise Fault("cose_shape")
    return value


def _no_headers(value: Any) -> None:
    if not isinstance(value, Map):
        raise Fault("cose_unprotected_shape")
    if value.pairs:
        raise Fault("cose_unprotected_label")


def _check_body(data: bytes) -> None:
    header = decode(data) if data else None
    if not isinstance(header, Map) or not all(is_int(label) for label, _ in header.pairs):
        raise Fault("cose_protected_shape")
    for label, _ in header.pairs:
        if label == CRIT:
            raise Fault("cose_crit")
        if label != TYP:
            raise Fault("cose_protected_label")
    if header.get(TYP) != LIST_TYPE:
        raise Fault("cose_typ")


def _signature(value: Any, body: bytes, payload: bytes) -> RootSignature:
    protected, unprotected, signature = _parts(value, 3)
    if not isinstance(protected, bytes):
        raise Fault("cose_protected_shape")
    if not isinstance(signature, bytes) or len(signature) != 64:
        raise Fault("cose_signature_length")
    _no_headers(unprotected)
    header = sign1.protected_header(protected)
    algorithm, hint = header.get(sign1.ALG), header.get(sign1.X5T)[1]
    return RootSignature(protected, payload, signature, algorithm, hint, None, True, body)
