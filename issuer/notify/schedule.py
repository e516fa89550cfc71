"""When a message that failed is tried again: later each time, never all at once, for 24 hours."""

from __future__ import annotations

from datetime import datetime, timedelta

LEASE = timedelta(minutes=2)  # a worker that did not settle by then is taken for dead
TRIED_FOR = timedelta(hours=24)
FIRST = timedelta(seconds=30)
LONGEST = timedelta(hours=3)
SPREAD = 0.25  # of the delay, each way


def next_try(tries: int, *, at: datetime, until: datetime, chance: float) -> datetime | None:
    """Return when to try again after `tries` failures (1 or more), or None to give it up.

    `chance` in [0, 1) spreads those that failed together. The last try is at `until` itself.
    """
    if at >= until:
        return None
    delay = min(FIRST * 2 ** min(tries - 1, 16), LONGEST)
    spread = 1 + SPREAD * (2 * chance - 1)
    due = at + timedelta(seconds=round(delay.total_seconds() * spread))
    return min(due, until)
