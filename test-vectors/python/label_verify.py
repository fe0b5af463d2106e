"""A second verifier of labels, from docs/FORMAT.md.

    label_verify.py VECTOR.json TRUST.cbor [PART.cbor]   one vector, as test-vectors/README.md asks of a client
    label_verify.py --all test-vectors                   all vectors, each difference and the sum
"""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from labelcheck import bundle, trust, update, verdict
from labelcheck.faults import Fault

EXIT = {"accepted": 0, "rejected": 1, "cannot_decide": 3}
COULD_NOT_RUN = 2
FEWEST = 1_450
KEYS = {"id", "description", "input", "trust", "root_set", "zeros", "update", "time", "policy", "expect"}
INPUT_KEYS = {"text", "credential_hex", "hex", "diag"}
EXPECT_KEYS = {"outcome", "check", "code", "repairs", "update", "record", "lines"}
WORDS = {
    "min_assessment": set(verdict.ASSESSMENTS),
    "supply_chain": {"cleared", "cleared_or_conditional"},
    "host": {"reject", "warn"},
    "status": {"required", "warn"},
    "issued": {"required", "warn"},
    "record": {"any", "exact"},
    "support": {"reject", "warn"},
}
POLICY_KEYS = set(WORDS) | {
    "min_level", "criteria", "gtin", "model", "max_trust_age", "max_status_age", "stale_after",
    "status_grace",
}


class Unusable(Exception):
    """A vector that is not one."""


def known(value: dict[str, Any], keys: set[str]) -> None:
    """Refuses keys that may change the meaning."""
    if not isinstance(value, dict) or not set(value) <= keys:
        raise Unusable(f"unknown key: {sorted(set(value) - keys)}")


def read_vector(path: Path) -> dict[str, Any]:
    """A vector whose every key is known."""
    vector = json.loads(path.read_text("utf-8"))
    known(vector, KEYS)
    known(vector["input"], INPUT_KEYS)
    known(vector["policy"], POLICY_KEYS)
    known(vector["expect"], EXPECT_KEYS)
    known(vector.get("update", {}), {"part", "time"})
    if ("text" in vector["input"]) == ("credential_hex" in vector["input"]):
        raise Unusable("one input, please")
    for key, words in WORDS.items():
        if vector["policy"].get(key, next(iter(words))) not in words:
            raise Unusable(f"unknown word in {key}")
    for entry in vector["policy"].get("min_level", []):
        known(entry, {"scheme", "level"})
    return vector


def seconds(time: str) -> int:
    """Seconds since 1970."""
    return int(datetime.fromisoformat(time).timestamp())


def run(vector: dict[str, Any], trusted: bytes, part: bytes = b"") -> dict[str, Any]:
    """The verdict over a vector."""
    now, said = seconds(vector["time"]), {}
    trusted += bytes(vector.get("zeros", 0))
    try:
        if "update" in vector:
            trust_set, said["update"] = updated(trusted, part, seconds(vector["update"]["time"]), now)
        else:
            pin = bytes.fromhex(vector["root_set"]) if "root_set" in vector else None
            trust_set = bundle.load(trusted, now, pin)
    except Fault as fault:
        return verdict.unusable_trust(fault.code)
    given = vector["input"]
    credential = bytes.fromhex(given.get("credential_hex", ""))
    case = verdict.Case(trust_set, now, vector["policy"], given.get("text"), credential)
    return verdict.verify(case) | said


def updated(store: bytes, part: bytes, time: int, now: int) -> tuple[trust.Trust, str]:
    """The trust set of a store after an update, or as it was where that is refused; and what the update says."""
    parts, state = bundle.read_store(store)
    try:
        parts, state = update.update(parts, state, part, time)
        said = "ok"
    except Fault as fault:
        said = fault.code
    return bundle.open_bundle(parts, now, state).trust, said


def files(folder: Path, vector: dict[str, Any]) -> list[bytes]:
    """The file of the trust set, and the part if there is an update."""
    names = [vector["trust"]] + ([vector["update"]["part"]] if "update" in vector else [])
    return [(folder / "trust" / f"{name}.cbor").read_bytes() for name in names]


def differences(expected: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """The differences, in words."""
    pairs = [(key, expected[key], found[key]) for key in ("outcome", "check", "code", "repairs")]
    pairs += [("update", expected.get("update"), found.get("update"))]
    if "record" in expected:
        pairs += [("record", expected["record"], found.get("record"))]
    pairs += [(f"line {key}", code, found["lines"].get(key)) for key, code in expected.get("lines", {}).items()]
    return [f"{key} should be {right!r}, is {wrong!r}" for key, right, wrong in pairs if right != wrong]


def run_all(folder: Path) -> int:
    """All vectors of a folder; 1 where one differs or too few are there."""
    passed = wrong = 0
    for path in sorted((folder / "vectors").glob("*/*.json")):
        try:
            vector = read_vector(path)
            found = differences(vector["expect"], run(vector, *files(folder, vector)))
        except Exception as error:  # a crash is a difference like any other
            found = [f"{type(error).__name__}: {error}"]
        passed, wrong = passed + (not found), wrong + bool(found)
        if found:
            print(f"{path.stem}: {'; '.join(found)}")
    print(f"second implementation: {passed} passed, {wrong} failed")
    return 1 if wrong or passed + wrong < FEWEST else 0


def main(arguments: list[str]) -> int:
    """The exit code of the command."""
    if len(arguments) not in (2, 3):
        print(__doc__, file=sys.stderr)
        return COULD_NOT_RUN
    if arguments[0] == "--all":
        return run_all(Path(arguments[1]))
    try:
        vector = read_vector(Path(arguments[0]))
        found = run(vector, *(Path(name).read_bytes() for name in arguments[1:]))
    except Exception as error:  # whatever it is, the answer must not count
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return COULD_NOT_RUN
    print(json.dumps(found))
    return EXIT[found["outcome"]]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
