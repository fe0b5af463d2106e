"""Updates of a store: docs/FORMAT.md, section 13."""

from __future__ import annotations

from dataclasses import replace

from . import trust_list
from .bundle import Bundle, Opened, State, open_bundle, read_bundle, read_snapshot, resolved, sha256
from .faults import Fault
from .trust_list import REVOKED, TrustList


def update(bundle: Bundle, state: State, data: bytes, now: int) -> tuple[Bundle, State]:
    """The bundle and the state after a part was taken."""
    part = read_bundle(data)
    before = open_bundle(bundle, now, state)
    merged = _merge(bundle, part)
    after = open_bundle(merged, now, state)
    issued = max([one.said.get(4) for one in after.snapshots] + [after.list.said.get(4)])
    if now < issued:
        raise Fault("clock_before_trust")
    if now >= after.list.said.get(5):
        raise Fault("trust_expired")
    _check_replaced(before, after)
    _check_keys(before.state, after.list)
    _check_revocations(before, after)
    _check_records(state, after)
    return merged, after.state


def _merge(bundle: Bundle, part: Bundle) -> Bundle:
    lists = part.lists or bundle.lists
    if not lists:
        raise Fault("trust_list_missing")
    last = trust_list.read(lists[-1])
    signing = [one.get(1)[0] for one in last.said.get(9) if not (one.has(6) and one.get(6)[0] == REVOKED)]
    hints = {sha256(der)[:8] for der in signing} - {read_snapshot(one)[0].hint for one in part.snapshots}
    kept = [one for one in bundle.snapshots if read_snapshot(one)[0].hint in hints]
    snapshots = _union(kept, part.snapshots)
    published = [of for one in snapshots for _, of in read_snapshot(one)[1].get(6).pairs]
    named = {of.get(key) for of in published for key in (1, 2, 3)}
    merged = replace(
        bundle,
        lists=lists,
        snapshots=snapshots,
        statuses=_union([one for one in bundle.statuses if sha256(one) in named], part.statuses),
        filters=_union([one for one in bundle.filters if sha256(one) in named], part.filters),
        records=_union([one for one in bundle.records if sha256(one) in named], part.records),
        additions=part.additions,
    )
    return resolved(merged, bundle.records)


def _union(own: list[bytes], more: list[bytes]) -> list[bytes]:
    result = list(own)
    for one in more:
        if one not in result:
            result.append(one)
    return result


def _check_replaced(before: Opened, after: Opened) -> None:
    """Refuses a snapshot that contradicts the one of its signer and second that it replaces."""
    for old in before.snapshots:
        for new in after.snapshots:
            if (new.signer, new.said.get(4)) != (old.signer, old.said.get(4)):
                continue
            for name, held in old.said.get(6).pairs:
                named = new.of(name)
                # A publication and its page have records of different kinds.
                both = [key for key in (1, 2, 3) if named and named.has(key) and held.has(key)]
                if any(named.get(key) != held.get(key) for key in both):
                    raise Fault("snapshot_fork")


def _check_keys(before: State, after: TrustList) -> None:
    if any(not revoked and one.key_digest() in before.revoked for one, revoked in after.certificates()):
        raise Fault("signer_unrevoked")


def _check_revocations(before: Opened, after: Opened) -> None:
    had = {one.certificate.der: one.listed.status for one in before.trust.signers if one.listed}
    for signer in after.trust.signers:
        revoked = signer.listed and signer.listed.said.has(6) and signer.listed.said.get(6)[0] == REVOKED
        old = had.get(signer.certificate.der)
        if not signer.listed or revoked or old is None:
            continue
        new = signer.listed.status
        if new is None:
            raise Fault("status_missing")
        if any(new.value(index) != 1 for index in range(len(old.values) * 8 // old.bits) if old.value(index) == 1):
            raise Fault("status_unrevoked")


def _check_records(state: State, after: Opened) -> None:
    """Refuses the loss of an exact record that was known."""
    records = {sha256(one.certificate.der): one.listed.record for one in after.trust.signers if one.listed}
    for name in state.exact & after.state.exact:
        if records[name] is None:
            raise Fault("record_weaker")
