"""Mails to holders: secrets in them are drawn when a mail is written, and kept as digests."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from issuer.errors import LinkError
from issuer.holder.holding import Holding, address_of, holding_of
from issuer.holder.pages import draw_link, link_of
from issuer.holder.ports import HolderTransactions, HolderUnit
from issuer.holder.records import (
    ASKED_TOPIC,
    CODE_LIVES,
    CODE_TOPIC,
    CODE_WAITS,
    LINK_TOPIC,
    LINK_WAITS,
    RESIGNED_TOPIC,
    FreshCode,
)
from issuer.notify.mails import Written
from issuer.notify.message import HOLDER, Message

TOPICS = (LINK_TOPIC, CODE_TOPIC, ASKED_TOPIC, RESIGNED_TOPIC)
_WAITS = {LINK_TOPIC: LINK_WAITS, CODE_TOPIC: CODE_WAITS}
_DIGITS = 8
_ACTOR = "mail"


@dataclass(frozen=True, slots=True)
class HolderLetters:
    """Finds the address on file and what the mail says; `url` is the body's own address."""

    transactions: HolderTransactions
    url: str

    def write(self, message: Message, *, at: datetime) -> Written | None:
        """Return to whom and with what; None where nobody is to be told."""
        if _is_late(message, at):
            return None
        number = message.recipient.removeprefix(HOLDER)
        with self.transactions.writing() as unit:
            try:
                holding = holding_of(unit, number)
            except LinkError:
                return None
            to = address_of(unit, holding)
            if to is None:
                return None
            return Written(to, self._values(unit, message, holding, at))

    def _values(
        self, unit: HolderUnit, message: Message, holding: Holding, at: datetime
    ) -> dict[str, object]:
        number = holding.current.number
        if message.topic == CODE_TOPIC:
            return {"number": number, "code": _draw_code(unit, number, at)}
        secret = draw_link(unit, number, actor=_ACTOR, at=at)
        values: dict[str, object] = {"number": number, "link": link_of(self.url, secret)}
        if message.topic == ASKED_TOPIC:
            due = datetime.fromisoformat(message.data["due"])
            values |= {"wish": message.data["wish"], "until": due.date(), "time": f"{due:%H:%M}"}
        return values


def _is_late(message: Message, at: datetime) -> bool:
    """Tell whether a mail would come when nobody expects it any more.

    Where no mail server is set, mails wait: months later, a link or a code must not be the first
    that leaves. A server that is away for a day loses nothing.
    """
    if message.topic == ASKED_TOPIC:
        return at >= datetime.fromisoformat(message.data["due"])
    longest = _WAITS.get(message.topic)
    return longest is not None and at - message.at >= longest


def code_digest(number: str, code: str) -> bytes:
    """Return what is kept of a code."""
    return hashlib.sha256(f"{number}:{code}".encode("utf-8", "surrogatepass")).digest()


def _draw_code(unit: HolderUnit, number: str, at: datetime) -> str:
    code = "".join(secrets.choice("0123456789") for _ in range(_DIGITS))
    unit.fresh_codes.save(FreshCode(number, code_digest(number, code), at + CODE_LIVES))
    return code
