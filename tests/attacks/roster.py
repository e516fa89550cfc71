"""A file of many results, line by line."""

from __future__ import annotations

from tests.attacks.world import EXAMPLES

HEADER, _FIRST, *_ = (EXAMPLES / "roster.csv").read_text("utf-8").splitlines()


def row(number: int, name: str = "Dr Ana Example-Ferreira") -> str:
    """Return a good line; each number is another attempt."""
    found = _FIRST.replace("EX-2026-00501", f"EX-{number}").replace("C-10101", f"C-{number}")
    return found.replace("Dr Ana Example-Ferreira", name)
