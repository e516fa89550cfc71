"""`?on=DATE`: the day that somebody asks about, beside today."""

from __future__ import annotations

from flask import request

from verifier.judge_day import tell_day
from verifier.roster.row import day_of_text
from verifier.verdict import Verdict
from verifier.web.http.problems import Problem
from verifier.wiring import VerifierWorld


def with_day_asked(world: VerifierWorld, verdict: Verdict) -> Verdict:
    """Return `verdict`, with the answer for the day in the address if there is one."""
    given = request.args.get("on", "")
    if not given:
        return verdict
    day = day_of_text(given)
    if day is None:
        raise Problem(400, "malformed_request", "Write the day like 2026-03-31.")
    return tell_day(verdict, day, world.inquiry.verifier.ledgers)
