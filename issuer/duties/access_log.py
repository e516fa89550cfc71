"""The access log is kept for twelve months, and no longer."""

from __future__ import annotations

from datetime import datetime, timedelta

from issuer.privacy.ports import PrivacyTransactions

KEPT = timedelta(days=365)


def purge_access_log(transactions: PrivacyTransactions, *, at: datetime) -> int:
    """Forget who looked at what before that; return how much was forgotten."""
    with transactions.writing() as unit:
        return unit.accesses.purge(at - KEPT)
