"""Posts to an address that a stranger named: over TLS, to an IP address that was checked.

`http.client` and `ssl`, because the connection itself has to be ours: the name is resolved once,
every address that it stands for is checked, and the one checked is the one connected to, while
TLS and `Host` still say the name. A library that resolves by itself could be led inside between
the check and the call. No redirect is followed, no proxy of the environment asked.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from issuer.errors import WatchError
from issuer.notify.targets import Target, is_loopback, is_public, read_target

TIMEOUT = 5.0  # seconds without a byte
DEADLINE = 10.0  # seconds for everything after the name is resolved
MAX_ADDRESSES = 2  # of one name that are tried
MAX_ANSWER = 4096  # bytes that are read, and dropped

Resolve = Callable[[str, int], list[str]]


class PostError(Exception):
    """There was no answer. The message is for the delivery log: a few words, no address."""


def resolve(host: str, port: int) -> list[str]:
    """Return the IP addresses of a name, in the system's order."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


@dataclass(frozen=True, slots=True)
class Poster:
    """Posts to public addresses; with `loopback`, as in a demonstration, to this machine too."""

    loopback: bool = False
    resolve: Resolve = resolve
    is_allowed: Callable[[str], bool] = is_public
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    deadline: float = DEADLINE

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """Post and return the answer's HTTP status, or raise `PostError`."""
        try:
            target = read_target(url, loopback=self.loopback)
        except WatchError as exc:
            raise PostError(str(exc)) from exc
        connection = _Pinned(target, self._addresses(target), self.context, self.deadline)
        try:
            connection.request("POST", target.path, body, dict(headers))
            answer = connection.getresponse()
            answer.read(MAX_ANSWER)
        except ssl.SSLError as exc:
            raise PostError("the secure connection failed") from exc
        except TimeoutError as exc:
            raise PostError("no answer in time") from exc
        except (OSError, http.client.HTTPException, ValueError) as exc:
            late = connection.is_late
            raise PostError("no answer in time" if late else "the connection failed") from exc
        finally:
            connection.close()
        return answer.status

    def _addresses(self, target: Target) -> list[str]:
        try:
            addresses = self.resolve(target.host, target.port)
        except (OSError, UnicodeError) as exc:
            raise PostError("the name is not known") from exc
        if not addresses or not all(self._may_call(each) for each in addresses):
            raise PostError("the address is not on the public internet")
        return addresses[:MAX_ADDRESSES]

    def _may_call(self, address: str) -> bool:
        return self.is_allowed(address) or (self.loopback and is_loopback(address))


class _Pinned(http.client.HTTPConnection):
    """A connection to IP addresses that were checked, under the name they were found by."""

    def __init__(
        self, target: Target, addresses: list[str], context: ssl.SSLContext, deadline: float
    ) -> None:
        self.default_port = 443 if target.secure else 80  # which `Host` leaves out
        super().__init__(target.host, target.port, timeout=TIMEOUT)
        self._addresses = addresses
        self._context = context if target.secure else None
        self._timer = threading.Timer(deadline, self._cut)
        self._timer.daemon = True
        self.is_late = False

    def connect(self) -> None:
        made = self._reach()
        self.sock = made
        if self._context is not None:
            self.sock = self._context.wrap_socket(
                made, server_hostname=self.host, do_handshake_on_connect=False
            )
        self._timer.start()  # a byte now and then keeps each timeout away, but not this
        if isinstance(self.sock, ssl.SSLSocket):
            self.sock.do_handshake()

    def _reach(self) -> socket.socket:
        *others, last = self._addresses
        for address in others:
            with contextlib.suppress(OSError):
                return socket.create_connection((address, self.port), TIMEOUT)
        return socket.create_connection((last, self.port), TIMEOUT)

    def close(self) -> None:
        self._timer.cancel()
        super().close()

    def _cut(self) -> None:
        self.is_late = True
        if self.sock is not None:
            with contextlib.suppress(OSError):  # it is over already
                # The plain socket's: the one of TLS would change what another thread reads from.
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)
