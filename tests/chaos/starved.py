"""Too little of what a machine has: its processor, its memory."""

from __future__ import annotations

import os
import resource
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.chaos.judge import Row, row
from tests.chaos.load import working
from tests.chaos.served import Served

SLICE, SHARE = 0.1, 0.1  # seconds, and the part of them in which it may run
SPARE = 0  # bytes that a worker may still take


def processor_starved(server: Served, seconds: float) -> Row:
    """All processes run for a tenth of the time: slower, and never wrong."""
    server.start()
    with working([server], "starved") as load:
        time.sleep(1)
        with _slowed(server):
            time.sleep(seconds)
        recovery = server.wait_until_issuing("starved")
    found = row("a tenth of a processor", server, load.told, tried=1, recovery=recovery)
    server.stop()
    return found


@contextmanager
def _slowed(server: Served) -> Iterator[None]:
    assert server.process is not None
    group, over = server.process.pid, threading.Event()

    def slow() -> None:
        while not over.wait(SLICE * SHARE):
            os.killpg(group, signal.SIGSTOP)
            time.sleep(SLICE * (1 - SHARE))
            os.killpg(group, signal.SIGCONT)

    thread = threading.Thread(target=slow)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def memory_starved(server: Served, seconds: float) -> Row:
    """No worker gets more memory for a while: refused or done, nothing half, and back by itself."""
    server.start()
    with working([server], "memory") as load:
        time.sleep(2)
        held = {pid: resource.prlimit(pid, resource.RLIMIT_AS) for pid in server.workers()}
        for pid, (_, hard) in held.items():
            resource.prlimit(pid, resource.RLIMIT_AS, (_address_space(pid) + SPARE, hard))
        time.sleep(seconds)
        for pid, limit in held.items():
            with suppress(ProcessLookupError):  # it may have ended, and been replaced
                resource.prlimit(pid, resource.RLIMIT_AS, limit)
        recovery = server.wait_until_issuing("memory")
    found = row("no memory to be had", server, load.told, tried=1, recovery=recovery)
    server.stop()
    return found


def _address_space(pid: int) -> int:
    pages = Path(f"/proc/{pid}/statm").read_text().split()[0]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
