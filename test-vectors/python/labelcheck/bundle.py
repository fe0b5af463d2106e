"""Bundles, states, stores and updates: docs/FORMAT.md, sections 12 and 13."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import Any

from . import certificates, exact_record, foreign, issued_filter, sign1, trust, trust_list
from .certificates import Certificate
from .claims import mapping, seconds, unsigned
from .faults import Fault
from .strict_cbor import Map, decode
from .trust import Listed, Room, Signer, StatusList, Trust, each, kind, load_root, true
from .trust_list import RETIRED, REVOKED, RootSet, TrustList, certificate, positive, root_set

BUNDLE, STORE = "label-bundle", "label-store"
SNAPSHOT_TYPE = "application/vnd.label.snapshot+cose"
MAX_BUNDLE, MAX_STATE, MAX_SNAPSHOT = 16 * 1_024 * 1_024, 96 * 1_024, 64 * 1_024
MAX_REVOKED = 512
MAX_STORE = MAX_BUNDLE + MAX_STATE + 1_024
MAX_STATUS = 3 * 1_024 * 1_024


def is_kind(data: bytes, name: str) -> bool:
    """True for bytes that begin as a map that says what it is."""
    return len(data) > 2 and data[0] >> 5 == 5 and data[1:].startswith(bytes([0, 0x60 + len(name)]) + name.encode())


def sha256(data: bytes) -> bytes:
    """The digest by which a snapshot names things."""
    return hashlib.sha256(data).digest()


@dataclass(frozen=True)
class Bundle:
    """The parts of a bundle, as they are signed."""

    lists: list[bytes] = field(default_factory=list)
    snapshots: list[bytes] = field(default_factory=list)
    statuses: list[bytes] = field(default_factory=list)
    filters: list[bytes] = field(default_factory=list)
    records: list[bytes] = field(default_factory=list)
    additions: list[bytes] = field(default_factory=list)


@dataclass(frozen=True)
class State:
    """The memory of a verifier."""

    digest: bytes
    order: tuple[int, int]
    roots: RootSet
    last_good: int
    snapshots: dict[bytes, int]
    specimen: bool
    exact: frozenset[bytes] = frozenset()
    revoked: list[bytes] = field(default_factory=list)


@dataclass(frozen=True)
class ListSigner:
    """A signer of lists and its path."""

    said: Map
    path: list[Certificate]

    @property
    def certificate(self) -> Certificate:
        """Its own certificate."""
        return self.path[0]

    @property
    def revoked(self) -> bool:
        """True where nothing of it counts."""
        return self.said.has(6) and self.said.get(6)[0] == REVOKED

    def check_time(self, issued: int) -> None:
        """Refuses a time at which nothing that it issued counts."""
        state, since = self.said.get(6) or (0, 0)
        if state == REVOKED:
            raise Fault("signer_revoked")
        if state == RETIRED and issued >= since:
            raise Fault("signer_retired")
        if any(issued < one.not_before for one in self.path):
            raise Fault("cert_not_yet_valid")
        if any(issued > one.not_after for one in self.path):
            raise Fault("cert_expired")

    def check_made(self, signed: sign1.Signed) -> None:
        """Refuses a signature that its key did not make."""
        if certificates.algorithm(self.certificate) != signed.algorithm:
            raise Fault("alg_key_mismatch")
        if not signed.signed_by(self.certificate):
            raise Fault("signature")


@dataclass(frozen=True)
class Snapshot:
    """A snapshot and the digest of its signer's certificate."""

    said: Map
    signer: bytes

    def of(self, signer: bytes) -> Map | None:
        """The lists that it names for a label signer."""
        return next((value for name, value in self.said.get(6).pairs if name == signer), None)


@dataclass(frozen=True)
class Opened:
    """A bundle in which everything was verified."""

    trust: Trust
    state: State
    list: TrustList
    snapshots: list[Snapshot]


def read_bundle(data: bytes) -> Bundle:
    """The parts of a bundle."""
    found = _file(data, BUNDLE, MAX_BUNDLE)
    few, many = each(16, kind(bytes)), each(256, kind(bytes))
    mapping(found, {0: kind(str), 1: few, 2: few, 3: many, 4: many, 5: many, 6: many}, {0})
    return Bundle(*(found.get(key) or [] for key in range(1, 7)))


