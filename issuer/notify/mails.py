"""Mails: who is told, in which words and with which links; made when they are delivered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from email.message import EmailMessage
from types import MappingProxyType
from typing import Protocol

from issuer.body.body import Body
from issuer.notify.letter import Letter, compose
from issuer.notify.letters import ENGLISH, Letters
from issuer.notify.message import HOLDER, WATCH, Message, Topic
from issuer.notify.ports import NotifyTransactions, NotifyUnit, Outcome, Result
from issuer.notify.smtp import MailFailedError, MailRefusedError
from issuer.notify.watch import LANGUAGES, LinkPurpose, WatchList
from issuer.notify.watch_lists import draw_link


class Sender(Protocol):
    """Hands mails in."""

    def send(self, made: EmailMessage) -> None:
        """Hand a mail in, or raise `MailFailedError` or `MailRefusedError`."""
        ...


@dataclass(frozen=True, slots=True)
class Written:
    """To whom a mail goes, and what its template is told."""

    to: str
    values: Mapping[str, object]


class Writer(Protocol):
    """Another subject's mails: who is told, and with what, found when a mail is delivered."""

    def write(self, message: Message, *, at: datetime) -> Written | None:
        """Return that, or None where nobody is to be told any more."""
        ...


_NO_WRITERS: Mapping[str, Writer] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Line:
    """A change as a mail tells it: number and what happened, and nobody's name."""

    number: str
    change: str
    at: datetime
    days: int | None
    valid_through: date | None


@dataclass(frozen=True, slots=True)
class MailCourier:
    """Writes and sends mails. All changes of one list that are due go into one mail."""

    transactions: NotifyTransactions
    letters: Letters
    body: Body
    server: Sender
    sender: str
    writers: Mapping[str, Writer] = field(default_factory=lambda: _NO_WRITERS)  # by topic

    def deliver(self, batch: Sequence[Message], *, at: datetime) -> list[Outcome]:
        """Try messages of one recipient and topic; return what came of each."""
        if batch[0].recipient.startswith(WATCH):
            return self._send(self._to_list(batch, at), batch, at)
        outcomes: list[Outcome] = []
        for message in batch:
            outcomes += self._send(self._to_one(message, at), [message], at)
            if outcomes[-1].result is Result.FAILED:
                left, answer = batch[len(outcomes) :], outcomes[-1].answer
                return outcomes + [Outcome(each, Result.FAILED, answer) for each in left]
        return outcomes

    def _send(self, letter: Letter | None, batch: Sequence[Message], at: datetime) -> list[Outcome]:
        result, answer = Result.DELIVERED, "handed to the mail server"
        if letter is None:
            result, answer = Result.DROPPED, "nobody is to be told any more"
        else:
            try:
                self.server.send(
                    compose(letter, sender=self.sender, name=self.body.name, id=batch[0].id, at=at)
                )
            except MailFailedError as exc:
                result, answer = Result.FAILED, str(exc)
            except MailRefusedError as exc:
                result, answer = Result.REFUSED, str(exc)
            except ValueError:  # of `email`: what cannot be written can never be
                result, answer = Result.REFUSED, "the address cannot be written to"
        return [Outcome(each, result, answer) for each in batch]

    def _to_one(self, message: Message, at: datetime) -> Letter | None:
        if message.topic in self.writers:
            return self._written(self.writers[message.topic], message, at)
        data = {name: value for name, value in message.data.items() if name != "language"}
        language, to = message.data.get("language", ENGLISH), message.recipient
        values: dict[str, object] = {**data}
        if to.startswith(HOLDER):
            with self.transactions.reading() as unit:
                found = unit.watches.holder_mail(message.data["number"])
                values["line"] = _lines(unit, [message])[0]
            if found is None:
                return None
            to = found
        subject, text = self.letters.render(message.topic, language, **values)
        return Letter(to, subject, text)

    def _written(self, writer: Writer, message: Message, at: datetime) -> Letter | None:
        written = writer.write(message, at=at)
        if written is None:
            return None
        language = message.data.get("language", ENGLISH)
        subject, text = self.letters.render(message.topic, language, **written.values)
        return Letter(written.to, subject, text)

    def _to_list(self, batch: Sequence[Message], at: datetime) -> Letter | None:
        """Return the mail to a list; the links in it are new, and on record before it leaves."""
        about, watch_id = batch[0].topic, batch[0].recipient.removeprefix(WATCH)
        with self.transactions.writing() as unit:
            watch = unit.watches.find([watch_id]).get(watch_id)
            if watch is None or not _wants(watch, about):
                return None
            open_secret, opens = draw_link(watch, LinkPurpose.OPEN, at)
            end_secret, ends = draw_link(watch, LinkPurpose.END, at)
            unit.watches.add_links([opens, ends])
            lines = _lines(unit, batch) if about == Topic.WATCH_CHANGES else []
        spoken = "" if watch.language == LANGUAGES[0] else f"?lang={watch.language}"
        end_link = f"{self.body.url}/watch/end/{end_secret}{spoken}"
        subject, text = self.letters.render(
            about,
            watch.language,
            watch=watch,
            lines=lines,
            link=f"{self.body.url}/watch/open{spoken}#{open_secret}",
            end_link=end_link,
        )
        return Letter(watch.mail, subject, text, _one_click(end_link))


def _wants(watch: WatchList, topic: str) -> bool:
    return watch.ended is None if topic == Topic.WATCH_LINK else watch.is_told


def _one_click(link: str) -> dict[str, str]:
    """Return the headers by which a mail program ends the list itself: RFC 8058."""
    return {
        "List-Unsubscribe": f"<{link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _lines(unit: NotifyUnit, batch: Sequence[Message]) -> list[Line]:
    numbers = [message.data["number"] for message in batch]
    found = unit.certificates.find(numbers)
    return [
        Line(
            number=number,
            change=message.data["change"],
            at=message.at,
            days=int(message.data["days"]) if "days" in message.data else None,
            valid_through=found[number].valid_through if number in found else None,
        )
        for message, number in zip(batch, numbers, strict=True)
    ]
