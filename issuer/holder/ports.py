"""What the holder's side needs of a store."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from issuer.credentials.ports import Certificates, Credentials
from issuer.evidence.ports import Events
from issuer.holder.records import FreshCode, HolderLink, HolderRequest, Share
from issuer.notify.ports import Outbox, Watches


class HolderLinks(Protocol):
    """Ways to holders' own pages."""

    def find(self, digest: bytes) -> HolderLink | None:
        """Return the link of this digest."""
        ...

    def of(self, number: str) -> list[HolderLink]:
        """Return a certificate's links, the newest first."""
        ...

    def add(self, link: HolderLink) -> None:
        """Record a new one."""
        ...

    def end(self, digests: Sequence[bytes], at: datetime) -> int:
        """End those that are not ended; return how many."""
        ...


class Shares(Protocol):
    """Public pages."""

    def of(self, number: str) -> Share | None:
        """Return that of a certificate, whether it is on or off."""
        ...

    def find(self, key: str) -> Share | None:
        """Return that at an address, whether it is on or off."""
        ...

    def save(self, share: Share) -> None:
        """Record it in place of what there was of the same certificate."""
        ...


class FreshCodes(Protocol):
    """Codes that were mailed: one a certificate, the newest."""

    def of(self, number: str) -> FreshCode | None:
        """Return the newest, held until the end of a writing transaction."""
        ...

    def save(self, code: FreshCode) -> None:
        """Record it in place of what there was."""
        ...

    def drop(self, number: str) -> None:
        """Take it away: it was used."""
        ...


class HolderRequests(Protocol):
    """What holders asked for."""

    def add(self, request: HolderRequest) -> None:
        """Record a new one."""
        ...

    def find(self, id: str) -> HolderRequest | None:  # noqa: A002 - its name
        """Return one, held until the end of a writing transaction."""
        ...

    def of(self, numbers: Sequence[str]) -> list[HolderRequest]:
        """Return those about certificates, the newest first."""
        ...

    def open(self, limit: int) -> list[HolderRequest]:
        """Return those that wait for an answer, the oldest first."""
        ...

    def settle(self, request: HolderRequest) -> None:
        """Record its state, who settled it and what was answered."""
        ...


class HolderUnit(Protocol):
    """One transaction, as far as this subject goes."""

    @property
    def certificates(self) -> Certificates: ...
    @property
    def credentials(self) -> Credentials: ...
    @property
    def holder_links(self) -> HolderLinks: ...
    @property
    def shares(self) -> Shares: ...
    @property
    def fresh_codes(self) -> FreshCodes: ...
    @property
    def holder_requests(self) -> HolderRequests: ...
    @property
    def watches(self) -> Watches: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def events(self) -> Events: ...


class HolderTransactions(Protocol):
    """Makes transactions."""

    def writing(self) -> AbstractContextManager[HolderUnit]:
        """Begin a transaction that may write."""
        ...

    def reading(self) -> AbstractContextManager[HolderUnit]:
        """Begin a transaction that only reads."""
        ...
