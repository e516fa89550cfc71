"""The header of a CSV of exam results: each column is named by its path in the JSON of one.

`candidate.name`, `written.percent`, `written.sections.S5`. An empty cell leaves its member out;
several values in one cell (`examiners`, `practical.critical_fails`) are parted by `|`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from issuer.certification.csv_lines import CsvLineError, split_cells

MAX_COLUMNS = 100
REQUIRED = (
    "attempt",
    "scheme",
    "candidate.reference",
    "candidate.name",
    "profession",
    "completed_at",
)
_SECTION = "written.sections."
_DELIMITERS = (",", ";", "\t")
# A spreadsheet set to German or Spanish writes 72,5: with at most two decimals there is no doubt.
_PERCENT = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]{1,2}))?")
_COUNT = re.compile(r"[0-9]{1,3}")


def _text(cell: str) -> object:
    return cell


def _list(cell: str) -> object:
    return [item.strip() for item in cell.split("|")]


# What is no number is passed on as text, and the document refuses it in its own words.
def _percent(cell: str) -> object:
    found = _PERCENT.fullmatch(cell)
    return Decimal(f"{found[1]}.{found[2] or 0}") if found else cell


def _count(cell: str) -> object:
    return int(cell) if _COUNT.fullmatch(cell) else cell


_READERS: dict[str, Callable[[str], object]] = {
    **dict.fromkeys(REQUIRED, _text),
    "candidate.native_name": _text,
    "candidate.native_language": _text,
    "written.percent": _percent,
    "practical.percent": _percent,
    "practical.stations_passed": _count,
    "practical.critical_fails": _list,
    "examiners": _list,
}


@dataclass(frozen=True, slots=True)
class Column:
    """Where a cell goes in the document of one result, and how it is read."""

    path: tuple[str, ...]
    read: Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a file, and what parts them."""

    delimiter: str
    columns: tuple[Column, ...]

    def members(self, cells: Sequence[str]) -> dict[str, Any]:
        """Return the document that one record stands for, or raise `CsvLineError`."""
        if len(cells) != len(self.columns):
            found, wanted = len(cells), len(self.columns)
            raise CsvLineError(f"the line has {found} cells, the header has {wanted}")
        members: dict[str, Any] = {}
        for column, cell in zip(self.columns, cells, strict=True):
            if cell:
                _place(members, column.path, column.read(cell))
        return members


def _place(members: dict[str, Any], path: tuple[str, ...], value: object) -> None:
    *parents, name = path
    for parent in parents:  # no column is the parent of another
        members = members.setdefault(parent, {})
    members[name] = value


def parse_header(line: str) -> Header:
    """Return the header that the first line is, or raise `CsvLineError` saying what to mend."""
    delimiter = max(_DELIMITERS, key=lambda each: _known(line, each))
    names = split_cells(line, delimiter)
    faults = list(_faults(names))
    if faults:
        raise CsvLineError("; ".join(faults))
    return Header(delimiter, tuple(_column(name) for name in names))


def _known(line: str, delimiter: str) -> int:
    try:
        return sum(_is_known(name) for name in split_cells(line, delimiter))
    except CsvLineError:
        return 0


def _is_known(name: str) -> bool:
    return name in _READERS or (name.startswith(_SECTION) and name != _SECTION)


def _faults(names: Sequence[str]) -> Iterator[str]:
    if len(names) > MAX_COLUMNS:
        yield f"the header has {len(names)} columns, at most {MAX_COLUMNS} are read"
        return
    if not any(map(_is_known, names)):
        yield f"no header: begin with the names of the columns, such as {', '.join(REQUIRED)}"
        return
    for name in dict.fromkeys(names):
        if not _is_known(name):
            yield f"unknown column {name[:40]!a}"
        elif names.count(name) > 1:
            yield f"column {name[:40]!a} stands there twice"
    yield from (f"column {name} is missing" for name in REQUIRED if name not in names)


def _column(name: str) -> Column:
    if name in _READERS:
        return Column(tuple(name.split(".")), _READERS[name])
    return Column(("written", "sections", name.removeprefix(_SECTION)), _percent)
