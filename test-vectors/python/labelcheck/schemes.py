"""The tables of the schemes and what they ask of a label: docs/FORMAT.md, section 5."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from pathlib import Path
from typing import Any

from .faults import Fault

TABLES = Path(__file__).resolve().parents[3] / "label-core" / "schemes"
NOT_PART = 4


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads(path.read_text("utf-8")) for path in sorted(TABLES.glob("*.json")))


def find(scheme: int | str) -> dict[str, Any] | None:
    """The table of a scheme by its code or its name."""
    return next((table for table in _tables() if scheme in (table["code"], table["name"])), None)


def document(label: dict[str, Any]) -> str | None:
    """The criteria of a label as the document's name."""
    stated, table = label.get("criteria"), find(label["scheme"])
    if stated is None or isinstance(stated, str):
        return stated
    known = table["criteria"] if table else []
    return next((one["document"] for one in known if one["code"] == stated), None)


def zone(scheme: int | str) -> timezone:
    """The zone in which a label's days are counted."""
    table = find(scheme)
    return timezone.utc if table is None else datetime.strptime(table["zone"], "%z").tzinfo


def _latest(issued: int, years: int, where: timezone) -> int:
    """The latest expiry: the end, where days are counted, of the same day so many years on."""
    start = datetime.fromtimestamp(issued, where).date()
    try:
        same_day = start.replace(year=start.year + years)
    except ValueError:
        same_day = start.replace(year=start.year + years, day=28)
    after = same_day + timedelta(days=1)
    return int(datetime(after.year, after.month, after.day, tzinfo=where).timestamp())


def check(label: dict[str, Any]) -> None:
    """A label against its scheme's table."""
    table = find(label["scheme"])
    if table is None:
        raise Fault("scheme_unknown")
    if any(name in label for name in table["forbidden"]):
        raise Fault("scheme_claim_unexpected")
    _check_level(label, table)
    if not all(name in label for name in table["required"]):
        raise Fault("scheme_claim_missing")
    _check_supply_chain(label, table)
    _check_validity(label, table["validity"])


def _check_level(label: dict[str, Any], table: dict[str, Any]) -> None:
    allowed = table["assessments"]
    if table["levels"]:
        level = next((one for one in table["levels"] if one["number"] == label.get("level")), None)
        if level is None:
            raise Fault("scheme_level")
        allowed = level["assessments"]
    if label["assessment"] not in allowed:
        raise Fault("scheme_assessment")


def _check_supply_chain(label: dict[str, Any], table: dict[str, Any]) -> None:
    if "supply_chain" not in label:
        return
    status = label["supply_chain"][0]
    if status not in table["supply_chain"]:
        raise Fault("scheme_claim_missing" if status == NOT_PART else "scheme_claim_unexpected")


def _check_validity(label: dict[str, Any], validity: dict[str, Any]) -> None:
    if validity["kind"] == "at_most" and "expires" in label:
        if label["expires"] > _latest(label["issued"], validity["years"], zone(label["scheme"])):
            raise Fault("scheme_validity")
