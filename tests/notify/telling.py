"""Lists to tell, and couriers that keep what they were given."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from issuer.duties.deliveries import Deliveries
from issuer.notify.message import WATCH, Channel, Message, draw_id
from issuer.notify.ports import Outcome, Result
from issuer.notify.watch import WatchList, Webhook
from tests.store.making import AT, issue

WEBHOOK = Webhook("https://hooks.example.org/in", bytes(range(32)))
CHANNELS = [Channel.MAIL, Channel.WEBHOOK]


@dataclass
class Clock:
    """A clock that a test sets."""

    at: datetime = AT

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Courier:
    """Answers as it is told, and keeps what it was given."""

    answers: list[Result] = field(default_factory=list)
    given: list[list[Message]] = field(default_factory=list)

    def deliver(self, batch: list[Message], *, at: datetime) -> list[Outcome]:  # noqa: ARG002
        self.given.append(list(batch))
        result = self.answers.pop(0) if self.answers else Result.DELIVERED
        return [Outcome(each, result, result.value) for each in batch]


def make_message(to: str = "watch:a", **changes: Any) -> Message:
    """Return a mail that waits since `AT`."""
    made = Message(draw_id(), Channel.MAIL, "watch_changes", to, {"number": "N"}, AT)
    return replace(made, **changes)


def make_list(name: str = "a", **changes: Any) -> WatchList:
    """Return a confirmed list."""
    made = WatchList(name, f"{name}@clinic.example", "Example Clinic", "en", AT, confirmed=AT)
    return replace(made, **changes)


def watching(unit: Any, *serials: int, name: str = "a", **changes: Any) -> list[str]:
    """Put certificates on record, and a list that watches them; return their numbers."""
    numbers = [record.number for record in issue(unit, *serials, **changes.pop("certificate", {}))]
    unit.watches.add(make_list(name, **changes))
    unit.watches.watch(name, dict.fromkeys(numbers), AT)
    return numbers


def waiting(database: Any, name: str = "a", channel: Channel = Channel.MAIL) -> list[Message]:
    """Return what was left for a list, oldest first."""
    with database.reading() as unit:
        return [line.message for line in unit.outbox.log(WATCH + name, channel, 10_000)][::-1]


def deliveries(database: Any, clock: Clock, **couriers: Any) -> Deliveries:
    """Return deliveries by these couriers; no chance is left in when a try comes."""
    named = {Channel(name): courier for name, courier in couriers.items()}
    return Deliveries(database, named, clock, lambda: 0.5)
