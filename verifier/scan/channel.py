"""Messages over a stream socket: four bytes of length, and that many bytes."""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass

READY = b"ready"  # a child's first message: its limits hold, and it can read within them

_LENGTH = 4
_PART = 1 << 20


class ChannelError(Exception):
    """The other side has gone, is late, or says more than it may."""


@dataclass(frozen=True, slots=True)
class Channel:
    """One end. A `deadline` is a value of `time.monotonic()`, and holds for a whole message."""

    socket: socket.socket

    def send(self, message: bytes, *, deadline: float | None = None) -> None:
        """Send one message whole, or raise `ChannelError`."""
        try:
            self.socket.settimeout(_left(deadline))
            self.socket.sendall(len(message).to_bytes(_LENGTH) + message)
        except OSError as exc:
            raise ChannelError("not sent") from exc

    def receive(self, *, at_most: int, deadline: float | None = None) -> bytes:
        """Receive one message of `at_most` so many bytes whole, or raise `ChannelError`."""
        length = int.from_bytes(self._receive(_LENGTH, deadline))
        if length > at_most:
            raise ChannelError(f"a message of {length} bytes")
        return self._receive(length, deadline)

    def _receive(self, length: int, deadline: float | None) -> bytes:
        message = bytearray()
        while len(message) < length:
            try:
                self.socket.settimeout(_left(deadline))
                part = self.socket.recv(min(length - len(message), _PART))
            except OSError as exc:
                raise ChannelError("not received") from exc
            if not part:
                raise ChannelError("the other side has gone")
            message += part
        return bytes(message)


def _left(deadline: float | None) -> float | None:
    """Return the seconds until `deadline`, never zero: that would mean something else."""
    return None if deadline is None else max(deadline - time.monotonic(), 0.001)
