"""`make chaos`: break a served body in every way we know of, and see what is left.

Takes about ten minutes, on loopback alone. `ARGS="kill disk"` tries only those; `--every-step`
leaves no step of a command out and takes an hour; `--write` puts the rows into the table of
docs/reliability.md.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from tests.chaos import killing, serving, storage, trust
from tests.chaos.engines import Cluster, own_cluster
from tests.chaos.judge import Row
from tests.chaos.served import EXAMPLE, Served
from tests.chaos.table import markdown, put
from tests.ports import own_port
from tests.story.running import ROOT

PORTS = range(8700, 8800)
KILLS = 10  # of everything, on each database
ROTATIONS = 4  # a body each
STEPS = 8  # of each command, on each database
EVERY = 400  # more than any command has
FILES = "pwrite64,write,fdatasync,rename,unlink"
SENT = "sendto"
"""What reaches a disk, and what reaches a database's server."""


@dataclass(frozen=True)
class Place:
    """Where the faults are done."""

    folder: Path
    cluster: Cluster
    every_step: bool = False

    @property
    def steps(self) -> int:
        """Return at how many of its steps a command is killed, at most."""
        return EVERY if self.every_step else STEPS

    @contextmanager
    def body(self, name: str, database: str = "") -> Iterator[Served]:
        """Found a body, and end its server afterwards."""
        with own_port(PORTS) as port:
            home = self.folder / name / "home"
            home.parent.mkdir(parents=True, exist_ok=True)
            server = Served(home, port, database)
            server.found()
            try:
                yield server
            finally:
                server.kill()

    def database(self, name: str) -> str:
        """Make a database in the cluster."""
        return self.cluster.make_database(name)


def kill(place: Place) -> Iterator[Row]:
    """Everything, at any time."""
    with place.body("kill-sqlite") as server:
        yield killing.at_any_time(server, "SQLite", KILLS)
    with place.body("kill-postgres", place.database("killed")) as server:
        yield killing.at_any_time(server, "PostgreSQL", KILLS)


def steps(place: Place) -> Iterator[Row]:
    """Commands, at each step that reaches the disk or the database."""
    for name, calls, database in (
        ("SQLite", FILES, ""),
        ("PostgreSQL", SENT, place.database("stepped")),
    ):
        with place.body(f"steps-{name}", database) as server:
            for act in _acts(place, server, name):
                yield killing.at_each_step(server, act, calls, most=place.steps, name=name)


def rotation(place: Place) -> Iterator[Row]:
    """A rotation of keys, at some of its steps: each needs a body that has not begun one."""
    for name, calls in (("SQLite", FILES), ("PostgreSQL", SENT)):
        with _rotating(place, name, 0) as server:
            steps = killing.count(server, calls, ["keys", "rotate"])
        most = steps if place.every_step else min(ROTATIONS, steps)
        tries = []
        for each in range(1, most + 1):
            with _rotating(place, name, each) as server:
                point = each * steps // most
                tries.append(killing.rotation(server, calls, point=point, name=name))
        yield killing.together(tries)


def _rotating(place: Place, name: str, each: int) -> AbstractContextManager[Served]:
    database = place.database(f"rotated_{each}") if name == "PostgreSQL" else ""
    return place.body(f"rotation-{name}-{each}", database)


def _acts(place: Place, server: Served, name: str) -> list[killing.Act]:
    """Return the commands to be killed; what they work on is made first."""
    server.start()
    answers = [server.report(f"to withdraw {each}") for each in range(place.steps + 1)]
    server.stop()
    numbers = [answer.body["certificate"]["number"] for answer in answers]

    def issue(each: int) -> list[str]:
        path = place.folder / f"result-{name}-{each}.json"
        path.write_text(json.dumps({**EXAMPLE, "attempt": f"step-{name}-{each}"}))
        return ["issue", str(path), "--out", str(place.folder)]

    def revoke(each: int) -> list[str]:
        return ["revoke", numbers[each], "--reason", "issued-in-error"]

    return [
        killing.Act("issue", issue),
        killing.Act("revoke", revoke, withdraws=True),
        killing.Act("publish", lambda _: ["publish", str(place.folder / f"published-{name}")]),
    ]


def disk(place: Place) -> Iterator[Row]:
    """Flushes that fail, and a disk without room."""
    with place.body("syncs") as server:
        yield storage.syncs_fail(server)
    if storage.small_disk(place.folder / "small"):
        try:
            with place.body("small") as server:
                yield storage.disk_full(server)
        finally:
            storage.end_small_disk(place.folder / "small")


def database(place: Place) -> Iterator[Row]:
    """The database's server, and a file that another program holds."""
    with place.body("restarts", place.database("restarts")) as server:
        yield storage.database_restarts(server, place.cluster, 3)
    with place.body("busy") as server:
        yield storage.file_is_busy(server, (3, 10))


def redis(place: Place) -> Iterator[Row]:
    """The counter that several machines share."""
    with place.body("redis") as server, own_port(PORTS) as port:
        yield storage.redis_dies(server, port)


def workers(place: Place) -> Iterator[Row]:
    """Several processes and machines."""
    with place.body("reload") as server:
        yield serving.reload_under_load(server, 3)
    shared = place.database("raced")
    with place.body("race", shared) as first, own_port(PORTS) as port:
        second = replace(first, port=port, process=None)
        try:
            yield serving.race(first, second, certificates=25, at_once=20)
        finally:
            second.kill()


def uploads(place: Place) -> Iterator[Row]:
    """What is far too large."""
    with place.body("uploads") as server:
        yield serving.huge_uploads(server, 20)


def keys(place: Place) -> Iterator[Row]:
    """Keys that cannot be used."""
    with place.body("keys") as server:
        yield trust.keys_spoilt(server)
    with place.body("signer") as server:
        yield trust.list_signer_stopped(server)


def clock(place: Place) -> Iterator[Row]:
    """A machine's clock that jumps."""
    with place.body("clock") as server:
        yield trust.clock_steps(server)


def bits(place: Place) -> Iterator[Row]:
    """A record that was changed behind the program's back."""
    with place.body("bits") as server:
        yield trust.bits_flipped(server, 20)


FAULTS: dict[str, Callable[[Place], Iterator[Row]]] = {
    each.__name__: each
    for each in (kill, steps, rotation, disk, database, redis, workers, uploads, keys, clock, bits)
}


def main(arguments: list[str]) -> int:
    """Do the faults that are named, or all; return 1 if anything does not hold."""
    wanted = [each for each in arguments if not each.startswith("--")] or list(FAULTS)
    rows: list[Row] = []
    today = datetime.now(tz=UTC).date()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="probatum-chaos-")))
        folder.chmod(0o755)
        port = stack.enter_context(own_port(PORTS))
        cluster = stack.enter_context(own_cluster(folder / "cluster", port))
        place = Place(folder, cluster, every_step="--every-step" in arguments)
        for name in wanted:
            for row in FAULTS[name](place):
                rows.append(row)
                print(f"{'holds' if row.holds else 'DOES NOT HOLD':<14} {row.fault}", flush=True)
                for each in row.broken:
                    print(f"    {each}", flush=True)
                if "--write" in arguments:
                    put(ROOT / "docs" / "reliability.md", [row], today)
    print(f"\n{markdown(rows, today)}")
    return int(not all(row.holds for row in rows))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
