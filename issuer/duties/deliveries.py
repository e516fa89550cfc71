"""Messages are delivered: claimed by one worker at a time, each at least once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from issuer.notify.message import Channel, Message, MessageState
from issuer.notify.ports import NotifyTransactions, Outcome, Result
from issuer.notify.watch_lists import forget_lists
from verifier.clock import Clock

BATCH = 100  # messages of one recipient
SETTLED_KEPT = timedelta(days=30)

_log = logging.getLogger("probatum.outbox")


class Courier(Protocol):
    """Delivers what goes by one channel."""

    def deliver(self, batch: list[Message], *, at: datetime) -> list[Outcome]:
        """Try messages of one recipient; what is not among the outcomes was not tried."""
        ...


@dataclass(frozen=True, slots=True)
class Deliveries:
    """Delivers what is due. A channel without a courier waits, and is counted."""

    transactions: NotifyTransactions
    couriers: Mapping[Channel, Courier]
    clock: Clock
    chance: Callable[[], float] = field(repr=False)

    def deliver_due(self) -> int:
        """Deliver until nothing is due any more; return how many messages were delivered."""
        delivered, channels = 0, set(self.couriers)
        while channels and self._is_due(channels):
            at = self.clock()
            with self.transactions.writing() as unit:
                batch = unit.outbox.claim(channels, at, BATCH)
            if not batch:  # another worker has it
                break
            outcomes = self._try(batch, at)
            delivered += self._settle(batch, outcomes)
            if any(each.result is Result.FAILED for each in outcomes):
                # All mail goes by one server: where it fails, the others' mail would fail, too.
                channels -= {batch[0].channel} & {Channel.MAIL}
        return delivered

    def _is_due(self, channels: set[Channel]) -> bool:
        """Ask without a lock first: mostly nothing is due, and a write would wait for others."""
        with self.transactions.reading() as unit:
            return unit.outbox.is_due(channels, self.clock())

    def _try(self, batch: list[Message], at: datetime) -> list[Outcome]:
        try:
            return self.couriers[batch[0].channel].deliver(batch, at=at)
        except Exception:  # noqa: BLE001 - one message that meets a bug must not keep all others waiting
            _log.exception("a message met a bug: %s %s", batch[0].topic, batch[0].id)
            return [Outcome(each, Result.FAILED, "our own mistake") for each in batch]

    def _settle(self, batch: list[Message], outcomes: list[Outcome]) -> int:
        tried = {each.message.id for each in outcomes}
        at = self.clock()
        with self.transactions.writing() as unit:
            unit.outbox.give_back([each for each in batch if each.id not in tried], at)
            settled = unit.outbox.settle(outcomes, at, self.chance())
        for message, state in settled:
            if state is MessageState.DEAD:
                _log.critical("a message could not be delivered: %s %s", message.topic, message.id)
        return sum(state is MessageState.DELIVERED for _, state in settled)


def tidy(transactions: NotifyTransactions, *, at: datetime) -> int:
    """Delete messages settled a month ago, and lists never confirmed or long ended; count all."""
    with transactions.writing() as unit:
        return unit.outbox.forget(at - SETTLED_KEPT) + forget_lists(unit, at)
