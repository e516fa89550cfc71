"""A holder's way to their own page: a link with 256 random bits, of which a digest is kept.

It opens the page as often as needed, in any number of browsers, until it expires or is ended.
Ending it is seen at the next look.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from issuer.credentials.certificate import CertificateState
from issuer.errors import LinkError, UnknownCertificateError
from issuer.evidence.event import Event, EventKind
from issuer.holder.holding import Holding, address_of, holding_of
from issuer.holder.ports import HolderTransactions, HolderUnit
from issuer.holder.records import LINK_LIVES, LINK_TOPIC, HolderLink
from issuer.notify.message import HOLDER, Channel, Message, draw_id

MAX_MAILS = 3  # with a link to one page, within `_DAY`
_DAY = timedelta(days=1)
_SECRET_BYTES = 32
_NEVER_RELEASED = frozenset({CertificateState.INTENDED, CertificateState.VOIDED})


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link opens: the holder's certificates, and whether an address is on file."""

    link: HolderLink
    holding: Holding
    mail: str | None

    @property
    def number(self) -> str:
        """Return the number of the certificate that counts now."""
        return self.holding.current.number


@dataclass(frozen=True, slots=True)
class HolderPages:
    """Makes, sends, opens and ends the links."""

    transactions: HolderTransactions

    def make_link(self, number: str, *, actor: str, at: datetime) -> str:
        """Return the secret of a new link, or raise `UnknownCertificateError`; shown only once."""
        with self.transactions.writing() as unit:
            made = unit.certificates.find([number]).get(number)
            if made is None or made.state in _NEVER_RELEASED:
                raise UnknownCertificateError(number)
            return draw_link(unit, number, actor=actor, at=at)

    def ask(self, number: str, *, language: str, at: datetime) -> None:
        """Have a link mailed to the address on file, where there is one.

        Who asks learns nothing from it: every number costs the same steps, and whether there is
        a certificate and an address is found out when the mail is written.
        """
        to = HOLDER + number
        with self.transactions.writing() as unit:
            if unit.outbox.count_since(to, LINK_TOPIC, at - _DAY) < MAX_MAILS:
                data = {"number": number, "language": language}
                unit.outbox.add([Message(draw_id(), Channel.MAIL, LINK_TOPIC, to, data, at)])

    def open(self, secret: str, *, at: datetime) -> Opened:
        """Return what `secret` opens, or raise `LinkError`: nobody learns why."""
        with self.transactions.reading() as unit:
            return open_link(unit, secret, at)

    def links(self, opened: Opened, *, at: datetime) -> list[HolderLink]:
        """Return the links that open this page now, the newest first."""
        with self.transactions.reading() as unit:
            return [each for each in _links(unit, opened.holding) if each.is_open(at)]

    def end(self, secret: str, *, names: set[str] | None, at: datetime) -> int:
        """End links to the page that `secret` opens: those of these `names`, or all of them."""
        with self.transactions.writing() as unit:
            opened = open_link(unit, secret, at)
            found = _links(unit, opened.holding)
            wanted = [each for each in found if names is None or each.name in names]
            return _end(unit, opened.number, wanted, actor="holder", at=at)

    def end_all(self, number: str, *, actor: str, at: datetime) -> int:
        """End every link of a certificate, as the desk does; return how many there were."""
        with self.transactions.writing() as unit:
            try:
                holding = holding_of(unit, number)
            except LinkError as exc:
                raise UnknownCertificateError(number) from exc
            return _end(unit, number, _links(unit, holding), actor=actor, at=at)


def open_link(unit: HolderUnit, secret: str, at: datetime) -> Opened:
    """Return what `secret` opens in this transaction, or raise `LinkError`."""
    link = unit.holder_links.find(digest_of(secret))
    if link is None or not link.is_open(at):
        raise LinkError("this link was ended, has expired, or never was one")
    holding = holding_of(unit, link.number)
    return Opened(link, holding, address_of(unit, holding))


def draw_link(unit: HolderUnit, number: str, *, actor: str, at: datetime) -> str:
    """Record a new link in this transaction, and return its secret."""
    secret, expires = secrets.token_urlsafe(_SECRET_BYTES), at + LINK_LIVES
    unit.holder_links.add(HolderLink(digest_of(secret), number, at, expires))
    data: dict[str, str | int] = {"expires": expires.isoformat()}
    unit.events.append([Event(at, EventKind.HOLDER_LINK_MADE, number, actor, data)])
    return secret


def link_of(url: str, secret: str) -> str:
    """Return the link to hand out: the secret is in the fragment, which no server and log sees."""
    return f"{url}/me#{secret}"


def digest_of(secret: str) -> bytes:
    """Return what is kept of a link's secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def _links(unit: HolderUnit, holding: Holding) -> list[HolderLink]:
    found = [link for number in holding.numbers for link in unit.holder_links.of(number)]
    return sorted(found, key=lambda link: (link.made, link.name), reverse=True)


def _end(
    unit: HolderUnit, number: str, links: list[HolderLink], *, actor: str, at: datetime
) -> int:
    count = unit.holder_links.end([each.digest for each in links], at)
    if count:
        data: dict[str, str | int] = {"links": count}
        unit.events.append([Event(at, EventKind.HOLDER_LINKS_ENDED, number, actor, data)])
    return count