def _file(data: bytes, name: str, most: int) -> Map:
    if len(data) > most:
        raise Fault("input_too_large")
    found = decode(data)
    if not isinstance(found, Map):
        raise Fault("claim_type")
    if found.get(0) != name:
        raise Fault("trust_malformed")
    return found


def read_store(data: bytes) -> tuple[Bundle, State]:
    """The bundle and the state of a store."""
    found = _file(data, STORE, MAX_STORE)
    mapping(found, {0: kind(str), 1: kind(bytes), 2: kind(bytes)}, {1, 2})
    return read_bundle(found.get(1)), read_state(found.get(2))


def _digest(value: Any) -> None:
    if not isinstance(value, bytes):
        raise Fault("claim_type")
    if len(value) != 32:
        raise Fault("claim_range")


def _entries(value: Any, most: int, check: Any) -> None:
    if not isinstance(value, Map):
        raise Fault("claim_type")
    if not value.pairs:
        raise Fault("claim_empty")
    if len(value.pairs) > most:
        raise Fault("claim_too_long")
    for name, one in value.pairs:
        _digest(name)
        check(one)


def _keys(value: Any) -> None:
    each(MAX_REVOKED, _digest)(value)
    if len(set(value)) != len(value):
        raise Fault("claim_range")


def read_state(data: bytes) -> State:
    """A state."""
    if len(data) > MAX_STATE:
        raise Fault("input_too_large")
    checks = {
        1: _digest, 2: positive, 3: positive, 4: each(16, kind(bytes)), 5: unsigned, 6: seconds,
        7: lambda value: _entries(value, 64, seconds), 8: true, 9: _keys,
        10: each(256, _digest), 11: each(16, _digest),
    }  # fmt: skip
    found = decode(data)
    mapping(found, checks, {1, 2, 3, 4, 5, 6})
    seen = dict(found.get(7).pairs) if found.has(7) else {}
    order = found.get(2), found.get(3)
    exact = found.get(10) or []
    roots = root_set(found, 4)
    revoked = found.get(9) or []
    return State(found.get(1), order, roots, found.get(6), seen, found.has(8), frozenset(exact), revoked)


def read_snapshot(data: bytes) -> tuple[sign1.Signed, Map]:
    """A snapshot whose signature nobody has checked."""
    if len(data) > MAX_SNAPSHOT:
        raise Fault("input_too_large")
    signed = sign1.read(data, typed=True)
    if signed.typ != SNAPSHOT_TYPE:
        raise Fault("cose_typ")
    if not signed.bare:
        raise Fault("cose_unprotected_label")
    said = decode(signed.payload)
    trust_list.check_format(said)

    def published(value: Any) -> None:
        mapping(value, {1: _digest, 2: _digest, 3: _digest}, {1})
        if not value.has(2) and not value.has(3):
            raise Fault("claim_missing")

    checks = {
        1: unsigned, 2: positive, 3: positive, 4: seconds, 5: seconds,
        6: lambda value: _entries(value, 256, published), 7: _digest,
    }  # fmt: skip
    mapping(said, checks, {2, 3, 4, 5, 6})
    if said.get(5) <= said.get(4):
        raise Fault("claim_range")
    return signed, said


def check_follows(after: TrustList, order: tuple[int, int], digest: bytes, roots: RootSet, specimen: bool) -> None:
    """Refuses a list that may not follow what is trusted already."""
    if after.order < order:
        raise Fault("trust_rollback")
    if after.specimen != specimen:
        raise Fault("specimen_mixed")
    if after.order == order and after.digest != digest:
        raise Fault("trust_fork")
    step = after.order[0] - order[0]
    if step == 0 and after.roots.fingerprint() == roots.fingerprint():
        after.verify()
    elif step == 1:
        after.verify(roots)
    else:
        raise Fault("root_epoch")


def _chain(bundle: Bundle, state: State | None, pin: bytes | None) -> TrustList:
    """The last list, to which all before it lead."""
    lists = [trust_list.read(one) for one in bundle.lists]
    if not lists:
        raise Fault("trust_list_missing")
    known = (state.order, state.digest, state.roots, state.specimen) if state else None
    for place, one in enumerate(lists):
        if known is None and pin is not None and one.roots.fingerprint() != pin:
            one.verify()
            continue
        if known is None:
            one.verify()
        elif place + 1 < len(lists) and one.order <= known[0]:
            one.verify()
            continue
        else:
            check_follows(one, *known)
        known = (one.order, one.digest, one.roots, one.specimen)
    if known is None:
        raise Fault("root_pin")
    return lists[-1]


