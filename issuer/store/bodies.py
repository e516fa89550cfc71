"""The one certification body on record."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from issuer.body.body import Body
from issuer.errors import AlreadyFoundedError
from issuer.evidence.chain import GENESIS
from issuer.store.tables.body import BodyRow, ControlRow
from issuer.store.tables.evidence import EventHeadRow
from issuer.store.transaction import Transaction

_bodies = BodyRow.table()


@dataclass(frozen=True, slots=True)
class SqlBodies:
    """Implements `Bodies`."""

    transaction: Transaction

    def get(self) -> Body | None:
        """Return the body, or None before `init`."""
        row = self.transaction.connection.execute(select(_bodies)).first()
        if row is None:
            return None
        return Body(
            url=row.url,
            name=row.name,
            telephone=row.telephone,
            signatory_name=row.signatory_name,
            signatory_role=row.signatory_role,
            time_zone=row.time_zone,
        )

    def found(self, body: Body, at: datetime) -> None:
        """Record the body, its switch and the head of its chain; each of them has one row."""
        connection = self.transaction.connection
        try:
            with connection.begin_nested():
                connection.execute(insert(_bodies).values(id=1, founded=at, **asdict(body)))
                connection.execute(insert(ControlRow.table()).values(id=1))
                head = insert(EventHeadRow.table()).values(id=1, seq=0, hash=GENESIS)
                connection.execute(head)
        except IntegrityError as exc:
            raise AlreadyFoundedError("this database has a certification body already") from exc
