"""`make chaos`: break a served body in every way we know of, and see what is left.

Takes about ten minutes, on loopback alone. `ARGS="kill disk"` tries only those; `--every-step`
leaves no step of a command out and takes an hour; `--write` puts the rows into the table of
docs/reliability.md.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from tests.chaos import killing, serving, starved, stepping, storage, trust
from tests.chaos.acts import acts
from tests.chaos.engines import own_cluster
from tests.chaos.judge import Row
from tests.chaos.place import PORTS, Place
from tests.chaos.table import markdown, put
from tests.ports import own_port
from tests.story.running import ROOT

KILLS = 10  # of everything, on each database
WORKERS = 60  # times that all workers are killed, on each
ROTATIONS = 4  # a copy of a body each
STEPS = 8  # of each command, on each database
EVERY = 200  # more than any command has


def kill(place: Place) -> Iterator[Row]:
    """All processes, and all workers, at any time."""
    for name, database in ("SQLite", ""), ("PostgreSQL", place.database("killed")):
        with place.body(f"kill-{name}", database) as server:
            yield killing.at_any_time(server, name, KILLS)
            yield killing.workers_at_any_time(server, name, WORKERS)


def steps(place: Place) -> Iterator[Row]:
    """Commands, at each step that reaches the disk or the database."""
    most = 0 if place.every_step else STEPS
    for name, database in ("SQLite", ""), ("PostgreSQL", place.database("stepped")):
        with place.body(f"steps-{name}", database) as server:
            for act in acts(place.folder / name, server, most or EVERY):
                yield stepping.at_each_step(server, act, most=most, name=name)


def rotation(place: Place) -> Iterator[Row]:
    """A rotation of keys, at its steps."""
    most = 0 if place.every_step else ROTATIONS
    for name, database in ("SQLite", ""), ("PostgreSQL", place.database("rotation")):
        with place.body(f"rotation-{name}", database) as server:
            yield stepping.rotations(place, server, most=most, name=name)


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
        yield storage.redis_fails(server, port)


def workers(place: Place) -> Iterator[Row]:
    """Several processes and machines."""
    with place.body("reload") as server:
        yield serving.reload_under_load(server, 3)
    shared = place.database("raced")
    with place.body("race", shared) as first, own_port(PORTS) as port:
        second = replace(first, port=port, process=None)
        try:
            yield serving.race(first, second, certificates=200, at_once=50)
        finally:
            second.kill()


def starving(place: Place) -> Iterator[Row]:
    """Too little of what a machine has."""
    with place.body("processor") as server:
        yield starved.processor_starved(server, 10)
    with place.body("memory") as server:
        yield starved.memory_starved(server, 5)


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
    for each in (
        *(kill, steps, rotation, disk, database, redis, workers),
        *(starving, uploads, keys, clock, bits),
    )
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
