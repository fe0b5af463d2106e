"""The checks in their order and the verdict: docs/FORMAT.md, section 10."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from . import certificates, claims, qr_text, schemes, sign1
from .faults import Fault, Open
from .trust import Listed, Signer, StatusList, Trust
from .trust_list import RETIRED, REVOKED, same_scheme

CHECKS = tuple(json.loads((Path(__file__).resolve().parents[2] / "checks.json").read_text("utf-8")))
PASSED, FAILED, NOT_CHECKED = "passed", "failed", "not_checked"
ASSESSMENTS = ("self_declared", "reviewed", "evaluated", "certified")
STATUS_CODES = {1: "revoked", 2: "suspended", 3: "withdrawn", 12: "superseded"}
CLEARED, CONDITIONAL = 1, 2


@dataclass(frozen=True)
class Line:
    """The result of one check."""

    result: str
    code: str
    required: bool = True


OK = Line(PASSED, "ok")
NOT_STATED = Line(PASSED, "not_stated")
NOT_ASKED = Line(PASSED, "not_asked")
WRONG_CLOCK = Line(NOT_CHECKED, "clock_before_trust")


def failed(code: str) -> Line:
    """A required check that failed."""
    return Line(FAILED, code)


def undecided(code: str) -> Line:
    """A required check that could not be made."""
    return Line(NOT_CHECKED, code)


@dataclass
class Case:
    """One verification: what is given and what was found so far."""

    trust: Trust
    now: int
    policy: dict[str, Any]
    text: str | None = None
    credential: bytes = b""
    address: str | None = None
    repairs: list[str] = field(default_factory=list)
    signed: sign1.Signed | None = None
    label: dict[str, Any] = field(default_factory=dict)
    signers: list[Signer] = field(default_factory=list)
    record: str | None = None

    @property
    def clock_is_wrong(self) -> bool:
        """True where the time lies before one that is known to have been."""
        return self.trust.floor is not None and self.now < self.trust.floor

    @property
    def signer(self) -> Signer:
        """Who signed the label."""
        return self.signers[0]


def check_text(case: Case) -> Line:
    """The digits in the text."""
    if case.text is None:
        return NOT_STATED
    found = qr_text.read(case.text)
    case.address, case.credential, case.repairs = found.address, found.credential, found.repairs
    return OK


def check_format(case: Case) -> Line:
    """CBOR and COSE."""
    case.signed = sign1.read(case.credential)
    return OK


def check_claims(case: Case) -> Line:
    """The payload."""
    case.label = claims.read(case.signed.payload)
    return OK


def check_trust(case: Case) -> Line:
    """The age of the trust set."""
    trust, limit = case.trust, case.policy.get("max_trust_age")
    if case.clock_is_wrong:
        return WRONG_CLOCK
    if trust.expires is not None and case.now >= trust.expires:
        return undecided("trust_expired")
    if trust.issued is None:
        return NOT_STATED if limit is None else undecided("not_stated")
    return OK if limit is None or case.now - trust.issued < limit else undecided("trust_expired")


def check_signer(case: Case) -> Line:
    """The certificates that the hint may mean."""
    named = [one for one in case.trust.signers if one.certificate.hint() == case.signed.hint]
    if not named:
        made = case.trust.issued
        current = check_trust(case).result == PASSED and made is not None
        return (failed if current and case.label["issued"] < made else undecided)("signer_unknown")
    faults = [_signer_fault(case, one) for one in named]
    case.signers = [one for one, fault in zip(named, faults) if fault is None]
    return OK if case.signers else failed(faults[0] or "")


def _signer_fault(case: Case, signer: Signer) -> str | None:
    if signer.fault:
        return signer.fault
    try:
        certificates.check_purpose(signer.path, certificates.LABELS)
    except Fault as fault:
        return fault.code
    if signer.listed and _state(signer.listed)[0] == REVOKED:
        return "signer_revoked"
    right = certificates.algorithm(signer.certificate) == case.signed.algorithm
    return None if right else "alg_key_mismatch"


def check_signature(case: Case) -> Line:
    """The signature by one of them."""
    case.signers = [one for one in case.signers if case.signed.signed_by(one.certificate)]
    return OK if case.signers else failed("signature")


def check_validity(case: Case) -> Line:
    """The label within its signer's validity, both at the time."""
    issued, expires = case.label["issued"], case.label.get("expires")
    path = case.signers[0].path
    last = issued if expires is None else expires
    if issued < path[0].not_before or last > path[0].not_after:
        return failed("label_not_nested")
    if case.clock_is_wrong:
        return WRONG_CLOCK
    if any(case.now < one.not_before for one in path):
        return failed("cert_not_yet_valid")
    if case.now < issued:
        return failed("not_yet_valid")
    if expires is not None and case.now >= expires:
        return failed("expired")
    if any(case.now > one.not_after for one in path):
        return failed("cert_expired")
    return OK


