"""Finding licences that lapsed: tasks are opened and, where nothing is left to do, closed.

No certificate changes here: a person looks first, and a person suspends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from issuer.credentials.certificate import Certificate, CertificateState
from issuer.evidence.event import Event, EventKind
from issuer.notify.message import HOLDER, Channel, Message, draw_id
from issuer.recertification.lapse import Lapse, LapseOutcome, LapseView
from issuer.recertification.letters import LAPSE_TOPIC
from issuer.recertification.licences import Licences, Watched
from issuer.recertification.ports import RecertificationTransactions, RecertificationUnit

BATCH = 200  # certificates a transaction
_ACTOR = "duties"
_LIVE = frozenset({CertificateState.ACTIVE, CertificateState.SUSPENDED})


@dataclass(frozen=True, slots=True)
class Swept:
    """How many tasks a sweep opened and closed."""

    opened: int = 0
    closed: int = 0


@dataclass(frozen=True, slots=True)
class LapseFinding:
    """Looks at every licence, once on each day (of UTC, as schemes count them)."""

    transactions: RecertificationTransactions
    licences: Licences

    def sweep(self, *, at: datetime) -> Swept:
        """Look at all, unless that was done today. Done twice at once, each task is opened once."""
        today = at.date()
        with self.transactions.reading() as unit:
            swept = unit.lapses.swept()
        if swept is not None and swept >= today:
            return Swept()
        closed, opened = self._close_all(at), self._open_all(at)
        with self.transactions.writing() as unit:
            unit.lapses.sweep(today)
        return Swept(opened, closed)

    def _open_all(self, at: datetime) -> int:
        opened, after = 0, ""
        while True:
            with self.transactions.reading() as unit:
                held = unit.lapses.held_after(after, at, BATCH)
                found = self.licences.look(unit, held, at.date())
            if not held:
                return opened
            after = held[-1].number
            tasks = [task for each in found.values() if (task := _task(each, at)) is not None]
            opened += self._open(tasks, at) if tasks else 0

    def _open(self, tasks: Sequence[Lapse], at: datetime) -> int:
        with self.transactions.writing() as unit:
            told = unit.lapses.addressed([each.number for each in tasks])
            marked = [_marked(each, told) for each in tasks]
            new = unit.lapses.open(marked)
            made = [each for each in marked if each.number in new]
            unit.outbox.add([_notice(each, at) for each in made if each.told])
            unit.events.append([_opened(each, at) for each in made])
        return len(made)

    def _close_all(self, at: datetime) -> int:
        closed, after = 0, 0
        while True:
            with self.transactions.writing() as unit:
                found = unit.lapses.of(LapseView.OPEN, on=at.date(), limit=BATCH, after=after or -1)
                ended = self._ended(unit, found, at)
                events = []
                for lapse, outcome in ended:
                    unit.lapses.close(lapse.id, outcome, _ACTOR, at)
                    events.append(closed_event(lapse, outcome, _ACTOR, at))
                unit.events.append(events)
            closed += len(ended)
            if len(found) < BATCH:
                return closed
            after = found[-1].id

    def _ended(
        self, unit: RecertificationUnit, lapses: Sequence[Lapse], at: datetime
    ) -> list[tuple[Lapse, LapseOutcome]]:
        numbers = [each.number for each in lapses]
        made = unit.certificates.find(numbers)
        watched = self.licences.look(unit, unit.lapses.held(numbers).values(), at.date())
        ended = []
        for lapse in lapses:
            if not _is_live(made[lapse.number], at) or lapse.number not in watched:
                ended.append((lapse, LapseOutcome.OVER))
            elif is_good(watched[lapse.number]):
                ended.append((lapse, LapseOutcome.GOOD))
        return ended


def is_good(watched: Watched) -> bool:
    """Tell whether nothing stands against a licence."""
    return watched.standing is not None and watched.standing.ground is None


def closed_event(lapse: Lapse, outcome: LapseOutcome, actor: str, at: datetime) -> Event:
    """Return the event of a task that ended."""
    data: dict[str, str | int] = {"task": lapse.id, "outcome": outcome.value}
    return Event(at, EventKind.LAPSE_CLOSED, lapse.number, actor, data)


def _is_live(made: Certificate, at: datetime) -> bool:
    return made.state in _LIVE and made.expires > at and made.successor is None


def _task(watched: Watched, at: datetime) -> Lapse | None:
    standing = watched.standing
    if standing is None or standing.ground is None:
        return None
    grace = at.date() + timedelta(days=watched.rule.grace_days)
    return Lapse(watched.held.number, standing.ground, standing.since, at, grace)


def _marked(lapse: Lapse, told: set[str]) -> Lapse:
    return Lapse(
        lapse.number, lapse.ground, lapse.since, lapse.opened, lapse.grace, lapse.number in told
    )


def _notice(lapse: Lapse, at: datetime) -> Message:
    data = {"number": lapse.number, "ground": lapse.ground.value, "grace": _day(lapse.grace)}
    return Message(draw_id(), Channel.MAIL, LAPSE_TOPIC, HOLDER + lapse.number, data, at)


def _opened(lapse: Lapse, at: datetime) -> Event:
    data: dict[str, str | int] = {"ground": lapse.ground.value, "since": _day(lapse.since)}
    data["grace"] = _day(lapse.grace)
    return Event(at, EventKind.LAPSE_OPENED, lapse.number, _ACTOR, data)


def _day(day: date) -> str:
    return day.isoformat()
