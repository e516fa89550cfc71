"""A site on loopback, and Debian's Chromium to look at it."""

from __future__ import annotations

import errno
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from tests.ports import own_port

PORTS = range(8100, 8200)


class _Quiet(WSGIRequestHandler):
    """Logs nothing: what is logged of a request is the app's to say."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - its base's name
        """Keep quiet."""


class Site:
    """Serves apps on 127.0.0.1 until the test ends."""

    def __init__(self) -> None:
        self._servers: list[BaseWSGIServer] = []
        self._ports = ExitStack()

    def serve(self, make_app: Callable[[str], Flask]) -> str:
        """Serve the app made for an address such as `http://127.0.0.1:8100`; return the address."""
        port = self._ports.enter_context(own_port(PORTS))
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

    def close(self) -> None:
        """Stop all of them for good: their ports are anyone's."""
        self.stop()
        self._ports.close()


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


@pytest.fixture
def site() -> Iterator[Site]:
    """Return a place to serve apps from."""
    made = Site()
    yield made
    made.close()
