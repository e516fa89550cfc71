"""Many at once: two servers that race, a reload under load, uploads beyond every limit."""

from __future__ import annotations

import contextlib
import signal
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from tests.chaos.judge import Row, row
from tests.chaos.load import Told, working
from tests.chaos.served import Answer, Served

TAKEN_OVER = 30  # seconds in which old workers must have ended
BIG = 100_000_000  # bytes that an upload says it has
GROWN = 60_000  # KiB by which a worker may grow


def reload_under_load(server: Served, times: int) -> Row:
    """New workers take over: nobody is refused, and nothing is lost."""
    server.start()
    broken: list[str] = []
    with working([server], "reload") as load:
        for _ in range(times):
            time.sleep(1)
            old = server.workers()
            assert server.process is not None
            server.process.send_signal(signal.SIGHUP)
            if not _within(TAKEN_OVER, lambda old=old: not old & server.workers()):
                broken.append("old workers are still there")
        time.sleep(1)
    told = load.told
    refused = [each for each in told.statuses if each.split()[1] in {"0", "503"}]
    broken += [f"{told.statuses[each]} x {each} during a reload" for each in refused]
    found = row("graceful reload under load", server, told, tried=times, recovery=0.0)
    server.stop()
    return replace(found, broken=(*found.broken, *broken))


def race(first: Served, second: Served, *, certificates: int, at_once: int) -> Row:
    """Two servers on one database, many requests for one act: it is done once."""
    first.start()
    second.start()
    told, broken = Told(), list[str]()
    for each in range(certificates):
        answer = first.report(f"race-{each}")
        number = answer.body["certificate"]["number"]
        told.issued[f"race-{each}"] = number, answer.body["token"]
        gate = threading.Barrier(at_once)
        answers = _revoke_at_once([first, second], number, gate, at_once)
        done = sum(answer.status == 200 for answer in answers)
        told.asked.add(number)
        told.revoked.add(number)
        for answer in answers:
            told.statuses[f"revoke {answer.status}"] += 1
        if done != 1:
            broken.append(f"{number} was withdrawn {done} times")
        seen = second.verdicts([number])
        if seen != ["revoked"]:
            broken.append(f"{number} is {seen} at the other server")
    fault = f"{at_once} withdrawals of one certificate at once, at two servers"
    found = row(fault, second, told, tried=certificates, recovery=0.0)
    first.stop()
    second.stop()
    return replace(found, broken=(*found.broken, *broken))


def _revoke_at_once(
    servers: list[Served], number: str, gate: threading.Barrier, at_once: int
) -> list[Answer]:
    def revoke(each: int) -> Answer:
        gate.wait()
        return servers[each % len(servers)].revoke(number)

    with ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(revoke, range(at_once)))


def huge_uploads(server: Served, count: int) -> Row:
    """Uploads of 100 MB, many at once: each is refused from its head, and no worker grows."""
    server.start()
    told, broken = Told(), list[str]()
    server.report("before uploads")
    before = {pid: _memory(pid) for pid in server.workers()}
    with working([server], "uploads", writers=1) as load, ThreadPoolExecutor(count) as pool:
        for status in pool.map(lambda _: _upload(server), range(count)):
            told.statuses[f"upload {status}"] += 1
            if status != 413:
                broken.append(f"an upload was answered with {status}")
    grown = max(_memory(pid) - before.get(pid, 0) for pid in server.workers())
    if grown > GROWN:
        broken.append(f"a worker grew by {grown} KiB")
    load.told.statuses.update(told.statuses)
    fault = f"{count} uploads of 100 MB at once"
    found = row(fault, server, load.told, tried=count, recovery=0.0)
    server.stop()
    return replace(found, broken=(*found.broken, *broken))


def _upload(server: Served) -> int:
    head = f"POST /v HTTP/1.1\r\nHost: 127.0.0.1:8000\r\nContent-Length: {BIG}\r\n"
    head += "Content-Type: multipart/form-data; boundary=x\r\n\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        connection.sendall(head.encode())
        with contextlib.suppress(OSError):
            for _ in range(20):
                connection.sendall(b"\0" * 65_536)
        with contextlib.suppress(OSError):
            answer = connection.recv(64)
            return int(answer.split(b" ")[1]) if answer else 0
    return 0


def _memory(pid: int) -> int:
    """Return the resident memory of a process in KiB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0


def _within(seconds: float, holds: object) -> bool:
    assert callable(holds)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.1)
    return False
