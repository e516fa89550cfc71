"""Where a scheme's demands come from: whose ground was last looked at too long ago."""

from __future__ import annotations

from datetime import date, datetime

from issuer.certification.calendar_days import add_months
from issuer.certification.public_words import Register
from issuer.certification.requirements import Requirement
from issuer.certification.scheme import Scheme


def due(requirement: Requirement | Register, scheme: Scheme) -> date:
    """Return the last day on which a requirement's source, or a register, is lately looked at."""
    return add_months(requirement.checked, scheme.sources_checked_every_months)


def overdue(scheme: Scheme, at: datetime) -> tuple[Requirement, ...]:
    """Return the requirements whose source was last looked at too long before `at`, in order."""
    today = at.date()
    return tuple(each for each in scheme.requirements if due(each, scheme) < today)


def registers_overdue(scheme: Scheme, at: datetime) -> tuple[Register, ...]:
    """Return the registers whose address was last looked at too long before `at`, in order."""
    today = at.date()
    return tuple(each for each in scheme.registers if due(each, scheme) < today)
