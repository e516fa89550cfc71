"""What telling others needs of a store."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from issuer.credentials.ports import Certificates
from issuer.notify.message import Channel, LogLine, Message, MessageState
from issuer.notify.watch import Expiring, Watched, WatchLink, WatchList, Webhook


class Result(StrEnum):
    """What came of one try."""

    DELIVERED = "delivered"
    FAILED = "failed"  # try again later
    REFUSED = "refused"  # trying again would change nothing
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A message that was tried. `answer` says in a few words what the receiver did."""

    message: Message
    result: Result
    answer: str


class Outbox(Protocol):
    """Messages that wait, and what became of them."""

    def add(self, messages: Sequence[Message]) -> None:
        """Leave messages; they go out when, and only if, the transaction is committed."""
        ...

    def is_due(self, channels: Collection[Channel], at: datetime) -> bool:
        """Tell whether a message waits that could be tried now."""
        ...

    def claim(self, channels: Collection[Channel], at: datetime, limit: int) -> list[Message]:
        """Take the messages of one recipient that are due, for as long as the lease runs.

        Nobody else has them meanwhile. The oldest comes first.
        """
        ...

    def settle(
        self, outcomes: Sequence[Outcome], at: datetime, chance: float
    ) -> list[tuple[Message, MessageState]]:
        """Record what came of messages, and return where each stands now.

        One whose lease ended meanwhile, and that someone else claimed, is left to them.
        """
        ...

    def give_back(self, messages: Sequence[Message], at: datetime) -> None:
        """Let messages that were claimed and not tried be claimed at once."""
        ...

    def drop(self, recipient: str, at: datetime) -> None:
        """Drop what waits for a recipient who is not to be told any more."""
        ...

    def log(self, recipient: str, channel: Channel, limit: int) -> list[LogLine]:
        """Return a recipient's newest messages, newest first."""
        ...

    def count_since(self, recipient: str, topic: str, since: datetime) -> int:
        """Return how many messages of a topic were left for a recipient since then."""
        ...

    def counts(self) -> dict[tuple[Channel, MessageState], int]:
        """Return how many messages there are of each kind."""
        ...

    def alarm(self, waiting: Channel | None) -> tuple[int, int]:
        """Return how many messages are dead, and how many wait to go by a channel."""
        ...

    def dead(self, limit: int) -> list[LogLine]:
        """Return the newest dead messages."""
        ...

    def retry(self, ids: Sequence[str] | None, at: datetime) -> int:
        """Let dead messages (all, or those of `ids`) be tried anew; return how many."""
        ...

    def forget(self, before: datetime) -> int:
        """Delete what was settled before; return how many messages."""
        ...


class Watches(Protocol):
    """Watch lists."""

    def find(self, ids: Sequence[str]) -> dict[str, WatchList]:
        """Return those on record, ended ones too."""
        ...

    def of_mail(self, mail: str) -> WatchList | None:
        """Return the list of an address that was not ended."""
        ...

    def ids_of_mail(self, mail: str) -> list[str]:
        """Return the ids of all lists on record of an address, ended ones too."""
        ...

    def add(self, watch: WatchList) -> None:
        """Record a new one; raise `NameTakenError` if the address has one."""
        ...

    def confirm(self, watch: str, at: datetime) -> None:
        """Confirm the address, unless it is."""
        ...

    def set_webhook(self, watch: str, webhook: Webhook | None) -> None:
        """Set or take away where changes are posted."""
        ...

    def end(self, watch: str, at: datetime) -> None:
        """End a list: its numbers, links and secrets are deleted now."""
        ...

    def link(self, digest: bytes) -> WatchLink | None:
        """Return the link of this digest."""
        ...

    def add_links(self, links: Sequence[WatchLink]) -> None:
        """Record links."""
        ...

    def watched(self, watch: str) -> list[Watched]:
        """Return what a list watches, in order of number."""
        ...

    def watch(self, watch: str, numbers: Mapping[str, int | None], at: datetime) -> None:
        """Add numbers, each with the window (days) of its end that needs no telling any more."""
        ...

    def unwatch(self, watch: str, numbers: Sequence[str]) -> int:
        """Take numbers off a list; return how many were on it."""
        ...

    def expiring(self, at: datetime, until: datetime, days: int, limit: int) -> list[Expiring]:
        """Return what ends after `at`, not after `until`, and was not told; hold it to the end.

        `days` is the window that is told: what was told a nearer one is left out.
        """
        ...

    def told(self, expiring: Sequence[Expiring]) -> None:
        """Record that these were told."""
        ...

    def counts(self) -> dict[str, int]:
        """Return how many lists are `confirmed`, `waiting` and `ended`, and numbers `watched`."""
        ...

    def forget(self, *, unconfirmed: datetime, ended: datetime, at: datetime) -> int:
        """Delete lists not confirmed since, or ended before, and dead links; count the lists."""
        ...

    def holder_mail(self, number: str) -> str | None:
        """Return the address in the application that a certificate came from."""
        ...


class NotifyUnit(Protocol):
    """One transaction, as far as this subject goes."""

    @property
    def outbox(self) -> Outbox: ...
    @property
    def watches(self) -> Watches: ...
    @property
    def certificates(self) -> Certificates: ...


class NotifyTransactions(Protocol):
    """Makes transactions."""

    def writing(self) -> AbstractContextManager[NotifyUnit]:
        """Begin a transaction that may write."""
        ...

    def reading(self) -> AbstractContextManager[NotifyUnit]:
        """Begin a transaction that only reads."""
        ...
