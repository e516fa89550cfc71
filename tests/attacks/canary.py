"""A listener on loopback that nobody has a reason to call, and that counts who does."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

PORTS = range(8400, 8500)


class Canary:
    """Counts connections to `port` until it is closed."""

    def __init__(self, listening: socket.socket) -> None:
        self._listening = listening
        self.connections = 0
        self.port: int = listening.getsockname()[1]
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        while True:
            try:
                caller, _ = self._listening.accept()
            except OSError:  # closed
                return
            self.connections += 1
            caller.close()


@contextmanager
def listening() -> Iterator[Canary]:
    """Give a canary on a free port of ours."""
    with take_port() as taken:
        taken.listen()
        yield Canary(taken)
        taken.shutdown(socket.SHUT_RDWR)


def take_port() -> socket.socket:
    """Return a socket bound to the first free port of ours on loopback."""
    for port in PORTS:
        taken = socket.socket()
        try:
            taken.bind(("127.0.0.1", port))
        except OSError:  # somebody else's
            taken.close()
            continue
        return taken
    raise OSError(f"every port from {PORTS[0]} to {PORTS[-1]} is taken")
