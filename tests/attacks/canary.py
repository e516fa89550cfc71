"""A listener on loopback that nobody has a reason to call, and that counts who does."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.ports import own_port


class Canary:
    """Counts connections to `port` until it is closed."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self.connections = 0
        self.port: int = listener.getsockname()[1]
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        while True:
            try:
                caller, _ = self._listener.accept()
            except OSError:  # closed
                return
            self.connections += 1
            caller.close()


@contextmanager
def listening() -> Iterator[Canary]:
    """Give a canary on a port of its own."""
    with own_port() as port, socket.create_server(("127.0.0.1", port)) as listener:
        yield Canary(listener)
        listener.shutdown(socket.SHUT_RDWR)
