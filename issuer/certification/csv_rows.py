"""Many documents in one CSV file, row by row, in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TextIO, TypeVar

from issuer.certification.csv_header import Columns, Header, parse_header
from issuer.certification.csv_lines import CsvLineError, open_text, read_lines, split_cells
from issuer.certification.errors import DocumentError, ExamResultError

Result = TypeVar("Result", covariant=True)  # noqa: PLC0105 - it is what a row results in


@dataclass(frozen=True, slots=True)
class Row(Generic[Result]):
    """One line of the file: what it says, or the errors that say why not. Lines count from 1."""

    line: int
    result: Result | None
    errors: tuple[str, ...]


def read_rows(
    text: TextIO | bytes, columns: Columns, read: Callable[[dict[str, Any]], Result]
) -> Iterator[Row[Result]]:
    """Yield a `Row` for each line after the header that is not blank; never raise on content.

    A file without a good header gives one row, with its errors. Comma, semicolon and tab are
    told apart by the header. UTF-8, with or without a byte order mark.
    """
    header: Header | None = None
    number = 0
    try:
        for number, line in read_lines(open_text(text) if isinstance(text, bytes) else text):
            if header is None:
                header = parse_header(line, columns)
            else:
                yield _read_row(number, line, header, read)
    except CsvLineError as exc:  # the header's: a row keeps its own
        yield Row(number, None, (str(exc),))
    except UnicodeDecodeError:  # the caller's stream is strict, and cannot go on
        yield Row(number + 1, None, ("not UTF-8 from about here: save the file as CSV UTF-8",))
    else:
        if header is None:
            yield Row(1, None, ("the file is empty: begin with a header",))


def _read_row(
    number: int, line: str, header: Header, read: Callable[[dict[str, Any]], Result]
) -> Row[Result]:
    try:
        members = header.members(split_cells(line, header.delimiter))
        return Row(number, read(members), ())
    except CsvLineError as exc:
        return Row(number, None, (str(exc),))
    except (DocumentError, ExamResultError) as exc:
        return Row(number, None, tuple(f"{path}: {mend}" for path, mend in exc.fields))
