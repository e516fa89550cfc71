"""The newest believable status lists, remembered. A list older than one seen before is refused."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Protocol

from keys.keyring import Keyring
from verifier.malformed import MalformedError
from verifier.status_token import StatusList, parse_status_list
from verifier.trust import TrustedIssuer

_NONE: Mapping[str, str] = MappingProxyType({})


class StatusUnavailableError(Exception):
    """No list could be had, or none that can be believed; try again later."""


class ListSource(Protocol):
    """Where the text of a status list token comes from."""

    def fetch(self, uri: str) -> str:
        """Return the newest token for `uri`; raise `StatusUnavailableError` if there is none."""
        ...


class CurrentLists(Protocol):
    """What a verifier asks for the status list of a credential."""

    def current(self, issuer: TrustedIssuer, uri: str, at: datetime) -> StatusList:
        """Return the newest believable list, or raise `StatusUnavailableError`."""
        ...


@dataclass(frozen=True, slots=True)
class _Known:
    token: str
    status_list: StatusList
    keyring: Keyring  # by which it was judged


class StatusLists:
    """Verifies each list once and keeps the newest of each address, for all threads.

    When the source fails or offers something older or unbelievable, the one kept is used;
    its age is judged by the reader.
    """

    def __init__(self, source: ListSource, seen: Mapping[str, str] = _NONE) -> None:
        """Take lists from `source`; `seen` are tokens by address that were told beforehand."""
        self._source = source
        self._seen = seen
        self._known: dict[str, _Known] = {}
        self._lock = threading.Lock()

    def current(self, issuer: TrustedIssuer, uri: str, at: datetime) -> StatusList:
        """Return the newest list at `uri` of `issuer`, or raise `StatusUnavailableError`.

        A list from the future is told once and not kept: else one wrong clock at the issuer
        would shut out every good list after it.
        """
        known = self._still_believed(issuer, uri) or self._told_before(issuer, uri, at)
        try:
            token = self._source.fetch(uri)
            if known is not None and known.token == token:
                return known.status_list
            offered = parse_status_list(token, issuer=issuer, uri=uri)
        except (StatusUnavailableError, MalformedError) as exc:
            if known is None:
                raise StatusUnavailableError(str(exc)) from exc
            return known.status_list
        if offered.is_ahead(at):
            return offered
        return self._keep(_Known(token, offered, issuer.keyring))

    def _still_believed(self, issuer: TrustedIssuer, uri: str) -> _Known | None:
        """Return what is known of `uri`, judged anew where the issuer's keys have changed."""
        known = self._known.get(uri)
        if known is None or known.keyring is issuer.keyring:
            return known
        try:
            judged = parse_status_list(known.token, issuer=issuer, uri=uri)
        except MalformedError:
            with self._lock:
                self._known.pop(uri, None)
            return None
        again = _Known(known.token, judged, issuer.keyring)
        with self._lock:
            if self._known.get(uri) is known:
                self._known[uri] = again
        return again

    def _told_before(self, issuer: TrustedIssuer, uri: str, at: datetime) -> _Known | None:
        """Keep the list told beforehand, if it can be believed: an older one is refused then."""
        token = self._seen.get(uri)
        if token is None:
            return None
        try:
            told = parse_status_list(token, issuer=issuer, uri=uri)
        except MalformedError:
            return None
        if told.is_ahead(at):
            return None
        self._keep(_Known(token, told, issuer.keyring))
        return self._known.get(uri)

    def _keep(self, offered: _Known) -> StatusList:
        uri = offered.status_list.uri
        with self._lock:
            known = self._known.get(uri)
            if known is None or known.status_list.issued <= offered.status_list.issued:
                self._known[uri] = known = offered
            return known.status_list
