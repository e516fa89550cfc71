"""A process of its own that does an approved request: `URL REQUEST LIMIT [DIE_IN]`."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from issuer.credentials.lifecycle import Lifecycle
from issuer.credentials.number import draw_number
from issuer.requests.running import Running
from issuer.store.database import Database
from tests.store.making import AT


@dataclass
class Dying:
    """A database whose process is killed at the end of a transaction, before it is committed."""

    database: Database
    left: int

    @contextmanager
    def writing(self) -> Iterator[Any]:
        """Begin a transaction."""
        with self.database.writing() as unit:
            yield unit
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


def main(url: str, request: str, limit: str, die_in: str = "0") -> None:
    """Say that it is ready, wait for a line, and run; or be killed in a batch."""
    database: Any = Dying(Database(url), int(die_in))
    running = Running(database, Lifecycle(database), draw_number)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    running.run(request, clock=lambda: AT, limit=int(limit))


if __name__ == "__main__":
    main(*sys.argv[1:])
