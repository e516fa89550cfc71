"""Fetches status lists over HTTP, from addresses that the trust pins and no others."""

from __future__ import annotations

import threading
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.client import HTTPException, HTTPMessage
from typing import IO

from verifier.clock import Clock
from verifier.jws import MAX_LIST_TOKEN
from verifier.status_lists import ListSource, StatusUnavailableError
from verifier.status_token import MEDIA_TYPE

ASK_AGAIN = timedelta(seconds=15)  # the lists' HTTP max-age; also how long a failure is remembered
TIMEOUT = 5.0  # seconds


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A pinned address that sends us elsewhere is a captive portal, or worse."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> None:
        """Follow none."""


@dataclass(frozen=True, slots=True)
class _Asked:
    at: datetime
    token: str | None


class HttpLists:
    """A `ListSource` that asks the list's own address, at most every 15 seconds.

    While it does not answer, the last token stands in, or else the one of `fallback`.
    """

    def __init__(self, fallback: ListSource, clock: Clock) -> None:
        self._fallback = fallback
        self._clock = clock
        self._asked: dict[str, _Asked] = {}
        self._lock = threading.Lock()
        self._opener = urllib.request.build_opener(_NoRedirect)

    def fetch(self, uri: str) -> str:
        """Return the newest token for `uri` that could be had.

        One caller asks; meanwhile the others take what is known, so that a slow address holds up
        one thread and not all of them.
        """
        at = self._clock()
        with self._lock:
            asked = self._asked.get(uri)
            mine = asked is None or not asked.at <= at < asked.at + ASK_AGAIN
            token = asked.token if asked else None
            if mine:
                self._asked[uri] = _Asked(at, token)
        if mine:
            token = self._ask(uri) or token
            with self._lock:
                self._asked[uri] = _Asked(at, token)
        return token if token is not None else self._fallback.fetch(uri)

    def _ask(self, uri: str) -> str | None:
        if not uri.startswith(("https://", "http://")):
            raise StatusUnavailableError("not an address of the web")
        request = urllib.request.Request(uri, headers={"Accept": MEDIA_TYPE})  # noqa: S310 - above
        try:
            with self._opener.open(request, timeout=TIMEOUT) as response:
                if response.headers.get_content_type() != MEDIA_TYPE:
                    return None
                body: bytes = response.read(MAX_LIST_TOKEN + 1)
                if len(body) < int(response.headers.get("Content-Length", 0)):
                    return None  # cut short: http.client tells only those who read to the end
        except (OSError, HTTPException, urllib.error.URLError, ValueError):
            return None
        return body.decode("ascii", "replace").strip()
