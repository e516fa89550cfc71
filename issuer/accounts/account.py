"""What is kept of a member of staff: how they prove who they are, and what was made for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from issuer.accounts.roles import Role


class Way(StrEnum):
    """How somebody signed in. The strings are public: add, never rename."""

    PASSKEY = "passkey"
    PASSWORD = "password"  # noqa: S105 - the way's name
    RECOVERY = "recovery"
    LINK = "link"
    INVITATION = "invitation"


@dataclass(frozen=True, slots=True)
class Account:
    """An officer's account. `handle` is what passkeys know them by: random, and no name.

    `password` is an argon2id hash in PHC form, `secret` the key of the one-time codes. `ended` is
    when they left; what they did stays on record under their name.
    """

    name: str
    roles: frozenset[Role]
    added: datetime
    mail: str | None = None
    handle: bytes = field(default=b"", repr=False)
    password: str | None = field(default=None, repr=False)
    secret: bytes | None = field(default=None, repr=False)
    ended: datetime | None = None

    @property
    def has_password(self) -> bool:
        """Tell whether they may come in by password and one-time code."""
        return self.password is not None and self.secret is not None


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey: its public half, and how often its device says that it was used."""

    id: bytes
    officer: str
    public_key: bytes = field(repr=False)
    counter: int
    label: str
    made: datetime
    used: datetime | None = None


@dataclass(frozen=True, slots=True)
class Invitation:
    """A way in for somebody who has none yet; of the link only a digest is kept."""

    digest: bytes
    officer: str
    made: datetime
    made_by: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A sign-in link made on the command line, by whom: every administrator is told."""

    officer: str
    made: datetime
    made_by: str


@dataclass(frozen=True, slots=True)
class Failed:
    """Failed sign-ins under one key: who was named and from where, as a digest."""

    key: bytes
    count: int
    last: datetime
