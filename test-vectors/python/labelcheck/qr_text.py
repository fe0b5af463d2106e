"""The text of the symbol and what readers do to it: docs/FORMAT.md, section 6."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from . import claims
from .faults import Fault, Open

MAX_TEXT = 8_192
# So many digits are a label of some version, fewer are none.
FEWEST = 100
TAIL = {0: 0, 3: 1, 5: 2, 8: 3, 10: 4, 13: 5, 15: 6}
REPAIRS = ("aim_prefix", "case", "full_width", "keyboard_layout", "whitespace")
# The characters that a Japanese layout shows for the keys of another one, and those that were meant.
KEYBOARD = str.maketrans("+=[@\"'^~&", ":_][@&=+^")
WHITE_SPACE = " \t\r\n"
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


@dataclass(frozen=True)
class Text:
    """A text after its repair: the address as far as there is one, the credential, the repairs."""

    address: str | None
    credential: bytes
    repairs: list[str]


def repair(text: str) -> tuple[str, list[str]]:
    """The text as it stands in the symbol, and what was done to it."""
    done = set()
    folded = text.translate(FULL_WIDTH)
    if folded != text:
        done.add("full_width")
    stripped = folded.strip(WHITE_SPACE)
    if stripped != folded:
        done.add("whitespace")
    if stripped[:3].lower() in ("]q1", "]q3", "[q1", "[q3"):
        done |= {"aim_prefix"} | _marks(stripped)
        stripped = stripped[3:]
    address, mark, digits = stripped.rpartition("#")
    if address[:8].lower() in ("https://", "https+//") and not address.startswith("https"):
        done.add("case")
        address = address.lower()
    if address.startswith("https+//"):
        done.add("keyboard_layout")
        address = address.translate(KEYBOARD)
    return address + mark + digits, [name for name in REPAIRS if name in done]


def _marks(prefix: str) -> set[str]:
    """The other repairs that a symbology identifier shows: a keyboard layout, or CapsLock."""
    return ({"keyboard_layout"} if prefix[0] == "[" else set()) | ({"case"} if prefix[1] == "q" else set())


def read(text: str) -> Text:
    """The credential that a text holds; a text that holds none has no repairs."""
    if len(text) > MAX_TEXT:
        raise Fault("input_too_large")
    whole, repairs = repair(text)
    address, mark, digits = whole.rpartition("#")
    if _several(whole, digits):
        raise Fault("text_several")
    if not mark:
        _refuse_number(digits)
    return Text(address or None, unpack(digits), repairs)


def _several(whole: str, digits: str) -> bool:
    """True of several lines, several labels, or the digits of one twice."""
    labels = re.findall(f"#(?:1|[0-9]{{{FEWEST}}})", whole)
    twice = re.fullmatch(f"([0-9]{{{FEWEST},}})\\1", digits)
    return "\n" in whole or "\r" in whole or len(labels) > 1 or twice is not None


def _refuse_number(text: str) -> None:
    """Refuses a text without # that is no bare digit string of a label."""
    if _is_gtin(text):
        try:
            claims.gtin(int(text))
        except Fault:
            raise Fault("text_no_credential") from None
        raise Open("text_gtin")
    if not re.fullmatch(f"[0-9]{{{FEWEST},}}", text):
        raise Fault("text_no_credential")


def unpack(digits: str) -> bytes:
    """The bytes behind a version and groups of digits."""
    if digits[:1] != "1":
        raise Open("digits_version") if re.match(f"[0-9]{{{FEWEST}}}", digits) else Fault("text_no_credential")
    body = digits[1:]
    if not re.fullmatch("[0-9]*", body):
        raise Fault("digits_character")
    if not body or len(body) % 17 not in TAIL:
        raise Fault("digits_length")
    data = bytearray()
    for start in range(0, len(body), 17):
        group = body[start : start + 17]
        width = 7 if len(group) == 17 else TAIL[len(group)]
        if int(group) >> (8 * width):
            raise Fault("digits_range")
        data += int(group).to_bytes(width, "big")
    return bytes(data)


def host(address: str) -> str | None:
    """The host of an https address without user name, in lower case, else None."""
    found = re.match(r"https://([^/?#\\@:\[\]\s]+)(?::[^/?#\\@]*)?(?:/|$)", address, re.IGNORECASE)
    return found[1].lower() if found else None


def gtins(address: str) -> list[int | None]:
    """Every value after a path segment 01 or gtin, before a query or a first fragment, that somebody may take for a GTIN;
    None for what is none."""
    path = unquote(re.split("[?#]", address)[0].replace("\t", ""))
    segments = [part for part in re.split(r"[/\\]", path) if part not in ("", ".")]
    values = [after for key, after in zip(segments, segments[1:]) if key.split(";")[0].strip(" ").lower() in ("01", "gtin")]
    if ".." in segments:
        return [None for _ in values]
    return [int(value) if _is_gtin(value) else None for value in values if len(re.findall("[0-9]", value)) >= 8]


def _is_gtin(text: str) -> bool:
    return bool(re.fullmatch("[0-9]*", text)) and len(text) in (8, 12, 13, 14)
