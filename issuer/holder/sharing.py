"""The public page of a certificate: off until its holder switches it on, and off again at once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from issuer.credentials.certificate import Certificate
from issuer.errors import LinkError, UnknownCertificateError
from issuer.evidence.event import Event, EventKind
from issuer.holder.holding import holding_of
from issuer.holder.pages import open_link
from issuer.holder.ports import HolderTransactions, HolderUnit
from issuer.holder.records import Share

_KEY_BYTES = 16  # nobody guesses 128 bits


class Switch(StrEnum):
    """What a holder may do to the public page."""

    ON = "on"
    OFF = "off"
    FOUND = "found"  # search engines may list it
    HIDDEN = "hidden"
    MOVED = "moved"  # to a new address: the old one is gone for good


@dataclass(frozen=True, slots=True)
class Sharing:
    """Switches public pages, and finds them. The page is that of the newest certificate."""

    transactions: HolderTransactions

    def of(self, number: str) -> Share | None:
        """Return the page of a holder who has `number`, on or off; None if it never was on."""
        with self.transactions.reading() as unit:
            return _found(unit, number)

    def switch(self, secret: str, wanted: Switch, *, at: datetime) -> Share:
        """Change the page of whoever holds `secret`; an address once given stays the same.

        Raise `LinkError` if the link opens nothing.
        """
        with self.transactions.writing() as unit:
            number = open_link(unit, secret, at).number
            share = _found(unit, number) or Share(number, _draw(), at, is_on=False)
            changed = _switched(share, wanted, at)
            unit.shares.save(changed)
            data: dict[str, str | int] = {"change": wanted.value}
            unit.events.append([Event(at, EventKind.SHARE_CHANGED, number, "holder", data)])
        return changed

    def open(self, key: str) -> tuple[Share, Certificate]:
        """Return the page at an address with the certificate it shows.

        Raise `UnknownCertificateError`, with nothing to tell an address that never was from one
        that was switched off.
        """
        with self.transactions.reading() as unit:
            share = unit.shares.find(key)
            if share is None or not share.is_on:
                raise UnknownCertificateError("shared page")
            try:
                return share, holding_of(unit, share.number).current
            except LinkError as exc:
                raise UnknownCertificateError("shared page") from exc


def _found(unit: HolderUnit, number: str) -> Share | None:
    """Return the one page of a chain of certificates, whichever of them it was made for."""
    shares = (unit.shares.of(each) for each in holding_of(unit, number).numbers)
    return next((share for share in shares if share is not None), None)


def _switched(share: Share, wanted: Switch, at: datetime) -> Share:
    match wanted:
        case Switch.ON:
            return replace(share, is_on=True)
        case Switch.OFF:
            return replace(share, is_on=False, is_found=False)
        case Switch.FOUND:
            return replace(share, is_found=share.is_on)
        case Switch.HIDDEN:
            return replace(share, is_found=False)
        case Switch.MOVED:
            return replace(share, key=_draw(), made=at)


def _draw() -> str:
    return secrets.token_urlsafe(_KEY_BYTES)
