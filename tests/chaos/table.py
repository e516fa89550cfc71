"""The table of docs/reliability.md, and the same on the screen."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.chaos.judge import Row

BEGIN, END = "<!-- table: make chaos -->", "<!-- end of table -->"
_HEAD = (
    "| fault | tried | acknowledged | lost | wrong verdicts | back after | other answers | on |",
    "|---|---:|---:|---:|---:|---:|---|---|",
)


def markdown(rows: list[Row], day: date) -> str:
    """Return the table, as it stands between the marks."""
    return "\n".join([*_HEAD, *(_line(row, day) for row in rows)])


def put(path: Path, rows: list[Row], day: date) -> None:
    """Put rows into the table between the marks of a page, in the place of those before."""
    before, _, rest = path.read_text().partition(BEGIN)
    table, _, after = rest.partition(END)
    lines = {_fault(line): line for line in table.splitlines() if line.startswith("| ")}
    lines |= {row.fault: _line(row, day) for row in rows}
    kept = [line for fault, line in lines.items() if fault != "fault"]
    path.write_text("\n".join([f"{before}{BEGIN}", *_HEAD, *kept, f"{END}{after}"]))


def _line(row: Row, day: date) -> str:
    back = "-" if row.recovery is None else f"{row.recovery:.1f} s"
    cells = [
        row.fault,
        row.tried,
        row.acknowledged,
        row.lost,
        row.wrong,
        back,
        row.told or "-",
        day,
    ]
    return f"| {' | '.join(map(str, cells))} |"


def _fault(line: str) -> str:
    return line.split(" | ", maxsplit=1)[0].removeprefix("| ")