def _path(chain: list[bytes], roots: list[Certificate], purpose: bytes) -> list[Certificate]:
    path = certificates.check_path([certificate(one) for one in chain], roots)
    certificates.check_purpose(path, purpose)
    return path


def open_bundle(bundle: Bundle, now: int, state: State | None = None, pin: bytes | None = None) -> Opened:
    """Everything in a bundle, verified."""
    bundle = resolved(bundle, [])
    last = _chain(bundle, state, pin)
    if state is None or state.digest != last.digest:
        last.check_keys()
    roots = [*last.roots.roots, *(load_root(one) for one in last.earlier)]
    signers = [ListSigner(one, _path(one.get(1), roots, certificates.STATUS_LISTS)) for one in last.said.get(9)]
    snapshots = [_open_snapshot(one, last, signers) for one in bundle.snapshots]
    _check_rollback(state, signers, snapshots)
    _check_seconds(last, snapshots)
    exact = _exact(state, last, snapshots)
    statuses = _referenced(bundle.statuses, snapshots, 1)
    records = {2: _referenced(bundle.filters, snapshots, 2), 3: _referenced(bundle.records, snapshots, 3)}
    after = replace(_next_state(state, last, signers, snapshots, now), exact=exact)
    found, room = [], Room()
    for said in last.said.get(8):
        path = _path(said.get(1), roots, certificates.LABELS)
        listed = _published(said, path[0], signers, snapshots, statuses, records, room)
        found.append(Signer(path[0], path, None, said.get(4), listed))
    found += [Signer(one.certificate, one.path, None, None) for one in signers]
    said = last.said
    opened = Trust(said.get(4), said.get(5), found, [], said.get(10) or [], after.last_good)
    return Opened(opened, after, last, snapshots)


def _open_snapshot(data: bytes, last: TrustList, signers: list[ListSigner]) -> Snapshot:
    signed, said = read_snapshot(data)
    fault = Fault("list_signer")
    for signer in signers:
        if signer.certificate.hint() != signed.hint:
            continue
        try:
            signer.check_made(signed)
        except Fault as other:
            fault = other
            continue
        signer.check_time(said.get(4))
        snapshot = Snapshot(said, sha256(signer.certificate.der))
        _check_mixed(said, last)
        for label_signer in last.said.get(8):
            named = snapshot.of(sha256(label_signer.get(1)[0]))
            if named and label_signer.get(4) not in signer.said.get(2):
                raise Fault("list_signer")
        return snapshot
    raise fault


def _check_mixed(said: Map, last: TrustList) -> None:
    named = said.get(2), said.get(3)
    if named != last.order and not (named < last.order and said.get(4) <= last.said.get(4)):
        raise Fault("snapshot_mixed")


def _latest(snapshots: list[Snapshot], signer: bytes) -> int | None:
    return max((one.said.get(4) for one in snapshots if one.signer == signer), default=None)


def _check_rollback(state: State | None, signers: list[ListSigner], snapshots: list[Snapshot]) -> None:
    for signer in signers:
        name = sha256(signer.certificate.der)
        seen, latest = (state.snapshots if state else {}).get(name), _latest(snapshots, name)
        if seen is not None and latest is not None and latest < seen:
            raise Fault("snapshot_rollback")


def _check_seconds(last: TrustList, snapshots: list[Snapshot]) -> None:
    """Refuses snapshots of the newest second that name different lists for a label signer."""
    for said in last.said.get(8):
        name = sha256(said.get(1)[0])
        naming = [one for one in snapshots if one.of(name) is not None]
        newest = max((one.said.get(4) for one in naming), default=None)
        named = [one.of(name).pairs for one in naming if one.said.get(4) == newest]
        if any(one != named[0] for one in named):
            raise Fault("snapshot_fork")


def _referenced(blobs: list[bytes], snapshots: list[Snapshot], key: int) -> dict[bytes, bytes]:
    named = {value.get(key) for one in snapshots for _, value in one.said.get(6).pairs}
    found = {sha256(blob): blob for blob in blobs}
    if len(found) != len(blobs) or not set(found) <= named:
        raise Fault("bundle_unreferenced")
    return found