def _state(listed: Listed) -> tuple[int, int]:
    """The state of a label signer and since when."""
    state, since = listed.said.get(6) or (0, 0)
    return state, since


def check_scope(case: Case) -> Line:
    """The check that the trust list lets the signer sign this."""
    listed = case.signer.listed
    if listed is None:
        return NOT_STATED
    state, since = _state(listed)
    if state == RETIRED and case.label["issued"] >= since:
        return failed("signer_retired")
    if not any(same_scheme(one, case.label["scheme"]) for one in listed.said.get(2)):
        return failed("scope_scheme")
    if listed.said.has(3) and not any(_covers(one, case.label["registration"]) for one in listed.said.get(3)):
        return failed("scope_number")
    index, highest = case.label.get("status_index"), listed.said.get(5)
    return failed("index_above_issued") if None not in (index, highest) and index > highest else OK


def _covers(numbers: str | list[str], number: str) -> bool:
    if isinstance(numbers, str):
        return number.encode().startswith(numbers.encode())
    first, last = (end.encode() for end in numbers)
    return len(number.encode()) == len(first) and first <= number.encode() <= last


def check_status(case: Case) -> Line:
    """The status list of the signer."""
    index = case.label.get("status_index")
    if index is None:
        return NOT_STATED
    found = case.trust.status_of(case.signer, index)
    required = _demanded(case, found)
    if found is None:
        return Line(NOT_CHECKED, "status_missing", required)
    value = found.value(index)
    if value is None and _spoken(case, found) < case.label["issued"]:
        return Line(NOT_CHECKED, "status_later", required)
    if value is None:
        return failed("status_out_of_range")
    if value:
        known = value <= 2 or not found.of_draft
        return failed(STATUS_CODES.get(value, "status_unknown") if known else "status_unknown")
    if case.clock_is_wrong or case.now < found.issued:
        return Line(NOT_CHECKED, "clock_before_trust", required)
    end = _relied_until(case, found)
    return Line(NOT_CHECKED, "status_stale", required) if end is not None and case.now >= end else OK


def _demanded(case: Case, found: StatusList | None) -> bool:
    """True where the policy lets nothing pass that the list leaves open."""
    grace = case.policy.get("status_grace")
    if case.policy.get("status") != "warn":
        return True
    if grace is None:
        return False
    if found is None:
        return True
    end = _relied_until(case, found)
    return end is not None and case.now >= end + grace


def _spoken(case: Case, found: StatusList) -> int:
    """The time that a list speaks of: a later snapshot says that it still holds."""
    listed = case.signer.listed
    return max(found.issued, (listed.issued or 0) if listed else 0)


def _end(case: Case, found: StatusList) -> int | None:
    """The end of a list by its own word."""
    ends = [found.expires, case.signer.listed.expires if case.signer.listed else None]
    return min((end for end in ends if end is not None), default=None)


def _relied_until(case: Case, found: StatusList) -> int | None:
    """The end of the list, by its own word or the age that the policy allows."""
    limit = case.policy.get("max_status_age")
    ends = [_end(case, found), None if limit is None else _spoken(case, found) + limit]
    return min((end for end in ends if end is not None), default=None)


def check_issued(case: Case) -> Line:
    """The record of issued labels."""
    listed, required = case.signer.listed, case.policy.get("issued") != "warn"
    if listed is None:
        return NOT_STATED
    if listed.record is None:
        return Line(NOT_CHECKED, "issued_missing", required)
    case.record = listed.record.kind
    if listed.record.holds(hashlib.sha256(case.signed.message()).digest()):
        demanded = case.policy.get("record", "any") == "exact"
        return Line(NOT_CHECKED, "record_not_exact", required) if demanded and case.record != "exact" else OK
    if case.label["issued"] < listed.issued:
        return failed("not_issued")
    return Line(NOT_CHECKED, "issued_later", required)


def check_catalogue(case: Case) -> Line:
    """No catalogue is read."""
    return NOT_STATED


def check_freshness(case: Case) -> Line:
    """The check that no newer lists are due."""
    found = case.trust.status_of(case.signer, case.label.get("status_index"))
    if found is None:
        return NOT_STATED
    if case.clock_is_wrong:
        return Line(NOT_CHECKED, "clock_before_trust", False)
    age, dues = case.policy.get("stale_after"), [_end(case, found)]
    if age is not None:
        dues.append(_spoken(case, found) + age)
    elif found.ttl is not None:
        dues.append(found.issued + found.ttl)
    due = min((one for one in dues if one is not None), default=None)
    if due is None:
        return NOT_STATED
    return OK if case.now < due else Line(FAILED, "lists_stale", False)


def check_scheme(case: Case) -> Line:
    """The table of the scheme."""
    if schemes.find(case.label["scheme"]) is None:
        return undecided("scheme_unknown")
    schemes.check(case.label)
    return OK


