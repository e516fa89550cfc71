"""A line on every page of the desk while messages cannot be delivered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from issuer.notify.message import Channel
from issuer.wiring import IssuerWorld


@dataclass(frozen=True, slots=True)
class Undelivered:
    """How many messages were given up, and how many mails wait because no mail server is set."""

    dead: int
    mails: int


def undelivered(world: IssuerWorld) -> Callable[[], Undelivered]:
    """Return what a template asks for the numbers of this moment."""

    def count() -> Undelivered:
        with world.database.reading() as unit:
            return Undelivered(*unit.outbox.alarm(None if world.notify.can_mail else Channel.MAIL))

    return count
