"""A mail as it leaves: addresses that are one address, headers that are one line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from issuer.errors import WatchError

MAX_ADDRESS = 254  # characters: RFC 5321 section 4.5.3.1.3, less the angle brackets

_ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ADDRESS = re.compile(
    rf"(?=.{{1,64}}@){_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+{_LABEL}", re.ASCII | re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to one address. `headers` are further ones, whose values are ours."""

    to: str = field(repr=False)
    subject: str
    text: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)


def read_address(text: str) -> str:
    """Return a mail address in small letters, or raise `WatchError`.

    Quoted and international local parts are refused: not every server takes them, and what looks
    alike is not the same.
    """
    address = text.strip()
    if len(address) > MAX_ADDRESS or _ADDRESS.fullmatch(address) is None:
        raise WatchError("this is not a mail address")
    return address.lower()


def compose(letter: Letter, *, sender: str, name: str, id: str, at: datetime) -> EmailMessage:  # noqa: A002 - its name
    """Return the mail itself, or raise `ValueError` for an address or header that cannot be one.

    `email` refuses every line break in a header, so that no value can add another. `id` is the
    same at every try, so that a mail that comes twice is told as one.
    """
    host = sender.rpartition("@")[2]
    made = EmailMessage(policy=SMTP)
    made["From"] = Address(name, addr_spec=sender)
    made["To"] = Address(addr_spec=letter.to)
    made["Subject"] = letter.subject
    made["Date"] = format_datetime(at)
    made["Message-ID"] = f"<{id}@{host}>"
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence answers it
    for header, value in letter.headers.items():
        made[header] = value
    made.set_content(letter.text)
    return made
