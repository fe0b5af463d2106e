"""The trust file and the status lists inside: docs/FORMAT.md, sections 8 and 9."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from . import certificates, foreign, sign1
from .certificates import Certificate
from .claims import array, mapping, seconds, unsigned
from .faults import Fault
from .exact_record import ExactRecord
from .issued_filter import Filter
from .strict_cbor import Map, decode

MAX_CERTIFICATE = 4_096
MAX_LIST = 1 << 24
MAX_INFLATED = 64 * 1_024 * 1_024
STATUS_TYPE = "application/statuslist+cwt"
VALID, REVOKED = 0, 1


@dataclass(frozen=True)
class Listed:
    """The entries of a label signer in a trust list and a snapshot."""

    said: Map
    issued: int | None = None
    expires: int | None = None
    status: StatusList | None = None
    record: ExactRecord | Filter | None = None


@dataclass(frozen=True)
class Signer:
    """One signer: its own certificate, and its path or what is wrong with that."""

    certificate: Certificate
    path: list[Certificate]
    fault: str | None
    status_address: str | None
    listed: Listed | None = None


@dataclass(frozen=True)
class StatusList:
    """A status list whose signature held."""

    address: str
    issued: int
    expires: int | None
    bits: int
    values: bytes
    ttl: int | None = None
    of_draft: bool = False

    def value(self, index: int) -> int | None:
        """The entry of an index, lowest bits first, or None outside."""
        place, shift = divmod(index * self.bits, 8)
        return self.values[place] >> shift & ((1 << self.bits) - 1) if place < len(self.values) else None


@dataclass(frozen=True)
class Packed:
    """A status list whose entries are still compressed."""

    address: str
    issued: int
    expires: int | None
    bits: int
    compressed: bytes
    ttl: int | None
    of_draft: bool = False


class Room:
    """The bytes to which status lists may inflate together."""

    def __init__(self) -> None:
        self.left = MAX_INFLATED

    def inflate(self, packed: Packed) -> StatusList:
        """The list; one that cannot be inflated takes all that it might have."""
        most = min(MAX_LIST * packed.bits // 8, self.left)
        held, self.left = self.left, self.left - most
        values = inflate(packed.compressed, most)
        self.left = held - len(values)
        return StatusList(
            packed.address, packed.issued, packed.expires, packed.bits, values, packed.ttl, packed.of_draft
        )


@dataclass(frozen=True)
class Trust:
    """A trust set."""

    issued: int | None
    expires: int | None
    signers: list[Signer]
    lists: list[StatusList]
    hosts: list[str]
    floor: int | None

    def status_of(self, signer: Signer, index: int | None) -> StatusList | None:
        """The status list of a signer: the one that a snapshot names, else the newest at its address.

        Of several of one second: one that revokes the index, else one that does not say valid; the last of these.
        """
        if signer.listed:
            return signer.listed.status

        def rank(one: StatusList) -> tuple[int, bool, bool]:
            value = 0 if index is None else one.value(index)
            return one.issued, value == REVOKED, value != VALID

        lists = [one for one in reversed(self.lists) if one.address == signer.status_address]
        return max(lists, key=rank, default=None)


def certificate(value: Any) -> None:
    if not isinstance(value, bytes):
        raise Fault("claim_type")
    if len(value) > MAX_CERTIFICATE:
        raise Fault("input_too_large")


def each(most: int, check: Any) -> Any:
    def inner(value: Any) -> None:
        array(value, 1, most)
        for one in value:
            check(one)

    return inner


def kind(kind: type) -> Any:
    def inner(value: Any) -> None:
        if not isinstance(value, kind):
            raise Fault("claim_type")

    return inner


def _version(value: Any) -> None:
    unsigned(value)
    if value != 1:
        raise Fault("trust_malformed")


def true(value: Any) -> None:
    if value is not True:
        raise Fault("claim_type")


def _signer(value: Any) -> None:
    mapping(value, {1: each(3, certificate), 2: kind(str)}, {1}, "chain_length")


_FILE = {
    1: _version, 2: seconds, 3: seconds, 4: each(16, certificate), 5: each(256, _signer),
    6: each(256, kind(bytes)), 7: each(64, kind(str)), 8: true,
}  # fmt: skip


@lru_cache(maxsize=64)
def load(data: bytes) -> Trust:
    """The trust set of a file."""
    file = decode(data)
    mapping(file, _FILE, {1, 4, 5}, "trust_malformed")
    roots = [load_root(root) for root in file.get(4)]
    signers = [_load_signer(signer, roots) for signer in file.get(5)]
    lists = _load_lists(file.get(6) or [], signers)
    return Trust(file.get(2), file.get(3), signers, lists, file.get(7) or [], file.get(2))


def load_root(data: bytes) -> Certificate:
    """A root that follows the rules."""
    root = certificates.parse(data)
    certificates.check_root(root)
    return root


def _load_signer(entry: Map, roots: list[Certificate]) -> Signer:
    chain = [certificates.parse(one) for one in entry.get(1)]
    try:
        return Signer(chain[0], certificates.check_path(chain, roots), None, entry.get(2))
    except Fault as fault:
        return Signer(chain[0], [], fault.code, entry.get(2))


def _load_lists(tokens: list[bytes], signers: list[Signer]) -> list[StatusList]:
    """The status lists that are sound; together they may not be too large."""
    lists, room = [], Room()
    for one in tokens:
        held, packed = room.left, _load_list(one, signers)
        if packed is None:
            continue
        try:
            lists.append(room.inflate(packed))
        except Fault as fault:
            if fault.code == "status_too_large" and held < MAX_LIST:
                raise
    return lists


def _load_list(data: bytes, signers: list[Signer]) -> Packed | None:
    """A status list that is sound, in the form of this format or another one, else None."""
    for read in (_own, _foreign):
        try:
            signed, digest, claims = read(data)
            makers = [signer for signer in signers if _made(signed, digest, signer)]
            found = claims(signed.payload) if makers else None
        except Fault:
            continue
        if found and any(all(one.covers(found.issued) for one in signer.path) for signer in makers):
            return found
    return None


def _own(data: bytes) -> tuple[sign1.Signed, bytes, Any]:
    signed = read_status(data)
    return signed, signed.hint, status_claims


def read_status(data: bytes) -> sign1.Signed:
    """A signed status list in the form of this format."""
    signed = sign1.read(data, typed=True)
    if signed.typ != STATUS_TYPE:
        raise Fault("cose_typ")
    return signed


def _foreign(data: bytes) -> tuple[sign1.Signed, bytes, Any]:
    signed, digest = foreign.read(data)
    return signed, digest, _foreign_claims


def _foreign_claims(payload: bytes) -> Packed:
    address, issued, expires, ttl, bits, compressed = foreign.claims(payload)
    return Packed(address, issued, expires, bits, compressed, ttl, True)


def _made(signed: sign1.Signed, digest: bytes, signer: Signer) -> bool:
    if signer.fault or not foreign.names(digest, signer.certificate):
        return False
    try:
        certificates.check_purpose(signer.path, certificates.STATUS_LISTS)
    except Fault:
        return False
    return certificates.algorithm(signer.certificate) == signed.algorithm and signed.signed_by(signer.certificate)


def _ttl(value: Any) -> None:
    unsigned(value)
    if value == 0:
        raise Fault("claim_range")


def status_claims(payload: bytes) -> Packed:
    """The claims of a status list of this format."""
    claims = decode(payload)
    checks = {2: kind(str), 4: seconds, 6: seconds, 65533: kind(Map), 65534: _ttl}
    mapping(claims, checks, {2, 6, 65533})
    inner = claims.get(65533)
    for name, check in (("lst", kind(bytes)), ("bits", unsigned)):
        if not inner.has(name):
            raise Fault("claim_missing")
        check(inner.get(name))
    bits = inner.get("bits")
    if bits not in (1, 2, 4, 8):
        raise Fault("claim_range")
    if len(inner.pairs) != 2:
        raise Fault("claim_unknown")
    return Packed(claims.get(2), claims.get(6), claims.get(4), bits, inner.get("lst"), claims.get(65534))


def inflate(data: bytes, most: int) -> bytes:
    """The entries of a list, no more than allowed."""
    inflater = zlib.decompressobj()
    try:
        values = inflater.decompress(data, most + 1)
    except zlib.error:
        raise Fault("status_malformed") from None
    if len(values) > most:
        raise Fault("status_too_large")
    if not inflater.eof or inflater.unused_data:
        raise Fault("status_malformed")
    return values
