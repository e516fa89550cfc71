"""Days and months, as schemes count them. Days are those of UTC."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date, timedelta

_MONTH = 31  # days that make a month where pieces of several are added up: in nobody's favour
# Not the calendar's names, which follow the locale of the process.
# fmt: off
_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)
# fmt: on


def show_day(day: date) -> str:
    """Return `12 November 2026`."""
    return f"{day.day} {_NAMES[day.month - 1]} {day.year}"


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later (or earlier), or that month's last day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def whole_months(periods: Iterable[tuple[date, date]]) -> int:
    """Return the whole months that periods (first and last day) cover; overlaps count once."""
    months, days = 0, 0
    for since, until in _merged(periods):
        after = until + timedelta(days=1)
        here = (after.year - since.year) * 12 + after.month - since.month
        here -= add_months(since, here) > after
        months += here
        days += (after - add_months(since, here)).days
    return months + days // _MONTH


def _merged(periods: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    merged: list[tuple[date, date]] = []
    for since, until in sorted(period for period in periods if period[0] <= period[1]):
        if merged and since <= merged[-1][1] + timedelta(days=1):
            merged[-1] = (merged[-1][0], max(merged[-1][1], until))
        else:
            merged.append((since, until))
    return merged
