"""Fetches status lists over HTTP, from addresses that the trust pins and no others."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from verifier.clock import Clock
from verifier.jws import MAX_LIST_TOKEN
from verifier.status_lists import ListSource, StatusUnavailableError
from verifier.status_token import MEDIA_TYPE
from verifier.web_fetch import DEADLINE, FetchError, fetch

ASK_AGAIN = timedelta(seconds=15)  # the lists' HTTP max-age; also how long a failure is remembered


class _Address:
    """What is known of one list's address. `lock` is held by the one thread that asks it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.asked: datetime | None = None
        self.token: str | None = None

    def is_due(self, at: datetime) -> bool:
        return self.asked is None or not self.asked <= at < self.asked + ASK_AGAIN


class HttpLists:
    """A `ListSource` that asks the list's own address, at most every 15 seconds.

    While it does not answer, the last token stands in, or else the one of `fallback`.
    """

    def __init__(self, fallback: ListSource, clock: Clock) -> None:
        self._fallback = fallback
        self._clock = clock
        self._addresses: dict[str, _Address] = {}

    def fetch(self, uri: str) -> str:
        """Return the newest token for `uri` that could be had.

        One caller asks an address at a time. The others take what is known; only the first time
        of all do they wait, because nothing is.
        """
        at = self._clock()
        address = self._addresses.setdefault(uri, _Address())
        patience = DEADLINE if address.asked is None else 0
        if address.is_due(at) and address.lock.acquire(timeout=patience):
            try:
                if address.is_due(at):
                    address.token = self._ask(uri) or address.token
                    address.asked = self._clock()
            finally:
                address.lock.release()
        return address.token if address.token is not None else self._fallback.fetch(uri)

    def _ask(self, uri: str) -> str | None:
        if not uri.startswith(("https://", "http://")):
            raise StatusUnavailableError("not an address of the web")
        try:
            body = fetch(uri, MEDIA_TYPE, limit=MAX_LIST_TOKEN + 1)
        except FetchError:
            return None
        return body.decode("ascii", "replace").strip()
