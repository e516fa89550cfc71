"""The public answer to a row and to a batch of them, as JSON."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from verifier.answer import Answer, Moment, make_answer
from verifier.roster.match import Agreement, Compared, Match
from verifier.roster.on_day import InForce, OnDay
from verifier.roster.row import MAX_ROWS, Row
from verifier.trust import Trust
from verifier.verdict import Outcome, Verdict


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ComparedPart(_Part):
    """One comparison with the certificate. The sentence shows the difference."""

    result: Agreement
    sentence: str


class MatchPart(_Part):
    """Whether the certificate says what the row says. It is no part of the verdict."""

    result: Agreement
    sentence: str
    name: ComparedPart
    profession: ComparedPart
    scope: ComparedPart


class OnDayPart(_Part):
    """Whether it was in force on the day asked for, as far as dates and present status tell."""

    day: date
    result: InForce
    sentence: str


class RowAnswer(_Part):
    """What is told of one row: first whether it matches, then the verdict."""

    row: int
    match: MatchPart
    on: OnDayPart | None
    verdict: Answer

    @property
    def outcome(self) -> Outcome:
        """Return the worst that is told of the row: what a script should stop at."""
        days = None if self.on is None else self.on.result
        if self.match.result is Agreement.DIFFERS or days is InForce.NOT_IN_FORCE:
            return Outcome.INVALID
        if self.verdict.outcome is Outcome.VALID and days is InForce.CANNOT_TELL:
            return Outcome.UNDETERMINED
        return self.verdict.outcome


_EXAMPLE: dict[str, JsonValue] = {
    "text": "BTX-7K3M-9QPD",
    "name": "Example-Santos, Amelie",
    "profession": "physician",
    "scope": "frown lines",
    "on": "2026-03-31",
}


class BatchRequest(_Part):
    """The rows to check, answered in their order."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"rows": [_EXAMPLE]}]})

    rows: list[Row] = Field(min_length=1, max_length=MAX_ROWS)


class BatchAnswer(_Part):
    """The answers, in the order of the rows; all were checked as of one moment."""

    checked_at: Moment
    rows: list[RowAnswer]


def make_row_answer(
    row: int, match: Match, on: OnDay | None, verdict: Verdict, trust: Trust
) -> RowAnswer:
    """Return the answer to the row that is number `row`, from 1."""
    return RowAnswer(
        row=row,
        match=MatchPart(
            result=match.result,
            sentence=match.sentence,
            name=_compared(match.name),
            profession=_compared(match.profession),
            scope=_compared(match.scope),
        ),
        on=None if on is None else OnDayPart(day=on.day, result=on.result, sentence=on.sentence),
        verdict=make_answer(verdict, trust),
    )


def _compared(compared: Compared) -> ComparedPart:
    return ComparedPart(result=compared.result, sentence=compared.sentence)
