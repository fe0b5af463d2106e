"""The trust bundle of the demonstration, checked without any code of this project.

What is checked is written down in docs/FORMAT.md, sections 8 and 11 to 13.
"""

import hashlib
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import cbor2
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from common import (
    ALG,
    COSE_SIGN,
    COSE_SIGN1,
    TYP,
    X5T,
    Mismatch,
    expect,
    flip,
    hint,
    load,
    verify_chain_openssl,
    verify_cryptography,
    verify_openssl,
)

TRUST_LIST = "application/vnd.label.trust-list+cose"
SNAPSHOT = "application/vnd.label.snapshot+cose"
STATUS_LIST = "application/statuslist+cwt"
# Bytes of an entry of an exact record.
ENTRY = 12

Verify = Callable[[Any, int, bytes, bytes], None]


@dataclass(frozen=True)
class Bundle:
    """The four lists in a bundle, and the identities of labels that its register knows, by their signer."""

    trust_lists: list[bytes]
    snapshots: list[bytes]
    status_lists: list[bytes]
    records: list[bytes]
    issued: dict[bytes, list[bytes]]

    @property
    def trust_list(self) -> dict[int, Any]:
        return cbor2.loads(cose(self.trust_lists[-1], COSE_SIGN)[2])

    @property
    def snapshot(self) -> dict[int, Any]:
        return cbor2.loads(cose(self.snapshots[0], COSE_SIGN1)[2])


@dataclass(frozen=True)
class BundleChecker:
    """What is checked, and every way in which one flipped bit must be noticed."""

    name: str
    check: Callable[[Bundle], None]
    spoil: Callable[[Bundle], Iterator[Bundle]]


def read(data: bytes, issued: dict[bytes, list[bytes]]) -> Bundle:
    fields = cbor2.loads(data)
    expect(cbor2.dumps(fields, canonical=True) == data, "bundle is not deterministic")
    expect(fields[0] == "label-bundle", "not a bundle")
    return Bundle(fields[1], fields[2], fields[3], fields[5], issued)


def cose(data: bytes, tag: int) -> list[Any]:
    """The four elements of a signed object."""
    try:
        item = cbor2.loads(data)
    except (cbor2.CBORDecodeError, UnicodeDecodeError) as error:
        raise Mismatch("not CBOR") from error
    expect(isinstance(item, cbor2.CBORTag) and item.tag == tag, f"not tagged {tag}")
    expect(item.value[1] == {}, "unprotected header is not empty")
    return list(item.value)


# The trust list: how many roots signed is counted here.


def check_trust_list(verify: Verify) -> Callable[[Bundle], None]:
    def check(bundle: Bundle) -> None:
        protected, _, payload, signatures = cose(bundle.trust_lists[-1], COSE_SIGN)
        expect(cbor2.loads(protected) == {TYP: TRUST_LIST}, "wrong type")
        said = cbor2.loads(payload)
        expect(said[4] < said[5], "expires before it is issued")
        keys = {signing_root(said[6], protected, payload, one, verify) for one in signatures} - {None}
        expect(len(keys) >= said[7] >= 1, f"{len(keys)} roots signed, {said[7]} must")

    return check


def signing_root(
    roots: list[bytes], body: bytes, payload: bytes, signature: list[Any], verify: Verify
) -> bytes | None:
    """The public key of the root that made a signature; none for a signature of nobody in the set."""
    protected, unprotected, value = signature
    header = cbor2.loads(protected)
    expect(sorted(header) == [ALG, X5T] and unprotected == {}, "signature has other headers")
    message = cbor2.dumps(["Signature", body, protected, b"", payload])
    for root in roots:
        if hint(root) == header[X5T]:
            verify(load(root), header[ALG], value, message)
            return public_key(root)
    return None


def public_key(certificate: bytes) -> bytes:
    return load(certificate).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def spoil_trust_list(bundle: Bundle) -> Iterator[Bundle]:
    protected, unprotected, payload, signatures = cose(bundle.trust_lists[-1], COSE_SIGN)

    def changed(payload: bytes, signatures: list[Any]) -> Bundle:
        item = cbor2.CBORTag(COSE_SIGN, [protected, unprotected, payload, signatures])
        return replace(bundle, trust_lists=[cbor2.dumps(item)])

    yield changed(flip(payload), signatures)
    for index, (header, empty, value) in enumerate(signatures):
        others = signatures[:index] + signatures[index + 1 :]
        yield changed(payload, [*others, [header, empty, flip(value)]])
        # One root twice, in place of two.
        yield changed(payload, [others[0], others[0]] if others else [])


# The list signer: snapshot and status lists.


def check_list_signer(verify: Verify) -> Callable[[Bundle], None]:
    def check(bundle: Bundle) -> None:
        for data in bundle.snapshots:
            signed_by_list_signer(bundle, data, SNAPSHOT, verify)
        for data in bundle.status_lists:
            signer, payload = signed_by_list_signer(bundle, data, STATUS_LIST, verify)
            expect(cbor2.loads(payload)[2] in signer[2], "not an address of the list signer")

    return check


