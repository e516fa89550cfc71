"""Progress, where somebody is looking: on the error stream of a terminal, and nowhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from rich.progress import Progress

from issuer.cli.desk import Desk


def _progress(desk: Desk) -> Progress:
    return Progress(
        console=desk.err, disable=not sys.stderr.isatty(), redirect_stdout=sys.stdout.isatty()
    )


@contextmanager
def reading(desk: Desk, path: Path, doing: str) -> Iterator[TextIO]:
    """Open a file of text; the bar shows how much of it was read."""
    with (
        _progress(desk) as progress,
        progress.open(
            path, "r", encoding="utf-8", errors="surrogateescape", description=doing
        ) as text,
    ):
        yield text


@contextmanager
def counting(desk: Desk, total: int | None, doing: str) -> Iterator[Callable[[int], None]]:
    """Yield what is told how many more of `total` are done; None: nobody knows how many."""
    with _progress(desk) as progress:
        task = progress.add_task(doing, total=total)
        yield lambda done: progress.advance(task, done)
        progress.update(task, completed=total)  # a header and blank lines are no rows
