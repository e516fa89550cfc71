"""The days that a certificate prints, from the moments in its token."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.credential import MAX_TIME
from verifier.days import day_of, in_words, last_day

ZONES = [
    "UTC",
    "Europe/London",
    "Europe/Berlin",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Tokyo",
    "Australia/Sydney",
    "Pacific/Auckland",
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
    "Pacific/Honolulu",
    "America/St_Johns",
]


def midnight(day: date, zone: str) -> datetime:
    """Return the moment when `day` begins in `zone`."""
    local = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    return local.astimezone(UTC)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("day", [date(2028, 1, 15), date(2028, 7, 15), date(2028, 3, 1)])
def test_last_day_is_the_one_on_paper(zone: str, day: date) -> None:
    """A token that ends when a day begins where the body is, was valid through the day before."""
    ends = midnight(day, zone)
    assert last_day(ends) == date.fromordinal(day.toordinal() - 1)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(("hour", "minute"), [(0, 0), (9, 30), (23, 59)])
def test_a_moment_falls_on_the_day_of_the_body(zone: str, hour: int, minute: int) -> None:
    """What happened at some hour in the body's time zone is told with the date there."""
    moment = datetime(2026, 1, 20, hour, minute, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    assert day_of(moment, expires=midnight(date(2028, 1, 15), zone)) == date(2026, 1, 20)


@given(st.data())
def test_every_token_has_days(data: st.DataObject) -> None:
    """From 1970 to the year 9999 no token's dates leave the calendar, and none runs backwards."""
    ends = data.draw(st.integers(1, MAX_TIME - 1))
    starts = data.draw(st.integers(0, ends - 1))
    expires, effective = (datetime.fromtimestamp(moment, UTC) for moment in (ends, starts))
    assert day_of(effective, expires=expires) <= last_day(expires)


def test_days_are_written_as_people_write_them() -> None:
    """The day has no leading zero, and the month is a word."""
    assert in_words(date(2027, 3, 3)) == "3 March 2027"