def check_host(case: Case) -> Line:
    """The host of the address."""
    required = case.policy.get("host") == "reject"
    if case.address is None:
        return NOT_STATED
    if not case.trust.hosts:
        return Line(NOT_CHECKED, "not_stated", required)
    known = qr_text.host(case.address) in {host.lower() for host in case.trust.hosts}
    return OK if known else Line(FAILED, "host_unknown", required)


def check_address_gtin(case: Case) -> Line:
    """The GTINs in the address."""
    named = qr_text.gtins(case.address or "")
    if not named:
        return NOT_STATED
    signed = case.label.get("gtins", [])
    return OK if all(one in signed for one in named) else failed("gtin_path_mismatch")


def check_gtin(case: Case) -> Line:
    """The GTIN at hand."""
    if "gtin" not in case.policy:
        return NOT_ASKED
    known = int(case.policy["gtin"]) in case.label.get("gtins", [])
    return OK if known else failed("gtin_mismatch")


def check_model(case: Case) -> Line:
    """The model at hand."""
    if "model" not in case.policy:
        return NOT_ASKED
    return OK if case.policy["model"] in case.label.get("models", []) else failed("model_mismatch")


def check_level(case: Case) -> Line:
    """The least level."""
    if "min_level" not in case.policy:
        return NOT_ASKED
    table = schemes.find(case.label["scheme"])
    names = {case.label["scheme"]} | ({table["code"], table["name"]} if table else set())
    asked = case.policy["min_level"]
    own = [one["level"] for one in asked if one.get("scheme") in names]
    least = own or [one["level"] for one in asked if "scheme" not in one]
    if not least or "level" not in case.label:
        return undecided("level_not_comparable")
    return OK if case.label["level"] >= max(least) else failed("level_below")


def check_assessment(case: Case) -> Line:
    """The least assessment."""
    if "min_assessment" not in case.policy:
        return NOT_ASKED
    least = ASSESSMENTS.index(case.policy["min_assessment"])
    return OK if case.label["assessment"] >= least else failed("assessment_below")


def check_supply_chain(case: Case) -> Line:
    """The supply-chain check that is asked for."""
    if "supply_chain" not in case.policy:
        return NOT_ASKED
    status = case.label.get("supply_chain", [None])[0]
    if status == CLEARED:
        return OK
    if status != CONDITIONAL:
        return failed("supply_chain")
    strict = case.policy["supply_chain"] == "cleared"
    return failed("supply_chain_conditions") if strict else OK


def check_criteria(case: Case) -> Line:
    """The acceptable documents."""
    if "criteria" not in case.policy:
        return NOT_ASKED
    if schemes.find(case.label["scheme"]) is None:
        return undecided("scheme_unknown")
    found = schemes.document(case.label)
    return OK if found is not None and found in case.policy["criteria"] else failed("criteria_mismatch")


def check_support(case: Case) -> Line:
    """The end of support; a day or month counts to its last second in the scheme's zone."""
    end, required = case.label.get("support_end"), case.policy.get("support") == "reject"
    if end is None:
        return Line(FAILED, "support_ended") if required else NOT_STATED
    if case.clock_is_wrong:
        return Line(NOT_CHECKED, "clock_before_trust", required)
    if end == 0:
        return Line(FAILED, "support_ended", required)
    today = int(datetime.fromtimestamp(case.now, schemes.zone(case.label["scheme"])).strftime("%Y%m%d"))
    ended = today > end if end % 100 else today // 100 > end // 100
    return Line(FAILED, "support_ended", required) if ended else OK


# After these nothing is known that a later check could be made of.
_STOPS = {"text", "format", "claims", "signer", "signature"}
_MADE: dict[str, Callable[[Case], Line]] = {name: globals()[f"check_{name}"] for name in CHECKS}


def verify(case: Case) -> dict[str, Any]:
    """The verdict as a client prints it."""
    lines = {name: undecided("not_reached") for name in CHECKS}
    for name in CHECKS:
        try:
            lines[name] = _MADE[name](case)
        except Open as fault:
            lines[name] = undecided(fault.code)
        except Fault as fault:
            lines[name] = failed(fault.code)
        if name in _STOPS and lines[name].result != PASSED:
            break
    said = {} if case.record is None else {"record": case.record}
    return conclude(lines, case.repairs) | said


def conclude(lines: dict[str, Line], repairs: list[str]) -> dict[str, Any]:
    """The outcome and the decisive check of some lines."""
    codes = {name: line.code for name, line in lines.items()}
    for result, outcome in ((FAILED, "rejected"), (NOT_CHECKED, "cannot_decide")):
        for name, line in lines.items():
            if line.required and line.result == result:
                return {"outcome": outcome, "check": name, "code": line.code, "repairs": repairs, "lines": codes}
    return {"outcome": "accepted", "check": None, "code": None, "repairs": repairs, "lines": codes}


def unusable_trust(code: str) -> dict[str, Any]:
    """The verdict where the trust file cannot be loaded."""
    lines = {name: undecided("not_reached") for name in CHECKS}
    lines["trust"] = undecided(code)
    return conclude(lines, []) | {"check": "trust", "code": code}
