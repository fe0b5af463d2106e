"""A second verifier of labels, from docs/FORMAT.md.

    label_verify.py VECTOR.json TRUST.cbor     one vector, as test-vectors/README.md asks of a client
    label_verify.py --all test-vectors         all vectors, each difference and the sum
"""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from labelcheck import trust, verdict
from labelcheck.faults import Fault

EXIT = {"accepted": 0, "rejected": 1, "cannot_decide": 3}
COULD_NOT_RUN = 2
FEWEST = 900
KEYS = {"id", "description", "input", "trust", "time", "policy", "expect"}
INPUT_KEYS = {"text", "credential_hex", "hex", "diag"}
EXPECT_KEYS = {"outcome", "check", "code", "repairs", "lines"}
WORDS = {
    "min_assessment": set(verdict.ASSESSMENTS),
    "supply_chain": {"cleared", "cleared_or_conditional"},
    "host": {"reject", "warn"},
    "status": {"required", "warn"},
    "support": {"reject", "warn"},
}
POLICY_KEYS = set(WORDS) | {"min_level", "criteria", "gtin", "model", "max_trust_age", "max_status_age"}


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
    if ("text" in vector["input"]) == ("credential_hex" in vector["input"]):
        raise Unusable("one input, please")
    for key, words in WORDS.items():
        if vector["policy"].get(key, next(iter(words))) not in words:
            raise Unusable(f"unknown word in {key}")
    for entry in vector["policy"].get("min_level", []):
        known(entry, {"scheme", "level"})
    return vector


def run(vector: dict[str, Any], trust_file: bytes) -> dict[str, Any]:
    """The verdict over a vector."""
    try:
        trust_set = trust.load(trust_file)
    except Fault as fault:
        return verdict.unusable_trust(fault.code)
    now = int(datetime.fromisoformat(vector["time"]).timestamp())
    given = vector["input"]
    credential = bytes.fromhex(given.get("credential_hex", ""))
    case = verdict.Case(trust_set, now, vector["policy"], given.get("text"), credential)
    return verdict.verify(case)


def differences(expected: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """What is not equal, in words."""
    pairs = [(key, expected[key], found[key]) for key in ("outcome", "check", "code", "repairs")]
    pairs += [(f"line {key}", code, found["lines"].get(key)) for key, code in expected.get("lines", {}).items()]
    return [f"{key} should be {right!r}, is {wrong!r}" for key, right, wrong in pairs if right != wrong]


def run_all(folder: Path) -> int:
    """All vectors of a folder; 1 where one differs or too few are there."""
    passed = wrong = 0
    for path in sorted((folder / "vectors").glob("*/*.json")):
        try:
            vector = read_vector(path)
            trust_file = (folder / "trust" / f"{vector['trust']}.cbor").read_bytes()
            found = differences(vector["expect"], run(vector, trust_file))
        except Exception as error:  # a crash is a difference like any other
            found = [f"{type(error).__name__}: {error}"]
        passed, wrong = passed + (not found), wrong + bool(found)
        if found:
            print(f"{path.stem}: {'; '.join(found)}")
    print(f"second implementation: {passed} passed, {wrong} failed")
    return 1 if wrong or passed + wrong < FEWEST else 0


def main(arguments: list[str]) -> int:
    """The exit code of the command."""
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return COULD_NOT_RUN
    if arguments[0] == "--all":
        return run_all(Path(arguments[1]))
    try:
        found = run(read_vector(Path(arguments[0])), Path(arguments[1]).read_bytes())
    except Exception as error:  # whatever it is, the answer must not count
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return COULD_NOT_RUN
    print(json.dumps(found))
    return EXIT[found["outcome"]]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
