"""After a restore: what the record says of itself, with its journal and without."""

from __future__ import annotations

from datetime import datetime, timedelta

from issuer.evidence.event import Event, EventKind
from issuer.recovery.doubt import MARGIN, Cause, Doubt
from issuer.recovery.ports import RecoveryTransactions, RecoveryUnit

_SUBJECT = "record"
_SECOND = timedelta(seconds=1)  # what was signed within that of the restore may be lost too
_BEYOND = 1000  # lists: nobody opens so many between two backups
_STOPPED = "The record was restored without its journal. A custodian compares it, and opens again."


def went_on(transactions: RecoveryTransactions, first: int, *, actor: str, at: datetime) -> None:
    """Say that a record was restored with all that a journal has of it behind event `first`.

    Nothing of that is missing. What was in doubt before, because an earlier journal was lost, stays
    so. Lists are closed and a new one begun all the same; all are signed anew.
    """
    with transactions.writing() as unit:
        newest = unit.recoveries.close_lists()
        if newest:
            unit.lists.open(newest + 1)
        unit.recoveries.drop_older_copy(first)
        _tell(unit, "with its journal", actor, at)


def begins_in_doubt(
    transactions: RecoveryTransactions, since: datetime, *, actor: str, at: datetime
) -> None:
    """Say that what was done from `since` on, when the copy was made, may be missing.

    Until a custodian accepts the record nothing is issued, no list is signed, and nothing that
    stands valid on record is told as valid. New lists begin far beyond those that may be lost.
    """
    with transactions.writing() as unit:
        newest, head = unit.recoveries.close_lists(), unit.chain.head()[0]
        unit.lists.open(newest + _BEYOND)
        first = min([since - MARGIN, *_since_when_older(unit, head)])
        unit.recoveries.drop_older_copy(head)
        unit.recoveries.add(Doubt(Cause.JOURNAL_LOST, first, at + _SECOND, head, at))
        unit.control.stop_issuing(_STOPPED)
        _tell(unit, "without its journal", actor, at)


def _since_when_older(unit: RecoveryUnit, head: int) -> list[datetime]:
    """Return since when the copy was an older one already, where that was found at its end."""
    found = [each for each in unit.recoveries.all() if each.settled is None and each.head >= head]
    return [each.since for each in found if each.cause is Cause.OLDER_COPY]


def _tell(unit: RecoveryUnit, how: str, actor: str, at: datetime) -> None:
    data: dict[str, str | int] = {"how": how, "events": unit.chain.head()[0]}
    unit.events.append([Event(at, EventKind.RECORD_RESTORED, _SUBJECT, actor, data)])
