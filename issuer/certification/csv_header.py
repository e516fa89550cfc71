"""The header of a CSV: each column is named by its path in the JSON of one document.

`candidate.name`, `written.percent`, `written.sections.S5`. An empty cell leaves its member out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from issuer.certification.csv_cells import Read
from issuer.certification.csv_lines import CsvLineError, split_cells
from verifier.spreadsheet import unguarded

MAX_COLUMNS = 100
_DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that a file of one kind may have, how each is read, and which it must have.

    `families` are columns whose last step is free, by what comes before it, with the full stop:
    `written.sections.`.
    """

    required: tuple[str, ...]
    readers: Mapping[str, Read]
    families: Mapping[str, Read] = field(default_factory=dict)
    most: int = MAX_COLUMNS

    def reader(self, name: str) -> Read | None:
        """Return what reads the column `name`, or None if there is none of this name."""
        if name in self.readers:
            return self.readers[name]
        family = name[: name.rfind(".") + 1]
        return self.families.get(family) if family != name else None


@dataclass(frozen=True, slots=True)
class Column:
    """Where a cell goes in the document of one row, and how it is read."""

    path: tuple[str, ...]
    read: Read


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
                _place(members, column.path, column.read(unguarded(cell)))
        return members


def _place(members: dict[str, Any], path: tuple[str, ...], value: object) -> None:
    *parents, name = path
    for parent in parents:  # no column is the parent of another
        members = members.setdefault(parent, {})
    members[name] = value


def parse_header(line: str, known: Columns) -> Header:
    """Return the header that the first line is, or raise `CsvLineError` saying what to mend."""
    delimiter = max(_DELIMITERS, key=lambda each: _known(line, each, known))
    names = split_cells(line, delimiter)
    faults = list(_faults(names, known))
    if faults:
        raise CsvLineError("; ".join(faults))
    readers = {name: known.reader(name) for name in names}
    return Header(
        delimiter,
        tuple(Column(tuple(name.split(".")), read) for name, read in readers.items() if read),
    )


def _known(line: str, delimiter: str, known: Columns) -> int:
    try:
        return sum(known.reader(name) is not None for name in split_cells(line, delimiter))
    except CsvLineError:
        return 0


def _faults(names: Sequence[str], known: Columns) -> Iterator[str]:
    if len(names) > known.most:
        yield f"the header has {len(names)} columns, at most {known.most} are read"
        return
    if not any(map(known.reader, names)):
        first = ", ".join(known.required)
        yield f"no header: begin with the names of the columns, such as {first}"
        return
    for name in dict.fromkeys(names):
        if known.reader(name) is None:
            yield f"unknown column {name[:40]!a}"
        elif names.count(name) > 1:
            yield f"column {name[:40]!a} stands there twice"
    yield from (f"column {name} is missing" for name in known.required if name not in names)
