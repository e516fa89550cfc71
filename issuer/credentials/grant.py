"""What is to be issued: a grant, and the period that its certificate lives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from issuer.body.body import Body
from issuer.certification.decision import valid_through
from issuer.credentials.certificate import Holder
from issuer.credentials.succession import Succession


@dataclass(frozen=True, slots=True)
class Grant:
    """A granted decision, in the terms of a certificate."""

    attempt: str
    holder: Holder
    profession: str
    scheme: str
    version: str
    prefix: str
    type: str  # the credential type's URL
    validity_months: int
    succession: Succession | None = None
    kept: tuple[date, date] | None = None  # first and last day, where they were granted before


@dataclass(frozen=True, slots=True)
class Life:
    """The period of a certificate: half-open `[effective, expires)`, in UTC."""

    effective: datetime
    valid_through: date
    expires: datetime


@lru_cache(maxsize=64)  # certificates granted in one second live equally long
def life_of(body: Body, effective: datetime, months: int) -> Life:
    """Return the life of a certificate effective from a moment, for whole months.

    It ends with the last whole day in the body's time zone: paper says *valid through* that day.
    """
    last = valid_through(effective.astimezone(body.zone).date(), months)
    return life_until(body, effective, last)


def life_until(body: Body, effective: datetime, last: date) -> Life:
    """Return the life of a certificate effective from a moment to the end of a day."""
    midnight = datetime.combine(last + timedelta(days=1), time(), tzinfo=body.zone)
    return Life(effective=effective, valid_through=last, expires=midnight.astimezone(UTC))


def life_between(body: Body, first: date, last: date) -> Life:
    """Return the life of a certificate from the beginning of a day to the end of another."""
    midnight = datetime.combine(first, time(), tzinfo=body.zone)
    return life_until(body, midnight.astimezone(UTC), last)
