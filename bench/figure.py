"""A measured figure, and how it is told."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured. `ratio` is compared with `limit`, where there is one."""

    name: str
    value: str
    ratio: float | None = None
    limit: float | None = None

    @property
    def holds(self) -> bool | None:
        """Tell whether the limit holds, or None if there is none."""
        if self.ratio is None or self.limit is None:
            return None
        return self.ratio >= self.limit


def rate(work: Callable[[], object], *, seconds: float = 0.4, windows: int = 5) -> float:
    """Return how often a second `work` can be done: the best of some windows."""
    work()
    best = 0.0
    for _ in range(windows):
        count, start = 0, time.perf_counter()
        while (spent := time.perf_counter() - start) < seconds:
            work()
            count += 1
        best = max(best, count / spent)
    return best


def percentile(values: list[float], share: float) -> float:
    """Return the value below which `share` of `values` lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
