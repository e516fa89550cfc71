"""The outbox: a table and a claim. It must commit with the change, on both engines.

No queue of the shelf does: Huey locks against our own transaction, procrastinate is PostgreSQL's
alone. SKIP LOCKED lets any number of workers claim side by side; SQLite's writer is alone anyway.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    bindparam,
    delete,
    false,
    func,
    literal_column,
    select,
    update,
)

from issuer.notify.message import Channel, LogLine, Message, MessageState
from issuer.notify.ports import Outcome, Result
from issuer.notify.schedule import LEASE, TRIED_FOR, next_try
from issuer.store.tables.notify import MessageRow
from issuer.store.transaction import Prepared, Transaction, bulk_insert

_messages = MessageRow.table()
_INSERT = bulk_insert(
    _messages,
    *("id", "channel", "topic", "recipient", "data", "made", "state", "tries", "due"),
)
_WAITING = _messages.c.state == literal_column("'waiting'")  # as the partial index has it
_DEAD = _messages.c.state == literal_column("'dead'")
_MINE = (  # whoever claimed it since has counted one more try
    _messages.c.id == bindparam("its_id"),
    _messages.c.tries == bindparam("its_tries"),
    _WAITING,
)
_SETTLE = Prepared(
    update(_messages)
    .where(*_MINE)
    .values({name: bindparam(name) for name in ("state", "due", "settled", "answer")}),
    ("state", "due", "settled", "answer", "its_id", "its_tries"),
)
_STANDS = {
    Result.DELIVERED: MessageState.DELIVERED,
    Result.REFUSED: MessageState.DEAD,
    Result.DROPPED: MessageState.DROPPED,
}


@dataclass(frozen=True, slots=True)
class SqlOutbox:
    """Implements `Outbox`."""

    transaction: Transaction

    def add(self, messages: Sequence[Message]) -> None:
        """Leave messages; they go out when, and only if, the transaction is committed."""
        moment = self.transaction.driver.moment
        self.transaction.run_many(
            _INSERT,
            [
                (
                    *(m.id, m.channel.value, str(m.topic), m.recipient),
                    *(_encode(dict(m.data)), moment(m.at)),
                    *(MessageState.WAITING.value, 0, moment(m.due or m.at)),
                )
                for m in messages
            ],
        )

    def is_due(self, channels: Collection[Channel], at: datetime) -> bool:
        """Tell whether a message waits that could be tried now."""
        query = select(_messages.c.id).where(*_due(channels, at)).limit(1)
        return self.transaction.connection.execute(query).first() is not None

    def claim(self, channels: Collection[Channel], at: datetime, limit: int) -> list[Message]:
        """Take the messages of one recipient that are due, for as long as the lease runs."""
        connection, due = self.transaction.connection, _due(channels, at)
        order = (_messages.c.due, _messages.c.made, _messages.c.id)
        oldest = select(_messages).where(*due).order_by(*order).limit(1)
        first = connection.execute(oldest.with_for_update(skip_locked=True)).first()
        if first is None:
            return []
        alike = (
            select(_messages)
            .where(
                *due,
                _messages.c.recipient == first.recipient,
                _messages.c.channel == first.channel,
                _messages.c.topic == first.topic,
            )
            .order_by(_messages.c.made, _messages.c.id)
            .limit(limit)
        )
        rows = connection.execute(alike.with_for_update(skip_locked=True)).all()
        claimed = update(_messages).where(_messages.c.id.in_([row.id for row in rows]))
        connection.execute(
            claimed.values(
                tries=_messages.c.tries + 1,
                due=at + LEASE,
                until=func.coalesce(_messages.c.until, bindparam("until", at + TRIED_FOR)),
            )
        )
        return [_message(row, tries=row.tries + 1) for row in rows]

    def settle(
        self, outcomes: Sequence[Outcome], at: datetime, chance: float
    ) -> list[tuple[Message, MessageState]]:
        """Record what came of messages, and return where each stands now."""
        until = self._until([each.message.id for each in outcomes])
        moment, settled, rows = self.transaction.driver.moment, [], []
        for each in outcomes:
            message, due = each.message, None
            if each.result is Result.FAILED:
                last = until.get(message.id, at)
                due = next_try(message.tries, at=at, until=last, chance=chance)
            state = MessageState.WAITING if due else _STANDS.get(each.result, MessageState.DEAD)
            done = None if due else moment(at)
            rows.append(
                (state.value, moment(due or at), done, each.answer, message.id, message.tries)
            )
            settled.append((message, state))
        self.transaction.run_many(_SETTLE, rows)
        return settled

    def give_back(self, messages: Sequence[Message], at: datetime) -> None:
        """Let messages that were claimed and not tried be claimed at once."""
        moment, waiting = self.transaction.driver.moment, MessageState.WAITING.value
        rows = [(waiting, moment(at), None, None, m.id, m.tries) for m in messages]
        self.transaction.run_many(_SETTLE, rows)

    def drop(self, recipient: str, at: datetime) -> None:
        """Drop what waits for a recipient who is not to be told any more."""
        query = update(_messages).where(_messages.c.recipient == recipient, _WAITING)
        dropped = query.values(state=MessageState.DROPPED.value, settled=at)
        self.transaction.connection.execute(dropped)

    def log(self, recipient: str, channel: Channel, limit: int) -> list[LogLine]:
        """Return a recipient's newest messages, newest first."""
        query = (
            select(_messages)
            .where(_messages.c.recipient == recipient, _messages.c.channel == channel.value)
            .order_by(_messages.c.made.desc(), _messages.c.id)
            .limit(limit)
        )
        return self._lines(query)

    def count_since(self, recipient: str, topic: str, since: datetime) -> int:
        """Return how many messages of a topic were left for a recipient since then."""
        query = (
            select(func.count())
            .select_from(_messages)
            .where(
                _messages.c.recipient == recipient,
                _messages.c.topic == str(topic),
                _messages.c.made >= since,
            )
        )
        return self.transaction.connection.scalar(query) or 0

    def counts(self) -> dict[tuple[Channel, MessageState], int]:
        """Return how many messages there are of each kind."""
        kinds = (_messages.c.channel, _messages.c.state)
        query = select(*kinds, func.count().label("messages")).group_by(*kinds)
        rows = self.transaction.connection.execute(query)
        return {(Channel(row.channel), MessageState(row.state)): row.messages for row in rows}

    def alarm(self, waiting: Channel | None) -> tuple[int, int]:
        """Return how many messages are dead, and how many wait to go by a channel."""
        kinds = [_DEAD, false() if waiting is None else _due_by(waiting)]
        counts = [select(func.count()).select_from(_messages).where(kind) for kind in kinds]
        dead, still = (self.transaction.connection.scalar(count) or 0 for count in counts)
        return dead, still

    def dead(self, limit: int) -> list[LogLine]:
        """Return the newest dead messages."""
        query = select(_messages).where(_DEAD).order_by(_messages.c.settled.desc(), _messages.c.id)
        return self._lines(query.limit(limit))

    def retry(self, ids: Sequence[str] | None, at: datetime) -> int:
        """Let dead messages (all, or those of `ids`) be tried anew; return how many."""
        wanted = [_DEAD]
        if ids is not None:
            wanted.append(_messages.c.id.in_(ids))
        anew = {"state": MessageState.WAITING.value, "due": at, "until": None, "settled": None}
        query = update(_messages).where(*wanted).values(anew)
        return self.transaction.connection.execute(query).rowcount

    def forget(self, before: datetime) -> int:
        """Delete what was settled before; return how many messages."""
        query = delete(_messages).where(_messages.c.settled < before)
        return self.transaction.connection.execute(query).rowcount

    def _until(self, ids: Sequence[str]) -> dict[str, datetime]:
        query = select(_messages.c.id, _messages.c.until).where(_messages.c.id.in_(ids))
        rows = self.transaction.connection.execute(query)
        return {row.id: row.until for row in rows if row.until is not None}

    def _lines(self, query: Select[Any]) -> list[LogLine]:
        return [
            LogLine(
                message=_message(row),
                state=MessageState(row.state),
                due=row.due,
                settled=row.settled,
                answer=row.answer,
            )
            for row in self.transaction.connection.execute(query)
        ]


def _due(channels: Collection[Channel], at: datetime) -> list[ColumnElement[bool]]:
    named = [channel.value for channel in channels]
    return [_WAITING, _messages.c.due <= at, _messages.c.channel.in_(named)]


def _due_by(channel: Channel) -> ColumnElement[bool]:
    return and_(_WAITING, _messages.c.channel == channel.value)


def _message(row: Row[Any], *, tries: int | None = None) -> Message:
    return Message(
        id=row.id,
        channel=Channel(row.channel),
        topic=row.topic,
        recipient=row.recipient,
        data=json.loads(row.data),
        at=row.made,
        tries=row.tries if tries is None else tries,
    )


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
