"""`make bench`: every figure, as a table. Name measures to run only those."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import (
    assessing,
    batch,
    certificates,
    drill,
    issuing,
    lists,
    qr,
    restoring,
    revoking,
    revoking_many,
    roster,
    verifying,
)
from bench.figure import Figure

MEASURES = {
    "assess": assessing.measure,
    "verify": verifying.measure,
    "batch": batch.measure,
    "issue": issuing.measure,
    "certificate": certificates.measure,
    "qr": qr.measure,
    "lists": lists.measure,
    "revoke": revoking.measure,
    "revoke-many": revoking_many.measure,
    "roster": roster.measure,
    "restore": restoring.measure,
    "drill": drill.measure,
}


def main(names: list[str]) -> int:
    """Run the measures and print them; return 1 if a limit does not hold."""
    figures: list[Figure] = []
    console = Console(width=None if sys.stdout.isatty() else 130)
    for name in names or MEASURES:
        told = console.status(f"measuring: {name}")
        with tempfile.TemporaryDirectory(prefix="probatum-bench-") as folder, told:
            figures += MEASURES[name](Path(folder))
    table = Table("what", "measured", "ratio", "limit", "", box=None)
    for figure in figures:
        ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
        limit = "" if figure.limit is None else f">= {figure.limit:.2f}"
        mark = {None: "", True: "holds", False: "DOES NOT HOLD"}[figure.holds]
        table.add_row(figure.name, figure.value, ratio, limit, mark)
    console.print(table)
    return int(any(figure.holds is False for figure in figures))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
