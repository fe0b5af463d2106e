"""CBOR of other programs: docs/FORMAT.md, section 8. Any well-formed item, within limits."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

from .faults import Fault
from .strict_cbor import Map

MAX_DEPTH = 16
MAX_ITEMS = 1_024
SIMPLE = {20: False, 21: True, 22: None, 23: None}
FLOATS = {25: ">e", 26: ">f", 27: ">d"}
BREAK = 0xFF


@dataclass(frozen=True)
class Tagged:
    """An item under a tag that is no number."""

    tag: int
    value: Any


def _comparable(value: Any) -> Any:
    """The value that equal keys have in common."""
    if isinstance(value, Map):
        return "map", tuple((_comparable(key), _comparable(one)) for key, one in value.pairs)
    if isinstance(value, list):
        return "array", tuple(_comparable(one) for one in value)
    if isinstance(value, Tagged):
        return "tag", value.tag, _comparable(value.value)
    if isinstance(value, float):
        return "float", struct.pack(">d", value)
    return type(value).__name__, value


class Reader:
    """Reads items of any form."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0
        self.items = 0

    def take(self, count: int) -> bytes:
        """The next bytes, all of them."""
        if count > len(self.data) - self.at:
            raise Fault("cbor_truncated")
        self.at += count
        return self.data[self.at - count : self.at]

    def head(self) -> tuple[int, int, int | None]:
        """Major type, additional information and argument; no argument where the length is indefinite."""
        first = self.take(1)[0]
        major, info = first >> 5, first & 31
        if info < 24:
            return major, info, info
        if info < 28:
            return major, info, int.from_bytes(self.take(1 << (info - 24)), "big")
        if info == 31 and 2 <= major <= 5:
            return major, info, None
        raise Fault("cbor_reserved")

    def item(self, depth: int = 0) -> Any:
        """The next item; depth counts the arrays, maps and tags around it."""
        self._count()
        major, info, value = self.head()
        if major in (0, 1):
            return value if major == 0 else -1 - value
        if major in (2, 3):
            return self._string(major, value)
        if major == 7:
            return self._other(info, value)
        if depth == MAX_DEPTH:
            raise Fault("cbor_depth")
        if major == 4:
            return list(self._each(value, lambda: self.item(depth + 1)))
        if major == 5:
            return self._map(value, depth + 1)
        return _tagged(value, self.item(depth + 1))

    def _count(self) -> None:
        self.items += 1
        if self.items > MAX_ITEMS:
            raise Fault("input_too_large")

    def _each(self, count: int | None, read: Any) -> Any:
        while count is None or count > 0:
            if count is None and self.data[self.at : self.at + 1] == bytes([BREAK]):
                self.at += 1
                return
            yield read()
            count = None if count is None else count - 1

    def _string(self, major: int, length: int | None) -> Any:
        if length is None:
            return (b"" if major == 2 else "").join(self._each(None, lambda: self._chunk(major)))
        data = self.take(length)
        if major == 2:
            return data
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            raise Fault("cbor_utf8") from None

    def _chunk(self, major: int) -> Any:
        self._count()
        found, _, length = self.head()
        if found != major or length is None:
            raise Fault("cbor_reserved")
        return self._string(major, length)

    def _other(self, info: int, value: int | None) -> Any:
        if info in FLOATS:
            width = 1 << (info - 24)
            return struct.unpack(FLOATS[info], self.data[self.at - width : self.at])[0]
        if info not in SIMPLE:
            raise Fault("cbor_simple")
        return SIMPLE[info]

    def _map(self, count: int | None, depth: int) -> Map:
        pairs, seen = [], set()

        def entry() -> None:
            key = self.item(depth)
            if _comparable(key) in seen:
                raise Fault("cbor_duplicate_key")
            seen.add(_comparable(key))
            pairs.append((key, self.item(depth)))

        for _ in self._each(count, entry):
            pass
        return Map(pairs)


def _tagged(tag: int, value: Any) -> Any:
    """Under tag 2 or 3, bytes are an integer like any other."""
    if tag in (2, 3) and isinstance(value, bytes):
        number = int.from_bytes(value, "big")
        return number if tag == 2 else -1 - number
    return Tagged(tag, value)


def decode(data: bytes) -> Any:
    """The one item that the bytes hold."""
    reader = Reader(data)
    value = reader.item()
    if reader.at != len(data):
        raise Fault("cbor_trailing")
    return value
