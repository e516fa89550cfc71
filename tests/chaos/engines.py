"""Servers that the faults are done to: a PostgreSQL cluster and a Redis, on loopback."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ACCOUNT = "postgres"  # PostgreSQL refuses to run as root


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL cluster of our own, which may be restarted."""

    folder: Path
    port: int

    def make_database(self, name: str, like: str = "template1") -> str:
        """Make a database in it, as a copy of another, and return its address."""
        self.do("createdb", *self._server, "-T", like, name)
        return f"postgresql://{ACCOUNT}@127.0.0.1:{self.port}/{name}"

    def drop_database(self, name: str) -> None:
        """Take a database away."""
        self.do("dropdb", *self._server, "--force", name)

    @property
    def _server(self) -> tuple[str, ...]:
        return "-h", "127.0.0.1", "-p", str(self.port), "-U", ACCOUNT

    def control(self, *words: str) -> None:
        """Run pg_ctl on it."""
        program = max(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
        self.do(str(program), "-D", str(self.folder / "data"), "-w", *words)

    def do(self, *command: str) -> None:
        """Run a command as the server's account."""
        account = pwd.getpwnam(ACCOUNT)
        user = account.pw_uid if os.getuid() == 0 else None
        with (self.folder / "control.log").open("a") as log:
            subprocess.run(command, check=True, user=user, cwd="/", stdout=log, stderr=log)


@contextmanager
def own_cluster(folder: Path, port: int) -> Iterator[Cluster]:
    """Make a cluster, run it, and end it afterwards."""
    folder.mkdir(parents=True)
    if os.getuid() == 0:
        shutil.chown(folder, ACCOUNT)
        for parent in folder.parents[:2]:
            parent.chmod(parent.stat().st_mode | 0o055)
    cluster = Cluster(folder, port)
    (folder / "control.log").touch(mode=0o666)
    program = max(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    data = str(folder / "data")
    cluster.do(str(program), "-D", data, "-A", "trust", "-U", ACCOUNT, "-E", "UTF8", "--locale=C")
    options = f"-p {port} -h 127.0.0.1 -k {folder}"
    cluster.control("-o", options, "-l", str(folder / "server.log"), "start")
    try:
        yield cluster
    finally:
        cluster.control("-m", "immediate", "stop")


@contextmanager
def own_redis(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run a Redis of our own, in memory alone."""
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen([*command, "--appendonly", "no"], stdout=quiet, stderr=quiet)
    time.sleep(0.5)
    try:
        yield process
    finally:
        process.kill()
        process.wait()
