"""Continuing education as its holder tells of it: read field by field, unverified until accepted.

Days are those of UTC, as schemes count them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from issuer.certification.figures import read_day, read_hours
from issuer.certification.lines import read_line

OTHER_TOPIC = "other"
MOST_HOURS = 200  # of one entry
MAX_PROOF = 2_000_000  # bytes
MAX_LINE = 200  # characters of provider and title
_LONGEST_HOURS = 10  # characters

NO_DAY = "Give the day on which it ended."
NOT_YET = "This day has not come."
TOO_EARLY = "Only what came after your certificate began counts."
NO_LINE = "Write it in one line of at most 200 characters."
NO_HOURS = "Give the hours as a number, such as 6 or 1.5: at most 200."
NO_TOPIC = "Choose one of the topics."
NO_FILE = "Send a PDF, JPEG or PNG file of at most 2 MB, or none."

_PROOFS = {
    b"%PDF-": "application/pdf",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
}
_Read = TypeVar("_Read")


class ClaimState(StrEnum):
    """Where an entry stands."""

    OPEN = "open"
    ACCEPTED = "accepted"  # it is a document of the dossier now
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"  # by the holder


@dataclass(frozen=True, slots=True)
class Proof:
    """A file that a holder sent. It is handed out as a download, and never opened here."""

    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Told:
    """What a holder says of one activity."""

    on: date
    provider: str
    title: str
    topic: str
    hours: Decimal
    proof: Proof | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """An entry on record; `media_type` is that of its proof, where one was sent."""

    id: str
    number: str
    told: Told
    made: datetime
    media_type: str | None = None
    state: ClaimState = ClaimState.OPEN
    settled: datetime | None = None
    settled_by: str | None = None
    why: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Claimable:
    """What an entry may say: days from `since` to `today`, and these topics, or another."""

    since: date
    today: date
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Faults:
    """What is wrong with a form: a sentence for each field."""

    of: Mapping[str, str]


def read_told(fields: Mapping[str, str], proof: bytes, rule: Claimable) -> Told | Faults:
    """Return what a form's `fields` and its file (empty: none) say, or what is wrong with them."""
    faults: dict[str, str] = {}

    def read(name: str, how: Callable[[str], _Read], sentence: str) -> _Read | None:
        try:
            return how(fields.get(name, ""))
        except ValueError:
            faults[name] = sentence
            return None

    on = read("on", read_day, NO_DAY)
    if on is not None and not rule.since <= on <= rule.today:
        faults["on"] = NOT_YET if on > rule.today else TOO_EARLY
    provider = read("provider", _line, NO_LINE)
    title = read("title", _line, NO_LINE)
    hours = read("hours", _hours, NO_HOURS)
    topic = fields.get("topic", "")
    if topic not in {*rule.topics, OTHER_TOPIC}:
        faults["topic"] = NO_TOPIC
    shown = _proof(proof)
    if proof and shown is None:
        faults["proof"] = NO_FILE
    if faults or on is None or provider is None or title is None or hours is None:
        return Faults(faults)
    return Told(on, provider, title, topic, hours, shown)


def _line(text: str) -> str:
    return read_line(" ".join(text.split()), MAX_LINE)


def _hours(text: str) -> Decimal:
    typed = "".join(map(_plain, text.strip()[:_LONGEST_HOURS]))
    is_number = typed.isascii() and typed.replace(".", "", 1).isdigit()
    hours = read_hours(Decimal(typed) if is_number else None)
    if not 0 < hours <= MOST_HOURS:
        raise ValueError(typed)
    return hours


def _plain(character: str) -> str:
    """Return a digit of any script as ours, and a decimal comma as a point."""
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return "." if character in {",", "\u066b"} else character


def _proof(content: bytes) -> Proof | None:
    if len(content) > MAX_PROOF:
        return None
    kinds = (kind for begins, kind in _PROOFS.items() if content.startswith(begins))
    kind = next(kinds, None)
    return None if kind is None else Proof(kind, content)
