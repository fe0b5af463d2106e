"""The few forms of DER that a certificate needs."""

from __future__ import annotations

from datetime import datetime, timezone

from .faults import Fault

BOOLEAN, INTEGER, BIT_STRING, OCTET_STRING, OID = 0x01, 0x02, 0x03, 0x04, 0x06
UTC_TIME, GENERALIZED_TIME, SEQUENCE, SET = 0x17, 0x18, 0x30, 0x31


class Der:
    """Reads one element after the other."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def more(self) -> bool:
        """True where something is left."""
        return self.at < len(self.data)

    def peek(self) -> int:
        """The tag of the next element, or -1."""
        return self.data[self.at] if self.more() else -1

    def element(self) -> tuple[int, bytes, bytes]:
        """Tag, content and whole of the next element."""
        start = self.at
        if len(self.data) - start < 2 or self.data[start] & 31 == 31:
            raise Fault("cert_malformed")
        length, begin = self._length(start + 1)
        if length > len(self.data) - begin:
            raise Fault("cert_malformed")
        self.at = begin + length
        return self.data[start], self.data[begin : self.at], self.data[start : self.at]

    def _length(self, at: int) -> tuple[int, int]:
        first = self.data[at]
        if first < 0x80:
            return first, at + 1
        width = first & 0x7F
        octets = self.data[at + 1 : at + 1 + width]
        length = int.from_bytes(octets, "big")
        if not 1 <= width <= 4 or len(octets) != width or octets[0] == 0 or length < 0x80:
            raise Fault("cert_malformed")
        return length, at + 1 + width

    def expect(self, tag: int) -> bytes:
        """The content of the next element, which must have this tag."""
        found, content, _ = self.element()
        if found != tag:
            raise Fault("cert_malformed")
        return content

    def whole(self, tag: int) -> bytes:
        """The same with its head."""
        found, _, whole = self.element()
        if found != tag:
            raise Fault("cert_malformed")
        return whole

    def end(self) -> None:
        """Nothing may follow."""
        if self.more():
            raise Fault("cert_malformed")


def only(data: bytes, tag: int) -> bytes:
    """The content of the one element that the bytes hold."""
    reader = Der(data)
    content = reader.expect(tag)
    reader.end()
    return content


def integer(content: bytes) -> int:
    """An INTEGER in its shortest form."""
    if not content or (len(content) > 1 and content[0] in (0, 255) and (content[0] ^ content[1]) < 0x80):
        raise Fault("cert_malformed")
    return int.from_bytes(content, "big", signed=True)


def boolean(content: bytes) -> bool:
    """A BOOLEAN."""
    if content not in (b"\x00", b"\xff"):
        raise Fault("cert_malformed")
    return content == b"\xff"


def oid(content: bytes) -> bytes:
    """An OBJECT IDENTIFIER whose parts are complete and in their shortest form."""
    starts = [0, *(place + 1 for place, byte in enumerate(content) if byte < 0x80)]
    if not content or starts[-1] != len(content) or any(content[at] == 0x80 for at in starts[:-1]):
        raise Fault("cert_malformed")
    return content


def algorithm(whole: bytes) -> bytes:
    """An AlgorithmIdentifier: an identifier and at most one parameter."""
    reader = Der(only(whole, SEQUENCE))
    oid(reader.expect(OID))
    if reader.more():
        reader.element()
    reader.end()
    return whole


def name(whole: bytes) -> bytes:
    """A Name: sets of an identifier with a value."""
    sets = Der(only(whole, SEQUENCE))
    while sets.more():
        parts = Der(sets.expect(SET))
        while True:
            part = Der(parts.expect(SEQUENCE))
            oid(part.expect(OID))
            part.element()
            part.end()
            if not parts.more():
                break
    return whole


def whole_bits(content: bytes) -> bytes:
    """A BIT STRING of whole bytes; one that ends inside a byte holds no key or signature."""
    if not content or content[0] > 7:
        raise Fault("cert_malformed")
    return b"" if content[0] else content[1:]


def named_bits(content: bytes) -> set[int]:
    """The numbers of the bits that are set in a BIT STRING of names."""
    if not content or content[0] > 7 or (len(content) == 1 and content[0]):
        raise Fault("cert_malformed")
    unused, body = content[0], content[1:]
    if body and (body[-1] >> unused & 1 == 0 or body[-1] & ((1 << unused) - 1)):
        raise Fault("cert_malformed")
    return {8 * i + j for i, byte in enumerate(body) for j in range(8) if byte >> (7 - j) & 1}


def time(reader: Der) -> int:
    """A time as seconds since 1970."""
    tag, content, _ = reader.element()
    text = content.decode("ascii", "replace")
    if tag == UTC_TIME and len(text) == 13:
        text = ("19" if text[:2] >= "50" else "20") + text
    elif tag != GENERALIZED_TIME:
        raise Fault("cert_malformed")
    if len(text) != 15 or not text[:14].isdecimal() or text[14] != "Z":
        raise Fault("cert_malformed")
    try:
        moment = datetime.strptime(text, "%Y%m%d%H%M%SZ")
    except ValueError:
        raise Fault("cert_malformed") from None
    return int(moment.replace(tzinfo=timezone.utc).timestamp())
