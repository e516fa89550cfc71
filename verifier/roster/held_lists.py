"""Status lists held still for as long as one batch takes: each is asked for once."""

from __future__ import annotations

from datetime import datetime

from verifier.status_lists import CurrentLists, StatusUnavailableError
from verifier.status_token import StatusList
from verifier.trust import TrustedIssuer


class HeldLists:
    """Asks `lists` for each address once, so that all rows are told by the same list.

    A list that could not be had is not asked for again either: a thousand rows would wait for it.
    """

    def __init__(self, lists: CurrentLists) -> None:
        self._lists = lists
        self._held: dict[str, StatusList | StatusUnavailableError] = {}

    def current(self, issuer: TrustedIssuer, uri: str, at: datetime) -> StatusList:
        """Return the list at `uri`, or raise `StatusUnavailableError`, as for the first row."""
        if uri not in self._held:
            self._held[uri] = self._ask(issuer, uri, at)
        held = self._held[uri]
        if isinstance(held, StatusUnavailableError):
            raise StatusUnavailableError(str(held))
        return held

    def known(self) -> list[StatusList]:
        """Return every list that could be had, by its address."""
        return [held for _, held in sorted(self._held.items()) if isinstance(held, StatusList)]

    def _ask(
        self, issuer: TrustedIssuer, uri: str, at: datetime
    ) -> StatusList | StatusUnavailableError:
        try:
            return self._lists.current(issuer, uri, at)
        except StatusUnavailableError as exc:
            return exc
