"""Checkpoints of the record, as often as duties run and something happened.

One a day goes out by mail, and one by webhook, to where the settings say.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from issuer.evidence.checkpoint import Checkpoint
from issuer.evidence.checkpoints import Checkpoints
from issuer.evidence.ports import Shelf
from issuer.notify.message import CHECKPOINTS, Channel, Topic, mail
from issuer.notify.ports import Outbox

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
    return _leave(transactions, shelf, Channel.MAIL, address, at)


def post_checkpoint(transactions: OutboxTransactions, shelf: Shelf, *, at: datetime) -> bool:
    """Leave the newest checkpoint for the webhook that is set, unless one was within a day."""
    return _leave(transactions, shelf, Channel.WEBHOOK, CHECKPOINTS, at)


def _leave(
    transactions: OutboxTransactions, shelf: Shelf, channel: Channel, to: str, at: datetime
) -> bool:
    notes = shelf.notes()
    if not notes:
        return False
    name, note = notes[-1]
    size = str(int(name.partition(".")[0]))
    with transactions.writing() as unit:
        if unit.outbox.count_since(to, Topic.CHECKPOINT, at - _EVERY):
            return False
        told = {"note": note.decode().strip(), "name": name, "size": size}
        made = mail(Topic.CHECKPOINT, to=to, at=at, **told)
        unit.outbox.add([replace(made, channel=channel)])
    return True
