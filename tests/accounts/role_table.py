"""Writes the table of roles into docs/roles.md: `python -m tests.accounts.role_table`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from issuer.accounts.roles import API_SCOPES, FRESH, TABLE, Role

PAGE = Path(__file__).parents[2] / "docs" / "roles.md"
BEGIN, END = "<!-- table of roles: begin -->", "<!-- table of roles: end -->"


def role_table() -> str:
    """Return the table in Markdown: a row for each act, a column for each role."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield "| act | " + " | ".join(role.words for role in Role) + " | fresh | API |"
    yield "|---" * (len(Role) + 3) + "|"
    for action, rule in TABLE.items():
        cells = ["yes" if role in rule.roles else "" for role in Role]
        cells += ["yes" if action in FRESH else "", f"`{action}`" if action in API_SCOPES else ""]
        yield f"| {rule.words} | " + " | ".join(cells) + " |"


def told() -> str:
    """Return what stands between the marks of the page."""
    return PAGE.read_text().partition(BEGIN)[2].partition(END)[0].strip()


if __name__ == "__main__":
    page = PAGE.read_text()
    before, rest = page.partition(BEGIN)[0], page.partition(END)[2]
    PAGE.write_text(f"{before}{BEGIN}\n{role_table()}\n{END}{rest}")
