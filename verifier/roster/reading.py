"""A clinic's list as people have it: numbers line by line, a CSV, or cells out of a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Sequence

from pydantic import ValidationError

from verifier.roster.row import MAX_ROWS, Row
from verifier.roster.spelling import folded_words
from verifier.scan.text import trim
from verifier.spreadsheet import unguarded

COLUMNS = ("text", "name", "profession", "scope", "on")
_ALSO = {
    "text": ("number", "certificate", "certificate number", "link", "token"),
    "on": ("date", "day"),
}
_NAMES = {also: column for column, names in _ALSO.items() for also in (column, *names)}
_NAMES |= {column: column for column in COLUMNS}
_DELIMITERS = "\t;,"


class RosterError(ValueError):
    """The list cannot be read. The message is a sentence for people, and names the line."""


def read_roster(text: str, *, most: int = MAX_ROWS) -> list[Row]:
    """Read a list of at most `most` rows, or raise `RosterError`.

    The first line may name the columns, in any order; else they are those of `COLUMNS`. Cells are
    parted by comma, semicolon or tab, whichever the first line has. Empty lines are skipped.
    """
    lines = _cells(text.removeprefix("\ufeff"))
    columns = _header(lines[0][1]) if lines else None
    if columns is not None:
        del lines[0]
    if not lines:
        raise RosterError("The list has no rows.")
    if len(lines) > most:
        raise RosterError(f"The list has {len(lines)} rows. Give at most {most} at a time.")
    return [_row(number, cells, columns or COLUMNS) for number, cells in lines]


def decode(data: bytes) -> str:
    """Return the text of a CSV file, or raise `RosterError`."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise RosterError("The file is not text in UTF-8. Save it as CSV UTF-8.") from exc


def _cells(text: str) -> list[tuple[int, list[str]]]:
    """Return each line that is not empty, with its number and its cells."""
    found: list[tuple[int, list[str]]] = []
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = [f"{line}\n" for line in plain.split("\n")]
    reader = csv.reader(lines, delimiter=_delimiter(lines), strict=True)
    try:
        for cells in reader:
            trimmed = [unguarded(trim(cell)) for cell in cells]
            if any(trimmed):
                found.append((reader.line_num, trimmed))
    except csv.Error as exc:
        line = reader.line_num
        raise RosterError(f"Line {line} cannot be read. Look for a quotation mark.") from exc
    return found


def _delimiter(lines: Sequence[str]) -> str:
    first = next(filter(str.strip, lines), "")
    return next((each for each in _DELIMITERS if each in first), ",")


def _header(cells: Sequence[str]) -> list[str] | None:
    """Return the columns that a first line names, or None if it is a row already."""
    named = [_NAMES.get(" ".join(folded_words(cell))) for cell in cells]
    if "text" not in named:
        return None
    unknown = [cell for cell, name in zip(cells, named, strict=True) if name is None]
    if any(unknown):
        known = ", ".join(COLUMNS)
        raise RosterError(f"The column {unknown[0][:40]} is not known. Columns are: {known}.")
    if len(set(named)) != len(named):
        raise RosterError("A column is named twice.")
    return [name or "" for name in named]


def _row(line: int, cells: Sequence[str], columns: Sequence[str]) -> Row:
    if any(cells[len(columns) :]):
        raise RosterError(f"Line {line} has more cells than there are columns.")
    given = {name: cell for name, cell in zip(columns, cells, strict=False) if name and cell}
    try:
        return Row.model_validate(given)
    except ValidationError as exc:
        column = str(exc.errors()[0]["loc"][0])
        raise RosterError(f"Line {line}: {_WRONG[column]}") from exc


_WRONG = {
    "text": "give a number, a link or a token.",
    "name": "the name is too long.",
    "profession": "the profession is too long.",
    "scope": "the scope is too long.",
    "on": "write the day like 2026-03-31.",
}
