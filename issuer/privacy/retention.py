"""How long things are kept: the scheme says it, and a person still decides on each erasure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from issuer.body.schemes import SchemeShelf
from issuer.certification.calendar_days import add_months, show_day
from issuer.certification.certificate_rules import Retention
from issuer.errors import UnknownSchemeError
from issuer.privacy.ports import PrivacyTransactions
from issuer.privacy.trace import Period, Standing

Rules = Callable[[str, str], Retention | None]  # of a scheme and version


@dataclass(frozen=True, slots=True)
class Due:
    """A person nothing more of whom needs to be kept, since `since`."""

    person: str
    since: date
    certificates: tuple[str, ...]


def kept_until(period: Period, rules: Rules) -> date | None:
    """Return the last day for which the scheme keeps this; None where it names no period."""
    rule = rules(period.scheme, period.version)
    if rule is None:
        return None
    months = rule.months_after_end if period.granted else rule.months_after_denial
    return add_months(period.ended, months)


def reasons_to_keep(standing: Standing, rules: Rules, at: datetime) -> Iterator[str]:
    """Yield, in words, what stands against an erasure at `at`."""
    yield from standing.open
    for period in standing.periods:
        until = kept_until(period, rules)
        if until is not None and at.date() <= until:
            yield f"the scheme keeps what belongs to {period.what} until {show_day(until)}"


def due(transactions: PrivacyTransactions, rules: Rules, at: datetime) -> Iterator[Due]:
    """Yield everybody whose periods are all over, by reference.

    Who has something open, a certificate in force, or a scheme without a period is not among them.
    """
    with transactions.reading() as unit:
        people = unit.personal_data.references()
    for person in people:
        with transactions.reading() as unit:
            trace = unit.personal_data.trace(person)
            if trace is None:
                continue
            standing = unit.personal_data.standing(trace, at)
        ends = list(_ends(standing.periods, rules))
        over = [end for end in ends if end is not None and end < at.date()]
        if ends and len(over) == len(ends) and not standing.open and not standing.in_force:
            yield Due(person, max(over), trace.numbers)


def _ends(periods: Iterable[Period], rules: Rules) -> Iterator[date | None]:
    return (kept_until(period, rules) for period in periods)


def of_schemes(shelf: SchemeShelf) -> Rules:
    """Return what the schemes on record say; a scheme that is not on record says nothing."""

    def rule(scheme: str, version: str) -> Retention | None:
        try:
            return shelf.version(scheme, version).scheme.retention
        except UnknownSchemeError:
            return None

    return rule
