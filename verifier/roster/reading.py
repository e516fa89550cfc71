"""A clinic's list as people have it: numbers line by line, a CSV, or cells out of a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from enum import StrEnum

from pydantic import ValidationError

from verifier.languages import ENGLISH, Language
from verifier.roster.row import MAX_ROWS, Row
from verifier.roster.spelling import folded_words
from verifier.scan.text import trim
from verifier.spreadsheet import unguarded
from verifier.telling import Value, tell

COLUMNS = ("text", "name", "profession", "scope", "on")
_ALSO = {
    "text": """number|certificate|certificate number|link|token|número|número de certificado
        |certificado|enlace|رقم|الرقم|رقم الشهادة|الشهادة|رابط""",
    "name": "nombre|nombre completo|اسم|الاسم|الاسم الكامل",
    "profession": "profesión|مهنة|المهنة",
    "scope": "alcance|نطاق|النطاق",
    "on": "date|day|fecha|día|تاريخ|التاريخ|يوم|اليوم",
}
_NAMES = {
    folded_words(name): column
    for column, names in _ALSO.items()
    for name in (column, *names.split("|"))
}
_DELIMITERS = "\t;,\u061b\u060c"  # the last two are the semicolon and the comma of Arabic


class Wrong(StrEnum):
    """Why a list cannot be read: whole sentences, with places in braces."""

    NO_ROWS = "The list has no rows."
    TOO_MANY = "The list has {number} rows. Give at most {most} at a time."
    NOT_TEXT = "The file is not text in UTF-8. Save it as CSV UTF-8."
    QUOTES = "Line {line} cannot be read. Look for a quotation mark."
    NO_SUCH_COLUMN = "The column {column} is not known. Columns are: {columns}."
    TWICE = "A column is named twice."
    TOO_WIDE = "Line {line} has more cells than there are columns."
    TEXT = "Line {line}: give a number, a link or a token."
    NAME = "Line {line}: the name is too long."
    PROFESSION = "Line {line}: the profession is too long."
    SCOPE = "Line {line}: the scope is too long."
    DAY = "Line {line}: write the day like 2026-03-31."
    IN_FILE = "{file}: {told}"  # on the command line alone


class RosterError(ValueError):
    """The list cannot be read. The message is an English sentence for people, with the line."""

    def __init__(self, sentence: str, **values: Value) -> None:
        super().__init__(tell(ENGLISH, sentence, **values))
        self._sentence = sentence
        self._values = values

    def told(self, language: Language) -> str:
        """Return the sentence in `language`."""
        return tell(language, self._sentence, **self._values)


def read_roster(text: str, *, most: int = MAX_ROWS) -> list[Row]:
    """Read a list of at most `most` rows, or raise `RosterError`.

    The first line may name the columns, in any order and in any of our languages; else they are
    those of `COLUMNS`. Cells are parted by comma, semicolon or tab, whichever the first line has.
    Empty lines are skipped.
    """
    lines = _cells(text.removeprefix("\ufeff"))
    columns = _header(lines[0][1]) if lines else None
    if columns is not None:
        del lines[0]
    if not lines:
        raise RosterError(Wrong.NO_ROWS)
    if len(lines) > most:
        raise RosterError(Wrong.TOO_MANY, number=len(lines), most=most)
    return [_row(number, cells, columns or COLUMNS) for number, cells in lines]


def decode(data: bytes) -> str:
    """Return the text of a CSV file, or raise `RosterError`."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise RosterError(Wrong.NOT_TEXT) from exc


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
        raise RosterError(Wrong.QUOTES, line=reader.line_num) from exc
    return found


def _delimiter(lines: Sequence[str]) -> str:
    first = next(filter(str.strip, lines), "")
    return next((each for each in _DELIMITERS if each in first), ",")


def _header(cells: Sequence[str]) -> list[str] | None:
    """Return the columns that a first line names, or None if it is a row already."""
    named = [_NAMES.get(folded_words(cell)) for cell in cells]
    if "text" not in named:
        return None
    unknown = [cell for cell, name in zip(cells, named, strict=True) if name is None]
    if any(unknown):
        column, columns = unknown[0][:40], ", ".join(COLUMNS)
        raise RosterError(Wrong.NO_SUCH_COLUMN, column=column, columns=columns)
    if len(set(named)) != len(named):
        raise RosterError(Wrong.TWICE)
    return [name or "" for name in named]


def _row(line: int, cells: Sequence[str], columns: Sequence[str]) -> Row:
    if any(cells[len(columns) :]):
        raise RosterError(Wrong.TOO_WIDE, line=line)
    given = {name: cell for name, cell in zip(columns, cells, strict=False) if name and cell}
    try:
        return Row.model_validate(given)
    except ValidationError as exc:
        raise RosterError(_WRONG[str(exc.errors()[0]["loc"][0])], line=line) from exc


_WRONG = {
    "text": Wrong.TEXT,
    "name": Wrong.NAME,
    "profession": Wrong.PROFESSION,
    "scope": Wrong.SCOPE,
    "on": Wrong.DAY,
}
