"""What time brings to changes: requests expire, approved ones are done, successors take over."""

from __future__ import annotations

from datetime import datetime

from issuer.credentials.ports import Transactions
from issuer.credentials.successors import supersede
from issuer.requests.ports import RequestTransactions
from issuer.requests.request import RequestState
from issuer.requests.running import Running
from verifier.clock import Clock

BATCH = 200  # certificates a transaction
_REQUESTS = 100


def supersede_replaced(transactions: Transactions, *, at: datetime) -> int:
    """Let certificates whose successor ends them now say so; return how many.

    One that is suspended stays so until a person decides: reinstated, it is superseded next time.
    """
    changed = 0
    while True:
        with transactions.writing() as unit:
            numbers = unit.certificates.succeeded(at, BATCH)
            unit.events.append(supersede(unit, numbers, actor="duties", at=at))
        if not numbers:
            return changed
        changed += len(numbers)


def finish_approved(transactions: RequestTransactions, running: Running, clock: Clock) -> int:
    """Do what is left of approved requests, as when a process died; return how many there were."""
    with transactions.reading() as unit:
        found = unit.requests.of_states([RequestState.RUNNING], _REQUESTS)
    for each in found:
        running.run(each.id, clock=clock)
    return len(found)
