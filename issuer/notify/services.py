"""Everything that web, command line and workers ask of this subject."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from issuer.body.body import Body
from issuer.errors import SettingsError, WatchError
from issuer.notify.letters import Letters
from issuer.notify.mails import MailCourier, Writer
from issuer.notify.message import Channel
from issuer.notify.ports import NotifyTransactions
from issuer.notify.posting import Poster
from issuer.notify.smtp import MailServer
from issuer.notify.watch import Webhook
from issuer.notify.watch_lists import WatchLists
from issuer.notify.webhook_settings import WebhookSettings
from issuer.notify.webhooks import WebhookCourier, read_webhook
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
    """How messages leave: by which mail server and from which address, and how far webhooks go.

    `checkpoints` is where the body itself wants checkpoints posted, and `checkpoints_secret` what
    they are signed with, as they were typed.
    """

    server: MailServer | None
    sender: str
    loopback: bool
    checkpoints: str = ""
    checkpoints_secret: str = field(default="", repr=False)


_NO_WRITERS: Mapping[str, Writer] = MappingProxyType({})


def _own(ways: Ways, *, loopback: bool) -> Webhook | None:
    if not ways.checkpoints and not ways.checkpoints_secret:
        return None
    try:
        return read_webhook(ways.checkpoints, ways.checkpoints_secret, loopback=loopback)
    except WatchError as exc:
        raise SettingsError(f"PROBATUM_CHECKPOINT_WEBHOOK and its _SECRET: {exc}") from exc


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
        Channel.WEBHOOK: WebhookCourier(
            transactions, Poster(loopback), clock, _own(ways, loopback=loopback)
        )
    }
    if ways.server is not None:
        letters = Letters(templates, body)
        couriers[Channel.MAIL] = MailCourier(
            transactions, letters, body, ways.server, ways.sender, writers
        )
    return Notify(WatchLists(transactions), WebhookSettings(transactions, loopback), couriers)
