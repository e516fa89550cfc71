"""The public answer to a row and to a batch of them, as JSON."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from verifier.answer import Answer, Moment, OnDayPart, make_answer, on_day_part
from verifier.languages import ENGLISH, Language
from verifier.on_day import InForce, OnDay
from verifier.roster.match import Agreement, Compared, Match
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


class RowAnswer(_Part):
    """What is told of one row: first whether it matches, then the verdict.

    One that is not `finished` is a document that nobody had time to read: try again.
    """

    row: int
    match: MatchPart
    on: OnDayPart | None
    verdict: Answer
    finished: bool

    @property
    def outcome(self) -> Outcome:
        """Return the worst that is told of the row: what a script should stop at."""
        if self.match.result is Agreement.DIFFERS:
            return Outcome.INVALID
        return worse(self.verdict.outcome, None if self.on is None else self.on.result)


def worse(outcome: Outcome, days: InForce | None) -> Outcome:
    """Return the worse of a verdict and of the answer for a day, if one was asked for."""
    if days in _NOT_ALL_DAY:
        return Outcome.INVALID
    if outcome is Outcome.VALID and days is InForce.CANNOT_TELL:
        return Outcome.UNDETERMINED
    return outcome


_NOT_ALL_DAY = frozenset({InForce.NOT_IN_FORCE, InForce.PART_OF_DAY})
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


class ListPart(_Part):
    """A status list that was read: its address, its `iat`, and the SHA-256 of its token's text."""

    uri: str
    issued: Moment
    sha256: str


class BatchAnswer(_Part):
    """The answers, in the order of the rows; all were checked as of one moment, by these lists."""

    checked_at: Moment
    lists: list[ListPart]
    rows: list[RowAnswer]


def make_row_answer(
    row: int,
    match: Match,
    on: OnDay | None,
    verdict: Verdict,
    trust: Trust,
    *,
    finished: bool = True,
    language: Language = ENGLISH,
) -> RowAnswer:
    """Return the answer to the row that is number `row`, from 1; `match` is told already."""
    return RowAnswer(
        row=row,
        match=MatchPart(
            result=match.result,
            sentence=match.sentence,
            name=_compared(match.name),
            profession=_compared(match.profession),
            scope=_compared(match.scope),
        ),
        on=on_day_part(on, language),
        verdict=make_answer(verdict, trust, language),
        finished=finished,
    )


def _compared(compared: Compared) -> ComparedPart:
    return ComparedPart(result=compared.result, sentence=compared.sentence)
