"""Whose source was last looked at too long ago."""

from datetime import UTC, datetime

import pytest

from issuer.certification.sources import overdue, registers_overdue
from tests.certification.rules.example_scheme import make_scheme


def on(day):
    return datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "count"), [("2026-11-01", 0), ("2027-11-01", 0), ("2027-11-02", 18)]
)
def test_twelve_months(day, count):
    """Twelve months to the day are in time, and the day after all are overdue."""
    assert len(overdue(make_scheme(), on(day))) == count


def test_one_by_one():
    """Each requirement has its own day, and those overdue come in the scheme's order."""
    scheme = make_scheme({
        "requirements.cases.checked": "2025-11-01", "requirements.licence.checked": "2025-10-31",
        "requirements.identity.checked": "2025-11-02",
    })  # fmt: skip
    assert [each.id for each in overdue(scheme, on("2026-11-02"))] == ["licence", "cases"]
    assert [each.id for each in overdue(scheme, on("2026-11-01"))] == ["licence"]


def test_the_scheme_says_how_often():
    """Twelve months are the default; a scheme may ask for more or less often."""
    scheme = make_scheme({"sources_checked_every_months": 1})
    assert overdue(scheme, on("2026-12-01")) == ()
    assert len(overdue(scheme, on("2026-12-02"))) == len(scheme.requirements)


def test_a_scheme_without_requirements(btx):
    """Where nothing is asked but an examination, nothing is overdue."""
    assert overdue(btx, on("2099-01-01")) == ()


def test_registers_too():
    """A register that nobody opened for twelve months is overdue the day after."""
    scheme = make_scheme({"registers.2.checked": "2025-11-21"})
    assert registers_overdue(scheme, on("2026-11-21")) == ()
    told = registers_overdue(scheme, on("2026-11-22"))
    assert [each.regulator for each in told] == ["Maryland Board of Physicians"]
