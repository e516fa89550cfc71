"""What a score sheet's form says, and the address that says whose sheet it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from werkzeug.datastructures import MultiDict

from issuer.candidates.errors import ScoreError, UnknownListedError
from issuer.candidates.sheet import Sheet, SheetKey
from issuer.web.notes import read_note

_PART = re.compile(r"[!-~]{1,100}", re.ASCII)
_MARK = re.compile(r"mark-([0-9A-Za-z_-]{1,64})", re.ASCII)
_COUNT = re.compile(r"[0-9]{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Scored:
    """The marks on a form. A critical fail counts once it is in `sure` too: it is asked twice."""

    items: Mapping[str, int] = field(default_factory=dict)
    critical: tuple[str, ...] = ()
    sure: tuple[str, ...] = ()
    comment: str = ""
    after: int = 0

    @classmethod
    def of(cls, sheet: Sheet) -> Scored:
        """Return a form that says what a sheet says."""
        return cls(sheet.items, sheet.critical, sheet.critical, sheet.comment, sheet.revision)

    @property
    def confirmed(self) -> tuple[str, ...]:
        """Return the critical fails, or raise `ScoreError` while one is answered once only."""
        if not set(self.critical) <= set(self.sure):
            raise ScoreError("a critical fail is not confirmed: confirm it, or take it back")
        return self.critical


def read_scored(form: MultiDict[str, str]) -> Scored:
    """Return what a form says, or raise `ScoreError`."""
    items = {}
    for name, value in form.items():
        found = _MARK.fullmatch(name)
        if found is not None:
            items[found[1]] = _count(value)
    try:
        comment = read_note(form.get("comment", ""))
    except ValueError as exc:
        raise ScoreError(f"in the comment, {exc}") from exc
    return Scored(
        items,
        tuple(form.getlist("critical")),
        tuple(form.getlist("sure")),
        comment,
        _count(form.get("after", "")),
    )


def key_of(query: Mapping[str, str]) -> SheetKey:
    """Return whose sheet an address means."""
    parts = [query.get(each.name, "") for each in fields(SheetKey)]
    for part in parts:
        if not _PART.fullmatch(part):
            raise UnknownListedError(ascii(part))
    return SheetKey(*parts)


def query_of(key: SheetKey) -> dict[str, Any]:
    """Return the part of an address that means this sheet."""
    return asdict(key)


def store_of(key: SheetKey) -> str:
    """Return under which name a browser keeps what it could not send of this sheet."""
    return " ".join(("score", *asdict(key).values()))


def _count(text: str) -> int:
    if not _COUNT.fullmatch(text):
        raise ScoreError("the page sent something that is no number: open it again")
    return int(text)
