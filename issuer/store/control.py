"""The switch that stops issuing."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update

from issuer.errors import NotFoundedError
from issuer.store.recoveries import is_doubted
from issuer.store.tables.body import ControlRow
from issuer.store.transaction import Transaction

_control = ControlRow.table()
CLOSED = "the certification body has closed: nothing is issued any more"
_DOUBTED = (
    "The record may have lost what was done since it was backed up. Whoever runs this server looks "
    "at `probatum recovery status`."
)


@dataclass(frozen=True, slots=True)
class SqlControl:
    """Implements `Control` on the one row of its table."""

    transaction: Transaction

    def issuing_stopped(self) -> str | None:
        """Return why issuing is stopped; whoever stops it waits for the end of this transaction."""
        wanted = select(_control.c.stopped, _control.c.closed, is_doubted().label("doubted"))
        query = self.transaction.locked(wanted, read=True)
        row = self.transaction.connection.execute(query).first()
        if row is None:
            raise NotFoundedError("there is no certification body yet")
        if row.closed is not None:
            return CLOSED
        if row.doubted:
            return _DOUBTED
        return None if row.stopped is None else str(row.stopped)

    def stop_issuing(self, why: str | None) -> None:
        """Stop issuing with a reason, or open it again with None."""
        changed = self.transaction.connection.execute(update(_control).values(stopped=why))
        if changed.rowcount == 0:
            raise NotFoundedError("there is no certification body yet")
