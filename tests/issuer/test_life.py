"""How long a certificate lives: to the end of the last whole day where its body is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.credentials.grant import life_of
from tests.issuer.board import BODY, SECOND
from verifier.days import last_day
from verifier.verdict import Reason

ZONES = [
    *("UTC", "Europe/Vienna", "America/New_York", "America/Los_Angeles", "Asia/Kathmandu"),
    *("Pacific/Kiritimati", "Pacific/Pago_Pago", "Africa/Cairo", "America/Havana", "Asia/Beirut"),
    *("Australia/Lord_Howe", "America/Santiago", "America/Asuncion", "Atlantic/Azores"),
]


def life(text, months=24, zone="Europe/Vienna"):
    return life_of(replace(BODY, time_zone=zone), datetime.fromisoformat(text), months)


@pytest.mark.parametrize(
    ("effective", "months", "last"),
    [
        ("2026-11-20T12:00:00+00:00", 24, "2028-11-19"),
        ("2024-02-29T12:00:00+00:00", 12, "2025-02-28"),
        ("2024-02-29T12:00:00+00:00", 48, "2028-02-28"),
        ("2027-02-28T12:00:00+00:00", 12, "2028-02-27"),
        ("2027-03-01T12:00:00+00:00", 12, "2028-02-29"),
        ("2026-01-31T12:00:00+00:00", 1, "2026-02-28"),
        ("2028-01-31T12:00:00+00:00", 1, "2028-02-29"),
        ("2026-08-31T12:00:00+00:00", 1, "2026-09-30"),
        ("2026-12-31T12:00:00+00:00", 2, "2027-02-28"),
        ("2026-01-01T12:00:00+00:00", 120, "2035-12-31"),
    ],
)
def test_month_ends_and_leap_days(effective, months, last):
    """It is valid through the day before the same day, or the month's last where it has none."""
    assert life(effective, months).valid_through == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("effective", "zone", "last", "expires"),
    [
        # Half an hour before midnight UTC it is tomorrow in Vienna, and noon today in Pago Pago.
        ("2026-01-31T23:30:00+00:00", "Europe/Vienna", "2026-02-28", "2026-02-28T23:00:00+00:00"),
        ("2026-01-31T23:30:00+00:00", "UTC", "2026-02-28", "2026-03-01T00:00:00+00:00"),
        (
            *("2026-01-31T23:30:00+00:00", "Pacific/Kiritimati"),
            *("2026-02-28", "2026-02-28T10:00:00+00:00"),
        ),
        (
            *("2026-02-01T00:30:00+00:00", "Pacific/Pago_Pago"),
            *("2026-02-28", "2026-03-01T11:00:00+00:00"),
        ),
        # The last day has 23 hours, then 25: it ends at midnight there all the same.
        ("2026-03-01T12:00:00+00:00", "Europe/Vienna", "2026-03-31", "2026-03-31T22:00:00+00:00"),
        ("2026-02-28T12:00:00+00:00", "Europe/Vienna", "2026-03-27", "2026-03-27T23:00:00+00:00"),
        ("2026-03-02T12:00:00+00:00", "Europe/Vienna", "2026-04-01", "2026-04-01T22:00:00+00:00"),
        ("2026-09-26T12:00:00+00:00", "Europe/Vienna", "2026-10-25", "2026-10-25T23:00:00+00:00"),
        # In Cairo the clocks go forward at midnight: the next day begins at one o'clock.
        ("2026-03-24T12:00:00+00:00", "Africa/Cairo", "2026-04-23", "2026-04-23T22:00:00+00:00"),
        # In Havana they go back from one o'clock to midnight: the first midnight ends the day.
        ("2026-10-01T12:00:00+00:00", "America/Havana", "2026-10-31", "2026-11-01T04:00:00+00:00"),
    ],
)
def test_the_end_of_the_last_day(effective, zone, last, expires):
    """It is midnight in the body's zone, wherever the clocks change."""
    made = life(effective, 1, zone)
    assert made.valid_through == date.fromisoformat(last)
    assert made.expires == datetime.fromisoformat(expires)


@given(
    effective=st.datetimes(datetime(2020, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - given one
    months=st.integers(1, 120),
    zone=st.sampled_from(ZONES),
)
def test_any_life(effective, months, zone):
    """The last second is of the day that paper names, the next one is of the day after."""
    body = replace(BODY, time_zone=zone)
    effective = effective.replace(microsecond=0)
    made = life_of(body, effective, months)
    last = (made.expires - SECOND).astimezone(body.zone)
    assert last.date() == made.valid_through
    assert made.expires.astimezone(body.zone).date() == made.valid_through + timedelta(days=1)
    assert made.effective == effective < made.expires
    assert made.expires.tzinfo is UTC
    days = (made.valid_through - effective.astimezone(body.zone).date()).days
    assert 365 * months // 12 - 4 <= days <= 366 * months // 12 + 2


@pytest.mark.parametrize("zone", ["Europe/Vienna", "America/New_York", "Asia/Kathmandu"])
def test_to_the_second(make, zone):
    """A certificate is valid in the last second of its last day, and expired in the next."""
    board = make(body=replace(BODY, time_zone=zone))
    issued = board.issue()
    certificate = board.certificate(issued.number)
    board.clock.at = certificate.expires - SECOND
    assert board.verify(issued.token).reason is Reason.VALID
    board.clock.at = certificate.expires
    assert board.verify(issued.token).reason is Reason.EXPIRED


def test_two_around_midnight(make):
    """A second decides which day a certificate begins and ends with."""
    board = make(at=datetime(2026, 11, 20, 22, 59, 59, tzinfo=UTC))
    before = board.certificate(board.issue(attempt="A-1").number)
    board.clock.advance(1)
    after = board.certificate(board.issue(attempt="A-2").number)
    assert (before.valid_through, after.valid_through) == (date(2028, 11, 19), date(2028, 11, 20))
    assert after.expires - before.expires == timedelta(days=1)


@pytest.mark.parametrize("zone", sorted({*ZONES} - {"Pacific/Kiritimati", "Pacific/Pago_Pago"}))
@pytest.mark.parametrize("month", range(1, 13))
def test_what_readers_are_told(zone, month):
    """Whoever has the token alone names the day that paper names; docs say where they cannot."""
    made = life_of(replace(BODY, time_zone=zone), datetime(2026, month, 27, 12, tzinfo=UTC), 24)
    assert last_day(made.expires) == made.valid_through
