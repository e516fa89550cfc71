"""Officers' sessions, and the invitations and links by which they come in."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, or_, select

from issuer.accounts.account import Invitation, MadeLink, Way
from issuer.accounts.ports import Session
from issuer.store.tables.accounts import (
    InvitationRow,
    MadeLinkRow,
    SessionRow,
    SignInRow,
    SpentRow,
)
from issuer.store.transaction import Transaction

_sessions = SessionRow.table()
_invitations = InvitationRow.table()
_links = MadeLinkRow.table()
_sign_ins = SignInRow.table()
_spent = SpentRow.table()


@dataclass(frozen=True, slots=True)
class SqlSessions:
    """Implements `Sessions`."""

    transaction: Transaction

    def find(self, digest: bytes) -> Session | None:
        """Return the session."""
        query = select(_sessions).where(_sessions.c.digest == digest)
        row = self.transaction.connection.execute(query).first()
        return None if row is None else _session(row)

    def of(self, officer: str) -> list[Session]:
        """Return an officer's sessions, the newest first."""
        query = select(_sessions).where(_sessions.c.officer == officer)
        rows = self.transaction.connection.execute(query.order_by(_sessions.c.started.desc()))
        return [_session(row) for row in rows]

    def save(self, session: Session) -> None:
        """Insert or replace it."""
        values = asdict(session)
        made = self.transaction.driver.insert(_sessions).values(values)
        replaced = made.on_conflict_do_update(index_elements=["digest"], set_=values)
        self.transaction.connection.execute(replaced)

    def end(self, digest: bytes) -> None:
        """Remove it."""
        query = delete(_sessions).where(_sessions.c.digest == digest)
        self.transaction.connection.execute(query)

    def end_all(self, officer: str, *, but: bytes = b"") -> int:
        """Remove an officer's sessions, all but one; return how many there were."""
        query = delete(_sessions).where(_sessions.c.officer == officer, _sessions.c.digest != but)
        return self.transaction.connection.execute(query).rowcount

    def purge(self, *, idle: datetime, begun: datetime, at: datetime, limit: int) -> int:
        """Remove sessions not seen since `idle` or begun before `begun`, and all that expired."""
        over = or_(_sessions.c.seen <= idle, _sessions.c.started <= begun)
        connection, removed = self.transaction.connection, 0
        for table, condition, key in (
            (_sessions, over, _sessions.c.digest),
            (_sign_ins, _sign_ins.c.expires <= at, _sign_ins.c.digest),
            (_invitations, _invitations.c.expires <= at, _invitations.c.digest),
            (_spent, _spent.c.expires <= at, _spent.c.digest),
        ):
            some = select(key).where(condition).limit(limit - removed)
            removed += connection.execute(delete(table).where(key.in_(some))).rowcount
        return removed


@dataclass(frozen=True, slots=True)
class SqlInvitations:
    """Implements `Invitations`."""

    transaction: Transaction

    def add(self, invitation: Invitation) -> None:
        """Record an invitation; those of the same officer before it are void."""
        query = delete(_invitations).where(_invitations.c.officer == invitation.officer)
        self.transaction.connection.execute(query)
        self.add_beside(invitation)

    def add_beside(self, invitation: Invitation) -> None:
        """Record another link of an invitation that stands: both are good until one is used."""
        self.transaction.connection.execute(insert(_invitations).values(asdict(invitation)))

    def find(self, digest: bytes, at: datetime) -> Invitation | None:
        """Return the invitation, unless it has expired or was taken up."""
        query = select(_invitations).where(
            _invitations.c.digest == digest, _invitations.c.expires > at
        )
        row = self.transaction.connection.execute(query).first()
        if row is None:
            return None
        return Invitation(row.digest, row.officer, row.made, row.made_by, row.expires)

    def use(self, digest: bytes, at: datetime) -> bool:
        """Consume an invitation, with all its links; exactly one caller is told True."""
        found = self.find(digest, at)
        if found is None:
            return False
        query = delete(_invitations).where(_invitations.c.officer == found.officer)
        ended = self.transaction.connection.scalars(query.returning(_invitations.c.digest))
        return digest in ended.all()  # if not, another was quicker

    def add_link(self, link: MadeLink) -> None:
        """Take note of a sign-in link that was made on the command line."""
        self.transaction.connection.execute(insert(_links).values(asdict(link)))

    def links(self, since: datetime) -> list[MadeLink]:
        """Return the links made since then, newest first."""
        query = select(_links).where(_links.c.made >= since).order_by(_links.c.id.desc())
        rows = self.transaction.connection.execute(query)
        return [MadeLink(row.officer, row.made, row.made_by) for row in rows]


def _session(row: Row[Any]) -> Session:
    return Session(
        digest=row.digest,
        officer=row.officer,
        started=row.started,
        seen=row.seen,
        data=row.data,
        proven=row.proven,
        way=Way(row.way) if row.way else Way.LINK,
        address=row.address or "",
        browser=row.browser or "",
    )
