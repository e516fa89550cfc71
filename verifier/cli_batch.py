"""`probatum verify --batch`: a list in, an answer to each row, one exit code for scripts."""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track

from verifier.inquiry import Inquiry
from verifier.report.sheet import About
from verifier.roster.answer import BatchAnswer, RowAnswer
from verifier.roster.check import RosterCheck
from verifier.roster.gathering import Gathered, gather, is_document
from verifier.roster.reading import RosterError, Wrong, decode
from verifier.roster.row import Row
from verifier.roster.writing import write_roster
from verifier.scan.pool import MAX_DOCUMENT
from verifier.trust import TrustSource
from verifier.verdict import Outcome

MAX_FILE_ROWS = 100_000
MAX_REPORT_ROWS = 2_000
_MAX_FOLDER = 1_000_000_000  # bytes
_WORST = (Outcome.INVALID, Outcome.UNDETERMINED, Outcome.VALID)


@dataclass(frozen=True, slots=True)
class Form:
    """How the answers are told: as CSV or JSON, and as a PDF in the file `pdf` if it is named.

    The PDF says who checked, and for whom.
    """

    as_json: bool
    pdf: Path | None = None
    checked_by: str = ""
    organisation: str = ""


def verify_batch(
    inquiry: Inquiry, trust: TrustSource, path: Path, at: datetime, *, on: date | None, form: Form
) -> Outcome:
    """Print the answers to the list in the file or folder `path`; return the worst outcome.

    `on` is the day in question of every row that names none.
    """
    gathered = _gather(path)
    rows = [row if row.on else row.model_copy(update={"on": on}) for row in gathered.rows]
    if form.pdf is not None and len(rows) > MAX_REPORT_ROWS:
        raise click.UsageError(f"a report holds at most {MAX_REPORT_ROWS} rows")
    check = RosterCheck(inquiry, trust, at, gathered.documents)
    answers = [each.answer for each in check.answer(_watched(rows))]
    told = BatchAnswer(checked_at=at, lists=check.lists, rows=answers)
    _print(rows, told, form)
    return worst(answers)


def worst(answers: Iterable[RowAnswer]) -> Outcome:
    """Return the worst outcome of any row; a row that differs counts as an invalid one."""
    return min((each.outcome for each in answers), key=_WORST.index, default=Outcome.VALID)


def _print(rows: Sequence[Row], told: BatchAnswer, form: Form) -> None:
    if form.pdf is not None:
        from verifier.report.pdf import ReportPrinter  # noqa: PLC0415 - typesetter and fonts

        about = About(form.checked_by, form.organisation, host=platform.node())
        report = ReportPrinter().draw(rows, told, about)
        try:
            form.pdf.write_bytes(report)
        except OSError as exc:
            raise click.UsageError(f"{form.pdf} cannot be written") from exc
    if form.as_json:
        click.echo(json.dumps(told.model_dump(mode="json"), ensure_ascii=False, indent=2))
    else:
        click.echo("".join(write_roster(zip(rows, told.rows, strict=True))), nl=False)


def _gather(path: Path) -> Gathered:
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    lists, documents, total = [], [], 0
    try:
        for file in files:
            if not file.is_file() or file.name.startswith("."):
                continue
            data = _read(file)
            total += len(data)
            if total > _MAX_FOLDER:
                raise click.UsageError("the folder holds more than 1 GB")
            if is_document(data):
                documents.append((file.name, data))
            else:
                lists.append(_list(file.name, data))
        return gather(lists, documents, most=MAX_FILE_ROWS)
    except RosterError as wrong:
        raise click.UsageError(str(wrong)) from wrong


def _list(name: str, data: bytes) -> str:
    try:
        return decode(data)
    except RosterError as wrong:
        raise RosterError(Wrong.IN_FILE, file=name, told=str(wrong)) from wrong


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_DOCUMENT + 1)
    except OSError as exc:  # no verdict: it must not look like one
        raise click.UsageError(f"{path} cannot be read") from exc


def _watched(rows: list[Row]) -> Iterator[Row]:
    """Yield `rows`; on a terminal, a bar on the error stream shows how far it is."""
    told = not sys.stderr.isatty()
    yield from track(rows, "Checking", console=Console(stderr=True), disable=told, transient=False)
