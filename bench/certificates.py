"""Drawing certificates: QR code and PDF."""

from __future__ import annotations

import resource
import time
from pathlib import Path

from bench.figure import Figure
from bench.world import found_world, results
from issuer.certificate.drawing import Paper
from issuer.intake.answers import Issued
from verifier.clock import utc_now

COUNT = 3000
WANTED = 50.0  # a second


def measure(folder: Path) -> list[Figure]:
    """Draw 3,000 different certificates in one thread."""
    world = found_world(folder / "draw")
    answers = world.intake.take_many(results(100), actor="bench", at=utc_now())
    numbers = [answer.number for answer in answers if isinstance(answer, Issued)]
    at = utc_now()
    for number in numbers:
        world.printer.print(number, paper=Paper.A4, at=at)
    before, start = _memory(), time.perf_counter()
    for drawn in range(COUNT):
        world.printer.print(numbers[drawn % len(numbers)], paper=Paper.A4, at=at)
    speed = COUNT / (time.perf_counter() - start)
    grown = _memory() - before
    return [
        Figure("certificate, QR and PDF", f"{speed:,.0f}/s", speed / WANTED, 1.0),
        Figure(f"memory grown over {COUNT:,} certificates", f"{grown:,.1f} MiB"),
    ]


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
