"""Where a list's changes are posted: set, tried, given a new secret, taken away."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from issuer.errors import WatchError
from issuer.notify.message import WATCH, Channel, LogLine, Message, Topic, draw_id
from issuer.notify.ports import NotifyTransactions
from issuer.notify.targets import read_target
from issuer.notify.watch import OLD_SECRET_LIVES, WatchList, Webhook
from issuer.notify.watch_lists import find_list
from issuer.notify.webhooks import draw_secret, show_secret

MAX_TESTS = 10  # within an hour
LOGGED = 50  # messages that the delivery log shows
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class WebhookSettings:
    """Changes the webhook of the list that a link opens. A secret is returned once."""

    transactions: NotifyTransactions
    loopback: bool = False

    def set(self, secret: str, url: str, *, at: datetime) -> str:
        """Post to `url` from now on; return the new signing secret, or raise `WatchError`."""
        read_target(url.strip(), loopback=self.loopback)
        drawn = draw_secret()
        with self.transactions.writing() as unit:
            watch = find_list(unit, secret, at)
            unit.watches.set_webhook(watch.id, Webhook(url.strip(), drawn))
        return show_secret(drawn)

    def change_secret(self, secret: str, *, at: datetime) -> str:
        """Return a new signing secret; for a day the old one signs as well."""
        drawn = draw_secret()
        with self.transactions.writing() as unit:
            watch = find_list(unit, secret, at)
            old = _require(watch)
            new = replace(old, secret=drawn, old_secret=old.secret, old_until=at + OLD_SECRET_LIVES)
            unit.watches.set_webhook(watch.id, new)
        return show_secret(drawn)

    def remove(self, secret: str, *, at: datetime) -> None:
        """Post no more. What waits to be posted is dropped when its turn comes."""
        with self.transactions.writing() as unit:
            unit.watches.set_webhook(find_list(unit, secret, at).id, None)

    def test(self, secret: str, *, at: datetime) -> str:
        """Have a test posted, and return its event id, or raise `WatchError`."""
        with self.transactions.writing() as unit:
            watch = find_list(unit, secret, at)
            _require(watch)
            to = WATCH + watch.id
            if unit.outbox.count_since(to, Topic.WATCH_TEST, at - _HOUR) >= MAX_TESTS:
                raise WatchError(f"at most {MAX_TESTS} tests are sent in an hour")
            message = Message(draw_id(), Channel.WEBHOOK, Topic.WATCH_TEST, to, {}, at)
            unit.outbox.add([message])
        return message.id

    def log(self, secret: str, *, at: datetime) -> tuple[WatchList, list[LogLine]]:
        """Return the list and what was posted of late, newest first."""
        with self.transactions.reading() as unit:
            watch = find_list(unit, secret, at)
            return watch, unit.outbox.log(WATCH + watch.id, Channel.WEBHOOK, LOGGED)


def _require(watch: WatchList) -> Webhook:
    if watch.webhook is None:
        raise WatchError("this list has no webhook")
    return watch.webhook
