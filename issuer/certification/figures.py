"""Percentages, hours, days and moments, exact: nothing is rounded in anybody's favour."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal

_HUNDREDTH = Decimal("0.01")
_SINCE, _UNTIL = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_MOMENT = re.compile(
    r"([12][0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]{1,9})?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})"
)


_MAX_HOURS = 10_000
_DAY = re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}")
_DAYS = range(date(1940, 1, 1).toordinal(), date(2200, 1, 1).toordinal())


def read_hours(value: object) -> Decimal:
    """Return a number of hours with at most two decimals, exactly; else raise `ValueError`."""
    exact = _exact(value)
    if exact is None or not exact.is_finite() or not 0 <= exact <= _MAX_HOURS:
        raise ValueError(f"give a number of hours from 0 to {_MAX_HOURS}")
    hours = abs(exact.quantize(_HUNDREDTH))
    if hours != exact:
        raise ValueError("give at most two decimals")
    return hours


def show_hours(hours: Decimal) -> str:
    """Return `16 h` or `2.5 h`."""
    return f"{hours.normalize():f} h"


def to_number(exact: Decimal) -> int | float:
    """Return what prints as JavaScript prints it, and reads back as the same hundredths."""
    number = float(exact)
    return int(number) if number.is_integer() else number


def read_day(value: object) -> date:
    """Return the day that ISO 8601 text, or a TOML date, stands for; else raise `ValueError`."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            value = date.fromisoformat(value)
        except ValueError as exc:
            raise ValueError("give a day that exists") from exc
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError('give a day such as "2026-11-18"')  # noqa: TRY004 - Pydantic reads ValueError
    if value.toordinal() not in _DAYS:
        raise ValueError("give a day from 1940 to 2199")
    return value


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
