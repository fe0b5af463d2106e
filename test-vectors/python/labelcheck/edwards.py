"""The points of Ed25519, as far as strict checks of keys and signatures need them."""

from __future__ import annotations

from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)

# A point in extended coordinates: x = X/Z, y = Y/Z, xy = T/Z.
Point = tuple[int, int, int, int]
NEUTRAL: Point = (0, 1, 1, 0)


def decompress(data: bytes) -> Point | None:
    """The point of a canonical encoding (RFC 8032, section 5.1.3), else None."""
    if len(data) != 32:
        return None
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & ((1 << 255) - 1)
    if y >= P:
        return None
    above, below = (y * y - 1) % P, (D * y * y + 1) % P
    x = above * pow(below, 3, P) * pow(above * pow(below, 7, P), (P - 5) // 8, P) % P
    if (below * x * x - above) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (below * x * x - above) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


def add(left: Point, right: Point) -> Point:
    """The sum; the formula is complete, so doubling is no special case."""
    a = (left[1] - left[0]) * (right[1] - right[0]) % P
    b = (left[1] + left[0]) * (right[1] + right[0]) % P
    c = 2 * D * left[3] * right[3] % P
    d = 2 * left[2] * right[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def multiply(factor: int, point: Point) -> Point:
    """The multiple of a point."""
    result = NEUTRAL
    for bit in bin(factor)[2:]:
        result = add(result, result)
        if bit == "1":
            result = add(result, point)
    return result


def is_neutral(point: Point) -> bool:
    """True for the neutral point."""
    return point[0] % P == 0 and (point[1] - point[2]) % P == 0


def is_small(point: Point) -> bool:
    """True where the order of the point divides eight."""
    return is_neutral(multiply(8, point))


@lru_cache(maxsize=4096)
def key_fault(key: bytes) -> str | None:
    """The fault of a public key, as a code."""
    point = decompress(key)
    if point is None:
        return "cert_key_encoding"
    if is_small(point):
        return "cert_key_weak"
    return None if is_neutral(multiply(ORDER, point)) else "cert_key_mixed_order"


def verify(key: bytes, signature: bytes, message: bytes) -> bool:
    """A strict check: canonical S and R, R not of small order, no cofactor."""
    if len(signature) != 64 or key_fault(key) is not None:
        return False
    point = decompress(signature[:32])
    if point is None or is_small(point):
        return False
    if int.from_bytes(signature[32:], "little") >= ORDER:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature:
        return False
    return True
