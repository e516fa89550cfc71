"""Many exam results in one CSV file, row by row, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

from issuer.certification.csv_header import Header, parse_header
from issuer.certification.csv_lines import CsvLineError, open_text, read_lines, split_cells
from issuer.certification.errors import ExamResultError
from issuer.certification.exam import ExamResult
from issuer.certification.exam_document import read_members


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file: a result, or the errors that say why not. Lines count from 1."""

    line: int
    result: ExamResult | None
    errors: tuple[str, ...]


def read_results(text: TextIO | bytes) -> Iterator[Row]:
    """Yield a `Row` for each line after the header that is not blank; never raise on content.

    A file without a good header gives one row, with its errors. Comma, semicolon and tab are
    told apart by the header. UTF-8, with or without a byte order mark.
    """
    header: Header | None = None
    number = 0
    try:
        for number, line in read_lines(open_text(text) if isinstance(text, bytes) else text):
            if header is None:
                header = parse_header(line)
            else:
                yield _read_row(number, line, header)
    except CsvLineError as exc:  # the header's: a row keeps its own
        yield Row(number, None, (str(exc),))
    except UnicodeDecodeError:  # the caller's stream is strict, and cannot go on
        yield Row(number + 1, None, ("not UTF-8 from about here: save the file as CSV UTF-8",))
    else:
        if header is None:
            yield Row(1, None, ("the file is empty: begin with a header",))


def _read_row(number: int, line: str, header: Header) -> Row:
    try:
        members = header.members(split_cells(line, header.delimiter))
        return Row(number, read_members(members), ())
    except CsvLineError as exc:
        return Row(number, None, (str(exc),))
    except ExamResultError as exc:
        return Row(number, None, tuple(f"{path}: {mend}" for path, mend in exc.fields))
