"""What a holder asks of the body: proven by a code just mailed, and undone within 72 hours."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from issuer.errors import HolderRefusedError
from issuer.evidence.event import Event, EventKind
from issuer.holder.letters import code_digest
from issuer.holder.pages import Opened, open_link
from issuer.holder.ports import HolderTransactions, HolderUnit
from issuer.holder.records import (
    ASKED_TOPIC,
    CODE_TOPIC,
    CODE_TRIES,
    MAX_WORDS,
    UNDO_WITHIN,
    HolderRequest,
    Wish,
    WishState,
)
from issuer.notify.message import HOLDER, Channel, Message, draw_id

MAX_CODES = 6  # mails with a code, within `_DAY`
_DAY = timedelta(days=1)
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SHOWN = 100
_WRONG = "this code is wrong, was used, or is older than 20 minutes"


@dataclass(frozen=True, slots=True)
class HolderAsks:
    """Takes requests. Each step asks the link again: one that was ended can do nothing."""

    transactions: HolderTransactions

    def send_code(self, secret: str, *, language: str, at: datetime) -> None:
        """Have a code mailed, or raise `HolderRefusedError` where there is no address."""
        with self.transactions.writing() as unit:
            opened = open_link(unit, secret, at)
            if opened.mail is None:
                raise HolderRefusedError("no mail address of yours is on file: please call us")
            to = HOLDER + opened.number
            if unit.outbox.count_since(to, CODE_TOPIC, at - _DAY) >= MAX_CODES:
                raise HolderRefusedError("too many codes were sent today: try again tomorrow")
            data = {"language": language}
            unit.outbox.add([Message(draw_id(), Channel.MAIL, CODE_TOPIC, to, data, at)])

    def require_code(self, secret: str, code: str, *, at: datetime) -> Opened:
        """Spend a code, or raise `HolderRefusedError`; a wrong one counts as a try."""
        with self.transactions.writing() as unit:
            opened = open_link(unit, secret, at)
            is_right = _spend(unit, opened.number, code, at)
        if not is_right:  # only now: the try is on record
            raise HolderRefusedError(_WRONG)
        return opened

    def ask(
        self, secret: str, wish: Wish, words: str, *, code: str, language: str, at: datetime
    ) -> HolderRequest:
        """Record a request, and mail how to undo it; raise `HolderRefusedError` if it cannot be.

        The desk gets it when the time for undoing is over.
        """
        told = _read(words, wish)
        opened = self.require_code(secret, code, at=at)
        with self.transactions.writing() as unit:
            number = opened.number
            waiting = unit.holder_requests.of(opened.holding.numbers)
            if any(each.wish is wish and each.state is WishState.OPEN for each in waiting):
                raise HolderRefusedError("you asked for this before: it waits for an answer")
            made = HolderRequest(_draw(), number, wish, told, at, at + UNDO_WITHIN)
            unit.holder_requests.add(made)
            mail = {"wish": wish.value, "due": made.due.isoformat(), "language": language}
            to = HOLDER + number
            unit.outbox.add([Message(draw_id(), Channel.MAIL, ASKED_TOPIC, to, mail, at)])
            data: dict[str, str | int] = {"request": made.id, "wish": wish.value}
            unit.events.append([Event(at, EventKind.HOLDER_ASKED, number, "holder", data)])
        return made

    def of(self, opened: Opened) -> list[HolderRequest]:
        """Return what was asked about these certificates, the newest first."""
        with self.transactions.reading() as unit:
            return unit.holder_requests.of(opened.holding.numbers)

    def undo(self, secret: str, id: str, *, at: datetime) -> HolderRequest:  # noqa: A002
        """Take a request back while that is possible. It must be of the link's own certificates.

        Raise `HolderRefusedError`, in the same words for a stranger's request and for none.
        """
        with self.transactions.writing() as unit:
            opened = open_link(unit, secret, at)
            found = unit.holder_requests.find(id)
            if found is None or found.number not in opened.holding.numbers:
                raise HolderRefusedError("there is no such request of yours")
            if not found.can_be_undone(at):
                raise HolderRefusedError("it is too late to undo this here: please call us")
            undone = replace(found, state=WishState.UNDONE, settled=at, settled_by="holder")
            unit.holder_requests.settle(undone)
            data: dict[str, str | int] = {"request": id}
            unit.events.append([Event(at, EventKind.HOLDER_UNDID, found.number, "holder", data)])
        return undone

    def waiting(self) -> list[HolderRequest]:
        """Return what waits for an answer of the desk, the oldest first."""
        with self.transactions.reading() as unit:
            return unit.holder_requests.open(_SHOWN)

    def settle(
        self,
        id: str,  # noqa: A002 - its name
        *,
        is_done: bool,
        answer: str,
        actor: str,
        at: datetime,
    ) -> HolderRequest:
        """Record the desk's answer; raise `HolderRefusedError` before its time, or after one."""
        with self.transactions.writing() as unit:
            found = unit.holder_requests.find(id)
            if found is None or found.state is not WishState.OPEN:
                raise HolderRefusedError("no such request waits for an answer")
            if found.can_be_undone(at):
                raise HolderRefusedError("the holder may still undo it: wait until then")
            state = WishState.DONE if is_done else WishState.DECLINED
            settled = replace(
                found, state=state, settled=at, settled_by=actor, answer=answer.strip() or None
            )
            unit.holder_requests.settle(settled)
            data: dict[str, str | int] = {"request": id, "outcome": state.value}
            told = Event(at, EventKind.HOLDER_ANSWERED, found.number, actor, data)
            unit.events.append([told])
        return settled


def _spend(unit: HolderUnit, number: str, code: str, at: datetime) -> bool:
    kept = unit.fresh_codes.of(number)
    if kept is None or at >= kept.expires or kept.tries >= CODE_TRIES:
        return False
    typed = "".join(code.split())
    if hmac.compare_digest(kept.digest, code_digest(number, typed)):
        unit.fresh_codes.drop(number)
        return True
    unit.fresh_codes.save(replace(kept, tries=kept.tries + 1))
    return False


def _read(words: str, wish: Wish) -> str:
    text = " ".join(words.split())
    if len(text) > MAX_WORDS or not text.isprintable():
        raise HolderRefusedError(f"write at most {MAX_WORDS} characters")
    if wish is Wish.CORRECTION and not text:
        raise HolderRefusedError("write what is to be changed")
    return text


def _draw() -> str:
    return "H-" + "".join(secrets.choice(_ALPHABET) for _ in range(8))
