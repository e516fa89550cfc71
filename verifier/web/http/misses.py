"""Numbers in lists that are not on record: a clinic has a few, a guesser has little else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from verifier.verdict import Reason, Verdict
from verifier.web.http.problems import Problem

MISSES = 1000  # an hour from one address: a whole list of a body that is not ours
WITHIN = f"{MISSES} per hour"

_WAIT = "Retry-After"
_SAID = "Too many numbers from your address do not exist. Try again in an hour, or call us."


class Allowance(Protocol):
    """So much within a time, for each caller."""

    def spend(self, cost: int) -> None:
        """Count so much against the present caller."""
        ...

    def overdrawn_for(self) -> int:
        """Return for how many seconds more the present caller has spent too much, or 0."""
        ...


class Misses:
    """Counts, for each caller, the numbers in lists that were never released.

    A list asks for a thousand numbers where a person asks for one. What is on record costs
    nothing, and a slip of the hand neither: its check character tells it before anybody is asked.
    """

    def __init__(self, allowance: Allowance) -> None:
        self._allowance = allowance

    def allow(self, verdicts: Iterable[Verdict]) -> None:
        """Count those of numbers that are not on record; refuse all beyond the allowance."""
        self.count(sum(verdict.reason is Reason.UNKNOWN_NUMBER for verdict in verdicts))
        self.require_few()

    def count(self, unknown: int) -> None:
        """Count so many numbers that are not on record against the present caller."""
        if unknown:
            self._allowance.spend(unknown)

    def require_few(self) -> None:
        """Refuse the present caller if more were counted than the allowance."""
        seconds = self._allowance.overdrawn_for()
        if seconds:
            raise Problem(429, "too_many_unknown", _SAID, headers={_WAIT: str(seconds)})
