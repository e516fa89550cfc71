"""Certificates that end: their holders are told 180, 90, 30 and 7 days before, each once."""

from __future__ import annotations

from datetime import datetime, timedelta

from issuer.notify.message import HOLDER, Channel, Message, draw_id
from issuer.recertification.letters import REMINDER_TOPIC
from issuer.recertification.ports import RecertificationTransactions

WINDOWS = (7, 30, 90, 180)  # days before the end, the nearest first
BATCH = 500  # numbers a transaction


def remind_holders(transactions: RecertificationTransactions, *, at: datetime) -> int:
    """Leave mails about what ends soon; return how many.

    The nearest window is told first, and stands for those before it that were missed.
    """
    told = 0
    for days in WINDOWS:
        more = True
        while more:
            with transactions.writing() as unit:
                numbers, more = unit.renewals.claim_reminders(
                    at, at + timedelta(days=days), days, BATCH
                )
                unit.outbox.add([_message(number, days, at) for number in numbers])
            told += len(numbers)
    return told


def _message(number: str, days: int, at: datetime) -> Message:
    data = {"number": number, "days": str(days)}
    return Message(draw_id(), Channel.MAIL, REMINDER_TOPIC, HOLDER + number, data, at)
