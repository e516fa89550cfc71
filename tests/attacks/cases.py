"""The data files, read into cases. A word that no case has is a mistake, and is told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from verifier.verdict import Reason

FOLDER = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class TokenCase:
    """An attack on a token, and what every way of asking must say of it.

    `reason` is what the issuer's own site says; `alone` a verifier without ledger and `page` the
    page, where they say something else. `refused` has the status and code of the surface (`api`,
    `page`) that does not take such a text at all.
    """

    id: str
    fault: str
    token: Mapping[str, Any]
    reason: Reason
    alone: Reason
    page: Reason
    refused: Mapping[str, tuple[int, str]] = field(default_factory=dict)


def token_cases() -> list[TokenCase]:
    """Return every case of every file on tokens."""
    return [
        _token_case(path.stem.removeprefix("tokens-"), **told)
        for path in sorted(FOLDER.glob("tokens-*.json"))
        for told in json.loads(path.read_text("utf-8"))
    ]


def load(name: str) -> list[dict[str, Any]]:
    """Return the cases of another file as they stand there."""
    cases: list[dict[str, Any]] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return cases


def _token_case(
    file: str,
    *,
    id: str,  # noqa: A002 - the data's own word
    fault: str,
    token: Mapping[str, Any],
    reason: str,
    alone: str | None = None,
    page: str | None = None,
    refused: Mapping[str, list[Any]] | None = None,
) -> TokenCase:
    return TokenCase(
        id=f"{file}/{id}",
        fault=fault,
        token=token,
        reason=Reason(reason),
        alone=Reason(alone or reason),
        page=Reason(page or reason),
        refused={surface: (status, code) for surface, (status, code) in (refused or {}).items()},
    )
