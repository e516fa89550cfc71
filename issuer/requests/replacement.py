"""What a newer certificate says otherwise than the one whose place it takes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from issuer.credentials.succession import Cause


@dataclass(frozen=True, slots=True)
class Replacement:
    """What the newer certificate says otherwise. `scope` has the ids that are left of a scope."""

    cause: Cause
    name: str
    native_name: str | None = None
    native_language: str | None = None
    scope: tuple[str, ...] = ()
    note: str = ""

    @property
    def members(self) -> dict[str, Any]:
        """Return it as members of a JSON object."""
        return asdict(self)

    @property
    def digest(self) -> str:
        """Return SHA-256 of it: an event says by it what was asked, and no name."""
        text = json.dumps(self.members, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def read_replacement(members: Mapping[str, Any] | None) -> Replacement | None:
    """Return what `members` wrote; None where there is none, or where it was erased."""
    if members is None:
        return None
    told = {**members, "cause": Cause(members["cause"]), "scope": tuple(members["scope"])}
    return Replacement(**told)
