"""Numbers of things, as they are said: `1 row is good`, `2 rows are good`."""

from __future__ import annotations


def counted(number: int, one: str, many: str) -> str:
    """Return a number and the words that go with it."""
    return f"{number} {one if number == 1 else many}"
