"""Since when somebody has been certified without a break: what they do since is practice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from issuer.candidates.application import ApplicationRecord
from issuer.candidates.doubts import STANDING
from issuer.candidates.ports import CandidateUnit
from issuer.credentials.certificate import Certificate

SchemeAndPerson = tuple[str, str]


def certified_since(
    unit: CandidateUnit, records: Iterable[ApplicationRecord], at: datetime
) -> dict[SchemeAndPerson, date]:
    """Return by scheme and person the first day of the certificate in force, if there is one.

    Of one that took another's place it is that other's first day, and so on. After a withdrawal,
    and after the end, an application is like a first one.
    """
    wanted: dict[str, set[str]] = {}
    for record in records:
        wanted.setdefault(record.application.scheme, set()).add(record.application.person)
    since: dict[SchemeAndPerson, date] = {}
    for scheme, people in wanted.items():
        held = unit.certificates.of_holders(scheme, sorted(people))
        by_number = {made.number: made for made in held}
        for made in held:
            if made.state in STANDING and made.expires > at:
                key, first = (scheme, made.holder.reference), _first_day(made, by_number)
                since[key] = min(first, since.get(key, first))
    return since


def _first_day(made: Certificate, by_number: Mapping[str, Certificate]) -> date:
    """Go back to the one that others took the place of."""
    while made.succeeds is not None and made.succeeds in by_number:
        made = by_number[made.succeeds]
    return made.effective.date()
