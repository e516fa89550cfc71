"""Webhooks in the form of Standard Webhooks 1.0.0, signed by the specification's own library."""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import dataclass
from datetime import datetime

from standardwebhooks import Webhook as Signer

from issuer.errors import WatchError
from issuer.notify.message import CHECKPOINTS, WATCH, Message, Topic
from issuer.notify.ports import NotifyTransactions, Outcome, Result
from issuer.notify.posting import Poster, PostError
from issuer.notify.schedule import LEASE
from issuer.notify.targets import read_target
from issuer.notify.watch import WatchList, Webhook
from verifier.clock import Clock

CHANGED = "certificate.changed"
TEST = "watch.test"
CHECKPOINT = "record.checkpoint"
GONE = 410  # by which a receiver says, for good, that it wants no more

_SECRET_BYTES = 32
_SECRET = "whsec_"  # noqa: S105 - what its spelling begins with
_SECRET_SIZES = range(24, 65)  # bytes: Standard Webhooks 1.0.0, "Signature scheme"


def draw_secret() -> bytes:
    """Return a new secret: 32 random bytes."""
    return secrets.token_bytes(_SECRET_BYTES)


def show_secret(secret: bytes) -> str:
    """Return the spelling in which a secret is handed over: `whsec_` and base64."""
    return _SECRET + base64.b64encode(secret).decode("ascii")


def read_webhook(url: str, secret: str, *, loopback: bool) -> Webhook:
    """Return a webhook that somebody typed, or raise `WatchError` that says what is wrong."""
    read_target(url, loopback=loopback)
    try:
        given = base64.b64decode(secret.removeprefix(_SECRET), validate=True)
    except ValueError:
        given = b""
    if not secret.startswith(_SECRET) or len(given) not in _SECRET_SIZES:
        raise WatchError("the secret must be whsec_ and 24 to 64 bytes in base64")
    return Webhook(url, given)


def body_of(message: Message) -> bytes:
    """Return what is posted: which certificate, and no more. The receiver checks it anew.

    A checkpoint is a signed note that names nobody: it is posted whole.
    """
    kind, data = _said(message)
    content = {
        "type": kind,
        "timestamp": message.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "data": {"event": message.id, **data},
    }
    return json.dumps(content, separators=(",", ":")).encode("ascii")


def _said(message: Message) -> tuple[str, dict[str, object]]:
    match message.topic:
        case Topic.WATCH_TEST:
            return TEST, {}
        case Topic.CHECKPOINT:
            told = message.data
            return CHECKPOINT, {"size": int(told["size"]), "note": told["note"] + "\n"}
        case _:
            return CHANGED, {"number": message.data["number"]}


def headers_of(message: Message, body: bytes, webhook: Webhook, at: datetime) -> dict[str, str]:
    """Return the headers; while a secret is being changed, both sign ("Signature scheme")."""
    keys = [webhook.secret]
    if webhook.old_secret is not None and webhook.old_until is not None and at < webhook.old_until:
        keys.append(webhook.old_secret)
    signatures = [Signer(key).sign(message.id, at, body.decode("ascii")) for key in keys]
    return {
        "content-type": "application/json",
        "user-agent": "Probatum",
        "webhook-id": message.id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


@dataclass(frozen=True, slots=True)
class WebhookCourier:
    """Posts a list's changes, one by one, to where the list says; checkpoints, where we say."""

    transactions: NotifyTransactions
    poster: Poster
    clock: Clock
    checkpoints: Webhook | None = None

    def deliver(self, batch: list[Message], *, at: datetime) -> list[Outcome]:
        """Try messages of one recipient; return what came of those that there was time for.

        Once a receiver fails it is not asked again: the others of the batch fail with it.
        """
        webhook = self._webhook(batch[0])
        if webhook is None:
            return [Outcome(each, Result.DROPPED, "the webhook was taken away") for each in batch]
        outcomes: list[Outcome] = []
        for message in batch:
            now = self.clock()
            if outcomes and now >= at + LEASE / 2:
                break
            outcomes.append(self._post(message, webhook, now))
            if outcomes[-1].result is Result.FAILED:
                left, answer = batch[len(outcomes) :], outcomes[-1].answer
                return outcomes + [Outcome(each, Result.FAILED, answer) for each in left]
        return outcomes

    def _webhook(self, message: Message) -> Webhook | None:
        if message.recipient == CHECKPOINTS:
            return self.checkpoints
        watch = message.recipient.removeprefix(WATCH)
        with self.transactions.reading() as unit:
            return _webhook_of(unit.watches.find([watch]).get(watch))

    def _post(self, message: Message, webhook: Webhook, at: datetime) -> Outcome:
        body = body_of(message)
        try:
            status = self.poster.post(webhook.url, body, headers_of(message, body, webhook, at))
        except PostError as exc:
            return Outcome(message, Result.FAILED, str(exc))
        answer = f"answered {status}"
        if 200 <= status < 300:  # noqa: PLR2004 - RFC 9110 section 15.3
            return Outcome(message, Result.DELIVERED, answer)
        return Outcome(message, Result.REFUSED if status == GONE else Result.FAILED, answer)


def _webhook_of(watch: WatchList | None) -> Webhook | None:
    return watch.webhook if watch is not None and watch.is_told else None
