"""`probatum verify --batch`: a list in, an answer to each row, one exit code for scripts."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime

import click
from rich.console import Console
from rich.progress import track

from verifier.inquiry import Inquiry
from verifier.roster.answer import BatchAnswer, RowAnswer
from verifier.roster.check import check_rows
from verifier.roster.reading import RosterError, decode, read_roster
from verifier.roster.row import Row
from verifier.roster.writing import write_roster
from verifier.trust import TrustSource
from verifier.verdict import Outcome

MAX_FILE_ROWS = 100_000
_WORST = (Outcome.INVALID, Outcome.UNDETERMINED, Outcome.VALID)


def verify_batch(
    inquiry: Inquiry, trust: TrustSource, data: bytes, *, at: datetime, as_json: bool
) -> Outcome:
    """Print the answers to the list in `data`, as CSV or JSON; return the worst outcome."""
    try:
        rows = read_roster(decode(data), most=MAX_FILE_ROWS)
    except RosterError as wrong:
        raise click.UsageError(str(wrong)) from wrong
    checked = check_rows(inquiry, trust, _watched(rows), at=at)
    answers = [each.answer for each in checked]
    if as_json:
        told = BatchAnswer(checked_at=at, rows=answers).model_dump(mode="json")
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        lines = write_roster(zip(rows, answers, strict=True))
        click.echo("".join(lines), nl=False)
    return worst(answers)


def worst(answers: Iterable[RowAnswer]) -> Outcome:
    """Return the worst outcome of any row; a row that differs counts as an invalid one."""
    return min((each.outcome for each in answers), key=_WORST.index, default=Outcome.VALID)


def _watched(rows: list[Row]) -> Iterator[Row]:
    """Yield `rows`; on a terminal, a bar on the error stream shows how far it is."""
    told = not sys.stderr.isatty()
    yield from track(rows, "Checking", console=Console(stderr=True), disable=told, transient=False)
