"""Status lists of other programs: docs/FORMAT.md, section 8."""

from __future__ import annotations

import hashlib
import math
from typing import Any

from .certificates import ED25519, ESP256, Certificate
from .faults import Fault
from .lenient_cbor import Tagged, decode
from .sign1 import ALG, CRIT, TYP, X5T, Signed
from .strict_cbor import Map, is_int, same

MAX_TOKEN = 3 * 1_024 * 1_024
LATEST = 253_402_300_799
STATUS_TYPE = "application/statuslist+cwt"
ALGORITHMS = {-19: ED25519, -8: ED25519, -9: ESP256, -7: ESP256}
DIGESTS = {-15: 8, -16: 32}


def read(data: bytes) -> tuple[Signed, bytes]:
    """The signed object, and the digest of the certificate that it names; empty where it names none."""
    if len(data) > MAX_TOKEN:
        raise Fault("input_too_large")
    outer = decode(data)
    if not isinstance(outer, Tagged) or outer.tag != 18:
        raise Fault("cose_tag")
    if not isinstance(outer.value, list) or len(outer.value) != 4:
        raise Fault("cose_shape")
    protected, unprotected, payload, signature = outer.value
    if not isinstance(protected, bytes) or not isinstance(payload, bytes):
        raise Fault("cose_shape")
    if not isinstance(signature, bytes) or len(signature) != 64:
        raise Fault("cose_signature_length")
    header = decode(protected) if protected else Map([])
    for one in (header, unprotected):
        if not isinstance(one, Map) or not all(is_int(key) or isinstance(key, str) for key, _ in one.pairs):
            raise Fault("cose_shape")
    _check_headers(header, unprotected)
    digest = _digest(header) or _digest(unprotected)
    signed = Signed(protected, payload, signature, ALGORITHMS[header.get(ALG)], digest[:8], header.get(TYP))
    return signed, digest


def _check_headers(header: Map, unprotected: Map) -> None:
    if any(header.has(key) for key, _ in unprotected.pairs):
        raise Fault("cose_label_in_both")
    if unprotected.has(CRIT) or (header.has(CRIT) and not _understood(header)):
        raise Fault("cose_crit")
    if not same(header.get(TYP), STATUS_TYPE):
        raise Fault("cose_typ")
    if not is_int(header.get(ALG)) or header.get(ALG) not in ALGORITHMS:
        raise Fault("cose_alg_unsupported")


def _understood(header: Map) -> bool:
    critical = header.get(CRIT)
    if not isinstance(critical, list) or not critical:
        return False
    return all(is_int(label) and label in (ALG, TYP, X5T) and header.has(label) for label in critical)


def _digest(header: Map) -> bytes:
    hint = header.get(X5T)
    if not isinstance(hint, list) or len(hint) != 2 or not is_int(hint[0]) or not isinstance(hint[1], bytes):
        return b""
    return hint[1] if DIGESTS.get(hint[0]) == len(hint[1]) else b""


def names(digest: bytes, certificate: Certificate) -> bool:
    """True where the certificate may be the one that signed."""
    return hashlib.sha256(certificate.der).digest().startswith(digest)


def claims(payload: bytes) -> tuple[str, int, int | None, int | None, int, bytes]:
    """Address, issue, end, time to live, width and the compressed entries."""
    found = decode(payload)
    if not isinstance(found, Map):
        raise Fault("claim_type")
    if found.has(3):
        raise Fault("claim_unknown")
    address = _kind(found, 2, str)
    expires, not_before = (_seconds(found.get(key)) if found.has(key) else None for key in (4, 5))
    issued = _seconds(found.get(6))
    listed = _kind(found, 65533, Map)
    ttl = found.get(65534)
    if found.has(65534) and (not is_int(ttl) or not 1 <= ttl < 1 << 64):
        raise Fault("claim_range")
    bits = listed.get("bits")
    if not is_int(bits) or bits not in (1, 2, 4, 8):
        raise Fault("status_malformed")
    if listed.has("aggregation_uri"):
        _kind(listed, "aggregation_uri", str)
    return address, max(issued, not_before or 0), expires, ttl, bits, _kind(listed, "lst", bytes)


def _kind(found: Map, key: int | str, kind: type) -> Any:
    value = found.get(key)
    if not isinstance(value, kind):
        raise Fault("claim_type")
    return value


def _seconds(value: Any) -> int:
    """A time whose fraction is cut off."""
    if isinstance(value, float):
        if math.isnan(value) or not 0 <= value < LATEST:
            raise Fault("claim_range")
        return int(value)
    if not is_int(value):
        raise Fault("claim_type")
    if not 0 <= value <= LATEST:
        raise Fault("claim_range")
    return value
