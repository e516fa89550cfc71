"""The newest believable status lists, remembered. A list older than one seen before is refused."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Protocol

from verifier.malformed import MalformedError
from verifier.status_token import StatusList, parse_status_list
from verifier.trust import TrustedIssuer


class StatusUnavailableError(Exception):
    """No list could be had, or none that can be believed; try again later."""


class ListSource(Protocol):
    """Where the text of a status list token comes from."""

    def fetch(self, uri: str) -> str:
        """Return the newest token for `uri`; raise `StatusUnavailableError` if there is none."""
        ...


@dataclass(frozen=True, slots=True)
class _Known:
    token: str
    status_list: StatusList


class StatusLists:
    """Verifies each list once and keeps the newest of each address, for all threads.

    When the source fails or offers something older or unbelievable, the one kept is used;
    its age is judged by the reader.
    """

    def __init__(self, source: ListSource) -> None:
        self._source = source
        self._known: dict[str, _Known] = {}
        self._lock = threading.Lock()

    def current(self, issuer: TrustedIssuer, uri: str) -> StatusList:
        """Return the newest list at `uri` of `issuer`, or raise `StatusUnavailableError`."""
        known = self._known.get(uri)
        try:
            token = self._source.fetch(uri)
            if known is not None and known.token == token:
                return known.status_list
            offered = parse_status_list(token, issuer=issuer, uri=uri)
        except (StatusUnavailableError, MalformedError) as exc:
            if known is None:
                raise StatusUnavailableError(str(exc)) from exc
            return known.status_list
        return self._keep(_Known(token, offered))

    def _keep(self, offered: _Known) -> StatusList:
        uri = offered.status_list.uri
        with self._lock:
            known = self._known.get(uri)
            if known is None or known.status_list.issued <= offered.status_list.issued:
                self._known[uri] = known = offered
            return known.status_list
