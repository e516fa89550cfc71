"""Decisions that time completes: what was granted is issued, what a rule can grant is granted."""

from __future__ import annotations

from datetime import datetime

from issuer.candidates.decisions import Decisions
from issuer.candidates.ports import CandidateTransactions
from issuer.credentials.issue import INTENTION_LIVES
from issuer.intake.answers import Issued
from issuer.intake.intake import Intake

BATCH = 200  # decisions a transaction


def issue_what_was_granted(
    transactions: CandidateTransactions, intake: Intake, *, at: datetime
) -> int:
    """Issue anew what was granted and never released, as when a process died; return how many."""
    with transactions.reading() as unit:
        found = unit.attempts.granted_unreleased(at - INTENTION_LIVES, BATCH)
    by_scheme: dict[str, list[str]] = {}
    for each in found:
        by_scheme.setdefault(each.scheme, []).append(each.attempt)
    issued = 0
    for scheme, attempts in by_scheme.items():
        answers = intake.reissue(scheme, attempts, actor="duties", at=at)
        issued += sum(isinstance(answer, Issued) for answer in answers.values())
    return issued


def grant_by_rule(
    transactions: CandidateTransactions, decisions: Decisions, *, at: datetime
) -> int:
    """Grant what meets everything under a scheme that decides by rule; return how many."""
    granted, after = 0, ""
    while True:
        with transactions.reading() as unit:
            records = unit.applications.examined_after(after, BATCH)
        if not records:
            return granted
        after = records[-1].application.id
        names = [each.application.id for each in records]
        answers = decisions.settle_by_rule(names, at=at)
        granted += sum(isinstance(answer, Issued) for answer in answers)
