"""A watch list: a clinic's address, and the certificates of whose changes it is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from issuer.credentials.certificate import CertificateState

MAX_WATCHED = 500  # numbers of one list
LINK_LIVES = timedelta(days=90)
END_LINK_LIVES = timedelta(days=400)  # a mail is kept, and must still end what sends it
CONFIRM_WITHIN = timedelta(days=7)
ENDED_KEPT = timedelta(days=30)
OLD_SECRET_LIVES = timedelta(hours=24)
WINDOWS = (7, 30, 90)  # days before the end at which it is told, nearest first
LANGUAGES = ("en", "es", "ar")


class LinkPurpose(StrEnum):
    """What a link's secret is good for."""

    OPEN = "open"  # reads and changes the list
    END = "end"  # ends it, and nothing else: it stands in the header of mails


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where a list's changes are posted, and what they are signed with (32 bytes).

    While a secret is changed, the old one signs as well, until `old_until`.
    """

    url: str
    secret: bytes = field(repr=False)
    old_secret: bytes | None = field(default=None, repr=False)
    old_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class WatchList:
    """A list. Until its address is `confirmed`, nothing but the link to confirm it is sent."""

    id: str
    mail: str = field(repr=False)
    organisation: str
    language: str
    made: datetime
    confirmed: datetime | None = None
    ended: datetime | None = None
    webhook: Webhook | None = None

    @property
    def is_told(self) -> bool:
        """Tell whether changes are sent."""
        return self.confirmed is not None and self.ended is None


@dataclass(frozen=True, slots=True)
class WatchLink:
    """A way to a list; of its secret only the digest is kept."""

    digest: bytes
    watch: str
    purpose: LinkPurpose
    made: datetime
    expires: datetime


@dataclass(frozen=True, slots=True)
class Watched:
    """A certificate on a list, as the public may see it: no name."""

    number: str
    state: CertificateState
    effective: datetime
    valid_through: date
    expires: datetime


@dataclass(frozen=True, slots=True)
class Expiring:
    """A certificate on a list that ends within `days`, of which the list was not told yet."""

    watch: str
    number: str
    days: int
    has_webhook: bool


@dataclass(frozen=True, slots=True)
class Addition:
    """What came of each line that was pasted, in its order."""

    added: tuple[str, ...] = ()
    there: tuple[str, ...] = ()  # on the list before
    mistyped: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    left_over: tuple[str, ...] = ()  # the list is full


def window_of(expires: datetime, at: datetime) -> int | None:
    """Return the nearest window (7, 30 or 90 days) in which a certificate is at `at`, if any.

    What ended is in none.
    """
    left = expires - at
    if left <= timedelta(0):
        return None
    return next((days for days in WINDOWS if left <= timedelta(days=days)), None)
