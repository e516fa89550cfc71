"""Learning systems that may report, and the statements that were taken from them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, insert, select, update
from sqlalchemy.exc import IntegrityError

from issuer.candidates.outside import Sender, Statement
from issuer.errors import NameTakenError
from issuer.store.lookup import can_be_there
from issuer.store.tables.senders import SenderRow, StatementRow
from issuer.store.transaction import Transaction

_senders = SenderRow.table()
_statements = StatementRow.table()


@dataclass(frozen=True, slots=True)
class SqlSenders:
    """Implements `Senders`."""

    transaction: Transaction

    def find(self, name: str) -> Sender | None:
        """Return the sender of this name that was not ended."""
        if not can_be_there(name):
            return None
        query = select(_senders).where(_senders.c.name == name, _senders.c.ended.is_(None))
        row = self.transaction.connection.execute(query).first()
        return None if row is None else _sender(row)

    def all(self) -> list[Sender]:
        """Return every sender, ended ones too, oldest first."""
        query = select(_senders).order_by(_senders.c.made, _senders.c.name)
        return [_sender(row) for row in self.transaction.connection.execute(query)]

    def add(self, sender: Sender) -> None:
        """Record a new one; raise `NameTakenError` if one was ever called so."""
        try:
            with self.transaction.connection.begin_nested():
                self.transaction.connection.execute(insert(_senders).values(asdict(sender)))
        except IntegrityError as exc:
            raise NameTakenError(f"there is a sender called {sender.name}") from exc

    def end(self, name: str, at: datetime) -> bool:
        """End a sender; tell whether there was one to end."""
        query = update(_senders).where(_senders.c.name == name, _senders.c.ended.is_(None))
        return self.transaction.connection.execute(query.values(ended=at)).rowcount == 1

    def statement(self, sender: str, id: str) -> Statement | None:  # noqa: A002 - its name
        """Return a statement that was taken."""
        if not can_be_there(sender, id):
            return None
        query = select(_statements).where(_statements.c.sender == sender, _statements.c.id == id)
        return next(iter(self._read(query)), None)

    def of_registration(self, sender: str, registration: str) -> list[Statement]:
        """Return the statements of one registration, oldest first."""
        if not can_be_there(sender, registration):
            return []
        query = select(_statements).where(
            _statements.c.sender == sender, _statements.c.registration == registration
        )
        return self._read(query.order_by(_statements.c.taken, _statements.c.id))

    def keep(self, statement: Statement) -> None:
        """Insert or replace a statement."""
        values = asdict(statement)
        made = self.transaction.driver.insert(_statements).values(values)
        kept = made.on_conflict_do_update(index_elements=["sender", "id"], set_=values)
        self.transaction.connection.execute(kept)

    def _read(self, query: Select[Any]) -> list[Statement]:
        return [_statement(row) for row in self.transaction.connection.execute(query)]


def _sender(row: Row[Any]) -> Sender:
    return Sender(name=row.name, secret=row.secret, made=row.made, ended=row.ended)


def _statement(row: Row[Any]) -> Statement:
    return Statement(
        sender=row.sender,
        id=row.id,
        registration=row.registration,
        verb=row.verb,
        digest=row.digest,
        scheme=row.scheme,
        person=row.person,
        attempt=row.attempt,
        taken=row.taken,
        voided=row.voided,
    )
