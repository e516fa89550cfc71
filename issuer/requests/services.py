"""Everything about requests, made from what it needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from issuer.credentials.lifecycle import Lifecycle
from issuer.requests.asking import Asking
from issuer.requests.deciding import Deciding
from issuer.requests.ports import RequestTransactions
from issuer.requests.running import Running
from issuer.requests.stopping import Stopping


@dataclass(frozen=True, slots=True)
class RequestServices:
    """What the desk and the command line ask, decide, do and stop with."""

    asking: Asking
    deciding: Deciding
    running: Running
    stopping: Stopping


def make_requests(
    transactions: RequestTransactions,
    lifecycle: Lifecycle,
    draw_id: Callable[[str], str],
    *,
    lives: timedelta,
) -> RequestServices:
    """Return the services; a request that nobody decides expires after `lives`."""
    return RequestServices(
        asking=Asking(transactions, lifecycle, draw_id, lives),
        deciding=Deciding(transactions, lifecycle),
        running=Running(transactions, lifecycle, draw_id),
        stopping=Stopping(transactions, draw_id, lives),
    )
