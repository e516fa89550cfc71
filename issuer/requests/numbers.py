"""A list of certificate numbers as people paste it: one a line, or with commas, in any spelling."""

from __future__ import annotations

import re
from dataclasses import dataclass

from verifier.number import CertificateNumber, read_typed_number

_BETWEEN = re.compile(r"[\n\r,;\t]+")
MOST = 100_000  # numbers in one list


@dataclass(frozen=True, slots=True)
class ListedNumbers:
    """Numbers, each once, in order; and what in the list is none, as it was written."""

    numbers: tuple[str, ...]
    faults: tuple[str, ...]


def read_numbers(text: str) -> ListedNumbers:
    """Return the numbers of a list. Total: what is no number is told as a fault."""
    numbers, faults = set[str](), []
    for part in _BETWEEN.split(text):
        typed = part.strip().strip("\"'\ufeff ")
        if not typed:
            continue
        number = read_typed_number(typed[:100])
        if isinstance(number, CertificateNumber) and len(numbers) < MOST:
            numbers.add(str(number))
        else:
            faults.append(typed[:40])
    return ListedNumbers(tuple(sorted(numbers)), tuple(faults))
