"""Cells of a CSV that a spreadsheet would run as a formula: written so that it does not, and back.

Such a cell is written with a `'` before it, which is taken off again when it is read.
"""

from __future__ import annotations

import re

# Wide letters too, which some spreadsheets in Japanese, Chinese and Korean take for the plain ones.
_FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def guarded(cell: str) -> str:
    """Return `cell` so that no spreadsheet runs it."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """Return what `guarded` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
