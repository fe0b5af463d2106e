"""The claims of a label: docs/FORMAT.md, section 4."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

from .faults import Fault
from .strict_cbor import Map, decode, is_int

LAST_SECOND = 253_402_300_799
UINT_LIMIT = 1 << 64
SILENT = {0x034F, 0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0}
# Format characters of Unicode 15.0, which the tables of Python 3.11 do not have yet.
NEWER_FORMAT = range(0x13439, 0x13440)
REGISTRATION, EXPIRES, ISSUED, LABEL = 2, 4, 6, -65537
NAMES = {
    1: "scheme", 2: "level", 3: "assessment", 4: "criteria", 5: "holder", 6: "holder_id", 7: "product",
    8: "models", 9: "gtins", 10: "category", 11: "supply_chain", 12: "support_end", 13: "status_index",
    14: "evaluator",
}  # fmt: skip
Check = Callable[[Any], None]


def unsigned(value: Any, least: int = 0, most: int = UINT_LIMIT - 1) -> None:
    """An integer within limits."""
    if not is_int(value):
        raise Fault("claim_type")
    if not least <= value <= most:
        raise Fault("claim_range")


def seconds(value: Any) -> None:
    """A moment up to the end of the year 9999."""
    unsigned(value, 0, LAST_SECOND)


def _hidden(character: str) -> bool:
    code = ord(character)
    nowhere = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    nowhere = nowhere or code in SILENT or code in NEWER_FORMAT
    return nowhere or unicodedata.category(character) in ("Cc", "Cf", "Co", "Zl", "Zp")


def text(value: Any) -> None:
    """Text that people can read and that has one encoding."""
    if not isinstance(value, str):
        raise Fault("claim_type")
    if not value:
        raise Fault("claim_empty")
    if len(value.encode()) > 256:
        raise Fault("claim_too_long")
    if any(_hidden(character) for character in value) or value != value.strip():
        raise Fault("text_character")
    if not unicodedata.is_normalized("NFC", value):
        raise Fault("text_not_nfc")


def code(value: Any) -> None:
    """A code of a table, or text."""
    text(value) if isinstance(value, str) else unsigned(value)


def day(value: Any) -> None:
    """A day as YYYYMMDD."""
    unsigned(value, 19700101, 99991231)
    try:
        date(value // 10000, value // 100 % 100, value % 100)
    except ValueError:
        raise Fault("claim_range") from None


def _support_end(value: Any) -> None:
    unsigned(value, 0, 99991231)
    if value:
        day(value if value % 100 else value + 1)


def gtin(value: Any) -> None:
    """A GTIN as a number, with its right check digit."""
    unsigned(value, 1, 99_999_999_999_999)
    digits = [int(digit) for digit in reversed(str(value))]
    if sum(digit * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10:
        raise Fault("claim_range")


def several(check: Check) -> Check:
    """One to 64 values, none twice."""

    def inner(value: Any) -> None:
        array(value, 1, 64)
        seen = set()
        for one in value:
            check(one)
            if one in seen:
                raise Fault("claim_range")
            seen.add(one)

    return inner


def array(value: Any, least: int, most: int) -> None:
    """An array within limits."""
    if not isinstance(value, list):
        raise Fault("claim_type")
    if not value:
        raise Fault("claim_empty")
    if len(value) > most:
        raise Fault("claim_too_long")
    if len(value) < least:
        raise Fault("claim_type")


def _holder_id(value: Any) -> None:
    array(value, 2, 2)
    unsigned(value[0], 0, 9999)
    code(value[1])


def _supply_chain(value: Any) -> None:
    array(value, 1, 2)
    unsigned(value[0], 0, 4)
    if len(value) == 2:
        day(value[1])


def mapping(value: Any, checks: dict[int, Check], required: set[int], missing: str = "claim_missing") -> None:
    """A map of known keys, each checked in the order of the table; unknown ones come last."""
    if not isinstance(value, Map):
        raise Fault("claim_type")
    for key, check in checks.items():
        if value.has(key):
            check(value.get(key))
        elif key in required:
            raise Fault(missing)
    if not all(is_int(key) and key in checks for key, _ in value.pairs):
        raise Fault("claim_unknown")


_LABEL: dict[int, Check] = {
    1: code, 2: unsigned, 3: lambda value: unsigned(value, 0, 3), 4: code, 5: text, 6: _holder_id, 7: text,
    8: several(text), 9: several(gtin), 10: code, 11: _supply_chain, 12: _support_end, 13: unsigned, 14: text,
}  # fmt: skip
_CLAIMS: dict[int, Check] = {
    REGISTRATION: text, EXPIRES: seconds, ISSUED: seconds,
    LABEL: lambda value: mapping(value, _LABEL, {1, 3, 7}),
}  # fmt: skip


def read(payload: bytes) -> dict[str, Any]:
    """The claims by name; what is absent is not there."""
    value = decode(payload)
    mapping(value, _CLAIMS, {REGISTRATION, ISSUED, LABEL})
    if value.has(EXPIRES) and value.get(EXPIRES) <= value.get(ISSUED):
        raise Fault("claim_range")
    named = {NAMES[key]: one for key, one in value.get(LABEL).pairs}
    named |= {"registration": value.get(REGISTRATION), "issued": value.get(ISSUED)}
    if value.has(EXPIRES):
        named["expires"] = value.get(EXPIRES)
    return named
