"""Everything that web, command line and workers ask of this subject."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from issuer.body.body import Body
from issuer.notify.letters import Letters
from issuer.notify.mails import MailCourier, Writer
from issuer.notify.message import Channel
from issuer.notify.ports import NotifyTransactions
from issuer.notify.posting import Poster
from issuer.notify.smtp import MailServer
from issuer.notify.watch_lists import WatchLists
from issuer.notify.webhook_settings import WebhookSettings
from issuer.notify.webhooks import WebhookCourier
from verifier.clock import Clock


@dataclass(frozen=True, slots=True)
class Notify:
    """The services of this subject, each made once. `couriers` are those of the set channels."""

    lists: WatchLists
    webhooks: WebhookSettings
    couriers: dict[Channel, MailCourier | WebhookCourier]

    @property
    def can_mail(self) -> bool:
        """Tell whether a mail server is set. Without one, mails wait."""
        return Channel.MAIL in self.couriers


@dataclass(frozen=True, slots=True)
class Ways:
    """How messages leave: by which mail server and from which address, and how far webhooks go."""

    server: MailServer | None
    sender: str
    loopback: bool


_NO_WRITERS: Mapping[str, Writer] = MappingProxyType({})


def make_notify(
    transactions: NotifyTransactions,
    body: Body,
    templates: Path,
    ways: Ways,
    clock: Clock,
    writers: Mapping[str, Writer] = _NO_WRITERS,
) -> Notify:
    """Make the services from what they need. Only a demonstration calls its own machine.

    `writers` are those of other subjects' mails, by topic.
    """
    loopback = ways.loopback and body.is_specimen
    couriers: dict[Channel, MailCourier | WebhookCourier] = {
        Channel.WEBHOOK: WebhookCourier(transactions, Poster(loopback), clock)
    }
    if ways.server is not None:
        letters = Letters(templates, body)
        couriers[Channel.MAIL] = MailCourier(
            transactions, letters, body, ways.server, ways.sender, writers
        )
    return Notify(WatchLists(transactions), WebhookSettings(transactions, loopback), couriers)
