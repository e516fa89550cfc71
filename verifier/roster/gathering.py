"""Numbers, lists and documents given together: one list of rows, and the documents by name.

A row may name a document in place of a number; a document that no row names is a row of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from verifier.roster.reading import RosterError, Wrong, read_roster
from verifier.roster.row import MAX_ROWS, Row
from verifier.scan.text import trim

_KINDS = {b"%PDF-": ".pdf", b"\x89PNG": ".png", b"\xff\xd8\xff": ".jpg"}
_SUFFIX = re.compile(r"\.(pdf|png|jpe?g)", re.IGNORECASE)
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_LONGEST = 120  # characters of a name


@dataclass(frozen=True, slots=True)
class Gathered:
    """The rows in order; `documents` are keyed as `key_of` has it."""

    rows: list[Row]
    documents: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    names: tuple[str, ...] = ()  # of the documents, in the order given

    def place_of(self, row: Row) -> int | None:
        """Return which document a row is answered by, counted from 0; None if by its text."""
        keys = list(map(key_of, self.names))
        key = key_of(row.text)
        return keys.index(key) if key in keys else None


def is_document(data: bytes) -> bool:
    """Tell whether `data` begins like a PDF or a picture."""
    return any(data.startswith(kind) for kind in _KINDS)


def key_of(name: str) -> str:
    """Return what a row and a document must share: the name, in any case."""
    return name.casefold()


def gather(
    lists: Iterable[str], documents: Iterable[tuple[str, bytes]] = (), *, most: int = MAX_ROWS
) -> Gathered:
    """Return all rows of `lists`, then the documents that none of them names.

    Raise `RosterError` if a list cannot be read, or where there are more than `most` rows.
    """
    named = _named(documents)
    rows = [row for text in lists for row in read_roster(text, most=most)]
    told = {key_of(row.text) for row in rows}
    rows += [Row(text=name) for name in named if key_of(name) not in told]
    if not rows:
        raise RosterError(Wrong.NO_ROWS)
    if len(rows) > most:
        raise RosterError(Wrong.TOO_MANY, number=len(rows), most=most)
    documents_by_key = {key_of(name): data for name, data in named.items()}
    return Gathered(rows, documents_by_key, tuple(named))


def _named(documents: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    """Return the documents by a name that people can read, each name once."""
    found: dict[str, bytes] = {}
    keys: set[str] = set()
    for given, data in documents:
        stem, suffix = _split(given, data)
        name, again = stem + suffix, 1
        while key_of(name) in keys:
            again += 1
            name = f"{stem} ({again}){suffix}"
        keys.add(key_of(name))
        found[name] = data
    return found


def _split(given: str, data: bytes) -> tuple[str, str]:
    """Return the name and its ending, which keeps it from being read as a number or a token."""
    last = trim(_UNSEEN.sub("", re.split(r"[/\\]", given)[-1]))
    stem, dot, ending = last.rpartition(".")
    if dot and _SUFFIX.fullmatch(dot + ending):
        return stem[:_LONGEST] or "document", dot + ending
    kind = next((end for start, end in _KINDS.items() if data.startswith(start)), ".pdf")
    return last[:_LONGEST] or "document", kind
