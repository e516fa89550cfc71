"""After something was recorded: where a scheme's own rule decides, it decides now."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash

from issuer.candidates import settlement
from issuer.intake.answers import Issued
from issuer.wiring import IssuerWorld


def settle(world: IssuerWorld, people: Sequence[str]) -> None:
    """Let rules decide on what these people applied for, and say what was granted."""
    for answer in settlement.settle(world.candidates.decisions, people, world.clock):
        if isinstance(answer, Issued):
            flash(f"The rule granted it. Certificate {answer.number} is issued.", "grant")
