"""Messages about changed certificates, for all who are to be told, many at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import func, literal_column, select

from issuer.credentials.notices import Change
from issuer.holder.records import LINK_TOPIC, RESIGNED_TOPIC
from issuer.notify.message import HOLDER, WATCH, Channel, Message, Topic, draw_id
from issuer.store.holder_addresses import addresses_of
from issuer.store.outbox import SqlOutbox
from issuer.store.tables.notify import MessageRow, WatchedRow, WatchListRow
from issuer.store.transaction import Transaction

_lists = WatchListRow.table()
_watched = WatchedRow.table()
_messages = MessageRow.table()
_messages = MessageRow.table()
_BATCH = 1000  # numbers a statement
LETTERS_A_SECOND = 10  # about newer papers


@dataclass(frozen=True, slots=True)
class SqlNotices:
    """Implements `Notices`."""

    transaction: Transaction
    outbox: SqlOutbox

    def changed(self, numbers: Sequence[str], change: Change, at: datetime) -> None:
        """Leave a message for everybody who is to be told of these changes."""
        for start in range(0, len(numbers), _BATCH):
            some = numbers[start : start + _BATCH]
            data = {"change": change.value}
            self.outbox.add([*self._to_watchers(some, data, at), *self._to_holders(some, data, at)])

    def _to_watchers(
        self, numbers: Sequence[str], data: dict[str, str], at: datetime
    ) -> Iterator[Message]:
        query = (
            select(_watched.c.number, _watched.c.watch, _lists.c.url)
            .select_from(_watched.join(_lists))
            .where(
                _watched.c.number.in_(numbers),
                _lists.c.confirmed.is_not(None),
                _lists.c.ended.is_(None),
            )
        )
        for row in self.transaction.connection.execute(query):
            yield from messages_to_watcher(
                row.watch, {"number": row.number, **data}, at, has_webhook=row.url is not None
            )

    def released(self, numbers: Sequence[str], at: datetime) -> None:
        """Leave each holder who left an address a message with the way to their own page."""
        for start in range(0, len(numbers), _BATCH):
            found = addresses_of(self.transaction, numbers[start : start + _BATCH])
            self.outbox.add([_to_holder(LINK_TOPIC, number, {}, at) for number in found])

    def signed_anew(self, numbers: Sequence[str], at: datetime) -> None:
        """Leave each holder who left an address a message with the way to the newer paper.

        A few a second, so that they are not taken for junk, and codes that were asked for go first.
        Some hundreds of numbers at most.
        """
        found = addresses_of(self.transaction, numbers)
        if not found:
            return
        begins = max(at, self._last_due(RESIGNED_TOPIC) or at)
        self.outbox.add(
            [
                replace(
                    _to_holder(RESIGNED_TOPIC, number, {}, at),
                    due=begins + timedelta(seconds=place // LETTERS_A_SECOND),
                )
                for place, number in enumerate(found, 1)
            ]
        )

    def _last_due(self, topic: str) -> datetime | None:
        """Return when the last message of a topic that waits may go."""
        query = select(func.max(_messages.c.due)).where(
            _messages.c.state == literal_column("'waiting'"), _messages.c.topic == topic
        )
        due: datetime | None = self.transaction.connection.scalar(query)
        return due

    def _to_holders(
        self, numbers: Sequence[str], data: dict[str, str], at: datetime
    ) -> Iterator[Message]:
        for number in addresses_of(self.transaction, numbers):
            yield _to_holder(Topic.HOLDER_CHANGE, number, data, at)


def _to_holder(topic: str, number: str, data: dict[str, str], at: datetime) -> Message:
    about = {"number": number, **data}
    return Message(draw_id(), Channel.MAIL, topic, HOLDER + number, about, at)


def messages_to_watcher(
    watch: str, data: dict[str, str], at: datetime, *, has_webhook: bool
) -> Iterator[Message]:
    """Return what a list is sent of one change: a mail, and a post where it has a webhook."""
    channels = [Channel.MAIL, Channel.WEBHOOK] if has_webhook else [Channel.MAIL]
    for channel in channels:
        yield Message(draw_id(), channel, Topic.WATCH_CHANGES, WATCH + watch, data, at)
