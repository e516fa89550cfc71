"""How whoever reported something is reached is forgotten a year after their case ended."""

from __future__ import annotations

from datetime import datetime, timedelta

from issuer.complaints.ports import ComplaintTransactions

KEPT = timedelta(days=365)


def forget_complainants(transactions: ComplaintTransactions, *, at: datetime) -> int:
    """Empty addresses and codes of cases that ended before that; return of how many cases."""
    with transactions.writing() as unit:
        return unit.complaints.forget(at - KEPT)
