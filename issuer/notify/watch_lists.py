"""Clinics' watch lists: asked for, confirmed by a mailed link, filled, and ended in one step.

There is no account: whoever holds a link to a list may change it. Only digests of links are
kept, and a link's secret is drawn when its mail is delivered.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from issuer.credentials.certificate import Certificate, CertificateState
from issuer.errors import LinkError, NameTakenError, WatchError
from issuer.notify.letter import read_address
from issuer.notify.message import WATCH, Channel, Message, Topic, draw_id
from issuer.notify.pasted import read_pasted
from issuer.notify.ports import NotifyTransactions, NotifyUnit
from issuer.notify.watch import (
    CONFIRM_WITHIN,
    END_LINK_LIVES,
    ENDED_KEPT,
    LANGUAGES,
    LINK_LIVES,
    MAX_WATCHED,
    Addition,
    LinkPurpose,
    Watched,
    WatchLink,
    WatchList,
    window_of,
)

MAX_LINKS = 5  # mails with a link to one address, within `_DAY`
MAX_ORGANISATION = 120  # characters
_DAY = timedelta(days=1)
_SECRET_BYTES = 32
_UNKNOWN = frozenset({CertificateState.INTENDED, CertificateState.VOIDED})


@dataclass(frozen=True, slots=True)
class WatchLists:
    """Makes, opens, fills and ends watch lists."""

    transactions: NotifyTransactions

    def ask(self, mail: str, *, organisation: str, language: str, at: datetime) -> None:
        """Have a link mailed to `mail`, to its list or a new one, or raise `WatchError`.

        Who asks learns nothing from it: not whether there is a list, and not how often was asked.
        """
        address, name = read_address(mail), _line(organisation)
        spoken = language if language in LANGUAGES else LANGUAGES[0]
        with self.transactions.writing() as unit:
            watch = unit.watches.of_mail(address)
            if watch is None:
                watch = WatchList(secrets.token_hex(8), address, name, spoken, at)
                try:
                    unit.watches.add(watch)
                except NameTakenError:  # asked for at the same moment: that mail is on its way
                    return
            if _links_sent(unit, address, at - _DAY) < MAX_LINKS:
                to = WATCH + watch.id
                unit.outbox.add([Message(draw_id(), Channel.MAIL, Topic.WATCH_LINK, to, {}, at)])

    def enter(self, secret: str, *, at: datetime) -> WatchList:
        """Return the list that a mailed link opens; its address is confirmed by that.

        Raise `LinkError` if the link opens none, without a word why.
        """
        with self.transactions.writing() as unit:
            watch = find_list(unit, secret, at)
            unit.watches.confirm(watch.id, at)
            return watch

    def show(self, secret: str, *, at: datetime) -> tuple[WatchList, list[Watched]]:
        """Return the list that `secret` opens and what it watches, or raise `LinkError`."""
        with self.transactions.reading() as unit:
            watch = find_list(unit, secret, at)
            return watch, unit.watches.watched(watch.id)

    def add(self, secret: str, text: str, *, at: datetime) -> Addition:
        """Watch the numbers in `text`, and return what came of each; refuse as a check would.

        A number that nobody was given is told as one that the public page tells so.
        """
        pasted = read_pasted(text)
        with self.transactions.writing() as unit:
            watch = find_list(unit, secret, at)
            there = {each.number for each in unit.watches.watched(watch.id)}
            new = [number for number in pasted.numbers if number not in there]
            found = unit.certificates.find(new)
            known = {n: made for n, made in found.items() if made.state not in _UNKNOWN}
            room = MAX_WATCHED - len(there)
            added = [number for number in new if number in known][:room]
            unit.watches.watch(watch.id, {n: _told_already(known[n], at) for n in added}, at)
        return Addition(
            added=tuple(added),
            there=tuple(number for number in pasted.numbers if number in there),
            mistyped=pasted.mistyped,
            unknown=tuple(number for number in new if number not in known),
            left_over=tuple(n for n in new if n in known and n not in added),
        )

    def remove(self, secret: str, numbers: list[str], *, at: datetime) -> int:
        """Watch these no more; return how many were watched."""
        with self.transactions.writing() as unit:
            return unit.watches.unwatch(find_list(unit, secret, at).id, numbers)

    def end(self, secret: str, *, at: datetime) -> None:
        """End the list that a link of any purpose leads to, and forget what it watched.

        Raise `LinkError` if it leads to none, as when it was ended before.
        """
        with self.transactions.writing() as unit:
            end_list(unit, find_list(unit, secret, at, any_purpose=True).id, at)


def _links_sent(unit: NotifyUnit, mail: str, since: datetime) -> int:
    """Count the mails with a link to an address, to lists that were ended too.

    Else who ends one that a stranger asked for would only be sent more.
    """
    sent = (
        unit.outbox.count_since(WATCH + each, Topic.WATCH_LINK, since)
        for each in unit.watches.ids_of_mail(mail)
    )
    return sum(sent)


def find_list(
    unit: NotifyUnit, secret: str, at: datetime, *, any_purpose: bool = False
) -> WatchList:
    """Return the list that a link's secret leads to, or raise `LinkError`."""
    link = unit.watches.link(digest_of(secret))
    if link is None or at >= link.expires:
        raise LinkError("this link was ended, has expired, or never was one")
    watch = unit.watches.find([link.watch]).get(link.watch)
    if watch is None or watch.ended or not (any_purpose or link.purpose is LinkPurpose.OPEN):
        raise LinkError("the list of this link was ended, or the link is not for this")
    return watch


def end_list(unit: NotifyUnit, watch: str, at: datetime) -> None:
    """End a list by its id; what waits to be told is dropped."""
    unit.watches.end(watch, at)
    unit.outbox.drop(WATCH + watch, at)


def draw_link(watch: WatchList, purpose: LinkPurpose, at: datetime) -> tuple[str, WatchLink]:
    """Return the secret of a new link, and the link to keep."""
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    lives = END_LINK_LIVES if purpose is LinkPurpose.END else LINK_LIVES
    if watch.confirmed is None:
        lives = CONFIRM_WITHIN
    return secret, WatchLink(digest_of(secret), watch.id, purpose, at, at + lives)


def digest_of(secret: str) -> bytes:
    """Return what is kept of a link's secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def forget_lists(unit: NotifyUnit, at: datetime) -> int:
    """Delete lists that nobody confirmed in a week, or that ended a month ago."""
    return unit.watches.forget(unconfirmed=at - CONFIRM_WITHIN, ended=at - ENDED_KEPT, at=at)


def _told_already(certificate: Certificate, at: datetime) -> int | None:
    """Return the window that a certificate is in: the page that it is added on says so."""
    return window_of(certificate.expires, at)


def _line(text: str) -> str:
    line = " ".join(text.split())
    if len(line) > MAX_ORGANISATION or not line.isprintable():
        raise WatchError(f"write the organisation in at most {MAX_ORGANISATION} characters")
    return line
