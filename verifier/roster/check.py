"""A list of rows in, an answer to each in their order: one trust, one list, one moment for all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from verifier.inquiry import Inquiry
from verifier.roster.answer import RowAnswer, make_row_answer
from verifier.roster.held_lists import HeldLists
from verifier.roster.match import compare
from verifier.roster.on_day import judge_day
from verifier.roster.row import Row
from verifier.trust import PinnedTrust, Trust, TrustSource
from verifier.verdict import Verdict


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """The answer to a row, and the verdict in it, which is counted."""

    answer: RowAnswer
    verdict: Verdict


def check_rows(
    inquiry: Inquiry, trust: TrustSource, rows: Iterable[Row], *, at: datetime
) -> Iterator[CheckedRow]:
    """Yield the answer to each row as of `at`. No row fails: each gets a verdict."""
    believed = trust.current()
    held = HeldLists(inquiry.verifier.lists)
    verifier = replace(inquiry.verifier, trust=PinnedTrust(believed), lists=held)
    still = replace(inquiry, verifier=verifier)
    for place, row in enumerate(rows, 1):
        yield _check(still, believed, row, place, at)


def _check(inquiry: Inquiry, trust: Trust, row: Row, place: int, at: datetime) -> CheckedRow:
    verdict = inquiry.ask_text(row.text, at=at)
    credential = verdict.credential
    issuer = None if credential is None else trust.find(credential.issuer)
    match = compare(row, credential, issuer)
    on = None if row.on is None else judge_day(verdict, row.on)
    return CheckedRow(make_row_answer(place, match, on, verdict, trust), verdict)
