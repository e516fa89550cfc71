"""Licences are looked at once a day: tasks for the desk, and nothing else, come of it."""

from __future__ import annotations

from datetime import datetime

from issuer.recertification.finding import LapseFinding, Swept


def find_lapses(finding: LapseFinding, *, at: datetime) -> Swept:
    """Open a task for each licence that lapsed, and close those that are settled."""
    return finding.sweep(at=at)
