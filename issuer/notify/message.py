"""A message that waits to be delivered: what happened and who is told, not yet the words."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

WATCH = "watch:"  # a recipient that is a watch list, by its id
CHECKPOINTS = "checkpoints"  # the recipient that the body itself set for its checkpoints
HOLDER = "holder:"  # a recipient that is a certificate's holder, by its number

_ID_BYTES = 12


class Channel(StrEnum):
    """How a message goes out."""

    MAIL = "mail"
    WEBHOOK = "webhook"


class Topic(StrEnum):
    """What our own messages are about. Further mails are named by their template."""

    WATCH_LINK = "watch_link"
    WATCH_CHANGES = "watch_changes"
    WATCH_TEST = "watch_test"
    HOLDER_CHANGE = "holder_change"
    CHECKPOINT = "checkpoint"


class MessageState(StrEnum):
    """Where a message stands."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"  # refused for good, or tried for 24 hours
    DROPPED = "dropped"  # whoever was to be told asked not to be told any more


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `id` is the same at every try: by it a receiver knows a repetition.

    `recipient` is an address, `watch:` and a list's id, `holder:` and a number, or `checkpoints`.
    `at` is when it happened; `tries` counts how often it was claimed. `due` is when it may go
    first; None: at once.
    """

    id: str
    channel: Channel
    topic: str
    recipient: str = field(repr=False)
    data: Mapping[str, str] = field(repr=False)
    at: datetime
    tries: int = 0
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class LogLine:
    """A message as its delivery log shows it."""

    message: Message
    state: MessageState
    due: datetime
    settled: datetime | None
    answer: str | None


def draw_id() -> str:
    """Return the id of a new message: 96 random bits, and no full stop, which parts what is signed.

    See Standard Webhooks 1.0.0, "Webhook metadata".
    """
    return f"msg_{secrets.token_hex(_ID_BYTES)}"


def mail(topic: str, *, to: str, at: datetime, language: str = "en", **data: str) -> Message:
    """Return a mail to an address, told by `templates/mail/{language}/{topic}.txt`."""
    return Message(draw_id(), Channel.MAIL, topic, to, {**data, "language": language}, at)
