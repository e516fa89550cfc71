"""Uses one database before and after a fork, in both processes: run by a test."""

from __future__ import annotations

import os
import sys

from issuer.evidence.chain import find_break
from issuer.store.database import Database
from tests.store.making import AT, BODY, make_event


def append(database: Database, name: str) -> None:
    """Append twenty events, one transaction each."""
    for number in range(20):
        with database.writing() as unit:
            unit.events.append([make_event(f"{name}-{number}")])


def main(url: str) -> None:
    """Fork with open connections, work in both, and say what came of it."""
    database = Database(url)
    with database.writing() as unit:
        unit.bodies.found(BODY, AT)
        unit.events.append([make_event("before")])
    child = os.fork()
    append(database, "child" if child == 0 else "parent")
    if child == 0:
        print("child", flush=True)  # noqa: T201 - this is the answer
        return
    os.waitpid(child, 0)
    with database.reading() as unit:
        links = unit.chain.links(0, 100)
        assert find_break(links, head=unit.chain.head()) is None
    print("parent", len(links))  # noqa: T201 - this is the answer


main(sys.argv[1])
