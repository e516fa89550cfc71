"""How a certificate has stood since its release, as the issuer's own record has it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise

from verifier.status_list import Status

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Change:
    """From `since` on (aware UTC) the certificate has this status."""

    status: Status
    since: datetime


@dataclass(frozen=True, slots=True)
class Stretch:
    """A half-open time, [since, until), during which the status was the same."""

    status: Status
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class History:
    """Every change since the release, by date. `zone` is where the certification body is."""

    changes: tuple[Change, ...]
    zone: tzinfo

    def day_of(self, moment: datetime) -> date:
        """Return the day of `moment` where the certification body is."""
        return moment.astimezone(self.zone).date()

    def during(self, day: date, *, until: datetime = _NEVER) -> tuple[Stretch, ...]:
        """Return how it stood in the course of `day`, as far as that lies before `until`."""
        first, end = self._midnight(day), min(until, self._midnight(day + timedelta(days=1)))
        ends = [later.since for _, later in pairwise(self.changes)] + [_NEVER]
        cut = (
            Stretch(change.status, max(change.since, first), min(over, end))
            for change, over in zip(self.changes, ends, strict=True)
        )
        return tuple(stretch for stretch in cut if stretch.since < stretch.until)

    def status_at(self, moment: datetime) -> Status | None:
        """Return how it stood at `moment`, or None before its release."""
        past = [change.status for change in self.changes if change.since <= moment]
        return past[-1] if past else None

    def is_lifted_after(self, moment: datetime) -> bool:
        """Tell whether it was put in force again at or after `moment`."""
        return any(
            change.status is Status.VALID and change.since >= moment for change in self.changes
        )

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time.min, tzinfo=self.zone).astimezone(UTC)


def make_history(released: datetime, acts: Iterable[Change], zone: tzinfo) -> History:
    """Return the history of what was released and then acted upon, in the order of recording.

    An act that states an earlier date outdates whatever was recorded of the time since then.
    """
    changes: tuple[Change, ...] = (Change(Status.VALID, released),)
    for act in acts:
        changes = (*(known for known in changes if known.since < act.since), act)
    return History(changes, zone)
