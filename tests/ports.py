"""Ports on loopback for these tests, one to each, however many runs there are on one machine."""

from __future__ import annotations

import fcntl
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PORTS = range(8400, 8500)


@contextmanager
def own_port(ports: range = PORTS) -> Iterator[int]:
    """Give a free port that no other run takes meanwhile: a server needs a moment to bind it."""
    for port in ports:
        path = Path(tempfile.gettempdir()) / f"probatum-test-port-{port}.lock"
        with path.open("a") as lock:
            if _is_locked(lock.fileno()) or _is_used(port):
                continue
            yield port
            return
    raise OSError(f"every port from {ports[0]} to {ports[-1]} is taken")


def _is_locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False


def _is_used(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # what is over may linger
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False
