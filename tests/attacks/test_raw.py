"""What no client library would send, over sockets to the real server: `probatum serve`.

Every case is one connection. Whatever is said over it, the workers are the same afterwards, and
nobody's request has become two.
"""

from __future__ import annotations

import re
import socket
import struct
import threading
import time
from collections.abc import Iterator
from string import Template
from typing import Any

import pytest

from tests.attacks.cases import load
from tests.attacks.serving import Served
from tests.attacks.world import count_rows

CASES = load("raw")
STATUS = re.compile(rb"HTTP/1\.[01] (\d{3}) ")
MAX_ANSWER = 24_576  # bytes


@pytest.fixture
def served(sqlite_server: Served) -> Served:
    """Return the running server that all cases talk to."""
    return sqlite_server


@pytest.fixture(autouse=True)
def unharmed(served: Served) -> Iterator[None]:
    """Assert after each case that the server is as before: same workers, same rows, no incident."""
    workers, rows = served.workers(), rows_of(served)
    yield
    assert served.ask("GET", "/healthz").status == 200
    assert served.workers() == workers
    assert rows_of(served) == rows
    for word in ('"incident"', "Traceback", "evil", "127.0.0.1"):
        assert word not in served.log()


def rows_of(served: Served) -> dict[str, int]:
    """Count the rows of each table but the counts of checks, which are written half a minute on."""
    rows = count_rows(served.settings.home / "probatum.sqlite3")
    return {name: count for name, count in rows.items() if name != "check_count"}


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_it_is_answered_once_or_not_at_all(served: Served, case: dict[str, Any]) -> None:
    """One answer of a kind that was expected, and no word of what was smuggled along."""
    heard = served.say(Template(case["say"]).substitute(values(served)).encode("latin-1"))
    statuses = [int(status) for status in STATUS.findall(heard)]
    assert len(statuses) == case.get("answers", 1 if case["statuses"] else 0), heard[:500]
    assert set(statuses) <= set(case["statuses"]), heard[:500]
    assert len(heard) <= MAX_ANSWER * max(1, len(statuses))
    for word in (
        b"evil",
        b"smuggled",
        b"Traceback",
        case.get("absent", "Traceback").encode(),
    ):
        assert word not in heard
    assert case.get("contains", "").encode() in heard
    assert not any("smuggled" in line[3] for line in served.access_lines())


def values(served: Served) -> dict[str, str]:
    """Return what stands for $names in the data file."""
    return {
        "host": served.host,
        "key": served.key,
        "a8k": "a" * 8192,
        "a64k": "a" * 65_536,
        "nines5000": "9" * 5000,
        "headers101": "".join(f"X-{n}: 1\r\n" for n in range(101)),
    }


def test_a_hundred_requests_at_once_and_gone(served: Served) -> None:
    """Somebody who asks a hundred times in one breath and hangs up harms nobody else."""
    ask = f"GET /v HTTP/1.1\r\nHost: {served.host}\r\n\r\n".encode()
    with served.connect() as connection:
        connection.sendall(ask * 100)
        _reset(connection)
    with served.connect() as connection:
        connection.sendall(ask * 100)
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(100).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("kind", ["application/json", "application/pdf", "multipart/form-data"])
def test_hanging_up_in_the_midst_of_a_body(served: Served, kind: str) -> None:
    """A body that is broken off costs nothing but itself."""
    head = (
        f"POST /api/v1/verify HTTP/1.1\r\nHost: {served.host}\r\nContent-Type: {kind}; boundary=b"
    )
    for _ in range(5):
        with served.connect() as connection:
            connection.sendall(
                f"{head}; boundary=b\r\nContent-Length: 60000\r\n\r\n".encode() + b"{" * 1000
            )
            _reset(connection)


def _reset(connection: socket.socket) -> None:
    """End a connection without a word, as a phone does that loses its network."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def test_who_reads_slowly_stops_nobody(served: Served) -> None:
    """A few who do not fetch their answers leave the others theirs."""
    ask = f"GET /static/verify.js HTTP/1.1\r\nHost: {served.host}\r\n\r\n".encode()
    slow = [served.connect() for _ in range(20)]
    for connection in slow:
        connection.sendall(ask * 3)
    begun = time.monotonic()
    assert served.ask("GET", "/healthz").status == 200
    assert time.monotonic() - begun < 5
    for connection in slow:
        connection.close()


def test_a_few_slow_senders_stop_nobody(served: Served) -> None:
    """Three who send a byte now and then leave threads for the others on every worker."""
    head = f"POST /api/v1/verify HTTP/1.1\r\nHost: {served.host}\r\nContent-Length: 100\r\n\r\n"
    slow = [served.connect() for _ in range(3)]
    for connection in slow:
        connection.sendall(head.encode() + b"{")
    answers: list[int] = []
    asking = [
        threading.Thread(target=lambda: answers.append(served.ask("GET", "/v").status))
        for _ in range(20)
    ]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join(timeout=10)
    assert answers == [200] * 20
    for connection in slow:
        connection.close()
