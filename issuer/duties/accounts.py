"""Sessions, links and counts that are over: removed, because they are about people."""

from __future__ import annotations

from datetime import datetime, timedelta

from issuer.accounts.ports import AccountsTransactions
from issuer.accounts.throttle import FORGOTTEN

BATCH = 500  # rows a transaction


def purge_accounts(
    transactions: AccountsTransactions, *, idle: timedelta, longest: timedelta, at: datetime
) -> int:
    """Remove ended sessions, links that expired and failures that are forgotten; return how many.

    `idle` and `longest` are how long a session lives unused, and at most.
    """
    purged = 0
    while True:
        with transactions.writing() as unit:
            done = unit.sessions.purge(idle=at - idle, begun=at - longest, at=at, limit=BATCH)
            done += unit.failures.purge(at - FORGOTTEN, BATCH)
        purged += done
        if done == 0:
            return purged
