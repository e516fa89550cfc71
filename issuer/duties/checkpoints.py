"""Checkpoints of the record, as often as duties run and something happened; one a day by mail."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Protocol

from issuer.evidence.checkpoint import Checkpoint
from issuer.evidence.checkpoints import Checkpoints
from issuer.evidence.ports import Shelf
from issuer.notify.message import mail
from issuer.notify.ports import Outbox

_TOPIC = "checkpoint"
_EVERY = timedelta(hours=23)  # a day, by a timer that is not exact


class OutboxUnit(Protocol):
    """A transaction that reaches the outbox."""

    @property
    def outbox(self) -> Outbox:
        """Return it."""
        ...


class OutboxTransactions(Protocol):
    """Makes such transactions."""

    def writing(self) -> AbstractContextManager[OutboxUnit]:
        """Begin one."""
        ...


def keep_checkpoint(checkpoints: Checkpoints, shelf: Shelf) -> Checkpoint | None:
    """Keep a checkpoint; return it, or None if nothing happened since the last.

    Raise `RecordRewrittenError` where the record is not the one that was seen before.
    """
    checkpoint, path = checkpoints.make(shelf)
    return None if path is None else checkpoint


def mail_checkpoint(
    transactions: OutboxTransactions, shelf: Shelf, address: str, *, at: datetime
) -> bool:
    """Leave the newest checkpoint for `address`, unless one was left within a day."""
    notes = shelf.notes()
    if not notes:
        return False
    name, note = notes[-1]
    size = str(int(name.partition(".")[0]))
    with transactions.writing() as unit:
        if unit.outbox.count_since(address, _TOPIC, at - _EVERY):
            return False
        told = {"note": note.decode().strip(), "name": name, "size": size}
        unit.outbox.add([mail(_TOPIC, to=address, at=at, **told)])
    return True
