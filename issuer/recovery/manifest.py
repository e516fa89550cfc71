"""What a backup says of itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from issuer.recovery.errors import ArchiveError

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """A copy of the record called `record` (the hash of its first event) as it was at `made`.

    `head` is the hash of its last event, number `events`; `sha256` and `size` are the file's.
    """

    made: datetime
    url: str
    record: str
    engine: str  # from which it was taken: it goes back to either
    revision: str
    events: int
    head: str
    rows: Mapping[str, int]
    size: int
    sha256: str
    journal: bool  # whether a journal was kept
    keys: bool  # whether sealed key files are beside it

    def to_bytes(self) -> bytes:
        """Return it as JSON."""
        value = asdict(self) | {"format": FORMAT, "made": self.made.isoformat()}
        return (json.dumps(value, indent=2, sort_keys=True) + "\n").encode()


def parse_manifest(content: bytes) -> Manifest:
    """Return the manifest in `content`, or raise `ArchiveError`."""
    try:
        value: dict[str, Any] = json.loads(content)
        if value.pop("format") != FORMAT:
            raise ArchiveError("the backup is of a newer Probatum")
        made = datetime.fromisoformat(value.pop("made"))
        if made.tzinfo is None or {type(value[name]) for name in ("events", "size")} != {int}:
            raise ArchiveError("the backup's manifest.json is not as it was written")
        return Manifest(made=made, **value)
    except (ValueError, KeyError, TypeError, AttributeError) as exc:
        raise ArchiveError("the backup's manifest.json cannot be read") from exc