def signed_by_list_signer(bundle: Bundle, data: bytes, typ: str, verify: Verify) -> tuple[dict, bytes]:
    protected, _, payload, signature = cose(data, COSE_SIGN1)
    header = cbor2.loads(protected)
    expect(sorted(header) == [ALG, TYP, X5T] and header[TYP] == typ, "wrong type or headers")
    message = cbor2.dumps(["Signature1", protected, b"", payload])
    for signer in bundle.trust_list[9]:
        if hint(signer[1][0]) == header[X5T]:
            verify(load(signer[1][0]), header[ALG], signature, message)
            return signer, payload
    raise Mismatch("nobody whom the trust list names")


def spoil_list_signer(bundle: Bundle) -> Iterator[Bundle]:
    for index, data in enumerate(bundle.snapshots):
        yield replace(bundle, snapshots=swap(bundle.snapshots, index, flip(data)))
    for index, data in enumerate(bundle.status_lists):
        yield replace(bundle, status_lists=swap(bundle.status_lists, index, flip(data)))
        yield replace(bundle, status_lists=swap(bundle.status_lists, index, flip(data, -80)))


def swap(items: list[bytes], index: int, item: bytes) -> list[bytes]:
    return [*items[:index], item, *items[index + 1 :]]


# What the snapshot names.


def published(bundle: Bundle) -> Iterator[tuple[dict[int, Any], bytes, bytes]]:
    """Each label signer with its status list and exact record, found by their digests."""
    lists = {hashlib.sha256(data).digest(): data for data in bundle.status_lists}
    records = {hashlib.sha256(data).digest(): data for data in bundle.records}
    for signer in bundle.trust_list[8]:
        named = bundle.snapshot[6].get(hashlib.sha256(signer[1][0]).digest())
        expect(named is not None, "a signer is not in the snapshot")
        expect(named[1] in lists and named[3] in records, "what the snapshot names is not there")
        yield signer, lists.pop(named[1]), records.pop(named[3])
    expect(not lists and not records, "something is there that the snapshot does not name")


def check_references(bundle: Bundle) -> None:
    said, snapshot = bundle.trust_list, bundle.snapshot
    expect((snapshot[2], snapshot[3]) == (said[2], said[3]), "the snapshot is of another trust list")
    for signer, status, _ in published(bundle):
        claims = cbor2.loads(cose(status, COSE_SIGN1)[2])
        expect(claims[2] == signer[4], "the status list is for another signer")
        entries = zlib.decompress(claims[65533]["lst"])
        expect(len(entries) * 8 // claims[65533]["bits"] > signer.get(5, 0), "the status list is too short")


def spoil_references(bundle: Bundle) -> Iterator[Bundle]:
    yield replace(bundle, status_lists=swap(bundle.status_lists, 0, flip(bundle.status_lists[0])))
    yield replace(bundle, records=swap(bundle.records, 0, flip(bundle.records[0])))
    yield replace(bundle, records=bundle.records[1:])


# The record of issued labels.


def check_records(bundle: Bundle) -> None:
    for signer, _, data in published(bundle):
        entries = [data[at : at + ENTRY] for at in range(0, len(data), ENTRY)]
        expect(len(data) % ENTRY == 0 and entries == sorted(set(entries)), "the entries are not in order")
        issued = bundle.issued[hint(signer[1][0])[1]]
        expect(all(identity[:ENTRY] in entries for identity in issued), "an issued label is not in the record")


def spoil_records(bundle: Bundle) -> Iterator[Bundle]:
    """Labels that were never issued."""
    for signer, identities in bundle.issued.items():
        for identity in identities:
            yield replace(bundle, issued=bundle.issued | {signer: [flip(identity, 0)]})


# Certificates.


def check_chains(bundle: Bundle) -> None:
    said = bundle.trust_list
    for signer in said[8] + said[9]:
        verify_chain_openssl(signer[1], said[6], said[4])


def spoil_chains(bundle: Bundle) -> Iterator[Bundle]:
    """The trust list with a bit of one certificate's signature flipped; its own signature is another check."""
    protected, unprotected, payload, signatures = cose(bundle.trust_lists[-1], COSE_SIGN)
    said = bundle.trust_list
    for signer in said[8] + said[9]:
        certificate = signer[1][0]
        item = [protected, unprotected, payload.replace(certificate, flip(certificate)), signatures]
        yield replace(bundle, trust_lists=[cbor2.dumps(cbor2.CBORTag(COSE_SIGN, item))])


BUNDLE_CHECKERS = [
    BundleChecker("trust list (cryptography)", check_trust_list(verify_cryptography), spoil_trust_list),
    BundleChecker("trust list (openssl)", check_trust_list(verify_openssl), spoil_trust_list),
    BundleChecker("lists (cryptography)", check_list_signer(verify_cryptography), spoil_list_signer),
    BundleChecker("lists (openssl)", check_list_signer(verify_openssl), spoil_list_signer),
    BundleChecker("snapshot's references", check_references, spoil_references),
    BundleChecker("issued labels", check_records, spoil_records),
    BundleChecker("chains (openssl)", check_chains, spoil_chains),
]
