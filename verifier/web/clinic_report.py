"""The answers to a list as the clinic's page shows them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from verifier.days import in_words
from verifier.roster.answer import BatchAnswer, RowAnswer
from verifier.roster.match import Agreement
from verifier.roster.on_day import InForce
from verifier.roster.row import Row
from verifier.verdict import Outcome

SOON = timedelta(days=90)
_MAX_SHOWN = 40  # characters of a link or a token

AGREEMENTS = {
    Agreement.MATCHES: "Matches",
    Agreement.DIFFERS: "Differs",
    Agreement.NOT_TOLD: "Not compared",
}
DAYS = {
    InForce.IN_FORCE: "In force",
    InForce.NOT_IN_FORCE: "Not in force",
    InForce.CANNOT_TELL: "We cannot tell",
}
OUTCOMES = {
    Outcome.VALID: "valid",
    Outcome.INVALID: "not in force or not genuine",
    Outcome.UNDETERMINED: "not finished",
}


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One line of the table. `is_soon`: valid now, and ends within 90 days."""

    row: Row
    answer: RowAnswer
    text: str
    match: str
    on: str
    day: str
    valid_through: str
    is_soon: bool


@dataclass(frozen=True, slots=True)
class Report:
    """The whole table, in the order given, with what is told above it."""

    rows: tuple[ReportRow, ...]
    checked: str
    status: str
    matches: tuple[str, ...]
    outcomes: tuple[str, ...]
    has_days: bool

    @property
    def soon(self) -> int:
        """Return how many valid certificates end within 90 days."""
        return sum(row.is_soon for row in self.rows)


def make_report(rows: Sequence[Row], answer: BatchAnswer) -> Report:
    """Return the report on `rows`, whose answers are those of `answer`."""
    told = answer.rows
    matches = Counter(each.match.result for each in told)
    outcomes = Counter(each.verdict.outcome for each in told)
    pairs = zip(rows, told, strict=True)
    return Report(
        rows=tuple(_row(row, each, answer.checked_at) for row, each in pairs),
        checked=_moment(answer.checked_at),
        status=_status([each.verdict.status_as_of for each in told]),
        matches=tuple(f"{matches[each]} {word.lower()}" for each, word in AGREEMENTS.items()),
        outcomes=tuple(f"{outcomes[each]} {word}" for each, word in OUTCOMES.items()),
        has_days=any(each.on for each in told),
    )


def _row(row: Row, answer: RowAnswer, at: datetime) -> ReportRow:
    shown = answer.verdict.credential
    is_valid = answer.verdict.outcome is Outcome.VALID
    short = row.text if len(row.text) <= _MAX_SHOWN else f"{row.text[:_MAX_SHOWN]}…"
    return ReportRow(
        row=row,
        answer=answer,
        text=short,
        match=AGREEMENTS[answer.match.result],
        on="" if answer.on is None else DAYS[answer.on.result],
        day="" if row.on is None else in_words(row.on),
        valid_through="" if shown is None else in_words(shown.valid_through),
        is_soon=is_valid and shown is not None and shown.expires - at <= SOON,
    )


def _status(moments: Sequence[datetime | None]) -> str:
    """Return how old the status lists and records are that the verdicts rest on."""
    known = sorted({moment for moment in moments if moment is not None})
    if not known:
        return "No list of withdrawals could be used."
    if known[0] == known[-1]:
        return f"Withdrawals as known on {_moment(known[0])}."
    return f"Withdrawals as known between {_moment(known[0])} and {_moment(known[-1])}."


def _moment(moment: datetime) -> str:
    return f"{in_words(moment.date())} at {moment:%H:%M} UTC"
