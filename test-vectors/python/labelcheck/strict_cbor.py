"""CBOR in the narrow form of docs/FORMAT.md, section 2."""

from __future__ import annotations

from typing import Any

from .faults import Fault

MAX_DEPTH = 6
MAX_ITEMS = 16_384
_SIMPLE = {20: False, 21: True, 22: None}


class Map:
    """A map as its pairs in the order of the bytes; keys may be of any kind."""

    def __init__(self, pairs: list[tuple[Any, Any]]) -> None:
        self.pairs = pairs

    def get(self, key: int | str) -> Any:
        """The value under an integer or text key, else None."""
        return next((value for name, value in self.pairs if same(name, key)), None)

    def has(self, key: int | str) -> bool:
        """True where the key is there, whatever its value."""
        return any(same(name, key) for name, _ in self.pairs)


def same(left: Any, right: Any) -> bool:
    """Equality that does not take true for 1."""
    return type(left) is type(right) and left == right


def is_int(value: Any) -> bool:
    """An integer, and not a truth value."""
    return isinstance(value, int) and not isinstance(value, bool)


class Reader:
    """Reads items from bytes and refuses at the first byte that is wrong."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0
        self.items = 0

    def head(self) -> tuple[int, int]:
        """Major type and argument of the next head; major 7 gives the simple value."""
        if self.at >= len(self.data):
            raise Fault("cbor_truncated")
        first = self.data[self.at]
        self.at += 1
        major, info = first >> 5, first & 31
        if info > 27:
            chunked = info == 31 and 2 <= major <= 5
            raise Fault("cbor_indefinite" if chunked else "cbor_reserved")
        if major == 7:
            return major, self._simple(info)
        return major, info if info < 24 else self._argument(1 << (info - 24))

    def _simple(self, info: int) -> int:
        if info in (25, 26, 27):
            raise Fault("cbor_float")
        if info not in _SIMPLE:
            raise Fault("cbor_simple")
        return info

    def _argument(self, width: int) -> int:
        value = int.from_bytes(self.take(width), "big")
        least = 24 if width == 1 else 1 << (width * 4)
        if value < least:
            raise Fault("cbor_not_shortest")
        return value

    def take(self, count: int) -> bytes:
        """The next bytes, all of them."""
        if count > len(self.data) - self.at:
            raise Fault("cbor_truncated")
        self.at += count
        return self.data[self.at - count : self.at]

    def item(self, depth: int = 0) -> Any:
        """The next item; depth counts the arrays and maps around it."""
        self.items += 1
        if self.items > MAX_ITEMS:
            raise Fault("input_too_large")
        major, value = self.head()
        if major in (0, 1):
            return value if major == 0 else -1 - value
        if major == 2:
            return self.take(value)
        if major == 3:
            return _utf8(self.take(value))
        if major == 6:
            raise Fault("cbor_tag")
        if major == 7:
            return _SIMPLE[value]
        if depth == MAX_DEPTH:
            raise Fault("cbor_depth")
        if major == 4:
            return self._array(value, depth + 1)
        return self._map(value, depth + 1)

    def _array(self, count: int, depth: int) -> list[Any]:
        values = []
        for _ in range(count):
            values.append(self.item(depth))
        return values

    def _map(self, count: int, depth: int) -> Map:
        pairs, before = [], None
        for _ in range(count):
            start = self.at
            key = self.item(depth)
            encoded = self.data[start : self.at]
            if before is not None and encoded <= before:
                raise Fault("cbor_duplicate_key" if encoded == before else "cbor_map_order")
            before = encoded
            pairs.append((key, self.item(depth)))
        return Map(pairs)

    def end(self) -> None:
        """Nothing may follow."""
        if self.at != len(self.data):
            raise Fault("cbor_trailing")


def _utf8(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise Fault("cbor_utf8") from None


def decode(data: bytes) -> Any:
    """The one item that the bytes hold."""
    reader = Reader(data)
    value = reader.item()
    reader.end()
    return value


def head_bytes(major: int, value: int) -> bytes:
    """A head in its shortest form."""
    if value < 24:
        return bytes([major << 5 | value])
    width = next(w for w in (1, 2, 4, 8) if value < 1 << (8 * w))
    return bytes([major << 5 | 23 + width.bit_length()]) + value.to_bytes(width, "big")


def byte_string(data: bytes) -> bytes:
    """A byte string as an item."""
    return head_bytes(2, len(data)) + data
