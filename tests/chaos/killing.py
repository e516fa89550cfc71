"""`kill -9` of processes that serve, at any time."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable
from random import Random

from tests.chaos.judge import Row, row
from tests.chaos.load import working
from tests.chaos.served import Served

SHORTEST, LONGEST = 0.3, 2.0  # seconds of work before a kill


def at_any_time(server: Served, name: str, kills: int) -> Row:
    """Kill the server and its workers while they issue, withdraw and verify; start them again."""

    def kill() -> float:
        server.kill()
        return server.start()

    return _under_load(server, f"kill -9 of all processes under load ({name})", kills, kill)


def workers_at_any_time(server: Served, name: str, kills: int) -> Row:
    """Kill all workers while they issue, withdraw and verify; nobody starts them again."""

    def kill() -> float:
        for pid in server.workers():
            os.kill(pid, signal.SIGKILL)
        return server.wait_until_answering()

    return _under_load(server, f"kill -9 of all workers under load ({name})", kills, kill)


def _under_load(server: Served, fault: str, kills: int, kill: Callable[[], float]) -> Row:
    """Kill at moments that are the same each time; `kill` returns the seconds until it is back."""
    chance = Random(fault)  # noqa: S311
    server.start()
    worst = 0.0
    with working([server], re.sub("[^A-Za-z]+", "-", fault)) as load:
        for _ in range(kills):
            time.sleep(chance.uniform(SHORTEST, LONGEST))
            worst = max(worst, kill())
        time.sleep(1)
    found = row(fault, server, load.told, tried=kills, recovery=worst)
    server.stop()
    return found
