"""Percentages and moments, exactly."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from issuer.certification.figures import read_moment, read_percent, show_moment, show_percent


@pytest.mark.parametrize(
    ("value", "percent"),
    [
        (0, "0"),
        (100, "100"),
        (Decimal("100.00"), "100"),
        (71.99, "71.99"),
        (0.01, "0.01"),
        (Decimal("72.500"), "72.5"),
        (Decimal("7.2e1"), "72"),
        (Decimal("-0.0"), "0"),
    ],
)
def test_percent(value, percent):
    """Every number from 0 to 100 with two decimals is taken exactly."""
    assert read_percent(value) == Decimal(percent)
    assert str(read_percent(value)) == f"{Decimal(percent):.2f}"


@pytest.mark.parametrize(
    "value",
    [
        -0.01,
        100.01,
        -1,
        101,
        10**30,
        Decimal("71.999"),
        Decimal("71.99999999999999999999999999999999999999"),
        Decimal("1e-999999"),
        Decimal("1e999999"),
        float("nan"),
        float("inf"),
        Decimal("nan"),
        Decimal("-inf"),
        True,
        "72",
        None,
        [72],
    ],
)
def test_no_percent(value):
    """What is out of range, finer than a hundredth or no number is refused, never rounded."""
    with pytest.raises(ValueError, match="give"):
        read_percent(value)


@pytest.mark.parametrize(
    ("percent", "said"),
    [("72", "72 %"), ("72.5", "72.5 %"), ("70", "70 %"), ("100", "100 %"), ("0", "0 %")],
)
def test_percent_in_words(percent, said):
    """No trailing zero and no exponent is shown."""
    assert show_percent(read_percent(Decimal(percent))) == said


@pytest.mark.parametrize(
    "spelt",
    [
        "2026-11-18T15:30:00Z",
        "2026-11-18T15:30:00+00:00",
        "2026-11-18T17:30:00+02:00",
        "2026-11-18T10:00:00-05:30",
        "2026-11-18T15:30:00.999Z",
        "2026-11-18T15:30:00.123456789Z",
    ],
)
def test_moment(spelt):
    """Any offset stands for the same moment; a fraction is dropped."""
    moment = read_moment(spelt)
    assert moment == datetime(2026, 11, 18, 15, 30, tzinfo=UTC)
    assert moment.tzinfo is UTC


@pytest.mark.parametrize(
    "spelt",
    [
        "2026-11-18T15:30:00",
        "2026-11-18",
        "2026-11-18 15:30:00Z",
        "20261118T153000Z",
        "2026-W47-3T15:30:00Z",
        "2026-02-29T15:30:00Z",
        "2026-11-18T24:00:00Z",
        "2026-11-18T15:30:60Z",
        "2026-11-18T15:30:00+24:00",
        "1999-12-31T23:59:59Z",
        "2200-01-01T00:00:00Z",
        "2000-01-01T00:00:00+00:01",
        "2199-12-31T23:59:59-00:01",
        "0001-01-01T00:00:00+14:00",
        "1000-01-01T00:00:00+23:59",
        "2026-11-18T15:30:00Z\n",
        "\u0662026-11-18T15:30:00Z",
        1795132800,
        None,
    ],
)
def test_no_moment(spelt):
    """What has no offset, does not exist or is spelt otherwise is refused."""
    with pytest.raises(ValueError, match="give a"):
        read_moment(spelt)


@pytest.mark.parametrize("spelt", ["2000-01-01T00:00:00Z", "2199-12-31T23:59:59Z"])
def test_first_and_last_moment(spelt):
    """Two centuries are read, to their first and last second."""
    assert show_moment(read_moment(spelt)) == spelt


@given(st.text("0123456789-:TZ.+", max_size=30) | st.from_regex(r"2[01]\d\d-\d\d-\d\dT.{8}Z"))
def test_moment_is_total(text):
    """Any text is a moment or a ValueError."""
    try:
        moment = read_moment(text)
    except ValueError:
        return
    assert read_moment(show_moment(moment)) == moment


@given(st.datetimes(timezones=st.timezones()))
@example(datetime(1999, 12, 31, 23, 59, 59, tzinfo=UTC))
@example(datetime(2000, 1, 1, tzinfo=UTC))
@example(datetime(2199, 12, 31, 23, 59, 59, tzinfo=UTC))
def test_moment_inverse(moment):
    """What we write of a moment, we read as the same moment."""
    try:
        read = read_moment(moment.isoformat())
    except ValueError:
        return
    assert read_moment(show_moment(read)) == read
    assert abs(read - moment) < timedelta(seconds=1)


@given(st.integers(0, 10_000))
def test_percent_is_exact_as_a_float(hundredths):
    """A float as JSON writes it gives the very hundredths, for each of the 10,001 there are."""
    assert read_percent(hundredths / 100) == Decimal(hundredths) / 100
