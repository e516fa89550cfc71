"""The last act of a body: nothing is issued or changed any more, and its lists become final."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from issuer.closing.closed import Closed, ClosingError
from issuer.closing.ports import ClosingTransactions, ClosingUnit
from issuer.credentials.successors import supersede
from issuer.evidence.event import Event, EventKind

_DAY = timedelta(days=1)
_FAR = timedelta(days=36_500)  # whatever would have been replaced in time is replaced now
_BATCH = 500
_SUBJECT = "body"


@dataclass(frozen=True, slots=True)
class Closing:
    """Closes the body. There is no way back: a list that says it is final is believed for years."""

    transactions: ClosingTransactions

    def close(self, why: str, *, keep_suspended: bool, actor: str, at: datetime) -> Closed:
        """Close it, and tell every officer; one that has closed stays closed since then.

        Raise `ClosingError` where certificates are suspended, unless they are to stay so for ever,
        and where the record may have lost what was withdrawn.
        """
        with self.transactions.writing() as unit:
            unit.control.stop_issuing(why)  # held first: whoever issues now is waited for
            known = unit.closings.closed()
            if known is not None:
                return known
            if unit.closings.in_doubt():
                raise ClosingError(
                    "the record may have lost what was withdrawn, and final lists would say that "
                    "it is valid: settle that first, `probatum recovery status`"
                )
            standing = unit.closings.standing(at)
            if standing.suspended and not keep_suspended:
                raise ClosingError(
                    f"{standing.suspended} certificates are suspended, and would stay so for ever: "
                    "reinstate or revoke them, or say --keep-suspended"
                )
            events = [*_void_intended(unit, actor, at), *_supersede_all(unit, actor, at)]
            last = max(standing.ends or at, at) + _DAY
            closed = Closed(at, last)
            data: dict[str, str | int] = {"why": why, "lists_until": last.isoformat()}
            data |= {"in_force": standing.in_force, "suspended": standing.suspended}
            unit.closings.close(closed)
            unit.alerts.add(actor, "close", _SUBJECT, why, at)
            unit.events.append([*events, Event(at, EventKind.BODY_CLOSED, _SUBJECT, actor, data)])
        return closed


def _void_intended(unit: ClosingUnit, actor: str, at: datetime) -> list[Event]:
    """Void what was being issued: its release would be refused."""
    events: list[Event] = []
    while numbers := unit.credentials.intended_before(at + _DAY, _BATCH):
        unit.credentials.void(numbers, at)
        events += [Event(at, EventKind.CREDENTIAL_VOIDED, number, actor) for number in numbers]
    return events


def _supersede_all(unit: ClosingUnit, actor: str, at: datetime) -> list[Event]:
    """Let those that a newer one replaces end now: later nobody could say so."""
    events: list[Event] = []
    while numbers := unit.certificates.succeeded(at + _FAR, _BATCH):
        events += supersede(unit, numbers, actor=actor, at=at)
    return events
