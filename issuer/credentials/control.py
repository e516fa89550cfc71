"""The switch that stops issuing: read inside every transaction that issues, on every worker."""

from __future__ import annotations

from datetime import datetime

from issuer.credentials.ports import Transactions
from issuer.evidence.event import Event, EventKind

_SUBJECT = "issuing"


def stop_issuing(transactions: Transactions, why: str, *, actor: str, at: datetime) -> None:
    """Stop issuing. When this returns, nothing more is intended or released."""
    with transactions.writing() as unit:
        unit.control.stop_issuing(why)
        unit.events.append([Event(at, EventKind.ISSUING_STOPPED, _SUBJECT, actor, {"why": why})])


def resume_issuing(transactions: Transactions, *, actor: str, at: datetime) -> None:
    """Open issuing again."""
    with transactions.writing() as unit:
        unit.control.stop_issuing(None)
        unit.events.append([Event(at, EventKind.ISSUING_RESUMED, _SUBJECT, actor)])
