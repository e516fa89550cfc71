"""Numbers out of what somebody pasted: a list, or lines of a spreadsheet."""

from __future__ import annotations

import re
from dataclasses import dataclass

from issuer.errors import WatchError
from issuer.notify.watch import MAX_WATCHED
from verifier.number import CertificateNumber, Mistyped, read_typed_number

MAX_TEXT = 30_000  # characters
MAX_SHOWN = 40  # characters of a line that is no number

_CELLS = re.compile(r"[,;\t]")


@dataclass(frozen=True, slots=True)
class Pasted:
    """Numbers in their one spelling, each once, and lines that hold none or a slip."""

    numbers: tuple[str, ...]
    mistyped: tuple[str, ...]


def read_pasted(text: str) -> Pasted:
    """Return the numbers in `text`, or raise `WatchError` if there are none or too many.

    A line may hold several, or one among other cells; the other cells are passed over.
    """
    if len(text) > MAX_TEXT:
        raise WatchError("the list is too long: add it in parts")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise WatchError("paste at least one number")
    if len(lines) > MAX_WATCHED:
        raise WatchError(f"add at most {MAX_WATCHED} lines at once")
    numbers: dict[str, None] = {}
    mistyped: dict[str, None] = {}
    for line in lines:
        found = [read_typed_number(cell.strip()) for cell in _CELLS.split(line)]
        right = [str(each) for each in found if isinstance(each, CertificateNumber)]
        slips = [each.text for each in found if isinstance(each, Mistyped)]
        numbers.update(dict.fromkeys(right))
        wrong = slips if right or slips else [line]
        mistyped.update(dict.fromkeys(each[:MAX_SHOWN] for each in wrong))
    if len(numbers) > MAX_WATCHED:
        raise WatchError(f"add at most {MAX_WATCHED} numbers at once")
    return Pasted(tuple(numbers), tuple(mistyped))
