"""Issued filters: docs/FORMAT.md, section 12."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from .faults import Fault
from .strict_cbor import decode, is_int

MAX_FILTER = 8 * 1_024 * 1_024
MAX_SLOTS = MAX_FILTER // 2
WORD = (1 << 64) - 1


@dataclass(frozen=True)
class Filter:
    """Which credentials a signer issued."""

    salt: bytes
    seed: int
    segment: int
    span: int
    slots: list[int]
    kind: str = "filter"

    def holds(self, identity: bytes) -> bool:
        """True where the credential with this identity is in the filter."""
        h = int.from_bytes(hashlib.sha256(self.salt + identity).digest()[:8], "big") + self.seed & WORD
        h = (h ^ h >> 33) * 0xFF51AFD7ED558CCD & WORD
        h = (h ^ h >> 33) * 0xC4CEB9FE1A85EC53 & WORD
        h ^= h >> 33
        first = h * self.span >> 64
        second = first + self.segment ^ (h >> 18) % self.segment
        third = first + 2 * self.segment ^ h % self.segment
        found = self.slots[first] ^ self.slots[second] ^ self.slots[third]
        return found == (h ^ h >> 32) & 0xFFFF


def read(data: bytes) -> Filter:
    """The filter in its one form."""
    if len(data) > MAX_FILTER:
        raise Fault("input_too_large")
    parts = decode(data)
    if not isinstance(parts, list) or len(parts) != 6:
        raise Fault("filter_malformed")
    salt, seed, length, segments, present, stored = parts
    for value, size in ((salt, 16), (seed, 8)):
        if not isinstance(value, bytes) or len(value) != size:
            raise Fault("filter_malformed")
    for value, least, most in ((length, 2, 18), (segments, 1, 65_536)):
        if not is_int(value) or not least <= value <= most:
            raise Fault("filter_malformed")
    segment = 1 << length
    count = (segments + 2) * segment
    if count > MAX_SLOTS:
        raise Fault("input_too_large")
    slots = _expand(present, stored, count)
    return Filter(salt, int.from_bytes(seed, "big"), segment, segments * segment, slots)


def _expand(present: Any, stored: Any, count: int) -> list[int]:
    if not isinstance(present, bytes) or not isinstance(stored, bytes) or len(present) != (count + 7) // 8:
        raise Fault("filter_malformed")
    bits = int.from_bytes(present, "little")
    values = [int.from_bytes(stored[at : at + 2], "big") for at in range(0, len(stored), 2)]
    if bits >> count or len(stored) % 2 or bits.bit_count() != len(values) or 0 in values:
        raise Fault("filter_malformed")
    following = iter(values)
    return [next(following) if bits >> slot & 1 else 0 for slot in range(count)]
