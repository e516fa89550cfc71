"""Erasing a person: one officer asks, another decides, and nothing that must stay goes."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from issuer.candidates.errors import UnknownPersonError
from issuer.certification.lines import likeness
from issuer.credentials.lifecycle import Act, Wanted, change_all
from issuer.errors import ErasureRefusedError, UnknownErasureError
from issuer.evidence.event import Event, EventKind
from issuer.evidence.proof import erasure_digest
from issuer.privacy.ports import PrivacyTransactions, PrivacyUnit
from issuer.privacy.retention import Rules, reasons_to_keep
from issuer.privacy.trace import ErasureRequest, Trace

ERASED, DECLINED = "erased", "declined"
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_REASON = "holder-request"


@dataclass(frozen=True, slots=True)
class Erasures:
    """Takes requests, and does what was decided. `rules` are the schemes' retention periods."""

    transactions: PrivacyTransactions
    rules: Rules

    def ask(self, person: str, *, why: str, actor: str, at: datetime) -> ErasureRequest:
        """Record a request, whatever stands against it; a person decides.

        Raise `UnknownPersonError`, and `ErasureRefusedError` where one waits already.
        """
        made = ErasureRequest(_draw(), person, why, at, actor)
        with self.transactions.writing() as unit:
            if unit.personal_data.trace(person) is None:
                raise UnknownPersonError(person)
            if any(each.person == person for each in unit.erasures.waiting()):
                raise ErasureRefusedError(f"a request to erase {person} waits already")
            unit.erasures.add(made)
            data: dict[str, str | int] = {"erasure": made.id}
            unit.events.append([Event(at, EventKind.ERASURE_ASKED, person, actor, data)])
        return made

    def against(self, person: str, *, at: datetime) -> tuple[Trace, list[str], tuple[str, ...]]:
        """Return the person's trace, what stands against erasing, and what it would withdraw."""
        with self.transactions.reading() as unit:
            trace = _trace(unit, person)
            standing = unit.personal_data.standing(trace, at)
        return trace, list(reasons_to_keep(standing, self.rules, at)), standing.in_force

    def decline(self, id: str, *, actor: str, at: datetime) -> None:  # noqa: A002 - its name
        """Decide that nothing is erased."""
        with self.transactions.writing() as unit:
            request = _waiting(unit, id)
            _require_other(request, actor)
            _settle(unit, request, DECLINED, actor, at)
            data: dict[str, str | int] = {"erasure": id}
            told = Event(at, EventKind.ERASURE_DECLINED, request.person, actor, data)
            unit.events.append([told])

    def approve(self, id: str, *, actor: str, at: datetime) -> tuple[str, ...]:  # noqa: A002
        """Erase the person, and return the numbers of certificates that were withdrawn by it.

        Rows, tokens, salts and words of events go; numbers, dates and states stay, and so does
        the chain. `ErasureRefusedError` names what stands against it.
        """
        with self.transactions.writing() as unit:
            request = _waiting(unit, id)
            _require_other(request, actor)
            trace = _trace(unit, request.person)
            unit.certificates.find(trace.numbers, lock=True)
            standing = unit.personal_data.standing(trace, at)
            against = list(reasons_to_keep(standing, self.rules, at))
            if against:
                raise ErasureRefusedError("; ".join(against))
            events = _withdraw(unit, standing.in_force, actor, at)
            seqs = unit.personal_data.erase(trace, id)
            _settle(unit, replace(request, why=""), ERASED, actor, at)
            erased: dict[str, str | int] = {
                "erasure": id,
                "events": len(seqs),
                "digest": erasure_digest(seqs),
            }
            numbers: dict[str, str | int] = {"erasure": id}
            events += [
                Event(at, EventKind.HOLDER_ERASED, number, actor, numbers)
                for number in trace.numbers
            ]
            events.append(Event(at, EventKind.PERSON_ERASED, request.person, actor, erased))
            unit.events.append(events)
        return standing.in_force


def _withdraw(unit: PrivacyUnit, numbers: tuple[str, ...], actor: str, at: datetime) -> list[Event]:
    if not numbers:
        return []
    return change_all(unit, Wanted(Act.REVOKE, _REASON), numbers, actor=actor, at=at)


def _trace(unit: PrivacyUnit, person: str) -> Trace:
    trace = unit.personal_data.trace(person)
    if trace is None:
        raise UnknownPersonError(person)
    return trace


def _waiting(unit: PrivacyUnit, id: str) -> ErasureRequest:  # noqa: A002 - its name
    request = unit.erasures.find(id)
    if request is None or request.outcome is not None:
        raise UnknownErasureError(id)
    return request


def _require_other(request: ErasureRequest, actor: str) -> None:
    if likeness(request.asked_by) == likeness(actor):
        raise ErasureRefusedError("who asked for an erasure does not decide on it")


def _settle(
    unit: PrivacyUnit, request: ErasureRequest, outcome: str, actor: str, at: datetime
) -> None:
    unit.erasures.settle(replace(request, outcome=outcome, decided=at, decided_by=actor))


def _draw() -> str:
    return "E-" + "".join(secrets.choice(_ALPHABET) for _ in range(8))
