"""What the steps of a verification find, gathered."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from verifier.ledger import Entry
from verifier.verdict import Finding, Outcome, Reason, Step


@dataclass(slots=True)
class Findings:
    """What steps 6 to 8 found; all of them run."""

    reasons: set[Reason] = field(default_factory=set)
    checks: dict[Step, Finding] = field(default_factory=dict)
    status_as_of: datetime | None = None
    entry: Entry | None = None

    def tell(self, step: Step, *reasons: Reason) -> None:
        """Note what a step found; without a reason it passed."""
        self.reasons.update(reasons)
        outcomes = {reason.outcome for reason in reasons}
        self.checks[step] = (
            Finding.FAILED
            if Outcome.INVALID in outcomes
            else Finding.UNFINISHED
            if outcomes
            else Finding.PASSED
        )
