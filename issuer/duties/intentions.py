"""Dead intentions: what was intended and never released is voided."""

from __future__ import annotations

from datetime import datetime

from issuer.credentials.issue import INTENTION_LIVES
from issuer.credentials.ports import Transactions
from issuer.evidence.event import Event, EventKind

BATCH = 200  # certificates a transaction


def void_dead_intentions(transactions: Transactions, *, at: datetime) -> int:
    """Void intentions older than a minute, a batch at a time; return how many were voided.

    Their indices are revoked and their numbers burnt: if a token was signed before the process
    died, it is worth nothing. The attempt is issued anew when its result is sent again.
    """
    voided = 0
    while True:
        with transactions.writing() as unit:
            dead = unit.credentials.intended_before(at - INTENTION_LIVES, BATCH)
            if not dead:
                return voided
            unit.credentials.void(dead, at)
            unit.events.append(
                Event(at, EventKind.CREDENTIAL_VOIDED, number, "duties") for number in dead
            )
        voided += len(dead)
