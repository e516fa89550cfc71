"""Who reaches us from outside: candidates by a link, learning systems by signed messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class CandidateLink:
    """A candidate's way to their own page; of its secret only the digest is kept."""

    digest: bytes
    application: str
    made: datetime
    expires: datetime
    ended: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sender:
    """A learning system that may report; messages are signed with `secret` (32 bytes)."""

    name: str
    secret: bytes = field(repr=False)
    made: datetime
    ended: datetime | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of a learning system that was taken. `attempt` is what became of it."""

    sender: str
    id: str  # UUID
    registration: str  # UUID
    verb: str  # passed, failed or voided
    digest: bytes
    scheme: str
    person: str
    attempt: str
    taken: datetime
    voided: datetime | None = None


class CandidateLinks(Protocol):
    """Links to candidates' own pages."""

    def find(self, digest: bytes) -> CandidateLink | None:
        """Return the link."""
        ...

    def add(self, link: CandidateLink) -> None:
        """Record a new one."""
        ...

    def end(self, application: str, at: datetime) -> int:
        """End every link of an application; return how many there were."""
        ...


class Senders(Protocol):
    """Learning systems, and the statements they sent."""

    def find(self, name: str) -> Sender | None:
        """Return the sender of this name that was not ended."""
        ...

    def all(self) -> list[Sender]:
        """Return every sender, oldest first."""
        ...

    def add(self, sender: Sender) -> None:
        """Record a new one; raise `NameTakenError` if one was ever called so."""
        ...

    def end(self, name: str, at: datetime) -> bool:
        """End a sender; tell whether there was one to end."""
        ...

    def statement(self, sender: str, id: str) -> Statement | None:  # noqa: A002 - its name
        """Return a statement that was taken."""
        ...

    def of_registration(self, sender: str, registration: str) -> list[Statement]:
        """Return the statements of one registration, oldest first."""
        ...

    def keep(self, statement: Statement) -> None:
        """Insert or replace a statement."""
        ...
