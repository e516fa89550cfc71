"""Whom a verifier believes: issuers with their pinned keys, types and status lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from keys.keyring import Keyring
from verifier.credential_type import CredentialType

STATUS_ISSUER = "/status"  # a list's `iss` is the issuer's followed by this: a key set of its own
TYPE_PATH = "/t/"
LIST_PATH = "/s/"
_ADDRESS = re.compile(
    r"https://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[1-9][0-9]{0,4})?"
    r"|http://(127\.0\.0\.1|localhost|\[::1\])(:[1-9][0-9]{0,4})?",
    re.ASCII,
)
_LOOPBACK = re.compile(r"https?://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]*)?(/|$)", re.ASCII)
_SERIAL = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)
KEYS_LAST = timedelta(hours=24)


def is_address(url: str) -> bool:
    """Tell whether `url` can be an issuer's address: https, or http on loopback; no path."""
    return _ADDRESS.fullmatch(url) is not None


def is_specimen(url: str) -> bool:
    """Tell whether an issuer's address is on loopback: a demonstration, which proves nothing."""
    return _LOOPBACK.match(url) is not None


@dataclass(frozen=True, slots=True)
class TrustedIssuer:
    """A certification body: its address for ever, its keys as known at `keys_as_of`, its types."""

    url: str
    name: str
    telephone: str
    keyring: Keyring
    keys_as_of: datetime
    types: Mapping[str, CredentialType]

    @property
    def status_issuer(self) -> str:
        """Return the `iss` of this issuer's status lists."""
        return self.url + STATUS_ISSUER

    def owns_type(self, url: str) -> bool:
        """Tell whether `url` is under the prefix pinned for this issuer's types."""
        return _is_numbered(url, self.url + TYPE_PATH)

    def owns_list(self, uri: str) -> bool:
        """Tell whether `uri` is under the prefix pinned for this issuer's status lists."""
        return _is_numbered(uri, self.url + LIST_PATH)

    def knows_its_keys_at(self, at: datetime) -> bool:
        """Tell whether the key set is fresh enough to call an unknown key a forgery."""
        return at - self.keys_as_of < KEYS_LAST


def _is_numbered(url: str, prefix: str) -> bool:
    return url.startswith(prefix) and _SERIAL.fullmatch(url, len(prefix)) is not None


class Trust:
    """An immutable set of trusted issuers. An empty one believes nobody."""

    def __init__(self, issuers: Iterable[TrustedIssuer]) -> None:
        """Index `issuers` by their address; two of one address are a mistake."""
        self._issuers: dict[str, TrustedIssuer] = {}
        for issuer in issuers:
            if issuer.url in self._issuers:
                raise ValueError(f"the issuer {issuer.url} is named twice")
            self._issuers[issuer.url] = issuer

    def find(self, url: str) -> TrustedIssuer | None:
        """Return the issuer at `url`, or None if it is not believed."""
        return self._issuers.get(url)

    @property
    def issuers(self) -> tuple[TrustedIssuer, ...]:
        """Return all of them, in the order given."""
        return tuple(self._issuers.values())


class TrustSource(Protocol):
    """Where the current trust comes from: a file read once, or the issuer's own store."""

    def current(self) -> Trust:
        """Return whom to believe now; from memory, whatever a token says."""
        ...


@dataclass(frozen=True, slots=True)
class PinnedTrust:
    """A `TrustSource` that never changes."""

    trust: Trust

    def current(self) -> Trust:
        """Return it."""
        return self.trust
