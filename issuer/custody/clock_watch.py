"""A machine's clock that jumps: no certificate and no list is dated by it until it is back.

Two clocks of the kernel are compared, one that is set and one that only grows. The second is slewed
as the first is, so NTP's small corrections never part them; a step, or a machine that was put back
to an older state, does. Whoever set the clock on purpose starts the service anew.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime

from issuer.errors import ClockJumpedError
from verifier.clock import Clock, utc_now

TOLD = 2.0  # seconds: a jump that is told
REFUSED = 60.0  # seconds: a jump after which nothing is issued; verifiers allow no more

_log = logging.getLogger(__name__)


def _since_boot() -> float:
    return time.clock_gettime(time.CLOCK_BOOTTIME)  # a machine that sleeps is no jump


class ClockWatch:
    """How far the clock jumped since this process began; a new process takes it as it is then."""

    def __init__(
        self,
        clock: Clock = utc_now,
        wall: Callable[[], float] = time.time,
        steady: Callable[[], float] = _since_boot,
    ) -> None:
        self._clock = clock
        self._wall = wall
        self._steady = steady
        self._began = wall() - steady()
        self._told = 0.0

    def require_steady(self, at: datetime) -> None:
        """Raise `ClockJumpedError` if the clock is not where it should be; tell each jump once.

        Nor may it have been ahead when it said `at`, and be back now.
        """
        jump = self._wall() - self._steady() - self._began
        if abs(jump - self._told) > TOLD:
            self._told = jump
            _log.critical("the machine's clock jumped by %+.0f s since this process began", jump)
        if abs(jump) > REFUSED:
            raise ClockJumpedError(f"the machine's clock jumped by {jump:+.0f} s")
        if (at - self._clock()).total_seconds() > REFUSED:
            raise ClockJumpedError("the machine's clock was ahead, and went back just now")
