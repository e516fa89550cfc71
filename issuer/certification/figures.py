"""Percentages and moments, exact: nothing is rounded in anybody's favour."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal

_HUNDREDTH = Decimal("0.01")
_SINCE, _UNTIL = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_MOMENT = re.compile(
    r"([12][0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]{1,9})?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})"
)


def read_percent(value: object) -> Decimal:
    """Return a number from 0 to 100 with at most two decimals, exactly; else raise `ValueError`.

    A float stands for its shortest decimal spelling, which is what was written.
    """
    exact = _exact(value)
    if exact is None or not exact.is_finite() or not 0 <= exact <= 100:  # noqa: PLR2004 - percent
        raise ValueError("give a number from 0 to 100")
    percent = abs(exact.quantize(_HUNDREDTH))  # abs: there is no minus zero per cent
    if percent != exact:
        raise ValueError("give at most two decimals")
    return percent


def _exact(value: object) -> Decimal | None:
    if isinstance(value, Decimal):
        return value
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    return None


def show_percent(percent: Decimal) -> str:
    """Return `72 %` or `72.5 %`: no digit that says nothing."""
    return f"{percent.normalize():f} %"


def read_moment(value: object) -> datetime:
    """Return the aware UTC datetime that RFC 3339 text stands for; else raise `ValueError`.

    Any offset will do. A fraction of a second is dropped: moments here are whole seconds.
    """
    spelt = _MOMENT.fullmatch(value) if isinstance(value, str) else None
    if spelt is None:
        raise ValueError('give a moment such as "2026-11-18T15:30:00Z"')
    try:
        moment = datetime.fromisoformat(spelt[1] + spelt[2]).astimezone(UTC)
    except ValueError as exc:
        raise ValueError("give a day, time and offset that exist") from exc
    if not _SINCE <= moment < _UNTIL:  # in UTC, so that what we write we also read
        raise ValueError("give a moment from 2000 to 2199")
    return moment


def show_moment(moment: datetime) -> str:
    """Return the one RFC 3339 spelling we write: UTC, whole seconds, `Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
