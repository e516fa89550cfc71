"""A site on loopback, and Debian's Chromium to look at it."""

from __future__ import annotations

import errno
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from tests.conftest import find_chromium

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PORTS = range(8100, 8200)


class _Quiet(WSGIRequestHandler):
    """Logs nothing: what is logged of a request is the app's to say."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - its base's name
        """Keep quiet."""


class Site:
    """Serves apps on 127.0.0.1 until the test ends."""

    def __init__(self) -> None:
        self._servers: list[BaseWSGIServer] = []

    def serve(self, make_app: Callable[[str], Flask]) -> str:
        """Serve the app made for an address such as `http://127.0.0.1:8100`; return the address."""
        port = next(port for port in PORTS if _is_free(port))
        url = f"http://127.0.0.1:{port}"
        self.serve_at(port, make_app(url))
        return url

    def serve_at(self, port: int, app: Flask) -> None:
        """Serve `app` at a port."""
        with _listen(port) as taken:
            server = make_server(
                "127.0.0.1",
                port,
                app,
                threaded=True,
                request_handler=_Quiet,
                fd=taken.fileno(),
            )
        self._servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        """Stop all of them."""
        while self._servers:
            server = self._servers.pop()
            server.shutdown()
            server.server_close()


def _listen(port: int, patience: float = 10) -> socket.socket:
    """Take the port. A browser's last connection to the server before may keep it for a moment.

    The server does not take it itself: Werkzeug's ends the program where it cannot.
    """
    given_up = time.monotonic() + patience
    while True:
        try:
            return socket.create_server(("127.0.0.1", port), backlog=128)
        except OSError as error:
            if error.errno != errno.EADDRINUSE or time.monotonic() > given_up:
                raise
            time.sleep(0.05)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.fixture
def site() -> Iterator[Site]:
    """Return a place to serve apps from."""
    made = Site()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return Chromium. A test that uses it has the marker `browser`."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        yield chromium
        chromium.close()
