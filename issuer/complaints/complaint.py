"""A complaint: what somebody reported, who looks into it, and what was found."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

PUBLIC = "public"  # who recorded what came in by the public page
COMPLAINANT = "complainant"  # who answered by it


class Concern(StrEnum):
    """What worries somebody. The strings are public: add, never rename."""

    PERSON = "not_the_person"
    ALTERED = "altered"
    SCOPE = "outside_scope"
    HARM = "harm"
    CONDUCT = "conduct"
    BODY = "about_us"  # our own decisions and work: whoever did it does not judge it
    OTHER = "other"


class Outcome(StrEnum):
    """How a complaint ends."""

    UPHELD = "upheld"
    PARTLY = "partly_upheld"
    NOT_UPHELD = "not_upheld"
    WITHDRAWN = "withdrawn"  # by whoever reported it
    PASSED_ON = "passed_on"  # not for us: given to the regulator, or whoever it is for


class EntryKind(StrEnum):
    """What happened in a case."""

    ACKNOWLEDGED = "acknowledged"
    ASSIGNED = "assigned"
    FREED = "freed"  # whoever had it turned out to be involved
    NOTED = "noted"
    HEARD = "heard"  # the certificate's holder was told, or answered
    ASKED = "asked"
    ANSWERED = "answered"
    LINKED = "linked"
    NAMED = "named"
    PUT_OFF = "put_off"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Complaint:
    """One case. `number` is the certificate on record; `typed` what was given as its number.

    `contact` is a mail address, any other way to reach them, or empty. `receipt` is a digest of
    the code that lets whoever reported it see how it stands. `about` names staff whose own act it
    is about. `answer` is told to whoever reported it, `why` to nobody outside.
    """

    id: str
    concern: Concern
    words: str = field(repr=False)
    number: str | None
    typed: str = field(repr=False)
    contact: str = field(repr=False)
    language: str
    receipt: bytes = field(repr=False)
    received: datetime
    received_by: str
    due: date
    acknowledged: datetime | None = None
    assigned: str | None = None
    about: tuple[str, ...] = ()
    outcome: Outcome | None = None
    ended: datetime | None = None
    ended_by: str | None = None
    why: str = field(default="", repr=False)
    answer: str = field(default="", repr=False)

    @property
    def mail(self) -> str | None:
        """Return the address to write to, if they gave one."""
        return self.contact if "@" in self.contact else None

    def is_overdue(self, on: date) -> bool:
        """Tell whether the day on which somebody should have looked is over."""
        return self.ended is None and self.due < on


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened in a case; `words` are what was written, asked, named or decided."""

    complaint: str
    kind: EntryKind
    author: str
    at: datetime
    words: str = field(default="", repr=False)


class View(StrEnum):
    """Which cases a list shows."""

    OPEN = "open"
    NEW = "new"  # nobody has it yet
    MINE = "mine"
    OVERDUE = "overdue"
    ENDED = "ended"
