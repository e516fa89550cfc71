r"""Cells of a CSV: what a value looks like in a spreadsheet, and back.

Several values in one cell are parted by `|`; a `|` or `\` that is part of a value has a `\`
before it. The guard against formulas is `verifier.spreadsheet`'s.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

Read = Callable[[str], object]

# A spreadsheet set to German or Spanish writes 72,5: with at most two decimals there is no doubt.
_DECIMAL = re.compile(r"([0-9]{1,5})(?:[.,]([0-9]{1,2}))?")
_COUNT = re.compile(r"[0-9]{1,5}")
_FLAGS = {"true": True, "false": False}
_ITEM = re.compile(r"((?:[^|\\]|\\[|\\]?)*+)(\||\Z)")
_ESCAPED = re.compile(r"\\([|\\])")
_SPECIAL = re.compile(r"[|\\]")


# What is not of its kind is passed on as text, and the document refuses it in its own words.
def read_text(cell: str) -> object:
    """Return the text that a cell is."""
    return cell


def read_decimal(cell: str) -> object:
    """Return a number with at most two decimals, exactly."""
    found = _DECIMAL.fullmatch(cell)
    return Decimal(f"{found[1]}.{found[2] or 0}") if found else cell


def read_count(cell: str) -> object:
    """Return a whole number."""
    return int(cell) if _COUNT.fullmatch(cell) else cell


def read_flag(cell: str) -> object:
    """Return true or false, in any case: spreadsheets write them in capitals."""
    return _FLAGS.get(cell.lower(), cell)


def list_of(read: Read) -> Read:
    """Return what reads several values, parted by `|`."""
    return lambda cell: [read(item) for item in _split(cell)]


def words_of(members: Mapping[str, Read]) -> Read:
    """Return what reads an object whose members stand in one cell in their order, as words."""

    def read(cell: str) -> object:
        words = cell.split()
        if len(words) > len(members):
            return cell
        pairs = zip(members.items(), words, strict=False)
        return {name: member(word) for (name, member), word in pairs}

    return read


def write_cell(value: object) -> str:
    """Return the cell of a JSON value, without the guard against formulas."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return " ".join(map(write_cell, value.values()))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _join(write_cell(item) for item in value)
    return str(value)


def _split(cell: str) -> list[str]:
    return [_ESCAPED.sub(r"\1", found[1].strip()) for found in _items(cell)]


def _items(cell: str) -> Iterable[re.Match[str]]:
    for found in _ITEM.finditer(cell):
        yield found
        if not found[2]:
            return


def _join(items: Iterable[str]) -> str:
    return "|".join(_SPECIAL.sub(r"\\\g<0>", item) for item in items)
