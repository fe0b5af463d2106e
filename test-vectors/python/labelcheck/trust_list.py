"""Trust lists: docs/FORMAT.md, section 11."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from . import certificates, claims, cose_sign
from .certificates import Certificate
from .claims import array, mapping, seconds, unsigned
from .cose_sign import RootSignature
from .faults import Fault
from .strict_cbor import Map, byte_string, decode, head_bytes, is_int
from .trust import each, kind, load_root, true

MAX_CERTIFICATE = 4_096
RETIRED, REVOKED = 1, 2
SCHEMES = (
    "jc-star", "sg-cls", "uk-psti", "us-ctm", "eu-cra", "eucc", "de-bsi", "fi-label", "kr-cic", "siotp", "ccds",
)  # fmt: skip


@dataclass(frozen=True)
class RootSet:
    """Roots with different keys, of which so many must sign."""

    roots: list[Certificate]
    threshold: int

    def fingerprint(self) -> bytes:
        """The digest that identifies the set."""
        sorted_roots = sorted(root.der for root in self.roots)
        listed = b"".join(byte_string(der) for der in sorted_roots)
        whole = b"\x82" + head_bytes(0, self.threshold) + head_bytes(4, len(sorted_roots)) + listed
        return hashlib.sha256(whole).digest()

    def check(self, signatures: list[RootSignature]) -> None:
        """As many roots as must have signed, each once."""
        signed = [root for one in signatures if (root := self._signer(one))]
        if len({root.der for root in signed}) != len(signed):
            raise Fault("root_repeated")
        if len(signed) < self.threshold:
            raise Fault("root_threshold")

    def _signer(self, signature: RootSignature) -> Certificate | None:
        named = [root for root in self.roots if root.hint() == signature.hint]
        for root in named:
            if certificates.algorithm(root) == signature.algorithm and signature.signed_by(root):
                return root
        if named:
            raise Fault("root_signature")
        return None


@dataclass(frozen=True)
class TrustList:
    """A trust list and its signatures."""

    payload: bytes
    said: Map
    roots: RootSet
    earlier: list[Certificate]
    signatures: list[RootSignature]

    @property
    def order(self) -> tuple[int, int]:
        """Epoch and version."""
        return self.said.get(2), self.said.get(3)

    @property
    def specimen(self) -> bool:
        """True where its labels are specimens."""
        return self.said.has(12)

    @cached_property
    def digest(self) -> bytes:
        """The digest of what it says."""
        return hashlib.sha256(self.payload).digest()

    def certificates(self) -> list[tuple[Certificate, bool]]:
        """Every certificate, and whether it is that of a signer that is revoked."""
        found = [(certificate(one), False) for one in [*self.said.get(6), *self.earlier]]
        for one in self.said.get(8) + self.said.get(9):
            revoked = one.has(6) and one.get(6)[0] == REVOKED
            found += [(certificate(der), revoked and place == 0) for place, der in enumerate(one.get(1))]
        return found

    def check_keys(self) -> None:
        """No key stands in two certificates."""
        different = {one.der: one.key_digest() for one, _ in self.certificates()}
        if len(set(different.values())) != len(different):
            raise Fault("key_repeated")

    def verify(self, before: RootSet | None = None) -> None:
        """The signatures of its own roots, and of those before."""
        self.roots.check(self.signatures)
        if before:
            before.check(self.signatures)


def certificate(data: Any) -> Certificate:
    """A certificate of an allowed size."""
    if len(data) > MAX_CERTIFICATE:
        raise Fault("input_too_large")
    return certificates.parse(data)


def root_set(found: Map, key: int) -> RootSet:
    """The root set under a key and its threshold under the next."""
    threshold = found.get(key + 1)
    if not 1 <= threshold <= len(found.get(key)):
        raise Fault("claim_range")
    roots: list[Certificate] = []
    for der in found.get(key):
        root = certificate(der)
        load_root(der)
        if any((root.key_algorithm, root.key) == (one.key_algorithm, one.key) for one in roots):
            raise Fault("root_repeated")
        roots.append(root)
    return RootSet(roots, threshold)


def positive(value: Any) -> None:
    """A number of at least one."""
    unsigned(value, 1)


def same_scheme(left: Any, right: Any) -> bool:
    """True where two codes of schemes mean the same; a name may stand for its number."""
    return _number(left) == _number(right)


def _number(scheme: Any) -> Any:
    return SCHEMES.index(scheme) + 1 if scheme in SCHEMES else scheme


def _host(value: Any) -> None:
    claims.text(value)
    if any("A" <= letter <= "Z" for letter in value):
        raise Fault("claim_range")


def _numbers(value: Any) -> None:
    if isinstance(value, str):
        return claims.text(value)
    array(value, 2, 2)
    first, last = value
    claims.text(first), claims.text(last)
    first, last = first.encode(), last.encode()
    if len(first) != len(last) or first > last:
        raise Fault("claim_range")
    return None


def _state(value: Any) -> None:
    array(value, 2, 2)
    seconds(value[1])
    unsigned(value[0], RETIRED, REVOKED)


def _levels(value: Any) -> None:
    if not isinstance(value, Map):
        raise Fault("claim_type")
    if not value.pairs:
        raise Fault("claim_empty")
    if len(value.pairs) > 16:
        raise Fault("claim_too_long")
    for level, counts_as in value.pairs:
        unsigned(level), unsigned(counts_as)


def _recognition(value: Any) -> None:
    checks = {1: claims.code, 2: claims.code, 3: _levels, 4: seconds, 5: seconds, 6: each(64, claims.code)}
    mapping(value, checks, {1, 2, 3, 4})
    if value.has(5) and value.get(5) <= value.get(4):
        raise Fault("claim_range")


_CHAIN = each(3, kind(bytes))


def _label_signer(value: Any) -> None:
    checks = {
        1: _CHAIN, 2: each(64, claims.code), 3: each(64, _numbers), 4: claims.text, 5: unsigned, 6: _state,
    }  # fmt: skip
    mapping(value, checks, {1, 2, 4})


def _list_signer(value: Any) -> None:
    mapping(value, {1: _CHAIN, 2: each(256, claims.text), 6: _state}, {1, 2})


_LIST = {
    1: unsigned, 2: positive, 3: positive, 4: seconds, 5: seconds, 6: each(16, kind(bytes)), 7: unsigned,
    8: each(256, _label_signer), 9: each(64, _list_signer), 10: each(64, _host), 11: each(64, _recognition),
    12: true, 13: each(16, kind(bytes)),
}  # fmt: skip


def check_format(value: Any) -> None:
    """The version of an object's form, before anything else of it is read."""
    if not isinstance(value, Map):
        raise Fault("claim_type")
    if value.has(1) and not is_int(value.get(1)):
        raise Fault("claim_type")
    if value.get(1) != 1:
        raise Fault("trust_malformed")


def read(data: bytes) -> TrustList:
    """A trust list whose signatures nobody has checked."""
    signed = cose_sign.read(data)
    said = decode(signed.payload)
    check_format(said)
    mapping(said, _LIST, {2, 3, 4, 5, 6, 7, 8, 9})
    if said.get(5) <= said.get(4):
        raise Fault("claim_range")
    roots = root_set(said, 6)
    if said.get(5) > min(root.not_after for root in roots.roots):
        raise Fault("trust_not_nested")
    first = [one.get(1)[0] for key in (8, 9) for one in said.get(key)]
    if len(set(first)) != len(first):
        raise Fault("claim_range")
    return TrustList(signed.payload, said, roots, said.get(13) or [], signed.signatures)
