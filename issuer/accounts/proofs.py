"""What accounts need of a store for ways in: invitations, passkeys, and counts against guessing."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from issuer.accounts.account import Failed, Invitation, MadeLink, Passkey


class Invitations(Protocol):
    """Invitations that were not taken up yet, and links made on the command line."""

    def add(self, invitation: Invitation) -> None:
        """Record an invitation; those of the same officer before it are void."""
        ...

    def add_beside(self, invitation: Invitation) -> None:
        """Record another link of an invitation that stands: both are good until one is used."""
        ...

    def find(self, digest: bytes, at: datetime) -> Invitation | None:
        """Return the invitation, unless it has expired or was taken up."""
        ...

    def use(self, digest: bytes, at: datetime) -> bool:
        """Consume an invitation, with all its links; exactly one caller is told True."""
        ...

    def add_link(self, link: MadeLink) -> None:
        """Take note of a sign-in link that was made on the command line."""
        ...

    def links(self, since: datetime) -> list[MadeLink]:
        """Return the links made since then, newest first."""
        ...


class Passkeys(Protocol):
    """Officers' passkeys, recovery codes, and what must not be used twice."""

    def of(self, officer: str) -> list[Passkey]:
        """Return an officer's passkeys, oldest first."""
        ...

    def find(self, key_id: bytes) -> Passkey | None:
        """Return the passkey with this id."""
        ...

    def add(self, passkey: Passkey) -> None:
        """Record a passkey; raise `NameTakenError` if its id is on record."""
        ...

    def use(self, key_id: bytes, counter: int, at: datetime) -> None:
        """Take note of a use."""
        ...

    def remove(self, officer: str, key_id: bytes) -> bool:
        """Remove an officer's passkey; tell whether there was one."""
        ...

    def set_codes(self, officer: str, digests: list[bytes]) -> None:
        """Replace an officer's recovery codes."""
        ...

    def count_codes(self, officer: str) -> int:
        """Return how many recovery codes an officer has left."""
        ...

    def use_code(self, officer: str, digest: bytes) -> bool:
        """Consume a recovery code; exactly one caller is told True."""
        ...

    def spend(self, digest: bytes, expires: datetime) -> bool:
        """Take note of a challenge that was answered; tell whether it is the first time."""
        ...


class Failures(Protocol):
    """Failed sign-ins, and the devices from which people came in."""

    def hold(self, key: bytes, at: datetime) -> None:
        """Let nobody else count under a key until the end, a count that just begins too."""
        ...

    def find(self, key: bytes) -> Failed | None:
        """Return the failures counted under a key."""
        ...

    def save(self, failed: Failed) -> None:
        """Insert or replace them."""
        ...

    def forget(self, key: bytes) -> None:
        """Remove them."""
        ...

    def purge(self, before: datetime, limit: int) -> int:
        """Remove what was counted last before a moment; return how many there were."""
        ...

    def add_device(self, digest: bytes, officer: str, at: datetime) -> None:
        """Record a device from which an officer came in."""
        ...

    def knows_device(self, digest: bytes, officer: str) -> bool:
        """Tell whether the officer came in from this device before."""
        ...
