"""Certificates that end soon: who watches them is told 90, 30 and 7 days before, each once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from issuer.notify.message import WATCH, Channel, Message, Topic, draw_id
from issuer.notify.ports import NotifyTransactions
from issuer.notify.watch import WINDOWS, Expiring

BATCH = 500  # numbers a transaction
EXPIRING = "expiring"


def tell_expiries(transactions: NotifyTransactions, *, at: datetime) -> int:
    """Leave messages about what ends soon; return of how many numbers.

    The nearest window is told first, and stands for those before it that were missed.
    """
    told = 0
    for days in WINDOWS:
        while True:
            with transactions.writing() as unit:
                found = unit.watches.expiring(at, at + timedelta(days=days), days, BATCH)
                unit.outbox.add([message for each in found for message in _messages(each, at)])
                unit.watches.told(found)
            told += len(found)
            if len(found) < BATCH:
                break
    return told


def _messages(expiring: Expiring, at: datetime) -> Sequence[Message]:
    data = {"number": expiring.number, "change": EXPIRING, "days": str(expiring.days)}
    channels = [Channel.MAIL, Channel.WEBHOOK] if expiring.has_webhook else [Channel.MAIL]
    to = WATCH + expiring.watch
    return [Message(draw_id(), each, Topic.WATCH_CHANGES, to, data, at) for each in channels]
