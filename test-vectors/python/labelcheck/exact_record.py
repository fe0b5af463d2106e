"""Exact records of issued labels and additions to them: docs/FORMAT.md, section 12."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from .faults import Fault
from .strict_cbor import decode

MAX_RECORD, MAX_STEPS, ENTRY = 12 * 1_024 * 1_024, 64, 12


@dataclass(frozen=True)
class ExactRecord:
    """The credentials that a signer issued."""

    entries: frozenset[bytes]
    kind: str = "exact"

    def holds(self, identity: bytes) -> bool:
        """True where the credential with this identity is in the record."""
        return identity[:ENTRY] in self.entries


def entries(data: bytes) -> list[bytes]:
    """The entries, which must be whole and in order."""
    if len(data) > MAX_RECORD:
        raise Fault("input_too_large")
    found = [data[at : at + ENTRY] for at in range(0, len(data), ENTRY)]
    if len(data) % ENTRY or any(one >= following for one, following in zip(found, found[1:])):
        raise Fault("record_malformed")
    return found


def read(data: bytes) -> ExactRecord:
    """The record in its one form."""
    return ExactRecord(frozenset(entries(data)))


def _digest(value: Any) -> bytes:
    if not isinstance(value, bytes) or len(value) != 32:
        raise Fault("record_malformed")
    return value


def read_additions(data: bytes) -> tuple[bytes, list[tuple[bytes, list[bytes]]]]:
    """The digest of what comes out, and the steps: the digest of a base and what was added to it."""
    if len(data) > MAX_RECORD:
        raise Fault("input_too_large")
    items = decode(data)
    if not isinstance(items, list) or len(items) % 2 == 0 or len(items) > 1 + 2 * MAX_STEPS:
        raise Fault("record_malformed")
    record, bases, more = items[0], items[1::2], items[2::2]
    if not all(isinstance(added, bytes) and added for added in more):
        raise Fault("record_malformed")
    return _digest(record), [(_digest(base), entries(added)) for base, added in zip(bases, more)]


def resolve(additions: list[bytes], records: list[bytes], bases: list[bytes], most: int) -> list[bytes]:
    """The records that are there, and those that come out of additions to bases."""
    # The empty record is always at hand.
    known = {hashlib.sha256(base).digest(): base for base in [*bases, *records, b""]}
    made = [_made(*read_additions(data), known) for data in additions]
    if sum(map(len, made)) > most:
        raise Fault("input_too_large")
    return list(dict.fromkeys([*records, *made])) if additions else records


def _made(name: bytes, steps: list[tuple[bytes, list[bytes]]], known: dict[bytes, bytes]) -> bytes:
    """The record that additions lead to."""
    if name in known:
        return known[name]
    first = next((place for place, (base, _) in enumerate(steps) if base in known), None)
    if first is None:
        raise Fault("record_base_missing")
    added = [entry for _, more in steps[first:] for entry in more]
    whole = b"".join(sorted(entries(known[steps[first][0]]) + added))
    if hashlib.sha256(whole).digest() != name:
        raise Fault("record_mismatch")
    return whole
