"""What an application at the command line needs: people, documents, and a file to put them in."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

_TESTS = Path(__file__).parents[1]
BY_RULE = (_TESTS / "certification" / "schemes" / "food-hygiene.toml").read_bytes()
BY_PERSON = (
    BY_RULE.replace(b'id = "food-2"', b'id = "food-3"')
    .replace(b'prefix = "FD2"', b'prefix = "FD3"')
    .replace(b'decision = "rule"', b'decision = "person"')
)
SCHEMES = {
    "food-2": BY_RULE,
    "food-3": BY_PERSON,
    "btx": (_TESTS.parent / "docs" / "examples" / "botulinum-toxin.toml").read_bytes(),
}
APPLICANT = {
    "person": {"ref": "C-1", "name": "Dr Amélie Example-Santos"},
    "scheme": "btx",
    "profession": "physician",
    "region": "FR",
}
COOK: dict[str, Any] = {
    **APPLICANT,
    "scheme": "food-2",
    "profession": "food-handler",
    "region": "GB",
}
IDENTITY = {
    "kind": "identity",
    "ref": "id-1",
    "on": "2026-01-01",
    "document": "passport",
    "checked_by": "Ines Example-Officer",
}
PROVIDER = {"kind": "provider", "id": "academy", "since": "2020-01-01", "name": "Example Academy"}
BY = ("--by", "Bo Example-Decider")


def passing(scheme: str) -> list[dict[str, Any]]:
    """Return documents that meet the food schemes today: the command line's clock is real."""
    ended = datetime.now(UTC).replace(hour=10, minute=0, second=0) - timedelta(days=2)
    fit = {"kind": "declaration", "ref": "fit", "declaration": "fit-for-work", "holds": True}
    written = {"kind": "written", "ref": "w-1", "scheme": scheme, "points": {"cold": 15, "heat": 9}}
    return [
        IDENTITY,
        {**fit, "on": ended.date().isoformat()},
        {**written, "ended": ended.strftime("%Y-%m-%dT%H:%M:%SZ")},
    ]


def write(folder: Path, members: Any) -> Path:
    """Write JSON to a file."""
    path = folder / "file.json"
    path.write_text(json.dumps(members), "utf-8")
    return path
