"""A way to PostgreSQL that a test can cut, as a network or a restart does, and mend again."""

from __future__ import annotations

import contextlib
import socket
import threading
from types import TracebackType
from typing import Self

SERVER = ("127.0.0.1", 5432)


class Proxy:
    """Listens on a port of loopback and hands everything on to the server."""

    def __init__(self, ports: range = range(8550, 8600)) -> None:
        self._ends: list[socket.socket] = []
        self._listener = self._listen(ports)
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.cut()

    def cut(self) -> None:
        """End every connection, and take no new one."""
        for end in [self._listener, *self._ends]:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._ends.clear()

    def mend(self) -> None:
        """Take connections again, on the same port."""
        self._listener = self._listen(range(self.port, self.port + 1))

    def _listen(self, ports: range) -> socket.socket:
        for port in ports:
            with contextlib.suppress(OSError):
                listener = socket.create_server(("127.0.0.1", port))
                threading.Thread(target=self._accept, args=(listener,), daemon=True).start()
                return listener
        raise RuntimeError("no port is free")

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = listener.accept()
                far = socket.create_connection(SERVER)
                self._ends += [near, far]
                for source, target in ((near, far), (far, near)):
                    threading.Thread(target=_pump, args=(source, target), daemon=True).start()


def _pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
