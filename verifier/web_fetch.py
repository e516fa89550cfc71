"""Fetches from an address that somebody pinned: in time, up to a size, and from nowhere else."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from http.client import (
    HTTPConnection,
    HTTPException,
    HTTPMessage,
    HTTPResponse,
    HTTPSConnection,
)
from typing import IO, Any

TIMEOUT = 5.0  # seconds without a byte
DEADLINE = 10.0  # seconds for all of the headers, and as many for the body
UNNAMED = "application/octet-stream"  # what a file server says of a file that it does not know
_AGAIN = 0.1  # seconds
_PIECE = 65_536  # bytes read at once


class FetchError(Exception):
    """Nothing usable came; the message says why, in words of our own."""


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


class _Plain(urllib.request.HTTPHandler):
    """Opens http, and leaves the connection in `made` while it is used."""

    def __init__(self, made: list[HTTPConnection]) -> None:
        super().__init__()
        self._made = made

    def http_open(self, req: urllib.request.Request) -> HTTPResponse:
        """Open it."""
        return self.do_open(_kept(HTTPConnection, self._made), req)


class _Secure(urllib.request.HTTPSHandler):
    """Opens https, likewise."""

    def __init__(self, made: list[HTTPConnection]) -> None:
        super().__init__()
        self._made = made

    def https_open(self, req: urllib.request.Request) -> HTTPResponse:
        """Open it; certificate and name are checked as `http.client` does by itself."""
        return self.do_open(_kept(HTTPSConnection, self._made), req)


def _kept(kind: type[HTTPConnection], made: list[HTTPConnection]) -> Callable[..., HTTPConnection]:
    def connect(host: str, **options: Any) -> HTTPConnection:
        made.append(kind(host, **options))
        return made[-1]

    return connect


def fetch(url: str, media_type: str, *, limit: int) -> bytes:
    """Return what is at `url`, the first `limit` bytes of it.

    Raise `FetchError` for another media type, a redirect, an error, a body cut short or too slow.
    """
    if not url.startswith(("https://", "http://")):
        raise FetchError("not an address of the web")
    request = urllib.request.Request(url, headers={"Accept": media_type})  # noqa: S310 - above
    try:
        with _open(request) as response:
            told = response.headers.get_content_type()
            if told not in {media_type, UNNAMED}:
                raise FetchError("something else is there")
            body = _read(response, limit)
            if len(body) < min(limit, int(response.headers.get("Content-Length", 0))):
                raise FetchError("it was cut short")  # http.client tells who reads to the end
    except urllib.error.HTTPError as exc:
        exc.close()
        raise FetchError(f"the answer is {exc.code}") from exc
    except (OSError, HTTPException, ValueError) as exc:
        raise FetchError("there is no answer") from exc
    return body


def _open(request: urllib.request.Request) -> HTTPResponse:
    """Return the answer when its headers are there, or raise: they may not drip for ever either."""
    made: list[HTTPConnection] = []
    opened = threading.Event()
    opener = urllib.request.build_opener(_NoRedirect, _Plain(made), _Secure(made))
    end = time.monotonic() + DEADLINE
    threading.Thread(target=_cut_late, args=(made, opened, end), daemon=True).start()
    try:
        response: HTTPResponse = opener.open(request, timeout=TIMEOUT)
    finally:
        opened.set()
    if time.monotonic() > end:  # headers that were cut read like ones that ended
        response.close()
        raise TimeoutError
    return response


def _cut_late(made: list[HTTPConnection], opened: threading.Event, end: float) -> None:
    """Hang up at `end`, and again until nobody waits any more: it may not be connected yet."""
    while not opened.wait(max(_AGAIN, end - time.monotonic())):
        for sock in [connection.sock for connection in made if connection.sock is not None]:
            with contextlib.suppress(OSError):  # it is over already
                # The plain socket's: the one of TLS would change what another thread reads from.
                socket.socket.shutdown(sock, socket.SHUT_RDWR)


def _read(response: HTTPResponse, limit: int) -> bytes:
    """Return the body, up to its limit, or raise `TimeoutError` for one that drips."""
    body, end = bytearray(), time.monotonic() + DEADLINE
    while piece := response.read1(min(_PIECE, limit - len(body))):
        body += piece
        if time.monotonic() > end:
            raise TimeoutError
    return bytes(body)
