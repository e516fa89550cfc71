"""The answers to a list as a CSV: what was given, whether it matches, then the verdict."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from verifier.answer import rfc3339
from verifier.roster.answer import RowAnswer
from verifier.roster.reading import COLUMNS
from verifier.roster.row import Row
from verifier.spreadsheet import guarded

HEADER = (
    *("row", *COLUMNS),
    *("match", "match_said", "on_result", "on_said"),
    *("outcome", "reason", "headline", "said"),
    *("number", "certificate_name", "certificate_profession", "covers", "valid_through"),
    *("issuer", "checked_at", "status_as_of"),
)


def write_roster(checked: Iterable[tuple[Row, RowAnswer]]) -> Iterator[str]:
    """Yield the header and a line for each row. No cell is run as a formula by a spreadsheet."""
    yield _line(HEADER)
    for row, answer in checked:
        yield _line([*_given(row, answer), *_told(answer), *_shown(answer)])


def row_cells(row: Row) -> list[str]:
    """Return the cells of a row, in the order of `COLUMNS`; `read_roster` reads them as the row."""
    day = "" if row.on is None else row.on.isoformat()
    return [row.text, row.name, row.profession, row.scope, day]


def write_rows(rows: Iterable[Row]) -> str:
    """Return `rows` as a CSV that `read_roster` reads as the same rows."""
    return "".join([_line(COLUMNS), *(_line(row_cells(row)) for row in rows)])


def _given(row: Row, answer: RowAnswer) -> list[str]:
    return [str(answer.row), *row_cells(row)]


def _told(answer: RowAnswer) -> list[str]:
    match, on, verdict = answer.match, answer.on, answer.verdict
    days = ["", ""] if on is None else [on.result, on.sentence]
    said = [verdict.outcome, verdict.reason, verdict.headline, verdict.sentence]
    return [match.result, match.sentence, *days, *said]


def _shown(answer: RowAnswer) -> list[str]:
    verdict = answer.verdict
    as_of = verdict.status_as_of
    times = [rfc3339(verdict.checked_at), "" if as_of is None else rfc3339(as_of)]
    shown = verdict.credential
    if shown is None:
        return [*[""] * 6, *times]
    return [
        *(shown.number, shown.name, shown.profession.label, "; ".join(shown.scope)),
        *(shown.valid_through.isoformat(), shown.issuer.name),
        *times,
    ]


def _line(cells: Sequence[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(map(guarded, cells))
    return text.getvalue()
