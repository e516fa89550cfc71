"""CSV, one line a record: no cell holds a line break, so one bad line spoils no other."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import TextIO

MAX_LINE = 16 * 1024  # characters


class CsvLineError(ValueError):
    """A line is not a record; the message says why, and what to do."""


def open_text(data: bytes) -> TextIO:
    """Return `data` as text; bytes that are not UTF-8 are told later, with their line."""
    return io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", errors="surrogateescape")


def read_lines(stream: TextIO) -> Iterator[tuple[int, str]]:
    """Yield each line that is not blank, with its number, from 1.

    Of a line that is too long, only so much is ever held that `split_cells` refuses it.
    """
    number = 0
    while line := stream.readline(MAX_LINE + 1):
        number += 1
        if number == 1:
            line = line.removeprefix("\ufeff")  # as spreadsheets save it
        if len(line) > MAX_LINE and not line.endswith("\n"):
            _skip_rest(stream)
            yield number, line
        elif line.strip(" ,;\t\r\n"):
            yield number, line.rstrip("\r\n")


def _skip_rest(stream: TextIO) -> None:
    while part := stream.readline(MAX_LINE):
        if part.endswith("\n"):
            break


def split_cells(line: str, delimiter: str) -> list[str]:
    """Return the cells of one line, without the space around them, or raise `CsvLineError`."""
    if len(line) > MAX_LINE:
        raise CsvLineError(f"the line is longer than {MAX_LINE} characters")
    try:
        line.encode("utf-8")
        cells = next(csv.reader([line], delimiter=delimiter, strict=True))
    except UnicodeEncodeError as exc:
        raise CsvLineError("the line is not UTF-8: save the file as CSV UTF-8") from exc
    except csv.Error as exc:
        raise CsvLineError("a quote is not closed on this line, or text follows it") from exc
    return [cell.strip() for cell in cells]
