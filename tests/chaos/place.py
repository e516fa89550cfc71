"""Where the faults are done: a folder, a cluster, and bodies founded in them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.chaos.engines import Cluster
from tests.chaos.served import Served
from tests.ports import own_port

PORTS = range(8700, 8800)


@dataclass(frozen=True)
class Place:
    """Where the faults are done, and whether no step of a command is to be left out."""

    folder: Path
    cluster: Cluster
    every_step: bool = False

    @contextmanager
    def body(self, name: str, database: str = "") -> Iterator[Served]:
        """Found a body, and end its server afterwards."""
        with own_port(PORTS) as port:
            server = Served(self._home(name), port, database)
            server.found()
            try:
                yield server
            finally:
                server.kill()

    @contextmanager
    def copy(self, server: Served, name: str) -> Iterator[Served]:
        """Copy a body that is not served, its database too; take the copy away afterwards."""
        database = server.database and self.database(name, like=server.database.rpartition("/")[2])
        home = self.folder / name / server.home.name
        shutil.copytree(server.home.parent, home.parent)  # with the journal beside it
        with own_port(PORTS) as port:
            copied = Served(home, port, database, key=server.key)
            try:
                yield copied
            finally:
                copied.kill()
        shutil.rmtree(home.parent)
        if database:
            self.cluster.drop_database(name)

    def database(self, name: str, like: str = "template1") -> str:
        """Make a database in the cluster, as a copy of another."""
        return self.cluster.make_database(name, like)

    def _home(self, name: str) -> Path:
        home = self.folder / name / "home"
        home.parent.mkdir(parents=True, exist_ok=True)
        return home
