"""What is kept for a holder: ways to their page, what they share, codes, and requests."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

LINK_LIVES = timedelta(days=90)
CODE_LIVES = timedelta(minutes=20)
CODE_TRIES = 5
LINK_WAITS = timedelta(days=3)  # for a mail server; after that the mail is dropped
CODE_WAITS = timedelta(hours=1)
UNDO_WITHIN = timedelta(hours=72)
MAX_WORDS = 1000  # characters of what a holder writes

LINK_TOPIC = "holder_link"
CODE_TOPIC = "holder_code"
ASKED_TOPIC = "holder_asked"
RESIGNED_TOPIC = "holder_resigned"


@dataclass(frozen=True, slots=True)
class HolderLink:
    """A way to the page of a certificate's holder; of its secret only a digest is kept."""

    digest: bytes = field(repr=False)
    number: str
    made: datetime
    expires: datetime
    ended: datetime | None = None

    @property
    def name(self) -> str:
        """Return by what it is told from the others: it opens nothing."""
        return self.digest.hex()[:16]

    def is_open(self, at: datetime) -> bool:
        """Tell whether it opens the page at that moment."""
        return self.ended is None and at < self.expires


@dataclass(frozen=True, slots=True)
class Share:
    """The public page of a certificate. `key` is its address's last part, and no secret while on.

    `is_found` says that search engines may list it.
    """

    number: str
    key: str = field(repr=False)
    made: datetime
    is_on: bool
    is_found: bool = False


@dataclass(frozen=True, slots=True)
class FreshCode:
    """A code that was mailed: who can read it is the holder. It works once, and not for long."""

    number: str
    digest: bytes = field(repr=False)
    expires: datetime
    tries: int = 0


class Wish(StrEnum):
    """What a holder may ask for. The strings are public: add, never rename."""

    CORRECTION = "correction"
    SURRENDER = "surrender"
    ERASURE = "erasure"


class WishState(StrEnum):
    """Where a request stands."""

    OPEN = "open"
    UNDONE = "undone"  # by the holder
    DONE = "done"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class HolderRequest:
    """A request. Until `due` the holder may undo it, and the desk waits."""

    id: str
    number: str
    wish: Wish
    words: str = field(repr=False)
    asked: datetime
    due: datetime
    state: WishState = WishState.OPEN
    settled: datetime | None = None
    settled_by: str | None = None
    answer: str | None = field(default=None, repr=False)

    def can_be_undone(self, at: datetime) -> bool:
        """Tell whether the holder may still take it back."""
        return self.state is WishState.OPEN and at < self.due