def resolved(bundle: Bundle, bases: list[bytes]) -> Bundle:
    """A bundle with the records that come out of its additions."""
    records = exact_record.resolve(bundle.additions, bundle.records, bases, MAX_BUNDLE)
    return replace(bundle, records=records, additions=[])


def _exact(state: State | None, last: TrustList, snapshots: list[Snapshot]) -> frozenset[bytes]:
    """The label signers that have an exact record; who had one has one still."""
    found = set()
    for one in last.said.get(8):
        name = sha256(one.get(1)[0])
        if one.has(6) and one.get(6)[0] == REVOKED:
            continue
        had, newest = bool(state and name in state.exact), _newest(snapshots, name)
        has = had if newest is None else newest.of(name).has(3)
        if had and not has:
            raise Fault("record_weaker")
        if has:
            found.add(name)
    return frozenset(found)


def _newest(snapshots: list[Snapshot], signer: bytes) -> Snapshot | None:
    naming = [one for one in snapshots if one.of(signer) is not None]
    return max(reversed(naming), key=lambda one: one.said.get(4), default=None)


def _published(
    said: Map, label_signer: Certificate, signers: list[ListSigner], snapshots: list[Snapshot],
    statuses: dict[bytes, bytes], records: dict[int, dict[bytes, bytes]], room: Room,
) -> Listed:  # fmt: skip
    name = sha256(label_signer.der)
    snapshot = _newest(snapshots, name)
    if snapshot is None:
        return Listed(said)
    named = snapshot.of(name)
    status = statuses.get(named.get(1))
    # A filter never answers in place of an exact record that is named.
    kind, key = (exact_record, 3) if named.has(3) else (issued_filter, 2)
    issued = records[key].get(named.get(key))
    return Listed(
        said, snapshot.said.get(4), snapshot.said.get(5),
        None if status is None else _status(status, said.get(4), signers, room),
        None if issued is None else kind.read(issued),
    )  # fmt: skip


def _status(data: bytes, address: str, signers: list[ListSigner], room: Room) -> StatusList:
    if len(data) > MAX_STATUS:
        raise Fault("input_too_large")
    signed = trust.read_status(data)
    fault = Fault("list_signer")
    for signer in signers:
        if not foreign.names(signed.hint, signer.certificate) or address not in signer.said.get(2):
            continue
        try:
            signer.check_made(signed)
        except Fault as other:
            fault = other
            continue
        packed = trust.status_claims(signed.payload)
        signer.check_time(packed.issued)
        found = room.inflate(packed)
        if found.address != address:
            raise Fault("status_other_signer")
        return found
    raise fault


def _needed(last: TrustList, snapshots: list[Snapshot]) -> list[Snapshot]:
    """The newest snapshots of the label signers that are not revoked."""
    counting = [one for one in last.said.get(8) if not (one.has(6) and one.get(6)[0] == REVOKED)]
    newest = (_newest(snapshots, sha256(one.get(1)[0])) for one in counting)
    return [one for one in newest if one is not None]


def _next_state(
    state: State | None, last: TrustList, signers: list[ListSigner], snapshots: list[Snapshot], now: int
) -> State:
    times = [one.said.get(4) for one in snapshots] + [last.said.get(4)]
    if state and state.order[0] == last.order[0]:
        times.append(state.last_good)
    floor = max(times)
    end = min([one.said.get(5) for one in _needed(last, snapshots)] + [last.said.get(5)])
    seen = {}
    for name in (sha256(signer.certificate.der) for signer in signers if not signer.revoked):
        known = (state.snapshots if state else {}).get(name), _latest(snapshots, name)
        if any(time is not None for time in known):
            seen[name] = max(time for time in known if time is not None)
    last_good = now if floor <= now < end else floor
    gone = [one.key_digest() for one, revoked in last.certificates() if revoked]
    kept = [key for key in (state.revoked if state else []) if key not in gone]
    revoked = (kept + list(dict.fromkeys(gone)))[-MAX_REVOKED:]
    return State(last.digest, last.order, last.roots, last_good, seen, last.specimen, revoked=revoked)


def load(data: bytes, now: int, pin: bytes | None = None) -> Trust:
    """The trust set of a bundle, a store or a trust file."""
    if is_kind(data, BUNDLE):
        return open_bundle(read_bundle(data), now, pin=pin).trust
    if is_kind(data, STORE):
        bundle, state = read_store(data)
        return open_bundle(bundle, now, state).trust
    return trust.load(data)
