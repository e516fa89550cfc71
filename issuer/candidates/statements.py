"""The statements that were taken, each kept once under its id, and what is told of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from issuer.candidates.errors import StatementError
from issuer.candidates.outside import Statement
from issuer.candidates.ports import CandidateTransactions, CandidateUnit
from issuer.certification.xapi import Outcome, Verb, Voiding, canonical_statement
from issuer.evidence.event import Event, EventKind

VOIDED = Verb.VOIDED.name.lower()


class Told(StrEnum):
    """What became of a statement; public, and never renamed."""

    TAKEN = "taken"
    VOIDED = "voided"  # it was taken back, or takes another one back that we had
    NOTED = "noted"  # it takes one back that we do not have: that one will be refused
    IGNORED = "ignored"  # its verb says nothing to us


@dataclass(frozen=True, slots=True)
class StatementAnswer:
    """What became of the statement with this id; `attempt` is what its result is called here."""

    statement: str
    told: Told
    attempt: str | None = None


class _KeptBeforeError(Exception):
    """Undoes a transaction whose statement is there already."""

    def __init__(self, kept: Statement) -> None:
        super().__init__(kept.id)
        self.kept = kept


def find_statement(unit: CandidateUnit, sender: str, statement: str) -> Statement | None:
    """Return what the sender, or one that was ended, stated under this id."""
    found = (unit.senders.statement(name, statement) for name in _names(unit, sender))
    return next((each for each in found if each is not None), None)


def is_voided(unit: CandidateUnit, sender: str, statement: str) -> bool:
    """Tell whether a statement that voids this one is on record."""
    return any(
        each.verb == VOIDED
        for name in _names(unit, sender)
        for each in unit.senders.of_registration(name, statement)
    )


def keep_statement(transactions: CandidateTransactions, made: Statement) -> Statement:
    """Keep a statement and return it, or what another request kept meanwhile under its id."""
    data = {"attempt": made.attempt, "scheme": made.scheme, "verb": made.verb}
    event = Event(made.taken, EventKind.STATEMENT_TAKEN, made.id, actor_of(made.sender), data)
    try:
        with transactions.writing() as unit:
            # First, though it may be undone: it is the lock behind which all others wait.
            unit.events.append([event])
            _require_new(unit, made)
            unit.senders.keep(made)
    except _KeptBeforeError as before:
        return before.kept
    return made


def check_same(kept: Statement, statement: Outcome | Voiding) -> None:
    """Raise `StatementError` where another content was kept under the same id."""
    if kept.digest != digest_of(statement):
        raise StatementError("a statement with this id was taken before, with other content")


def digest_of(statement: Outcome | Voiding) -> bytes:
    """Return the digest of all that was read of a statement; what we do not read may differ."""
    return hashlib.sha256(canonical_statement(statement)).digest()


def actor_of(sender: str) -> str:
    """Return what a sender is called on record: no officer and no key can be taken for it."""
    return f"sender:{sender}"


def _require_new(unit: CandidateUnit, made: Statement) -> None:
    kept = find_statement(unit, made.sender, made.id)
    if kept is not None:
        raise _KeptBeforeError(kept)


def _names(unit: CandidateUnit, sender: str) -> list[str]:
    """Return the sender's name, and of those that were ended: it may be the successor of one."""
    return [sender, *(each.name for each in unit.senders.all() if each.ended is not None)]
