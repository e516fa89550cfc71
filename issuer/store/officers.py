"""Officers, their one-time sign-ins and their sessions."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select

from issuer.accounts.ports import Officer, Session
from issuer.store.tables.accounts import OfficerRow, SessionRow, SignInRow
from issuer.store.transaction import Transaction

_officers = OfficerRow.table()
_sign_ins = SignInRow.table()
_sessions = SessionRow.table()


@dataclass(frozen=True, slots=True)
class SqlOfficers:
    """Implements `Officers`."""

    transaction: Transaction

    def find(self, name: str) -> Officer | None:
        """Return the officer called `name`."""
        query = select(_officers).where(_officers.c.name == name)
        row = self.transaction.connection.execute(query).first()
        return None if row is None else Officer(name=row.name, role=row.role)

    def add(self, officer: Officer, at: datetime) -> None:
        """Record an officer; does nothing if the name exists."""
        made = self.transaction.driver.insert(_officers).values(
            name=officer.name, role=officer.role, added=at
        )
        self.transaction.connection.execute(made.on_conflict_do_nothing())

    def add_sign_in(self, digest: bytes, officer: str, expires: datetime) -> None:
        """Record a one-time sign-in."""
        made = insert(_sign_ins).values(digest=digest, officer=officer, expires=expires)
        self.transaction.connection.execute(made)

    def use_sign_in(self, digest: bytes, at: datetime) -> Officer | None:
        """Consume a one-time sign-in: the one transaction that deletes its row has it."""
        used = (
            delete(_sign_ins)
            .where(_sign_ins.c.digest == digest, _sign_ins.c.expires > at)
            .returning(_sign_ins.c.officer)
        )
        name = self.transaction.connection.scalars(used).one_or_none()
        return None if name is None else self.find(name)


@dataclass(frozen=True, slots=True)
class SqlSessions:
    """Implements `Sessions`."""

    transaction: Transaction

    def find(self, digest: bytes) -> Session | None:
        """Return the session."""
        query = select(_sessions).where(_sessions.c.digest == digest)
        row = self.transaction.connection.execute(query).first()
        if row is None:
            return None
        return Session(
            digest=row.digest,
            officer=row.officer,
            started=row.started,
            seen=row.seen,
            data=row.data,
        )

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
