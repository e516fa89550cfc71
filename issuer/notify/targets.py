"""Where a stranger's webhook may be: on the public internet, and nowhere inside ours.

A name is no proof: the address that it stands for is checked when we connect (see `posting.py`).
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from issuer.errors import WatchError

MAX_URL = 500  # characters

_PRINTABLE = re.compile(r"[!-\[\]-~]+", re.ASCII)  # no space, control, backslash or wide letter
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_NAME = re.compile(rf"(?:{_LABEL}\.)+(?=[a-z0-9-]*[a-z]){_LABEL}", re.ASCII)
_LOCAL = ("localhost", "127.0.0.1", "::1")
_FREE_PORTS = range(1024, 65536)
# Ways to write an IPv4 address as another one, which would lead around the check.
_DISGUISES = tuple(
    ipaddress.ip_network(text)
    for text in ("::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/23",
                 "2002::/16", "fec0::/10", "192.88.99.0/24")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """A webhook's address, taken apart. `path` has the query with it."""

    secure: bool
    host: str
    port: int
    path: str


def read_target(url: str, *, loopback: bool) -> Target:
    """Return the parts of a webhook's address, or raise `WatchError` that says what is wrong.

    With `loopback`, as in a demonstration, this machine itself may be called, without TLS too.
    """
    if not url or len(url) > MAX_URL or _PRINTABLE.fullmatch(url) is None:
        raise WatchError("this is not an address of the web")
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError as exc:
        raise WatchError("this is not an address of the web") from exc
    local = loopback and host in _LOCAL
    if parts.scheme != "https" and not (local and parts.scheme == "http"):
        raise WatchError("the address must begin with https://")
    if "@" in parts.netloc or "#" in url:
        raise WatchError("the address must have no user name and no # in it")
    if not local:
        _require_public(host)
    if port is not None and port != 443 and port not in _FREE_PORTS:  # noqa: PLR2004 - of https
        raise WatchError("the port must be 443, or 1024 and up")
    secure = parts.scheme == "https"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(secure, host, port or (443 if secure else 80), path)


def is_public(address: str) -> bool:
    """Tell whether an IP address is on the public internet, as it is and not in disguise."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:  # a scope, as in fe80::1%eth0, is never public either
        return False
    if ip.is_multicast or ip.is_reserved or not ip.is_global:
        return False
    return not any(ip in each for each in _DISGUISES if each.version == ip.version)


def is_loopback(address: str) -> bool:
    """Tell whether an IP address is this machine's own."""
    return address in {"127.0.0.1", "::1"}


def _require_public(host: str) -> None:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        if _NAME.fullmatch(host) is None:
            raise WatchError("the address needs the whole name of a public server") from None
    else:
        if not is_public(host):
            raise WatchError("this address is not on the public internet")
