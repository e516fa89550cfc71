"""The decision: granted or denied, by whom and when. Pure."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from issuer.certification.errors import AuthorError, ImpartialityError
from issuer.certification.exam import ExamResult
from issuer.certification.findings import Unmet
from issuer.certification.impartiality import folded
from issuer.certification.result_rules import assess_result
from issuer.certification.scheme import Scheme

__all__ = [
    "Author",
    "Denied",
    "Granted",
    "Unmet",
    "assess_result",
    "decide",
    "involved",
    "valid_through",
]


@dataclass(frozen=True, slots=True)
class Author:
    """Whose decision it is: a person, or a rule and the officer who answers for it."""

    kind: Literal["person", "rule"]
    name: str


@dataclass(frozen=True, slots=True)
class Granted:
    """The candidate met the scheme."""

    result: ExamResult
    scheme: Scheme
    author: Author
    at: datetime


@dataclass(frozen=True, slots=True)
class Denied:
    """The candidate did not meet the scheme, and in what: an answer, not an error."""

    result: ExamResult
    scheme: Scheme
    author: Author
    at: datetime
    reasons: tuple[Unmet, ...]


def decide(result: ExamResult, scheme: Scheme, *, author: Author, at: datetime) -> Granted | Denied:
    """Decide on `result` under `scheme`, as `author`, at `at`.

    Raises `AuthorError` where the scheme leaves the decision to another kind of author, and
    `ImpartialityError` where who decides, or answers for the rule, examined the candidate or is
    the candidate.
    """
    if author.kind != scheme.decision:
        raise AuthorError(f"{scheme.id} {scheme.version} is decided by a {scheme.decision}")
    if involved(author.name, result) is not None:
        raise ImpartialityError("who examined the candidate, or is the candidate, may not decide")
    reasons = assess_result(result, scheme, at)
    if reasons:
        return Denied(result, scheme, author, at, reasons)
    return Granted(result, scheme, author, at)


def involved(name: str, result: ExamResult) -> str | None:
    """Return how somebody was involved with the candidate, as what follows *you*, or None."""
    if folded(name) == folded(result.candidate.name):
        return "are the candidate"
    examined = folded(name) in {folded(each) for each in result.examiners}
    return "examined the candidate" if examined else None


def valid_through(effective: date, validity_months: int) -> date:
    """Return the last whole day of `validity_months` whole months that begin with `effective`.

    It is the day before the same day of the last month, or that month's last day where it has no
    such day: from 15 January for 1 month, 14 February; from 31 January, 28 or 29 February.
    """
    years, month = divmod(effective.month - 1 + validity_months, 12)
    year, month = effective.year + years, month + 1
    length = calendar.monthrange(year, month)[1]
    if effective.day > length:
        return date(year, month, length)
    return date(year, month, effective.day) - timedelta(days=1)
